//! Where the tasks of an evaluation stand, how old they are, and who has what in hand.

use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{
    EvaluationId, PersonId, Timestamp,
    review::{Stage, TaskState},
};
use sqlx::Row;
use std::collections::BTreeMap;

/// Where tasks stand, in the order of a task's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Being judged, with so many judgments in that do not have to be revised.
    Annotating(i64),
    /// Waiting for initial review.
    InitialReview,
    /// Waiting for final review.
    FinalReview,
    /// Done.
    Approved,
    /// Their prompt is flagged and waits for an admin.
    Held,
    /// Their prompt was voided.
    Voided,
}

/// The tasks that stand at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where.
    pub standing: Standing,
    /// How many.
    pub tasks: i64,
    /// Since when the one that waits longest is in its state.
    pub oldest: Timestamp,
    /// Since when the middle one is.
    pub median: Timestamp,
}

/// Where the tasks of an evaluation stand; places without tasks are left out.
///
/// # Errors
/// What the database reports.
pub async fn stretches(tx: &mut Tx, evaluation: EvaluationId) -> Result<Vec<Stretch>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.id, t.state, t.waiting_since, h.state AS hold,
                COUNT(CASE WHEN a.state IN ('submitted', 'initially_approved', 'approved') THEN 1 END) AS judged
           FROM task t JOIN slot s ON s.task_id = t.id LEFT JOIN assignment a ON a.id = s.assignment_id
           LEFT JOIN prompt_hold h ON h.prompt_id = t.prompt_id
          WHERE t.evaluation_id = $1 GROUP BY t.id, t.state, t.waiting_since, h.state ORDER BY t.waiting_since",
    )
    .bind(evaluation.0)
    .fetch_all(tx.on())
    .await?;
    let mut since: BTreeMap<Standing, Vec<Timestamp>> = BTreeMap::new();
    for row in rows {
        let id: i64 = row.try_get("id")?;
        let state: String = row.try_get("state")?;
        let hold: Option<String> = row.try_get("hold")?;
        let state = TaskState::parse(&state).ok_or_else(|| inconsistent("task", id))?;
        let standing = match (state, hold.as_deref()) {
            // What is approved stands, whatever is said of its prompt later.
            (TaskState::Approved, _) => Standing::Approved,
            (_, Some("voided")) => Standing::Voided,
            (_, Some(_)) => Standing::Held,
            (TaskState::Annotating, None) => Standing::Annotating(row.try_get("judged")?),
            (TaskState::InitialReview, None) => Standing::InitialReview,
            (TaskState::FinalReview, None) => Standing::FinalReview,
        };
        since.entry(standing).or_default().push(row.try_get("waiting_since")?);
    }
    Ok(since
        .into_iter()
        .filter_map(|(standing, moments)| {
            let (oldest, median) = (*moments.first()?, *moments.get(moments.len() / 2)?);
            Some(Stretch { standing, tasks: i64::try_from(moments.len()).unwrap_or(i64::MAX), oldest, median })
        })
        .collect())
}

/// What a person has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// To judge what they hold.
    Judge,
    /// To revise what came back.
    Revise,
    /// To review what they hold.
    Review(Stage),
}

/// What waits for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDesk {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they have to do.
    pub duty: Duty,
    /// With how many tasks.
    pub tasks: i64,
    /// Since when the oldest of them is theirs; `None` for reviews, of which only the end of the lease is known.
    pub since: Option<Timestamp>,
    /// When the first of their leases runs out; `None` for what has none.
    pub until: Option<Timestamp>,
}

/// Who has what in hand, the longest first.
///
/// # Errors
/// What the database reports.
pub async fn desks(tx: &mut Tx, evaluation: EvaluationId, now: Timestamp) -> Result<Vec<OnDesk>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.id, p.name, 'held' AS duty, COUNT(*) AS tasks, MIN(a.claimed_at) AS since, MIN(s.lease_expires_at) AS until
           FROM assignment a JOIN task t ON t.id = a.task_id JOIN slot s ON s.assignment_id = a.id JOIN person p ON p.id = a.annotator_id
          WHERE t.evaluation_id = $1 AND a.state = 'held' GROUP BY p.id, p.name
         UNION ALL
         SELECT p.id, p.name, 'returned' AS duty, COUNT(*) AS tasks,
                MIN((SELECT MAX(d.decided_at) FROM decision d WHERE d.judgment_id = a.judgment_id)) AS since, CAST(NULL AS BIGINT) AS until
           FROM assignment a JOIN task t ON t.id = a.task_id JOIN person p ON p.id = a.annotator_id
          WHERE t.evaluation_id = $1 AND a.state = 'returned' GROUP BY p.id, p.name
         UNION ALL
         SELECT p.id, p.name, c.stage AS duty, COUNT(*) AS tasks, CAST(NULL AS BIGINT) AS since, MIN(c.expires_at) AS until
           FROM review_claim c JOIN task t ON t.id = c.task_id JOIN person p ON p.id = c.reviewer_id
          WHERE t.evaluation_id = $1 AND c.expires_at > $2 GROUP BY p.id, p.name, c.stage",
    )
    .bind(evaluation.0)
    .bind(now)
    .fetch_all(tx.on())
    .await?;
    let mut all = rows
        .iter()
        .map(|row| {
            let id: i64 = row.try_get("id")?;
            let duty: String = row.try_get("duty")?;
            Ok(OnDesk {
                person: PersonId(id),
                name: row.try_get("name")?,
                duty: match duty.as_str() {
                    "held" => Duty::Judge,
                    "returned" => Duty::Revise,
                    stage => Duty::Review(Stage::parse(stage).ok_or_else(|| inconsistent("review_claim", id))?),
                },
                tasks: row.try_get("tasks")?,
                since: row.try_get("since")?,
                until: row.try_get("until")?,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    all.sort_by_key(|desk| (desk.since.or(desk.until).unwrap_or(now), desk.name.clone()));
    Ok(all)
}
