//! The next task for a person, taken by updating a slot's row. What there is to take is found in [`crate::outlook`].

use crate::{
    Dialect, StoreError, Tx,
    assignments::{Assignment, ON_DESK, OnDesk, TAKE_SLOT, assignment, on_desk_of, open_slot, open_slot_of, set_state},
    batch::{Batch, Value},
    exposure::{self, Purpose},
    outlook::{MOMENT, Moment, moment, only},
};
use assay_domain::{AssignmentId, PersonId, PublicId, TaskId, Timestamp, assignment::AssignmentState};
use sqlx::{Row, any::AnyRow};
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

/// Counts that the annotator of the claim known as `$1` was given its models' responses.
const SAW: &str = "INSERT INTO seen_model (evaluation_id, person_id, model_id, times)
     SELECT t.evaluation_id, a.annotator_id, r.model_id, COUNT(*)
       FROM assignment a JOIN task t ON t.id = a.task_id JOIN response r ON r.id IN (t.first_response_id, t.second_response_id)
      WHERE a.public_id = $1 GROUP BY t.evaluation_id, a.annotator_id, r.model_id
         ON CONFLICT (evaluation_id, person_id, model_id) DO UPDATE SET times = seen_model.times + excluded.times";

/// Remembers, for the claim known as `$1`, that everything of its requirement never taken before the place that `$2` gives for
/// the requirement is not for its annotator.
macro_rules! passed {
    ($each:literal) => {
        concat!(
            "INSERT INTO passed (person_id, requirement_id, position)
             SELECT a.annotator_id, t.requirement_id, CAST(c.value AS BIGINT)
               FROM assignment a JOIN task t ON t.id = a.task_id JOIN ",
            $each,
            " c ON c.key = CAST(t.requirement_id AS TEXT) WHERE a.public_id = $1
                 ON CONFLICT (person_id, requirement_id) DO UPDATE SET position = excluded.position"
        )
    };
}

/// What a claim is to be made on.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// For whom.
    pub annotator: PersonId,
    /// The tasks to try, in order.
    pub tasks: &'a [TaskId],
    /// For each requirement, before which place everything never taken is not for them.
    pub reached: &'a BTreeMap<i64, i64>,
    /// What it is made with.
    pub claim: &'a NewClaim,
}

/// What came of a [`Wanted`].
#[derive(Clone, Debug)]
pub struct Taken {
    /// What the person's next task depended on just before.
    pub moment: Moment,
    /// The claim and what is to be shown once this is committed; `None` when other claims were faster everywhere.
    pub first: Option<(Assignment, OnDesk)>,
}

/// Claims the first of some tasks that is still to be had, gives it its slot, counts what the person is given and records in
/// the exposure ledger that they are about to be shown the prompt. With `patient` it waits for another claim that is taking a
/// slot at this moment; otherwise it passes by.
///
/// # Errors
/// [`StoreError::Rule`] when what was found a moment ago is not for this person any more: it was flagged since, or they were
/// tied, capped or lost a qualification; or when rule 1 forbids it. [`StoreError::Contended`] when the slot was taken meanwhile.
pub async fn take(tx: &mut Tx, wanted: &Wanted<'_>, patient: bool) -> Result<Taken, StoreError> {
    let mut batch = Batch::default();
    ask(&mut batch, tx.dialect, wanted);
    let mut answers = batch.run(tx).await?.into_iter();
    taken(tx, wanted, patient, &mut answers).await
}

/// Adds what [`taken`] goes on with. Where one statement finds the task, everything about it is in the same go.
pub(crate) fn ask(batch: &mut Batch, dialect: Dialect, wanted: &Wanted<'_>) {
    batch.add(MOMENT, [wanted.annotator.0.into()]);
    if dialect == Dialect::Sqlite {
        let ids: Vec<i64> = wanted.tasks.iter().map(|task| task.0).collect();
        batch.add(CLAIM_FIRST, wanted.values(serde_json::json!(ids).to_string().into()));
        enter(batch, dialect, wanted, &wanted.claim.public_id, None);
    }
}

/// Goes on with the answers to [`ask`].
pub(crate) async fn taken(
    tx: &mut Tx,
    wanted: &Wanted<'_>,
    patient: bool,
    answers: &mut impl Iterator<Item = Vec<AnyRow>>,
) -> Result<Taken, StoreError> {
    let moment = moment(&answers.next().unwrap_or_default())?;
    let (claimed, number) = match answers.next() {
        Some(rows) => (rows.first().map(assignment).transpose()?, None),
        None => claim_locked(tx, wanted, patient).await?.unzip(),
    };
    let Some(claimed) = claimed else { return Ok(Taken { moment, first: None }) };
    let entered = if number.is_none() && claimed.public_id == wanted.claim.public_id {
        entered(answers)?
    } else {
        // A claim of theirs that had run out keeps the name that it has.
        let mut batch = Batch::default();
        enter(&mut batch, tx.dialect, wanted, &claimed.public_id, number);
        entered(&mut batch.run(tx).await?.into_iter())?
    };
    let (lease_expires_at, desk) = entered;
    let subject = format!("prompt:{}", desk.content.prompt_id);
    exposure::note(tx, wanted.annotator, subject, Purpose::Annotation, wanted.claim.now, 1).await?;
    Ok(Taken { moment, first: Some((Assignment { lease_expires_at: Some(lease_expires_at), ..claimed }, desk)) })
}

/// A claim on the first task with a slot that could be locked, and the slot's number: as PostgreSQL does it.
async fn claim_locked(
    tx: &mut Tx,
    wanted: &Wanted<'_>,
    patient: bool,
) -> Result<Option<(Assignment, i64)>, StoreError> {
    for task in wanted.tasks {
        let Some(number) = open_slot_of(tx, *task, patient).await? else { continue };
        let mut batch = Batch::default();
        batch.add(CLAIM, wanted.values(task.0.into()));
        if let Some(row) = batch.run(tx).await?.first().and_then(|rows| rows.first()) {
            return Ok(Some((assignment(row)?, number)));
        }
    }
    Ok(None)
}

impl Wanted<'_> {
    /// The values of [`claim_on`].
    fn values(&self, task: Value) -> [Value; 5] {
        let left_is_first = i64::from(self.claim.left_is_first).into();
        [self.claim.public_id.as_str().into(), task, self.annotator.0.into(), left_is_first, self.claim.now.into()]
    }
}

/// Adds everything that goes with a claim, which has this name.
fn enter(batch: &mut Batch, dialect: Dialect, wanted: &Wanted<'_>, name: &PublicId, number: Option<i64>) {
    let id = || Value::from(name.as_str());
    batch.add(TAKE_SLOT, [id(), number.into(), wanted.claim.now.into()]).add(ON_DESK, [id()]);
    // One that had run out and is taken up again was counted then.
    if *name == wanted.claim.public_id {
        batch.add(SAW, [id()]);
    }
    let passed = dialect.pick(passed!("json_each($2)"), passed!("jsonb_each_text(CAST($2 AS JSONB))"));
    batch.add(passed, [id(), serde_json::json!(wanted.reached).to_string().into()]);
    exposure::add_of_claim(batch, name, Purpose::Annotation, wanted.claim.now);
}

/// Reads the answers to [`enter`]: until when the slot is kept, and what is to be shown.
fn entered(answers: &mut impl Iterator<Item = Vec<AnyRow>>) -> Result<(Timestamp, OnDesk), StoreError> {
    let slot = answers.next().unwrap_or_default();
    let row = slot.first().ok_or_else(|| StoreError::Contended("the slot was taken meanwhile".into()))?;
    Ok((row.try_get("lease_expires_at")?, on_desk_of(only(&answers.next().unwrap_or_default())?)?))
}
