//! What an annotator submits, as shown to them: A is the left response, B the right one.

use crate::{FieldError, Refusal, setup::Criterion};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which response was shown better, from +3 "A is much better" over 0 "about the same" to −3 "B is much better".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Preference(i8);

impl Preference {
    /// The seven points, from A to B, as they stand on the scale.
    pub const ALL: [Self; 7] = [Self(3), Self(2), Self(1), Self(0), Self(-1), Self(-2), Self(-3)];

    /// Reads a point of the scale.
    #[must_use]
    pub fn new(value: i64) -> Option<Self> {
        i8::try_from(value).ok().filter(|v| (-3..=3).contains(v)).map(Self)
    }

    /// The number, −3 to 3.
    #[must_use]
    pub fn value(self) -> i64 {
        i64::from(self.0)
    }

    /// What the point says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self.0 {
            3 => "A is much better",
            2 => "A is better",
            1 => "A is slightly better",
            0 => "About the same",
            -1 => "B is slightly better",
            -2 => "B is better",
            _ => "B is much better",
        }
    }

    /// The same preference with the sides exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self(-self.0)
    }

    /// The outcome of the response shown as A: 1 won, 0.5 tied, 0 lost (method: by sign).
    #[must_use]
    pub fn outcome_of_a(self) -> f64 {
        match self.0.signum() {
            1 => 1.0,
            0 => 0.5,
            _ => 0.0,
        }
    }
}

impl TryFrom<i64> for Preference {
    type Error = &'static str;
    fn try_from(value: i64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("a preference is a whole number from -3 to 3")
    }
}

impl From<Preference> for i64 {
    fn from(preference: Preference) -> Self {
        preference.value()
    }
}

/// One of the two shown responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// Left.
    A,
    /// Right.
    B,
}

/// An error the annotator found in one response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorTag {
    /// The response it was found in.
    pub side: Side,
    /// One of the evaluation's error tags.
    pub tag: String,
}

/// A judgment on its way in: everything but when, who and which task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgmentContent {
    /// The overall preference; missing in a draft.
    pub preference: Option<Preference>,
    /// Both responses are bad; goes with "about the same" only.
    #[serde(default)]
    pub both_bad: bool,
    /// Preference per criterion name.
    #[serde(default)]
    pub criteria: BTreeMap<String, Preference>,
    /// Errors found.
    #[serde(default)]
    pub error_tags: Vec<ErrorTag>,
    /// Why, in the annotator's words.
    #[serde(default)]
    pub justification: String,
}

/// What an evaluation asks of each judgment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirements {
    /// The evaluation's criteria.
    pub criteria: Vec<Criterion>,
    /// The evaluation's error tags.
    pub error_tags: Vec<String>,
    /// Least characters of the justification.
    pub minimum_justification: i64,
}

/// Longest justification, in characters.
pub const MAXIMUM_JUSTIFICATION: usize = 20_000;

/// A judgment that is complete and well-formed; only [`JudgmentContent::complete`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CompleteJudgment {
    content: JudgmentContent,
    preference: Preference,
}

impl CompleteJudgment {
    /// The overall preference, as shown.
    #[must_use]
    pub fn preference(&self) -> Preference {
        self.preference
    }

    /// All of it.
    #[must_use]
    pub fn content(&self) -> &JudgmentContent {
        &self.content
    }
}

impl JudgmentContent {
    /// Checks a draft against what the evaluation asks for and seals it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming every field to mend.
    pub fn complete(mut self, asked: &Requirements) -> Result<CompleteJudgment, Refusal> {
        let mut errors = Vec::new();
        self.justification = self.justification.replace("\r\n", "\n").trim().to_owned();
        self.error_tags.sort_by(|x, y| (x.side, &x.tag).cmp(&(y.side, &y.tag)));
        self.error_tags.dedup();
        if self.preference.is_none() {
            errors.push(FieldError::new("preference", "Choose a point on the scale."));
        }
        if self.both_bad && self.preference.is_some_and(|p| p.value() != 0) {
            errors.push(FieldError::new(
                "both_bad",
                "“Both are bad” goes with “About the same”; choose one or the other.",
            ));
        }
        for criterion in asked.criteria.iter().filter(|c| c.required) {
            if !self.criteria.contains_key(&criterion.name) {
                errors.push(FieldError::new(format!("criterion {}", criterion.name), "Rate this criterion."));
            }
        }
        if self.criteria.keys().any(|name| !asked.criteria.iter().any(|c| &c.name == name)) {
            errors.push(FieldError::new(
                "criteria",
                "A rated criterion is not part of this evaluation; reload the page.",
            ));
        }
        if self.error_tags.iter().any(|tag| !asked.error_tags.contains(&tag.tag)) {
            errors.push(FieldError::new("error_tags", "An error tag is not part of this evaluation; reload the page."));
        }
        let written = self.justification.chars().count();
        let least = usize::try_from(asked.minimum_justification).unwrap_or(0);
        if written < least {
            errors.push(
                FieldError::new("justification", format!("Write at least {least} characters; it has {written}."))
                    .say("refusal-justification-short")
                    .with("least", least)
                    .with("written", written),
            );
        }
        if written > MAXIMUM_JUSTIFICATION {
            let message = format!("Shorten it to {MAXIMUM_JUSTIFICATION} characters; it has {written}.");
            errors.push(
                FieldError::new("justification", message)
                    .say("refusal-justification-long")
                    .with("most", MAXIMUM_JUSTIFICATION)
                    .with("written", written),
            );
        }
        if self.justification.contains('\0') {
            errors.push(FieldError::new("justification", "Remove the NUL character (U+0000)."));
        }
        match self.preference {
            Some(preference) if errors.is_empty() => Ok(CompleteJudgment { content: self, preference }),
            _ => Err(Refusal::Invalid { errors }),
        }
    }

    /// The same judgment as seen with the responses in the other order, for showing three judgments in one neutral order.
    #[must_use]
    pub fn swapped(&self) -> Self {
        Self {
            preference: self.preference.map(Preference::swapped),
            both_bad: self.both_bad,
            criteria: self.criteria.iter().map(|(name, p)| (name.clone(), p.swapped())).collect(),
            error_tags: self
                .error_tags
                .iter()
                .map(|tag| ErrorTag {
                    side: match tag.side {
                        Side::A => Side::B,
                        Side::B => Side::A,
                    },
                    tag: tag.tag.clone(),
                })
                .collect(),
            justification: self.justification.clone(),
        }
    }
}
