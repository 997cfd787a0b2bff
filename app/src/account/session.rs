//! What a session holds: who signed in, and the epoch of their account at that moment.

use crate::problem::Problem;
use assay_domain::PersonId;
use assay_workflow::people::SignedIn;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

const KEY: &str = "signed_in";

#[derive(Serialize, Deserialize)]
struct Stored {
    person: PersonId,
    epoch: i64,
}

/// Begins a session under a new id; whatever the browser's cookie was before is dead.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be written.
pub async fn begin(session: &Session, signed_in: &SignedIn) -> Result<(), Problem> {
    // Flushing deletes the old row at once; a new id alone would leave it until it ends by itself.
    session.flush().await.map_err(Problem::internal)?;
    session.cycle_id().await.map_err(Problem::internal)?;
    let stored = Stored { person: signed_in.person, epoch: signed_in.epoch };
    session.insert(KEY, stored).await.map_err(Problem::internal)
}

/// Who signed in, when anyone did.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be read.
pub async fn current(session: &Session) -> Result<Option<SignedIn>, Problem> {
    let stored: Option<Stored> = session.get(KEY).await.map_err(Problem::internal)?;
    Ok(stored.map(|stored| SignedIn { person: stored.person, epoch: stored.epoch }))
}

/// Ends the session for good.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be deleted.
pub async fn end(session: &Session) -> Result<(), Problem> {
    session.flush().await.map_err(Problem::internal)
}
