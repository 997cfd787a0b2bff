//! Prompt sets, their versions, prompts and responses.

use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{ModelId, PromptId, PromptSetId, PromptSetVersionId, ResponseId, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::BTreeMap;

/// One turn of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// Markdown.
    pub text: String,
}

/// A prompt as imported: without its responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptText {
    /// The id in the imported file.
    pub external_id: String,
    /// The conversation up to the awaited response.
    pub turns: Vec<Turn>,
    /// A reference answer.
    pub reference: Option<String>,
    /// Attributes for slices and routing.
    pub attributes: BTreeMap<String, String>,
}

/// A prompt set and its latest version.
#[derive(Clone, Debug)]
pub struct PromptSet {
    /// Its id.
    pub id: PromptSetId,
    /// Its name.
    pub name: String,
    /// Its domain, such as coding.
    pub domain: String,
    /// The GUID that betrays a leak of it.
    pub canary: String,
}

/// One version of a set, counted.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its id.
    pub id: PromptSetVersionId,
    /// The set it belongs to.
    pub set: PromptSetId,
    /// 1, 2, …
    pub number: i64,
    /// Whether an evaluation uses it, so that it takes no new prompts.
    pub sealed: bool,
    /// How many prompts it has.
    pub prompts: i64,
    /// How many responses it has.
    pub responses: i64,
}

/// Adds a set with its empty first version.
///
/// # Errors
/// [`StoreError::Taken`] when the name is in use.
pub async fn add(
    tx: &mut Tx,
    name: &str,
    domain: &str,
    canary: &str,
    now: Timestamp,
) -> Result<PromptSetId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO prompt_set (name, domain, canary, created_at) VALUES ($1, $2, $3, $4) RETURNING id",
    )
    .bind(name.to_owned())
    .bind(domain.to_owned())
    .bind(canary.to_owned())
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    add_version(tx, PromptSetId(id), now).await?;
    Ok(PromptSetId(id))
}

/// Adds the next, empty version.
///
/// # Errors
/// What the database reports.
pub async fn add_version(tx: &mut Tx, set: PromptSetId, now: Timestamp) -> Result<PromptSetVersionId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO prompt_set_version (prompt_set_id, number, created_at)
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2 FROM prompt_set_version WHERE prompt_set_id = $1 RETURNING id",
    )
    .bind(set.0)
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    Ok(PromptSetVersionId(id))
}

/// Every set, by name.
///
/// # Errors
/// What the database reports.
pub async fn list(tx: &mut Tx) -> Result<Vec<PromptSet>, StoreError> {
    let rows = sqlx::query("SELECT id, name, domain, canary FROM prompt_set ORDER BY name").fetch_all(tx.on()).await?;
    rows.iter()
        .map(|row| {
            Ok(PromptSet {
                id: PromptSetId(row.try_get("id")?),
                name: row.try_get("name")?,
                domain: row.try_get("domain")?,
                canary: row.try_get("canary")?,
            })
        })
        .collect()
}

/// Every version of every set, newest first, with counts; those that imports are staging aside.
///
/// # Errors
/// What the database reports.
pub async fn versions(tx: &mut Tx) -> Result<Vec<Version>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.id, v.prompt_set_id, v.number, CASE WHEN v.sealed_at IS NULL THEN 0 ELSE 1 END AS sealed,
                (SELECT COUNT(*) FROM prompt p WHERE p.version_id = v.id) AS prompts,
                (SELECT COUNT(*) FROM response r JOIN prompt p ON p.id = r.prompt_id WHERE p.version_id = v.id) AS responses
           FROM prompt_set_version v WHERE v.number > 0 ORDER BY v.prompt_set_id, v.number DESC",
    )
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Version {
                id: PromptSetVersionId(row.try_get("id")?),
                set: PromptSetId(row.try_get("prompt_set_id")?),
                number: row.try_get("number")?,
                sealed: row.try_get::<i64, _>("sealed")? == 1,
                prompts: row.try_get("prompts")?,
                responses: row.try_get("responses")?,
            })
        })
        .collect()
}

/// Marks a version as used, so that it takes no new prompts.
///
/// # Errors
/// What the database reports.
pub async fn seal(tx: &mut Tx, version: PromptSetVersionId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE prompt_set_version SET sealed_at = $2 WHERE id = $1 AND sealed_at IS NULL")
        .bind(version.0)
        .bind(now)
        .execute(tx.on())
        .await?;
    Ok(())
}

pub(crate) fn prompt_text(row: &sqlx::any::AnyRow, id: i64) -> Result<PromptText, StoreError> {
    Ok(PromptText {
        external_id: row.try_get("external_id")?,
        turns: serde_json::from_str(row.try_get("turns")?).map_err(|_| inconsistent("prompt", id))?,
        reference: row.try_get("reference")?,
        attributes: serde_json::from_str(row.try_get("attributes")?).map_err(|_| inconsistent("prompt", id))?,
    })
}

/// Adds a prompt to a version that is not in use.
///
/// # Errors
/// [`StoreError::Taken`] for a used id, [`StoreError::Rule`] when the version is sealed.
pub async fn add_prompt(tx: &mut Tx, version: PromptSetVersionId, prompt: &PromptText) -> Result<PromptId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO prompt (version_id, external_id, turns, reference, attributes) VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind(version.0)
    .bind(prompt.external_id.clone())
    .bind(serde_json::to_string(&prompt.turns).unwrap_or_default())
    .bind(prompt.reference.clone())
    .bind(serde_json::to_string(&prompt.attributes).unwrap_or_default())
    .fetch_one(tx.on())
    .await?;
    Ok(PromptId(id))
}

/// Adds a model's response to a prompt.
///
/// # Errors
/// [`StoreError::Taken`] when the model has answered it.
pub async fn add_response(
    tx: &mut Tx,
    prompt: PromptId,
    model: ModelId,
    text: &str,
    now: Timestamp,
) -> Result<ResponseId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO response (prompt_id, model_id, text, created_at) VALUES ($1, $2, $3, $4) RETURNING id",
    )
    .bind(prompt.0)
    .bind(model.0)
    .bind(text.to_owned())
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    Ok(ResponseId(id))
}

/// Which responses of a version exist: prompt, response, model; in the file's order.
///
/// # Errors
/// What the database reports.
pub async fn responses_of(
    tx: &mut Tx,
    version: PromptSetVersionId,
) -> Result<Vec<(PromptId, ResponseId, ModelId)>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.id, r.prompt_id, r.model_id FROM response r JOIN prompt p ON p.id = r.prompt_id
          WHERE p.version_id = $1 ORDER BY r.prompt_id, r.id",
    )
    .bind(version.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            Ok((PromptId(row.try_get("prompt_id")?), ResponseId(row.try_get("id")?), ModelId(row.try_get("model_id")?)))
        })
        .collect()
}

/// The canary of a version's prompt set.
///
/// # Errors
/// What the database reports.
pub async fn canary_of(tx: &mut Tx, version: PromptSetVersionId) -> Result<Option<String>, StoreError> {
    let canary =
        "SELECT s.canary FROM prompt_set s JOIN prompt_set_version v ON v.prompt_set_id = s.id WHERE v.id = $1";
    Ok(sqlx::query_scalar(canary).bind(version.0).fetch_optional(tx.on()).await?)
}
