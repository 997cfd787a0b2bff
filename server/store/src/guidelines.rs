//! Guidelines: versions that are only ever added, and who confirmed which.

use crate::{StoreError, Tx};
use assay_domain::{EvaluationId, Timestamp};

/// Adds the next version of an evaluation's guidelines and answers its number.
///
/// # Errors
/// [`StoreError::Taken`] when another version was added at the same moment.
pub async fn add(tx: &mut Tx, evaluation: EvaluationId, text: &str, now: Timestamp) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "INSERT INTO guideline (evaluation_id, version, text, created_at)
         SELECT $1, COALESCE(MAX(version), 0) + 1, $2, $3 FROM guideline WHERE evaluation_id = $1 RETURNING version",
    )
    .bind(evaluation.0)
    .bind(text.to_owned())
    .bind(now)
    .fetch_one(tx.on())
    .await?)
}
