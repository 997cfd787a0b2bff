//! What the island needs to mark a passage in a response: a button at each response, and a panel that asks what is there.
//! Without a script neither shows, and passages are copied into the form.

use super::super::parts::{key, language};
use crate::i18n::{t, words};
use assay_domain::judgment::Severity;
use assay_domain::setup::Kind;
use assay_workflow::annotation::TaskView;
use leptos::prelude::*;

/// Whether anything can be marked in this task's responses.
fn can_mark(task: &TaskView) -> bool {
    !task.error_tags.is_empty() || task.kind == Kind::Correctness
}

/// Starts marking in the response that it stands at.
pub(super) fn button(task: &TaskView) -> Option<AnyView> {
    can_mark(task).then(|| {
        view! {
            <button class="button quiet scripted" type="button" data-do="mark">{t!("mark-passage")}{key("mark")}</button>
            <p class="mark-hint">{t!("mark-hint")}</p>
        }
        .into_any()
    })
}

/// What is at the passage that is chosen, and how bad it is. Nothing in it is part of the form: the island fills in the form's rows.
pub(super) fn panel(task: &TaskView) -> Option<impl IntoView + use<>> {
    if !can_mark(task) {
        return None;
    }
    let answer = (task.kind == Kind::Correctness).then(|| {
        view! { <button class="button" type="button" data-mark="answer">{t!("mark-answer")}{key("final-answer")}</button> }
    });
    let tags: Vec<_> = task
        .error_tags
        .iter()
        .enumerate()
        .map(|(at, tag)| {
            // As far as there are digits: an eleventh tag is reached with the arrows.
            let digit = (at < 10).then(|| key(&((at + 1) % 10).to_string()));
            view! { <button class="button" type="button" data-mark=at.to_string()>{tag.clone()}{digit}</button> }
        })
        .collect();
    let severities: Vec<_> = Severity::ALL
        .iter()
        .map(|severity| {
            let first = *severity == Severity::default();
            view! {
                <label><input type="radio" name="mark-severity" value=severity.as_str() checked=first /><span>{words::severity(*severity)}</span></label>
            }
        })
        .collect();
    let errors = (!tags.is_empty()).then(|| {
        view! {
            <fieldset class="mark-severities">
                <legend>{t!("mark-how-bad")}{key("← →")}</legend>
                {severities}
            </fieldset>
            <div class="mark-tags" role="group" aria-label=t!("annotate-errors-fact")>{tags}</div>
        }
    });
    Some(view! {
        <div id="mark-panel" class="mark-panel" role="dialog" aria-labelledby="mark-heading" aria-describedby="mark-quote" hidden>
            <p class="mark-heading" id="mark-heading">{t!("mark-heading")}</p>
            <p class="mark-quote" id="mark-quote" lang=language(&task.attributes) dir="auto"></p>
            {answer}
            {errors}
            <button class="button quiet" type="button" data-mark="">{t!("mark-leave")}{key("Esc")}</button>
        </div>
        <div id="mark-caret" aria-hidden="true" hidden></div>
    })
}

/// Shows a passage in its response, and takes its mark away; `what` names it.
pub(super) fn row_buttons(what: &str) -> impl IntoView + use<> {
    view! {
        <span class="row-buttons scripted">
            <button class="button quiet" type="button" data-do="show-passage" aria-label=t!("mark-show-named", what = what)>{t!("mark-show")}</button>
            <button class="button quiet" type="button" data-do="drop-passage" aria-label=t!("mark-remove-named", what = what)>{t!("mark-remove")}</button>
        </span>
    }
}
