//! Files on their way in: staged in a version that nobody sees, then made visible, or merged, in one step.
//!
//! A staged version has a negative number. It holds what has arrived of a file so far; until the last step only the import
//! itself knows its id, and whatever is left of one that never came to its end is removed.

use crate::{StoreError, Tx};
use assay_domain::{ModelId, PersonId, PromptSetId, PromptSetVersionId, ResponseId, Timestamp};
use sqlx::Row;

/// Rows removed by one statement, so that no write of cleaning up takes long.
const AT_ONCE: i64 = 500;

/// Makes a staged version.
///
/// # Errors
/// What the database reports, such as that there is no such set.
pub async fn stage(tx: &mut Tx, set: PromptSetId, now: Timestamp) -> Result<PromptSetVersionId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO prompt_set_version (prompt_set_id, number, created_at)
         SELECT $1, CASE WHEN MIN(number) < 0 THEN MIN(number) ELSE 0 END - 1, $2
           FROM prompt_set_version WHERE prompt_set_id = $1 RETURNING id",
    )
    .bind(set.0)
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    Ok(PromptSetVersionId(id))
}

/// Staged versions made before a moment: of imports that never came to their end.
///
/// # Errors
/// What the database reports.
pub async fn abandoned(tx: &mut Tx, before: Timestamp) -> Result<Vec<PromptSetVersionId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM prompt_set_version WHERE number < 0 AND created_at < $1")
        .bind(before)
        .fetch_all(tx.on())
        .await?;
    Ok(ids.into_iter().map(PromptSetVersionId).collect())
}

/// Removes some of what a staged version holds, and at last the version; `false` while there is more.
///
/// # Errors
/// What the database reports.
pub async fn discard_some(tx: &mut Tx, staged: PromptSetVersionId) -> Result<bool, StoreError> {
    let prompts = "SELECT p.id FROM prompt p JOIN prompt_set_version v ON v.id = p.version_id
                    WHERE p.version_id = $1 AND v.number < 0 ORDER BY p.id LIMIT $2";
    let ids: Vec<i64> = sqlx::query_scalar(prompts).bind(staged.0).bind(AT_ONCE).fetch_all(tx.on()).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
        sqlx::query("DELETE FROM prompt_set_version WHERE id = $1 AND number < 0")
            .bind(staged.0)
            .execute(tx.on())
            .await?;
        return Ok(true);
    };
    for statement in [
        "DELETE FROM held_response WHERE response_id IN (SELECT r.id FROM response r JOIN prompt p ON p.id = r.prompt_id
          WHERE p.version_id = $1 AND p.id BETWEEN $2 AND $3)",
        "DELETE FROM response WHERE prompt_id IN (SELECT id FROM prompt WHERE version_id = $1 AND id BETWEEN $2 AND $3)",
        "DELETE FROM prompt WHERE version_id = $1 AND id BETWEEN $2 AND $3",
    ] {
        sqlx::query(statement).bind(staged.0).bind(*first).bind(*last).execute(tx.on()).await?;
    }
    Ok(false)
}

/// Holds a response until an admin approves it.
///
/// # Errors
/// What the database reports.
pub async fn hold(tx: &mut Tx, response: ResponseId, reason: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO held_response (response_id, reason) VALUES ($1, $2)")
        .bind(response.0)
        .bind(reason.to_owned())
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Shows a staged version under a number, in place of an empty version of that number that nothing uses; `false` when
/// something does.
///
/// # Errors
/// What the database reports.
pub async fn show(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    number: i64,
    instead_of: Option<PromptSetVersionId>,
) -> Result<bool, StoreError> {
    if let Some(empty) = instead_of {
        let removed = sqlx::query(
            "DELETE FROM prompt_set_version WHERE id = $1
                AND NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.version_id = $1)
                AND NOT EXISTS (SELECT 1 FROM prompt p WHERE p.version_id = $1)",
        )
        .bind(empty.0)
        .execute(tx.on())
        .await?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
    }
    sqlx::query("UPDATE prompt_set_version SET number = $2 WHERE id = $1")
        .bind(staged.0)
        .bind(number)
        .execute(tx.on())
        .await?;
    Ok(true)
}

/// Ids of staged prompts that are in the target with different content.
///
/// # Errors
/// What the database reports.
pub async fn changed_prompts(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    target: PromptSetVersionId,
    most: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT s.external_id FROM prompt s JOIN prompt t ON t.version_id = $2 AND t.external_id = s.external_id
          WHERE s.version_id = $1 AND (s.turns <> t.turns OR s.attributes <> t.attributes
                OR COALESCE('=' || s.reference, '') <> COALESCE('=' || t.reference, ''))
          ORDER BY s.id LIMIT $3",
    )
    .bind(staged.0)
    .bind(target.0)
    .bind(most)
    .fetch_all(tx.on())
    .await?)
}

/// Ids of staged prompts that are not in the target.
///
/// # Errors
/// What the database reports.
pub async fn new_prompts(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    target: PromptSetVersionId,
    most: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT s.external_id FROM prompt s WHERE s.version_id = $1
            AND NOT EXISTS (SELECT 1 FROM prompt t WHERE t.version_id = $2 AND t.external_id = s.external_id)
          ORDER BY s.id LIMIT $3",
    )
    .bind(staged.0)
    .bind(target.0)
    .bind(most)
    .fetch_all(tx.on())
    .await?)
}

/// Prompt id and model name of staged responses that the target has with different content.
///
/// # Errors
/// What the database reports.
pub async fn changed_responses(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    target: PromptSetVersionId,
    most: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query(
        "SELECT s.external_id, m.name FROM prompt s
           JOIN prompt t ON t.version_id = $2 AND t.external_id = s.external_id
           JOIN response a ON a.prompt_id = s.id
           JOIN response b ON b.prompt_id = t.id AND b.model_id = a.model_id
           JOIN model m ON m.id = a.model_id
          WHERE s.version_id = $1 AND a.text <> b.text ORDER BY a.id LIMIT $3",
    )
    .bind(staged.0)
    .bind(target.0)
    .bind(most)
    .fetch_all(tx.on())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("external_id")?, row.try_get("name")?))).collect()
}

/// Adds to the target what it has not; answers how many prompts and responses that were.
///
/// # Errors
/// [`StoreError::Rule`] for new prompts when the target is sealed.
pub async fn merge(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    target: PromptSetVersionId,
    now: Timestamp,
) -> Result<(u64, u64), StoreError> {
    let prompts = sqlx::query(
        "INSERT INTO prompt (version_id, external_id, turns, reference, attributes)
         SELECT $2, s.external_id, s.turns, s.reference, s.attributes FROM prompt s
          WHERE s.version_id = $1
            AND NOT EXISTS (SELECT 1 FROM prompt t WHERE t.version_id = $2 AND t.external_id = s.external_id)
          ORDER BY s.id",
    )
    .bind(staged.0)
    .bind(target.0)
    .execute(tx.on())
    .await?;
    let responses = sqlx::query(
        "INSERT INTO response (prompt_id, model_id, text, created_at)
         SELECT t.id, a.model_id, a.text, $3 FROM prompt s
           JOIN prompt t ON t.version_id = $2 AND t.external_id = s.external_id
           JOIN response a ON a.prompt_id = s.id
          WHERE s.version_id = $1
            AND NOT EXISTS (SELECT 1 FROM response b WHERE b.prompt_id = t.id AND b.model_id = a.model_id)
          ORDER BY a.id",
    )
    .bind(staged.0)
    .bind(target.0)
    .bind(now)
    .execute(tx.on())
    .await?;
    sqlx::query(
        "INSERT INTO held_response (response_id, reason)
         SELECT b.id, h.reason FROM held_response h
           JOIN response a ON a.id = h.response_id JOIN prompt s ON s.id = a.prompt_id
           JOIN prompt t ON t.version_id = $2 AND t.external_id = s.external_id
           JOIN response b ON b.prompt_id = t.id AND b.model_id = a.model_id
          WHERE s.version_id = $1 AND b.created_at = $3
            AND NOT EXISTS (SELECT 1 FROM held_response k WHERE k.response_id = b.id)",
    )
    .bind(staged.0)
    .bind(target.0)
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok((prompts.rows_affected(), responses.rows_affected()))
}

/// A response that waits for an admin.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which.
    pub response: ResponseId,
    /// The prompt's id in the file.
    pub external_id: String,
    /// Whose response it is.
    pub model: String,
    /// `registered_name` or `introduction`.
    pub reason: String,
    /// The whole response.
    pub text: String,
    /// The prompt, for the ledger of exposures.
    pub prompt: assay_domain::PromptId,
}

/// The responses of a set that wait for an admin, in the order of their prompts.
///
/// # Errors
/// What the database reports.
pub async fn held(tx: &mut Tx, set: PromptSetId, most: i64) -> Result<Vec<Held>, StoreError> {
    let rows = sqlx::query(
        "SELECT h.response_id, h.reason, r.text, r.prompt_id, p.external_id, m.name FROM held_response h
           JOIN response r ON r.id = h.response_id JOIN prompt p ON p.id = r.prompt_id
           JOIN prompt_set_version v ON v.id = p.version_id JOIN model m ON m.id = r.model_id
          WHERE v.prompt_set_id = $1 AND v.number > 0 AND h.approved_at IS NULL ORDER BY h.response_id LIMIT $2",
    )
    .bind(set.0)
    .bind(most)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Held {
                response: ResponseId(row.try_get("response_id")?),
                external_id: row.try_get("external_id")?,
                model: row.try_get("name")?,
                reason: row.try_get("reason")?,
                text: row.try_get("text")?,
                prompt: assay_domain::PromptId(row.try_get("prompt_id")?),
            })
        })
        .collect()
}

/// How many responses of a set wait for an admin.
///
/// # Errors
/// What the database reports.
pub async fn count_held(tx: &mut Tx, set: PromptSetId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM held_response h JOIN response r ON r.id = h.response_id JOIN prompt p ON p.id = r.prompt_id
           JOIN prompt_set_version v ON v.id = p.version_id
          WHERE v.prompt_set_id = $1 AND v.number > 0 AND h.approved_at IS NULL",
    )
    .bind(set.0)
    .fetch_one(tx.on())
    .await?)
}

/// How many responses of these models in a version wait for an admin.
///
/// # Errors
/// What the database reports.
pub async fn count_held_of(tx: &mut Tx, version: PromptSetVersionId, models: &[ModelId]) -> Result<usize, StoreError> {
    let waiting: Vec<i64> = sqlx::query_scalar(
        "SELECT r.model_id FROM held_response h JOIN response r ON r.id = h.response_id JOIN prompt p ON p.id = r.prompt_id
          WHERE p.version_id = $1 AND h.approved_at IS NULL",
    )
    .bind(version.0)
    .fetch_all(tx.on())
    .await?;
    Ok(waiting.into_iter().filter(|id| models.contains(&ModelId(*id))).count())
}

/// Approves a response of a set that waits; `false` when there is none of this id.
///
/// # Errors
/// What the database reports.
pub async fn approve(
    tx: &mut Tx,
    set: PromptSetId,
    response: ResponseId,
    by: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let approved = sqlx::query(
        "UPDATE held_response SET approved_by = $3, approved_at = $4 WHERE response_id = $2 AND approved_at IS NULL
            AND EXISTS (SELECT 1 FROM response r JOIN prompt p ON p.id = r.prompt_id
                          JOIN prompt_set_version v ON v.id = p.version_id
                         WHERE r.id = $2 AND v.prompt_set_id = $1)",
    )
    .bind(set.0)
    .bind(response.0)
    .bind(by.0)
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok(approved.rows_affected() == 1)
}
