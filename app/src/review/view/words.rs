//! The parts of a judgment, and what they say, in words: what the table, the differences and the corrections show.

use crate::annotate::parts::{foreign, language};
use crate::i18n::{SLOT, number, split, t, words};
use assay_domain::agreement::Agreement;
use assay_domain::judgment::{ErrorTag, JudgmentContent, Preference, Side};
use assay_domain::review::{Stage, Verdict};
use assay_domain::setup::{Criterion, Kind};
use assay_workflow::review::ReviewView;
use leptos::prelude::*;

/// What people call a stage.
pub(in crate::review) fn name_of(stage: Stage) -> String {
    match stage {
        Stage::Initial => t!("review-initial"),
        Stage::Final => t!("review-final"),
    }
}

/// Where the next task of a stage is.
pub(in crate::review) fn stage_path(stage: Stage) -> String {
    format!("/review/{}", stage.as_str())
}

/// How far the judgments of a task agree.
pub(super) fn agreement(kind: Kind, agreement: Agreement) -> String {
    let share = (agreement.share + 5) / 10;
    match kind {
        Kind::Comparison => t!("review-agreement-of", share = share, distance = thousandths(agreement.distance)),
        Kind::Rating => t!("review-agreement-range", range = thousandths(agreement.distance)),
        Kind::Correctness => t!("review-agreement-share", share = share),
    }
}

/// Thousandths as people write them: one place after the point.
#[allow(clippy::cast_precision_loss)]
fn thousandths(value: i64) -> String {
    number(value as f64 / 1000.0, 1)
}

/// What was decided, as a past participle.
pub(super) fn decided(verdict: Verdict, corrected: bool) -> String {
    match verdict {
        Verdict::Approve if corrected => t!("review-was-corrected"),
        Verdict::Approve => t!("review-was-approved"),
        Verdict::Return => t!("review-was-returned"),
        Verdict::Reject => t!("review-was-rejected"),
        Verdict::SendBack => t!("review-was-sent-back"),
    }
}

/// A part of a judgment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Overall,
    FinalAnswer,
    Criterion(Criterion),
    BothBad,
    Errors(Side),
    Justification,
}

impl Part {
    /// The parts that judgments of a task have, in the order in which they are shown.
    pub(super) fn of(review: &ReviewView) -> Vec<Self> {
        let comparison = review.kind == Kind::Comparison;
        let mut parts = vec![Self::Overall];
        if review.kind == Kind::Correctness {
            parts.push(Self::FinalAnswer);
        }
        parts.extend(review.criteria.iter().cloned().map(Self::Criterion));
        if comparison {
            parts.push(Self::BothBad);
        }
        parts.push(Self::Errors(Side::A));
        if comparison {
            parts.push(Self::Errors(Side::B));
        }
        parts.push(Self::Justification);
        parts
    }

    /// What people call it.
    pub(super) fn name(&self, review: &ReviewView) -> String {
        match self {
            Self::Overall => t!("review-overall"),
            Self::FinalAnswer => t!("review-final-answer"),
            Self::Criterion(criterion) => criterion.name.clone(),
            Self::BothBad => t!("review-both-bad"),
            Self::Errors(_) if review.kind != Kind::Comparison => t!("review-errors"),
            Self::Errors(Side::A) => t!("review-errors-1"),
            Self::Errors(Side::B) => t!("review-errors-2"),
            Self::Justification => t!("review-justification"),
        }
    }

    /// What a return names it by; parts that go with another are named by that one.
    pub(super) fn field(&self) -> Option<String> {
        match self {
            Self::Overall => Some("overall".to_owned()),
            Self::Criterion(criterion) => Some(format!("criterion {}", criterion.name)),
            Self::Errors(Side::A) => Some("error_tags".to_owned()),
            Self::Justification => Some("justification".to_owned()),
            Self::FinalAnswer | Self::BothBad | Self::Errors(Side::B) => None,
        }
    }

    /// The preference it holds, in a comparison.
    pub(super) fn preference(&self, content: &JudgmentContent) -> Option<Preference> {
        match self {
            Self::Overall => content.preference,
            Self::Criterion(criterion) => content.criteria.get(&criterion.name).copied(),
            _ => None,
        }
    }

    /// What a judgment says of it, for eyes and screen readers: what is quoted is in the language of the prompt.
    pub(super) fn shows(&self, review: &ReviewView, content: &JudgmentContent) -> AnyView {
        let language = language(&review.attributes);
        match self {
            Self::FinalAnswer if !content.no_final_answer => {
                content.final_answer.as_ref().map(|answer| foreign(language.as_deref(), &answer.quote).into_any())
            }
            Self::Errors(side) => {
                let found: Vec<_> = content.error_tags.iter().filter(|tag| tag.side == *side).collect();
                let shown = found.iter().enumerate().map(|(at, tag)| {
                    view! { {(at > 0).then_some("; ")}{error(language.as_deref(), tag)} }
                });
                (!found.is_empty()).then(|| shown.collect_view().into_any())
            }
            _ => Some(self.says(review, content)).filter(|said| !said.is_empty()).map(IntoAny::into_any),
        }
        .unwrap_or_else(|| "—".into_any())
    }

    /// What a judgment in the neutral order says of it; empty when nothing.
    pub(super) fn says(&self, review: &ReviewView, content: &JudgmentContent) -> String {
        match self {
            Self::Overall => match review.kind {
                Kind::Comparison => content.preference.map(preference),
                Kind::Rating => content.rating.map(|rating| review.scale.words(rating)),
                Kind::Correctness => content.correctness.map(words::correctness),
            },
            Self::FinalAnswer if content.no_final_answer => Some(t!("review-no-final-answer")),
            Self::FinalAnswer => content.final_answer.as_ref().map(|answer| answer.quote.clone()),
            Self::Criterion(criterion) => match review.kind {
                Kind::Comparison => content.criteria.get(&criterion.name).copied().map(preference),
                Kind::Rating | Kind::Correctness => {
                    content.ratings.get(&criterion.name).map(|rating| criterion.scale.words(*rating))
                }
            },
            Self::BothBad => content.both_bad.then(|| t!("review-yes")),
            Self::Errors(side) => {
                let found: Vec<_> = content.error_tags.iter().filter(|tag| tag.side == *side).map(error_text).collect();
                Some(found.join("; "))
            }
            Self::Justification => Some(content.justification.clone()),
        }
        .unwrap_or_default()
    }
}

/// A preference in neutral words.
pub(super) fn preference(preference: Preference) -> String {
    match preference.value() {
        3 => t!("review-1-much-better"),
        2 => t!("review-1-better"),
        1 => t!("review-1-slightly-better"),
        0 => t!("review-about-the-same"),
        -1 => t!("review-2-slightly-better"),
        -2 => t!("review-2-better"),
        _ => t!("review-2-much-better"),
    }
}

/// An error tag with how bad it is and where, the quoted words in their own language.
pub(super) fn error(language: Option<&str>, tag: &ErrorTag) -> AnyView {
    match &tag.passage {
        Some(passage) => {
            let (before, after) = split(error_around(tag, SLOT));
            view! { {before}{foreign(language, &passage.quote)}{after} }.into_any()
        }
        None => error_text(tag).into_any(),
    }
}

/// The same as text, to compare judgments by.
fn error_text(tag: &ErrorTag) -> String {
    match &tag.passage {
        Some(passage) => error_around(tag, &passage.quote),
        None => t!("review-error", tag = &tag.tag, severity = words::severity(tag.severity)),
    }
}

fn error_around(tag: &ErrorTag, passage: &str) -> String {
    t!("review-error-at", tag = &tag.tag, severity = words::severity(tag.severity), passage = passage)
}
