//! Signing in and out, and who a session belongs to.

use super::{PasswordGiven, SignIn, SignedIn, login_key};
use crate::{Assay, Error, guesses::Attempt, log, passwords::Checked};
use assay_domain::{Actor, PersonId, Refusal, Role};
use assay_store::people::{self, Person, PersonState};
use serde_json::json;
use std::net::IpAddr;

impl Assay {
    /// Checks a sign-in from an address. Unknown names, wrong passwords and closed accounts answer alike and take as long.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] that does not tell which of them it was; [`Error::TooManyAttempts`] after many failures from
    /// this address or at this account; [`Error::Unavailable`] when too many wait.
    pub async fn sign_in(&self, from: Option<IpAddr>, login: &str, password: String) -> Result<SignIn, Error> {
        let key = login_key(login);
        let attempt = Attempt::new(from, &key, self.now());
        if let Some(seconds) = self.guesses.wait(&attempt) {
            return Err(Error::TooManyAttempts { seconds });
        }
        let place = self.passwords.place()?;
        let found = people::lookup_login(&mut self.store.read().await?, &key).await?;
        let usable = found.filter(|person| person.state == PersonState::Active);
        let hash = usable.as_ref().and_then(|person| person.password_hash.clone());
        let checked = self.passwords.check(password.clone(), hash).await?;
        drop(place);
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
        if !person.second_factor {
            self.guesses.succeeded(&attempt);
        }
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
                    let (id, epoch) = (person.id, person.session_epoch);
                    let (action, reached) = match person.second_factor {
                        true => ("session.ask_code", SignIn::CodeNeeded(PasswordGiven { person: id, epoch, at: now })),
                        false => ("session.begin", SignIn::Whole(SignedIn { person: id, epoch })),
                    };
                    log(tx, now, Some(id), action, format!("person:{id}"), json!({})).await?;
                    Ok(reached)
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

    /// Who is behind a session, with today's roles; `None` when the account is closed or the epoch has moved on.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn identify(&self, session: &SignedIn) -> Result<Option<Identified>, Error> {
        let person = people::lookup(&mut self.store.read().await?, session.person).await?;
        Ok(person.and_then(|person| Identified::by(session, person)))
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
}

/// Someone with a session.
#[derive(Clone, Debug)]
pub struct Identified {
    /// Who, with the roles that are in force.
    pub actor: Actor,
    /// Roles of theirs that rest until they turn a second factor on.
    pub resting: Vec<Role>,
}

impl Identified {
    /// Who is behind a session, by their account as it is now; `None` when it is closed, another's, or the epoch has moved on.
    #[must_use]
    pub fn by(session: &SignedIn, person: Person) -> Option<Self> {
        let theirs = person.id == session.person && person.session_epoch == session.epoch;
        if !theirs || person.state != PersonState::Active {
            return None;
        }
        let (resting, mut roles) = (person.resting, person.roles);
        roles.retain(|role| !resting.contains(role));
        Some(Self { actor: Actor { person: person.id, name: person.name, roles }, resting })
    }
}
