//! What the rating place shows: pure functions of the task and of what was typed.

mod answers;
mod errors;
mod kept;
mod marking;

pub(super) use kept::kept;

use super::form::RatingForm;
use super::island::RatingKeys;
use super::keyboard;
use super::parts::{guidelines, key, language, pane, prompt};
use super::reading;
use super::returned::came_back;
use crate::i18n::{around, field_error, t};
use crate::ui::{EmptyState, ErrorSummary, TextArea, Time, error_for};
use assay_domain::FieldError;
use assay_domain::keys::Place;
use assay_domain::setup::Kind;
use assay_workflow::annotation::TaskView;
use assay_workflow::own_work::MyWork;
use assay_workflow::undo::Undoable;
use leptos::prelude::*;

/// The rating page: the task above, the form below it, and a bar with Submit that is always in reach.
pub(super) fn rating(task: &TaskView, typed: &RatingForm, errors: Vec<FieldError>) -> impl IntoView + use<> {
    let errors = by_form_field(task, errors);
    let content = &typed.content;
    let draft = format!("/annotate/{}/draft", task.id);
    let draft_address = draft.clone();
    let returned = task.returned.clone().map(came_back);
    let lease = task.lease_expires_at.map(|until| {
        let (before, after) = around("annotate-kept-until", "time");
        view! { <span>{before}<Time at=until />{after}</span> }
    });
    let least = task.minimum_justification;
    let language = || language(&task.attributes);
    view! {
        <div class="rating">
            <header class="rating-head">
                <h1 id="task" tabindex="-1">{task.evaluation.clone()}</h1>
                <p class="row quiet-text">{lease}<a href="/annotate/work" data-action="work">{t!("annotate-my-work")}{key("work")}</a></p>
            </header>
            {returned}
            {guidelines(&task.guidelines, Some("guidelines"))}
            {prompt(&task.turns, (task.reference.as_deref(), task.kind == Kind::Correctness), &task.attributes)}
            {task.b.is_some().then(|| reading::bar(&task.id))}
            <div class="panes">{match &task.b {
                Some(b) => view! {
                    {pane(&t!("annotate-response-a"), "a", &task.a, language(), Some("responses"), marking::button(task))}
                    {pane(&t!("annotate-response-b"), "b", b, language(), Some("responses"), marking::button(task))}
                }
                .into_any(),
                None => pane(&t!("annotate-response"), "a", &task.a, language(), Some("responses"), marking::button(task)).into_any(),
            }}</div>
            // The browser must not fill in what it remembers of the task before: every task has the same address.
            <form method="post" action=format!("/annotate/{}/submit", task.id) id="rating" class="rating-form" data-kind=task.kind.as_str()
                data-draft=draft_address data-ahead=format!("/annotate/{}/ahead", task.id) data-alive=format!("/annotate/{}/alive", task.id) autocomplete="off">
                <input type="hidden" name="submission_id" value=typed.submission_id.clone() />
                <input type="hidden" name="active_session" value=typed.active_session.clone() />
                <input type="hidden" name="draft_version" value=typed.draft_version.to_string() />
                <input type="hidden" name="active_ms" value=typed.active_ms.to_string() />
                <div id="to-mend" tabindex="-1"><ErrorSummary errors=errors.clone() /></div>
                {answers::overall(task, typed, &errors)}
                {answers::criteria(task, typed, &errors)}
                {errors::tags(task, content, &errors)}
                <div id="why" tabindex="-1" data-action="justification">
                    <TextArea name="justification" label=t!("annotate-why") rows=5 value=content.justification.clone()
                        hint=justification_hint(least) error=error_for(&errors, "justification") />
                    <p class="under-text quiet-text">
                        <span>{t!("annotate-write")}{key("justification")}" · "{t!("annotate-write-leave")}" "<kbd aria-hidden="true">"Esc"</kbd></span>
                        <span id="justification-count" class="numeric" data-least=least.to_string() aria-hidden="true"></span>
                    </p>
                </div>
                <div class="submit-bar" id="field-submission_id">
                    <button class="button primary" type="submit">{t!("annotate-submit")}{key("submit")}</button>
                    <button class="button quiet" type="submit" formaction=draft formnovalidate>{t!("annotate-save-draft")}{key("save")}</button>
                    <span id="draft-status" class="quiet-text" role="status" aria-live="polite"></span>
                </div>
            </form>
            {super::leave::ways_out(&task.id)}
            {marking::panel(task)}
        </div>
    }
}

/// Where the rating page stands: the part that the island exchanges for the next task's, and what stays from task to task.
pub(super) fn place<V: IntoView>(undoable: Option<Undoable>, part: V) -> impl IntoView + use<V> {
    let (keys, single_off) = keyboard::attributes(Place::Judging);
    view! {
        <div id="place" data-keys=keys data-single-off=single_off>
            <div id="undo-place">{undoable.map(undo)}</div>
            <div id="part">{part}</div>
            <p class="visually-hidden" id="spoken" role="status" aria-live="polite"></p>
            <p class="quiet-text key-hint">{t!("keys-all")}{key("help")}</p>
            {keyboard::sheet()}
            {reading::dialog()}
            {keyboard::messages()}
            {keyboard::newer_draft()}
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
            // Said here, so that the criterion's name stands in front of it in the reader's language.
            let said = format!("{}: {}", task.criteria[at].name, field_error(error));
            *error = FieldError::new(format!("criterion.{at}"), said);
        }
    }
    errors
}

fn justification_hint(minimum: i64) -> String {
    if minimum > 0 { t!("annotate-at-least", n = minimum) } else { t!("annotate-optional-short") }
}

/// The guidelines of a new version, to be confirmed before the task is shown.
pub(super) fn new_guidelines(task: &TaskView) -> impl IntoView + use<> {
    let html = assay_render::markdown(&task.guidelines).into_string();
    view! {
        <div class="narrow stack">
            <h1>{t!("annotate-guidelines-changed")}</h1>
            <p>{t!("annotate-guidelines-changed-text", evaluation = &task.evaluation, version = task.guideline_version)}</p>
            <h2 class="visually-hidden">{t!("annotate-guidelines")}</h2>
            <div class="prose card" inner_html=html></div>
            <form method="post" action=format!("/annotate/{}/guidelines", task.id)>
                <input type="hidden" name="version" value=task.guideline_version.to_string() />
                <button class="button primary" type="submit">{t!("annotate-guidelines-confirm")}</button>
            </form>
        </div>
    }
}

/// The last submission can still be taken back.
///
/// The island counts down beside the moment when the offer ends, for the eye alone: a screen reader would read every second of it.
pub(super) fn undo(Undoable { id, until, left }: Undoable) -> impl IntoView {
    let (before, after) = around("annotate-undo-until", "time");
    view! {
        <form method="post" action=format!("/annotate/{id}/undo") id="undo" class="row undo" data-left=(left / 1_000).to_string()>
            <span id="undo-until">{before}<Time at=until exact=true />{after}</span>
            <span id="undo-left" class="numeric" aria-hidden="true"></span>
            <button class="button quiet" type="submit" data-action="undo" aria-describedby="undo-until">{t!("annotate-undo")}{key("undo")}</button>
        </form>
    }
}

/// No task now: what that means, and how the person's own work stands.
pub(super) fn nothing(work: MyWork) -> impl IntoView + use<> {
    view! {
        <div class="narrow stack">
            <h1 id="task" tabindex="-1">{t!("annotate-judge")}</h1>
            <EmptyState title=t!("annotate-nothing")>
                <p>{t!("annotate-nothing-text")}</p>
                <p><a class="button" href="/annotate">{t!("annotate-look-again")}</a></p>
            </EmptyState>
            <h2>{t!("annotate-my-work")}</h2>
            {counts(work)}
            <p><a href="/annotate/work">{t!("work-see-all")}</a></p>
        </div>
    }
}

/// How the person's judgments stand.
fn counts(work: MyWork) -> impl IntoView + use<> {
    view! {
        <dl class="facts">
            <dt>{t!("annotate-waiting")}</dt><dd class="numeric">{work.waiting}</dd>
            <dt>{t!("annotate-approved-both")}</dt><dd class="numeric">{work.approved}</dd>
            <dt>{t!("annotate-returned-to-you")}</dt><dd class="numeric">{work.returned}</dd>
            <dt>{t!("annotate-rejected")}</dt><dd class="numeric">{work.rejected}</dd>
        </dl>
    }
}

#[cfg(test)]
mod tests;
