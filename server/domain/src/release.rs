//! Releases: immutable leaderboards and who may read them.

use serde::{Deserialize, Serialize};

/// Who may read a release, and how far it is to be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// Admins only.
    Draft,
    /// Everyone, marked as provisional: judgments are still coming in, another release will take its place.
    Provisional,
    /// Everyone.
    Published,
    /// Everyone, marked "Deprecated (as of …)".
    Deprecated,
}

impl ReleaseState {
    /// Every state, in the order they follow each other.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Provisional, Self::Published, Self::Deprecated];

    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Provisional => "provisional",
            Self::Published => "published",
            Self::Deprecated => "deprecated",
        }
    }

    /// Reads [`ReleaseState::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether `self` may follow `before`. Nothing goes back; a draft may be published without having been provisional, and
    /// whatever the public saw may be deprecated.
    #[must_use]
    pub fn may_follow(self, before: Self) -> bool {
        matches!(
            (before, self),
            (Self::Draft, Self::Provisional | Self::Published)
                | (Self::Provisional, Self::Published | Self::Deprecated)
                | (Self::Published, Self::Deprecated)
        )
    }

    /// Whether everyone may read it.
    #[must_use]
    pub fn is_public(self) -> bool {
        self != Self::Draft
    }
}

/// Why an approved judgment does not count in a new release. One made before keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Its prompt was found broken for good: whatever was judged of it says nothing about the models.
    Voided,
    /// A reviewer corrected it, and the release was asked to count only what annotators said themselves.
    Corrected,
}

/// Whether an approved judgment counts in a release made now: `None`, or why not. A judgment that both reasons fit is left
/// out as voided, so that the counts of the two add up.
#[must_use]
pub fn left_out(voided: bool, corrected: bool, leave_out_corrected: bool) -> Option<LeftOut> {
    match (voided, corrected && leave_out_corrected) {
        (true, _) => Some(LeftOut::Voided),
        (false, true) => Some(LeftOut::Corrected),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{LeftOut, left_out};

    #[test]
    fn a_voided_prompts_judgment_never_counts_and_a_corrected_one_if_the_release_says_so() {
        for leave_out_corrected in [false, true] {
            assert_eq!(left_out(true, true, leave_out_corrected), Some(LeftOut::Voided));
            assert_eq!(left_out(true, false, leave_out_corrected), Some(LeftOut::Voided));
            assert_eq!(left_out(false, false, leave_out_corrected), None);
        }
        assert_eq!(left_out(false, true, true), Some(LeftOut::Corrected));
        assert_eq!(left_out(false, true, false), None);
    }
}
