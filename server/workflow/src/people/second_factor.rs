//! The second factor: turned on by oneself, asked for at every sign-in, needed by the roles an admin chose.
//!
//! A secret is offered after the password was asked again and counts from the first right code on. A code is taken once:
//! neither it nor an earlier one is right again. Ten recovery codes stand in for a lost device, each once. None of these ever
//! reaches a log, the audit log or an export.

use super::{SignedIn, hash_of, login_key};
use crate::{Assay, Error, by, guesses::Attempt, log, totp};
use assay_domain::{Actor, PersonId, Refusal, Role, SECOND, Timestamp};
use assay_store::{
    Tx,
    people::{self, Person, PersonState},
    second_factor::{self, Factor},
};
use serde_json::json;
use std::net::IpAddr;

/// How long an offered secret waits for its first code, and a password that was right for the code.
const PATIENCE: i64 = 10 * 60 * SECOND;
const RECOVERY_CODES: usize = 10;

/// How far a sign-in has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A session may begin.
    Whole(SignedIn),
    /// The password was right; a code is still to come, and nothing may begin before it.
    CodeNeeded(PasswordGiven),
}

/// Whose password was right. It opens nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordGiven {
    /// Who.
    pub person: PersonId,
    /// The epoch of the account then; a new password or a closed account makes this void.
    pub epoch: i64,
    /// When.
    pub at: Timestamp,
}

/// A secret to be put into an authenticator app.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    /// In base32, for typing.
    pub secret: String,
    /// As an `otpauth://` address, for the square that apps read.
    pub address: String,
}

/// How a person's second factor stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Recovery codes left, when it is on.
    pub on: Option<i64>,
    /// Roles of the person that rest until it is.
    pub resting: Vec<Role>,
}

impl Assay {
    /// Ends a sign-in with a code of the app or a recovery code.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when the password was given too long ago or the account changed since; [`Refusal::Invalid`]
    /// when the code is not right or was taken before; [`Error::TooManyAttempts`] after a few of these.
    pub async fn give_code(&self, from: Option<IpAddr>, given: &PasswordGiven, code: &str) -> Result<SignedIn, Error> {
        let now = self.now();
        let person = people::lookup(&mut self.store.read().await?, given.person).await?;
        let person = person
            .filter(|it| {
                it.state == PersonState::Active && it.session_epoch == given.epoch && now - given.at < PATIENCE
            })
            .ok_or(Refusal::NotFound)?;
        let attempt = Attempt::new(from, &login_key(&person.login), now);
        self.guesses.take_code(&attempt).map_err(|seconds| Error::TooManyAttempts { seconds })?;
        let (id, epoch, typed) = (person.id, person.session_epoch, typed(code));
        let right = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    people::lock(tx, id).await?;
                    let person = people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    if person.state != PersonState::Active || person.session_epoch != epoch {
                        return Err(Refusal::NotFound.into());
                    }
                    let Some(how) = take(tx, id, &typed, now).await? else {
                        let detail = json!({ "second_factor": "wrong" });
                        log(tx, now, Some(id), "session.refuse", format!("person:{id}"), detail).await?;
                        return Ok::<_, Error>(false);
                    };
                    let detail = json!({ "second_factor": how });
                    log(tx, now, Some(id), "session.begin", format!("person:{id}"), detail).await?;
                    Ok(true)
                })
            })
            .await?;
        if !right {
            self.guesses.code_wrong(&attempt);
            return Err(wrong_code());
        }
        self.guesses.code_right(&attempt);
        self.guesses.succeeded(&attempt);
        Ok(SignedIn { person: id, epoch })
    }

    /// How this person's second factor stands.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn second_factor(&self, actor: &Actor) -> Result<Standing, Error> {
        let mut tx = self.store.read().await?;
        let person = people::lookup(&mut tx, actor.person).await?.ok_or(Refusal::NotFound)?;
        let on = match person.second_factor {
            true => Some(second_factor::recovery_codes_left(&mut tx, actor.person).await?),
            false => None,
        };
        Ok(Standing { on, resting: person.resting })
    }

    /// Offers a secret to this person, whom the password must vouch for.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when the password is not right or a second factor is on already; [`Error::TooManyAttempts`].
    pub async fn offer_second_factor(
        &self,
        actor: &Actor,
        from: Option<IpAddr>,
        password: String,
    ) -> Result<Offer, Error> {
        let person = self.vouch(actor, from, password, "password").await?;
        let mut bits = [0; 20];
        self.entropy.fill(&mut bits);
        let secret = totp::base32(&bits);
        let (kept, id, now) = (secret.clone(), person.id, self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if !second_factor::offer(tx, id, &kept, now).await? {
                        return Err(Refusal::invalid("password", "Your second factor is on already.").into());
                    }
                    log(tx, now, Some(id), "second_factor.offer", format!("person:{id}"), json!({})).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(Offer { address: totp::address(&person.login, &secret), secret })
    }

    /// The secret that waits for its first code, to be shown again beside a wrong one.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when none waits.
    pub async fn offered_second_factor(&self, actor: &Actor) -> Result<Offer, Error> {
        let mut tx = self.store.read().await?;
        let person = people::lookup(&mut tx, actor.person).await?.ok_or(Refusal::NotFound)?;
        let factor = waiting(second_factor::lookup(&mut tx, actor.person).await?, self.now())?;
        Ok(Offer { address: totp::address(&person.login, &factor.secret), secret: factor.secret })
    }

    /// Turns the offered secret on with its first right code. Every session ends; the answer begins a new one and has the
    /// recovery codes, which are never to be had again.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when no secret waits; [`Refusal::Invalid`] when the code is not right;
    /// [`Error::TooManyAttempts`].
    pub async fn turn_on_second_factor(
        &self,
        actor: &Actor,
        from: Option<IpAddr>,
        code: &str,
    ) -> Result<(SignedIn, Vec<String>), Error> {
        let (id, now) = (actor.person, self.now());
        let person = people::lookup(&mut self.store.read().await?, id).await?.ok_or(Refusal::NotFound)?;
        let attempt = Attempt::new(from, &login_key(&person.login), now);
        self.guesses.take_code(&attempt).map_err(|seconds| Error::TooManyAttempts { seconds })?;
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| self.recovery_code()).collect();
        let hashes: Vec<String> = codes.iter().map(|code| recovery_hash(id, &typed(code))).collect();
        let digits = typed(code);
        let epoch = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    people::lock(tx, id).await?;
                    let factor = waiting(second_factor::lookup(tx, id).await?, now)?;
                    let Some(step) = totp::matching_step(&factor.secret, &digits, now, factor.last_step) else {
                        return refused(tx, id, now).await;
                    };
                    if !second_factor::turn_on(tx, id, &hashes, now).await?
                        || !second_factor::take_step(tx, id, step).await?
                    {
                        return Err(Refusal::NotFound.into());
                    }
                    people::end_sessions(tx, id).await?;
                    let person = people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    log(tx, now, Some(id), "second_factor.turn_on", format!("person:{id}"), json!({})).await?;
                    Ok(Some(person.session_epoch))
                })
            })
            .await?
            .ok_or_else(wrong_code)?;
        self.guesses.code_right(&attempt);
        Ok((SignedIn { person: id, epoch }, codes))
    }

    /// Turns this person's second factor off, which the password and a code must vouch for. Every session ends; the answer
    /// begins a new one.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming what is not right; [`Error::TooManyAttempts`].
    pub async fn turn_off_second_factor(
        &self,
        actor: &Actor,
        from: Option<IpAddr>,
        password: String,
        code: &str,
    ) -> Result<SignedIn, Error> {
        let person = self.vouch(actor, from, password, "password").await?;
        let (id, now) = (person.id, self.now());
        let attempt = Attempt::new(from, &login_key(&person.login), now);
        self.guesses.take_code(&attempt).map_err(|seconds| Error::TooManyAttempts { seconds })?;
        let typed = typed(code);
        let epoch = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    people::lock(tx, id).await?;
                    if take(tx, id, &typed, now).await?.is_none() {
                        return refused(tx, id, now).await;
                    }
                    let person = remove(tx, id).await?;
                    log(tx, now, Some(id), "second_factor.turn_off", format!("person:{id}"), json!({})).await?;
                    Ok(Some(person.session_epoch))
                })
            })
            .await?
            .ok_or_else(wrong_code)?;
        self.guesses.code_right(&attempt);
        Ok(SignedIn { person: id, epoch })
    }

    /// Removes a person's second factor, for someone who lost the device and the recovery codes; their sessions end.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins, [`Refusal::NotFound`] when the person has none.
    pub async fn reset_second_factor(&self, actor: &Actor, id: PersonId) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        self.reset(by(actor), id).await
    }

    /// The same from the command line of the machine the data is on, where the operating system is the guard.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when nobody has this sign-in name or the person has no second factor.
    pub async fn reset_second_factor_from_console(&self, login: &str) -> Result<(), Error> {
        let person = people::lookup_login(&mut self.store.read().await?, &login_key(login)).await?;
        let person = person.ok_or_else(|| Refusal::invalid("login", "Nobody has this sign-in name."))?;
        match self.reset(None, person.id).await {
            Err(Error::Refused(Refusal::NotFound)) => {
                Err(Refusal::invalid("login", "This person has no second factor.").into())
            }
            done => done,
        }
    }

    async fn reset(&self, who: Option<PersonId>, id: PersonId) -> Result<(), Error> {
        let now = self.now();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    remove(tx, id).await?;
                    log(tx, now, who, "second_factor.reset", format!("person:{id}"), json!({})).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The roles that need a second factor.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn second_factor_roles(&self, actor: &Actor) -> Result<Vec<Role>, Error> {
        actor.require(Role::Admin)?;
        Ok(second_factor::required(&mut self.store.read().await?).await?)
    }

    /// Chooses the roles that need a second factor: from the next request on they rest in whoever has none.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn require_second_factor(&self, actor: &Actor, roles: &[Role]) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (roles, now, who) = (roles.to_vec(), self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    second_factor::require(tx, &roles).await?;
                    let words: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
                    let detail = json!({ "roles": words });
                    log(tx, now, who, "second_factor.require", "installation".into(), detail).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Eighty random bits in groups that can be copied by hand.
    fn recovery_code(&self) -> String {
        let mut bits = [0; 10];
        self.entropy.fill(&mut bits);
        let letters = totp::base32(&bits).to_ascii_lowercase();
        let groups: Vec<&str> = (0..4).filter_map(|group| letters.get(group * 4..group * 4 + 4)).collect();
        groups.join("-")
    }
}

/// Takes a code, of the app or for recovery; answers which it was.
async fn take(tx: &mut Tx, id: PersonId, typed: &str, now: Timestamp) -> Result<Option<&'static str>, Error> {
    let Some(factor) = second_factor::lookup(tx, id).await?.filter(|factor| factor.on) else { return Ok(None) };
    if let Some(step) = totp::matching_step(&factor.secret, typed, now, factor.last_step) {
        return Ok(second_factor::take_step(tx, id, step).await?.then_some("code"));
    }
    let used = second_factor::use_recovery_code(tx, id, &recovery_hash(id, typed), now).await?;
    Ok(used.then_some("recovery_code"))
}

async fn remove(tx: &mut Tx, id: PersonId) -> Result<Person, Error> {
    if !second_factor::remove(tx, id).await? {
        return Err(Refusal::NotFound.into());
    }
    people::end_sessions(tx, id).await?;
    Ok(people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?)
}

/// The offered secret that still waits for its first code.
fn waiting(factor: Option<Factor>, now: Timestamp) -> Result<Factor, Refusal> {
    factor.filter(|it| !it.on && now - it.started_at < PATIENCE).ok_or(Refusal::NotFound)
}

/// What was meant, however it was grouped.
fn typed(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(64).collect::<String>().to_ascii_lowercase()
}

/// A recovery code has eighty random bits, so one round of a plain hash keeps it as well as many of a slow one.
fn recovery_hash(id: PersonId, typed: &str) -> String {
    hash_of(&format!("recovery code of {id}: {typed}"))
}

/// Puts a wrong code on record; nothing else changes.
async fn refused(tx: &mut Tx, id: PersonId, now: Timestamp) -> Result<Option<i64>, Error> {
    log(tx, now, Some(id), "second_factor.refuse", format!("person:{id}"), json!({})).await?;
    Ok(None)
}

fn wrong_code() -> Error {
    Refusal::invalid("code", "This code is not right, or it was used before. Wait for the next one and try again.")
        .into()
}
