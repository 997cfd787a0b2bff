//! Reviews: whose turn a task is, and what was decided.

use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{
    AssignmentId, EvaluationId, JudgmentId, PersonId, PublicId, TaskId, Timestamp,
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
    /// Why.
    pub comment: String,
    /// When.
    pub decided_at: Timestamp,
}

/// What waits at a stage for one reviewer, per evaluation.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Which evaluation.
    pub evaluation: EvaluationId,
    /// Its name.
    pub name: String,
    /// Tasks this reviewer may take.
    pub tasks: i64,
    /// Since when the oldest waits.
    pub oldest: Timestamp,
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

/// The task a reviewer has in hand at a stage.
///
/// # Errors
/// What the database reports.
pub async fn current(
    tx: &mut Tx,
    reviewer: PersonId,
    stage: Stage,
    now: Timestamp,
) -> Result<Option<ReviewClaim>, StoreError> {
    let row = sqlx::query(
        "SELECT c.task_id, c.public_id, c.stage, c.expires_at FROM review_claim c JOIN task t ON t.id = c.task_id
          WHERE c.reviewer_id = $1 AND c.stage = $2 AND t.state = $3 AND c.expires_at > $4 ORDER BY c.expires_at LIMIT 1",
    )
    .bind(reviewer.0)
    .bind(stage.as_str())
    .bind(task_state(stage))
    .bind(now)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(claim).transpose()
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

/// Takes the task that has waited longest at a stage, that nobody else has in hand and that rule 2 lets this person review.
///
/// # Errors
/// What the database reports.
pub async fn claim_next(
    tx: &mut Tx,
    reviewer: PersonId,
    stage: Stage,
    public_id: &PublicId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<Option<ReviewClaim>, StoreError> {
    let sql = tx.dialect.pick(NEXT_TASK_SQLITE, NEXT_TASK_POSTGRES);
    let task: Option<i64> = sqlx::query_scalar(sql)
        .bind(task_state(stage))
        .bind(reviewer.0)
        .bind(stage.as_str())
        .bind(now)
        .fetch_optional(tx.on())
        .await?;
    let Some(task) = task else { return Ok(None) };
    let row = sqlx::query(
        "INSERT INTO review_claim (task_id, public_id, stage, reviewer_id, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (task_id) DO UPDATE SET public_id = excluded.public_id, stage = excluded.stage,
                reviewer_id = excluded.reviewer_id, expires_at = excluded.expires_at
          WHERE review_claim.expires_at <= $6
          RETURNING task_id, public_id, stage, expires_at",
    )
    .bind(task)
    .bind(public_id.as_str().to_owned())
    .bind(stage.as_str())
    .bind(reviewer.0)
    .bind(expires_at)
    .bind(now)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(claim).transpose()
}

const NEXT_TASK_SQLITE: &str = "
    SELECT t.id FROM task t
     WHERE t.state = $1
       AND NOT EXISTS (SELECT 1 FROM review_claim c WHERE c.task_id = t.id AND c.expires_at > $4)
       AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = $2)
       AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.task_id = t.id AND d.reviewer_id = $2 AND d.stage <> $3)
     ORDER BY t.waiting_since, t.id LIMIT 1";

const NEXT_TASK_POSTGRES: &str = "
    SELECT t.id FROM task t
     WHERE t.state = $1
       AND NOT EXISTS (SELECT 1 FROM review_claim c WHERE c.task_id = t.id AND c.expires_at > $4)
       AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = $2)
       AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.task_id = t.id AND d.reviewer_id = $2 AND d.stage <> $3)
     ORDER BY t.waiting_since, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED";

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

/// What waits at a stage for one reviewer, per evaluation, in their own hands included.
///
/// # Errors
/// What the database reports.
pub async fn waiting(
    tx: &mut Tx,
    reviewer: PersonId,
    stage: Stage,
    now: Timestamp,
) -> Result<Vec<Waiting>, StoreError> {
    let rows = sqlx::query(
        "SELECT e.id, e.name, COUNT(*) AS tasks, MIN(t.waiting_since) AS oldest
           FROM task t JOIN evaluation e ON e.id = t.evaluation_id
          WHERE t.state = $1
            AND NOT EXISTS (SELECT 1 FROM review_claim c WHERE c.task_id = t.id AND c.expires_at > $4 AND c.reviewer_id <> $2)
            AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = $2)
            AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.task_id = t.id AND d.reviewer_id = $2 AND d.stage <> $3)
          GROUP BY e.id, e.name ORDER BY e.name",
    )
    .bind(task_state(stage))
    .bind(reviewer.0)
    .bind(stage.as_str())
    .bind(now)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                evaluation: EvaluationId(row.try_get("id")?),
                name: row.try_get("name")?,
                tasks: row.try_get("tasks")?,
                oldest: row.try_get("oldest")?,
            })
        })
        .collect()
}

/// The standing judgments of a task, by slot.
///
/// # Errors
/// What the database reports.
pub async fn judgments(tx: &mut Tx, task: TaskId) -> Result<Vec<Reviewed>, StoreError> {
    let rows = sqlx::query(
        "SELECT s.number, a.id, a.state, a.left_is_first, j.id AS judgment_id, j.revision, j.content, j.active_ms
           FROM slot s JOIN assignment a ON a.id = s.assignment_id JOIN judgment j ON j.id = a.judgment_id
          WHERE s.task_id = $1 ORDER BY s.number",
    )
    .bind(task.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
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
                content: serde_json::from_str(row.try_get("content")?)
                    .map_err(|_| inconsistent("judgment", judgment))?,
                active_ms: row.try_get("active_ms")?,
            })
        })
        .collect()
}

/// Everything decided on a task, oldest first.
///
/// # Errors
/// What the database reports.
pub async fn decisions(tx: &mut Tx, task: TaskId) -> Result<Vec<Decision>, StoreError> {
    let rows = sqlx::query(
        "SELECT d.id, j.assignment_id, d.judgment_id, d.stage, d.verdict, d.comment, d.decided_at
           FROM decision d JOIN judgment j ON j.id = d.judgment_id WHERE d.task_id = $1 ORDER BY d.decided_at, d.id",
    )
    .bind(task.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get("id")?;
            let stage: String = row.try_get("stage")?;
            let verdict: String = row.try_get("verdict")?;
            let bad = || inconsistent("decision", id);
            Ok(Decision {
                assignment: AssignmentId(row.try_get("assignment_id")?),
                judgment: JudgmentId(row.try_get("judgment_id")?),
                stage: Stage::parse(&stage).ok_or_else(bad)?,
                verdict: Verdict::parse(&verdict).ok_or_else(bad)?,
                comment: row.try_get("comment")?,
                decided_at: row.try_get("decided_at")?,
            })
        })
        .collect()
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
    /// Why.
    pub comment: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// Writes a decision.
///
/// # Errors
/// [`StoreError::Rule`] when rule 2 or 4 forbids it.
pub async fn decide(tx: &mut Tx, new: NewDecision<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO decision (task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.task.0)
    .bind(new.judgment.0)
    .bind(new.stage.as_str())
    .bind(new.verdict.as_str())
    .bind(new.reviewer.0)
    .bind(new.comment.to_owned())
    .bind(new.now)
    .execute(tx.on())
    .await?;
    Ok(())
}

/// What a reviewer last said about a claim's judgment, for its annotator.
///
/// # Errors
/// What the database reports.
pub async fn last_comment(tx: &mut Tx, assignment: AssignmentId) -> Result<Option<(Verdict, String)>, StoreError> {
    let row = sqlx::query(
        "SELECT d.id, d.verdict, d.comment FROM decision d JOIN judgment j ON j.id = d.judgment_id
          WHERE j.assignment_id = $1 AND d.verdict IN ('return', 'reject') ORDER BY d.id DESC LIMIT 1",
    )
    .bind(assignment.0)
    .fetch_optional(tx.on())
    .await?;
    row.map(|row| {
        let id: i64 = row.try_get("id")?;
        let verdict: String = row.try_get("verdict")?;
        Ok((Verdict::parse(&verdict).ok_or_else(|| inconsistent("decision", id))?, row.try_get("comment")?))
    })
    .transpose()
}
