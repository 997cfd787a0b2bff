//! The append-only, hash-chained audit log, written in the transaction of the change it tells of.

use crate::{Dialect, StoreError, Tx, batch::Batch, db::KEEP_WRITE, error::inconsistent};
use assay_domain::{PersonId, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{Row, any::AnyRow};

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

/// Writes events at the end of the chain, the last thing before the commit.
pub(crate) async fn chain(tx: &mut Tx, events: Vec<Pending>) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let more = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let mut batch = Batch::default();
    if tx.dialect == Dialect::Sqlite {
        // Fails where a full disk or a failing one ended the transaction unnoticed: nothing of what follows is written then.
        batch.add(KEEP_WRITE, []);
    }
    batch.add("UPDATE audit_head SET number = number + $1 WHERE one = 1 RETURNING number, hash", [more.into()]);
    let answers = batch.run(tx).await?;
    let head = answers.iter().flatten().next().ok_or_else(|| inconsistent("audit_head", 1))?;
    let first = head.try_get::<i64, _>("number")? - more + 1;
    let mut before: String = head.try_get("hash")?;
    let mut rows = Vec::with_capacity(events.len());
    for (number, event) in (first..).zip(events) {
        let Pending { at, person, action, subject, detail } = event;
        let mut entry = Entry { number, at, person, action, subject, detail, hash: String::new() };
        entry.hash = entry.hash_after(&before);
        before.clone_from(&entry.hash);
        let Entry { number, at, person, action, subject, detail, hash } = entry;
        rows.push(json!([number, at, person, action, subject, detail, hash]));
    }
    // One statement for any number of rows, so that the databases know it already.
    let insert = tx.dialect.pick(
        "INSERT INTO audit (number, at, person_id, action, subject, detail, hash)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each($1)",
        "INSERT INTO audit (number, at, person_id, action, subject, detail, hash)
         SELECT CAST(e ->> 0 AS BIGINT), CAST(e ->> 1 AS BIGINT), CAST(e ->> 2 AS BIGINT), e ->> 3, e ->> 4, e ->> 5, e ->> 6
           FROM jsonb_array_elements(CAST($1 AS JSONB)) AS e",
    );
    let mut batch = Batch::default();
    batch
        .add(insert, [Value::Array(rows).to_string().into()])
        .add("UPDATE audit_head SET hash = $1 WHERE one = 1", [before.into()]);
    batch.run(tx).await?;
    Ok(())
}

const COLUMNS: &str = "SELECT number, at, person_id, action, subject, detail, hash FROM audit";

fn entry(row: &AnyRow) -> Result<Entry, StoreError> {
    Ok(Entry {
        number: row.try_get("number")?,
        at: row.try_get("at")?,
        person: row.try_get::<Option<i64>, _>("person_id")?.map(PersonId),
        action: row.try_get("action")?,
        subject: row.try_get("subject")?,
        detail: row.try_get("detail")?,
        hash: row.try_get("hash")?,
    })
}

/// Reads entries after a place in the chain, oldest first.
///
/// # Errors
/// What the database reports.
pub async fn after(tx: &mut Tx, number: i64, most: i64) -> Result<Vec<Entry>, StoreError> {
    let statement = format!("{COLUMNS} WHERE number > $1 ORDER BY number LIMIT $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(number).bind(most).fetch_all(tx.on()).await?;
    rows.iter().map(entry).collect()
}

/// What to look for in the log; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who did it.
    pub person: Option<PersonId>,
    /// The whole action, such as `judgment.submit`, or its thing with a dot at the end, such as `judgment.`.
    pub action: Option<String>,
    /// To what, such as `task:17`.
    pub subject: Option<String>,
    /// At this moment or later.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only entries before this place in the chain.
    pub before: Option<i64>,
}

/// Entries that fit, newest first.
///
/// # Errors
/// What the database reports.
pub async fn search(tx: &mut Tx, filter: &Filter, most: i64) -> Result<Vec<Entry>, StoreError> {
    // Unused conditions have bounds that let everything through, so that one text serves all.
    let (thing, action) = match &filter.action {
        Some(action) if action.ends_with('.') => (action.clone(), String::new()),
        Some(action) => (String::new(), action.clone()),
        None => (String::new(), String::new()),
    };
    let thing_length = i64::try_from(thing.chars().count()).unwrap_or(0);
    let statement = format!(
        "{COLUMNS} WHERE number < $1 AND at >= $2 AND at < $3 AND ($4 = 0 OR person_id = $4)
            AND ($5 = '' OR action = $5) AND SUBSTR(action, 1, CAST($6 AS INTEGER)) = $7 AND ($8 = '' OR subject = $8)
          ORDER BY number DESC LIMIT $9"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(filter.before.unwrap_or(i64::MAX))
        .bind(filter.from.unwrap_or(i64::MIN))
        .bind(filter.until.unwrap_or(i64::MAX))
        .bind(filter.person.map_or(0, |person| person.0))
        .bind(action)
        .bind(thing_length)
        .bind(thing)
        .bind(filter.subject.clone().unwrap_or_default())
        .bind(most)
        .fetch_all(tx.on())
        .await?;
    rows.iter().map(entry).collect()
}

/// The end of the chain: how many entries there are, and the hash that stands for all of them.
///
/// # Errors
/// What the database reports.
pub async fn head(tx: &mut Tx) -> Result<(i64, String), StoreError> {
    let row = sqlx::query("SELECT number, hash FROM audit_head WHERE one = 1").fetch_one(tx.on()).await?;
    Ok((row.try_get("number")?, row.try_get("hash")?))
}

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry follows from the one before, up to the head.
    Whole {
        /// How many entries there are.
        entries: i64,
        /// The hash of the last.
        head: String,
    },
    /// The entry of this number was changed, is missing, or does not follow from the one before.
    Broken(i64),
    /// The chain is whole but has no entry with the hash that was kept: entries were removed, or all were written anew.
    HeadMissing,
}

/// Walks the whole chain; with `kept`, a head that someone wrote down earlier must be one of its hashes.
///
/// # Errors
/// What the database reports.
pub async fn verify(tx: &mut Tx, kept: Option<&str>) -> Result<Verdict, StoreError> {
    // The head first: what is appended while this walks is beyond it and checked as far as it is seen.
    let (last, last_hash) = head(tx).await?;
    let (mut number, mut hash) = (0, String::new());
    let mut found = kept.is_none();
    let mut head_seen = last == 0 && last_hash.is_empty();
    loop {
        let entries = after(tx, number, 5_000).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if entry.number != number + 1 || entry.hash != entry.hash_after(&hash) {
                return Ok(Verdict::Broken(number + 1));
            }
            number = entry.number;
            hash = entry.hash;
            found |= kept.is_some_and(|kept| kept.eq_ignore_ascii_case(&hash));
            head_seen |= number == last && hash == last_hash;
        }
    }
    if !head_seen {
        // Entries are gone from the end, or the head itself was changed.
        return Ok(Verdict::Broken(number.min(last) + 1));
    }
    Ok(if found { Verdict::Whole { entries: number, head: hash } } else { Verdict::HeadMissing })
}
