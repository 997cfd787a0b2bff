//! Languages with or without a region.

use serde::{Deserialize, Serialize};

/// Scripts of today that run from right to left, and the languages that are usually written in one (Unicode CLDR).
const RIGHT_TO_LEFT_SCRIPTS: [&str; 8] = ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"];
const RIGHT_TO_LEFT_LANGUAGES: [&str; 16] =
    ["ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "mzn", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"];

/// A language tag in its usual spelling: `es`, `es-MX`, `zh-Hant-TW` (the parts of BCP 47 that name a language, a script, a
/// region or a variant).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Locale(String);

impl Locale {
    /// Reads a tag in any spelling, such as `ES_mx`; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split(['-', '_']);
        let language = parts.next().filter(|part| (2..=3).contains(&part.len()) && letters(part))?;
        let mut tag = language.to_ascii_lowercase();
        // Parts come in this order, each kind but variants once.
        let mut least = 0;
        for part in parts {
            let (kind, spelled) = match part.len() {
                4 if letters(part) => (1, part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase()),
                2 if letters(part) => (2, part.to_ascii_uppercase()),
                3 if part.bytes().all(|byte| byte.is_ascii_digit()) => (2, part.to_owned()),
                5..=8 if part.bytes().all(|byte| byte.is_ascii_alphanumeric()) => (3, part.to_ascii_lowercase()),
                _ => return None,
            };
            if kind < least || (kind == least && kind != 3) {
                return None;
            }
            least = kind;
            tag.push('-');
            tag.push_str(&spelled);
        }
        (tag.len() <= 35).then_some(Self(tag))
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written from right to left: by its script where one is named, else by what the language is written in.
    #[must_use]
    pub fn right_to_left(&self) -> bool {
        let mut parts = self.0.split('-');
        let language = parts.next().unwrap_or_default();
        match parts.find(|part| part.len() == 4 && letters(part)) {
            Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
            None => RIGHT_TO_LEFT_LANGUAGES.contains(&language),
        }
    }

    /// Whether someone who knows this language may judge a prompt in `asked`: when one of the two tags is the beginning of
    /// the other. `es` knows every region and so covers `es-MX`; a prompt that asks for `es` takes `es-MX` as well; `es-MX`
    /// does not cover `es-ES`.
    #[must_use]
    pub fn covers(&self, asked: &Self) -> bool {
        begins(&self.0, &asked.0) || begins(&asked.0, &self.0)
    }
}

fn letters(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether `tag` is `start` or continues it with further parts.
fn begins(start: &str, tag: &str) -> bool {
    tag.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
