//! The handlers of the rating page: complete HTML and forms; the island only adds comfort.

use super::form::{RatingForm, RatingNames};
use super::keyboard::with_keys;
use super::view;
use crate::i18n::{self, t};
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page, part};
use assay_domain::judgment::JudgmentContent;
use assay_domain::keys::Keymap;
use assay_domain::setup::Kind;
use assay_domain::{Actor, FieldError, PublicId, Refusal};
use assay_workflow::annotation::{Next, Submission, TaskView};
use assay_workflow::undo::Undoable;
use assay_workflow::{Assay, Entropy, Error, SystemEntropy};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// The header in which a script learns the version of the draft that the server has.
const DRAFT_VERSION: &str = "draft-version";

/// `GET /annotate`: the task in hand, the one that came back, or the next one.
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let actor = context.actor()?;
    match assay.next_task(actor).await? {
        Next::Task(task) => {
            let (undoable, keymap) = (assay.undoable(actor).await?, assay.keymap(actor).await?);
            Ok(task_page(&context, keymap, &task, undoable))
        }
        Next::Nothing => {
            let (work, undoable, keymap) =
                (assay.my_work(actor).await?, assay.undoable(actor).await?, assay.keymap(actor).await?);
            // In the same place as a task, so that the last submission of all is taken back with the same key and countdown.
            Ok(page(&context, &t!("annotate-judge"), || {
                with_keys(keymap, || view::place(undoable, view::nothing(work)))
            }))
        }
    }
}

/// `GET /annotate/{id}`: one task of this person's, such as one that came back or was taken back.
pub async fn one(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let actor = context.actor()?;
    let (task, keymap) = (assay.task(actor, &id).await?, assay.keymap(actor).await?);
    Ok(task_page(&context, keymap, &task, None))
}

/// The task with its draft, or the guidelines that must be confirmed first.
fn task_page(context: &PageContext, keymap: Keymap, task: &TaskView, undoable: Option<Undoable>) -> Response {
    if task.confirm_guidelines {
        return page(context, &t!("annotate-guidelines-changed"), || view::new_guidelines(task));
    }
    page(context, &t!("annotate-judge"), || with_keys(keymap, || view::place(undoable, fresh(task))))
}

/// The task with its draft, as it is when nothing was sent yet.
fn fresh(task: &TaskView) -> impl IntoView + use<> {
    let typed = RatingForm {
        content: task.draft.clone(),
        submission_id: random_id(),
        active_session: random_id(),
        draft_version: task.draft_version,
        ..RatingForm::default()
    };
    view::rating(task, &typed, Vec::new())
}

/// `POST /annotate/next`: the next task alone, for the island to show without loading a page. A post, since it takes the task.
/// Without content when the whole page has something else to say.
pub async fn next(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let next = assay.next_task(context.actor()?).await?;
    task_alone(&assay, &context, next).await
}

/// `POST /annotate/{id}/ahead`: the task after this one alone, so that it is there when this one is submitted.
pub async fn ahead(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let next = assay.task_ahead(context.actor()?, &id).await?;
    task_alone(&assay, &context, next).await
}

async fn task_alone(assay: &Assay, context: &PageContext, next: Next) -> Result<Response, Problem> {
    match next {
        Next::Task(task) if !task.confirm_guidelines => {
            let keymap = assay.keymap(context.actor()?).await?;
            Ok(part(context, || with_keys(keymap, || fresh(&task))))
        }
        Next::Task(_) | Next::Nothing => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

/// `POST /annotate/{id}/undo`: the submission is taken back and the task shown again, at an address of its own: loading it anew
/// shows the same, and no way back sends anything.
pub async fn undo(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let actor = context.actor()?;
    match assay.undo(actor, &id).await {
        Ok(()) => {
            Flash::done(t!("annotate-undone")).leave(&session).await?;
            Ok(Redirect::to(&format!("/annotate/{id}")).into_response())
        }
        // Asked twice, from another tab or a page gone back to: it is open already.
        Err(Error::Refused(Refusal::OutOfOrder)) if assay.task(actor, &id).await.is_ok() => {
            Ok(Redirect::to(&format!("/annotate/{id}")).into_response())
        }
        Err(Error::Refused(Refusal::OutOfOrder)) => {
            Flash::info(t!("annotate-undo-late")).leave(&session).await?;
            Ok(Redirect::to("/annotate").into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The fields of the form that confirms guidelines.
pub struct GuidelinesNames;

impl Names for GuidelinesNames {
    const NAMES: &'static [&'static str] = &["version"];
}

/// `POST /annotate/{id}/guidelines`: the new version is read; on with the task.
pub async fn confirm_guidelines(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
    Sent(fields, ..): Sent<GuidelinesNames>,
) -> Result<Response, Problem> {
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let version = fields.iter().find(|(name, _)| name == "version").and_then(|(_, value)| value.parse().ok());
    match assay.confirm_guidelines(context.actor()?, &id, version.unwrap_or(0)).await {
        // A still newer version is shown by the page itself.
        Ok(()) | Err(Error::Refused(Refusal::Stale)) => Ok(Redirect::to(&format!("/annotate/{id}")).into_response()),
        Err(other) => Err(other.into()),
    }
}

/// `POST /annotate/{id}/submit`.
pub async fn submit(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(fields, ..): Sent<RatingNames>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let asked = assay.requirements(actor, &id).await?;
    let form = RatingForm::read(&fields, &asked);
    if !form.unreadable.is_empty() {
        let errors = form.unreadable.clone();
        return refused(&assay, actor, &context, &id, asked.kind, form, errors).await;
    }
    let submission = Submission {
        assignment: id.clone(),
        submission_id: form.submission_id.clone(),
        content: form.content.clone(),
        active: form.active(),
    };
    match assay.submit(actor, submission).await {
        Ok(_) if by_script(&headers, &fields) => match assay.undoable(actor).await? {
            Some(undoable) => {
                let keymap = assay.keymap(actor).await?;
                Ok(part(&context, || with_keys(keymap, || view::undo(undoable))))
            }
            None => Ok(StatusCode::NO_CONTENT.into_response()),
        },
        Ok(_) => {
            Flash::done(t!("annotate-submitted")).leave(&session).await?;
            Ok(Redirect::to("/annotate").into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            refused(&assay, actor, &context, &id, asked.kind, form, errors).await
        }
        // The draft is kept; the page of the guidelines leads back to it.
        Err(Error::Refused(Refusal::GuidelinesChanged)) if !by_script(&headers, &fields) => {
            Ok(Redirect::to(&format!("/annotate/{id}")).into_response())
        }
        Err(Error::Refused(refusal)) if too_late(&refusal) => Ok(kept(&context, &refusal, asked.kind, &form.content)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /annotate/{id}/draft`: saved, and the lease kept.
pub async fn draft(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(fields, ..): Sent<RatingNames>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let asked = assay.requirements(actor, &id).await?;
    let form = RatingForm::read(&fields, &asked);
    // What could not be read is no reason to lose the rest: a draft may be incomplete.
    let base = Some(form.draft_version);
    match assay.save_draft_over(actor, id.clone(), form.content.clone(), form.active(), base).await {
        Ok(version) if by_script(&headers, &fields) => {
            Ok((StatusCode::NO_CONTENT, [(DRAFT_VERSION, version.to_string())]).into_response())
        }
        Err(Error::Refused(Refusal::NewerDraft { version })) if by_script(&headers, &fields) => {
            Ok((StatusCode::CONFLICT, [(DRAFT_VERSION, version.to_string())]).into_response())
        }
        // The page shows what was typed here and knows the newer version: saving again replaces it, knowingly.
        Err(Error::Refused(refusal @ Refusal::NewerDraft { version })) => {
            let errors = vec![FieldError::new("justification", i18n::refusal(&refusal))];
            refused(&assay, actor, &context, &id, asked.kind, RatingForm { draft_version: version, ..form }, errors)
                .await
        }
        Ok(_) => {
            Flash::done(t!("annotate-draft-saved")).leave(&session).await?;
            // The next task in turn may be another one, where this one was taken back.
            Ok(Redirect::to(&format!("/annotate/{id}")).into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            refused(&assay, actor, &context, &id, asked.kind, form, errors).await
        }
        Err(Error::Refused(refusal)) if too_late(&refusal) => Ok(kept(&context, &refusal, asked.kind, &form.content)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /annotate/{id}/alive`: the lease is kept while someone reads; nothing is saved.
pub async fn alive(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    assay.keep_lease(context.actor()?, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a refusal means that the task is no longer to be judged by this form.
fn too_late(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::LeaseLost | Refusal::Stale | Refusal::SubmissionReused | Refusal::OutOfOrder)
}

/// The page again, with everything typed and what to mend; where the task cannot be shown any more, the text.
async fn refused(
    assay: &Assay,
    actor: &Actor,
    context: &PageContext,
    id: &PublicId,
    kind: Kind,
    mut form: RatingForm,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let task = match assay.task(actor, id).await {
        Ok(task) => task,
        Err(Error::Refused(Refusal::NotFound)) => return Ok(kept(context, &Refusal::OutOfOrder, kind, &form.content)),
        Err(other) => return Err(other.into()),
    };
    if form.submission_id.is_empty() {
        form.submission_id = random_id();
    }
    // The same page load goes on counting, since a refused form was not taken.
    if form.active_session.is_empty() {
        form.active_session = random_id();
    }
    let keymap = assay.keymap(actor).await?;
    let body = page(context, &t!("annotate-judge"), || {
        with_keys(keymap, || view::place(None, view::rating(&task, &form, errors)))
    });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response())
}

/// What could not be submitted, readable, with the way on.
fn kept(context: &PageContext, refusal: &Refusal, kind: Kind, content: &JudgmentContent) -> Response {
    let body = page(context, &t!("annotate-not-submitted"), || {
        view::place(None, view::kept(&i18n::refusal(refusal), kind, content))
    });
    (StatusCode::CONFLICT, body).into_response()
}

/// Whether the island sent this, which needs no page in return. What the browser sends while the page goes away (a
/// beacon) cannot have headers of its own, so a field says it.
fn by_script(headers: &HeaderMap, fields: &[(String, String)]) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
        || fields.iter().any(|(name, value)| name == "by" && value == "script")
}

/// 128 random bits in hexadecimal.
fn random_id() -> String {
    let mut bits = [0; 16];
    SystemEntropy.fill(&mut bits);
    PublicId::from_bits(bits).as_str().to_owned()
}
