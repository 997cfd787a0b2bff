//! The domain's words in the reader's language: what `as_str` and `label` are in the code, for people.

use super::t;
use assay_domain::Role;
use assay_domain::judgment::{Correctness, Preference, Severity};
use assay_domain::review::{Stage, TaskState, Verdict};
use assay_domain::setup::{EvaluationState, Kind};

/// What a person may be asked to do.
#[must_use]
pub fn role(role: Role) -> String {
    t(match role {
        Role::Annotator => "word-annotator",
        Role::InitialReviewer => "word-initial-reviewer",
        Role::FinalReviewer => "word-final-reviewer",
        Role::Admin => "word-admin",
    })
}

/// What a task asks for.
#[must_use]
pub fn kind(kind: Kind) -> String {
    t(match kind {
        Kind::Comparison => "word-comparison",
        Kind::Rating => "word-rating",
        Kind::Correctness => "word-correctness",
    })
}

/// Where an evaluation stands.
#[must_use]
pub fn evaluation_state(state: EvaluationState) -> String {
    t(match state {
        EvaluationState::Draft => "word-draft",
        EvaluationState::Open => "word-open",
        EvaluationState::Closed => "word-closed",
    })
}

/// Where a task stands.
#[must_use]
pub fn task_state(state: TaskState) -> String {
    t(match state {
        TaskState::Annotating => "word-annotating",
        TaskState::InitialReview => "word-initial-review",
        TaskState::FinalReview => "word-final-review",
        TaskState::Approved => "word-approved",
    })
}

/// Which review.
#[must_use]
pub fn stage(stage: Stage) -> String {
    t(match stage {
        Stage::Initial => "word-initial-review",
        Stage::Final => "word-final-review",
    })
}

/// What a reviewer may say of a judgment.
#[must_use]
pub fn verdict(verdict: Verdict) -> String {
    t(match verdict {
        Verdict::Approve => "word-approve",
        Verdict::Return => "word-return",
        Verdict::Reject => "word-reject",
        Verdict::SendBack => "word-send-back",
    })
}

/// A point of the scale.
#[must_use]
pub fn preference(preference: Preference) -> String {
    t(match preference.value() {
        3 => "word-a-much-better",
        2 => "word-a-better",
        1 => "word-a-slightly-better",
        0 => "word-about-the-same",
        -1 => "word-b-slightly-better",
        -2 => "word-b-better",
        _ => "word-b-much-better",
    })
}

/// How strong a preference is, whichever side it is for: 0 about the same, 1 slightly better, 2 better, 3 much better.
#[must_use]
pub fn preference_strength(strength: u8) -> String {
    t(match strength {
        0 => "word-about-the-same",
        1 => "word-slightly-better",
        2 => "word-better",
        _ => "word-much-better",
    })
}

/// Whether a response is right.
#[must_use]
pub fn correctness(correctness: Correctness) -> String {
    t(match correctness {
        Correctness::Right => "word-right",
        Correctness::Partly => "word-partly-right",
        Correctness::Wrong => "word-wrong",
    })
}

/// How bad an error is.
#[must_use]
pub fn severity(severity: Severity) -> String {
    t(match severity {
        Severity::Minor => "word-minor",
        Severity::Major => "word-major",
        Severity::Critical => "word-critical",
    })
}
