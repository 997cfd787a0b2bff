//! The next task for a person: found by walking open slots in order, taken by updating a slot's row.

use crate::{
    Dialect, StoreError, Tx,
    assignments::{
        Assignment, OF_ANNOTATOR, ON_DESK, OnDesk, Standing, ask_standing, assignment, on_desk_of, open_slot,
        open_slot_of, set_state, standing_of,
    },
    batch::{Batch, Value},
    error::inconsistent,
    exposure::{self, Purpose},
    routing::{self, OpenFor},
};
use assay_domain::{
    AssignmentId, EvaluationId, ModelId, PersonId, PromptId, PublicId, TaskId, Timestamp,
    assignment::AssignmentState,
    routing::{Candidate, Qualifications},
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
              ORDER BY s.position LIMIT 24"
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

/// An evaluation and those of its requirements that a person meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The evaluation.
    pub evaluation: EvaluationId,
    /// The requirements, in order.
    pub requirements: Vec<i64>,
}

/// The next tasks of a [`Lane`] that a person may have, none of them locked.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// The tasks, those of each requirement in order.
    pub found: Vec<Found>,
    /// How often the person was given each model's responses in the evaluation.
    pub seen: BTreeMap<ModelId, i64>,
}

/// The next tasks of a lane that a person may have.
///
/// # Errors
/// What the database reports.
pub async fn candidates(tx: &mut Tx, annotator: PersonId, lane: &Lane) -> Result<Candidates, StoreError> {
    let mut all = Candidates::default();
    for some in lane.requirements.chunks(AT_ONCE) {
        let mut batch = Batch::default();
        ask_candidates(&mut batch, tx.dialect, annotator, lane.evaluation, some);
        let mut answers = batch.run(tx).await?.into_iter();
        let mut of_some = candidates_of(lane.evaluation, some, &mut answers)?;
        all.found.append(&mut of_some.found);
        all.seen = of_some.seen;
    }
    Ok(all)
}

/// Adds what [`candidates_of`] reads the answers to.
fn ask_candidates(
    batch: &mut Batch,
    dialect: Dialect,
    person: PersonId,
    evaluation: EvaluationId,
    requirements: &[i64],
) {
    batch.add(routing::SEEN, [evaluation.0.into(), person.0.into()]);
    for requirement in requirements {
        batch.add(candidates_sql(dialect), [person.0.into(), (*requirement).into()]);
    }
}

fn candidates_of(
    evaluation: EvaluationId,
    requirements: &[i64],
    answers: &mut impl Iterator<Item = Vec<AnyRow>>,
) -> Result<Candidates, StoreError> {
    let seen = routing::seen(&answers.next().unwrap_or_default())?;
    let mut found = Vec::new();
    for (requirement, rows) in requirements.iter().zip(answers) {
        // PostgreSQL's array over nothing is NULL.
        let text: Option<String> = only(&rows)?.try_get("found")?;
        let rows: Vec<OpenSlot> = serde_json::from_str(text.as_deref().unwrap_or("[]"))
            .map_err(|_| inconsistent("requirement", *requirement))?;
        found.extend(rows.into_iter().map(|row| row.found(evaluation, *requirement)));
    }
    Ok(Candidates { found, seen })
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
    /// The vendors they are tied to, in order: an end of a tie begins their turn anew, which [`take`] would undo.
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

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Glance<'a> {
    /// Whose next task.
    pub person: PersonId,
    /// Now.
    pub now: Timestamp,
    /// From when on what they were shown counts.
    pub since: Timestamp,
    /// Where their next task is likely to be found: candidates from there come along.
    pub likely: Option<&'a Lane>,
    /// The claim that is about to be submitted, and the submission's id: its standing comes along.
    pub submission: Option<(&'a PublicId, &'a str)>,
}

/// What a person's next task depends on.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// What must not change until a task is taken.
    pub moment: Moment,
    /// Whether a lease has run out, so that [`expire`] has something to do.
    pub any_expired: bool,
    /// From when on what they were shown counts.
    pub since: Timestamp,
    /// How often they were shown a prompt since then, which is never less than what [`shown`] counts.
    pub shown_at_most: i64,
    /// The open evaluations, those to be tried first first.
    pub open: Vec<OpenFor>,
    /// What they are qualified for.
    pub qualifications: Qualifications,
    /// What they have to do before anything new, as [`crate::assignments::of_annotator`] answers it.
    pub theirs: Vec<Assignment>,
    /// What decides how the submission is taken.
    pub standing: Option<Standing>,
    /// The likely lane with its candidates.
    pub likely: Option<(Lane, Candidates)>,
}

/// What a person's next task depends on now.
///
/// # Errors
/// What the database reports.
pub async fn outlook(tx: &mut Tx, glance: &Glance<'_>) -> Result<Outlook, StoreError> {
    let Glance { person, now, since, likely, submission } = *glance;
    let likely = likely.filter(|lane| lane.requirements.len() <= AT_ONCE);
    let mut batch = Batch::default();
    batch
        // First: what changes after it is noticed when a task is taken.
        .add(MOMENT, [person.0.into()])
        .add(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM slot WHERE state = 'held' AND lease_expires_at < $1) THEN 1 ELSE 0 END AS any_expired,
                    (SELECT COUNT(*) FROM exposure WHERE person_id = $2 AND at > $3) AS shown",
            [now.into(), person.0.into(), since.into()],
        )
        .add(routing::REQUIREMENTS, [])
        .add(routing::OPEN_FOR, [person.0.into()])
        .add(routing::QUALIFICATIONS, [person.0.into()])
        .add(OF_ANNOTATOR, [person.0.into()]);
    if let Some((claim, submission)) = submission {
        ask_standing(&mut batch, person, claim, submission);
    }
    if let Some(lane) = likely {
        ask_candidates(&mut batch, tx.dialect, person, lane.evaluation, &lane.requirements);
    }
    let mut answers = batch.run(tx).await?.into_iter();
    let [of_moment, general, requirements, open, qualifications, theirs] =
        std::array::from_fn(|_| answers.next().unwrap_or_default());
    let mut asked: BTreeMap<EvaluationId, Vec<_>> = BTreeMap::new();
    for row in &requirements {
        let (evaluation, id, requirement) = routing::requirement(row)?;
        asked.entry(evaluation).or_default().push((id, requirement));
    }
    let mut open = routing::open_for(&open)?;
    for one in &mut open {
        one.requirements = asked.remove(&one.evaluation).unwrap_or_default();
    }
    let general = only(&general)?;
    Ok(Outlook {
        moment: moment(&of_moment)?,
        any_expired: general.try_get::<i64, _>("any_expired")? == 1,
        since,
        shown_at_most: general.try_get("shown")?,
        open,
        qualifications: routing::qualifications_of(person, &qualifications)?,
        theirs: theirs.iter().map(assignment).collect::<Result<_, _>>()?,
        standing: if submission.is_some() { standing_of(&mut answers)? } else { None },
        likely: match likely {
            Some(lane) => Some((lane.clone(), candidates_of(lane.evaluation, &lane.requirements, &mut answers)?)),
            None => None,
        },
    })
}

/// How many different prompts a person was shown for annotation since a moment.
///
/// # Errors
/// What the database reports.
pub async fn shown(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<i64, StoreError> {
    let counted =
        "SELECT COUNT(DISTINCT prompt_id) FROM exposure WHERE person_id = $1 AND at > $2 AND purpose = 'annotation'";
    Ok(sqlx::query_scalar(counted).bind(person.0).bind(since).fetch_one(tx.on()).await?)
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

/// The slot of the claim known as `$1`: the one of number `$2`, or without one the first open one of its task, at moment `$3`.
const TAKE: &str = "UPDATE slot SET state = 'held', annotator_id = a.annotator_id, assignment_id = a.id,
            lease_expires_at = $3 + 1000000 * e.lease_seconds
       FROM assignment a JOIN task t ON t.id = a.task_id JOIN evaluation e ON e.id = t.evaluation_id
      WHERE a.public_id = $1 AND slot.task_id = a.task_id AND slot.state = 'open'
        AND slot.number = COALESCE($2, (SELECT MIN(o.number) FROM slot o WHERE o.task_id = a.task_id AND o.state = 'open'))
      RETURNING lease_expires_at";

/// Gives a claim a slot of its task; `false` when the slot is not open.
pub(crate) async fn take_slot(tx: &mut Tx, claim: &PublicId, number: i64, now: Timestamp) -> Result<bool, StoreError> {
    let taken =
        sqlx::query(TAKE).bind(claim.as_str().to_owned()).bind(number).bind(now).fetch_optional(tx.on()).await?;
    Ok(taken.is_some())
}

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
    batch.add(TAKE, [id(), number.into(), wanted.claim.now.into()]).add(ON_DESK, [id()]);
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
