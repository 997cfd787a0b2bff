//! Judgments: revisions that are only ever added.

use crate::{
    StoreError, Tx,
    assignments::{self, Assignment, Standing},
    batch::Batch,
    claims::{self, Taken, Wanted},
    error::inconsistent,
    reviews::coverage,
    tasks,
};
use assay_domain::{
    AssignmentId, JudgmentId, PersonId, PublicId, TaskId, Timestamp,
    judgment::{JudgmentContent, Outcome},
    review::TaskState,
};
use sqlx::{Row, any::AnyRow};

/// One revision.
#[derive(Clone, Debug)]
pub struct Judgment {
    /// Its id.
    pub id: JudgmentId,
    /// Whose.
    pub assignment: AssignmentId,
    /// 1, 2, …
    pub revision: i64,
    /// SHA-256 of what was sent.
    pub content_hash: String,
    /// What was sent, as shown to the annotator.
    pub content: JudgmentContent,
    /// Active time in milliseconds.
    pub active_ms: i64,
    /// When it was received.
    pub submitted_at: Timestamp,
    /// The version of the guidelines it was made under.
    pub guideline_version: i64,
}

/// A revision about to be added.
#[derive(Clone, Debug)]
pub struct NewJudgment<'a> {
    /// Made by the client.
    pub submission_id: &'a str,
    /// SHA-256 of the content.
    pub content_hash: &'a str,
    /// What was sent.
    pub content: &'a JudgmentContent,
    /// What it says overall, as shown.
    pub outcome: Outcome,
    /// Active time in milliseconds.
    pub active_ms: i64,
    /// The version of the guidelines it was made under.
    pub guideline_version: i64,
    /// Now.
    pub now: Timestamp,
}

fn judgment(row: &AnyRow) -> Result<Judgment, StoreError> {
    let id: i64 = row.try_get("id")?;
    Ok(Judgment {
        id: JudgmentId(id),
        assignment: AssignmentId(row.try_get("assignment_id")?),
        revision: row.try_get("revision")?,
        content_hash: row.try_get("content_hash")?,
        content: serde_json::from_str(row.try_get("content")?).map_err(|_| inconsistent("judgment", id))?,
        active_ms: row.try_get("active_ms")?,
        submitted_at: row.try_get("submitted_at")?,
        guideline_version: row.try_get("guideline_version")?,
    })
}

/// Looks a revision up.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, id: JudgmentId) -> Result<Option<Judgment>, StoreError> {
    let row = sqlx::query("SELECT id, assignment_id, revision, content_hash, content, active_ms, submitted_at, guideline_version FROM judgment WHERE id = $1")
        .bind(id.0)
        .fetch_optional(tx.on())
        .await?;
    row.as_ref().map(judgment).transpose()
}

/// A revision that was added.
#[derive(Clone, Debug)]
pub struct Added {
    /// Its id.
    pub id: JudgmentId,
    /// Its number among the annotator's revisions of the task.
    pub revision: i64,
}

/// Adds the next revision and makes it the one that stands: slot, assignment and draft follow, and the task comes into the
/// state that its slots call for from now on. A stage that looks at a share of the tasks lets the others through here.
///
/// # Errors
/// [`StoreError::Taken`] for a used submission id, [`StoreError::Rule`] without a slot.
pub async fn add(tx: &mut Tx, standing: &Standing, new: NewJudgment<'_>) -> Result<Added, StoreError> {
    let (claim, settled) = (&standing.claim, standing.state_once_submitted());
    let mut batch = Batch::default();
    ask(&mut batch, claim, &new, settled);
    coverage::ask(&mut batch, claim.task, settled);
    let mut answers = batch.run(tx).await?.into_iter();
    let added = added(&mut answers)?;
    coverage::followed(tx, claim.task, settled, new.now, &mut answers).await?;
    Ok(added)
}

/// Adds what [`added`] reads the answers to.
fn ask(batch: &mut Batch, claim: &Assignment, new: &NewJudgment<'_>, settled: TaskState) {
    let (preference, rating, correctness) = match new.outcome {
        Outcome::Comparison { preference, .. } => (Some(preference.value()), None, None),
        Outcome::Rating(rating) => (None, Some(rating.value()), None),
        Outcome::Correctness(answer) => (None, None, Some(answer.as_str())),
    };
    batch
        .add(
            "INSERT INTO judgment (assignment_id, revision, submission_id, content_hash, preference, rating, correctness, content, active_ms,
                                   submitted_at, guideline_version)
             SELECT $1, COALESCE(MAX(revision), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM judgment WHERE assignment_id = $1
             RETURNING id, revision",
            [
                claim.id.0.into(),
                new.submission_id.into(),
                new.content_hash.into(),
                preference.into(),
                rating.into(),
                correctness.into(),
                serde_json::to_string(new.content).unwrap_or_default().into(),
                new.active_ms.into(),
                new.now.into(),
                new.guideline_version.into(),
            ],
        )
        .add(
            "UPDATE assignment SET state = 'submitted',
                    judgment_id = (SELECT j.id FROM judgment j WHERE j.assignment_id = $1 ORDER BY j.revision DESC LIMIT 1)
              WHERE id = $1",
            [claim.id.0.into()],
        )
        .add("UPDATE slot SET state = 'judged', lease_expires_at = NULL WHERE assignment_id = $1", [claim.id.0.into()])
        .add("DELETE FROM draft WHERE assignment_id = $1", [claim.id.0.into()])
        .add(tasks::SETTLE, [claim.task.0.into(), settled.as_str().into(), new.now.into()]);
}

/// Reads the answers to [`ask`].
fn added(answers: &mut impl Iterator<Item = Vec<AnyRow>>) -> Result<Added, StoreError> {
    let [inserted, _, _, _, _] = std::array::from_fn(|_| answers.next().unwrap_or_default());
    let row = inserted.first().ok_or(sqlx::Error::RowNotFound)?;
    Ok(Added { id: JudgmentId(row.try_get("id")?), revision: row.try_get("revision")? })
}

/// A submission that was decided upon by a look, and the claim of the next task.
#[derive(Debug)]
pub struct GoingOn<'a> {
    /// What decided, as it was seen: if it is otherwise now, everything is to be undone.
    pub seen: &'a Standing,
    /// The revision to add.
    pub new: NewJudgment<'a>,
    /// The next task.
    pub wanted: Wanted<'a>,
}

/// [`add`] and [`claims::take`] in one go, for a database with one writer. `None` when what decided has changed since the look;
/// only the slots beside may have moved on, as they do where several are at the same task.
///
/// # Errors
/// Those of the two.
pub async fn add_and_take(tx: &mut Tx, going_on: GoingOn<'_>) -> Result<Option<(Added, Taken)>, StoreError> {
    let GoingOn { seen, new, wanted } = going_on;
    let claim = &seen.claim;
    let expected = seen.state_once_submitted();
    let mut batch = Batch::default();
    assignments::ask_standing(&mut batch, claim.annotator, &claim.public_id, new.submission_id);
    ask(&mut batch, claim, &new, expected);
    claims::ask(&mut batch, tx.dialect, &wanted);
    let first_of_coverage = batch.len();
    coverage::ask(&mut batch, claim.task, expected);
    let mut answers = batch.run(tx).await?;
    let of_coverage = answers.split_off(first_of_coverage);
    let mut answers = answers.into_iter();
    let Some(standing) = assignments::standing_of(&mut answers)? else { return Ok(None) };
    let settled = standing.state_once_submitted();
    if *seen != (Standing { beside: seen.beside.clone(), ..standing }) {
        return Ok(None);
    }
    let added = added(&mut answers)?;
    let taken = claims::taken(tx, &wanted, false, &mut answers).await?;
    if settled == expected {
        coverage::followed(tx, claim.task, settled, new.now, &mut of_coverage.into_iter()).await?;
    } else {
        tasks::settle(tx, claim.task, new.now).await?;
    }
    Ok(Some((added, taken)))
}

/// The ids under which clients have sent every stored revision.
///
/// # Errors
/// What the database reports.
pub async fn submission_ids(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT submission_id FROM judgment").fetch_all(tx.on()).await?)
}

/// Whether a reviewer has the task of a judgment in hand at this moment, or has decided on the judgment.
///
/// # Errors
/// What the database reports.
pub async fn reviewed(tx: &mut Tx, judgment: JudgmentId, task: TaskId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM task t WHERE t.id = $2
            AND (EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = $1)
              OR EXISTS (SELECT 1 FROM review_claim c WHERE c.task_id = t.id AND c.expires_at > $3))",
    )
    .bind(judgment.0)
    .bind(task.0)
    .bind(now)
    .fetch_one(tx.on())
    .await?
        > 0)
}

/// Notes that a submission was taken back.
///
/// # Errors
/// [`StoreError::Rule`] when a reviewer was faster, [`StoreError::Taken`] when it was taken back already.
pub async fn undo(tx: &mut Tx, judgment: JudgmentId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO undo (judgment_id, undone_at) VALUES ($1, $2)")
        .bind(judgment.0)
        .bind(now)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Whether a judgment was taken back.
///
/// # Errors
/// What the database reports.
pub async fn is_undone(tx: &mut Tx, judgment: JudgmentId) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM undo WHERE judgment_id = $1")
        .bind(judgment.0)
        .fetch_one(tx.on())
        .await?;
    Ok(found > 0)
}

/// A person's last submission that waits for review, with the evaluation's time for taking it back: id of the assignment, until
/// when.
///
/// # Errors
/// What the database reports.
pub async fn last_undoable(
    tx: &mut Tx,
    annotator: PersonId,
    now: Timestamp,
) -> Result<Option<(PublicId, Timestamp)>, StoreError> {
    let row = sqlx::query(
        "SELECT a.id, a.public_id, j.submitted_at + 1000000 * e.undo_seconds AS until
           FROM assignment a JOIN judgment j ON j.id = a.judgment_id JOIN task t ON t.id = a.task_id JOIN evaluation e ON e.id = t.evaluation_id
          WHERE a.annotator_id = $1 AND a.state = 'submitted' AND j.submitted_at + 1000000 * e.undo_seconds > $2
            AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = j.id)
            AND NOT EXISTS (SELECT 1 FROM review_claim c WHERE c.task_id = t.id AND c.expires_at > $2)
          ORDER BY j.submitted_at DESC LIMIT 1",
    )
    .bind(annotator.0)
    .bind(now)
    .fetch_optional(tx.on())
    .await?;
    row.map(|row| {
        let public_id: String = row.try_get("public_id")?;
        let id = PublicId::parse(&public_id)
            .ok_or_else(|| inconsistent("assignment", row.try_get("id").unwrap_or_default()))?;
        Ok((id, row.try_get("until")?))
    })
    .transpose()
}
