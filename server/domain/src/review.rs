//! The two gated stages between a judgment and the ranking (rules 2 and 4).

use crate::{
    FieldError, PersonId, Refusal,
    assignment::AssignmentState,
    judgment::{CompleteJudgment, JudgmentContent, Requirements, Shown},
    setup::within,
};
use serde::{Deserialize, Serialize};

/// Which review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// After all N judgments are in.
    Initial,
    /// After initial review approved all N.
    Final,
}

impl Stage {
    /// The word stored and used in paths.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Final => "final",
        }
    }

    /// Reads [`Stage::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Initial, Self::Final].into_iter().find(|stage| stage.as_str() == text)
    }
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// At least one judgment is missing or was returned.
    Annotating,
    /// All N judgments are in, at least one waits for initial review.
    InitialReview,
    /// All N passed initial review, at least one waits for final review.
    FinalReview,
    /// All N are approved. Nothing changes any more.
    Approved,
}

impl TaskState {
    /// Every state, in order.
    pub const ALL: [Self; 4] = [Self::Annotating, Self::InitialReview, Self::FinalReview, Self::Approved];

    /// The word stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Annotating => "annotating",
            Self::InitialReview => "initial_review",
            Self::FinalReview => "final_review",
            Self::Approved => "approved",
        }
    }

    /// Reads [`TaskState::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The state that follows from the assignments in the task's N slots; `None` stands for an open slot.
    #[must_use]
    pub fn of_slots(slots: &[Option<AssignmentState>]) -> Self {
        let all = |ok: fn(AssignmentState) -> bool| slots.iter().all(|slot| slot.is_some_and(ok));
        if all(|state| state == AssignmentState::Approved) {
            Self::Approved
        } else if all(|state| matches!(state, AssignmentState::Approved | AssignmentState::InitiallyApproved)) {
            Self::FinalReview
        } else if all(|state| {
            matches!(state, AssignmentState::Approved | AssignmentState::InitiallyApproved | AssignmentState::Submitted)
        }) {
            Self::InitialReview
        } else {
            Self::Annotating
        }
    }
}

/// What a reviewer says of one judgment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// On to the next stage.
    Approve,
    /// Back to the annotator, with a comment (either stage).
    Return,
    /// Not to be used, with a reason; the slot opens for someone new.
    Reject,
    /// Back to initial review, with a comment (final review only).
    SendBack,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Return, Self::Reject, Self::SendBack];

    /// The word stored and sent in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Reject => "reject",
            Self::SendBack => "send_back",
        }
    }

    /// Reads [`Verdict::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }

    /// The verdicts a stage may give.
    #[must_use]
    pub fn of_stage(stage: Stage) -> &'static [Self] {
        match stage {
            Stage::Initial => &[Self::Approve, Self::Return, Self::Reject],
            Stage::Final => &[Self::Approve, Self::SendBack, Self::Return, Self::Reject],
        }
    }

    /// Whether the verdict must say why: by a reason of the list, a comment, or both.
    #[must_use]
    pub fn needs_comment(self) -> bool {
        self != Self::Approve
    }
}

/// Who has already touched a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskHistory {
    /// Everyone who was ever given the task to judge and saw it, whatever came of it.
    pub annotators: Vec<PersonId>,
    /// Everyone who gave a verdict on it in initial review.
    pub initial_reviewers: Vec<PersonId>,
    /// Everyone who gave a verdict on it in final review.
    pub final_reviewers: Vec<PersonId>,
}

impl TaskHistory {
    /// Rule 2 for reviewing: not one's own task, not at both stages.
    ///
    /// # Errors
    /// [`Refusal::ConflictOfInterest`].
    pub fn may_review(&self, person: PersonId, stage: Stage) -> Result<(), Refusal> {
        let other_stage = match stage {
            Stage::Initial => &self.final_reviewers,
            Stage::Final => &self.initial_reviewers,
        };
        if self.annotators.contains(&person) || other_stage.contains(&person) {
            return Err(Refusal::ConflictOfInterest);
        }
        Ok(())
    }

    /// Rule 2 for judging: nobody judges a task they reviewed.
    ///
    /// # Errors
    /// [`Refusal::ConflictOfInterest`].
    pub fn may_judge(&self, person: PersonId) -> Result<(), Refusal> {
        if self.initial_reviewers.contains(&person) || self.final_reviewers.contains(&person) {
            return Err(Refusal::ConflictOfInterest);
        }
        Ok(())
    }
}

/// Why a verdict was given, as far as the rules look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Why<'a> {
    /// In the reviewer's words.
    pub comment: &'a str,
    /// Whether a reason was chosen from the admin's list.
    pub has_reason: bool,
}

/// Where a verdict takes a judgment from where it is.
///
/// # Errors
/// [`Refusal::OutOfOrder`] when the judgment does not wait for this stage or the stage has no such verdict,
/// [`Refusal::Invalid`] when nothing says why or the comment is too long.
pub fn decide(
    stage: Stage,
    state: AssignmentState,
    verdict: Verdict,
    why: Why<'_>,
) -> Result<AssignmentState, Refusal> {
    let comment = why.comment;
    let waits = match stage {
        Stage::Initial => state == AssignmentState::Submitted,
        Stage::Final => state == AssignmentState::InitiallyApproved,
    };
    if !waits || !Verdict::of_stage(stage).contains(&verdict) {
        return Err(Refusal::OutOfOrder);
    }
    let written = comment.trim().chars().count();
    if verdict.needs_comment() && written == 0 && !why.has_reason {
        return Err(Refusal::invalid("comment", "Say why, so that the next person knows what to change."));
    }
    if written > 5_000 || comment.contains('\0') {
        return Err(Refusal::invalid("comment", "Keep the comment to 5,000 characters without NUL."));
    }
    Ok(match (stage, verdict) {
        (Stage::Initial, Verdict::Approve) => AssignmentState::InitiallyApproved,
        (Stage::Final, Verdict::Approve) => AssignmentState::Approved,
        (_, Verdict::Return) => AssignmentState::Returned,
        (_, Verdict::Reject) => AssignmentState::Rejected,
        (_, Verdict::SendBack) => AssignmentState::Submitted,
    })
}

/// Checks what a reviewer puts in place of a judgment while approving it. The judgment itself stays as it was submitted.
///
/// # Errors
/// [`Refusal::OutOfOrder`] with any verdict but approval, [`Refusal::Invalid`] when the correction is incomplete, changes
/// nothing or does not say why.
pub fn correct(
    verdict: Verdict,
    standing: &JudgmentContent,
    corrected: JudgmentContent,
    asked: &Requirements,
    shown: Shown<'_>,
    reason: &str,
) -> Result<CompleteJudgment, Refusal> {
    if verdict != Verdict::Approve {
        return Err(Refusal::OutOfOrder);
    }
    // Everything at once, so that nobody mends one thing only to be told of the next.
    let mut errors = Vec::new();
    if reason.trim().is_empty() {
        let message = "Say why you correct it; the correction is shown with your reason.";
        errors.push(FieldError::new("comment", message));
    }
    let corrected = match corrected.complete(asked, shown) {
        Err(Refusal::Invalid { errors: more }) => {
            errors.extend(more);
            return Err(Refusal::Invalid { errors });
        }
        other => other?,
    };
    if corrected.content() == standing {
        let message = "Nothing is changed yet. Change an answer, or choose “Approve”.";
        errors.push(FieldError::new("correction", message));
    }
    Refusal::if_any(errors)?;
    Ok(corrected)
}

/// How a task is to pass a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// A reviewer decides.
    ByReview,
    /// Without a decision, because the stage looks at a share of the tasks and this one was not drawn.
    ByDraw,
}

/// Decides how a task that was `drawn` or not passes a stage. What final review sent back is always looked at again.
#[must_use]
pub fn passage(stage: Stage, drawn: bool, was_sent_back: bool) -> Passage {
    if drawn || (stage == Stage::Initial && was_sent_back) { Passage::ByReview } else { Passage::ByDraw }
}

/// Whether a task is drawn for a stage that looks at `coverage` % of them; `ticket` is drawn evenly from all numbers.
#[must_use]
pub fn is_drawn(coverage: i64, ticket: u64) -> bool {
    // 2⁶⁴ is no multiple of 100; the tilt is below 10⁻¹⁷.
    coverage >= 100 || i64::try_from(ticket % 100).is_ok_and(|ticket| ticket < coverage)
}

/// Checks a reason that the admin adds to the list of a verdict.
///
/// # Errors
/// [`Refusal::Invalid`] naming what to mend.
pub fn check_reason(verdict: Verdict, text: &str) -> Result<(), Refusal> {
    if verdict == Verdict::Approve {
        return Err(Refusal::invalid("verdict", "Approval needs no reason; choose another verdict."));
    }
    if !within(text, 1, 200) {
        return Err(Refusal::invalid("text", "Write the reason in 1 to 200 characters."));
    }
    Ok(())
}
