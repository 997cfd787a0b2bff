//! What a session holds: who signed in, the epoch of their account at that moment, and when that was.

use crate::problem::Problem;
use assay_domain::{PersonId, SECOND, Timestamp};
use assay_workflow::people::SignedIn;
use assay_workflow::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

const KEY: &str = "signed_in";

/// How long a session lasts at most, however busy it is: a long working day. The session layer's own limit moves on with
/// every write to the session, such as a flash message; this one does not.
const LONGEST: Timestamp = 16 * 3_600 * SECOND;

#[derive(Serialize, Deserialize)]
struct Stored {
    person: PersonId,
    epoch: i64,
    /// Microseconds since 1970, UTC; a session without it counts as over.
    #[serde(default)]
    started_at: Timestamp,
}

/// Begins a session under a new id; whatever the browser's cookie was before is dead.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be written.
pub async fn begin(session: &Session, signed_in: &SignedIn) -> Result<(), Problem> {
    // Flushing deletes the old row at once; a new id alone would leave it until it ends by itself.
    session.flush().await.map_err(Problem::internal)?;
    session.cycle_id().await.map_err(Problem::internal)?;
    let stored = Stored { person: signed_in.person, epoch: signed_in.epoch, started_at: SystemClock.now() };
    session.insert(KEY, stored).await.map_err(Problem::internal)
}

/// Who signed in, when anyone did and not too long ago.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be read.
pub async fn current(session: &Session) -> Result<Option<SignedIn>, Problem> {
    let stored: Option<Stored> = session.get(KEY).await.map_err(Problem::internal)?;
    Ok(stored
        .filter(|stored| lasts(stored.started_at, SystemClock.now()))
        .map(|stored| SignedIn { person: stored.person, epoch: stored.epoch }))
}

/// Whether a session that began then is still good now.
fn lasts(started_at: Timestamp, now: Timestamp) -> bool {
    now.saturating_sub(started_at) < LONGEST
}

/// Ends the session for good.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be deleted.
pub async fn end(session: &Session) -> Result<(), Problem> {
    session.flush().await.map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Stored, lasts};

    #[test]
    fn a_session_ends_a_working_day_after_signing_in_however_busy_it_was() {
        let began = 1_000_000;
        assert!(lasts(began, began) && lasts(began, began + LONGEST - 1));
        assert!(!lasts(began, began + LONGEST));
    }

    #[test]
    fn a_session_from_before_moments_were_kept_is_over_rather_than_broken() {
        let old: Stored = serde_json::from_str(r#"{"person": 1, "epoch": 0}"#).unwrap();
        assert!(!lasts(old.started_at, LONGEST));
    }
}
