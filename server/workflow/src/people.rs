//! Accounts: the first admin, invitations, roles, signing in.

use crate::{
    Assay, Error, by,
    error::taken,
    guesses::Attempt,
    log,
    passwords::{Checked, Passwords},
};
use assay_domain::{Actor, FieldError, PersonId, Refusal, Role, SECOND, setup::within};
use assay_store::{
    audit::hex,
    people::{self, Invitation, InvitationKind, Person, PersonState},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use unicode_normalization::UnicodeNormalization;

/// How long a link for setting up, joining or choosing a new password works: seven days.
const LINK_LIFE: i64 = 7 * 86_400 * SECOND;

/// Whose session may begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The epoch the session belongs to; when the account's moves on, the session is over.
    pub epoch: i64,
}

/// What the holder of a link is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Name, sign-in name and password of the first admin.
    Setup,
    /// A password for this sign-in name.
    ChoosePassword {
        /// Whom the link greets.
        name: String,
        /// What they will sign in with.
        login: String,
    },
}

/// What the holder of a link answers.
#[derive(Clone, Debug, Default)]
pub struct LinkAnswer {
    /// For the first set-up: the admin's name.
    pub name: String,
    /// For the first set-up: what to sign in with.
    pub login: String,
    /// The password chosen.
    pub password: String,
}

impl Assay {
    /// Makes the one-time secret for setting up the first admin, when there is none yet. Older unused ones stop working.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn setup_token(&self) -> Result<Option<String>, Error> {
        if people::has_admin(&mut self.store.read().await?).await? {
            return Ok(None);
        }
        let token = self.token();
        let (hash, now) = (hash_of(&token), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let invitation = Invitation { kind: InvitationKind::Setup, person: None };
                    people::add_invitation(tx, &hash, &invitation, now, now + LINK_LIFE).await?;
                    log(tx, now, None, "setup.offer", "installation".into(), json!({})).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(Some(token))
    }

    /// What a link is for, without using it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is unknown, used or expired.
    pub async fn link_purpose(&self, token: &str) -> Result<LinkPurpose, Error> {
        let mut tx = self.store.read().await?;
        let invitation =
            people::peek_invitation(&mut tx, &hash_of(token), self.now()).await?.ok_or(Refusal::NotFound)?;
        match invitation.person {
            None => Ok(LinkPurpose::Setup),
            Some(id) => {
                let person = people::lookup(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
                Ok(LinkPurpose::ChoosePassword { name: person.name, login: person.login })
            }
        }
    }

    /// Uses a link: makes the first admin, or sets the invited person's password. Works once.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is unknown, used or expired; [`Refusal::Invalid`] naming what to mend.
    pub async fn use_link(&self, token: &str, answer: LinkAnswer) -> Result<SignedIn, Error> {
        let purpose = self.link_purpose(token).await?;
        let login = match &purpose {
            LinkPurpose::Setup => answer.login.clone(),
            LinkPurpose::ChoosePassword { login, .. } => login.clone(),
        };
        Passwords::check_rules(&answer.password, login.trim())?;
        if purpose == LinkPurpose::Setup {
            check_names(&answer.name, &answer.login)?;
        }
        let hash = self.passwords.hash(answer.password).await?;
        let (token_hash, now) = (hash_of(token), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let invitation = people::use_invitation(tx, &token_hash, now).await?.ok_or(Refusal::NotFound)?;
                    let person = match invitation.person {
                        Some(person) => person,
                        None => {
                            if people::has_admin(tx).await? {
                                return Err(Refusal::NotFound.into());
                            }
                            let (name, login) = (answer.name.trim(), answer.login.trim());
                            let id = people::add(tx, name, login, &login_key(login), now)
                                .await
                                .map_err(|error| taken(error, "login", "This sign-in name is in use."))?;
                            people::set_roles(tx, id, &[Role::Admin]).await?;
                            id
                        }
                    };
                    people::set_password(tx, person, &hash).await?;
                    // An older link of another kind must not open the account again.
                    people::void_invitations(tx, person).await?;
                    let found = people::lookup(tx, person).await?.ok_or(Refusal::NotFound)?;
                    log(tx, now, Some(person), "person.choose_password", format!("person:{person}"), json!({})).await?;
                    Ok(SignedIn { person, epoch: found.session_epoch })
                })
            })
            .await
    }

    /// Invites a person; the answer is the secret of their link.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins, [`Refusal::Invalid`] naming what to mend.
    pub async fn invite(
        &self,
        actor: &Actor,
        name: &str,
        login: &str,
        roles: &[Role],
    ) -> Result<(PersonId, String), Error> {
        actor.require(Role::Admin)?;
        self.add_person(by(actor), name, login, roles).await
    }

    /// Invites a person from the command line of the machine the data is on, where the operating system is the guard.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming what to mend.
    pub async fn invite_from_console(
        &self,
        name: &str,
        login: &str,
        roles: &[Role],
    ) -> Result<(PersonId, String), Error> {
        self.add_person(None, name, login, roles).await
    }

    async fn add_person(
        &self,
        actor: Option<PersonId>,
        name: &str,
        login: &str,
        roles: &[Role],
    ) -> Result<(PersonId, String), Error> {
        check_names(name, login)?;
        if roles.is_empty() {
            return Err(Refusal::invalid("roles", "Choose at least one role.").into());
        }
        let (name, login, roles) = (name.trim().to_owned(), login.trim().to_owned(), roles.to_vec());
        let (token, now) = (self.token(), self.now());
        let token_hash = hash_of(&token);
        let id = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let id = people::add(tx, &name, &login, &login_key(&login), now).await.map_err(|error| {
                        taken(error, "login", "This sign-in name is in use, perhaps in another spelling.")
                    })?;
                    people::set_roles(tx, id, &roles).await?;
                    let invitation = Invitation { kind: InvitationKind::Invite, person: Some(id) };
                    people::add_invitation(tx, &token_hash, &invitation, now, now + LINK_LIFE).await?;
                    log(tx, now, actor, "person.invite", format!("person:{id}"), json!({ "roles": words(&roles) }))
                        .await?;
                    Ok::<_, Error>(id)
                })
            })
            .await?;
        Ok((id, token))
    }

    /// Makes a link with which a person chooses a new password; the old one works until then.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins, [`Refusal::NotFound`].
    pub async fn reset_link(&self, actor: &Actor, id: PersonId) -> Result<String, Error> {
        actor.require(Role::Admin)?;
        let (token, now, who) = (self.token(), self.now(), by(actor));
        let token_hash = hash_of(&token);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let person = people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    let kind = if person.state == PersonState::Invited {
                        InvitationKind::Invite
                    } else {
                        InvitationKind::Reset
                    };
                    people::add_invitation(
                        tx,
                        &token_hash,
                        &Invitation { kind, person: Some(id) },
                        now,
                        now + LINK_LIFE,
                    )
                    .await?;
                    log(tx, now, who, "person.reset_link", format!("person:{id}"), json!({})).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(token)
    }

    /// Replaces a person's roles; their sessions end, so that the change acts on the next request.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], or [`Refusal::Invalid`] when it would leave no admin.
    pub async fn set_roles(&self, actor: &Actor, id: PersonId, roles: &[Role]) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (roles, now, who) = (roles.to_vec(), self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    people::set_roles(tx, id, &roles).await?;
                    if !roles.contains(&Role::Annotator) {
                        people::end_leases(tx, id, now).await?;
                    }
                    if !roles.contains(&Role::InitialReviewer) || !roles.contains(&Role::FinalReviewer) {
                        people::end_review_claims(tx, id, now).await?;
                    }
                    if !people::has_admin(tx).await? {
                        return Err(Refusal::invalid(
                            "roles",
                            "Someone must remain admin; give another person the role first.",
                        )
                        .into());
                    }
                    log(tx, now, who, "person.set_roles", format!("person:{id}"), json!({ "roles": words(&roles) }))
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Closes or reopens an account; its sessions end, what the person did stays, what they have in hand goes to others.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], or [`Refusal::Invalid`] when it would leave no admin.
    pub async fn set_disabled(&self, actor: &Actor, id: PersonId, disabled: bool) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let person = people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    let state = match (disabled, person.password_hash) {
                        (true, _) => PersonState::Disabled,
                        (false, Some(_)) => PersonState::Active,
                        (false, None) => PersonState::Invited,
                    };
                    people::set_state(tx, id, state).await?;
                    people::end_leases(tx, id, now).await?;
                    people::end_review_claims(tx, id, now).await?;
                    if !people::has_admin(tx).await? {
                        return Err(Refusal::invalid("person", "The last admin cannot be disabled.").into());
                    }
                    let action = if disabled { "person.disable" } else { "person.enable" };
                    log(tx, now, who, action, format!("person:{id}"), json!({})).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Everyone with an account.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn people(&self, actor: &Actor) -> Result<Vec<Person>, Error> {
        actor.require(Role::Admin)?;
        let mut everyone = people::list(&mut self.store.read().await?).await?;
        everyone.iter_mut().for_each(|person| person.password_hash = None);
        Ok(everyone)
    }

    /// Checks a sign-in from an address. Unknown names, wrong passwords and closed accounts answer alike and take as long.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] that does not tell which of them it was; [`Error::TooManyAttempts`] after many failures from
    /// this address or at this account; [`Error::Unavailable`] when too many wait.
    pub async fn sign_in(&self, from: Option<IpAddr>, login: &str, password: String) -> Result<SignedIn, Error> {
        let key = login_key(login);
        let attempt = Attempt::new(from, &key, self.now());
        if let Some(seconds) = self.guesses.wait(&attempt) {
            return Err(Error::TooManyAttempts { seconds });
        }
        let found = people::lookup_login(&mut self.store.read().await?, &key).await?;
        let usable = found.filter(|person| person.state == PersonState::Active);
        let hash = usable.as_ref().and_then(|person| person.password_hash.clone());
        let checked = self.passwords.check(password.clone(), hash).await?;
        let now = self.now();
        let (Some(person), Checked::Right | Checked::RightButWeak) = (usable, &checked) else {
            // Only the failure after which guessing is slowed down is told apart, not each that is turned away then:
            // a guesser must not be able to fill the log.
            let detail = if self.guesses.failed(&attempt) { json!({ "slowed_down": true }) } else { json!({}) };
            self.store
                .write(move |tx| {
                    Box::pin(async move {
                        log(tx, now, None, "session.refuse", "sign-in".into(), detail).await?;
                        Ok::<_, Error>(())
                    })
                })
                .await?;
            return Err(Refusal::invalid("login", "The sign-in name or the password is not right.").into());
        };
        self.guesses.succeeded(&attempt);
        let stronger = match checked {
            Checked::RightButWeak => Some(self.passwords.hash(password).await?),
            _ => None,
        };
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(hash) = stronger {
                        people::rehash(tx, person.id, &hash).await?;
                    }
                    log(tx, now, Some(person.id), "session.begin", format!("person:{}", person.id), json!({})).await?;
                    Ok(SignedIn { person: person.id, epoch: person.session_epoch })
                })
            })
            .await
    }

    /// Notes that a person signed out.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn sign_out(&self, person: PersonId) -> Result<(), Error> {
        let now = self.now();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    log(tx, now, Some(person), "session.end", format!("person:{person}"), json!({})).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// Ends every session of this person, in every browser.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn sign_out_everywhere(&self, actor: &Actor) -> Result<(), Error> {
        let (now, person) = (self.now(), actor.person);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    people::end_sessions(tx, person).await?;
                    log(tx, now, Some(person), "session.end_all", format!("person:{person}"), json!({})).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// Replaces this person's password, which the current one must vouch for; every session ends, and the answer begins a
    /// new one.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming what to mend; [`Error::TooManyAttempts`] after many wrong current passwords.
    pub async fn change_password(
        &self,
        actor: &Actor,
        from: Option<IpAddr>,
        current: String,
        new: String,
    ) -> Result<SignedIn, Error> {
        let person = people::lookup(&mut self.store.read().await?, actor.person).await?.ok_or(Refusal::NotFound)?;
        Passwords::check_rules(&new, &person.login).map_err(|refusal| renamed(refusal, "password", "new_password"))?;
        let attempt = Attempt::new(from, &login_key(&person.login), self.now());
        if let Some(seconds) = self.guesses.wait(&attempt) {
            return Err(Error::TooManyAttempts { seconds });
        }
        if matches!(self.passwords.check(current, person.password_hash).await?, Checked::Wrong) {
            self.guesses.failed(&attempt);
            return Err(Refusal::invalid("current_password", "This is not your current password.").into());
        }
        let hash = self.passwords.hash(new).await?;
        let (now, id) = (self.now(), person.id);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    people::set_password(tx, id, &hash).await?;
                    people::void_invitations(tx, id).await?;
                    let found = people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    log(tx, now, Some(id), "person.change_password", format!("person:{id}"), json!({})).await?;
                    Ok(SignedIn { person: id, epoch: found.session_epoch })
                })
            })
            .await
    }

    /// Removes sessions that have ended by themselves.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn forget_ended_sessions(&self) -> Result<u64, Error> {
        let now = self.now();
        self.store
            .write(move |tx| Box::pin(async move { Ok(assay_store::sessions::delete_ended(tx, now).await?) }))
            .await
    }

    /// The person of a sign-in name, for a command given on the machine the data is on.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when nobody active has this sign-in name.
    pub async fn actor_named(&self, login: &str) -> Result<Actor, Error> {
        let person = people::lookup_login(&mut self.store.read().await?, &login_key(login)).await?;
        person
            .filter(|person| person.state == PersonState::Active)
            .map(|person| Actor { person: person.id, name: person.name, roles: person.roles })
            .ok_or_else(|| Refusal::invalid("as", "Nobody active has this sign-in name.").into())
    }

    /// The actor behind a session, with today's roles; `None` when the account is closed or the epoch has moved on.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn actor(&self, session: &SignedIn) -> Result<Option<Actor>, Error> {
        let person = people::lookup(&mut self.store.read().await?, session.person).await?;
        Ok(person
            .filter(|person| person.state == PersonState::Active && person.session_epoch == session.epoch)
            .map(|person| Actor { person: person.id, name: person.name, roles: person.roles }))
    }
}

/// One spelling, one account: compatibility forms, case, accents written apart and invisible characters compare alike.
fn login_key(login: &str) -> String {
    login
        .nfkc()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Characters that show nothing of themselves: Unicode's `Default_Ignorable_Code_Point` and the marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// A refusal under the name that the form's field has.
fn renamed(refusal: Refusal, from: &str, to: &str) -> Refusal {
    match refusal {
        Refusal::Invalid { mut errors } => {
            errors.iter_mut().filter(|error| error.field == from).for_each(|error| to.clone_into(&mut error.field));
            Refusal::Invalid { errors }
        }
        other => other,
    }
}

fn check_names(name: &str, login: &str) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    if !within(name, 1, 100) {
        errors.push(FieldError::new("name", "Give a name of 1 to 100 characters."));
    }
    if !within(login, 2, 100) || login.trim().contains(char::is_whitespace) || login_key(login).chars().count() < 2 {
        errors.push(FieldError::new(
            "login",
            "Give a sign-in name of 2 to 100 characters without spaces, such as an e-mail address.",
        ));
    }
    Refusal::if_any(errors)
}

fn words(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.as_str()).collect()
}

fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::login_key;

    #[test]
    fn auth_5_spellings_of_one_login_compare_alike() {
        for spelling in ["Ada", "ADA", "ＡＤＡ", "a\u{200B}da", " ada ", "a\u{FE0F}da", "\u{E0001}ada", "ad\u{3164}a"]
        {
            assert_eq!(login_key(spelling), "ada");
        }
        assert_ne!(login_key("ada"), login_key("adá"));
    }
}
