//! Everything an activity can answer instead of its result.

use assay_domain::Refusal;
use assay_store::{Contended, StoreError};

/// Why an activity did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no; the refusal's text is for the person who asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The server has too much to do or cannot write now; trying again later is right.
    #[error("the server cannot take this now: {0}")]
    Unavailable(String),
    /// Another change came between again and again; trying later is right.
    #[error("the server cannot take this now: {0}")]
    Contended(String),
    /// Too many attempts failed; trying again after this many seconds is right.
    #[error("too many attempts failed; try again in {seconds} s")]
    TooManyAttempts {
        /// Until when there is no point in trying.
        seconds: u64,
    },
    /// A fault of ours or of the disk; the text is for the log only.
    #[error("{0}")]
    Internal(String),
}

impl From<StoreError> for Error {
    /// The database's own guards answer like the rules they back: whoever trips one was beaten by a change made meanwhile.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Rule(rule) if rule.starts_with("rule 2") => Self::Refused(Refusal::ConflictOfInterest),
            StoreError::Rule(_) => Self::Refused(Refusal::OutOfOrder),
            StoreError::Taken => Self::Refused(Refusal::Stale),
            StoreError::Contended(reason) => Self::Contended(reason),
            StoreError::Unavailable(reason) => Self::Unavailable(reason),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl Contended for Error {
    fn contended(&self) -> bool {
        matches!(self, Self::Contended(_))
    }
}

/// Says which field's name is taken, where the database only says that one is.
pub(crate) fn taken(error: StoreError, field: &str, message: &str) -> Error {
    match error {
        StoreError::Taken => Refusal::invalid(field, message).into(),
        other => other.into(),
    }
}
