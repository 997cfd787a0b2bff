//! Releases and the approved judgments they are made from.

use crate::{StoreError, Tx, error::inconsistent, reviews::corrections::stands};
use assay_domain::{
    EvaluationId, JudgmentId, ModelId, PersonId, PromptId, PromptSetVersionId, ReleaseId, ResponseId, Timestamp,
    judgment::{Correctness, JudgmentContent, Preference},
    release::ReleaseState,
    scale::Rating,
};
use sqlx::{Row, any::AnyRow};
use std::collections::BTreeMap;

/// An approved judgment, as shown to its annotator.
#[derive(Clone, Debug)]
pub struct Approved {
    /// Its id.
    pub judgment: JudgmentId,
    /// The prompt.
    pub prompt: PromptId,
    /// Who judged.
    pub annotator: PersonId,
    /// What was approved says this overall, of these models: all judgments of one evaluation are of its kind.
    pub outcome: ApprovedOutcome,
    /// All of what was approved, as shown: the reviewer's correction where one stands, else what was submitted. Its side A is
    /// `left` of a comparison and the only model of the other kinds.
    pub content: JudgmentContent,
    /// Whether `content` is a correction. A release that leaves corrected judgments out drops these; what the annotator
    /// submitted stays in the judgment and is not what was approved.
    pub corrected: bool,
    /// Whether its prompt is voided by now. No new release counts it; one made before does.
    pub voided: bool,
}

/// What an approved judgment says of which models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApprovedOutcome {
    /// Of a comparison.
    Comparison {
        /// The model shown left, as A.
        left: ModelId,
        /// The model shown right, as B.
        right: ModelId,
        /// Positive is the left one.
        preference: Preference,
        /// Both are bad; only beside a tie.
        both_bad: bool,
    },
    /// Of a rating: 0 to 100 points, also where the annotator chose a label.
    Rating {
        /// The model.
        model: ModelId,
        /// Its points.
        rating: Rating,
    },
    /// Of a correctness task.
    Correctness {
        /// The model.
        model: ModelId,
        /// Right, partly right or wrong.
        correctness: Correctness,
    },
}

/// A release.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its id.
    pub id: ReleaseId,
    /// Of which evaluation.
    pub evaluation: EvaluationId,
    /// 1, 2, … within the evaluation.
    pub number: i64,
    /// Who may read it.
    pub state: ReleaseState,
    /// JSON, seed included.
    pub settings: String,
    /// The ranking engine's version.
    pub engine_version: String,
    /// JSON of what the page shows.
    pub board: String,
    /// SHA-256 over the judgments' ids.
    pub judgments_hash: String,
    /// SHA-256 over everything above.
    pub hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it became readable as provisional.
    pub provisional_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was deprecated.
    pub deprecated_at: Option<Timestamp>,
}

/// A release about to be written.
#[derive(Clone, Debug)]
pub struct NewRelease {
    /// Of which evaluation.
    pub evaluation: EvaluationId,
    /// JSON, seed included.
    pub settings: String,
    /// The ranking engine's version.
    pub engine_version: String,
    /// JSON of what the page shows.
    pub board: String,
    /// SHA-256 over the judgments' ids.
    pub judgments_hash: String,
    /// SHA-256 over everything above.
    pub hash: String,
    /// By whom.
    pub created_by: PersonId,
    /// Now.
    pub now: Timestamp,
}

/// Every approved judgment of an evaluation, by id: the only thing a ranking reads (rule 5). Which of them a new release counts
/// is [`assay_domain::release::left_out`]'s to say.
///
/// # Errors
/// What the database reports.
pub async fn approved(tx: &mut Tx, evaluation: EvaluationId) -> Result<Vec<Approved>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT j.id, j.content, t.prompt_id, a.annotator_id, a.left_is_first, r1.model_id AS first_model, r2.model_id AS second_model,
                c.content AS correction, h.prompt_id AS voided
           FROM judgment j JOIN assignment a ON a.id = j.assignment_id AND a.judgment_id = j.id
           JOIN task t ON t.id = a.task_id
           JOIN response r1 ON r1.id = t.first_response_id LEFT JOIN response r2 ON r2.id = t.second_response_id
           LEFT JOIN prompt_hold h ON h.prompt_id = t.prompt_id AND h.state = 'voided'
           LEFT JOIN correction c ON c.judgment_id = j.id AND ",
        stands!(),
        " WHERE t.evaluation_id = $1 AND a.state = 'approved' ORDER BY j.id"
    ))
    .bind(evaluation.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter().map(approved_row).collect()
}

/// The judgments a release was made from, by id.
///
/// # Errors
/// What the database reports.
pub async fn judgments_of(tx: &mut Tx, release: ReleaseId) -> Result<Vec<Approved>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT j.id, j.content, t.prompt_id, a.annotator_id, a.left_is_first, r1.model_id AS first_model, r2.model_id AS second_model,
                c.content AS correction, h.prompt_id AS voided
           FROM release_judgment rj JOIN judgment j ON j.id = rj.judgment_id JOIN assignment a ON a.id = j.assignment_id
           JOIN task t ON t.id = a.task_id
           JOIN response r1 ON r1.id = t.first_response_id LEFT JOIN response r2 ON r2.id = t.second_response_id
           LEFT JOIN prompt_hold h ON h.prompt_id = t.prompt_id AND h.state = 'voided'
           LEFT JOIN correction c ON c.judgment_id = j.id AND ",
        stands!(),
        " WHERE rj.release_id = $1 ORDER BY j.id"
    ))
    .bind(release.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter().map(approved_row).collect()
}

/// How many of a release's judgments are of prompts that are voided by now, and of how many prompts: that changes after the release
/// is made, and the release does not.
///
/// # Errors
/// What the database reports.
pub async fn voided(tx: &mut Tx, release: ReleaseId) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS judgments, COUNT(DISTINCT t.prompt_id) AS prompts
           FROM prompt_hold h JOIN task t ON t.prompt_id = h.prompt_id JOIN assignment a ON a.task_id = t.id
           JOIN judgment j ON j.assignment_id = a.id JOIN release_judgment rj ON rj.judgment_id = j.id
          WHERE h.state = 'voided' AND rj.release_id = $1",
    )
    .bind(release.0)
    .fetch_one(tx.on())
    .await?;
    Ok((row.try_get("judgments")?, row.try_get("prompts")?))
}

fn approved_row(row: &AnyRow) -> Result<Approved, StoreError> {
    let id: i64 = row.try_get("id")?;
    let first = ModelId(row.try_get("first_model")?);
    let second = row.try_get::<Option<i64>, _>("second_model")?.map(ModelId);
    let left_is_first = row.try_get::<i64, _>("left_is_first")? == 1;
    let bad = || inconsistent("judgment", id);
    let correction: Option<String> = row.try_get("correction")?;
    let corrected = correction.is_some();
    let text = match correction {
        Some(text) => text,
        None => row.try_get("content")?,
    };
    let content: JudgmentContent = serde_json::from_str(&text).map_err(|_| bad())?;
    let outcome = match (second, &content) {
        (Some(second), JudgmentContent { preference: Some(preference), both_bad, .. }) => {
            let (left, right) = if left_is_first { (first, second) } else { (second, first) };
            ApprovedOutcome::Comparison { left, right, preference: *preference, both_bad: *both_bad }
        }
        (None, JudgmentContent { rating: Some(rating), .. }) => {
            ApprovedOutcome::Rating { model: first, rating: *rating }
        }
        (None, JudgmentContent { correctness: Some(answer), .. }) => {
            ApprovedOutcome::Correctness { model: first, correctness: *answer }
        }
        _ => return Err(bad()),
    };
    Ok(Approved {
        judgment: JudgmentId(id),
        prompt: PromptId(row.try_get("prompt_id")?),
        annotator: PersonId(row.try_get("annotator_id")?),
        outcome,
        content,
        corrected,
        voided: row.try_get::<Option<i64>, _>("voided")?.is_some(),
    })
}

/// Writes a release as a draft, with the judgments it was made from.
///
/// # Errors
/// [`StoreError::Rule`] when a judgment is not approved.
pub async fn add(tx: &mut Tx, new: NewRelease, judgments: &[JudgmentId]) -> Result<ReleaseId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO release (evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_by, created_at)
         SELECT $1, COALESCE(MAX(number), 0) + 1, 'draft', $2, $3, $4, $5, $6, $7, $8 FROM release WHERE evaluation_id = $1 RETURNING id",
    )
    .bind(new.evaluation.0)
    .bind(new.settings)
    .bind(new.engine_version)
    .bind(new.board)
    .bind(new.judgments_hash)
    .bind(new.hash)
    .bind(new.created_by.0)
    .bind(new.now)
    .fetch_one(tx.on())
    .await?;
    for judgment in judgments {
        sqlx::query("INSERT INTO release_judgment (release_id, judgment_id) VALUES ($1, $2)")
            .bind(id)
            .bind(judgment.0)
            .execute(tx.on())
            .await?;
    }
    Ok(ReleaseId(id))
}

/// Looks a release up.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, id: ReleaseId) -> Result<Option<Release>, StoreError> {
    let row = sqlx::query(
        "SELECT id, evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_at, provisional_at, published_at, deprecated_at
           FROM release WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(release).transpose()
}

/// Every release, newest first.
///
/// # Errors
/// What the database reports.
pub async fn list(tx: &mut Tx) -> Result<Vec<Release>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_at, provisional_at, published_at, deprecated_at
           FROM release ORDER BY id DESC",
    )
    .fetch_all(tx.on())
    .await?;
    rows.iter().map(release).collect()
}

/// Id, number and state of an evaluation's releases, newest first, without their boards.
///
/// # Errors
/// What the database reports.
pub async fn numbers(tx: &mut Tx, evaluation: EvaluationId) -> Result<Vec<(ReleaseId, i64, ReleaseState)>, StoreError> {
    let rows = sqlx::query("SELECT id, number, state FROM release WHERE evaluation_id = $1 ORDER BY number DESC")
        .bind(evaluation.0)
        .fetch_all(tx.on())
        .await?;
    let one = |row: &AnyRow| {
        let id: i64 = row.try_get("id")?;
        let state: String = row.try_get("state")?;
        let state = ReleaseState::parse(&state).ok_or_else(|| inconsistent("release", id))?;
        Ok((ReleaseId(id), row.try_get("number")?, state))
    };
    rows.iter().map(one).collect()
}

fn release(row: &AnyRow) -> Result<Release, StoreError> {
    let id: i64 = row.try_get("id")?;
    let state: String = row.try_get("state")?;
    Ok(Release {
        id: ReleaseId(id),
        evaluation: EvaluationId(row.try_get("evaluation_id")?),
        number: row.try_get("number")?,
        state: ReleaseState::parse(&state).ok_or_else(|| inconsistent("release", id))?,
        settings: row.try_get("settings")?,
        engine_version: row.try_get("engine_version")?,
        board: row.try_get("board")?,
        judgments_hash: row.try_get("judgments_hash")?,
        hash: row.try_get("hash")?,
        created_at: row.try_get("created_at")?,
        provisional_at: row.try_get("provisional_at")?,
        published_at: row.try_get("published_at")?,
        deprecated_at: row.try_get("deprecated_at")?,
    })
}

/// Moves a release to its next state; `false` when it was not in the state before.
///
/// # Errors
/// What the database reports.
pub async fn move_state(
    tx: &mut Tx,
    id: ReleaseId,
    from: ReleaseState,
    to: ReleaseState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = match to {
        ReleaseState::Provisional => "UPDATE release SET state = $3, provisional_at = $4 WHERE id = $1 AND state = $2",
        ReleaseState::Deprecated => "UPDATE release SET state = $3, deprecated_at = $4 WHERE id = $1 AND state = $2",
        _ => "UPDATE release SET state = $3, published_at = $4 WHERE id = $1 AND state = $2",
    };
    let moved = sqlx::query(sql).bind(id.0).bind(from.as_str()).bind(to.as_str()).bind(now).execute(tx.on()).await?;
    Ok(moved.rows_affected() == 1)
}

/// Who approved which judgment of an evaluation at either stage.
///
/// # Errors
/// What the database reports.
pub async fn reviewers(tx: &mut Tx, evaluation: EvaluationId) -> Result<Vec<(JudgmentId, PersonId)>, StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT d.judgment_id, d.reviewer_id FROM decision d JOIN task t ON t.id = d.task_id
          WHERE t.evaluation_id = $1 AND d.verdict = 'approve' ORDER BY d.judgment_id, d.reviewer_id",
    )
    .bind(evaluation.0)
    .fetch_all(tx.on())
    .await?;
    let pair = |row: &AnyRow| Ok((JudgmentId(row.try_get("judgment_id")?), PersonId(row.try_get("reviewer_id")?)));
    rows.iter().map(pair).collect()
}

/// Attributes of every prompt of a version.
///
/// # Errors
/// What the database reports.
pub async fn attributes(
    tx: &mut Tx,
    version: PromptSetVersionId,
) -> Result<BTreeMap<PromptId, BTreeMap<String, String>>, StoreError> {
    let rows = sqlx::query("SELECT id, attributes FROM prompt WHERE version_id = $1 ORDER BY id")
        .bind(version.0)
        .fetch_all(tx.on())
        .await?;
    let one = |row: &AnyRow| {
        let id: i64 = row.try_get("id")?;
        let attributes = serde_json::from_str(row.try_get("attributes")?).map_err(|_| inconsistent("prompt", id))?;
        Ok((PromptId(id), attributes))
    };
    rows.iter().map(one).collect()
}

/// A response's text, for counting what it looks like.
#[derive(Clone, Debug)]
pub struct ResponseText {
    /// Its id, to go on from.
    pub response: ResponseId,
    /// The prompt it answers.
    pub prompt: PromptId,
    /// Whose it is.
    pub model: ModelId,
    /// Markdown.
    pub text: String,
}

/// The next responses of a version by id, at most `most` of them, so that not all texts are held at once.
///
/// # Errors
/// What the database reports.
pub async fn response_texts(
    tx: &mut Tx,
    version: PromptSetVersionId,
    after: ResponseId,
    most: i64,
) -> Result<Vec<ResponseText>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.id, r.prompt_id, r.model_id, r.text FROM response r JOIN prompt p ON p.id = r.prompt_id
          WHERE p.version_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3",
    )
    .bind(version.0)
    .bind(after.0)
    .bind(most)
    .fetch_all(tx.on())
    .await?;
    let one = |row: &AnyRow| {
        Ok(ResponseText {
            response: ResponseId(row.try_get("id")?),
            prompt: PromptId(row.try_get("prompt_id")?),
            model: ModelId(row.try_get("model_id")?),
            text: row.try_get("text")?,
        })
    };
    rows.iter().map(one).collect()
}

/// How many judgments two releases share, and how many only the first and only the second has.
///
/// # Errors
/// What the database reports.
pub async fn shared_judgments(tx: &mut Tx, one: ReleaseId, other: ReleaseId) -> Result<[i64; 3], StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM release_judgment a JOIN release_judgment b ON b.judgment_id = a.judgment_id
                  WHERE a.release_id = $1 AND b.release_id = $2) AS shared,
                (SELECT COUNT(*) FROM release_judgment a WHERE a.release_id = $1) AS one,
                (SELECT COUNT(*) FROM release_judgment b WHERE b.release_id = $2) AS other",
    )
    .bind(one.0)
    .bind(other.0)
    .fetch_one(tx.on())
    .await?;
    let shared: i64 = row.try_get("shared")?;
    Ok([shared, row.try_get::<i64, _>("one")? - shared, row.try_get::<i64, _>("other")? - shared])
}
