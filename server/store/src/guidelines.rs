//! Guidelines: versions that are only ever added, and who confirmed which.

use crate::{StoreError, Tx};
use assay_domain::{EvaluationId, PersonId, Timestamp};

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

/// The condition that a person must confirm version `g` of an evaluation's guidelines, the latest.
macro_rules! unconfirmed {
    ($evaluation:literal, $person:literal) => {
        concat!(
            "g.version > 1 AND NOT EXISTS (SELECT 1 FROM guideline_confirmation c WHERE c.evaluation_id = ",
            $evaluation,
            " AND c.version = g.version AND c.person_id = ",
            $person,
            ") AND EXISTS (SELECT 1 FROM assignment earlier JOIN task of_it ON of_it.id = earlier.task_id WHERE earlier.annotator_id = ",
            $person,
            " AND of_it.evaluation_id = ",
            $evaluation,
            " AND earlier.claimed_at < g.created_at)"
        )
    };
}
pub(crate) use unconfirmed;

/// Whether a person must confirm the latest version before going on: it came after they were given a task under an earlier
/// one, and they have not confirmed it.
///
/// # Errors
/// What the database reports.
pub async fn to_confirm(tx: &mut Tx, evaluation: EvaluationId, person: PersonId) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(concat!(
        "SELECT g.version FROM guideline g
          WHERE g.evaluation_id = $1 AND g.version = (SELECT MAX(version) FROM guideline WHERE evaluation_id = $1) AND ",
        unconfirmed!("$1", "$2")
    ))
    .bind(evaluation.0)
    .bind(person.0)
    .fetch_optional(tx.on())
    .await?;
    Ok(found.is_some())
}

/// Notes that a person confirmed a version; confirming twice changes nothing.
///
/// # Errors
/// What the database reports.
pub async fn confirm(
    tx: &mut Tx,
    evaluation: EvaluationId,
    version: i64,
    person: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO guideline_confirmation (evaluation_id, version, person_id, confirmed_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (evaluation_id, version, person_id) DO NOTHING",
    )
    .bind(evaluation.0)
    .bind(version)
    .bind(person.0)
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok(())
}
