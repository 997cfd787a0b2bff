//! Reviewing: what waits, a task in hand, the decisions.
//!
//! [`view`](self) types are what a reviewer may see; `decide.rs` has the decisions, `reasons.rs` the admin's list of reasons.

mod decide;
mod reasons;
mod view;

pub use assay_store::reviews::{
    queue::{Filter, Item, Sort, Waiting},
    reasons::Reason,
};
pub use decide::VerdictOn;
pub use view::{CorrectedView, DecidedView, JudgmentView, ReviewView};

use crate::{Assay, Error, log};
use assay_domain::{
    Actor, FieldError, PublicId, Refusal, Role, SECOND, Timestamp, assignment::AssignmentState, review::Stage,
};
use assay_store::{
    Tx,
    exposure::{self, Purpose},
    reviews::{
        self, ReviewClaim, Reviewed,
        queue::{self, Desk},
    },
    tasks,
};
use serde_json::json;

/// How long a task stays in a reviewer's hands without a sign of life: 30 minutes.
const REVIEW_LEASE: i64 = 30 * 60 * SECOND;
/// Most tasks in one reviewer's hands, so that nobody keeps a queue from the others.
const MOST_IN_HAND: i64 = 5;
/// Tasks on one page of a queue.
pub const QUEUE_PAGE: i64 = 50;

/// One page of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePage {
    /// The tasks, in the filter's order.
    pub items: Vec<Item>,
    /// How many the filter leaves in all.
    pub total: i64,
    /// Which page this is, from 1.
    pub page: i64,
}

/// The letter of a slot: R, S, T, … so that no annotator is taken for response A or B.
#[must_use]
fn letter(slot: i64) -> char {
    u8::try_from(slot).ok().and_then(|number| b'R'.checked_add(number.saturating_sub(1))).map_or('?', char::from)
}

fn role_of(stage: Stage) -> Role {
    match stage {
        Stage::Initial => Role::InitialReviewer,
        Stage::Final => Role::FinalReviewer,
    }
}

/// Whether a judgment waits for a stage's decision.
fn waits(judgment: &Reviewed, stage: Stage) -> bool {
    judgment.state
        == match stage {
            Stage::Initial => AssignmentState::Submitted,
            Stage::Final => AssignmentState::InitiallyApproved,
        }
}

impl Assay {
    fn desk(&self, actor: &Actor, stage: Stage) -> Result<Desk, Refusal> {
        actor.require(role_of(stage))?;
        Ok(Desk { reviewer: actor.person, stage, now: self.now() })
    }

    /// What waits at a stage for this reviewer, per evaluation.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] without the stage's role.
    pub async fn review_queue(&self, actor: &Actor, stage: Stage) -> Result<Vec<Waiting>, Error> {
        let desk = self.desk(actor, stage)?;
        Ok(queue::waiting(&mut self.store.read().await?, desk).await?)
    }

    /// One page of the tasks that wait at a stage for this reviewer and that a filter leaves. Nothing of what they show is in
    /// it, so looking at it is no exposure.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] without the stage's role.
    pub async fn review_list(
        &self,
        actor: &Actor,
        stage: Stage,
        filter: &Filter,
        page: i64,
    ) -> Result<QueuePage, Error> {
        let desk = self.desk(actor, stage)?;
        let page = page.clamp(1, 1_000_000);
        let mut tx = self.store.read().await?;
        let (items, total) = queue::list(&mut tx, desk, filter, (page - 1) * QUEUE_PAGE, QUEUE_PAGE).await?;
        Ok(QueuePage { items, total, page })
    }

    /// The task in hand at a stage, else the one that has waited longest and that rule 2 lets this person review. Nobody
    /// else gets it meanwhile.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] without the stage's role.
    pub async fn next_review(&self, actor: &Actor, stage: Stage) -> Result<Option<ReviewView>, Error> {
        self.next_review_of(actor, stage, Filter::default()).await
    }

    /// The task in hand that a filter leaves, else the first of them in the filter's order.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] without the stage's role.
    pub async fn next_review_of(
        &self,
        actor: &Actor,
        stage: Stage,
        filter: Filter,
    ) -> Result<Option<ReviewView>, Error> {
        let (desk, public_id) = (self.desk(actor, stage)?, self.public_id());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let until = desk.now + REVIEW_LEASE;
                    if let Some(current) = queue::current(tx, desk, &filter).await? {
                        reviews::renew(tx, &current.public_id, until).await?;
                        return Ok(Some(view::of(tx, &current).await?));
                    }
                    match queue::claim_next(tx, desk, &filter, &public_id, until).await? {
                        Some(claim) => Ok(Some(show_first(tx, desk, &claim).await?)),
                        None => Ok(None),
                    }
                })
            })
            .await
    }

    /// Takes a task chosen from a queue. Nobody else gets it meanwhile.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] without the stage's role, [`Refusal::NotFound`] when it does not wait for this person, be it
    /// that someone else was faster, [`Refusal::Invalid`] when they have too many in hand.
    pub async fn take_review(&self, actor: &Actor, stage: Stage, item: PublicId) -> Result<ReviewView, Error> {
        let (desk, public_id) = (self.desk(actor, stage)?, self.public_id());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let until = desk.now + REVIEW_LEASE;
                    let claim =
                        queue::claim_chosen(tx, desk, &item, &public_id, until).await?.ok_or(Refusal::NotFound)?;
                    if claim.public_id != public_id {
                        return view::of(tx, &claim).await;
                    }
                    if queue::in_hand(tx, desk).await? > MOST_IN_HAND {
                        let message =
                            format!("You have {MOST_IN_HAND} tasks in hand. Decide or give back one of them first.");
                        let error =
                            FieldError::new("review", message).say("refusal-in-hand").with("most", MOST_IN_HAND);
                        return Err(Refusal::from(error).into());
                    }
                    show_first(tx, desk, &claim).await
                })
            })
            .await
    }

    /// A review in hand, for showing it again.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not in this person's hands.
    pub async fn review(&self, actor: &Actor, id: &PublicId) -> Result<ReviewView, Error> {
        let mut tx = self.store.read().await?;
        let claim = reviews::lookup(&mut tx, actor.person, id).await?.ok_or(Refusal::NotFound)?;
        actor.require(role_of(claim.stage))?;
        view::of(&mut tx, &claim).await
    }

    /// Keeps a review in hand: the sign of life of someone at work. Answers until when it is kept.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not in this person's hands any more.
    pub async fn keep_review(&self, actor: &Actor, id: PublicId) -> Result<Timestamp, Error> {
        let (actor, until) = (actor.clone(), self.now() + REVIEW_LEASE);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let claim = reviews::lookup(tx, actor.person, &id).await?.ok_or(Refusal::NotFound)?;
                    actor.require(role_of(claim.stage))?;
                    reviews::renew(tx, &id, until).await?;
                    Ok(until)
                })
            })
            .await
    }

    /// Gives a review back undecided, so that someone else can take it at once.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not in this person's hands.
    pub async fn give_review_back(&self, actor: &Actor, id: PublicId) -> Result<Stage, Error> {
        let (actor, now) = (actor.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let claim = reviews::lookup(tx, actor.person, &id).await?.ok_or(Refusal::NotFound)?;
                    actor.require(role_of(claim.stage))?;
                    reviews::release(tx, claim.task).await?;
                    let detail = json!({ "stage": claim.stage });
                    log(tx, now, Some(actor.person), "review.give_back", format!("task:{}", claim.task), detail)
                        .await?;
                    Ok(claim.stage)
                })
            })
            .await
    }
}

/// Shows a task to a reviewer who just took it: checked once more against rule 2 and entered into the exposure ledger first.
async fn show_first(tx: &mut Tx, desk: Desk, claim: &ReviewClaim) -> Result<ReviewView, Error> {
    tasks::history(tx, claim.task).await?.may_review(desk.reviewer, desk.stage)?;
    let content = tasks::content(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
    let purpose = match desk.stage {
        Stage::Initial => Purpose::InitialReview,
        Stage::Final => Purpose::FinalReview,
    };
    exposure::record(tx, content.prompt_id, desk.reviewer, purpose, desk.now).await?;
    let shown = view::of(tx, claim).await?;
    let detail = json!({ "stage": desk.stage });
    log(tx, desk.now, Some(desk.reviewer), "review.claim", format!("task:{}", claim.task), detail).await?;
    Ok(shown)
}
