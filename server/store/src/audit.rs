//! The append-only, hash-chained audit log, written in the transaction of the change it tells of.

use crate::{StoreError, Tx};
use assay_domain::{PersonId, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::Row;

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the system and for people not signed in.
    pub person: Option<PersonId>,
    /// What, as `thing.verb`.
    pub action: &'a str,
    /// To what, as `thing:id`.
    pub subject: String,
    /// Ids, numbers and words of the method; never private text.
    pub detail: Value,
}

/// One row of the log as read back.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the chain, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: Option<PersonId>,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// More.
    pub detail: String,
    /// SHA-256 over the row before's hash and this row, in hexadecimal.
    pub hash: String,
}

impl Entry {
    fn hash_after(&self, before: &str) -> String {
        let mut hasher = Sha256::new();
        let person = self.person.map_or(0, |person| person.0);
        for part in [
            before,
            &self.number.to_string(),
            &self.at.to_string(),
            &person.to_string(),
            &self.action,
            &self.subject,
            &self.detail,
        ] {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hex(&hasher.finalize())
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Appends an event. The chain's head is locked until the transaction ends, so call this last.
///
/// # Errors
/// What the database reports.
pub async fn append(tx: &mut Tx, event: Event<'_>) -> Result<(), StoreError> {
    let head = sqlx::query("UPDATE audit_head SET number = number + 1 WHERE one = 1 RETURNING number, hash")
        .fetch_one(tx.on())
        .await?;
    let before: String = head.try_get("hash")?;
    let mut entry = Entry {
        number: head.try_get("number")?,
        at: event.at,
        person: event.person,
        action: event.action.to_owned(),
        subject: event.subject,
        detail: event.detail.to_string(),
        hash: String::new(),
    };
    entry.hash = entry.hash_after(&before);
    sqlx::query(
        "INSERT INTO audit (number, at, person_id, action, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(entry.number)
    .bind(entry.at)
    .bind(entry.person.map(|person| person.0))
    .bind(entry.action)
    .bind(entry.subject)
    .bind(entry.detail)
    .bind(entry.hash.clone())
    .execute(tx.on())
    .await?;
    sqlx::query("UPDATE audit_head SET hash = $1 WHERE one = 1").bind(entry.hash).execute(tx.on()).await?;
    Ok(())
}

/// Reads entries after a place in the chain, oldest first.
///
/// # Errors
/// What the database reports.
pub async fn after(tx: &mut Tx, number: i64, most: i64) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query("SELECT number, at, person_id, action, subject, detail, hash FROM audit WHERE number > $1 ORDER BY number LIMIT $2")
        .bind(number)
        .bind(most)
        .fetch_all(tx.on())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Entry {
                number: row.try_get("number")?,
                at: row.try_get("at")?,
                person: row.try_get::<Option<i64>, _>("person_id")?.map(PersonId),
                action: row.try_get("action")?,
                subject: row.try_get("subject")?,
                detail: row.try_get("detail")?,
                hash: row.try_get("hash")?,
            })
        })
        .collect()
}

/// Walks the whole chain. `Ok(Ok(length))` when it is whole, `Ok(Err(number))` with the first bad row.
///
/// # Errors
/// What the database reports.
pub async fn verify(tx: &mut Tx) -> Result<Result<i64, i64>, StoreError> {
    let (mut number, mut hash) = (0, String::new());
    loop {
        let entries = after(tx, number, 10_000).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if entry.number != number + 1 || entry.hash != entry.hash_after(&hash) {
                return Ok(Err(number + 1));
            }
            number = entry.number;
            hash = entry.hash;
        }
    }
    let head = sqlx::query("SELECT number, hash FROM audit_head WHERE one = 1").fetch_one(tx.on()).await?;
    let whole = head.try_get::<i64, _>("number")? == number && head.try_get::<String, _>("hash")? == hash;
    Ok(if whole { Ok(number) } else { Err(number + 1) })
}
