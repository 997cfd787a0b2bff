//! Annotating for programs: the same activities as JSON.

pub(super) mod work;

use crate::problem::Problem;
use crate::shell::PageContext;
use assay_domain::judgment::{Correctness, ErrorTag, JudgmentContent, Preference, Severity, Side};
use assay_domain::passage::Passage;
use assay_domain::scale::{Rating, Scale};
use assay_domain::setup::{Criterion, Kind};
use assay_domain::{PublicId, Refusal};
use assay_workflow::Assay;
use assay_workflow::annotation::{Active, Next, Submission, TaskView};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A task as a program sees it: every field listed, so that nothing is ever sent by accident.
#[derive(Debug, Serialize)]
pub struct TaskJson {
    id: String,
    evaluation: String,
    kind: Kind,
    guidelines: String,
    guideline_version: i64,
    turns: Vec<TurnJson>,
    reference: Option<String>,
    attributes: BTreeMap<String, String>,
    a: String,
    /// Of a comparison; `null` where one response is judged.
    b: Option<String>,
    /// How a rating evaluation rates overall.
    scale: Scale,
    criteria: Vec<CriterionJson>,
    error_tags: Vec<String>,
    minimum_justification: i64,
    lease_expires_at: Option<i64>,
    draft: ContentJson,
    active_ms: i64,
    returned: Option<ReturnedJson>,
}

/// One turn of a prompt.
#[derive(Debug, Serialize)]
pub struct TurnJson {
    role: String,
    text: String,
}

impl TurnJson {
    /// From a stored turn.
    #[must_use]
    pub fn of(role: String, text: String) -> Self {
        Self { role, text }
    }
}

/// Why a judgment came back.
#[derive(Debug, Serialize)]
struct ReturnedJson {
    reason: Option<String>,
    comment: String,
    fields: Vec<String>,
}

impl From<TaskView> for TaskJson {
    fn from(task: TaskView) -> Self {
        Self {
            id: task.id.as_str().to_owned(),
            evaluation: task.evaluation,
            kind: task.kind,
            guidelines: task.guidelines,
            guideline_version: task.guideline_version,
            turns: task.turns.into_iter().map(|turn| TurnJson::of(turn.role, turn.text)).collect(),
            reference: task.reference,
            attributes: task.attributes,
            a: task.a,
            b: task.b,
            scale: task.scale,
            criteria: task.criteria.into_iter().map(Into::into).collect(),
            error_tags: task.error_tags,
            minimum_justification: task.minimum_justification,
            lease_expires_at: task.lease_expires_at,
            draft: task.draft.into(),
            active_ms: task.active_ms,
            returned: task.returned.map(|returned| ReturnedJson {
                reason: returned.reason,
                comment: returned.comment,
                fields: returned.fields,
            }),
        }
    }
}

/// A criterion of an evaluation.
#[derive(Debug, Serialize)]
pub(crate) struct CriterionJson {
    name: String,
    help: String,
    required: bool,
    /// How it is rated where one response is judged.
    scale: Scale,
}

impl From<Criterion> for CriterionJson {
    fn from(criterion: Criterion) -> Self {
        Self { name: criterion.name, help: criterion.help, required: criterion.required, scale: criterion.scale }
    }
}

#[derive(Debug, Serialize)]
struct NextJson {
    task: Option<TaskJson>,
}

/// What a program sends to submit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionJson {
    assignment: String,
    submission_id: String,
    content: ContentJson,
    #[serde(default)]
    active_session: Option<String>,
    #[serde(default)]
    active_ms: i64,
}

/// What a program sends to save a draft.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftJson {
    assignment: String,
    content: ContentJson,
    #[serde(default)]
    active_session: Option<String>,
    #[serde(default)]
    active_ms: i64,
}

/// A judgment's content, in and out; other fields are refused. Side A is the left or only response of a task, and
/// response 1 of a review. Which fields belong to which kind is in [`JudgmentContent`].
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ContentJson {
    preference: Option<Preference>,
    both_bad: bool,
    criteria: BTreeMap<String, Preference>,
    rating: Option<Rating>,
    ratings: BTreeMap<String, Rating>,
    correctness: Option<Correctness>,
    final_answer: Option<PassageJson>,
    no_final_answer: bool,
    error_tags: Vec<TagJson>,
    justification: String,
}

/// An error found in one response, in all of it or at a passage.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TagJson {
    side: Side,
    tag: String,
    #[serde(default)]
    severity: Severity,
    #[serde(default)]
    passage: Option<PassageJson>,
}

/// A part of a response: the quote, and where it stands in Unicode scalar values of the text. Without a place the quote is
/// looked up, with what stands `before` it to tell several finds apart.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassageJson {
    quote: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
}

impl From<PassageJson> for Passage {
    fn from(passage: PassageJson) -> Self {
        Self { quote: passage.quote, place: passage.start.zip(passage.end), before: passage.before }
    }
}

impl From<Passage> for PassageJson {
    fn from(passage: Passage) -> Self {
        let (start, end) = passage.place.unzip();
        Self { quote: passage.quote, start, end, before: passage.before }
    }
}

impl From<ContentJson> for JudgmentContent {
    fn from(content: ContentJson) -> Self {
        let error_tags = content.error_tags.into_iter().map(|TagJson { side, tag, severity, passage }| ErrorTag {
            side,
            tag,
            severity,
            passage: passage.map(Into::into),
        });
        Self {
            preference: content.preference,
            both_bad: content.both_bad,
            criteria: content.criteria,
            rating: content.rating,
            ratings: content.ratings,
            correctness: content.correctness,
            final_answer: content.final_answer.map(Into::into),
            no_final_answer: content.no_final_answer,
            error_tags: error_tags.collect(),
            justification: content.justification,
        }
    }
}

impl From<JudgmentContent> for ContentJson {
    fn from(content: JudgmentContent) -> Self {
        let error_tags = content.error_tags.into_iter().map(|ErrorTag { side, tag, severity, passage }| TagJson {
            side,
            tag,
            severity,
            passage: passage.map(Into::into),
        });
        Self {
            preference: content.preference,
            both_bad: content.both_bad,
            criteria: content.criteria,
            rating: content.rating,
            ratings: content.ratings,
            correctness: content.correctness,
            final_answer: content.final_answer.map(Into::into),
            no_final_answer: content.no_final_answer,
            error_tags: error_tags.collect(),
            justification: content.justification,
        }
    }
}

#[derive(Debug, Serialize)]
struct ReceiptJson {
    revision: i64,
    repeated: bool,
    next: Option<TaskJson>,
}

/// A body as JSON, or 422: what is missing or unknown is not repeated, since it may be private. A body that is no JSON by
/// its type is 415, one that is too large 413.
pub(crate) fn body<T>(json: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    json.map(|Json(body)| body).map_err(|rejection| {
        Problem::of(match rejection.status() {
            status @ (StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::PAYLOAD_TOO_LARGE) => status,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        })
    })
}

/// A name out of a path or body.
pub(crate) fn public_id(text: &str) -> Result<PublicId, Problem> {
    PublicId::parse(text).ok_or_else(|| Refusal::NotFound.into())
}

/// The task as JSON.
///
/// # Errors
/// `guidelines_changed` when a new version of its guidelines must be confirmed first.
fn task_json(next: Next) -> Result<Option<TaskJson>, Refusal> {
    match next {
        Next::Task(task) if task.confirm_guidelines => Err(Refusal::GuidelinesChanged),
        Next::Task(task) => Ok(Some((*task).into())),
        Next::Nothing => Ok(None),
    }
}

/// What a program may say when it asks for a task.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskQuery {
    /// The task in hand: what will come after it is asked for.
    ahead: Option<String>,
}

/// `GET /api/v1/task`, and `GET /api/v1/task?ahead=…` for the one after the task in hand.
pub async fn task(
    State(assay): State<Assay>,
    context: PageContext,
    Query(query): Query<TaskQuery>,
) -> Result<Response, Problem> {
    let task = match query.ahead {
        None => task_json(assay.next_task(context.actor()?).await?)?,
        Some(in_hand) => task_json(assay.task_ahead(context.actor()?, &public_id(&in_hand)?).await?)?,
    };
    Ok(Json(NextJson { task }).into_response())
}

#[derive(Debug, Serialize)]
struct LeaseJson {
    lease_expires_at: Option<i64>,
}

/// `POST /api/v1/tasks/{id}/alive`: keeps the lease of a task in hand.
pub async fn alive(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let lease_expires_at = assay.keep_lease(context.actor()?, &public_id(&id)?).await?;
    Ok(Json(LeaseJson { lease_expires_at }).into_response())
}

/// `POST /api/v1/judgments`
pub async fn submit(
    State(assay): State<Assay>,
    context: PageContext,
    json: Result<Json<SubmissionJson>, JsonRejection>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let sent = body(json)?;
    let submission = Submission {
        assignment: public_id(&sent.assignment)?,
        submission_id: sent.submission_id,
        content: sent.content.into(),
        active: Active { session: sent.active_session, ms: sent.active_ms },
    };
    let (receipt, next) = assay.submit_and_go_on(actor, submission).await?;
    // The submission is in; that the next task waits for a confirmation is no reason to refuse it.
    let next = next.and_then(|next| task_json(next).unwrap_or_default());
    Ok(Json(ReceiptJson { revision: receipt.revision, repeated: receipt.repeated, next }).into_response())
}

/// `POST /api/v1/drafts`
pub async fn draft(
    State(assay): State<Assay>,
    context: PageContext,
    json: Result<Json<DraftJson>, JsonRejection>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let sent = body(json)?;
    let active = Active { session: sent.active_session, ms: sent.active_ms };
    assay.save_draft(actor, public_id(&sent.assignment)?, sent.content.into(), active).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /api/v1/tasks/{id}/undo`: the last submission is open again, as a revision to come.
pub async fn undo(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    assay.undo(context.actor()?, &public_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Guidelines of a new version, to be confirmed before the task goes on.
#[derive(Debug, Serialize)]
struct GuidelinesJson {
    assignment: String,
    evaluation: String,
    version: i64,
    text: String,
}

#[derive(Debug, Serialize)]
struct GuidelinesAnswer {
    to_confirm: Option<GuidelinesJson>,
}

/// `GET /api/v1/guidelines`: what is to be confirmed, for the task in hand.
pub async fn guidelines(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let to_confirm = match assay.in_hand(context.actor()?).await? {
        Some(task) if task.confirm_guidelines => Some(GuidelinesJson {
            assignment: task.id.as_str().to_owned(),
            evaluation: task.evaluation,
            version: task.guideline_version,
            text: task.guidelines,
        }),
        _ => None,
    };
    Ok(Json(GuidelinesAnswer { to_confirm }).into_response())
}

/// What a program sends to confirm guidelines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmJson {
    version: i64,
}

/// `POST /api/v1/tasks/{id}/guidelines`
pub async fn confirm_guidelines(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
    json: Result<Json<ConfirmJson>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let actor = context.actor()?;
    assay.confirm_guidelines(actor, &public_id(&id)?, body(json)?.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests;
