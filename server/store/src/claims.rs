//! The next task for a person: found by walking open slots in order, taken by updating a slot's row.

use crate::{
    Dialect, StoreError, Tx,
    assignments::{Assignment, ON_DESK, OnDesk, TAKE_SLOT, assignment, on_desk_of, open_slot, open_slot_of, set_state},
    batch::{Batch, Value},
    error::inconsistent,
    exposure::{self, Purpose},
    routing::{self, OpenFor},
};
use assay_domain::{
    AssignmentId, EvaluationId, ModelId, PersonId, PromptId, PublicId, TaskId, Timestamp, assignment::AssignmentState,
    routing::Candidate,
};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Row, any::AnyRow};
use std::collections::BTreeMap;

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
/// before is not for them, and stays so. As one JSON array: a row of their own for each would cost as much as finding them.
macro_rules! candidates {
    ($array:literal, $of_all:literal) => {
        concat!(
            "SELECT CAST(",
            $of_all,
            "(",
            $array,
            "(task_id, position, reopened, round, prompt_id, first_model, second_model)) AS TEXT) AS found FROM (SELECT * FROM (",
            open_slots!("s.reopened = 1"),
            ") AS again UNION ALL SELECT * FROM (",
            open_slots!(
                "s.reopened = 0 AND s.position >= COALESCE((SELECT p.position FROM passed p WHERE p.person_id = $1 AND p.requirement_id = $2), 0)"
            ),
            ") AS fresh) AS either"
        )
    };
}

fn candidates_sql(dialect: Dialect) -> &'static str {
    dialect.pick(candidates!("json_array", "json_group_array"), candidates!("json_build_array", "json_agg"))
}

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

/// Requirements whose candidates are asked for in one go.
const AT_ONCE: usize = 8;

/// The next tasks of some requirements that a person may have, none of them locked, and how often the person was given each
/// model's responses in the evaluation.
///
/// # Errors
/// What the database reports.
pub async fn candidates(
    tx: &mut Tx,
    annotator: PersonId,
    evaluation: EvaluationId,
    requirements: &[i64],
) -> Result<(Vec<Found>, BTreeMap<ModelId, i64>), StoreError> {
    let (mut found, mut seen) = (Vec::new(), BTreeMap::new());
    for some in requirements.chunks(AT_ONCE) {
        let mut batch = Batch::default();
        batch.add(routing::SEEN, [evaluation.0.into(), annotator.0.into()]);
        for requirement in some {
            batch.add(candidates_sql(tx.dialect), [annotator.0.into(), (*requirement).into()]);
        }
        let mut answers = batch.run(tx).await?.into_iter();
        seen = routing::seen(&answers.next().unwrap_or_default())?;
        for (requirement, rows) in some.iter().zip(answers) {
            // PostgreSQL's array over nothing is NULL.
            let text: Option<String> = only(&rows)?.try_get("found")?;
            let rows: Vec<OpenSlot> = serde_json::from_str(text.as_deref().unwrap_or("[]"))
                .map_err(|_| inconsistent("requirement", *requirement))?;
            found.extend(rows.into_iter().map(|row| row.found(evaluation, *requirement)));
        }
    }
    Ok((found, seen))
}

/// Task, position, whether it was taken before, round, prompt, first model, second model.
#[derive(Deserialize)]
struct OpenSlot(i64, i64, i64, i64, i64, i64, Option<i64>);

impl OpenSlot {
    fn found(self, evaluation: EvaluationId, requirement: i64) -> Found {
        let Self(task, position, reopened, round, prompt, first, second) = self;
        let models = [Some(first), second].into_iter().flatten().map(ModelId).collect();
        let candidate = Candidate { task: TaskId(task), evaluation, position, round, models };
        Found { candidate, requirement, reopened: reopened == 1, prompt: PromptId(prompt) }
    }
}

/// How the database finds the candidates, in its own words: for the test that it walks an index.
///
/// # Errors
/// What the database reports.
#[doc(hidden)]
pub async fn candidates_plan(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let sql = tx.dialect.pick("EXPLAIN QUERY PLAN ", "EXPLAIN ").to_owned() + candidates_sql(tx.dialect);
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
    /// The vendors they are tied to, in order: an end of a tie begins their turn anew, which [`enter`] would undo.
    vendors: String,
}

/// The [`Moment`] of person `$1`.
const MOMENT: &str = "SELECT (SELECT COUNT(*) FROM assignment WHERE annotator_id = $1 AND state IN ('held', 'returned')) AS in_hand,
        COALESCE((SELECT id FROM exposure WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT 1), 0) AS last_shown,
        COALESCE((SELECT string_agg(CAST(vendor_id AS TEXT), ' ' ORDER BY vendor_id) FROM person_vendor WHERE person_id = $1), '') AS vendors";

fn moment(rows: &[AnyRow]) -> Result<Moment, StoreError> {
    let row = only(rows)?;
    Ok(Moment {
        in_hand: row.try_get("in_hand")?,
        last_shown: row.try_get("last_shown")?,
        vendors: row.try_get("vendors")?,
    })
}

/// The row of a statement that always has one.
fn only(rows: &[AnyRow]) -> Result<&AnyRow, StoreError> {
    rows.first().ok_or_else(|| sqlx::Error::RowNotFound.into())
}

/// What a person's next task depends on, apart from the tasks themselves.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// What must not change until a task is taken.
    pub moment: Moment,
    /// Whether a lease has run out, so that [`expire`] has something to do.
    pub any_expired: bool,
    /// How many different prompts they were shown for annotation since the moment asked for.
    pub shown: i64,
    /// The open evaluations, those to be tried first first.
    pub open: Vec<OpenFor>,
}

/// What a person's next task depends on now, with what they were shown since a moment.
///
/// # Errors
/// What the database reports.
pub async fn outlook(tx: &mut Tx, person: PersonId, now: Timestamp, since: Timestamp) -> Result<Outlook, StoreError> {
    let mut batch = Batch::default();
    batch
        // First: what changes after it is noticed when a task is taken.
        .add(MOMENT, [person.0.into()])
        .add(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM slot WHERE state = 'held' AND lease_expires_at < $1) THEN 1 ELSE 0 END AS any_expired,
                    (SELECT COUNT(DISTINCT prompt_id) FROM exposure WHERE person_id = $2 AND at > $3 AND purpose = 'annotation') AS shown",
            [now.into(), person.0.into(), since.into()],
        )
        .add(routing::REQUIREMENTS, [])
        .add(routing::OPEN_FOR, [person.0.into()]);
    let answers = batch.run(tx).await?;
    let [of_moment, general, requirements, open] = answers.as_slice() else {
        return Err(sqlx::Error::RowNotFound.into());
    };
    let mut asked: BTreeMap<EvaluationId, Vec<_>> = BTreeMap::new();
    for row in requirements {
        let (evaluation, id, requirement) = routing::requirement(row)?;
        asked.entry(evaluation).or_default().push((id, requirement));
    }
    let mut open = routing::open_for(open)?;
    for one in &mut open {
        one.requirements = asked.remove(&one.evaluation).unwrap_or_default();
    }
    let general = only(general)?;
    Ok(Outlook {
        moment: moment(of_moment)?,
        any_expired: general.try_get::<i64, _>("any_expired")? == 1,
        shown: general.try_get("shown")?,
        open,
    })
}

/// A claim `$1` of person `$3`, its order `$4`, at moment `$5`, on the task `t` of this source; a claim of theirs that ran out
/// becomes it.
macro_rules! claim_on {
    ($source:literal) => {
        concat!(
            "INSERT INTO assignment (public_id, task_id, annotator_id, left_is_first, state, claimed_at)
             SELECT $1, t.id, $3, CASE WHEN t.second_response_id IS NULL THEN 1 ELSE CAST($4 AS BIGINT) END, 'held', $5 FROM ",
            $source,
            " ON CONFLICT (task_id, annotator_id) DO UPDATE SET state = 'held', claimed_at = excluded.claimed_at
              WHERE assignment.state = 'expired'
              RETURNING id, public_id, task_id, annotator_id, left_is_first, state, judgment_id, CAST(NULL AS BIGINT) AS lease_expires_at"
        )
    };
}

/// On the first of the tasks in `$2`, a JSON array, that the person may still have. However many of them others took since
/// they were found, it is one statement: a crowd must not keep SQLite's writer busy with what is gone.
const CLAIM_FIRST: &str = claim_on!(
    "json_each($2) c JOIN task t ON t.id = c.value
      WHERE EXISTS (SELECT 1 FROM slot s WHERE s.task_id = t.id AND s.state = 'open')
        AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = $3 AND a.state <> 'expired')
      ORDER BY c.key LIMIT 1"
);

/// On task `$2` alone, on PostgreSQL, where a slot of it is locked already.
const CLAIM: &str =
    claim_on!("task t WHERE t.id = $2 AND EXISTS (SELECT 1 FROM slot s WHERE s.task_id = t.id AND s.state = 'open')");

/// Claims the first of some tasks that is still to be had, without its slot yet. `None` when other claims were faster
/// everywhere; with `patient` it first waits for one that is taking a slot at this moment, otherwise it passes by. Answers too
/// what the person's next task depends on at this moment.
///
/// # Errors
/// [`StoreError::Rule`] when what was found a moment ago is not for this person any more: it was flagged since, or they were
/// tied, capped or lost a qualification.
pub async fn claim(
    tx: &mut Tx,
    annotator: PersonId,
    tasks: &[TaskId],
    claim: &NewClaim,
    patient: bool,
) -> Result<(Moment, Option<Claimed>), StoreError> {
    let values = |task: Value| {
        let left_is_first = i64::from(claim.left_is_first).into();
        [claim.public_id.as_str().into(), task, annotator.0.into(), left_is_first, claim.now.into()]
    };
    let mut batch = Batch::default();
    batch.add(MOMENT, [annotator.0.into()]);
    if tx.dialect == Dialect::Sqlite {
        let ids: Vec<i64> = tasks.iter().map(|task| task.0).collect();
        batch.add(CLAIM_FIRST, values(serde_json::json!(ids).to_string().into()));
    }
    let answers = batch.run(tx).await?;
    let now = moment(answers.first().map(Vec::as_slice).unwrap_or_default())?;
    if let Some(row) = answers.get(1).and_then(|rows| rows.first()) {
        return Ok((now, Some(Claimed { assignment: assignment(row)?, number: None })));
    }
    if tx.dialect == Dialect::Postgres {
        for task in tasks {
            let Some(number) = open_slot_of(tx, *task, patient).await? else { continue };
            let mut batch = Batch::default();
            batch.add(CLAIM, values(task.0.into()));
            if let Some(row) = batch.run(tx).await?.first().and_then(|rows| rows.first()) {
                return Ok((now, Some(Claimed { assignment: assignment(row)?, number: Some(number) })));
            }
        }
    }
    Ok((now, None))
}

/// A claim that still needs its slot; see [`enter`].
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The claim, not under a lease yet.
    pub assignment: Assignment,
    number: Option<i64>,
}

/// Gives a claim its slot, counts what the person is given, remembers that everything of the requirement never taken before
/// `reached` is not for them, and records in the exposure ledger that they are about to be shown the prompt. Answers the
/// claim and what is to be shown once this is committed.
///
/// # Errors
/// [`StoreError::Contended`] when the slot was taken meanwhile, [`StoreError::Rule`] when rule 1 forbids it.
pub async fn enter(
    tx: &mut Tx,
    claimed: Claimed,
    found: &Found,
    reached: Option<i64>,
    claim: &NewClaim,
) -> Result<(Assignment, OnDesk), StoreError> {
    let Claimed { assignment, number } = claimed;
    let (person, evaluation) = (assignment.annotator, found.candidate.evaluation);
    let mut batch = Batch::default();
    batch.add(
        TAKE_SLOT,
        [assignment.task.0.into(), number.into(), person.0.into(), assignment.id.0.into(), claim.now.into()],
    );
    // A claim that had run out and is taken up again was counted then.
    if assignment.public_id == claim.public_id {
        for model in &found.candidate.models {
            batch.add(routing::SAW, [evaluation.0.into(), person.0.into(), model.0.into()]);
        }
    }
    if let Some(position) = reached {
        batch.add(
            "INSERT INTO passed (person_id, requirement_id, position) VALUES ($1, $2, $3)
                 ON CONFLICT (person_id, requirement_id) DO UPDATE SET position = excluded.position",
            [person.0.into(), found.requirement.into(), position.into()],
        );
    }
    exposure::add(&mut batch, found.prompt, person, Purpose::Annotation, claim.now);
    batch.add(ON_DESK, [assignment.id.0.into()]);
    let answers = batch.run(tx).await?;
    let Some(row) = answers.first().and_then(|rows| rows.first()) else {
        return Err(StoreError::Contended("the slot was taken meanwhile".into()));
    };
    exposure::note(tx, person, format!("prompt:{}", found.prompt), Purpose::Annotation, claim.now, 1).await?;
    let desk = on_desk_of(only(answers.last().map(Vec::as_slice).unwrap_or_default())?)?;
    Ok((Assignment { lease_expires_at: Some(row.try_get("lease_expires_at")?), ..assignment }, desk))
}
