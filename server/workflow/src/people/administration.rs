//! Looking after everyone's accounts: invitations, links for a new password, roles, closing and reopening.

use super::{LINK_LIFE, check_names, hash_of, login_key};
use crate::{Assay, Error, by, error::taken, log};
use assay_domain::{Actor, PersonId, Refusal, Role};
use assay_store::people::{self, Invitation, InvitationKind, Person, PersonState};
use serde_json::json;

impl Assay {
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
}

fn words(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.as_str()).collect()
}
