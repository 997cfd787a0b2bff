//! Numbers and moments as each language writes them. The signs and patterns stand at the head of each `.ftl` file, so that
//! a new language brings its own.

use super::{Locale, t, translate};
use assay_domain::{Timestamp, pace::Day};
use intl_memoizer::Memoizable;
use std::fmt::Display;
use unic_langid::LanguageIdentifier;

/// How a language writes numbers.
pub(super) struct Signs {
    decimal: String,
    group: String,
    /// Whole digits from which on they are grouped: 4 in English (1,000), 5 in Spanish (1000, but 10.000).
    group_from: usize,
}

impl Signs {
    fn of(locale: Locale) -> Self {
        let sign = |id| translate(locale, id, &[]);
        Self {
            decimal: sign("number-decimal"),
            group: sign("number-group"),
            group_from: sign("number-group-from").parse().unwrap_or(4),
        }
    }

    /// Rewrites a number as Rust writes it, such as `-12345.6`.
    pub(super) fn write(&self, plain: &str) -> String {
        let (minus, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("\u{2212}", digits));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
        if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            // Infinities and the like.
            return plain.to_owned();
        }
        let mut text = minus.to_owned();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && whole.len() >= self.group_from && (whole.len() - place).is_multiple_of(3) {
                text.push_str(&self.group);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push_str(&self.decimal);
            text.push_str(fraction);
        }
        text
    }
}

impl Memoizable for Signs {
    type Args = ();
    type Error = std::convert::Infallible;

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, Self::Error> {
        Ok(Self::of(Locale::parse(&language.to_string()).unwrap_or_default()))
    }
}

/// A number in the reader's language: `number(1012.34, 1)` is `1,012.3` in English and `1012,3` in Spanish.
#[must_use]
pub fn number(value: impl Display, decimals: usize) -> String {
    Signs::of(Locale::current()).write(&format!("{value:.decimals$}"))
}

/// A moment in the reader's language, to the minute, in UTC.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    let [_, _, _, hour, minute, _] = crate::ui::utc(at);
    dated("moment", at, Some(format!("{hour:02}:{minute:02}")))
}

/// The same to the second, for what ends soon.
#[must_use]
pub fn exact_moment(at: Timestamp) -> String {
    let [_, _, _, hour, minute, second] = crate::ui::utc(at);
    dated("moment", at, Some(format!("{hour:02}:{minute:02}:{second:02}")))
}

/// A day in the reader's language.
#[must_use]
pub fn date(day: Day) -> String {
    dated("date", day.as_utc(), None)
}

/// The same without its year, where that is plain from what stands around.
#[must_use]
pub fn short_date(day: Day) -> String {
    dated("date-short", day.as_utc(), None)
}

fn dated(pattern: &str, at: Timestamp, time: Option<String>) -> String {
    let [year, month, day, ..] = crate::ui::utc(at);
    let locale = Locale::current();
    let month = translate(locale, &format!("month-{month}"), &[]);
    let text = |value: String| value.into();
    let mut args = vec![("year", text(year.to_string())), ("month", text(month)), ("day", text(day.to_string()))];
    args.extend(time.map(|time| ("time", text(time))));
    translate(locale, pattern, &args)
}

/// A stretch of time: seconds below a minute, then minutes and seconds, from an hour on hours and minutes.
#[must_use]
pub fn duration(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1_000;
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    if hours > 0 {
        t!("duration-hours", hours = hours, minutes = minutes % 60)
    } else if minutes > 0 {
        t!("duration-minutes", minutes = minutes, seconds = seconds % 60)
    } else {
        t!("duration-seconds", seconds = seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_time_is_told_as_exactly_as_it_matters() {
        let told = [-5, 59_999, 61_500, 3_599_000, 3_660_000, 36_000_000].map(duration);
        assert_eq!(told, ["0 s", "59 s", "1 min 1 s", "59 min 59 s", "1 h 1 min", "10 h 0 min"]);
    }

    #[test]
    fn a_day_is_written_with_and_without_its_year() {
        assert_eq!((date(Day(19_782)), short_date(Day(19_782))), ("29 Feb 2024".to_owned(), "29 Feb".to_owned()));
    }
}
