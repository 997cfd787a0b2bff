//! What the rating place shows: pure functions of the task and of what was typed.

use super::form::RatingForm;
use super::island::RatingKeys;
use super::parts::{guidelines, key, pane, prompt};
use super::returned::came_back;
use crate::ui::{EmptyState, ErrorSummary, Notice, NoticeKind, TextArea, Time, error_for};
use assay_domain::FieldError;
use assay_domain::judgment::{JudgmentContent, Preference, Side};
use assay_workflow::annotation::{MyWork, TaskView};
use leptos::prelude::*;

/// The rating page: the task above, the form below it, and a bar with Submit that is always in reach.
pub(super) fn rating(task: &TaskView, typed: &RatingForm, errors: Vec<FieldError>) -> impl IntoView + use<> {
    let errors = by_form_field(task, errors);
    let content = &typed.content;
    let draft = format!("/annotate/{}/draft", task.id);
    let draft_address = draft.clone();
    let returned = task.returned.clone().map(came_back);
    let lease = task
        .lease_expires_at
        .map(|until| view! { <span>"Kept for you until "<Time at=until />", longer while you work"</span> });
    let least = task.minimum_justification;
    view! {
        <div class="rating">
            <header class="rating-head">
                <h1 id="task" tabindex="-1">{task.evaluation.clone()}</h1>
                <p class="row quiet-text">{lease}<a href="/annotate/work">"My work"</a></p>
            </header>
            {returned}
            {guidelines(&task.guidelines, Some("g"))}
            {prompt(&task.turns, task.reference.as_deref(), &task.attributes)}
            <div class="panes">
                {pane("Response A", "a", &task.a, Some("r"))}
                {pane("Response B", "b", &task.b, Some("r"))}
            </div>
            // The browser must not fill in what it remembers of the task before: every task has the same address.
            <form method="post" action=format!("/annotate/{}/submit", task.id) id="rating" class="rating-form" data-draft=draft_address autocomplete="off">
                <input type="hidden" name="submission_id" value=typed.submission_id.clone() />
                <input type="hidden" name="active_ms" value=typed.active_ms.to_string() />
                <div id="to-mend" tabindex="-1"><ErrorSummary errors=errors.clone() /></div>
                {scale("preference", "Which response is better?", "", content.preference, &errors)}
                <div>
                    <p class="check">
                        <input type="checkbox" id="field-both_bad" name="both_bad" checked=content.both_bad aria-describedby="both_bad-error" />
                        <label for="field-both_bad">"Both are bad"{key("b")}</label>
                    </p>
                    <p class="field-error" id="both_bad-error">{error_for(&errors, "both_bad")}</p>
                </div>
                {criteria(task, content, &errors)}
                {tags(task, content, &errors)}
                <div id="why" tabindex="-1">
                    <TextArea name="justification" label="Why?" rows=5 value=content.justification.clone()
                        hint=justification_hint(least) error=error_for(&errors, "justification") />
                    <p class="under-text quiet-text">
                        <span>"Write: "<kbd aria-hidden="true">"j"</kbd>" · leave: "<kbd aria-hidden="true">"Esc"</kbd></span>
                        <span id="justification-count" class="numeric" data-least=least.to_string() aria-hidden="true"></span>
                    </p>
                </div>
                <div class="submit-bar" id="field-submission_id">
                    <button class="button primary" type="submit">"Submit"{key("Ctrl ↵")}</button>
                    <button class="button quiet" type="submit" formaction=draft formnovalidate>"Save draft"{key("Ctrl S")}</button>
                    <span id="draft-status" class="quiet-text" role="status" aria-live="polite"></span>
                </div>
            </form>
            <RatingKeys />
        </div>
    }
}

/// Errors under the names of the form's fields, so that the summary leads to them.
fn by_form_field(task: &TaskView, mut errors: Vec<FieldError>) -> Vec<FieldError> {
    for error in &mut errors {
        let at = error
            .field
            .strip_prefix("criterion ")
            .and_then(|name| task.criteria.iter().position(|criterion| criterion.name == name));
        if let Some(at) = at {
            error.field = format!("criterion.{at}");
            error.message = format!("{}: {}", task.criteria[at].name, error.message);
        }
    }
    errors
}

fn justification_hint(minimum: i64) -> String {
    if minimum > 0 { format!("At least {minimum} characters.") } else { "Optional.".to_owned() }
}

/// The seven points from A to B.
fn scale(
    name: &str,
    legend: &str,
    help: &str,
    chosen: Option<Preference>,
    errors: &[FieldError],
) -> impl IntoView + use<> {
    let points: Vec<_> = Preference::ALL
        .iter()
        .zip(["1", "2", "3", "4", "5", "6", "7"])
        .map(|(point, number)| {
            view! {
                <label class=format!("point-{number}")>
                    <input type="radio" name=name.to_owned() value=point.value().to_string() checked=chosen == Some(*point) />
                    <span>{point.label()}{key(number)}</span>
                </label>
            }
        })
        .collect();
    let error = error_for(errors, name);
    let class = if error.is_some() { "scale invalid" } else { "scale" };
    view! {
        <fieldset class=class id=format!("field-{name}") tabindex="-1">
            <legend>{legend.to_owned()}</legend>
            {(!help.is_empty()).then(|| view! { <p class="field-hint">{help.to_owned()}</p> })}
            {error.map(|error| view! { <p class="field-error">{error}</p> })}
            <div class="scale-points">{points}</div>
        </fieldset>
    }
}

fn criteria(task: &TaskView, content: &JudgmentContent, errors: &[FieldError]) -> impl IntoView + use<> {
    let scales: Vec<_> = task
        .criteria
        .iter()
        .enumerate()
        .map(|(at, criterion)| {
            let legend =
                if criterion.required { criterion.name.clone() } else { format!("{} (optional)", criterion.name) };
            let chosen = content.criteria.get(&criterion.name).copied();
            scale(&format!("criterion.{at}"), &legend, &criterion.help, chosen, errors)
        })
        .collect();
    view! { <div class="criteria" id="field-criteria">{scales}</div> }
}

fn tags(task: &TaskView, content: &JudgmentContent, errors: &[FieldError]) -> Option<impl IntoView + use<>> {
    if task.error_tags.is_empty() {
        return None;
    }
    let column = |side: Side, letter: &str, heading: &str| {
        let boxes: Vec<_> = task
            .error_tags
            .iter()
            .enumerate()
            .map(|(at, tag)| {
                let name = format!("tag.{letter}.{at}");
                let given = content.error_tags.iter().any(|found| found.side == side && &found.tag == tag);
                view! { <li class="check"><input type="checkbox" id=name.clone() name=name.clone() checked=given /><label for=name>{tag.clone()}</label></li> }
            })
            .collect();
        view! { <fieldset><legend>{heading.to_owned()}{key("e")}</legend><ul class="plain">{boxes}</ul></fieldset> }
    };
    let error = error_for(errors, "error_tags").map(|error| view! { <p class="field-error">{error}</p> });
    Some(view! {
        <div id="field-error_tags">
            {error}
            <div class="tags">
                {column(Side::A, "a", "Errors in response A")}
                {column(Side::B, "b", "Errors in response B")}
            </div>
        </div>
    })
}

/// What could not be submitted, all of it, readable, with the way on.
pub(super) fn kept(message: &str, content: &JudgmentContent) -> impl IntoView + use<> {
    let point = |name: String, point: Option<Preference>| {
        view! { <dt>{name}</dt><dd>{point.map_or("not answered", Preference::label)}</dd> }
    };
    let criteria: Vec<_> = content.criteria.iter().map(|(name, chosen)| point(name.clone(), Some(*chosen))).collect();
    let tags = |side: Side, name: &'static str| {
        let found: Vec<&str> =
            content.error_tags.iter().filter(|tag| tag.side == side).map(|tag| tag.tag.as_str()).collect();
        (!found.is_empty()).then(|| view! { <dt>{name}</dt><dd>{found.join(", ")}</dd> })
    };
    let why = if content.justification.trim().is_empty() {
        view! { <dd>"nothing written"</dd> }.into_any()
    } else {
        view! { <dd class="prewrap">{content.justification.clone()}</dd> }.into_any()
    };
    let message = message.to_owned();
    view! {
        <div class="narrow stack">
            <h1>"Not submitted"</h1>
            <Notice kind=NoticeKind::Warning>{message}</Notice>
            <h2>"What you had chosen and written"</h2>
            <dl class="facts">
                {point("Overall".to_owned(), content.preference)}
                {content.both_bad.then(|| view! { <dt>"Both are bad"</dt><dd>"yes"</dd> })}
                {criteria}
                {tags(Side::A, "Errors in response A")}
                {tags(Side::B, "Errors in response B")}
                <dt>"Why"</dt>{why}
            </dl>
            <p><a class="button primary" href="/annotate">"Go on to the next task"</a></p>
        </div>
    }
}

/// No task now: what that means, and how the person's own work stands.
pub(super) fn nothing(work: MyWork) -> impl IntoView + use<> {
    view! {
        <div class="narrow stack">
            <h1>"Judge"</h1>
            <EmptyState title="Nothing to judge now">
                <p>"Every open task has its annotators, or you have judged it already. New tasks and judgments that come back appear here."</p>
                <p><a class="button" href="/annotate">"Look again"</a></p>
            </EmptyState>
            <h2>"My work"</h2>
            {counts(work)}
        </div>
    }
}

/// How the person's judgments stand.
pub(super) fn my_work(work: MyWork) -> impl IntoView + use<> {
    view! {
        <div class="narrow stack">
            <h1>"My work"</h1>
            {counts(work)}
            <p><a class="button primary" href="/annotate">"Go on judging"</a></p>
        </div>
    }
}

fn counts(work: MyWork) -> impl IntoView + use<> {
    view! {
        <dl class="facts">
            <dt>"Waiting for review"</dt><dd class="numeric">{work.waiting}</dd>
            <dt>"Approved by both reviews"</dt><dd class="numeric">{work.approved}</dd>
            <dt>"Returned to you"</dt><dd class="numeric">{work.returned}</dd>
            <dt>"Rejected"</dt><dd class="numeric">{work.rejected}</dd>
        </dl>
    }
}

#[cfg(test)]
mod tests;
