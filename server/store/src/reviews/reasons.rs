//! The reasons that reviewers choose from. One that was given is retired, never changed or removed.

use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{ReasonId, Timestamp, review::Verdict};
use sqlx::Row;

/// A reason of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its id.
    pub id: ReasonId,
    /// What it is a reason for.
    pub verdict: Verdict,
    /// What it says; reviewers and annotators read it.
    pub text: String,
    /// Whether reviewers are offered it no more.
    pub retired: bool,
    /// How often it was given.
    pub given: i64,
}

/// Every reason, by verdict and in the order in which they were added; those in use only when asked for.
///
/// # Errors
/// What the database reports.
pub async fn list(tx: &mut Tx, offered_only: bool) -> Result<Vec<Reason>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.id, r.verdict, r.text, CASE WHEN r.retired_at IS NULL THEN 0 ELSE 1 END AS retired,
                (SELECT COUNT(*) FROM decision d WHERE d.reason_id = r.id) AS given
           FROM reason r WHERE $1 = 0 OR r.retired_at IS NULL ORDER BY r.verdict, r.id",
    )
    .bind(i64::from(offered_only))
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get("id")?;
            let verdict: String = row.try_get("verdict")?;
            Ok(Reason {
                id: ReasonId(id),
                verdict: Verdict::parse(&verdict).ok_or_else(|| inconsistent("reason", id))?,
                text: row.try_get("text")?,
                retired: row.try_get::<i64, _>("retired")? == 1,
                given: row.try_get("given")?,
            })
        })
        .collect()
}

/// Adds a reason to the list of a verdict.
///
/// # Errors
/// [`StoreError::Taken`] when the verdict has it already.
pub async fn add(tx: &mut Tx, verdict: Verdict, text: &str, now: Timestamp) -> Result<ReasonId, StoreError> {
    let id =
        sqlx::query_scalar::<_, i64>("INSERT INTO reason (verdict, text, created_at) VALUES ($1, $2, $3) RETURNING id")
            .bind(verdict.as_str())
            .bind(text.to_owned())
            .bind(now)
            .fetch_one(tx.on())
            .await?;
    Ok(ReasonId(id))
}

/// Offers a reason no more, or again; `false` when there is none such.
///
/// # Errors
/// What the database reports.
pub async fn retire(tx: &mut Tx, id: ReasonId, at: Option<Timestamp>) -> Result<bool, StoreError> {
    let changed =
        sqlx::query("UPDATE reason SET retired_at = $2 WHERE id = $1").bind(id.0).bind(at).execute(tx.on()).await?;
    Ok(changed.rows_affected() == 1)
}
