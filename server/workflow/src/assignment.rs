//! How tasks come into an annotator's hands and stay there: the next one, one fetched ahead, the lease.

use crate::{Assay, Error, annotation::Next, log};
use assay_domain::{
    Actor, PersonId, PublicId, Refusal, Role, SECOND, Timestamp,
    assignment::AssignmentState,
    routing::{Load, Requirement, in_order},
};
use assay_store::{
    StoreError, Tx,
    assignments::{self, Assignment, OnDesk},
    claims::{self, Found, Moment, NewClaim, Outlook},
    people, routing,
};
use serde_json::json;
use std::collections::BTreeMap;

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

    /// Looks on a reader what there is and takes it in a write that is short: everything looked at is either held by the
    /// database itself while the write goes on (slots, qualifications, caps, holds) or compared with
    /// [`Outlook::moment`], and looked at anew when it changed meanwhile.
    async fn upcoming(&self, annotator: PersonId, in_hand: Option<PublicId>) -> Result<Next, Error> {
        for attempt in 0..ATTEMPTS {
            let taken = match self.look(annotator, in_hand.as_ref()).await? {
                Look::Nothing => return Ok(Next::Nothing),
                Look::Theirs(claim) => self.keep_theirs(claim).await?.map(|claim| (claim, None)),
                Look::Open(found) => {
                    let taken = self.take(annotator, found, attempt >= PATIENT_FROM).await?;
                    taken.map(|(claim, desk)| (claim, Some(desk)))
                }
                Look::TooMany => {
                    self.note_too_many(annotator).await?;
                    return Err(Refusal::TooManyPrompts.into());
                }
            };
            if let Some((claim, desk)) = taken {
                let tx = &mut self.store.read().await?;
                let view = match desk {
                    Some(desk) => self.view_of(tx, &claim, desk).await?,
                    None => self.view(tx, &claim).await?,
                };
                return Ok(Next::Task(Box::new(view)));
            }
        }
        Err(StoreError::Contended("others took every task that was found".into()).into())
    }

    async fn look(&self, annotator: PersonId, in_hand: Option<&PublicId>) -> Result<Look, Error> {
        let mut tx = self.store.read().await?;
        let now = self.now();
        let mut outlook = claims::outlook(&mut tx, annotator, now, now - HOUR).await?;
        if outlook.any_expired {
            // Given back first: a write on PostgreSQL needs a connection of its own.
            drop(tx);
            self.store.write(move |tx| Box::pin(async move { claims::expire(tx, now).await })).await?;
            tx = self.store.read().await?;
            outlook = claims::outlook(&mut tx, annotator, now, now - HOUR).await?;
        }
        let mut held = 0;
        if outlook.moment.in_hand > 0 || in_hand.is_some() {
            let theirs = assignments::of_annotator(&mut tx, annotator).await?;
            if in_hand.is_some_and(|id| theirs.iter().all(|claim| claim.public_id != *id)) {
                return Err(Refusal::NotFound.into());
            }
            held = theirs.iter().filter(|claim| claim.state == AssignmentState::Held).count();
            // What they hold comes first, in the order in which they got it, then what came back; what is before them
            // already is left out.
            if let Some(claim) = theirs.into_iter().find(|claim| Some(&claim.public_id) != in_hand) {
                return Ok(Look::Theirs(claim));
            }
        }
        open_to(&mut tx, annotator, i64::try_from(held).unwrap_or(i64::MAX), outlook).await
    }

    /// A task of theirs, its lease renewed when it has run out; `None` when it was lost meanwhile.
    async fn keep_theirs(&self, claim: Assignment) -> Result<Option<Assignment>, Error> {
        let now = self.now();
        let fresh = claim.state == AssignmentState::Returned || claim.lease_expires_at.is_some_and(|until| until > now);
        if fresh {
            return Ok(Some(claim));
        }
        let id = claim.id;
        let kept = self.store.write(move |tx| Box::pin(async move { assignments::renew(tx, id, now).await })).await?;
        Ok(kept.then_some(claim))
    }

    /// Takes the first of the found tasks that is still to be had, and enters it into the ledger; `None` when there is none
    /// or the person's claims changed since the look.
    async fn take(
        &self,
        annotator: PersonId,
        found: Open,
        patient: bool,
    ) -> Result<Option<(Assignment, OnDesk)>, Error> {
        let claim = NewClaim { public_id: self.public_id(), left_is_first: self.coin(), now: self.now() };
        let taken = self
            .store
            .write(move |tx| Box::pin(async move { take_first(tx, annotator, &found, &claim, patient).await }))
            .await;
        match taken {
            // What was found may have been flagged since, or its person tied, capped or less qualified.
            Err(Error::Refused(Refusal::OutOfOrder | Refusal::ConflictOfInterest)) => Ok(None),
            other => other,
        }
    }

    async fn note_too_many(&self, annotator: PersonId) -> Result<(), Error> {
        let now = self.now();
        tracing::warn!(person = annotator.0, "an annotator reached the limit of prompts per hour");
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let subject = format!("person:{annotator}");
                    let detail = json!({ "limit": "prompts_per_hour" });
                    Ok(log(tx, now, Some(annotator), "assignment.refuse", subject, detail).await?)
                })
            })
            .await
    }
}

/// What there is for a person.
enum Look {
    /// A task they hold or that came back.
    Theirs(Assignment),
    /// Tasks they may take.
    Open(Open),
    /// Nothing now.
    Nothing,
    /// They were given as many prompts within the hour as the evaluation allows.
    TooMany,
}

/// Tasks of one evaluation that a person may take, in the order in which they are to be tried.
#[derive(Clone)]
struct Open {
    ordered: Vec<Found>,
    /// For each requirement, where the first of its slots lies that was never taken and is for this person.
    reached: BTreeMap<i64, i64>,
    moment: Moment,
}

/// The tasks that a person may take next, of the evaluation with the highest priority that has any.
async fn open_to(tx: &mut Tx, annotator: PersonId, in_hand: i64, outlook: Outlook) -> Result<Look, Error> {
    let mut too_many = false;
    let mut known = None;
    for open in outlook.open {
        if !open.plan.has_room(Load { in_hand, taken: open.taken, cap: open.cap }) {
            continue;
        }
        let mut met = Vec::new();
        for (requirement, asked) in open.requirements {
            if known.is_none() && asked != Requirement::default() {
                known = Some(routing::qualifications(tx, annotator).await?);
            }
            if known.as_ref().is_none_or(|known| asked.met_by(known)) {
                met.push(requirement);
            }
        }
        let (found, seen) = claims::candidates(tx, annotator, open.evaluation, &met).await?;
        if found.is_empty() {
            continue;
        }
        if open.plan.may_show(outlook.shown).is_err() {
            too_many = true;
            continue;
        }
        let mut reached = BTreeMap::new();
        for one in found.iter().filter(|one| !one.reopened) {
            let first = reached.entry(one.requirement).or_insert(one.candidate.position);
            *first = one.candidate.position.min(*first);
        }
        return Ok(Look::Open(Open { ordered: in_order(found, &seen), reached, moment: outlook.moment }));
    }
    Ok(if too_many { Look::TooMany } else { Look::Nothing })
}

async fn take_first(
    tx: &mut Tx,
    annotator: PersonId,
    found: &Open,
    claim: &NewClaim,
    patient: bool,
) -> Result<Option<(Assignment, OnDesk)>, Error> {
    // Several tabs of one person take turns, so that the limits are exact.
    people::lock(tx, annotator).await?;
    let tasks: Vec<_> = found.ordered.iter().map(|one| one.candidate.task).collect();
    let (moment, claimed) = claims::claim(tx, annotator, &tasks, claim, patient).await?;
    if moment != found.moment {
        // Undoes the claim; what there is for them is looked at anew.
        return Err(Refusal::OutOfOrder.into());
    }
    let Some(claimed) = claimed else { return Ok(None) };
    let of_it = |one: &&Found| one.candidate.task == claimed.assignment.task;
    let one = found.ordered.iter().find(of_it).ok_or(Refusal::OutOfOrder)?;
    let reached = found.reached.get(&one.requirement).copied();
    let (taken, desk) = claims::enter(tx, claimed, one, reached, claim).await?;
    let (subject, detail) = (format!("assignment:{}", taken.id), json!({ "task": taken.task }));
    log(tx, claim.now, Some(annotator), "assignment.claim", subject, detail).await?;
    Ok(Some((taken, desk)))
}
