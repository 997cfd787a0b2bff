//! A person's own pace: submissions by day and by week of their own time, and what is usual for them.
//!
//! Days begin at midnight and weeks on Monday where the person is. Nothing here compares people.

use crate::{SECOND, Timestamp};

const DAY: i64 = 86_400 * SECOND;

/// Where a person's clock stands: minutes ahead of UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone(i64);

impl Zone {
    /// A zone that is in use somewhere: from 12 hours behind to 14 hours ahead, by quarters of an hour.
    #[must_use]
    pub fn new(minutes: i64) -> Option<Self> {
        ((-720..=840).contains(&minutes) && minutes % 15 == 0).then_some(Self(minutes))
    }

    /// Minutes ahead of UTC.
    #[must_use]
    pub fn minutes(self) -> i64 {
        self.0
    }

    /// The day of a moment.
    #[must_use]
    pub fn day_of(self, at: Timestamp) -> Day {
        Day(at.saturating_add(self.0 * 60 * SECOND).div_euclid(DAY))
    }

    /// When a day begins.
    #[must_use]
    pub fn start_of(self, day: Day) -> Timestamp {
        day.0.saturating_mul(DAY).saturating_sub(self.0 * 60 * SECOND)
    }
}

/// A day of the calendar: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

impl Day {
    /// So many days earlier.
    #[must_use]
    pub fn before(self, days: i64) -> Self {
        Self(self.0 - days)
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        // The first day of 1970 was a Thursday.
        Self(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// Midnight at its beginning as if it were a day in UTC, for writing its date.
    #[must_use]
    pub fn as_utc(self) -> Timestamp {
        self.0.saturating_mul(DAY)
    }
}

/// A submission that was not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// When.
    pub at: Timestamp,
    /// Active time that it took beyond what the submission before it of the same task had taken, in milliseconds.
    pub active_ms: i64,
    /// Whether it revises one that came back.
    pub revises: bool,
}

/// What was done in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stint {
    /// Judgments submitted for the first time.
    pub judgments: i64,
    /// Judgments that had come back and were submitted again.
    pub revised: i64,
    /// Active time of both, in milliseconds.
    pub active_ms: i64,
    /// The median active time of the judgments submitted for the first time; `None` without any.
    pub median_ms: Option<i64>,
}

impl Stint {
    /// Everything between two moments; the second is no part of it.
    #[must_use]
    pub fn between(all: &[Submitted], from: Timestamp, to: Timestamp) -> Self {
        let mut stint = Self::default();
        let mut times = Vec::new();
        for one in all.iter().filter(|one| (from..to).contains(&one.at)) {
            stint.active_ms = stint.active_ms.saturating_add(one.active_ms);
            if one.revises {
                stint.revised += 1;
            } else {
                stint.judgments += 1;
                times.push(one.active_ms);
            }
        }
        stint.median_ms = median(times);
        stint
    }

    /// The days from one to another, both included.
    #[must_use]
    pub fn of_days(all: &[Submitted], zone: Zone, first: Day, last: Day) -> Self {
        Self::between(all, zone.start_of(first), zone.start_of(last.before(-1)))
    }
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(middle.checked_sub(1)?)?;
    Some(lower + (upper - lower) / 2)
}

/// By how much a median lies above (or, negative, below) the usual one, in whole percent; `None` where nothing is usual yet.
#[must_use]
pub fn against_usual(median_ms: Option<i64>, usual_ms: Option<i64>) -> Option<i64> {
    let (now, usual) = (median_ms?, usual_ms.filter(|usual| *usual > 0)?);
    let difference = now.saturating_sub(usual).saturating_mul(100);
    // Rounded half away from zero, so that faster and slower are told alike.
    Some((difference + difference.signum() * usual / 2) / usual)
}
