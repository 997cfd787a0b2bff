//! Corrections: what a reviewer approved in place of what was submitted. The judgment itself never changes.

use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{AssignmentId, JudgmentId, PersonId, TaskId, Timestamp, judgment::JudgmentContent, review::Stage};
use sqlx::Row;

/// A correction of a judgment of a task.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The decision it came with.
    pub decision: i64,
    /// Whose claim it is about.
    pub assignment: AssignmentId,
    /// The revision it is about.
    pub judgment: JudgmentId,
    /// At which stage.
    pub stage: Stage,
    /// What was approved instead, as shown to the annotator.
    pub content: JudgmentContent,
    /// Why.
    pub reason: String,
    /// Whether it stands: its approval is the last decision of its stage on that judgment, and final review did not correct
    /// it again.
    pub stands: bool,
}

/// A correction about to be written.
#[derive(Clone, Debug)]
pub struct NewCorrection<'a> {
    /// The decision it comes with, which approves.
    pub decision: i64,
    /// The revision it is about.
    pub judgment: JudgmentId,
    /// At which stage.
    pub stage: Stage,
    /// By whom.
    pub reviewer: PersonId,
    /// What is approved instead, as shown to the annotator.
    pub content: &'a JudgmentContent,
    /// Why.
    pub reason: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// Whether correction `c` stands: no later decision of its stage on the judgment came without it, and where both stages
/// corrected, the final one counts.
macro_rules! stands {
    () => {
        "NOT EXISTS (SELECT 1 FROM decision later WHERE later.judgment_id = c.judgment_id AND later.stage = c.stage AND later.id > c.decision_id)
         AND NOT EXISTS (SELECT 1 FROM correction again WHERE again.judgment_id = c.judgment_id AND again.stage = 'final' AND c.stage = 'initial'
                            AND NOT EXISTS (SELECT 1 FROM decision later WHERE later.judgment_id = c.judgment_id AND later.stage = 'final'
                                               AND later.id > again.decision_id))"
    };
}
pub(crate) use stands;

/// Writes a correction, after its decision and before the judgment moves on.
///
/// # Errors
/// [`StoreError::Rule`] when it does not come with an approval.
pub async fn add(tx: &mut Tx, new: NewCorrection<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO correction (decision_id, judgment_id, stage, reviewer_id, content, reason, corrected_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.decision)
    .bind(new.judgment.0)
    .bind(new.stage.as_str())
    .bind(new.reviewer.0)
    .bind(serde_json::to_string(new.content).unwrap_or_default())
    .bind(new.reason.to_owned())
    .bind(new.now)
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Every correction of a task's judgments, oldest first.
///
/// # Errors
/// What the database reports.
pub async fn of_task(tx: &mut Tx, task: TaskId) -> Result<Vec<Correction>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT c.id, c.decision_id, j.assignment_id, c.judgment_id, c.stage, c.content, c.reason, CASE WHEN ",
        stands!(),
        " THEN 1 ELSE 0 END AS stands
           FROM correction c JOIN judgment j ON j.id = c.judgment_id JOIN assignment a ON a.id = j.assignment_id
          WHERE a.task_id = $1 ORDER BY c.id"
    ))
    .bind(task.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get("id")?;
            let stage: String = row.try_get("stage")?;
            let bad = || inconsistent("correction", id);
            Ok(Correction {
                decision: row.try_get("decision_id")?,
                assignment: AssignmentId(row.try_get("assignment_id")?),
                judgment: JudgmentId(row.try_get("judgment_id")?),
                stage: Stage::parse(&stage).ok_or_else(bad)?,
                content: serde_json::from_str(row.try_get("content")?).map_err(|_| bad())?,
                reason: row.try_get("reason")?,
                stands: row.try_get::<i64, _>("stands")? == 1,
            })
        })
        .collect()
}
