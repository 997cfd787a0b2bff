//! What the review place shows: pure functions of the queues, the task and what was chosen.

mod decision;
mod keys;
mod queue;
mod table;
mod words;

pub(super) use queue::{list, nothing, queues};
pub(super) use words::{name_of, stage_path};

use super::form::DecisionForm;
use super::island::ReviewKeys;
use crate::annotate::keyboard::attributes;
use crate::annotate::parts::{guidelines, key, language, pane, prompt};
use crate::i18n::t;
use crate::ui::{Notice, NoticeKind, Time};
use assay_domain::FieldError;
use assay_domain::keys::Place;
use assay_domain::setup::Kind;
use assay_workflow::review::ReviewView;
use leptos::prelude::*;

/// What could not be decided: why, what was written, the way on.
pub(super) fn gone(message: &str, written: &[(char, String)]) -> impl IntoView + use<> {
    let written = (!written.is_empty()).then(|| {
        let comments: Vec<_> = written
            .iter()
            .map(|(letter, comment)| {
                let label = t!("review-comment-for", letter = letter.to_string());
                view! { <dt>{label}</dt><dd class="prewrap">{comment.clone()}</dd> }
            })
            .collect();
        view! { <h2>{t!("review-what-you-wrote")}</h2><dl class="facts">{comments}</dl> }
    });
    let message = message.to_owned();
    view! {
        <div class="narrow stack">
            <h1>{t!("review-not-decided")}</h1>
            <Notice kind=NoticeKind::Warning>{message}</Notice>
            {written}
            <p><a class="button primary" href="/review">{t!("review-back-to-queues")}</a></p>
        </div>
    }
}

/// The task, its judgments and the decisions to be made. `queue` is the part of an address that the next task comes from.
pub(super) fn review(
    review: &ReviewView,
    typed: &DecisionForm,
    errors: &[FieldError],
    queue: &str,
) -> impl IntoView + use<> {
    let list = format!("{}/queue{queue}", stage_path(review.stage));
    let (keys, single_off) = attributes(Place::Reviewing);
    view! {
        <div class="review" data-keys=keys data-single-off=single_off>
            <header class="rating-head">
                <h1 id="task" tabindex="-1">{name_of(review.stage)}</h1>
                <p class="row quiet-text">
                    <span>{review.evaluation.clone()}</span>
                    {table::agreement(review)}
                    <span>{t!("review-kept-until")}" "<Time at=review.lease_expires_at /></span>
                    <a href=list data-action="list">{t!("review-back-to-list")}{key("list")}</a>
                </p>
            </header>
            {guidelines(&review.guidelines, Some("review-guidelines"))}
            {prompt(&review.turns, (review.reference.as_deref(), review.kind == Kind::Correctness), &review.attributes)}
            <div class="panes">{responses(review)}</div>
            {table::judgments(review)}
            {decision::form(review, typed, errors, queue)}
            {key_sheet(keys::of_task(review.judgments.len()))}
            <p class="quiet-text key-hint">{t!("review-key-sheet")}{key("review-help")}</p>
        </div>
    }
}

/// The sheet of keys, and what listens to them.
fn key_sheet(keys: Vec<(String, String)>) -> impl IntoView {
    view! { <ReviewKeys keys=keys heading=t!("review-keys") close=t!("review-close") choose=t!("keys-choose") /> }
}

/// The responses: two of a comparison, else one.
fn responses(review: &ReviewView) -> Vec<AnyView> {
    let language = || language(&review.attributes);
    match &review.responses[..] {
        [only] => vec![pane(&t!("review-response"), "1", only, language(), Some("read"), None).into_any()],
        several => (1_i64..)
            .zip(several)
            .map(|(number, text)| {
                let heading = t!("review-response-number", number = number);
                pane(&heading, &number.to_string(), text, language(), Some("read"), None).into_any()
            })
            .collect(),
    }
}

#[cfg(test)]
pub(super) mod tests;
