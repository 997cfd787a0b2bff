//! What is kept of a task while it moves through review: its place in the queues, and whether it was drawn for a stage that
//! looks at a share of the tasks only.

use super::{Reviewed, judgments, task_state};
use crate::{StoreError, Tx, assignments, audit, batch::Batch, error::inconsistent};
use assay_domain::{
    EvaluationId, PublicId, TaskId, Timestamp,
    agreement::Agreement,
    assignment::AssignmentState,
    judgment::Severity,
    review::{Passage, Stage, TaskState, is_drawn, passage},
    setup::Kind,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::{Row, any::AnyRow};

/// How an evaluation is reviewed.
#[derive(Clone, Debug)]
pub struct ReviewPlan {
    /// What reviewers know the evaluation by.
    pub public_id: PublicId,
    /// What the draw of tasks is repeatable by.
    pub seed: String,
    /// Share of the tasks that initial review looks at, in %.
    pub initial: i64,
    /// Share of the tasks that final review looks at, in %.
    pub last: i64,
    /// What its tasks ask for.
    pub kind: Kind,
}

/// How many of an evaluation's tasks each stage looked at, of those that passed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Tasks that came to the stage.
    pub came: i64,
    /// Tasks that were drawn for it; all of them where the stage looks at every task.
    pub drawn: i64,
}

/// Writes how a new evaluation is reviewed.
///
/// # Errors
/// What the database reports.
pub async fn plan(tx: &mut Tx, evaluation: EvaluationId, plan: &ReviewPlan) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO review_plan (evaluation_id, public_id, seed, initial_coverage, final_coverage) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(evaluation.0)
    .bind(plan.public_id.as_str().to_owned())
    .bind(plan.seed.clone())
    .bind(plan.initial)
    .bind(plan.last)
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Adds the questions about a task that moved to a state; see [`followed`].
pub(crate) fn ask(batch: &mut Batch, task: TaskId, state: TaskState) {
    if !is_in_review(state) {
        return;
    }
    batch
        .add(
            "SELECT w.public_id, w.seed, w.initial_coverage, w.final_coverage, e.kind
               FROM review_plan w JOIN evaluation e ON e.id = w.evaluation_id JOIN task t ON t.evaluation_id = e.id
              WHERE t.id = $1",
            [task.0.into()],
        )
        .add(super::JUDGMENTS, [task.0.into()]);
}

fn is_in_review(state: TaskState) -> bool {
    matches!(state, TaskState::InitialReview | TaskState::FinalReview)
}

/// How the evaluation of a task is reviewed, and the task's standing judgments.
fn plan_and_judgments(
    task: TaskId,
    answers: &mut impl Iterator<Item = Vec<AnyRow>>,
) -> Result<(ReviewPlan, Vec<Reviewed>), StoreError> {
    let found = answers.next().unwrap_or_default();
    let row = found.first().ok_or_else(|| inconsistent("review_plan", task.0))?;
    let public_id: String = row.try_get("public_id")?;
    let plan = ReviewPlan {
        public_id: PublicId::parse(&public_id).ok_or_else(|| inconsistent("review_plan", task.0))?,
        seed: row.try_get("seed")?,
        initial: row.try_get("initial_coverage")?,
        last: row.try_get("final_coverage")?,
        kind: Kind::parse(row.try_get("kind")?).ok_or_else(|| inconsistent("evaluation", task.0))?,
    };
    let standing = answers.next().iter().flatten().map(super::reviewed).collect::<Result<_, _>>()?;
    Ok((plan, standing))
}

/// How many tasks of an evaluation each stage looked at so far.
///
/// # Errors
/// What the database reports.
pub async fn looked(tx: &mut Tx, evaluation: EvaluationId, stage: Stage) -> Result<Looked, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS came, CAST(COALESCE(SUM(w.drawn), 0) AS BIGINT) AS drawn
           FROM review_draw w JOIN task t ON t.id = w.task_id WHERE t.evaluation_id = $1 AND w.stage = $2",
    )
    .bind(evaluation.0)
    .bind(stage.as_str())
    .fetch_one(tx.on())
    .await?;
    Ok(Looked { came: row.try_get("came")?, drawn: row.try_get("drawn")? })
}

/// Follows a task that moved to a state: keeps its place in the queues, and lets it through a stage that it was not drawn
/// for. Answers the state it ends in.
///
/// # Errors
/// [`StoreError::Rule`] when rule 4 forbids a pass.
pub(crate) async fn follow(
    tx: &mut Tx,
    task: TaskId,
    state: TaskState,
    now: Timestamp,
) -> Result<TaskState, StoreError> {
    let mut batch = Batch::default();
    ask(&mut batch, task, state);
    let mut answers = batch.run(tx).await?.into_iter();
    followed(tx, task, state, now, &mut answers).await
}

/// As [`follow`], with the answers to what [`ask`] asked.
pub(crate) async fn followed(
    tx: &mut Tx,
    task: TaskId,
    state: TaskState,
    now: Timestamp,
    answers: &mut impl Iterator<Item = Vec<AnyRow>>,
) -> Result<TaskState, StoreError> {
    if !is_in_review(state) {
        return Ok(state);
    }
    let (plan, standing) = plan_and_judgments(task, answers)?;
    keep_item(tx, task, &plan, &standing).await?;
    let mut state = state;
    for (stage, at) in [(Stage::Initial, TaskState::InitialReview), (Stage::Final, TaskState::FinalReview)] {
        if state == at && passes(tx, task, stage, &plan, now).await? {
            let next = match stage {
                Stage::Initial => TaskState::FinalReview,
                Stage::Final => TaskState::Approved,
            };
            pass(tx, task, stage, next, now).await?;
            state = next;
        }
    }
    Ok(state)
}

/// 256 bits that only whoever knows the seed can compute.
fn keyed(seed: &str, purpose: &str, task: TaskId) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(format!("{seed} {purpose} {task}"));
    hasher.finalize().into()
}

/// Writes what the queues are sorted by, from the judgments as they stand.
async fn keep_item(tx: &mut Tx, task: TaskId, plan: &ReviewPlan, standing: &[Reviewed]) -> Result<(), StoreError> {
    let neutral: Vec<_> = standing.iter().map(Reviewed::neutral).collect();
    let agreement = Agreement::of(plan.kind, &neutral.iter().collect::<Vec<_>>());
    let both_bad = neutral.iter().any(|content| content.both_bad);
    let critical = neutral.iter().flat_map(|content| &content.error_tags).any(|tag| tag.severity == Severity::Critical);
    let [bits @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = keyed(&plan.seed, "queue", task);
    sqlx::query(
        "INSERT INTO review_item (task_id, public_id, agreement, distance, both_bad, critical, returned)
         VALUES ($1, $2, $3, $4, $5, $6, 0)
             ON CONFLICT (task_id) DO UPDATE SET agreement = excluded.agreement, distance = excluded.distance,
                both_bad = excluded.both_bad, critical = excluded.critical,
                returned = CASE WHEN EXISTS (SELECT 1 FROM decision d WHERE d.task_id = $1 AND d.verdict = 'return') THEN 1 ELSE 0 END",
    )
    .bind(task.0)
    .bind(PublicId::from_bits(bits).as_str().to_owned())
    .bind(agreement.map(|agreement| agreement.share))
    .bind(agreement.map(|agreement| agreement.distance))
    .bind(i64::from(both_bad))
    .bind(i64::from(critical))
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Whether a task passes a stage without a decision. The draw is made when the task first comes there, and stands.
async fn passes(
    tx: &mut Tx,
    task: TaskId,
    stage: Stage,
    plan: &ReviewPlan,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let coverage = match stage {
        Stage::Initial => plan.initial,
        Stage::Final => plan.last,
    };
    if coverage >= 100 {
        return Ok(false);
    }
    let [a, b, c, d, e, f, g, h, ..] = keyed(&plan.seed, stage.as_str(), task);
    let drawn = is_drawn(coverage, u64::from_be_bytes([a, b, c, d, e, f, g, h]));
    sqlx::query(
        "INSERT INTO review_draw (task_id, stage, drawn, drawn_at) VALUES ($1, $2, $3, $4) ON CONFLICT (task_id, stage) DO NOTHING",
    )
    .bind(task.0)
    .bind(stage.as_str())
    .bind(i64::from(drawn))
    .bind(now)
    .execute(tx.on())
    .await?;
    let sent_back: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM decision WHERE task_id = $1 AND verdict = 'send_back'")
            .bind(task.0)
            .fetch_one(tx.on())
            .await?;
    Ok(passage(stage, drawn, sent_back > 0) == Passage::ByDraw)
}

/// Lets every judgment that waits through a stage, with a mark in place of the decision and an entry in the audit log.
async fn pass(tx: &mut Tx, task: TaskId, stage: Stage, next: TaskState, now: Timestamp) -> Result<(), StoreError> {
    let (waits, then) = match stage {
        Stage::Initial => (AssignmentState::Submitted, AssignmentState::InitiallyApproved),
        Stage::Final => (AssignmentState::InitiallyApproved, AssignmentState::Approved),
    };
    let mut passed = Vec::new();
    for judgment in judgments(tx, task).await?.iter().filter(|judgment| judgment.state == waits) {
        sqlx::query("INSERT INTO stage_pass (judgment_id, stage, passed_at) VALUES ($1, $2, $3)")
            .bind(judgment.judgment.0)
            .bind(stage.as_str())
            .bind(now)
            .execute(tx.on())
            .await?;
        assignments::set_state(tx, judgment.assignment, then).await?;
        passed.push(judgment.judgment);
    }
    sqlx::query("UPDATE task SET state = $2, waiting_since = $3 WHERE id = $1 AND state = $4")
        .bind(task.0)
        .bind(next.as_str())
        .bind(now)
        .bind(task_state(stage))
        .execute(tx.on())
        .await?;
    let detail = json!({ "stage": stage, "now": next, "judgments": passed });
    let event =
        audit::Event { at: now, person: None, action: "review.pass_by_draw", subject: format!("task:{task}"), detail };
    audit::append(tx, event).await
}
