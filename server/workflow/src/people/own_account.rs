//! What people do to guard their own account.

use super::{SignedIn, login_key};
use crate::{
    Assay, Error,
    guesses::Attempt,
    log,
    passwords::{Checked, Passwords},
};
use assay_domain::{Actor, Refusal};
use assay_store::people::{self, Person};
use serde_json::json;
use std::net::IpAddr;

impl Assay {
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
        let login = people::lookup(&mut self.store.read().await?, actor.person).await?.ok_or(Refusal::NotFound)?.login;
        Passwords::check_rules(&new, &login).map_err(|refusal| renamed(refusal, "password", "new_password"))?;
        let person = self.vouch(actor, from, current, "current_password").await?;
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

    /// The person behind a session, whom their password vouches for once more.
    pub(super) async fn vouch(
        &self,
        actor: &Actor,
        from: Option<IpAddr>,
        password: String,
        field: &str,
    ) -> Result<Person, Error> {
        let person = people::lookup(&mut self.store.read().await?, actor.person).await?.ok_or(Refusal::NotFound)?;
        let attempt = Attempt::new(from, &login_key(&person.login), self.now());
        if let Some(seconds) = self.guesses.wait(&attempt) {
            return Err(Error::TooManyAttempts { seconds });
        }
        if matches!(self.passwords.check(password, person.password_hash.clone()).await?, Checked::Wrong) {
            self.guesses.failed(&attempt);
            return Err(Refusal::invalid(field, "This is not your current password.").into());
        }
        Ok(person)
    }
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
