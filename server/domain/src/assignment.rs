//! An annotator's claim on a slot, and where it can go from where it is.

use crate::{Refusal, Timestamp};
use serde::{Deserialize, Serialize};

/// Where an assignment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentState {
    /// The annotator works on it under a lease.
    Held,
    /// Judged; waits for initial review.
    Submitted,
    /// Passed initial review; waits for final review.
    InitiallyApproved,
    /// Passed both stages; nothing changes any more.
    Approved,
    /// Sent back to the annotator with a comment.
    Returned,
    /// Rejected with a reason; its slot opened for someone new.
    Rejected,
    /// The lease ran out and the slot opened again.
    Expired,
    /// The annotator skipped the task, for good.
    Released,
}

impl AssignmentState {
    const ALL: [Self; 8] = [
        Self::Held,
        Self::Submitted,
        Self::InitiallyApproved,
        Self::Approved,
        Self::Returned,
        Self::Rejected,
        Self::Expired,
        Self::Released,
    ];

    /// The word stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Submitted => "submitted",
            Self::InitiallyApproved => "initially_approved",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Released => "released",
        }
    }

    /// Reads [`AssignmentState::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the same person may take the task again: the claim was given up before a judgment, and not on purpose.
    #[must_use]
    pub fn may_be_taken_again(self) -> bool {
        self == Self::Expired
    }
}

/// What is known of a claim when its annotator submits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Where it stands.
    pub state: AssignmentState,
    /// Until when the slot is kept; `None` when the slot is not this assignment's any more.
    pub lease_expires_at: Option<Timestamp>,
    /// Whether the task has an open slot that the claim could take back.
    pub slot_is_free: bool,
}

/// How a submission is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Into the slot the annotator holds.
    IntoOwnSlot,
    /// Late, but a slot is free: take it back, then submit.
    IntoFreeSlot,
    /// As the next revision of a returned judgment.
    AsRevision,
}

/// Decides whether a submission is taken. A late one is never dropped without a word: a lease that ran out but whose slot
/// nobody took still counts, a slot that is gone is said so and the draft stays.
///
/// # Errors
/// [`Refusal::LeaseLost`] when every slot went to others, [`Refusal::Stale`] when a judgment is already in.
pub fn admit(claim: Claim) -> Result<Admission, Refusal> {
    match claim.state {
        AssignmentState::Held if claim.lease_expires_at.is_some() => Ok(Admission::IntoOwnSlot),
        AssignmentState::Held | AssignmentState::Expired if claim.slot_is_free => Ok(Admission::IntoFreeSlot),
        AssignmentState::Held | AssignmentState::Expired => Err(Refusal::LeaseLost),
        AssignmentState::Returned => Ok(Admission::AsRevision),
        AssignmentState::Submitted | AssignmentState::InitiallyApproved => Err(Refusal::Stale),
        AssignmentState::Approved | AssignmentState::Rejected | AssignmentState::Released => Err(Refusal::OutOfOrder),
    }
}

/// What is known of a submission when its annotator takes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Where the assignment stands.
    pub state: AssignmentState,
    /// When the judgment was submitted.
    pub submitted_at: Timestamp,
    /// How long after that it may be taken back, in seconds.
    pub undo_seconds: i64,
    /// Whether a reviewer has the task in hand, or decided on this judgment.
    pub reviewed: bool,
}

/// Decides whether a submission may be taken back: for a short while, and only before any reviewer.
///
/// # Errors
/// [`Refusal::OutOfOrder`].
pub fn undo(submission: Submission, now: Timestamp) -> Result<(), Refusal> {
    let until = submission.submitted_at.saturating_add(submission.undo_seconds.saturating_mul(crate::SECOND));
    let open = submission.state == AssignmentState::Submitted && now < until && !submission.reviewed;
    if open { Ok(()) } else { Err(Refusal::OutOfOrder) }
}
