//! Numbers and moments as each language writes them. The signs and patterns stand at the head of each `.ftl` file, so that
//! a new language brings its own.

use super::{Locale, translate};
use assay_domain::Timestamp;
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
    let [year, month, day, hour, minute, _] = crate::ui::utc(at);
    let locale = Locale::current();
    let month = translate(locale, &format!("month-{month}"), &[]);
    let text = |value: String| value.into();
    let args = [
        ("year", text(year.to_string())),
        ("month", text(month)),
        ("day", text(day.to_string())),
        ("time", text(format!("{hour:02}:{minute:02}"))),
    ];
    translate(locale, "moment", &args)
}
