//! Roles and the person who acts.

use crate::{PersonId, Refusal};
use serde::{Deserialize, Serialize};

/// What a person may be asked to do. One person may hold several; the rules of [`crate::review`] bind the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Judges tasks.
    Annotator,
    /// Reviews a task's judgments first.
    InitialReviewer,
    /// Reviews what passed initial review.
    FinalReviewer,
    /// Manages prompt sets, models, evaluations, people and releases.
    Admin,
}

impl Role {
    /// Every role, in the order of a judgment's way.
    pub const ALL: [Self; 4] = [Self::Annotator, Self::InitialReviewer, Self::FinalReviewer, Self::Admin];

    /// The word stored and sent in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Annotator => "annotator",
            Self::InitialReviewer => "initial_reviewer",
            Self::FinalReviewer => "final_reviewer",
            Self::Admin => "admin",
        }
    }

    /// The word as people read it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Annotator => "annotator",
            Self::InitialReviewer => "initial reviewer",
            Self::FinalReviewer => "final reviewer",
            Self::Admin => "admin",
        }
    }

    /// Reads [`Role::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// The signed-in person on whose behalf something is done, with the roles held at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who acts.
    pub person: PersonId,
    /// The name colleagues (never annotated content) see.
    pub name: String,
    /// Roles held now.
    pub roles: Vec<Role>,
}

impl Actor {
    /// Whether the person holds the role now.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Requires a role.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] when the person does not hold it.
    pub fn require(&self, role: Role) -> Result<(), Refusal> {
        if self.is(role) { Ok(()) } else { Err(Refusal::NotAllowed) }
    }
}
