//! Skipped tasks, flagged prompts and the prompts that are held back.

use crate::{
    Dialect, StoreError, Tx,
    assignments::{open_slot, set_state},
    error::inconsistent,
    prompt_sets::{PromptText, prompt_text},
};
use assay_domain::{
    AssignmentId, PersonId, PromptId, Timestamp,
    assignment::AssignmentState,
    routing::{FlagReason, SkipReason},
};
use sqlx::{Row, any::AnyRow};

/// What an admin made of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The prompt is as it should be; its tasks are given out again.
    Released,
    /// The prompt is broken; its tasks are never given out again.
    Voided,
}

impl Outcome {
    /// The word stored and sent in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Voided => "voided",
        }
    }

    /// Reads [`Outcome::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Released, Self::Voided].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// What someone said of a prompt.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Its number.
    pub id: i64,
    /// Which prompt.
    pub prompt: PromptId,
    /// The prompt itself.
    pub text: PromptText,
    /// The prompt set's name and the version's number.
    pub set: (String, i64),
    /// The name of whoever flagged it.
    pub by: String,
    /// What they say is wrong.
    pub reason: FlagReason,
    /// In their words.
    pub note: String,
    /// When.
    pub flagged_at: Timestamp,
    /// What became of it: outcome, explanation, by whom, when.
    pub resolved: Option<(Outcome, String, String, Timestamp)>,
}

/// Writes that a person skipped a task.
///
/// # Errors
/// [`StoreError::Taken`] when they did already.
pub async fn skip(
    tx: &mut Tx,
    assignment: AssignmentId,
    person: PersonId,
    reason: SkipReason,
    note: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO skip (assignment_id, person_id, reason, note, skipped_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(assignment.0)
        .bind(person.0)
        .bind(reason.as_str())
        .bind(note.to_owned())
        .bind(now)
        .execute(tx.on())
        .await?;
    open_slot(tx, assignment).await?;
    set_state(tx, assignment, AssignmentState::Released).await
}

/// How often a person skipped since a moment.
///
/// # Errors
/// What the database reports.
pub async fn skips_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM skip WHERE person_id = $1 AND skipped_at > $2")
        .bind(person.0)
        .bind(since)
        .fetch_one(tx.on())
        .await?)
}

/// How often a person flagged since a moment.
///
/// # Errors
/// What the database reports.
pub async fn flags_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM flag WHERE person_id = $1 AND flagged_at > $2")
        .bind(person.0)
        .bind(since)
        .fetch_one(tx.on())
        .await?)
}

/// Writes that a person flagged the prompt of a task, and holds it back.
///
/// # Errors
/// What the database reports.
pub async fn flag(
    tx: &mut Tx,
    prompt: PromptId,
    assignment: AssignmentId,
    person: PersonId,
    said: (FlagReason, &str),
    now: Timestamp,
) -> Result<i64, StoreError> {
    let id = sqlx::query_scalar(
        "INSERT INTO flag (prompt_id, assignment_id, person_id, reason, note, flagged_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
    )
    .bind(prompt.0)
    .bind(assignment.0)
    .bind(person.0)
    .bind(said.0.as_str())
    .bind(said.1.to_owned())
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    sqlx::query(
        "INSERT INTO prompt_hold (prompt_id, state, since) VALUES ($1, 'held', $2) ON CONFLICT (prompt_id) DO NOTHING",
    )
    .bind(prompt.0)
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok(id)
}

/// Gives up a claim that its person may take again, with the draft they have.
///
/// # Errors
/// What the database reports.
pub async fn give_up(tx: &mut Tx, assignment: AssignmentId) -> Result<(), StoreError> {
    open_slot(tx, assignment).await?;
    set_state(tx, assignment, AssignmentState::Expired).await
}

fn flag_of(row: &AnyRow) -> Result<Flag, StoreError> {
    let id: i64 = row.try_get("id")?;
    let bad = || inconsistent("flag", id);
    let reason: String = row.try_get("reason")?;
    let prompt: i64 = row.try_get("prompt_id")?;
    let resolved = match row.try_get::<Option<String>, _>("outcome")? {
        None => None,
        Some(outcome) => Some((
            Outcome::parse(&outcome).ok_or_else(bad)?,
            row.try_get("explanation")?,
            row.try_get("resolver")?,
            row.try_get("resolved_at")?,
        )),
    };
    Ok(Flag {
        id,
        prompt: PromptId(prompt),
        text: prompt_text(row, prompt)?,
        set: (row.try_get("set_name")?, row.try_get("version_number")?),
        by: row.try_get("flagger")?,
        reason: FlagReason::parse(&reason).ok_or_else(bad)?,
        note: row.try_get("note")?,
        flagged_at: row.try_get("flagged_at")?,
        resolved,
    })
}

macro_rules! flags {
    ($tail:literal) => {
        concat!(
            "SELECT f.id, f.prompt_id, f.reason, f.note, f.flagged_at, f.outcome, f.explanation, f.resolved_at, w.name AS flagger,
                    x.name AS resolver, p.external_id, p.turns, p.reference, p.attributes, s.name AS set_name, v.number AS version_number
               FROM flag f JOIN person w ON w.id = f.person_id LEFT JOIN person x ON x.id = f.resolved_by
               JOIN prompt p ON p.id = f.prompt_id JOIN prompt_set_version v ON v.id = p.version_id JOIN prompt_set s ON s.id = v.prompt_set_id ",
            $tail
        )
    };
}

/// The flags that wait for an admin, oldest first.
///
/// # Errors
/// What the database reports.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Flag>, StoreError> {
    let rows = sqlx::query(flags!("WHERE f.outcome IS NULL ORDER BY f.flagged_at, f.id")).fetch_all(tx.on()).await?;
    rows.iter().map(flag_of).collect()
}

/// The flags resolved last, newest first.
///
/// # Errors
/// What the database reports.
pub async fn resolved(tx: &mut Tx, most: i64) -> Result<Vec<Flag>, StoreError> {
    let rows = sqlx::query(flags!("WHERE f.outcome IS NOT NULL ORDER BY f.resolved_at DESC, f.id DESC LIMIT $1"))
        .bind(most)
        .fetch_all(tx.on())
        .await?;
    rows.iter().map(flag_of).collect()
}

/// How many flags wait.
///
/// # Errors
/// What the database reports.
pub async fn number_waiting(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM flag WHERE outcome IS NULL").fetch_one(tx.on()).await?)
}

/// The prompt of a flag that waits.
///
/// # Errors
/// What the database reports.
pub async fn prompt_of(tx: &mut Tx, flag: i64) -> Result<Option<PromptId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar("SELECT prompt_id FROM flag WHERE id = $1 AND outcome IS NULL")
        .bind(flag)
        .fetch_optional(tx.on())
        .await?;
    Ok(id.map(PromptId))
}

/// Resolves every flag that waits on a prompt and lets its tasks go on, or holds them back for good.
///
/// # Errors
/// [`StoreError::Rule`] when the prompt was voided before.
pub async fn resolve(
    tx: &mut Tx,
    prompt: PromptId,
    outcome: Outcome,
    explanation: &str,
    admin: PersonId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let resolved = sqlx::query(
        "UPDATE flag SET outcome = $2, explanation = $3, resolved_by = $4, resolved_at = $5 WHERE prompt_id = $1 AND outcome IS NULL",
    )
    .bind(prompt.0)
    .bind(outcome.as_str())
    .bind(explanation.to_owned())
    .bind(admin.0)
    .bind(now)
    .execute(tx.on())
    .await?;
    match outcome {
        Outcome::Released => {
            sqlx::query("DELETE FROM prompt_hold WHERE prompt_id = $1 AND state = 'held'")
                .bind(prompt.0)
                .execute(tx.on())
                .await?;
            // People went on past them meanwhile.
            sqlx::query("UPDATE slot SET reopened = 1 WHERE state = 'open' AND task_id IN (SELECT t.id FROM task t WHERE t.prompt_id = $1)")
                .bind(prompt.0)
                .execute(tx.on())
                .await?;
        }
        Outcome::Voided => {
            // As everyone who moves a claim: the task first.
            if tx.dialect == Dialect::Postgres {
                sqlx::query("SELECT id FROM task WHERE prompt_id = $1 ORDER BY id FOR NO KEY UPDATE")
                    .bind(prompt.0)
                    .fetch_all(tx.on())
                    .await?;
            }
            sqlx::query("UPDATE prompt_hold SET state = 'voided', since = $2 WHERE prompt_id = $1 AND state = 'held'")
                .bind(prompt.0)
                .bind(now)
                .execute(tx.on())
                .await?;
            let in_hand: Vec<i64> = sqlx::query_scalar(
                "SELECT s.assignment_id FROM slot s JOIN task t ON t.id = s.task_id
                  WHERE t.prompt_id = $1 AND s.state = 'held' ORDER BY s.annotator_id, s.assignment_id",
            )
            .bind(prompt.0)
            .fetch_all(tx.on())
            .await?;
            for assignment in in_hand {
                give_up(tx, AssignmentId(assignment)).await?;
            }
        }
    }
    Ok(resolved.rows_affected())
}
