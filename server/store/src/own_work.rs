//! What a person may know of their own judgments: what they submitted when, and how it stands.

use crate::{StoreError, Tx, error::inconsistent, reviews::corrections::stands};
use assay_domain::{PersonId, PublicId, Timestamp, judgment::JudgmentContent, pace::Submitted};
use sqlx::Row;

/// How judgments stand, as their annotator asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pile {
    /// To be revised.
    Returned,
    /// Rejected; the place was given to someone else.
    Rejected,
    /// Between submission and approval.
    Waiting,
    /// Through both stages.
    Approved,
}

impl Pile {
    /// Every pile, what asks for something first.
    pub const ALL: [Self; 4] = [Self::Returned, Self::Rejected, Self::Waiting, Self::Approved];

    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Rejected => "rejected",
            Self::Waiting => "waiting",
            Self::Approved => "approved",
        }
    }

    /// Reads [`Pile::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pile| pile.as_str() == text)
    }
}

/// One of the person's own judgments. No reviewer is named, no prompt or response is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What the assignment is known by.
    pub id: PublicId,
    /// The evaluation's name.
    pub evaluation: String,
    /// The person's own justification.
    pub justification: String,
    /// When it was submitted last.
    pub submitted_at: Timestamp,
    /// Since when it stands where it stands.
    pub since: Timestamp,
    /// Why it was returned or rejected, from the admin's list.
    pub reason: Option<String>,
    /// Why it was returned or rejected, in the reviewer's words; may be empty.
    pub comment: String,
    /// What to change: `overall`, `criterion <name>`, `error_tags` or `justification`.
    pub fields: Vec<String>,
    /// What reviewers wrote when they approved it as it is, initial review first; only of judgments through both stages, where
    /// nobody decides otherwise any more.
    pub remarks: Vec<String>,
    /// Why a reviewer approved something else in its place, where one did.
    pub corrected: Option<String>,
    /// Whether its prompt is held back, so that nothing can be done with it now.
    pub held: bool,
}

/// What a person submitted from a moment on, without what they took back; oldest first.
///
/// # Errors
/// What the database reports.
pub async fn submissions(tx: &mut Tx, annotator: PersonId, from: Timestamp) -> Result<Vec<Submitted>, StoreError> {
    let rows = sqlx::query(
        "SELECT j.submitted_at, j.active_ms,
                (SELECT MAX(p.active_ms) FROM judgment p WHERE p.assignment_id = j.assignment_id AND p.revision < j.revision
                    AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.judgment_id = p.id)) AS before_ms
           FROM assignment a JOIN judgment j ON j.assignment_id = a.id
          WHERE a.annotator_id = $1 AND j.submitted_at >= $2 AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.judgment_id = j.id)
          ORDER BY j.submitted_at, j.id",
    )
    .bind(annotator.0)
    .bind(from)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            let before: Option<i64> = row.try_get("before_ms")?;
            Ok(Submitted {
                at: row.try_get("submitted_at")?,
                active_ms: (row.try_get::<i64, _>("active_ms")? - before.unwrap_or(0)).max(0),
                revises: before.is_some(),
            })
        })
        .collect()
}

/// How many tasks a person has open: those they hold, and those they took back.
///
/// # Errors
/// What the database reports.
pub async fn open(tx: &mut Tx, annotator: PersonId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM assignment a WHERE a.annotator_id = $1 AND (a.state = 'held'
             OR a.state = 'returned' AND EXISTS (SELECT 1 FROM undo u WHERE u.judgment_id = a.judgment_id))",
    )
    .bind(annotator.0)
    .fetch_one(tx.on())
    .await?)
}

/// How many of a person's approved judgments never came back.
///
/// # Errors
/// What the database reports.
pub async fn approved_at_once(tx: &mut Tx, annotator: PersonId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM assignment a WHERE a.annotator_id = $1 AND a.state = 'approved'
            AND NOT EXISTS (SELECT 1 FROM judgment j JOIN decision d ON d.judgment_id = j.id
                             WHERE j.assignment_id = a.id AND d.verdict = 'return')",
    )
    .bind(annotator.0)
    .fetch_one(tx.on())
    .await?)
}

/// A page of one pile: what came back or waits oldest first, what is decided newest first.
///
/// # Errors
/// What the database reports.
pub async fn pile(
    tx: &mut Tx,
    annotator: PersonId,
    pile: Pile,
    limit: i64,
    offset: i64,
) -> Result<Vec<Piece>, StoreError> {
    let (states, order) = match pile {
        Pile::Returned => ("'returned'", "d.decided_at, a.id"),
        Pile::Rejected => ("'rejected'", "d.decided_at DESC, a.id DESC"),
        Pile::Waiting => ("'submitted', 'initially_approved'", "j.submitted_at, a.id"),
        Pile::Approved => ("'approved'", "j.submitted_at DESC, a.id DESC"),
    };
    // The last approval of a stage, unless it was one with a correction, which says why itself.
    let remark = |stage: &str| {
        format!(
            "(SELECT p.comment FROM decision p WHERE p.id = (SELECT MAX(l.id) FROM decision l WHERE l.judgment_id = j.id AND l.stage = '{stage}')
                 AND p.verdict = 'approve' AND NOT EXISTS (SELECT 1 FROM correction x WHERE x.decision_id = p.id))"
        )
    };
    // A sending back is between reviewers; what they wrote each other is not for the annotator.
    let sql = format!(
        "SELECT a.id, a.public_id, e.name, j.submitted_at, j.content, d.decided_at, d.comment, d.fields, r.text AS reason,
                (SELECT MAX(p.passed_at) FROM stage_pass p WHERE p.judgment_id = j.id) AS passed_at,
                (SELECT c.reason FROM correction c WHERE c.judgment_id = j.id AND {stands} ORDER BY c.id DESC LIMIT 1) AS corrected,
                {initial} AS initial_remark, {last} AS final_remark,
                (SELECT COUNT(*) FROM prompt_hold h WHERE h.prompt_id = t.prompt_id) AS held
           FROM assignment a JOIN task t ON t.id = a.task_id JOIN evaluation e ON e.id = t.evaluation_id
           JOIN judgment j ON j.id = a.judgment_id
           LEFT JOIN decision d ON d.id = (SELECT MAX(l.id) FROM decision l WHERE l.judgment_id = j.id AND l.verdict <> 'send_back')
           LEFT JOIN reason r ON r.id = d.reason_id
          WHERE a.annotator_id = $1 AND a.state IN ({states})
            AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.judgment_id = j.id)
          ORDER BY {order} LIMIT $2 OFFSET $3",
        stands = stands!(),
        initial = remark("initial"),
        last = remark("final"),
    );
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(annotator.0).bind(limit).bind(offset).fetch_all(tx.on()).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get("id")?;
            let bad = || inconsistent("assignment", id);
            let public_id: String = row.try_get("public_id")?;
            let content: JudgmentContent = serde_json::from_str(row.try_get("content")?).map_err(|_| bad())?;
            let submitted_at: Timestamp = row.try_get("submitted_at")?;
            let decided_at: Option<Timestamp> = row.try_get("decided_at")?;
            let passed_at: Option<Timestamp> = row.try_get("passed_at")?;
            let fields: Option<String> = row.try_get("fields")?;
            let asked = matches!(pile, Pile::Returned | Pile::Rejected);
            let mut remarks = Vec::new();
            for stage in ["initial_remark", "final_remark"] {
                let written: Option<String> = row.try_get(stage)?;
                remarks.extend(written.filter(|written| pile == Pile::Approved && !written.trim().is_empty()));
            }
            Ok(Piece {
                id: PublicId::parse(&public_id).ok_or_else(bad)?,
                evaluation: row.try_get("name")?,
                justification: content.justification,
                submitted_at,
                since: match pile {
                    Pile::Waiting => submitted_at,
                    _ => decided_at.max(passed_at).unwrap_or(submitted_at),
                },
                reason: row.try_get::<Option<String>, _>("reason")?.filter(|_| asked),
                comment: row.try_get::<Option<String>, _>("comment")?.filter(|_| asked).unwrap_or_default(),
                fields: match fields.filter(|_| asked) {
                    Some(json) => serde_json::from_str(&json).map_err(|_| bad())?,
                    None => Vec::new(),
                },
                remarks,
                corrected: row.try_get::<Option<String>, _>("corrected")?.filter(|_| pile == Pile::Approved),
                held: row.try_get::<i64, _>("held")? > 0,
            })
        })
        .collect()
}
