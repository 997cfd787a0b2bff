//! Annotating for programs: the same activities as JSON.

use crate::problem::Problem;
use crate::shell::PageContext;
use assay_domain::judgment::{ErrorTag, JudgmentContent, Preference, Side};
use assay_domain::setup::Criterion;
use assay_domain::{PublicId, Refusal};
use assay_workflow::Assay;
use assay_workflow::annotation::{Next, Submission, TaskView};
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
    guidelines: String,
    turns: Vec<TurnJson>,
    reference: Option<String>,
    attributes: BTreeMap<String, String>,
    a: String,
    b: String,
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
            guidelines: task.guidelines,
            turns: task.turns.into_iter().map(|turn| TurnJson::of(turn.role, turn.text)).collect(),
            reference: task.reference,
            attributes: task.attributes,
            a: task.a,
            b: task.b,
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
}

impl From<Criterion> for CriterionJson {
    fn from(criterion: Criterion) -> Self {
        Self { name: criterion.name, help: criterion.help, required: criterion.required }
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

/// A judgment's content, in and out; other fields are refused. Side A is the left response of a task, and response 1 of
/// a review.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContentJson {
    #[serde(default)]
    preference: Option<Preference>,
    #[serde(default)]
    both_bad: bool,
    #[serde(default)]
    criteria: BTreeMap<String, Preference>,
    #[serde(default)]
    error_tags: Vec<TagJson>,
    #[serde(default)]
    justification: String,
}

/// An error found in one response.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TagJson {
    side: Side,
    tag: String,
}

impl From<ContentJson> for JudgmentContent {
    fn from(content: ContentJson) -> Self {
        let error_tags = content.error_tags.into_iter().map(|TagJson { side, tag }| ErrorTag { side, tag });
        Self {
            preference: content.preference,
            both_bad: content.both_bad,
            criteria: content.criteria,
            error_tags: error_tags.collect(),
            justification: content.justification,
        }
    }
}

impl From<JudgmentContent> for ContentJson {
    fn from(content: JudgmentContent) -> Self {
        let error_tags = content.error_tags.into_iter().map(|ErrorTag { side, tag }| TagJson { side, tag });
        Self {
            preference: content.preference,
            both_bad: content.both_bad,
            criteria: content.criteria,
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

async fn next(assay: &Assay, context: &PageContext) -> Result<Option<TaskJson>, Problem> {
    Ok(match assay.next_task(context.actor()?).await? {
        Next::Task(task) => Some((*task).into()),
        Next::Nothing => None,
    })
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
        None => next(&assay, &context).await?,
        Some(in_hand) => match assay.task_ahead(context.actor()?, &public_id(&in_hand)?).await? {
            Next::Task(task) => Some((*task).into()),
            Next::Nothing => None,
        },
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
struct WorkAnswer {
    work: WorkJson,
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
    let work =
        WorkJson { waiting: work.waiting, approved: work.approved, returned: work.returned, rejected: work.rejected };
    Ok(Json(WorkAnswer { work }).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use assay_workflow::Turn;
    use serde_json::{Value, json};

    fn reads<T: for<'a> Deserialize<'a>>(value: Value) -> bool {
        serde_json::from_value::<T>(value).is_ok()
    }

    fn submission() -> Value {
        json!({
            "assignment": "00000000000000000000000000000000",
            "submission_id": "12345678",
            "content": {
                "preference": -2, "both_bad": false, "criteria": { "Clarity": 3 },
                "error_tags": [{ "side": "B", "tag": "incomplete" }], "justification": "why"
            },
            "active_ms": 5
        })
    }

    #[test]
    fn a_submission_and_a_draft_are_read() {
        assert!(reads::<SubmissionJson>(submission()));
        let sent: SubmissionJson = serde_json::from_value(submission()).unwrap();
        let content = JudgmentContent::from(sent.content);
        assert_eq!(content.preference.map(Preference::value), Some(-2));
        assert_eq!(content.error_tags, [ErrorTag { side: Side::B, tag: "incomplete".into() }]);
        assert!(reads::<DraftJson>(json!({ "assignment": "x", "content": {} })), "a draft may be empty");
    }

    #[test]
    fn fields_that_are_no_part_of_a_judgment_are_refused_at_every_depth() {
        for field in ["user_id", "status", "slot", "model_id", "is_admin", "revision"] {
            for place in ["", "/content", "/content/error_tags/0"] {
                let mut sent = submission();
                let object = sent.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
                object.insert(field.to_owned(), json!(1));
                assert!(!reads::<SubmissionJson>(sent.clone()), "{field} in {place}");
                sent.as_object_mut().unwrap().remove("submission_id");
                assert!(!reads::<DraftJson>(sent), "{field} in {place} of a draft");
            }
        }
    }

    #[test]
    fn points_beside_the_scale_are_refused() {
        for point in [json!(4), json!(-4), json!(1.5), json!("1"), json!(true)] {
            let mut sent = submission();
            sent["content"]["preference"] = point.clone();
            assert!(!reads::<SubmissionJson>(sent), "{point}");
        }
    }

    #[test]
    fn a_task_shows_exactly_the_documented_fields() {
        let task = TaskView {
            id: assay_domain::PublicId::from_bits([1; 16]),
            evaluation: "E".into(),
            guidelines: String::new(),
            turns: vec![Turn { role: "user".into(), text: "t".into() }],
            reference: None,
            attributes: BTreeMap::new(),
            a: "a".into(),
            b: "b".into(),
            criteria: vec![Criterion { name: "C".into(), help: "h".into(), required: true }],
            error_tags: vec!["tag".into()],
            minimum_justification: 3,
            lease_expires_at: Some(9),
            draft: JudgmentContent::default(),
            active_ms: 0,
            returned: None,
        };
        assert_eq!(
            serde_json::to_value(TaskJson::from(task)).unwrap(),
            json!({
                "id": "01".repeat(16), "evaluation": "E", "guidelines": "", "turns": [{ "role": "user", "text": "t" }],
                "reference": null, "attributes": {}, "a": "a", "b": "b",
                "criteria": [{ "name": "C", "help": "h", "required": true }], "error_tags": ["tag"],
                "minimum_justification": 3, "lease_expires_at": 9,
                "draft": { "preference": null, "both_bad": false, "criteria": {}, "error_tags": [], "justification": "" },
                "active_ms": 0, "returned": null
            })
        );
    }
}
