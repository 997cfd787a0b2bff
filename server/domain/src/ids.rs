//! Database identities, one type each so that a task's id cannot be passed for a prompt's.
//!
//! They stay inside: annotators and reviewers only ever receive a [`PublicId`], drawn at random per assignment or review.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    PersonId,
    /// An organisation that makes models.
    VendorId,
    /// One model version.
    ModelId,
    /// A private, versioned collection of prompts.
    PromptSetId,
    /// One version of a prompt set.
    PromptSetVersionId,
    /// One prompt of one version.
    PromptId,
    /// What one model answered to one prompt.
    ResponseId,
    /// A prompt-set version × models × criteria.
    EvaluationId,
    /// A dimension annotators judge by.
    CriterionId,
    /// One thing to be judged.
    TaskId,
    /// An annotator's claim on a slot.
    AssignmentId,
    /// One revision of a submitted judgment.
    JudgmentId,
    /// An immutable leaderboard.
    ReleaseId,
    /// A reason that reviewers choose from.
    ReasonId,
}

/// A random name for an assignment or a review, 128 bits in lower-case hexadecimal: all an annotator or reviewer sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicId(String);

impl PublicId {
    /// Names something by 128 random bits.
    #[must_use]
    pub fn from_bits(bits: [u8; 16]) -> Self {
        Self(bits.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads a name from a path or form; anything but 32 hexadecimal digits is none of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
            .then(|| Self(text.to_owned()))
    }

    /// The name as it stands in paths and forms.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PublicId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
