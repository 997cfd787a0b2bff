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
