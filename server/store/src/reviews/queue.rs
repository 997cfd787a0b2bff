//! The queues of review: which tasks wait for a person, how they are filtered and sorted, and taking one.

use super::{ReviewClaim, claim, task_state};
use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{
    EvaluationId, PersonId, PublicId, Timestamp, agreement::FEW_AGREE_BELOW, review::Stage, setup::Kind,
};
use sqlx::{Any, Row, any::AnyArguments, query::Query, query::QueryScalar};

/// By what a queue is sorted; among equals the one that has waited longest comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What has waited longest.
    #[default]
    Oldest,
    /// What came last.
    Newest,
    /// Where the judgments agree least.
    Agreement,
    /// What has most flags.
    Flags,
    /// By the prompt set's domain.
    Domain,
    /// By the evaluation's name.
    Evaluation,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 6] =
        [Self::Oldest, Self::Newest, Self::Agreement, Self::Flags, Self::Domain, Self::Evaluation];

    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Oldest => "oldest",
            Self::Newest => "newest",
            Self::Agreement => "agreement",
            Self::Flags => "flags",
            Self::Domain => "domain",
            Self::Evaluation => "evaluation",
        }
    }

    /// Reads [`Sort::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// What of a queue is shown, and in which order. Everything asked for must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this evaluation, by what reviewers know it by.
    pub evaluation: Option<PublicId>,
    /// Only this domain.
    pub domain: Option<String>,
    /// Only tasks with a judgment that was returned before.
    pub returned: bool,
    /// Only tasks whose judgments agree little.
    pub few_agree: bool,
    /// Only tasks with a judgment that calls both responses bad.
    pub both_bad: bool,
    /// Only tasks with a critical error tag.
    pub critical: bool,
    /// The order.
    pub sort: Sort,
}

/// A task in a queue. Nothing in here tells what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is known by until it is taken.
    pub id: PublicId,
    /// The evaluation's name.
    pub evaluation: String,
    /// What its tasks ask for.
    pub kind: Kind,
    /// The prompt set's domain.
    pub domain: String,
    /// Since when it waits.
    pub waiting_since: Timestamp,
    /// Share of the pairs of judgments that agree, in thousandths.
    pub agreement: Option<i64>,
    /// Mean distance of the pairs, in thousandths of a point.
    pub distance: Option<i64>,
    /// A judgment of it was returned before.
    pub returned: bool,
    /// A judgment calls both responses bad.
    pub both_bad: bool,
    /// A judgment has a critical error tag.
    pub critical: bool,
    /// This person has it in hand.
    pub in_hand: bool,
}

/// What waits at a stage for one reviewer, per evaluation.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Which evaluation.
    pub evaluation: EvaluationId,
    /// What reviewers know it by.
    pub handle: PublicId,
    /// Its name.
    pub name: String,
    /// Its prompt set's domain.
    pub domain: String,
    /// Tasks this reviewer may take.
    pub tasks: i64,
    /// Since when the oldest waits.
    pub oldest: Timestamp,
}

/// The tasks in state $1 that person $2 may review at stage $3 and that nobody else has in hand at $4 (rule 2): none they
/// judged or reviewed at the other stage, none of a vendor they are tied to, none whose prompt is held back. Every query for
/// reviewers goes through here.
macro_rules! waiting_tasks {
    () => {
        "  FROM task t JOIN evaluation e ON e.id = t.evaluation_id JOIN review_plan w ON w.evaluation_id = e.id
            JOIN prompt_set_version v ON v.id = e.version_id JOIN prompt_set p ON p.id = v.prompt_set_id
            JOIN review_item i ON i.task_id = t.id
           WHERE t.state = $1
             AND NOT EXISTS (SELECT 1 FROM review_claim c WHERE c.task_id = t.id AND c.expires_at > $4 AND c.reviewer_id <> $2)
             AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = $2)
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.task_id = t.id AND d.reviewer_id = $2 AND d.stage <> $3)
             AND NOT EXISTS (SELECT 1 FROM prompt_hold h WHERE h.prompt_id = t.prompt_id)
             AND NOT EXISTS (SELECT 1 FROM person_vendor k JOIN model m ON m.vendor_id = k.vendor_id JOIN response r ON r.model_id = m.id
                              WHERE k.person_id = $2 AND r.id IN (t.first_response_id, t.second_response_id))"
    };
}

/// Those of them that a filter leaves: $5 to $11.
macro_rules! filtered {
    () => {
        concat!(
            waiting_tasks!(),
            " AND ($5 = '' OR w.public_id = $5) AND ($6 = '' OR p.domain = $6) AND ($7 = 0 OR i.returned = 1)
              AND ($8 = 0 OR i.both_bad = 1) AND ($9 = 0 OR i.critical = 1) AND ($10 = 0 OR i.agreement < $11)"
        )
    };
}

/// The order of a filter: $12.
macro_rules! in_order {
    () => {
        " ORDER BY CASE $12 WHEN 'newest' THEN -t.waiting_since WHEN 'agreement' THEN COALESCE(i.agreement, 1001)
                   WHEN 'flags' THEN -(i.returned + i.both_bad + i.critical + CASE WHEN i.agreement < $11 THEN 1 ELSE 0 END)
                   ELSE 0 END,
                   CASE $12 WHEN 'domain' THEN p.domain WHEN 'evaluation' THEN e.name ELSE '' END,
                   t.waiting_since, t.id"
    };
}

/// Whose turn, where and when: $1 to $4 of every query here.
#[derive(Clone, Copy, Debug)]
pub struct Desk {
    /// The reviewer.
    pub reviewer: PersonId,
    /// The stage they work at.
    pub stage: Stage,
    /// Now.
    pub now: Timestamp,
}

/// The operations that both kinds of query have.
trait Bind<'q>: Sized {
    fn text(self, value: String) -> Self;
    fn number(self, value: i64) -> Self;

    fn desk(self, desk: Desk) -> Self {
        self.text(task_state(desk.stage).to_owned())
            .number(desk.reviewer.0)
            .text(desk.stage.as_str().to_owned())
            .number(desk.now)
    }

    fn filter(self, filter: &Filter) -> Self {
        self.text(filter.evaluation.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default())
            .text(filter.domain.clone().unwrap_or_default())
            .number(i64::from(filter.returned))
            .number(i64::from(filter.both_bad))
            .number(i64::from(filter.critical))
            .number(i64::from(filter.few_agree))
            .number(FEW_AGREE_BELOW)
    }
}

impl<'q> Bind<'q> for Query<'q, Any, AnyArguments> {
    fn text(self, value: String) -> Self {
        self.bind(value)
    }
    fn number(self, value: i64) -> Self {
        self.bind(value)
    }
}

impl<'q, O> Bind<'q> for QueryScalar<'q, Any, O, AnyArguments> {
    fn text(self, value: String) -> Self {
        self.bind(value)
    }
    fn number(self, value: i64) -> Self {
        self.bind(value)
    }
}

/// One page of a queue, in order, and how many tasks the filter leaves in all.
///
/// # Errors
/// What the database reports.
pub async fn list(
    tx: &mut Tx,
    desk: Desk,
    filter: &Filter,
    from: i64,
    most: i64,
) -> Result<(Vec<Item>, i64), StoreError> {
    let total = sqlx::query_scalar::<_, i64>(concat!("SELECT COUNT(*)", filtered!()))
        .desk(desk)
        .filter(filter)
        .fetch_one(tx.on())
        .await?;
    let rows = sqlx::query(concat!(
        "SELECT t.id, i.public_id, e.name, e.kind, p.domain, t.waiting_since, i.agreement, i.distance, i.returned, i.both_bad, i.critical,
                (SELECT COUNT(*) FROM review_claim c WHERE c.task_id = t.id AND c.expires_at > $4 AND c.reviewer_id = $2) AS in_hand",
        filtered!(),
        in_order!(),
        " LIMIT $13 OFFSET $14"
    ))
    .desk(desk)
    .filter(filter)
    .bind(filter.sort.as_str())
    .bind(most)
    .bind(from)
    .fetch_all(tx.on())
    .await?;
    let items = rows.iter().map(|row| {
        let task: i64 = row.try_get("id")?;
        let public_id: String = row.try_get("public_id")?;
        let flag = |name: &str| row.try_get::<i64, _>(name).map(|flag| flag > 0);
        Ok(Item {
            id: PublicId::parse(&public_id).ok_or_else(|| inconsistent("review_item", task))?,
            evaluation: row.try_get("name")?,
            kind: Kind::parse(row.try_get("kind")?).ok_or_else(|| inconsistent("evaluation", task))?,
            domain: row.try_get("domain")?,
            waiting_since: row.try_get("waiting_since")?,
            agreement: row.try_get("agreement")?,
            distance: row.try_get("distance")?,
            returned: flag("returned")?,
            both_bad: flag("both_bad")?,
            critical: flag("critical")?,
            in_hand: flag("in_hand")?,
        })
    });
    Ok((items.collect::<Result<_, StoreError>>()?, total))
}

/// What waits for one reviewer, per evaluation, in their own hands included.
///
/// # Errors
/// What the database reports.
pub async fn waiting(tx: &mut Tx, desk: Desk) -> Result<Vec<Waiting>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT e.id, e.name, w.public_id, p.domain, COUNT(*) AS tasks, MIN(t.waiting_since) AS oldest",
        waiting_tasks!(),
        " GROUP BY e.id, e.name, w.public_id, p.domain ORDER BY e.name"
    ))
    .desk(desk)
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            let evaluation: i64 = row.try_get("id")?;
            let handle: String = row.try_get("public_id")?;
            Ok(Waiting {
                evaluation: EvaluationId(evaluation),
                handle: PublicId::parse(&handle).ok_or_else(|| inconsistent("review_plan", evaluation))?,
                name: row.try_get("name")?,
                domain: row.try_get("domain")?,
                tasks: row.try_get("tasks")?,
                oldest: row.try_get("oldest")?,
            })
        })
        .collect()
}

/// The task in hand that the filter leaves, the one whose lease ends first.
///
/// # Errors
/// What the database reports.
pub async fn current(tx: &mut Tx, desk: Desk, filter: &Filter) -> Result<Option<ReviewClaim>, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT h.task_id, h.public_id, h.stage, h.expires_at FROM review_claim h
          WHERE h.reviewer_id = $2 AND h.stage = $3 AND h.expires_at > $4 AND h.task_id IN (SELECT t.id",
        filtered!(),
        ") ORDER BY h.expires_at, h.task_id LIMIT 1"
    ))
    .desk(desk)
    .filter(filter)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(claim).transpose()
}

/// How many tasks a reviewer has in hand.
///
/// # Errors
/// What the database reports.
pub async fn in_hand(tx: &mut Tx, desk: Desk) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM review_claim WHERE reviewer_id = $1 AND expires_at > $2")
        .bind(desk.reviewer.0)
        .bind(desk.now)
        .fetch_one(tx.on())
        .await?)
}

/// Takes the first task of a filter that nobody has in hand.
///
/// # Errors
/// What the database reports.
pub async fn claim_next(
    tx: &mut Tx,
    desk: Desk,
    filter: &Filter,
    public_id: &PublicId,
    expires_at: Timestamp,
) -> Result<Option<ReviewClaim>, StoreError> {
    const NEXT: &str = concat!("SELECT t.id", filtered!(), in_order!(), " LIMIT 1");
    const NEXT_POSTGRES: &str =
        concat!("SELECT t.id", filtered!(), in_order!(), " LIMIT 1 FOR UPDATE OF t SKIP LOCKED");
    // On PostgreSQL another reviewer's claim may come between the look and the lock; the next look sees it.
    for _ in 0..8 {
        let task: Option<i64> = sqlx::query_scalar(tx.dialect.pick(NEXT, NEXT_POSTGRES))
            .desk(desk)
            .filter(filter)
            .bind(filter.sort.as_str())
            .fetch_optional(tx.on())
            .await?;
        let Some(task) = task else { return Ok(None) };
        if let Some(taken) = take(tx, desk, task, public_id, expires_at).await? {
            return Ok(Some(taken));
        }
    }
    Err(StoreError::Unavailable("every task looked at was taken meanwhile".into()))
}

/// Takes a chosen task, or keeps it when this person has it in hand already; `None` when it does not wait for them.
///
/// # Errors
/// What the database reports.
pub async fn claim_chosen(
    tx: &mut Tx,
    desk: Desk,
    item: &PublicId,
    public_id: &PublicId,
    expires_at: Timestamp,
) -> Result<Option<ReviewClaim>, StoreError> {
    const CHOSEN: &str = concat!("SELECT t.id", waiting_tasks!(), " AND i.public_id = $5");
    const CHOSEN_POSTGRES: &str =
        concat!("SELECT t.id", waiting_tasks!(), " AND i.public_id = $5 FOR UPDATE OF t SKIP LOCKED");
    let task: Option<i64> = sqlx::query_scalar(tx.dialect.pick(CHOSEN, CHOSEN_POSTGRES))
        .desk(desk)
        .bind(item.as_str().to_owned())
        .fetch_optional(tx.on())
        .await?;
    let Some(task) = task else { return Ok(None) };
    take(tx, desk, task, public_id, expires_at).await
}

/// One row per task, so of several who take it at once one gets it. Whoever has it keeps the name they know it by.
async fn take(
    tx: &mut Tx,
    desk: Desk,
    task: i64,
    public_id: &PublicId,
    expires_at: Timestamp,
) -> Result<Option<ReviewClaim>, StoreError> {
    let row = sqlx::query(
        "INSERT INTO review_claim (task_id, public_id, stage, reviewer_id, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (task_id) DO UPDATE SET stage = excluded.stage, reviewer_id = excluded.reviewer_id, expires_at = excluded.expires_at,
                public_id = CASE WHEN review_claim.reviewer_id = excluded.reviewer_id AND review_claim.stage = excluded.stage
                                 THEN review_claim.public_id ELSE excluded.public_id END
          WHERE review_claim.expires_at <= $6 OR review_claim.reviewer_id = excluded.reviewer_id
          RETURNING task_id, public_id, stage, expires_at",
    )
    .bind(task)
    .bind(public_id.as_str().to_owned())
    .bind(desk.stage.as_str())
    .bind(desk.reviewer.0)
    .bind(expires_at)
    .bind(desk.now)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(claim).transpose()
}
