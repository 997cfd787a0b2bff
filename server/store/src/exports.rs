//! What leaves in a file: approved judgments, page by page.

use crate::{StoreError, Tx, error::inconsistent, reviews::corrections::stands};
use assay_domain::{EvaluationId, JudgmentId, PersonId, Timestamp, judgment::JudgmentContent};
use sqlx::{Row, any::AnyRow};
use std::collections::BTreeMap;

/// An approved judgment with what it is about.
#[derive(Clone, Debug)]
pub struct ApprovedJudgment {
    /// Its id.
    pub id: JudgmentId,
    /// The prompt's id in the imported file.
    pub prompt: String,
    /// The prompt's attributes.
    pub attributes: BTreeMap<String, String>,
    /// The model whose response was on the left, or the only one.
    pub model_a: String,
    /// The model whose response was on the right.
    pub model_b: Option<String>,
    /// What was approved, sides as shown: the correction where one stands, else what was submitted.
    pub content: JudgmentContent,
    /// Whether a reviewer corrected it.
    pub corrected: bool,
    /// Who judged.
    pub annotator: PersonId,
    /// Active time in milliseconds.
    pub active_ms: i64,
    /// When it was received.
    pub submitted_at: Timestamp,
}

/// The approved judgments of an evaluation after one of them, in the order of their ids.
///
/// # Errors
/// What the database reports.
pub async fn approved_after(
    tx: &mut Tx,
    evaluation: EvaluationId,
    after: JudgmentId,
    most: i64,
) -> Result<Vec<ApprovedJudgment>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT j.id, j.content, j.active_ms, j.submitted_at, a.annotator_id, a.left_is_first, p.external_id, p.attributes,
                m1.name AS first_model, m2.name AS second_model, c.content AS correction
           FROM judgment j JOIN assignment a ON a.id = j.assignment_id AND a.judgment_id = j.id
           JOIN task t ON t.id = a.task_id JOIN prompt p ON p.id = t.prompt_id
           JOIN response r1 ON r1.id = t.first_response_id JOIN model m1 ON m1.id = r1.model_id
           LEFT JOIN response r2 ON r2.id = t.second_response_id LEFT JOIN model m2 ON m2.id = r2.model_id
           LEFT JOIN correction c ON c.judgment_id = j.id AND ",
        stands!(),
        " WHERE t.evaluation_id = $1 AND a.state = 'approved' AND j.id > $2 ORDER BY j.id LIMIT $3"
    ))
    .bind(evaluation.0)
    .bind(after.0)
    .bind(most)
    .fetch_all(tx.on())
    .await?;
    rows.iter().map(approved).collect()
}

fn approved(row: &AnyRow) -> Result<ApprovedJudgment, StoreError> {
    let id: i64 = row.try_get("id")?;
    let bad = |_| inconsistent("judgment", id);
    let correction: Option<String> = row.try_get("correction")?;
    let submitted: String = row.try_get("content")?;
    let first: String = row.try_get("first_model")?;
    let second: Option<String> = row.try_get("second_model")?;
    let (model_a, model_b) = match second {
        Some(second) if row.try_get::<i64, _>("left_is_first")? == 0 => (second, Some(first)),
        second => (first, second),
    };
    Ok(ApprovedJudgment {
        id: JudgmentId(id),
        prompt: row.try_get("external_id")?,
        attributes: serde_json::from_str(row.try_get("attributes")?).map_err(bad)?,
        model_a,
        model_b,
        corrected: correction.is_some(),
        content: serde_json::from_str(correction.as_deref().unwrap_or(&submitted)).map_err(bad)?,
        annotator: PersonId(row.try_get("annotator_id")?),
        active_ms: row.try_get("active_ms")?,
        submitted_at: row.try_get("submitted_at")?,
    })
}
