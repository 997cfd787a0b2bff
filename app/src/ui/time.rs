//! Moments, as people and machines read them.

use assay_domain::{SECOND, Timestamp};
use leptos::prelude::*;

/// A moment in UTC, to the minute for people and to the second for machines.
///
/// ```ignore
/// view! { <Time at=release.created_at /> }
/// ```
#[component]
pub fn Time(
    /// Microseconds since 1970-01-01 UTC.
    at: Timestamp,
    /// Whether people read it to the second too: what ends soon.
    #[prop(optional)]
    exact: bool,
) -> impl IntoView {
    let [year, month, day, hour, minute, second] = utc(at);
    let said = if exact { crate::i18n::exact_moment(at) } else { crate::i18n::moment(at) };
    view! {
        <time datetime=format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")>
            {said}
        </time>
    }
}

/// Year, month, day, hour, minute and second of a moment, in UTC.
///
/// The calendar part is Howard Hinnant's `civil_from_days` (public domain, <https://howardhinnant.github.io/date_algorithms.html>).
#[must_use]
pub fn utc(at: Timestamp) -> [i64; 6] {
    let seconds = at.div_euclid(SECOND);
    let (days, second_of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    [year, month, day, second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_have_their_known_dates() {
        assert_eq!(utc(0), [1970, 1, 1, 0, 0, 0]);
        assert_eq!(utc(951_827_696 * SECOND), [2000, 2, 29, 12, 34, 56]);
        assert_eq!(utc(-SECOND), [1969, 12, 31, 23, 59, 59]);
        assert_eq!(utc(4_107_542_399 * SECOND), [2100, 2, 28, 23, 59, 59]);
    }
}
