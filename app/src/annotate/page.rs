//! The rating page: complete HTML and forms; the island only adds comfort.

use super::form::RatingForm;
use super::island::RatingKeys;
use super::parts::{guidelines, pane, prompt};
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{EmptyState, ErrorSummary, Notice, NoticeKind, TextArea, Time, error_for};
use assay_domain::judgment::{JudgmentContent, Preference, Side};
use assay_domain::{FieldError, PublicId, Refusal};
use assay_workflow::annotation::{Next, Submission, TaskView};
use assay_workflow::{Assay, Entropy, Error, SystemEntropy};
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// `GET /annotate`: the task in hand, the one that came back, or the next one.
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let actor = context.actor()?;
    match assay.next_task(actor).await? {
        Next::Task(task) => {
            let draft = task.draft.clone();
            Ok(rating_page(&context, &task, draft, &new_submission_id(), Vec::new()))
        }
        Next::Nothing => {
            let work = assay.my_work(actor).await?;
            Ok(page(&context, "Judge", || {
                view! {
                    <h1>"Judge"</h1>
                    <EmptyState title="Nothing to judge now">
                        <p>"Every open task has its annotators, or you have judged it already. New tasks and judgments that come back appear here."</p>
                        <p>{format!("Of your judgments {} wait for review and {} are approved.", work.waiting, work.approved)}</p>
                        <p><a class="button" href="/annotate">"Look again"</a></p>
                    </EmptyState>
                }
            }))
        }
    }
}

/// `GET /annotate/work`: how this person's judgments stand.
pub async fn work(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let work = assay.my_work(context.actor()?).await?;
    Ok(page(&context, "My work", || {
        view! {
            <div class="narrow stack">
                <h1>"My work"</h1>
                <dl class="facts">
                    <dt>"Waiting for review"</dt><dd>{work.waiting}</dd>
                    <dt>"Approved by both reviews"</dt><dd>{work.approved}</dd>
                    <dt>"Returned to you"</dt><dd>{work.returned}</dd>
                    <dt>"Rejected"</dt><dd>{work.rejected}</dd>
                </dl>
                <p><a class="button primary" href="/annotate">"Go on judging"</a></p>
            </div>
        }
    }))
}

/// `POST /annotate/{id}/submit`.
pub async fn submit(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let form = RatingForm::read(&fields, &assay.requirements(actor, &id).await?);
    let submission = Submission {
        assignment: id.clone(),
        submission_id: form.submission_id.clone(),
        content: form.content.clone(),
        active_ms: form.active_ms,
    };
    match assay.submit(actor, submission).await {
        Ok(_) if by_script(&headers) => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(_) => {
            Flash::done("Submitted. Here is the next one.").leave(&session).await?;
            Ok(Redirect::to("/annotate").into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            let submission_id = if form.submission_id.is_empty() { new_submission_id() } else { form.submission_id };
            let task = match assay.task(actor, &id).await {
                Ok(task) => task,
                Err(Error::Refused(Refusal::NotFound)) => {
                    return Ok(kept(&context, &Refusal::OutOfOrder, &form.content.justification));
                }
                Err(other) => return Err(other.into()),
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, rating_page(&context, &task, form.content, &submission_id, errors))
                .into_response())
        }
        Err(Error::Refused(
            refusal @ (Refusal::LeaseLost | Refusal::Stale | Refusal::SubmissionReused | Refusal::OutOfOrder),
        )) => Ok(kept(&context, &refusal, &form.content.justification)),
        Err(other) => Err(other.into()),
    }
}

/// What could not be submitted, readable, with the way on.
fn kept(context: &PageContext, refusal: &Refusal, justification: &str) -> Response {
    let (message, justification) = (refusal.to_string(), justification.to_owned());
    let body = page(context, "Not submitted", || {
        view! {
            <div class="narrow stack">
                <h1>"Not submitted"</h1>
                <Notice kind=NoticeKind::Warning>{message}</Notice>
                <h2>"What you wrote"</h2>
                <p class="prewrap">{justification}</p>
                <p><a class="button primary" href="/annotate">"Go on to the next task"</a></p>
            </div>
        }
    });
    (StatusCode::CONFLICT, body).into_response()
}

/// `POST /annotate/{id}/draft`: saved, and the lease kept.
pub async fn draft(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let form = RatingForm::read(&fields, &assay.requirements(actor, &id).await?);
    assay.save_draft(actor, id, form.content, form.active_ms).await?;
    if by_script(&headers) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Flash::done("The draft is saved.").leave(&session).await?;
    Ok(Redirect::to("/annotate").into_response())
}

/// Whether the island sent this, which needs no page in return.
fn by_script(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// 128 random bits in hexadecimal.
fn new_submission_id() -> String {
    let mut bits = [0; 16];
    SystemEntropy.fill(&mut bits);
    PublicId::from_bits(bits).as_str().to_owned()
}

fn rating_page(
    context: &PageContext,
    task: &TaskView,
    content: JudgmentContent,
    submission_id: &str,
    errors: Vec<FieldError>,
) -> Response {
    let (task, submission_id) = (task.clone(), submission_id.to_owned());
    let errors = by_form_field(&task, errors);
    page(context, "Judge", move || {
        let action = format!("/annotate/{}/submit", task.id);
        let draft_action = format!("/annotate/{}/draft", task.id);
        let returned = task.returned.clone().map(|comment| {
            view! {
                <Notice kind=NoticeKind::Warning>
                    <strong>"This judgment came back. "</strong>
                    "A reviewer writes: "
                    <span class="prewrap">{comment}</span>
                </Notice>
            }
        });
        let lease = task
            .lease_expires_at
            .map(|until| view! { <span class="quiet-text">"Kept for you until "<Time at=until /></span> });
        view! {
            <div class="rating">
                <header class="rating-head">
                    <h1 id="task" tabindex="-1">{task.evaluation.clone()}</h1>
                    {lease}
                </header>
                {returned}
                {guidelines(&task.guidelines)}
                {prompt(&task.turns, task.reference.as_deref(), &task.attributes)}
                <div class="panes">
                    {pane("Response A", "a", &task.a)}
                    {pane("Response B", "b", &task.b)}
                </div>
                <form method="post" action=action id="rating" class="rating-form" data-draft=draft_action>
                    <input type="hidden" name="submission_id" value=submission_id />
                    <input type="hidden" name="active_ms" value=task.active_ms.to_string() />
                    <ErrorSummary errors=errors.clone() />
                    {scale("preference", "Which response is better?", None, content.preference, error_for(&errors, "preference"), true)}
                    <p class="check">
                        <input type="checkbox" id="both_bad" name="both_bad" checked=content.both_bad />
                        <label for="both_bad">"Both are bad "<kbd>"b"</kbd></label>
                    </p>
                    {criteria(&task, &content, &errors)}
                    {tags(&task, &content)}
                    <TextArea name="justification" label="Why?" rows=5 value=content.justification.clone()
                        hint=justification_hint(task.minimum_justification) error=error_for(&errors, "justification") />
                    <div class="submit-bar">
                        <button class="button primary" type="submit">"Submit "<kbd>"Ctrl ↵"</kbd></button>
                        <button class="button quiet" type="submit" formaction=format!("/annotate/{}/draft", task.id) formnovalidate>"Save draft"</button>
                        <span id="draft-status" class="quiet-text" role="status" aria-live="polite"></span>
                    </div>
                </form>
                <RatingKeys />
            </div>
        }
    })
}

/// Errors under the names of the form's fields, so that the summary leads to them.
fn by_form_field(task: &TaskView, mut errors: Vec<FieldError>) -> Vec<FieldError> {
    for error in &mut errors {
        let name = error.field.strip_prefix("criterion ").map(str::to_owned);
        if let Some(at) =
            name.as_ref().and_then(|name| task.criteria.iter().position(|criterion| &criterion.name == name))
        {
            error.field = format!("criterion.{at}");
            error.message = format!("{}: {}", task.criteria[at].name, error.message);
        }
    }
    errors
}

fn justification_hint(minimum: i64) -> String {
    if minimum > 0 { format!("At least {minimum} characters.") } else { "Optional.".to_owned() }
}

fn scale(
    name: &str,
    legend: &str,
    help: Option<&str>,
    chosen: Option<Preference>,
    error: Option<String>,
    keys: bool,
) -> impl IntoView + use<> {
    let points: Vec<_> = Preference::ALL
        .iter()
        .zip(1..)
        .map(|(point, key)| {
            view! {
                <label class=format!("point-{key}")>
                    <input type="radio" name=name.to_owned() value=point.value().to_string() checked=chosen == Some(*point) />
                    <span>{point.label()}{keys.then(|| view! { " "<kbd>{key}</kbd> })}</span>
                </label>
            }
        })
        .collect();
    let class = if error.is_some() { "scale invalid" } else { "scale" };
    view! {
        <fieldset class=class id=format!("field-{name}") data-keys=keys.then_some("overall") tabindex="-1">
            <legend>{legend.to_owned()}</legend>
            {help.filter(|help| !help.is_empty()).map(|help| view! { <p class="field-hint">{help.to_owned()}</p> })}
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
            let error = error_for(errors, &format!("criterion.{at}"));
            let legend =
                if criterion.required { criterion.name.clone() } else { format!("{} (optional)", criterion.name) };
            scale(
                &format!("criterion.{at}"),
                &legend,
                Some(&criterion.help),
                content.criteria.get(&criterion.name).copied(),
                error,
                false,
            )
        })
        .collect();
    view! { <div class="criteria">{scales}</div> }
}

fn tags(task: &TaskView, content: &JudgmentContent) -> Option<impl IntoView + use<>> {
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
        view! { <fieldset><legend>{heading.to_owned()}</legend><ul class="plain">{boxes}</ul></fieldset> }
    };
    Some(view! {
        <div class="tags">
            {column(Side::A, "a", "Errors in response A")}
            {column(Side::B, "b", "Errors in response B")}
        </div>
    })
}
