//! Evaluations: what is asked of annotators, and how far the work is.

use crate::{StoreError, Tx, error::inconsistent, guidelines};
use assay_domain::{
    EvaluationId, ModelId, PersonId, PromptSetVersionId, TaskId, Timestamp,
    setup::{Criterion, EvaluationPlan, EvaluationState, Kind},
};
use sqlx::{Row, any::AnyRow};

/// An evaluation with its settings.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Its id.
    pub id: EvaluationId,
    /// The prompt-set version it uses.
    pub version: PromptSetVersionId,
    /// Its settings, with the guidelines of the latest version.
    pub plan: EvaluationPlan,
    /// The latest version of the guidelines: 1, 2, …
    pub guideline_version: i64,
    /// Where it stands.
    pub state: EvaluationState,
}

/// How many tasks stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Tasks in all.
    pub tasks: i64,
    /// Tasks that miss a judgment.
    pub annotating: i64,
    /// Tasks that wait for initial review.
    pub initial_review: i64,
    /// Tasks that wait for final review.
    pub final_review: i64,
    /// Tasks that are done.
    pub approved: i64,
    /// Places of tasks in all: tasks × N.
    pub slots: i64,
    /// Places being worked on.
    pub held: i64,
    /// Places with a judgment.
    pub judged: i64,
}

/// One person's part in an evaluation.
#[derive(Clone, Debug)]
pub struct PersonProgress {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Judgments that wait for review.
    pub submitted: i64,
    /// Judgments that passed both stages.
    pub approved: i64,
    /// Judgments that came back and wait for them.
    pub returned: i64,
    /// Judgments that were rejected.
    pub rejected: i64,
}

/// Adds an evaluation as a draft.
///
/// # Errors
/// [`StoreError::Taken`] when the name is in use.
pub async fn add(
    tx: &mut Tx,
    version: PromptSetVersionId,
    plan: &EvaluationPlan,
    models: &[ModelId],
    now: Timestamp,
) -> Result<EvaluationId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO evaluation (name, version_id, kind, annotators_per_task, lease_seconds, minimum_justification,
                                 error_tags, scale, undo_seconds, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10) RETURNING id",
    )
    .bind(plan.name.clone())
    .bind(version.0)
    .bind(plan.kind.as_str())
    .bind(plan.annotators_per_task)
    .bind(plan.lease_seconds)
    .bind(plan.minimum_justification)
    .bind(serde_json::to_string(&plan.error_tags).unwrap_or_default())
    .bind(serde_json::to_string(&plan.scale).unwrap_or_default())
    .bind(plan.undo_seconds)
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    guidelines::add(tx, EvaluationId(id), &plan.guidelines, now).await?;
    for model in models {
        sqlx::query("INSERT INTO evaluation_model (evaluation_id, model_id) VALUES ($1, $2)")
            .bind(id)
            .bind(model.0)
            .execute(tx.on())
            .await?;
    }
    for (position, criterion) in (0_i64..).zip(&plan.criteria) {
        sqlx::query(
            "INSERT INTO criterion (evaluation_id, position, name, help, required, scale) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(position)
        .bind(criterion.name.clone())
        .bind(criterion.help.clone())
        .bind(i64::from(criterion.required))
        .bind(serde_json::to_string(&criterion.scale).unwrap_or_default())
        .execute(tx.on())
        .await?;
    }
    Ok(EvaluationId(id))
}

macro_rules! with_guidelines {
    ($which:literal) => {
        concat!(
            "SELECT e.id, e.name, e.version_id, e.kind, e.scale, e.annotators_per_task, e.lease_seconds, e.minimum_justification,
                    e.error_tags, e.undo_seconds, e.state, w.initial_coverage, w.final_coverage,
                    g.text AS guidelines, g.version AS guideline_version
               FROM evaluation e JOIN review_plan w ON w.evaluation_id = e.id JOIN guideline g ON g.evaluation_id = e.id
              WHERE e.id = ",
            $which,
            " ORDER BY g.version DESC LIMIT 1"
        )
    };
}

/// Looks an evaluation up.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, id: EvaluationId) -> Result<Option<Evaluation>, StoreError> {
    let row = sqlx::query(with_guidelines!("$1")).bind(id.0).fetch_optional(tx.on()).await?;
    with_criteria(tx, row).await
}

/// The evaluation a task belongs to.
///
/// # Errors
/// What the database reports.
pub async fn of_task(tx: &mut Tx, task: TaskId) -> Result<Option<Evaluation>, StoreError> {
    let row = sqlx::query(with_guidelines!("(SELECT t.evaluation_id FROM task t WHERE t.id = $1)"))
        .bind(task.0)
        .fetch_optional(tx.on())
        .await?;
    with_criteria(tx, row).await
}

async fn with_criteria(tx: &mut Tx, row: Option<AnyRow>) -> Result<Option<Evaluation>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let mut found = evaluation(&row)?;
    found.plan.criteria = criteria(tx, found.id).await?;
    Ok(Some(found))
}

/// Every evaluation, newest first, with criteria.
///
/// # Errors
/// What the database reports.
pub async fn list(tx: &mut Tx) -> Result<Vec<Evaluation>, StoreError> {
    let rows = sqlx::query(
        "SELECT e.id, e.name, e.version_id, e.kind, e.scale, e.annotators_per_task, e.lease_seconds, e.minimum_justification,
                e.error_tags, e.undo_seconds, e.state, w.initial_coverage, w.final_coverage,
                g.text AS guidelines, g.version AS guideline_version
           FROM evaluation e JOIN review_plan w ON w.evaluation_id = e.id JOIN guideline g ON g.evaluation_id = e.id
          WHERE g.version = (SELECT MAX(version) FROM guideline WHERE evaluation_id = e.id) ORDER BY e.id DESC",
    )
    .fetch_all(tx.on())
    .await?;
    let mut all = rows.iter().map(evaluation).collect::<Result<Vec<_>, _>>()?;
    for one in &mut all {
        one.plan.criteria = criteria(tx, one.id).await?;
    }
    Ok(all)
}

fn evaluation(row: &AnyRow) -> Result<Evaluation, StoreError> {
    let id: i64 = row.try_get("id")?;
    let bad = || inconsistent("evaluation", id);
    let kind: String = row.try_get("kind")?;
    let state: String = row.try_get("state")?;
    Ok(Evaluation {
        id: EvaluationId(id),
        version: PromptSetVersionId(row.try_get("version_id")?),
        plan: EvaluationPlan {
            name: row.try_get("name")?,
            kind: Kind::parse(&kind).ok_or_else(bad)?,
            scale: serde_json::from_str(row.try_get("scale")?).map_err(|_| bad())?,
            annotators_per_task: row.try_get("annotators_per_task")?,
            lease_seconds: row.try_get("lease_seconds")?,
            minimum_justification: row.try_get("minimum_justification")?,
            guidelines: row.try_get("guidelines")?,
            criteria: Vec::new(),
            error_tags: serde_json::from_str(row.try_get("error_tags")?).map_err(|_| bad())?,
            undo_seconds: row.try_get("undo_seconds")?,
            initial_coverage: row.try_get("initial_coverage")?,
            final_coverage: row.try_get("final_coverage")?,
        },
        guideline_version: row.try_get("guideline_version")?,
        state: EvaluationState::parse(&state).ok_or_else(bad)?,
    })
}

async fn criteria(tx: &mut Tx, id: EvaluationId) -> Result<Vec<Criterion>, StoreError> {
    let rows =
        sqlx::query("SELECT id, name, help, required, scale FROM criterion WHERE evaluation_id = $1 ORDER BY position")
            .bind(id.0)
            .fetch_all(tx.on())
            .await?;
    rows.iter()
        .map(|row| {
            Ok(Criterion {
                name: row.try_get("name")?,
                help: row.try_get("help")?,
                required: row.try_get::<i64, _>("required")? == 1,
                scale: serde_json::from_str(row.try_get("scale")?)
                    .map_err(|_| inconsistent("criterion", row.try_get("id").unwrap_or_default()))?,
            })
        })
        .collect()
}

/// The models an evaluation ranks.
///
/// # Errors
/// What the database reports.
pub async fn models(tx: &mut Tx, id: EvaluationId) -> Result<Vec<ModelId>, StoreError> {
    let ids: Vec<i64> =
        sqlx::query_scalar("SELECT model_id FROM evaluation_model WHERE evaluation_id = $1 ORDER BY model_id")
            .bind(id.0)
            .fetch_all(tx.on())
            .await?;
    Ok(ids.into_iter().map(ModelId).collect())
}

/// Moves an evaluation from one state to the next; `false` when it was not in the first.
///
/// # Errors
/// What the database reports.
pub async fn move_state(
    tx: &mut Tx,
    id: EvaluationId,
    from: EvaluationState,
    to: EvaluationState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let moved = sqlx::query(
        "UPDATE evaluation SET state = $3, opened_at = COALESCE(opened_at, $4) WHERE id = $1 AND state = $2",
    )
    .bind(id.0)
    .bind(from.as_str())
    .bind(to.as_str())
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// How far the work is.
///
/// # Errors
/// What the database reports.
pub async fn progress(tx: &mut Tx, id: EvaluationId) -> Result<Progress, StoreError> {
    let mut progress = Progress::default();
    let rows = sqlx::query("SELECT state, COUNT(*) AS tasks FROM task WHERE evaluation_id = $1 GROUP BY state")
        .bind(id.0)
        .fetch_all(tx.on())
        .await?;
    for row in rows {
        let tasks: i64 = row.try_get("tasks")?;
        progress.tasks += tasks;
        match row.try_get::<String, _>("state")?.as_str() {
            "annotating" => progress.annotating = tasks,
            "initial_review" => progress.initial_review = tasks,
            "final_review" => progress.final_review = tasks,
            _ => progress.approved = tasks,
        }
    }
    let rows = sqlx::query(
        "SELECT s.state, COUNT(*) AS slots FROM slot s JOIN task t ON t.id = s.task_id WHERE t.evaluation_id = $1 GROUP BY s.state",
    )
    .bind(id.0)
    .fetch_all(tx.on())
    .await?;
    for row in rows {
        let slots: i64 = row.try_get("slots")?;
        progress.slots += slots;
        match row.try_get::<String, _>("state")?.as_str() {
            "held" => progress.held = slots,
            "judged" => progress.judged = slots,
            _ => {}
        }
    }
    Ok(progress)
}

/// Who has done how much.
///
/// # Errors
/// What the database reports.
pub async fn progress_by_person(tx: &mut Tx, id: EvaluationId) -> Result<Vec<PersonProgress>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.id, p.name,
                CAST(SUM(CASE WHEN a.state IN ('submitted', 'initially_approved') THEN 1 ELSE 0 END) AS BIGINT) AS submitted,
                CAST(SUM(CASE WHEN a.state = 'approved' THEN 1 ELSE 0 END) AS BIGINT) AS approved,
                CAST(SUM(CASE WHEN a.state = 'returned' THEN 1 ELSE 0 END) AS BIGINT) AS returned,
                CAST(SUM(CASE WHEN a.state = 'rejected' THEN 1 ELSE 0 END) AS BIGINT) AS rejected
           FROM assignment a JOIN task t ON t.id = a.task_id JOIN person p ON p.id = a.annotator_id
          WHERE t.evaluation_id = $1 GROUP BY p.id, p.name ORDER BY p.name, p.id",
    )
    .bind(id.0)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(PersonProgress {
                person: PersonId(row.try_get("id")?),
                name: row.try_get("name")?,
                submitted: row.try_get("submitted")?,
                approved: row.try_get("approved")?,
                returned: row.try_get("returned")?,
                rejected: row.try_get("rejected")?,
            })
        })
        .collect()
}
