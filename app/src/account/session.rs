//! What a session holds: who signed in, the epoch of their account at that moment, when that was, and when it was last used.

use crate::problem::Problem;
use assay_domain::{PersonId, SECOND, Timestamp};
use assay_workflow::people::{PasswordGiven, SignedIn};
use assay_workflow::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

/// `assay_store::sessions::lookup` finds the account by this and by [`Stored::person`]; under other names it is looked up by itself.
const KEY: &str = "signed_in";
/// Where a session waits that has not begun: the password was right, the code is to come.
const WAITING: &str = "code_needed";

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Seconds without a request.
    pub idle: u32,
    /// Seconds from signing in, however busy it is.
    pub longest: u32,
}

impl Limits {
    /// Whether a session that began and was last used then is still good now.
    fn allow(self, stored: &Stored, now: Timestamp) -> bool {
        now.saturating_sub(stored.started_at) < i64::from(self.longest) * SECOND
            && now.saturating_sub(stored.seen_at) < i64::from(self.idle) * SECOND
    }

    /// How exactly the last use is kept: noting every request would make each of them a write.
    fn grain(self) -> Timestamp {
        (i64::from(self.idle) * SECOND / 8).min(60 * SECOND)
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    person: PersonId,
    epoch: i64,
    /// Microseconds since 1970, UTC; a session without it counts as over.
    #[serde(default)]
    started_at: Timestamp,
    /// The same clock; the last request, to within a minute.
    #[serde(default)]
    seen_at: Timestamp,
}

/// Begins a session under a new id; whatever the browser's cookie was before is dead.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be written.
pub async fn begin(session: &Session, signed_in: &SignedIn) -> Result<(), Problem> {
    // Flushing deletes the old row at once; a new id alone would leave it until it ends by itself.
    session.flush().await.map_err(Problem::internal)?;
    session.cycle_id().await.map_err(Problem::internal)?;
    let now = SystemClock.now();
    let stored = Stored { person: signed_in.person, epoch: signed_in.epoch, started_at: now, seen_at: now };
    session.insert(KEY, stored).await.map_err(Problem::internal)
}

#[derive(Clone, Serialize, Deserialize)]
struct Waiting {
    person: PersonId,
    epoch: i64,
    at: Timestamp,
}

/// Remembers, under a new id, that a password was right. Nobody is signed in by it.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be written.
pub async fn wait_for_code(session: &Session, given: &PasswordGiven) -> Result<(), Problem> {
    session.flush().await.map_err(Problem::internal)?;
    session.cycle_id().await.map_err(Problem::internal)?;
    let waiting = Waiting { person: given.person, epoch: given.epoch, at: given.at };
    session.insert(WAITING, waiting).await.map_err(Problem::internal)
}

/// Whose code is waited for in this browser, if anyone's.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be read.
pub async fn waiting(session: &Session) -> Result<Option<PasswordGiven>, Problem> {
    let waiting = session.get::<Waiting>(WAITING).await.map_err(Problem::internal)?;
    Ok(waiting.map(|it| PasswordGiven { person: it.person, epoch: it.epoch, at: it.at }))
}

/// Who signed in, when anyone did and the session still lasts; that it is used now is noted.
///
/// # Errors
/// An internal [`Problem`] when the session cannot be read.
pub async fn current(session: &Session, limits: Limits) -> Result<Option<SignedIn>, Problem> {
    let Some(mut stored) = session.get::<Stored>(KEY).await.map_err(Problem::internal)? else { return Ok(None) };
    let now = SystemClock.now();
    if !limits.allow(&stored, now) {
        end(session).await?;
        return Ok(None);
    }
    let signed_in = SignedIn { person: stored.person, epoch: stored.epoch };
    if now.saturating_sub(stored.seen_at) > limits.grain() {
        stored.seen_at = now;
        session.insert(KEY, stored).await.map_err(Problem::internal)?;
    }
    Ok(Some(signed_in))
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
    use super::{Limits, Stored};
    use assay_domain::{PersonId, SECOND};

    const LIMITS: Limits = Limits { idle: 10, longest: 100 };

    #[test]
    fn sess_5_a_session_ends_when_idle_and_a_working_day_after_signing_in_however_busy_it_was() {
        let used = |started: i64, seen: i64, now: i64| {
            let stored = Stored { person: PersonId(1), epoch: 0, started_at: started * SECOND, seen_at: seen * SECOND };
            LIMITS.allow(&stored, now * SECOND)
        };
        assert!(used(0, 0, 9) && used(0, 90, 99));
        assert!(!used(0, 0, 10), "idle");
        assert!(!used(0, 99, 100), "busy to the end");
    }

    #[test]
    fn a_session_from_before_moments_were_kept_is_over_rather_than_broken() {
        let old: Stored = serde_json::from_str(r#"{"person": 1, "epoch": 0}"#).unwrap();
        assert!(!LIMITS.allow(&old, 1_000 * SECOND));
    }
}
