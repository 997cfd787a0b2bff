//! How tasks come into an annotator's hands and stay there: the next one, one fetched ahead, the lease.

use crate::{
    Assay, Error,
    annotation::{Next, view},
    log,
};
use assay_domain::{
    Actor, PersonId, PublicId, Refusal, Role, Timestamp,
    assignment::{AssignmentState, TASKS_IN_HAND},
};
use assay_store::{
    Tx,
    assignments::{self, Assignment, NewClaim},
    exposure::{self, Purpose},
    people, tasks,
};
use serde_json::json;

impl Assay {
    /// The task held longest, else one that came back, else the next open one. Showing it is written to the exposure ledger
    /// before it is returned.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but annotators.
    pub async fn next_task(&self, actor: &Actor) -> Result<Next, Error> {
        actor.require(Role::Annotator)?;
        self.upcoming(actor.person, None).await
    }

    /// What [`Assay::next_task`] will answer once the task in hand is submitted, claimed now so that the page can have it
    /// ready. [`Next::Nothing`] when the person may not have a further task in hand.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but annotators, [`Refusal::NotFound`] when `in_hand` is not in this person's hands.
    pub async fn task_ahead(&self, actor: &Actor, in_hand: &PublicId) -> Result<Next, Error> {
        actor.require(Role::Annotator)?;
        self.upcoming(actor.person, Some(in_hand.clone())).await
    }

    /// Keeps the lease of a task in hand for another full length: the sign of life of someone who reads. Answers until when
    /// it is kept; `None` for a task that came back, which has no hurry.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not this person's, [`Refusal::LeaseLost`] when the slot opened meanwhile,
    /// [`Refusal::OutOfOrder`] when there is nothing to keep.
    pub async fn keep_lease(&self, actor: &Actor, id: &PublicId) -> Result<Option<Timestamp>, Error> {
        actor.require(Role::Annotator)?;
        let (annotator, id, now) = (actor.person, id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let claim = assignments::lookup(tx, annotator, &id).await?.ok_or(Refusal::NotFound)?;
                    match claim.state {
                        AssignmentState::Returned => Ok(None),
                        AssignmentState::Held if assignments::renew(tx, claim.id, now).await? => {
                            let kept = assignments::lookup(tx, annotator, &id).await?.ok_or(Refusal::NotFound)?;
                            Ok(kept.lease_expires_at)
                        }
                        AssignmentState::Held | AssignmentState::Expired => Err(Refusal::LeaseLost.into()),
                        _ => Err(Refusal::OutOfOrder.into()),
                    }
                })
            })
            .await
    }

    async fn upcoming(&self, annotator: PersonId, in_hand: Option<PublicId>) -> Result<Next, Error> {
        if let Some(shown) = self.already_theirs(annotator, in_hand.as_ref()).await? {
            return Ok(shown);
        }
        let claim = NewClaim { public_id: self.public_id(), left_is_first: self.coin(), now: self.now() };
        self.store
            .write(move |tx| Box::pin(async move { take_upcoming(tx, annotator, in_hand.as_ref(), &claim).await }))
            .await
    }

    /// Reads the task without writing, when its lease is fresh enough that a reload need not renew it.
    async fn already_theirs(&self, annotator: PersonId, in_hand: Option<&PublicId>) -> Result<Option<Next>, Error> {
        let mut tx = self.store.read().await?;
        let theirs = assignments::of_annotator(&mut tx, annotator).await?;
        let Some(claim) = upcoming(&theirs, in_hand)? else { return Ok(None) };
        let fresh =
            claim.state == AssignmentState::Returned || claim.lease_expires_at.is_some_and(|until| until > self.now());
        if !fresh {
            return Ok(None);
        }
        Ok(Some(Next::Task(Box::new(view(&mut tx, claim).await?))))
    }
}

/// The next of what a person has to do: what they hold, in the order in which they got it, then what came back; leaving
/// out the task that is before them already.
fn upcoming<'a>(theirs: &'a [Assignment], in_hand: Option<&PublicId>) -> Result<Option<&'a Assignment>, Refusal> {
    if let Some(id) = in_hand
        && !theirs.iter().any(|claim| claim.public_id == *id)
    {
        return Err(Refusal::NotFound);
    }
    Ok(theirs.iter().find(|claim| Some(&claim.public_id) != in_hand))
}

async fn take_upcoming(
    tx: &mut Tx,
    annotator: PersonId,
    in_hand: Option<&PublicId>,
    claim: &NewClaim,
) -> Result<Next, Error> {
    // Several tabs of one person take turns, so that the limit of tasks in hand is exact.
    people::lock(tx, annotator).await?;
    let theirs = assignments::of_annotator(tx, annotator).await?;
    if let Some(found) = upcoming(&theirs, in_hand)? {
        if found.state == AssignmentState::Held && found.lease_expires_at.is_none_or(|until| until <= claim.now) {
            assignments::renew(tx, found.id, claim.now).await?;
        }
        return Ok(Next::Task(Box::new(view(tx, found).await?)));
    }
    let held = theirs.iter().filter(|claim| claim.state == AssignmentState::Held).count();
    if held >= TASKS_IN_HAND {
        return Ok(Next::Nothing);
    }
    assignments::expire(tx, claim.now).await?;
    let Some(taken) = assignments::claim_next(tx, annotator, claim).await? else {
        return Ok(Next::Nothing);
    };
    let content = tasks::content(tx, taken.task).await?.ok_or(Refusal::NotFound)?;
    exposure::record(tx, content.prompt_id, annotator, Purpose::Annotation, claim.now).await?;
    let shown = view(tx, &taken).await?;
    log(
        tx,
        claim.now,
        Some(annotator),
        "assignment.claim",
        format!("assignment:{}", taken.id),
        json!({ "task": taken.task }),
    )
    .await?;
    Ok(Next::Task(Box::new(shown)))
}
