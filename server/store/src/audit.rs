//! The append-only, hash-chained audit log, written in the transaction of the change it tells of.

use crate::{StoreError, Tx};
use assay_domain::{PersonId, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::sync::OnceLock;

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

/// An event that waits for its transaction's commit.
#[derive(Debug)]
pub(crate) struct Pending {
    at: Timestamp,
    person: Option<PersonId>,
    action: String,
    subject: String,
    detail: String,
}

/// Notes an event. It is written when the transaction commits, with those of all transactions that share the commit: the
/// chain's head is one row that every writer needs, so it is held for as short as can be.
///
/// # Errors
/// [`StoreError::Unavailable`] on a connection that only reads.
pub async fn append(tx: &mut Tx, event: Event<'_>) -> Result<(), StoreError> {
    if !tx.writes() {
        return Err(StoreError::Unavailable("what only reads cannot be audited".into()));
    }
    tx.events.push(Pending {
        at: event.at,
        person: event.person,
        action: event.action.to_owned(),
        subject: event.subject,
        detail: event.detail.to_string(),
    });
    Ok(())
}

/// Rows in one INSERT, largest first. A few fixed sizes, so that the databases know each statement already.
const ROWS: [usize; 4] = [32, 8, 2, 1];

/// Writes events at the end of the chain.
pub(crate) async fn chain(tx: &mut Tx, events: Vec<Pending>) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let more = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let head = sqlx::query("UPDATE audit_head SET number = number + $1 WHERE one = 1 RETURNING number, hash")
        .bind(more)
        .fetch_one(tx.on())
        .await?;
    let first = head.try_get::<i64, _>("number")? - more + 1;
    let mut before: String = head.try_get("hash")?;
    let mut entries: Vec<Entry> = Vec::with_capacity(events.len());
    for (number, event) in (first..).zip(events) {
        let Pending { at, person, action, subject, detail } = event;
        let mut entry = Entry { number, at, person, action, subject, detail, hash: String::new() };
        entry.hash = entry.hash_after(&before);
        before.clone_from(&entry.hash);
        entries.push(entry);
    }
    let mut left = entries.into_iter();
    for rows in ROWS {
        while left.len() >= rows {
            insert(tx, left.by_ref().take(rows), rows).await?;
        }
    }
    sqlx::query("UPDATE audit_head SET hash = $1 WHERE one = 1").bind(before).execute(tx.on()).await?;
    Ok(())
}

async fn insert(tx: &mut Tx, entries: impl Iterator<Item = Entry>, rows: usize) -> Result<(), StoreError> {
    static STATEMENTS: [OnceLock<String>; ROWS.len()] = [const { OnceLock::new() }; ROWS.len()];
    let place = ROWS.iter().position(|size| *size == rows).unwrap_or(ROWS.len() - 1);
    let statement = STATEMENTS[place].get_or_init(|| {
        let row = |row: usize| {
            let binds: Vec<String> = (1..=7).map(|column| format!("${}", row * 7 + column)).collect();
            format!("({})", binds.join(", "))
        };
        let values: Vec<String> = (0..ROWS[place]).map(row).collect();
        format!("INSERT INTO audit (number, at, person_id, action, subject, detail, hash) VALUES {}", values.join(", "))
    });
    let mut query = sqlx::query(sqlx::AssertSqlSafe(statement.as_str()));
    for entry in entries {
        query = query
            .bind(entry.number)
            .bind(entry.at)
            .bind(entry.person.map(|person| person.0))
            .bind(entry.action)
            .bind(entry.subject)
            .bind(entry.detail)
            .bind(entry.hash);
    }
    query.execute(tx.on()).await?;
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
