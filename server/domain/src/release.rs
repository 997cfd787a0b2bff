//! Releases: immutable leaderboards and who may read them.

use serde::{Deserialize, Serialize};

/// Who may read a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// Admins only.
    Draft,
    /// Everyone.
    Published,
    /// Everyone, marked "Deprecated (as of …)".
    Deprecated,
}

impl ReleaseState {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Deprecated => "deprecated",
        }
    }

    /// Reads [`ReleaseState::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Published, Self::Deprecated].into_iter().find(|state| state.as_str() == text)
    }

    /// Whether `self` may follow `before`: drafts are published, published ones are deprecated, nothing goes back.
    #[must_use]
    pub fn may_follow(self, before: Self) -> bool {
        matches!((before, self), (Self::Draft, Self::Published) | (Self::Published, Self::Deprecated))
    }
}
