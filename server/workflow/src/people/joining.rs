//! Joining: the one-time links with which the first admin is made and people choose a password.

use super::{LINK_LIFE, PasswordGiven, SignIn, SignedIn, check_names, hash_of, login_key};
use crate::{Assay, Error, error::taken, log, passwords::Passwords};
use assay_domain::{Refusal, Role};
use assay_store::people::{self, Invitation, InvitationKind};
use serde_json::json;

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

    /// Uses a link: makes the first admin, or sets the invited person's password. Works once, and is no
    /// way past a second factor.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is unknown, used or expired; [`Refusal::Invalid`] naming what to mend.
    pub async fn use_link(&self, token: &str, answer: LinkAnswer) -> Result<SignIn, Error> {
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
                    let epoch = found.session_epoch;
                    Ok(match found.second_factor {
                        true => SignIn::CodeNeeded(PasswordGiven { person, epoch, at: now }),
                        false => SignIn::Whole(SignedIn { person, epoch }),
                    })
                })
            })
            .await
    }
}
