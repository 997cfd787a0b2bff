//! What people do in Assay: one module per activity, each function an actor and a command in, a domain result out.
//!
//! Pages, the JSON API and the command line all call these functions, so a rule cannot be got round by another door. Here
//! are authorisation, the boundaries of transactions, the audit log and the exposure ledger. Rules are decided by
//! `assay-domain`, kept by `assay-store`, computed by `assay-ranking`.
//!
//! # Adding an activity
//!
//! 1. Write the function on [`Assay`] in the module of the activity; its first line requires a role.
//! 2. Do everything that must hold together in one [`assay_store::Store::write`], its audit event last.
//! 3. Answer with a plain struct of what may be shown; never a model's name to annotators and reviewers.

#![warn(missing_docs)]

pub mod annotation;
mod assignment;
pub mod audit;
mod backup;
mod board;
mod environment;
mod error;
pub mod evaluations;
pub mod exports;
pub mod exposure;
pub mod flags;
pub mod flow;
mod guesses;
mod guidelines;
pub mod imports;
pub mod models;
mod opened;
pub mod own_work;
mod passwords;
pub mod people;
pub mod prompt_set_file;
pub mod prompt_sets;
pub mod releases;
pub mod review;
mod rounds;
pub mod routing;
mod settings;
#[doc(hidden)]
pub mod totp;
pub mod undo;

pub use assay_store::{
    evaluations::{Evaluation, PersonProgress, Progress},
    flags::{Flag, Outcome},
    flow::{Duty, OnDesk, Standing, Stretch},
    imports::Held,
    models::{Model, Vendor},
    people::{Person, PersonState},
    prompt_sets::{PromptSet, Turn, Version},
    reviews::queue::Waiting,
};
pub use environment::{Clock, Entropy, SystemClock, SystemEntropy};
pub use error::Error;
pub use guesses::{GuessLimits, Rate};
pub use passwords::Hashing;

use assay_domain::{Actor, PersonId, PublicId, Timestamp};
use assay_store::{Store, StoreError, Tx};
use assignment::Lanes;
use guesses::Guesses;
use opened::Opened;
use passwords::Passwords;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The product behind every door: give each door a clone.
#[derive(Clone)]
pub struct Assay {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    passwords: Arc<Passwords>,
    guesses: Arc<Guesses>,
    opened: Arc<Opened>,
    lanes: Arc<Lanes>,
    /// One export at a time: each reads everything there is.
    exports: Arc<Semaphore>,
}

impl Assay {
    /// Puts the product together.
    ///
    /// # Errors
    /// When the password hasher cannot be set up.
    pub fn new(store: Store, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self, Error> {
        let passwords = Arc::new(Passwords::new(Hashing::default())?);
        let guesses = Arc::new(Guesses::new(GuessLimits::default()));
        let (opened, lanes, exports) = (Arc::default(), Arc::default(), Arc::new(Semaphore::new(1)));
        Ok(Self { store, clock, entropy, passwords, guesses, opened, lanes, exports })
    }

    /// The same with other limits at the door.
    ///
    /// # Errors
    /// When the password hasher cannot be set up.
    pub fn with_limits(self, hashing: Hashing, guesses: GuessLimits) -> Result<Self, Error> {
        let passwords = Arc::new(Passwords::new(hashing)?);
        Ok(Self { passwords, guesses: Arc::new(Guesses::new(guesses)), ..self })
    }

    /// The database below, for `doctor` and the session layer.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn public_id(&self) -> PublicId {
        let mut bits = [0; 16];
        self.entropy.fill(&mut bits);
        PublicId::from_bits(bits)
    }

    pub(crate) fn coin(&self) -> bool {
        let mut byte = [0];
        self.entropy.fill(&mut byte);
        byte[0] & 1 == 1
    }

    /// A secret of 128 random bits for a link, in hexadecimal.
    pub(crate) fn token(&self) -> String {
        self.public_id().as_str().to_owned()
    }
}

/// Appends what an actor did to the audit log.
pub(crate) async fn log(
    tx: &mut Tx,
    at: Timestamp,
    actor: Option<PersonId>,
    action: &str,
    subject: String,
    detail: Value,
) -> Result<(), StoreError> {
    assay_store::audit::append(tx, assay_store::audit::Event { at, person: actor, action, subject, detail }).await
}

/// The person of an actor, for logs.
pub(crate) fn by(actor: &Actor) -> Option<PersonId> {
    Some(actor.person)
}
