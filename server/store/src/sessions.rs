//! Sessions: created by INSERT, saved by UPDATE only, so that a signed-out session never comes back to life.

use crate::{
    StoreError, Tx,
    batch::Batch,
    people::{self, Person},
};
use assay_domain::Timestamp;
use sqlx::Row;

/// A stored session: opaque data until a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// JSON, of the session layer's making.
    pub data: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Adds a session.
///
/// # Errors
/// [`StoreError::Taken`] when the id is in use, so that the caller draws another.
pub async fn create(tx: &mut Tx, id: &str, session: &StoredSession) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO session (id, data, expires_at) VALUES ($1, $2, $3)")
        .bind(id.to_owned())
        .bind(session.data.clone())
        .bind(session.expires_at)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Saves an existing session; one that was deleted meanwhile stays deleted.
///
/// # Errors
/// What the database reports.
pub async fn save(tx: &mut Tx, id: &str, session: &StoredSession) -> Result<bool, StoreError> {
    let saved = sqlx::query("UPDATE session SET data = $2, expires_at = $3 WHERE id = $1")
        .bind(id.to_owned())
        .bind(session.data.clone())
        .bind(session.expires_at)
        .execute(tx.on())
        .await?;
    Ok(saved.rows_affected() == 1)
}

/// Looks a session up that has not ended, with the account of whoever signed in to it, which every request asks for next.
///
/// # Errors
/// What the database reports.
pub async fn lookup(
    tx: &mut Tx,
    id: &str,
    now: Timestamp,
) -> Result<Option<(StoredSession, Option<Person>)>, StoreError> {
    let mut batch = Batch::default();
    batch.add("SELECT data, expires_at FROM session WHERE id = $1 AND expires_at > $2", [id.into(), now.into()]);
    people::ask_of_session(&mut batch, tx.dialect, id);
    let mut answers = batch.run(tx).await?.into_iter();
    let session = answers.next().unwrap_or_default();
    let Some(row) = session.first() else { return Ok(None) };
    let session = StoredSession { data: row.try_get("data")?, expires_at: row.try_get("expires_at")? };
    Ok(Some((session, people::found(&mut answers)?)))
}

/// Ends a session.
///
/// # Errors
/// What the database reports.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE id = $1").bind(id.to_owned()).execute(tx.on()).await?;
    Ok(())
}

/// Removes sessions that have ended.
///
/// # Errors
/// What the database reports.
pub async fn delete_ended(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    Ok(sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(now).execute(tx.on()).await?.rows_affected())
}
