//! What there is for a person to do next: their own tasks, and open slots that are for them, found by walking them in order.
//! How one is taken is in [`crate::claims`].

use crate::{
    Dialect, StoreError, Tx,
    assignments::{Assignment, OF_ANNOTATOR, Standing, ask_standing, assignment, standing_of},
    batch::Batch,
    error::inconsistent,
    routing::{self, OpenFor},
};
use assay_domain::{
    EvaluationId, ModelId, PersonId, PublicId, TaskId, Timestamp,
    routing::{Candidate, Qualifications},
};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Row, any::AnyRow};
use std::collections::BTreeMap;

/// Who may not have a slot's task: whoever has or had it, reviewed it, is tied to a vendor of its models; and nobody a task
/// whose prompt is held back. A task with several such slots is found once. As many as
/// [`assay_domain::routing::WINDOW`] chooses from.
macro_rules! open_slots {
    ($lane:literal) => {
        concat!(
            "SELECT s.task_id, s.position, s.reopened, t.round, r1.model_id AS first_model, r2.model_id AS second_model
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
            "(task_id, position, reopened, round, first_model, second_model)) AS TEXT) AS found FROM (SELECT * FROM (",
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

/// Task, position, whether it was taken before, round, first model, second model.
#[derive(Deserialize)]
struct OpenSlot(i64, i64, i64, i64, i64, Option<i64>);

impl OpenSlot {
    fn found(self, evaluation: EvaluationId, requirement: i64) -> Found {
        let Self(task, position, reopened, round, first, second) = self;
        let models = [Some(first), second].into_iter().flatten().map(ModelId).collect();
        let candidate = Candidate { task: TaskId(task), evaluation, position, round, models };
        Found { candidate, requirement, reopened: reopened == 1 }
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
    /// The vendors they are tied to, in order: an end of a tie begins their turn anew, which [`crate::claims::take`] would undo.
    vendors: String,
}

/// The [`Moment`] of person `$1`.
pub(crate) const MOMENT: &str = "SELECT (SELECT COUNT(*) FROM assignment WHERE annotator_id = $1 AND state IN ('held', 'returned')) AS in_hand,
        COALESCE((SELECT id FROM exposure WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT 1), 0) AS last_shown,
        COALESCE((SELECT string_agg(CAST(vendor_id AS TEXT), ' ' ORDER BY vendor_id) FROM person_vendor WHERE person_id = $1), '') AS vendors";

pub(crate) fn moment(rows: &[AnyRow]) -> Result<Moment, StoreError> {
    let row = only(rows)?;
    Ok(Moment {
        in_hand: row.try_get("in_hand")?,
        last_shown: row.try_get("last_shown")?,
        vendors: row.try_get("vendors")?,
    })
}

/// The row of a statement that always has one.
pub(crate) fn only(rows: &[AnyRow]) -> Result<&AnyRow, StoreError> {
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
    /// Whether a lease has run out, so that [`crate::claims::expire`] has something to do.
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
pub async fn look(tx: &mut Tx, glance: &Glance<'_>) -> Result<Outlook, StoreError> {
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
