//! Claims on slots: looked up, kept, given up, with their drafts. How the next one is found is in [`crate::outlook`], how it is
//! taken in [`crate::claims`].

use crate::{
    Dialect, StoreError, Tx,
    batch::{Batch, Value},
    error::inconsistent,
    tasks::{self, TaskContent, task_content},
};
use assay_domain::{
    AssignmentId, EvaluationId, JudgmentId, PersonId, PublicId, TaskId, Timestamp, assignment::AssignmentState,
    review::TaskState,
};
use sqlx::{Row, any::AnyRow};

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// What its annotator knows it by.
    pub public_id: PublicId,
    /// The task.
    pub task: TaskId,
    /// Who holds it.
    pub annotator: PersonId,
    /// Whether the task's first response is shown on the left.
    pub left_is_first: bool,
    /// Where it stands.
    pub state: AssignmentState,
    /// The latest revision of its judgment.
    pub judgment: Option<JudgmentId>,
    /// Until when its slot is kept; `None` when the slot is not under a lease of this assignment.
    pub lease_expires_at: Option<Timestamp>,
}

/// A draft of a judgment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// JSON of the content.
    pub content: String,
    /// Active time so far, in milliseconds.
    pub active_ms: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// 1, 2, …: raised by every change; 0 before it is saved for the first time.
    pub version: i64,
}

pub(crate) fn assignment(row: &AnyRow) -> Result<Assignment, StoreError> {
    let id: i64 = row.try_get("id")?;
    let state: String = row.try_get("state")?;
    let public_id: String = row.try_get("public_id")?;
    Ok(Assignment {
        id: AssignmentId(id),
        public_id: PublicId::parse(&public_id).ok_or_else(|| inconsistent("assignment", id))?,
        task: TaskId(row.try_get("task_id")?),
        annotator: PersonId(row.try_get("annotator_id")?),
        left_is_first: row.try_get::<i64, _>("left_is_first")? == 1,
        state: AssignmentState::parse(&state).ok_or_else(|| inconsistent("assignment", id))?,
        judgment: row.try_get::<Option<i64>, _>("judgment_id")?.map(JudgmentId),
        lease_expires_at: row.try_get("lease_expires_at")?,
    })
}

/// Looks a claim up by the name its annotator knows it by; anyone else's is not found.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, annotator: PersonId, public_id: &PublicId) -> Result<Option<Assignment>, StoreError> {
    let row = sqlx::query(
        "SELECT a.id, a.public_id, a.task_id, a.annotator_id, a.left_is_first, a.state, a.judgment_id, s.lease_expires_at
           FROM assignment a LEFT JOIN slot s ON s.assignment_id = a.id
          WHERE a.public_id = $1 AND a.annotator_id = $2",
    )
    .bind(public_id.as_str().to_owned())
    .bind(annotator.0)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(assignment).transpose()
}

/// What decides how a submission is taken, all of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The claim it is for.
    pub claim: Assignment,
    /// Its evaluation.
    pub evaluation: EvaluationId,
    /// The latest version of its evaluation's guidelines.
    pub guideline_version: i64,
    /// Whether the annotator must confirm that version first; see [`crate::guidelines::to_confirm`].
    pub confirm_guidelines: bool,
    /// Active time so far, as [`crate::active::so_far_ms`] would answer it.
    pub active_ms: i64,
    /// What was stored under this submission id before, by anyone.
    pub known: Option<Known>,
    /// Where the claims in the task's other slots stand; `None` for a slot without one.
    pub beside: Vec<Option<AssignmentState>>,
}

impl Standing {
    /// The state that the task's slots call for once the claim is submitted into its slot.
    #[must_use]
    pub fn state_once_submitted(&self) -> TaskState {
        let slots = self.beside.iter().copied().chain([Some(AssignmentState::Submitted)]);
        TaskState::of_slots(&slots.collect::<Vec<_>>())
    }
}

/// A stored judgment that came under a submission id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The claim it was for.
    pub assignment: AssignmentId,
    /// Its number among the revisions.
    pub revision: i64,
    /// SHA-256 of what was sent.
    pub content_hash: String,
}

/// Looks up what decides how a submission is taken. Until the transaction ends nobody else changes the task.
///
/// # Errors
/// What the database reports.
pub async fn standing(
    tx: &mut Tx,
    annotator: PersonId,
    public_id: &PublicId,
    submission_id: &str,
) -> Result<Option<Standing>, StoreError> {
    if tx.dialect == Dialect::Postgres {
        // As `tasks::lock`; read under the lock, since a double click or a second tab may have come first.
        let locked = "SELECT t.id FROM task t JOIN assignment a ON a.task_id = t.id
                       WHERE a.public_id = $1 AND a.annotator_id = $2 FOR NO KEY UPDATE OF t";
        sqlx::query(locked).bind(public_id.as_str().to_owned()).bind(annotator.0).fetch_optional(tx.on()).await?;
    }
    let mut batch = Batch::default();
    ask_standing(&mut batch, annotator, public_id, submission_id);
    standing_of(&mut batch.run(tx).await?.into_iter())
}

/// Adds what [`standing_of`] reads the answers to.
pub(crate) fn ask_standing(batch: &mut Batch, annotator: PersonId, public_id: &PublicId, submission_id: &str) {
    let whose: [Value; 2] = [public_id.as_str().into(), annotator.0.into()];
    batch.add(STANDING, [whose[0].clone(), whose[1].clone(), submission_id.into()]).add(
        "SELECT o.state AS state FROM assignment a JOIN slot s ON s.task_id = a.task_id LEFT JOIN assignment o ON o.id = s.assignment_id
          WHERE a.public_id = $1 AND a.annotator_id = $2 AND s.assignment_id IS DISTINCT FROM a.id ORDER BY s.number",
        whose,
    );
}

/// What decides how a submission is taken, of the moment of [`ask_standing`].
pub(crate) fn standing_of(answers: &mut impl Iterator<Item = Vec<AnyRow>>) -> Result<Option<Standing>, StoreError> {
    let (found, beside) = (answers.next().unwrap_or_default(), answers.next().unwrap_or_default());
    let Some(row) = found.first() else { return Ok(None) };
    let known = match row.try_get::<Option<i64>, _>("known_assignment")? {
        Some(assignment) => Some(Known {
            assignment: AssignmentId(assignment),
            revision: row.try_get("known_revision")?,
            content_hash: row.try_get("known_hash")?,
        }),
        None => None,
    };
    Ok(Some(Standing {
        claim: assignment(row)?,
        evaluation: EvaluationId(row.try_get("evaluation_id")?),
        guideline_version: row.try_get("guideline_version")?,
        confirm_guidelines: row.try_get::<i64, _>("confirm_guidelines")? == 1,
        active_ms: crate::active::ms_of(row)?,
        known,
        beside: beside.iter().map(tasks::slot).collect::<Result<_, _>>()?,
    }))
}

/// [`Standing`] of the claim that annotator `$2` knows as `$1`, for a submission under `$3`; without the slots beside it.
const STANDING: &str = concat!(
    "SELECT a.id, a.public_id, a.task_id, a.annotator_id, a.left_is_first, a.state, a.judgment_id, s.lease_expires_at,
            t.evaluation_id, g.version AS guideline_version, CASE WHEN ",
    crate::guidelines::unconfirmed!("t.evaluation_id", "a.annotator_id"),
    " THEN 1 ELSE 0 END AS confirm_guidelines, ",
    crate::active::so_far!("a.id"),
    ", k.assignment_id AS known_assignment, k.revision AS known_revision, k.content_hash AS known_hash
       FROM assignment a JOIN task t ON t.id = a.task_id
       JOIN guideline g ON g.evaluation_id = t.evaluation_id
            AND g.version = (SELECT MAX(version) FROM guideline WHERE evaluation_id = t.evaluation_id)
       LEFT JOIN slot s ON s.assignment_id = a.id
       LEFT JOIN judgment k ON k.submission_id = $3
      WHERE a.public_id = $1 AND a.annotator_id = $2"
);

/// A claim with what its evaluation is known by.
#[derive(Clone, Debug)]
pub struct OfEvaluation {
    /// The claim.
    pub claim: Assignment,
    /// Its evaluation.
    pub evaluation: EvaluationId,
    /// The latest version of its guidelines.
    pub guideline_version: i64,
}

/// As [`lookup`], with what its evaluation is known by.
///
/// # Errors
/// What the database reports.
pub async fn of_evaluation(
    tx: &mut Tx,
    annotator: PersonId,
    public_id: &PublicId,
) -> Result<Option<OfEvaluation>, StoreError> {
    let row = sqlx::query(
        "SELECT a.id, a.public_id, a.task_id, a.annotator_id, a.left_is_first, a.state, a.judgment_id, s.lease_expires_at, t.evaluation_id,
                (SELECT MAX(g.version) FROM guideline g WHERE g.evaluation_id = t.evaluation_id) AS guideline_version
           FROM assignment a JOIN task t ON t.id = a.task_id LEFT JOIN slot s ON s.assignment_id = a.id
          WHERE a.public_id = $1 AND a.annotator_id = $2",
    )
    .bind(public_id.as_str().to_owned())
    .bind(annotator.0)
    .fetch_optional(tx.on())
    .await?;
    row.map(|row| {
        Ok(OfEvaluation {
            claim: assignment(&row)?,
            evaluation: EvaluationId(row.try_get("evaluation_id")?),
            guideline_version: row.try_get("guideline_version")?,
        })
    })
    .transpose()
}

/// What lies before an annotator who has a task in hand.
#[derive(Clone, Debug)]
pub struct OnDesk {
    /// The task's texts.
    pub content: TaskContent,
    /// The latest version of its evaluation's guidelines.
    pub guideline_version: i64,
    /// Whether the annotator must confirm that version first; see [`crate::guidelines::to_confirm`].
    pub confirm_guidelines: bool,
    /// What was written so far.
    pub draft: Option<Draft>,
}

/// [`OnDesk`] of the claim known as `$1`.
pub(crate) const ON_DESK: &str = concat!(
        "SELECT t.id AS task_id, t.evaluation_id, t.prompt_id, t.state AS task_state, t.version, p.external_id, p.turns, p.reference,
                p.attributes, r1.text AS first, r2.text AS second, g.version AS guideline_version, CASE WHEN ",
        crate::guidelines::unconfirmed!("t.evaluation_id", "a.annotator_id"),
        " THEN 1 ELSE 0 END AS confirm_guidelines,
                d.content AS draft_content, d.active_ms AS draft_active_ms, d.saved_at AS draft_saved_at, d.version AS draft_version
           FROM assignment a JOIN task t ON t.id = a.task_id JOIN prompt p ON p.id = t.prompt_id
           JOIN response r1 ON r1.id = t.first_response_id LEFT JOIN response r2 ON r2.id = t.second_response_id
           JOIN guideline g ON g.evaluation_id = t.evaluation_id
                AND g.version = (SELECT MAX(version) FROM guideline WHERE evaluation_id = t.evaluation_id)
           LEFT JOIN draft d ON d.assignment_id = a.id
          WHERE a.public_id = $1"
);

/// What lies before the annotator of a claim.
///
/// # Errors
/// What the database reports.
pub async fn on_desk(tx: &mut Tx, claim: &PublicId) -> Result<Option<OnDesk>, StoreError> {
    let row = sqlx::query(ON_DESK).bind(claim.as_str().to_owned()).fetch_optional(tx.on()).await?;
    row.as_ref().map(on_desk_of).transpose()
}

pub(crate) fn on_desk_of(row: &AnyRow) -> Result<OnDesk, StoreError> {
    let draft = match row.try_get("draft_content")? {
        Some(content) => Some(Draft {
            content,
            active_ms: row.try_get("draft_active_ms")?,
            saved_at: row.try_get("draft_saved_at")?,
            version: row.try_get("draft_version")?,
        }),
        None => None,
    };
    Ok(OnDesk {
        content: task_content(row)?,
        guideline_version: row.try_get("guideline_version")?,
        confirm_guidelines: row.try_get::<i64, _>("confirm_guidelines")? == 1,
        draft,
    })
}

/// Everything an annotator has to do before anything new: the tasks they hold, in the order in which they got them, then
/// those that came back. Tasks of a prompt that is held back wait.
///
/// # Errors
/// What the database reports.
pub async fn of_annotator(tx: &mut Tx, annotator: PersonId) -> Result<Vec<Assignment>, StoreError> {
    let rows = sqlx::query(OF_ANNOTATOR).bind(annotator.0).fetch_all(tx.on()).await?;
    rows.iter().map(assignment).collect()
}

/// What annotator `$1` has to do before anything new; see [`of_annotator`].
pub(crate) const OF_ANNOTATOR: &str =
    "SELECT a.id, a.public_id, a.task_id, a.annotator_id, a.left_is_first, a.state, a.judgment_id, s.lease_expires_at
           FROM assignment a JOIN slot s ON s.assignment_id = a.id
          WHERE a.annotator_id = $1 AND a.state IN ('held', 'returned')
            AND NOT EXISTS (SELECT 1 FROM prompt_hold h JOIN task t ON t.prompt_id = h.prompt_id WHERE t.id = a.task_id)
          ORDER BY a.state, a.claimed_at, a.id";

/// Opens the slot of an assignment, for everyone whose turn had passed it.
///
/// # Errors
/// [`StoreError::Rule`] when its judgment is approved.
pub async fn open_slot(tx: &mut Tx, id: AssignmentId) -> Result<(), StoreError> {
    // Whoever may take the task again may also take another of its places, which lie before where they are.
    sqlx::query(
        "UPDATE passed SET position = (SELECT s.position FROM slot s WHERE s.assignment_id = $1)
          WHERE EXISTS (SELECT 1 FROM slot s WHERE s.assignment_id = $1 AND s.annotator_id = passed.person_id
                           AND s.requirement_id = passed.requirement_id AND s.position < passed.position)",
    )
    .bind(id.0)
    .execute(tx.on())
    .await?;
    sqlx::query("UPDATE slot SET state = 'open', reopened = 1, annotator_id = NULL, assignment_id = NULL, lease_expires_at = NULL WHERE assignment_id = $1")
        .bind(id.0)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Moves an assignment to a state.
///
/// # Errors
/// [`StoreError::Rule`] when the state may not follow.
pub async fn set_state(tx: &mut Tx, id: AssignmentId, state: AssignmentState) -> Result<(), StoreError> {
    sqlx::query("UPDATE assignment SET state = $2 WHERE id = $1")
        .bind(id.0)
        .bind(state.as_str())
        .execute(tx.on())
        .await?;
    Ok(())
}

/// The slot of the claim known as `$1`: the one of number `$2`, or without one the first open one of its task, at moment `$3`.
pub(crate) const TAKE_SLOT: &str = "UPDATE slot SET state = 'held', annotator_id = a.annotator_id, assignment_id = a.id,
            lease_expires_at = $3 + 1000000 * e.lease_seconds
       FROM assignment a JOIN task t ON t.id = a.task_id JOIN evaluation e ON e.id = t.evaluation_id
      WHERE a.public_id = $1 AND slot.task_id = a.task_id AND slot.state = 'open'
        AND slot.number = COALESCE($2, (SELECT MIN(o.number) FROM slot o WHERE o.task_id = a.task_id AND o.state = 'open'))
      RETURNING lease_expires_at";

/// Gives a claim a slot of its task; `false` when the slot is not open.
async fn take_slot(tx: &mut Tx, claim: &PublicId, number: i64, now: Timestamp) -> Result<bool, StoreError> {
    let taken =
        sqlx::query(TAKE_SLOT).bind(claim.as_str().to_owned()).bind(number).bind(now).fetch_optional(tx.on()).await?;
    Ok(taken.is_some())
}

/// Takes a slot of a task back for a claim that had expired; `false` when none is open, when the annotator has as many of
/// the evaluation's tasks as its cap allows, or when the prompt is held back.
///
/// # Errors
/// What the database reports.
pub async fn take_back(tx: &mut Tx, claim: &Assignment, now: Timestamp) -> Result<bool, StoreError> {
    let in_the_way: Option<i64> = sqlx::query_scalar(
        "SELECT t.id FROM task t WHERE t.id = $1
            AND (EXISTS (SELECT 1 FROM prompt_hold h WHERE h.prompt_id = t.prompt_id)
              OR EXISTS (SELECT 1 FROM routing w JOIN taken k ON k.evaluation_id = w.evaluation_id
                          WHERE w.evaluation_id = t.evaluation_id AND k.person_id = $2 AND w.cap > 0 AND k.tasks >= w.cap))",
    )
    .bind(claim.task.0)
    .bind(claim.annotator.0)
    .fetch_optional(tx.on())
    .await?;
    if in_the_way.is_some() && claim.state == AssignmentState::Expired {
        return Ok(false);
    }
    let Some(number) = open_slot_of(tx, claim.task, false).await? else { return Ok(false) };
    set_state(tx, claim.id, AssignmentState::Held).await?;
    take_slot(tx, &claim.public_id, number, now).await
}

/// The first open slot of a task, whose row stays locked. One that another claim is taking at this moment is waited for where
/// `patient`, and otherwise not free.
///
/// # Errors
/// What the database reports.
pub async fn open_slot_of(tx: &mut Tx, task: TaskId, patient: bool) -> Result<Option<i64>, StoreError> {
    let sql = match (tx.dialect, patient) {
        (Dialect::Sqlite, _) => "SELECT number FROM slot WHERE task_id = $1 AND state = 'open' ORDER BY number LIMIT 1",
        (Dialect::Postgres, true) => {
            "SELECT number FROM slot WHERE task_id = $1 AND state = 'open' ORDER BY number LIMIT 1 FOR UPDATE"
        }
        (Dialect::Postgres, false) => {
            "SELECT number FROM slot WHERE task_id = $1 AND state = 'open' ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED"
        }
    };
    Ok(sqlx::query_scalar(sql).bind(task.0).fetch_optional(tx.on()).await?)
}

/// Keeps a lease for another full length; `false` when the slot is not held by this claim any more.
///
/// # Errors
/// What the database reports.
pub async fn renew(tx: &mut Tx, id: AssignmentId, now: Timestamp) -> Result<bool, StoreError> {
    let renewed = sqlx::query(
        "UPDATE slot SET lease_expires_at = $2 + 1000000 * (SELECT e.lease_seconds FROM evaluation e JOIN task t ON t.evaluation_id = e.id WHERE t.id = slot.task_id)
          WHERE assignment_id = $1 AND state = 'held'",
    )
    .bind(id.0)
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Saves a draft over the one before and answers its version; active time never shrinks. With `base`, only over that version
/// of it (0: over none); `None` when a newer one is there. The same content again is no change and always fits.
///
/// # Errors
/// What the database reports.
pub async fn save_draft(
    tx: &mut Tx,
    id: AssignmentId,
    draft: &Draft,
    base: Option<i64>,
) -> Result<Option<i64>, StoreError> {
    let version = sqlx::query_scalar(
        "INSERT INTO draft (assignment_id, content, active_ms, saved_at, version) VALUES ($1, $2, $3, $4, 1)
             ON CONFLICT (assignment_id) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at,
                version = draft.version + CASE WHEN draft.content = excluded.content THEN 0 ELSE 1 END,
                active_ms = CASE WHEN draft.active_ms > excluded.active_ms THEN draft.active_ms ELSE excluded.active_ms END
              WHERE $5 < 0 OR draft.version = $5 OR draft.content = excluded.content
          RETURNING version",
    )
    .bind(id.0)
    .bind(draft.content.clone())
    .bind(draft.active_ms)
    .bind(draft.saved_at)
    .bind(base.unwrap_or(-1))
    .fetch_optional(tx.on())
    .await?;
    Ok(version)
}

/// The draft of a claim.
///
/// # Errors
/// What the database reports.
pub async fn draft(tx: &mut Tx, id: AssignmentId) -> Result<Option<Draft>, StoreError> {
    let row = sqlx::query("SELECT content, active_ms, saved_at, version FROM draft WHERE assignment_id = $1")
        .bind(id.0)
        .fetch_optional(tx.on())
        .await?;
    row.map(|row| {
        Ok(Draft {
            content: row.try_get("content")?,
            active_ms: row.try_get("active_ms")?,
            saved_at: row.try_get("saved_at")?,
            version: row.try_get("version")?,
        })
    })
    .transpose()
}

/// How many judgments of a person stand where: waiting, approved, returned, rejected.
///
/// # Errors
/// What the database reports.
pub async fn tally(tx: &mut Tx, annotator: PersonId) -> Result<[i64; 4], StoreError> {
    let mut tally = [0; 4];
    let rows = sqlx::query("SELECT state, COUNT(*) AS number FROM assignment a
          WHERE annotator_id = $1 AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.judgment_id = a.judgment_id) GROUP BY state")
        .bind(annotator.0)
        .fetch_all(tx.on())
        .await?;
    for row in rows {
        let number: i64 = row.try_get("number")?;
        match row.try_get::<String, _>("state")?.as_str() {
            "submitted" | "initially_approved" => tally[0] += number,
            "approved" => tally[1] += number,
            "returned" => tally[2] += number,
            "rejected" => tally[3] += number,
            _ => {}
        }
    }
    Ok(tally)
}
