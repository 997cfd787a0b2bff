//! Reviews: whose turn a task is, and what was decided.
//!
//! [`queue`] finds and gives out tasks, [`coverage`] follows them through the stages, [`corrections`] and [`reasons`] go with
//! decisions; claims and decisions themselves are here.

pub mod corrections;
pub mod coverage;
pub mod queue;
pub mod reasons;

use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{
    AssignmentId, JudgmentId, PersonId, PublicId, ReasonId, TaskId, Timestamp,
    assignment::AssignmentState,
    judgment::JudgmentContent,
    review::{Stage, Verdict},
};
use sqlx::{Row, any::AnyRow};

/// A task in a reviewer's hands.
#[derive(Clone, Debug)]
pub struct ReviewClaim {
    /// What the reviewer knows it by.
    pub public_id: PublicId,
    /// The task.
    pub task: TaskId,
    /// Which review.
    pub stage: Stage,
    /// Until when nobody else gets it.
    pub expires_at: Timestamp,
}

/// A judgment as it lies before a reviewer.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The slot's number, which becomes the annotator's letter.
    pub slot: i64,
    /// The claim it came from.
    pub assignment: AssignmentId,
    /// Where it stands.
    pub state: AssignmentState,
    /// Whether the task's first response was on this annotator's left.
    pub left_is_first: bool,
    /// The revision that stands.
    pub judgment: JudgmentId,
    /// Its number.
    pub revision: i64,
    /// What was submitted, as that annotator saw it.
    pub content: JudgmentContent,
    /// Active time in milliseconds.
    pub active_ms: i64,
}

impl Reviewed {
    /// The judgment in the task's neutral order: its side A is the task's first response.
    #[must_use]
    pub fn neutral(&self) -> JudgmentContent {
        in_neutral_order(&self.content, self.left_is_first)
    }
}

/// What an annotator saw, in the task's neutral order; done twice, as they saw it again.
#[must_use]
pub fn in_neutral_order(content: &JudgmentContent, left_is_first: bool) -> JudgmentContent {
    if left_is_first { content.clone() } else { content.swapped() }
}

/// One past decision on a task's judgments.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The slot's assignment it was about.
    pub assignment: AssignmentId,
    /// The revision it was about.
    pub judgment: JudgmentId,
    /// At which stage.
    pub stage: Stage,
    /// What was decided.
    pub verdict: Verdict,
    /// Its id; later decisions have greater ones.
    pub id: i64,
    /// Why, in the reviewer's words.
    pub comment: String,
    /// Why, from the admin's list.
    pub reason: Option<String>,
    /// What of the judgment it is about.
    pub fields: Vec<String>,
    /// When.
    pub decided_at: Timestamp,
}

fn claim(row: &AnyRow) -> Result<ReviewClaim, StoreError> {
    let task: i64 = row.try_get("task_id")?;
    let public_id: String = row.try_get("public_id")?;
    let stage: String = row.try_get("stage")?;
    let bad = || inconsistent("review_claim", task);
    Ok(ReviewClaim {
        public_id: PublicId::parse(&public_id).ok_or_else(bad)?,
        task: TaskId(task),
        stage: Stage::parse(&stage).ok_or_else(bad)?,
        expires_at: row.try_get("expires_at")?,
    })
}

/// The word of the task state in which a stage works.
fn task_state(stage: Stage) -> &'static str {
    match stage {
        Stage::Initial => "initial_review",
        Stage::Final => "final_review",
    }
}

/// Looks a review up by the name its reviewer knows it by; anyone else's is not found.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, reviewer: PersonId, public_id: &PublicId) -> Result<Option<ReviewClaim>, StoreError> {
    let row = sqlx::query(
        "SELECT task_id, public_id, stage, expires_at FROM review_claim WHERE public_id = $1 AND reviewer_id = $2",
    )
    .bind(public_id.as_str().to_owned())
    .bind(reviewer.0)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(claim).transpose()
}

/// Keeps a claim until a later moment.
///
/// # Errors
/// What the database reports.
pub async fn renew(tx: &mut Tx, public_id: &PublicId, expires_at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE review_claim SET expires_at = $2 WHERE public_id = $1")
        .bind(public_id.as_str().to_owned())
        .bind(expires_at)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Gives a task out of a reviewer's hands.
///
/// # Errors
/// What the database reports.
pub async fn release(tx: &mut Tx, task: TaskId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM review_claim WHERE task_id = $1").bind(task.0).execute(tx.on()).await?;
    Ok(())
}

/// The standing judgments of task `$1`, by slot.
const JUDGMENTS: &str =
    "SELECT s.number, a.id, a.state, a.left_is_first, j.id AS judgment_id, j.revision, j.content, j.active_ms
       FROM slot s JOIN assignment a ON a.id = s.assignment_id JOIN judgment j ON j.id = a.judgment_id
      WHERE s.task_id = $1 ORDER BY s.number";

/// The standing judgments of a task, by slot.
///
/// # Errors
/// What the database reports.
pub async fn judgments(tx: &mut Tx, task: TaskId) -> Result<Vec<Reviewed>, StoreError> {
    let rows = sqlx::query(JUDGMENTS).bind(task.0).fetch_all(tx.on()).await?;
    rows.iter().map(reviewed).collect()
}

/// A row of [`JUDGMENTS`].
fn reviewed(row: &AnyRow) -> Result<Reviewed, StoreError> {
    let id: i64 = row.try_get("id")?;
    let judgment: i64 = row.try_get("judgment_id")?;
    let state: String = row.try_get("state")?;
    Ok(Reviewed {
        slot: row.try_get("number")?,
        assignment: AssignmentId(id),
        state: AssignmentState::parse(&state).ok_or_else(|| inconsistent("assignment", id))?,
        left_is_first: row.try_get::<i64, _>("left_is_first")? == 1,
        judgment: JudgmentId(judgment),
        revision: row.try_get("revision")?,
        content: serde_json::from_str(row.try_get("content")?).map_err(|_| inconsistent("judgment", judgment))?,
        active_ms: row.try_get("active_ms")?,
    })
}

/// Everything decided on a task, oldest first.
///
/// # Errors
/// What the database reports.
pub async fn decisions(tx: &mut Tx, task: TaskId) -> Result<Vec<Decision>, StoreError> {
    let rows = sqlx::query(
        "SELECT d.id, j.assignment_id, d.judgment_id, d.stage, d.verdict, d.comment, r.text AS reason, d.fields, d.decided_at
           FROM decision d JOIN judgment j ON j.id = d.judgment_id LEFT JOIN reason r ON r.id = d.reason_id
          WHERE d.task_id = $1 ORDER BY d.decided_at, d.id",
    )
    .bind(task.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter().map(decision).collect()
}

fn decision(row: &AnyRow) -> Result<Decision, StoreError> {
    let id: i64 = row.try_get("id")?;
    let stage: String = row.try_get("stage")?;
    let verdict: String = row.try_get("verdict")?;
    let bad = || inconsistent("decision", id);
    Ok(Decision {
        id,
        assignment: AssignmentId(row.try_get("assignment_id")?),
        judgment: JudgmentId(row.try_get("judgment_id")?),
        stage: Stage::parse(&stage).ok_or_else(bad)?,
        verdict: Verdict::parse(&verdict).ok_or_else(bad)?,
        comment: row.try_get("comment")?,
        reason: row.try_get("reason")?,
        fields: serde_json::from_str(row.try_get("fields")?).map_err(|_| bad())?,
        decided_at: row.try_get("decided_at")?,
    })
}

/// A decision about to be written.
#[derive(Clone, Debug)]
pub struct NewDecision<'a> {
    /// The task.
    pub task: TaskId,
    /// The revision it is about.
    pub judgment: JudgmentId,
    /// At which stage.
    pub stage: Stage,
    /// What.
    pub verdict: Verdict,
    /// By whom.
    pub reviewer: PersonId,
    /// Why, in the reviewer's words.
    pub comment: &'a str,
    /// Why, from the admin's list.
    pub reason: Option<ReasonId>,
    /// What of the judgment it is about.
    pub fields: &'a [String],
    /// Now.
    pub now: Timestamp,
}

/// Writes a decision and answers its id.
///
/// # Errors
/// [`StoreError::Rule`] when rule 2 or 4 forbids it.
pub async fn decide(tx: &mut Tx, new: NewDecision<'_>) -> Result<i64, StoreError> {
    let id = sqlx::query_scalar(
        "INSERT INTO decision (task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at, reason_id, fields)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
    )
    .bind(new.task.0)
    .bind(new.judgment.0)
    .bind(new.stage.as_str())
    .bind(new.verdict.as_str())
    .bind(new.reviewer.0)
    .bind(new.comment.to_owned())
    .bind(new.now)
    .bind(new.reason.map(|reason| reason.0))
    .bind(serde_json::to_string(new.fields).unwrap_or_else(|_| "[]".to_owned()))
    .fetch_one(tx.on())
    .await?;
    Ok(id)
}

/// What a reviewer last asked of a claim's annotator, or why its judgment was rejected.
///
/// # Errors
/// What the database reports.
pub async fn last_asked(tx: &mut Tx, assignment: AssignmentId) -> Result<Option<Decision>, StoreError> {
    let row = sqlx::query(
        "SELECT d.id, j.assignment_id, d.judgment_id, d.stage, d.verdict, d.comment, r.text AS reason, d.fields, d.decided_at
           FROM decision d JOIN judgment j ON j.id = d.judgment_id LEFT JOIN reason r ON r.id = d.reason_id
          WHERE j.assignment_id = $1 AND d.verdict IN ('return', 'reject') ORDER BY d.id DESC LIMIT 1",
    )
    .bind(assignment.0)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(decision).transpose()
}
