//! Active time per assignment: what each page load reported, and the spans of time that were counted.

use crate::{StoreError, Tx, batch::Batch};
use assay_domain::{
    AssignmentId, Timestamp,
    active::{Before, merged, span},
};
use sqlx::{Row, any::AnyRow};

/// Counts what a page load reports and answers what [`so_far_ms`] would then. The caller has locked what keeps two reports of
/// one assignment apart.
///
/// # Errors
/// What the database reports.
pub async fn report(
    tx: &mut Tx,
    assignment: AssignmentId,
    session: &str,
    ms: i64,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let known = sqlx::query(
        "SELECT a.claimed_at, w.reported_ms, w.reported_at
           FROM assignment a LEFT JOIN active_session w ON w.assignment_id = a.id AND w.session = $2 WHERE a.id = $1",
    )
    .bind(assignment.0)
    .bind(session.to_owned())
    .fetch_one(tx.on())
    .await?;
    let before = match known.try_get("reported_ms")? {
        Some(ms) => Before { ms, at: known.try_get("reported_at")? },
        None => Before { ms: 0, at: known.try_get("claimed_at")? },
    };
    let mut batch = Batch::default();
    if let Some(new) = span(before, ms, now) {
        let (from, to) = merged(new, &take_touching(tx, assignment, new).await?);
        batch.add(
            "INSERT INTO active_span (assignment_id, from_at, to_at) VALUES ($1, $2, $3)",
            [assignment.0.into(), from.into(), to.into()],
        );
    }
    batch.add(
        "INSERT INTO active_session (assignment_id, session, reported_ms, reported_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (assignment_id, session) DO UPDATE SET reported_at = excluded.reported_at, reported_ms = excluded.reported_ms",
        [assignment.0.into(), session.into(), before.ms.max(ms).into(), now.into()],
    );
    batch.add(SO_FAR, [assignment.0.into()]);
    let answers = batch.run(tx).await?;
    ms_of(answers.last().and_then(|rows| rows.first()).ok_or(sqlx::Error::RowNotFound)?)
}

/// Takes out the spans that a new one touches: they are to be counted as one with it.
async fn take_touching(
    tx: &mut Tx,
    assignment: AssignmentId,
    new: (Timestamp, Timestamp),
) -> Result<Vec<(Timestamp, Timestamp)>, StoreError> {
    let touching = sqlx::query(
        "DELETE FROM active_span WHERE assignment_id = $1 AND from_at <= $3 AND to_at >= $2 RETURNING from_at, to_at",
    )
    .bind(assignment.0)
    .bind(new.0)
    .bind(new.1)
    .fetch_all(tx.on())
    .await?;
    touching.iter().map(|row| Ok((row.try_get("from_at")?, row.try_get("to_at")?))).collect()
}

/// The columns that [`ms_of`] reads, of an assignment.
macro_rules! so_far {
    ($assignment:literal) => {
        concat!(
            "CAST(COALESCE((SELECT SUM(w.to_at - w.from_at) FROM active_span w WHERE w.assignment_id = ",
            $assignment,
            "), 0) AS BIGINT) AS active_counted,
             COALESCE((SELECT w.active_ms FROM draft w WHERE w.assignment_id = ",
            $assignment,
            "), 0) AS active_drafted,
             COALESCE((SELECT MAX(w.active_ms) FROM judgment w WHERE w.assignment_id = ",
            $assignment,
            "), 0) AS active_submitted"
        )
    };
}
pub(crate) use so_far;

/// Milliseconds: the most of what was counted, drafted and submitted.
pub(crate) fn ms_of(row: &AnyRow) -> Result<i64, StoreError> {
    let counted: i64 = row.try_get("active_counted")?;
    Ok((counted / 1_000).max(row.try_get("active_drafted")?).max(row.try_get("active_submitted")?))
}

/// What [`ms_of`] reads, of assignment `$1`.
const SO_FAR: &str = concat!("SELECT ", so_far!("$1"));

/// Milliseconds of active time of an assignment so far: the most of what was counted, drafted and submitted.
///
/// # Errors
/// What the database reports.
pub async fn so_far_ms(tx: &mut Tx, assignment: AssignmentId) -> Result<i64, StoreError> {
    let row = sqlx::query(SO_FAR).bind(assignment.0).fetch_one(tx.on()).await?;
    ms_of(&row)
}
