//! The next task for a person: found by walking open slots in order, taken by updating a slot's row.

use crate::{
    Dialect, StoreError, Tx,
    assignments::{Assignment, assignment, open_slot, open_slot_of, set_state, take_slot},
    routing,
};
use assay_domain::{
    AssignmentId, EvaluationId, ModelId, PersonId, PromptId, PublicId, TaskId, Timestamp, VendorId,
    assignment::AssignmentState, routing::Candidate,
};
use sqlx::{AssertSqlSafe, Row};

/// What a claim is made with.
#[derive(Clone, Debug)]
pub struct NewClaim {
    /// The name it gets.
    pub public_id: PublicId,
    /// Whether the first response comes left: a fair coin, tossed by the caller. A single response has no other place.
    pub left_is_first: bool,
    /// Now.
    pub now: Timestamp,
}

/// Whether a lease has run out, so that [`expire`] has something to do.
///
/// # Errors
/// What the database reports.
pub async fn any_expired(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT task_id FROM slot WHERE state = 'held' AND lease_expires_at < $1 LIMIT 1")
            .bind(now)
            .fetch_optional(tx.on())
            .await?;
    Ok(found.is_some())
}

/// Opens the slots whose lease has run out.
///
/// # Errors
/// What the database reports.
pub async fn expire(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    // All three rows or none: whoever submits, skips or decides holds the task while they look at its claims and move them, so
    // a claim under their hands is left alone, and they wait for this. In the annotators' order, so that two who do this at
    // once do not wait for each other in a circle.
    let sql = tx.dialect.pick(
        "SELECT s.assignment_id FROM slot s WHERE s.state = 'held' AND s.lease_expires_at < $1 ORDER BY s.annotator_id, s.assignment_id",
        "SELECT s.assignment_id FROM slot s JOIN assignment a ON a.id = s.assignment_id JOIN task t ON t.id = s.task_id
          WHERE s.state = 'held' AND s.lease_expires_at < $1 ORDER BY s.annotator_id, s.assignment_id
            FOR UPDATE OF a, s SKIP LOCKED FOR NO KEY UPDATE OF t SKIP LOCKED",
    );
    for row in sqlx::query(sql).bind(now).fetch_all(tx.on()).await? {
        let id = AssignmentId(row.try_get("assignment_id")?);
        open_slot(tx, id).await?;
        set_state(tx, id, AssignmentState::Expired).await?;
    }
    Ok(())
}

/// Who may not have a slot's task: whoever has or had it, reviewed it, is tied to a vendor of its models; and nobody a task
/// whose prompt is held back. A task with several such slots is found once.
macro_rules! open_slots {
    ($lane:literal) => {
        concat!(
            "SELECT s.task_id, s.position, s.reopened, t.round, t.prompt_id, r1.model_id AS first_model, r2.model_id AS second_model
               FROM slot s JOIN task t ON t.id = s.task_id
               JOIN response r1 ON r1.id = t.first_response_id LEFT JOIN response r2 ON r2.id = t.second_response_id
              WHERE s.requirement_id = $2 AND s.state = 'open' AND ",
            $lane,
            " AND NOT EXISTS (SELECT 1 FROM slot o WHERE o.task_id = s.task_id AND o.number < s.number AND o.state = 'open' AND o.reopened = s.reopened)
              AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = s.task_id AND a.annotator_id = $1 AND a.state <> 'expired')
              AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.task_id = s.task_id AND d.reviewer_id = $1)
              AND NOT EXISTS (SELECT 1 FROM prompt_hold h WHERE h.prompt_id = t.prompt_id)
              AND NOT EXISTS (SELECT 1 FROM person_vendor v JOIN model m ON m.vendor_id = v.vendor_id
                               WHERE v.person_id = $1 AND m.id IN (r1.model_id, r2.model_id))
              ORDER BY s.position LIMIT 32"
        )
    };
}

/// Slots that were open before and slots never taken, each in order. The latter from where the person's turn is: what lies
/// before is not for them, and stays so.
const CANDIDATES: &str = concat!(
    "SELECT * FROM (",
    open_slots!("s.reopened = 1"),
    ") AS again UNION ALL SELECT * FROM (",
    open_slots!(
        "s.reopened = 0 AND s.position >= COALESCE((SELECT p.position FROM passed p WHERE p.person_id = $1 AND p.requirement_id = $2), 0)"
    ),
    ") AS fresh"
);

/// A task that could be next, with what it asks for.
#[derive(Clone, Debug)]
pub struct Found {
    /// The task.
    pub candidate: Candidate,
    /// The requirement it was found under.
    pub requirement: i64,
    /// Whether its slot was taken or held back before.
    pub reopened: bool,
    /// The prompt it shows.
    pub prompt: PromptId,
}

impl AsRef<Candidate> for Found {
    fn as_ref(&self) -> &Candidate {
        &self.candidate
    }
}

/// The next tasks of one requirement that a person may have, none of them locked.
///
/// # Errors
/// What the database reports.
pub async fn candidates(
    tx: &mut Tx,
    annotator: PersonId,
    evaluation: EvaluationId,
    requirement: i64,
) -> Result<Vec<Found>, StoreError> {
    let rows = sqlx::query(CANDIDATES).bind(annotator.0).bind(requirement).fetch_all(tx.on()).await?;
    rows.iter()
        .map(|row| {
            let second: Option<i64> = row.try_get("second_model")?;
            let models = [Some(row.try_get("first_model")?), second].into_iter().flatten().map(ModelId).collect();
            let candidate = Candidate {
                task: TaskId(row.try_get("task_id")?),
                evaluation,
                position: row.try_get("position")?,
                round: row.try_get("round")?,
                models,
            };
            Ok(Found {
                candidate,
                requirement,
                reopened: row.try_get::<i64, _>("reopened")? == 1,
                prompt: PromptId(row.try_get("prompt_id")?),
            })
        })
        .collect()
}

/// How the database finds the candidates, in its own words: for the test that it walks an index.
///
/// # Errors
/// What the database reports.
#[doc(hidden)]
pub async fn candidates_plan(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let sql = tx.dialect.pick("EXPLAIN QUERY PLAN ", "EXPLAIN ").to_owned() + CANDIDATES;
    let column = tx.dialect.pick("detail", "QUERY PLAN");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(1_i64).bind(1_i64).fetch_all(tx.on()).await?;
    rows.iter().map(|row| Ok(row.try_get(column)?)).collect()
}

/// What decided at one moment which tasks are for a person, to see whether it changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Tasks they hold and tasks that came back.
    pub in_hand: i64,
    /// The last entry about them in the exposure ledger, in which every claim is; 0 without one.
    pub last_shown: i64,
    /// The vendors they are tied to: an end of a tie begins their turn anew, which [`pass`] would undo.
    pub vendors: Vec<VendorId>,
}

/// What decides now which tasks are for a person.
///
/// # Errors
/// What the database reports.
pub async fn moment(tx: &mut Tx, person: PersonId) -> Result<Moment, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM assignment WHERE annotator_id = $1 AND state IN ('held', 'returned')) AS in_hand,
                COALESCE((SELECT id FROM exposure WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT 1), 0) AS last_shown",
    )
    .bind(person.0)
    .fetch_one(tx.on())
    .await?;
    let (in_hand, last_shown) = (row.try_get("in_hand")?, row.try_get("last_shown")?);
    Ok(Moment { in_hand, last_shown, vendors: routing::vendors(tx, person).await? })
}

/// Takes a slot of a task. `None` when another claim was faster; with `patient` it first waits for one that is taking a
/// slot at this moment, otherwise it passes by.
///
/// # Errors
/// [`StoreError::Rule`] when what was found a moment ago is not for this person any more: it was flagged since, or they were
/// tied, capped or lost a qualification.
pub async fn take(
    tx: &mut Tx,
    annotator: PersonId,
    task: TaskId,
    claim: &NewClaim,
    patient: bool,
) -> Result<Option<Assignment>, StoreError> {
    let number = match tx.dialect {
        // The writer is alone: what is open stays so until it is taken here.
        Dialect::Sqlite => None,
        Dialect::Postgres => match open_slot_of(tx, task, patient).await? {
            None => return Ok(None),
            locked => locked,
        },
    };
    let inserted = sqlx::query(
        "INSERT INTO assignment (public_id, task_id, annotator_id, left_is_first, state, claimed_at)
         SELECT $1, $2, $3, CASE WHEN t.second_response_id IS NULL THEN 1 ELSE CAST($4 AS BIGINT) END, 'held', $5 FROM task t
          WHERE t.id = $2 AND EXISTS (SELECT 1 FROM slot s WHERE s.task_id = $2 AND s.state = 'open')
             ON CONFLICT (task_id, annotator_id) DO UPDATE SET state = 'held', claimed_at = excluded.claimed_at
          WHERE assignment.state = 'expired'
          RETURNING id, public_id, task_id, annotator_id, left_is_first, state, judgment_id, CAST(NULL AS BIGINT) AS lease_expires_at",
    )
    .bind(claim.public_id.as_str().to_owned())
    .bind(task.0)
    .bind(annotator.0)
    .bind(i64::from(claim.left_is_first))
    .bind(claim.now)
    .fetch_optional(tx.on())
    .await?;
    let Some(row) = inserted else { return Ok(None) };
    let taken = assignment(&row)?;
    match take_slot(tx, &taken, number, claim.now).await? {
        Some(until) => Ok(Some(Assignment { lease_expires_at: Some(until), ..taken })),
        None => Err(StoreError::Contended("the slot was taken meanwhile".into())),
    }
}

/// Remembers that everything never taken before this position is not for the person.
///
/// # Errors
/// What the database reports.
pub async fn pass(tx: &mut Tx, person: PersonId, requirement: i64, position: i64) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO passed (person_id, requirement_id, position) VALUES ($1, $2, $3)
             ON CONFLICT (person_id, requirement_id) DO UPDATE SET position = excluded.position",
    )
    .bind(person.0)
    .bind(requirement)
    .bind(position)
    .execute(tx.on())
    .await?;
    Ok(())
}
