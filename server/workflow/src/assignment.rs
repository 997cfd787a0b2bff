//! How tasks come into an annotator's hands and stay there: the next one, one fetched ahead, the lease.

use crate::{
    Assay, Error,
    annotation::{Next, view},
    log,
};
use assay_domain::{
    Actor, PersonId, PublicId, Refusal, Role, SECOND, Timestamp,
    assignment::AssignmentState,
    routing::{Load, in_order},
};
use assay_store::{
    StoreError, Tx,
    assignments::{self, Assignment},
    claims::{self, Found, NewClaim},
    exposure::{self, Purpose},
    people,
    routing::{self, OpenFor},
    tasks,
};
use serde_json::json;

/// How long what a person was shown or skipped counts towards the limits: an hour.
pub(crate) const HOUR: i64 = 3_600 * SECOND;
/// How often a claim looks again when others take what it found.
const ATTEMPTS: usize = 20;
/// From which attempt on it waits for them.
const PATIENT_FROM: usize = 2;

impl Assay {
    /// The task held longest, else one that came back, else the next open one. Showing it is written to the exposure ledger
    /// before it is returned.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but annotators, [`Refusal::TooManyPrompts`] for one who was given as many within
    /// the hour as the evaluation allows.
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
        let now = self.now();
        if claims::any_expired(&mut self.store.read().await?, now).await? {
            self.store.write(move |tx| Box::pin(async move { claims::expire(tx, now).await })).await?;
        }
        let claim = NewClaim { public_id: self.public_id(), left_is_first: self.coin(), now };
        let taken = self
            .store
            .write(move |tx| Box::pin(async move { take_upcoming(tx, annotator, in_hand.as_ref(), &claim).await }))
            .await;
        if let Err(Error::Refused(Refusal::TooManyPrompts)) = &taken {
            tracing::warn!(person = annotator.0, "an annotator reached the limit of prompts per hour");
            self.store
                .write(move |tx| {
                    Box::pin(async move {
                        let subject = format!("person:{annotator}");
                        log(
                            tx,
                            now,
                            Some(annotator),
                            "assignment.refuse",
                            subject,
                            json!({ "limit": "prompts_per_hour" }),
                        )
                        .await
                    })
                })
                .await?;
        }
        taken
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
    let Some(taken) = claim_next(tx, annotator, i64::try_from(held).unwrap_or(i64::MAX), claim).await? else {
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

/// Takes the next task that the person may have, of the evaluation with the highest priority that has one.
async fn claim_next(
    tx: &mut Tx,
    annotator: PersonId,
    in_hand: i64,
    claim: &NewClaim,
) -> Result<Option<Assignment>, Error> {
    let known = routing::qualifications(tx, annotator).await?;
    let mut too_many = None;
    for open in routing::open_for(tx, annotator).await? {
        if !open.plan.has_room(Load { in_hand, taken: open.taken, cap: open.cap }) {
            continue;
        }
        let asked = routing::requirements(tx, open.evaluation).await?;
        let theirs: Vec<i64> = asked.into_iter().filter(|(_, asked)| asked.met_by(&known)).map(|(id, _)| id).collect();
        match claim_of(tx, annotator, &open, &theirs, claim).await {
            Ok(None) => {}
            Err(Error::Refused(refusal @ Refusal::TooManyPrompts)) => too_many = Some(refusal),
            other => return other,
        }
    }
    too_many.map_or(Ok(None), |refusal| Err(refusal.into()))
}

/// Takes the next task of one evaluation among those that ask for what the person is qualified for.
async fn claim_of(
    tx: &mut Tx,
    annotator: PersonId,
    open: &OpenFor,
    requirements: &[i64],
    claim: &NewClaim,
) -> Result<Option<Assignment>, Error> {
    let seen = routing::seen(tx, open.evaluation, annotator).await?;
    for attempt in 0..ATTEMPTS {
        let mut found: Vec<Found> = Vec::new();
        for requirement in requirements {
            found.extend(claims::candidates(tx, annotator, open.evaluation, *requirement).await?);
        }
        let ordered = in_order(found.iter().map(|one| one.candidate.clone()).collect(), &seen);
        if ordered.is_empty() {
            return Ok(None);
        }
        open.plan.may_show(routing::prompts_shown_since(tx, annotator, claim.now - HOUR).await?)?;
        for candidate in &ordered {
            let Some(taken) = claims::take(tx, annotator, candidate.task, claim, attempt >= PATIENT_FROM).await? else {
                continue;
            };
            if taken.public_id == claim.public_id {
                routing::saw(tx, open.evaluation, annotator, &candidate.models).await?;
            }
            let requirement = found.iter().find(|one| one.candidate.task == candidate.task).map(|one| one.requirement);
            let reached = found
                .iter()
                .filter(|one| Some(one.requirement) == requirement && !one.reopened)
                .map(|one| one.candidate.position)
                .min();
            if let (Some(requirement), Some(position)) = (requirement, reached) {
                claims::pass(tx, annotator, requirement, position).await?;
            }
            return Ok(Some(taken));
        }
    }
    Err(StoreError::Contended("others took every task that was found".into()).into())
}
