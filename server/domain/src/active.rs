//! Active time: never shrinks, never counted twice.
//!
//! Each load of a page counts the milliseconds it was used, from 0, and reports the sum so far under a random id. A report says
//! that the page was used for so long since its last one, so it stands for the span of time that ends now and is as long as
//! the sum grew. What was spent on a task is the length of the union of these spans: resending changes nothing, and two tabs
//! at the same time count once.

use crate::Timestamp;

/// What a page load reported last, or when the task was claimed before its first report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// Milliseconds reported so far.
    pub ms: i64,
    /// When.
    pub at: Timestamp,
}

/// The span of time that a report stands for; `None` when it says nothing new. It never begins before the last report,
/// whatever the client's clock says.
#[must_use]
pub fn span(before: Before, ms: i64, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let grown = ms.saturating_sub(before.ms).max(0).saturating_mul(1_000);
    let from = now.saturating_sub(grown).max(before.at);
    (from < now).then_some((from, now))
}

/// The one span that covers a new one and all that touch it.
#[must_use]
pub fn merged(new: (Timestamp, Timestamp), touching: &[(Timestamp, Timestamp)]) -> (Timestamp, Timestamp) {
    touching.iter().fold(new, |all, one| (all.0.min(one.0), all.1.max(one.1)))
}

/// Whether text is an id as the server makes them for page loads.
#[must_use]
pub fn is_session(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
