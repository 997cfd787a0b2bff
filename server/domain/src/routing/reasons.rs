//! Why a task is skipped, why a prompt is flagged.

use crate::{Refusal, setup::within};
use serde::{Deserialize, Serialize};

/// Longest note beside a reason, in characters.
const LONGEST_NOTE: usize = 1_000;

/// Why an annotator gives a task back for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The subject is not theirs.
    Expertise,
    /// The language or dialect is not theirs.
    Language,
    /// They would rather not judge such content.
    Content,
    /// They know who asked or answered, or have seen it elsewhere.
    Familiar,
    /// Something else, said in the note.
    Other,
}

impl SkipReason {
    /// Every reason, as offered.
    pub const ALL: [Self; 5] = [Self::Expertise, Self::Language, Self::Content, Self::Familiar, Self::Other];

    /// The word stored and sent in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expertise => "expertise",
            Self::Language => "language",
            Self::Content => "content",
            Self::Familiar => "familiar",
            Self::Other => "other",
        }
    }

    /// Reads [`SkipReason::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// What is wrong with a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagReason {
    /// It cannot be understood or answered.
    Unclear,
    /// Something it refers to is missing.
    Incomplete,
    /// Its reference answer is wrong.
    WrongReference,
    /// A response says who wrote it.
    NamesItsMaker,
    /// It contains personal or dangerous content that should not be shown.
    Harmful,
    /// It does not display as it should.
    Display,
    /// Something else, said in the note.
    Other,
}

impl FlagReason {
    /// Every reason, as offered.
    pub const ALL: [Self; 7] = [
        Self::Unclear,
        Self::Incomplete,
        Self::WrongReference,
        Self::NamesItsMaker,
        Self::Harmful,
        Self::Display,
        Self::Other,
    ];

    /// The word stored and sent in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unclear => "unclear",
            Self::Incomplete => "incomplete",
            Self::WrongReference => "wrong_reference",
            Self::NamesItsMaker => "names_its_maker",
            Self::Harmful => "harmful",
            Self::Display => "display",
            Self::Other => "other",
        }
    }

    /// Reads [`FlagReason::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// Words beside a reason: at most 1,000 characters, on several lines if need be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when it is too long, has control characters, or is missing where `required`.
    pub fn read(field: &str, text: &str, required: bool) -> Result<Self, Refusal> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return if required {
                Err(Refusal::invalid(field, "Say in a few words why."))
            } else {
                Ok(Self(String::new()))
            };
        }
        // Line breaks and tabs are fine; what else has no shape is not.
        let flat: String = text.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).collect();
        if within(&flat, 1, LONGEST_NOTE) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::invalid(field, "Keep it to 1,000 characters."))
        }
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
