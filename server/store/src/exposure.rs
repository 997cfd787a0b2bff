//! The ledger of who was shown which prompt, written before the bytes leave. Every entry is in the audit chain too, so that
//! one taken out of the ledger is missed.

use crate::{
    StoreError, Tx,
    audit::{self, Event},
    batch::Batch,
    error::inconsistent,
};
use assay_domain::{EvaluationId, PersonId, PromptId, PromptSetId, PublicId, Timestamp};
use serde_json::json;
use sqlx::{Row, any::AnyRow};

/// Why a prompt was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To judge it.
    Annotation,
    /// To review judgments of it.
    InitialReview,
    /// To review judgments of it the second time.
    FinalReview,
    /// To manage the prompt set.
    Management,
    /// In a file that left the system.
    Export,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] =
        [Self::Annotation, Self::InitialReview, Self::FinalReview, Self::Management, Self::Export];

    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Annotation => "annotation",
            Self::InitialReview => "initial_review",
            Self::FinalReview => "final_review",
            Self::Management => "management",
            Self::Export => "export",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// Its number, for paging.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Whom.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Why.
    pub purpose: Purpose,
    /// What.
    pub prompt: PromptId,
    /// Its id in the imported file.
    pub external_id: String,
    /// Its prompt set.
    pub set: PromptSetId,
    /// The prompt set's name.
    pub set_name: String,
    /// The prompt set version's number.
    pub version: i64,
}

/// Records that a person is about to be shown a prompt.
///
/// # Errors
/// What the database reports.
pub async fn record(
    tx: &mut Tx,
    prompt: PromptId,
    person: PersonId,
    purpose: Purpose,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO exposure (prompt_id, person_id, purpose, at) VALUES ($1, $2, $3, $4)")
        .bind(prompt.0)
        .bind(person.0)
        .bind(purpose.as_str())
        .bind(at)
        .execute(tx.on())
        .await?;
    note(tx, person, format!("prompt:{prompt}"), purpose, at, 1).await
}

/// Adds to a batch the entry that whoever claims is about to be shown the prompt; [`note`] is to follow it.
pub(crate) fn add_of_claim(batch: &mut Batch, claim: &PublicId, purpose: Purpose, at: Timestamp) {
    batch.add(
        "INSERT INTO exposure (prompt_id, person_id, purpose, at)
         SELECT t.prompt_id, a.annotator_id, CAST($2 AS TEXT), CAST($3 AS BIGINT)
           FROM assignment a JOIN task t ON t.id = a.task_id WHERE a.public_id = $1",
        [claim.as_str().into(), purpose.as_str().into(), at.into()],
    );
}

/// Records that a person is about to be shown every prompt of an evaluation that has an approved judgment; how many.
///
/// # Errors
/// What the database reports.
pub async fn record_approved(
    tx: &mut Tx,
    evaluation: EvaluationId,
    person: PersonId,
    purpose: Purpose,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let shown = sqlx::query(
        "INSERT INTO exposure (prompt_id, person_id, purpose, at)
         SELECT DISTINCT t.prompt_id, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT)
           FROM task t JOIN assignment a ON a.task_id = t.id
          WHERE t.evaluation_id = $1 AND a.state = 'approved'",
    )
    .bind(evaluation.0)
    .bind(person.0)
    .bind(purpose.as_str())
    .bind(at)
    .execute(tx.on())
    .await?;
    let prompts = i64::try_from(shown.rows_affected()).unwrap_or(i64::MAX);
    note(tx, person, format!("evaluation:{evaluation}"), purpose, at, prompts).await?;
    Ok(prompts)
}

/// Tells the audit log of entries.
pub(crate) async fn note(
    tx: &mut Tx,
    person: PersonId,
    subject: String,
    purpose: Purpose,
    at: Timestamp,
    prompts: i64,
) -> Result<(), StoreError> {
    let detail = if prompts == 1 { json!({}) } else { json!({ "prompts": prompts }) };
    let action = format!("exposure.{}", purpose.as_str());
    audit::append(tx, Event { at, person: Some(person), action: &action, subject, detail }).await
}

/// What to look for in the ledger; what is `None` does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Shown to this person.
    pub person: Option<PersonId>,
    /// Of this prompt.
    pub prompt: Option<PromptId>,
    /// Only entries before this number.
    pub before: Option<i64>,
}

/// Entries that fit, newest first.
///
/// # Errors
/// What the database reports.
pub async fn search(tx: &mut Tx, filter: &Filter, most: i64) -> Result<Vec<Exposure>, StoreError> {
    let rows = sqlx::query(
        "SELECT e.id, e.at, e.person_id, e.purpose, e.prompt_id, pe.name, p.external_id, v.number AS version,
                s.id AS set_id, s.name AS set_name
           FROM exposure e JOIN person pe ON pe.id = e.person_id JOIN prompt p ON p.id = e.prompt_id
           JOIN prompt_set_version v ON v.id = p.version_id JOIN prompt_set s ON s.id = v.prompt_set_id
          WHERE e.id < $1 AND ($2 = 0 OR e.person_id = $2) AND ($3 = 0 OR e.prompt_id = $3)
          ORDER BY e.id DESC LIMIT $4",
    )
    .bind(filter.before.unwrap_or(i64::MAX))
    .bind(filter.person.map_or(0, |person| person.0))
    .bind(filter.prompt.map_or(0, |prompt| prompt.0))
    .bind(most)
    .fetch_all(tx.on())
    .await?;
    rows.iter().map(exposure).collect()
}

fn exposure(row: &AnyRow) -> Result<Exposure, StoreError> {
    let number: i64 = row.try_get("id")?;
    let purpose: String = row.try_get("purpose")?;
    Ok(Exposure {
        number,
        at: row.try_get("at")?,
        person: PersonId(row.try_get("person_id")?),
        name: row.try_get("name")?,
        purpose: Purpose::parse(&purpose).ok_or_else(|| inconsistent("exposure", number))?,
        prompt: PromptId(row.try_get("prompt_id")?),
        external_id: row.try_get("external_id")?,
        set: PromptSetId(row.try_get("set_id")?),
        set_name: row.try_get("set_name")?,
        version: row.try_get("version")?,
    })
}

/// The prompts of a set with this id in the imported file, newest version first.
///
/// # Errors
/// What the database reports.
pub async fn prompts_named(tx: &mut Tx, external_id: &str) -> Result<Vec<PromptId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM prompt WHERE external_id = $1 ORDER BY id DESC")
        .bind(external_id.to_owned())
        .fetch_all(tx.on())
        .await?;
    Ok(ids.into_iter().map(PromptId).collect())
}
