//! Annotating for programs: the same activities as JSON.

use crate::problem::Problem;
use crate::shell::PageContext;
use assay_domain::judgment::JudgmentContent;
use assay_domain::setup::Criterion;
use assay_domain::{PublicId, Refusal};
use assay_workflow::Assay;
use assay_workflow::annotation::{Next, Submission, TaskView};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A task as a program sees it: every field listed, so that nothing is ever sent by accident.
#[derive(Debug, Serialize)]
pub struct TaskJson {
    id: String,
    evaluation: String,
    guidelines: String,
    turns: Vec<TurnJson>,
    reference: Option<String>,
    attributes: BTreeMap<String, String>,
    a: String,
    b: String,
    criteria: Vec<Criterion>,
    error_tags: Vec<String>,
    minimum_justification: i64,
    lease_expires_at: Option<i64>,
    draft: JudgmentContent,
    active_ms: i64,
    returned: Option<String>,
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

impl From<TaskView> for TaskJson {
    fn from(task: TaskView) -> Self {
        Self {
            id: task.id.as_str().to_owned(),
            evaluation: task.evaluation,
            guidelines: task.guidelines,
            turns: task.turns.into_iter().map(|turn| TurnJson::of(turn.role, turn.text)).collect(),
            reference: task.reference,
            attributes: task.attributes,
            a: task.a,
            b: task.b,
            criteria: task.criteria,
            error_tags: task.error_tags,
            minimum_justification: task.minimum_justification,
            lease_expires_at: task.lease_expires_at,
            draft: task.draft,
            active_ms: task.active_ms,
            returned: task.returned,
        }
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
    active_ms: i64,
}

/// What a program sends to save a draft.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftJson {
    assignment: String,
    content: ContentJson,
    #[serde(default)]
    active_ms: i64,
}

/// A judgment's content; other fields are refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContentJson {
    #[serde(default)]
    preference: Option<assay_domain::judgment::Preference>,
    #[serde(default)]
    both_bad: bool,
    #[serde(default)]
    criteria: BTreeMap<String, assay_domain::judgment::Preference>,
    #[serde(default)]
    error_tags: Vec<assay_domain::judgment::ErrorTag>,
    #[serde(default)]
    justification: String,
}

impl From<ContentJson> for JudgmentContent {
    fn from(content: ContentJson) -> Self {
        Self {
            preference: content.preference,
            both_bad: content.both_bad,
            criteria: content.criteria,
            error_tags: content.error_tags,
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

/// A body as JSON, or 422: what is missing or unknown is not repeated, since it may be private.
pub(crate) fn body<T>(json: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    json.map(|Json(body)| body).map_err(|_| Problem::of(StatusCode::UNPROCESSABLE_ENTITY))
}

/// A name out of a path or body.
pub(crate) fn public_id(text: &str) -> Result<PublicId, Problem> {
    PublicId::parse(text).ok_or_else(|| Refusal::NotFound.into())
}

async fn next(assay: &Assay, context: &PageContext) -> Result<Option<TaskJson>, Problem> {
    Ok(match assay.next_task(context.actor()?).await? {
        Next::Task(task) => Some((*task).into()),
        Next::Nothing => None,
    })
}

/// `GET /api/v1/task`
pub async fn task(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let task = next(&assay, &context).await?;
    Ok(Json(NextJson { task }).into_response())
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
        active_ms: sent.active_ms,
    };
    let receipt = assay.submit(actor, submission).await?;
    let next = next(&assay, &context).await?;
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
    assay.save_draft(actor, public_id(&sent.assignment)?, sent.content.into(), sent.active_ms).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Debug, Serialize)]
struct WorkJson {
    waiting: i64,
    approved: i64,
    returned: i64,
    rejected: i64,
}

/// `GET /api/v1/work`
pub async fn work(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let work = assay.my_work(context.actor()?).await?;
    Ok(Json(serde_json::json!({ "work": WorkJson { waiting: work.waiting, approved: work.approved, returned: work.returned, rejected: work.rejected } })).into_response())
}
