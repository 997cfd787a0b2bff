//! Tasks and their slots.

use crate::{
    Dialect, StoreError, Tx,
    error::inconsistent,
    prompt_sets::{PromptText, prompt_text},
};
use assay_domain::{
    EvaluationId, PersonId, PromptId, ResponseId, TaskId, Timestamp,
    assignment::AssignmentState,
    review::{TaskHistory, TaskState},
};
use sqlx::{Row, any::AnyRow};

/// A task with what it shows.
#[derive(Clone, Debug)]
pub struct TaskContent {
    /// Its id.
    pub id: TaskId,
    /// The evaluation it belongs to.
    pub evaluation: EvaluationId,
    /// The prompt's id, for the exposure ledger.
    pub prompt_id: PromptId,
    /// The prompt.
    pub prompt: PromptText,
    /// The text of the task's first response.
    pub first: String,
    /// The text of its second; a comparison has one.
    pub second: Option<String>,
    /// Where it stands.
    pub state: TaskState,
    /// Raised by every change a review form must notice.
    pub version: i64,
}

/// Where a task stands in the order in which tasks are given out.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its place in its evaluation's order.
    pub position: i64,
    /// Its round.
    pub round: i64,
    /// What it asks of annotators, as [`crate::routing::add_requirement`] numbered it.
    pub requirement: i64,
}

/// Adds a task with its N open slots.
///
/// # Errors
/// [`StoreError::Taken`] when the pair or the response is a task of the evaluation already, [`StoreError::Rule`] when the
/// evaluation's kind asks for another number of responses.
pub async fn add(
    tx: &mut Tx,
    evaluation: EvaluationId,
    prompt: PromptId,
    responses: (ResponseId, Option<ResponseId>),
    place: Place,
    slots: i64,
    now: Timestamp,
) -> Result<TaskId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO task (evaluation_id, prompt_id, first_response_id, second_response_id, position, state, waiting_since, round, requirement_id)
         VALUES ($1, $2, $3, $4, $5, 'annotating', $6, $7, $8) RETURNING id",
    )
    .bind(evaluation.0)
    .bind(prompt.0)
    .bind(responses.0.0)
    .bind(responses.1.map(|second| second.0))
    .bind(place.position)
    .bind(now)
    .bind(place.round)
    .bind(place.requirement)
    .fetch_one(tx.on())
    .await?;
    for number in 1..=slots {
        sqlx::query(
            "INSERT INTO slot (task_id, number, position, state, requirement_id) VALUES ($1, $2, $3, 'open', $4)",
        )
        .bind(id)
        .bind(number)
        .bind(place.position)
        .bind(place.requirement)
        .execute(tx.on())
        .await?;
    }
    Ok(TaskId(id))
}

/// Keeps every other transaction from changing this task until this one ends. Claims, which only refer to the task, go on
/// meanwhile: a lock that stopped them too would meet theirs on the slots, each waiting for the other.
///
/// # Errors
/// What the database reports.
pub async fn lock(tx: &mut Tx, id: TaskId) -> Result<(), StoreError> {
    if tx.dialect == Dialect::Postgres {
        sqlx::query("SELECT id FROM task WHERE id = $1 FOR NO KEY UPDATE").bind(id.0).fetch_optional(tx.on()).await?;
    }
    Ok(())
}

/// A task with its texts.
///
/// # Errors
/// What the database reports.
pub async fn content(tx: &mut Tx, id: TaskId) -> Result<Option<TaskContent>, StoreError> {
    let row = sqlx::query(
        "SELECT t.id AS task_id, t.evaluation_id, t.prompt_id, t.state AS task_state, t.version, p.external_id, p.turns, p.reference, p.attributes,
                r1.text AS first, r2.text AS second
           FROM task t JOIN prompt p ON p.id = t.prompt_id
           JOIN response r1 ON r1.id = t.first_response_id LEFT JOIN response r2 ON r2.id = t.second_response_id
          WHERE t.id = $1",
    )
    .bind(id.0)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(task_content).transpose()
}

/// A row with `t.id AS task_id`, the task's `evaluation_id`, `prompt_id`, `task_state` and `version`, its prompt and the texts
/// `first` and `second`.
pub(crate) fn task_content(row: &AnyRow) -> Result<TaskContent, StoreError> {
    let id = TaskId(row.try_get("task_id")?);
    let state: String = row.try_get("task_state")?;
    Ok(TaskContent {
        id,
        evaluation: EvaluationId(row.try_get("evaluation_id")?),
        prompt_id: PromptId(row.try_get("prompt_id")?),
        prompt: prompt_text(row, id.0)?,
        first: row.try_get("first")?,
        second: row.try_get("second")?,
        state: TaskState::parse(&state).ok_or_else(|| inconsistent("task", id.0))?,
        version: row.try_get("version")?,
    })
}

/// Who has touched a task.
///
/// # Errors
/// What the database reports.
pub async fn history(tx: &mut Tx, id: TaskId) -> Result<TaskHistory, StoreError> {
    let mut history = TaskHistory::default();
    let rows = sqlx::query(
        "SELECT annotator_id AS person, 'annotator' AS part FROM assignment WHERE task_id = $1
          UNION SELECT reviewer_id AS person, stage AS part FROM decision WHERE task_id = $1",
    )
    .bind(id.0)
    .fetch_all(tx.on())
    .await?;
    for row in rows {
        let person = PersonId(row.try_get("person")?);
        match row.try_get::<String, _>("part")?.as_str() {
            "annotator" => history.annotators.push(person),
            "initial" => history.initial_reviewers.push(person),
            _ => history.final_reviewers.push(person),
        }
    }
    Ok(history)
}

/// Where the claim in a slot stands: column `state` of a row.
pub(crate) fn slot(row: &AnyRow) -> Result<Option<AssignmentState>, StoreError> {
    let word: Option<String> = row.try_get("state")?;
    Ok(word.as_deref().and_then(AssignmentState::parse))
}

/// Puts task `$1` into state `$2` at moment `$3` and raises its version.
pub(crate) const SETTLE: &str = "UPDATE task SET version = version + 1, waiting_since = CASE WHEN state = $2 THEN waiting_since ELSE $3 END, state = $2 WHERE id = $1";

/// Puts a task into the state its slots call for and raises its version. A stage that looks at a share of the tasks lets
/// the others through here.
///
/// # Errors
/// What the database reports.
pub async fn settle(tx: &mut Tx, id: TaskId, now: Timestamp) -> Result<TaskState, StoreError> {
    let rows = sqlx::query(
        "SELECT a.state AS state FROM slot s LEFT JOIN assignment a ON a.id = s.assignment_id WHERE s.task_id = $1 ORDER BY s.number",
    )
    .bind(id.0)
    .fetch_all(tx.on())
    .await?;
    let state = TaskState::of_slots(&rows.iter().map(slot).collect::<Result<Vec<_>, _>>()?);
    sqlx::query(SETTLE).bind(id.0).bind(state.as_str()).bind(now).execute(tx.on()).await?;
    crate::reviews::coverage::follow(tx, id, state, now).await
}
