//! How tasks come into an annotator's hands and stay there: the next one, one fetched ahead, the lease.

use crate::{
    Assay, Error,
    annotation::{Judged, Next, Receipt, Submission, TaskView, counted, is_simple, log_submission},
    log,
};
use assay_domain::{
    Actor, PersonId, PublicId, Refusal, Role, SECOND, TaskId, Timestamp,
    assignment::AssignmentState,
    routing::{Load, in_order},
};
use assay_store::{
    StoreError, Tx,
    assignments::{self, Assignment, Standing},
    claims::{self, NewClaim, Taken, Wanted},
    judgments::{self, GoingOn},
    outlook::{self, Candidates, Found, Glance, Lane, Moment, Outlook},
    people,
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::sync::{PoisonError, RwLock};

/// How long what a person was shown or skipped counts towards the limits: an hour.
pub(crate) const HOUR: i64 = 3_600 * SECOND;
/// How often a claim looks again when others take what it found.
const ATTEMPTS: usize = 20;
/// From which attempt on it waits for them, or looks where it takes.
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
        self.upcoming(actor.person, Before::Nothing).await
    }

    /// What [`Assay::next_task`] will answer once the task in hand is submitted, claimed now so that the page can have it
    /// ready. [`Next::Nothing`] when the person may not have a further task in hand.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but annotators, [`Refusal::NotFound`] when `in_hand` is not in this person's hands.
    pub async fn task_ahead(&self, actor: &Actor, in_hand: &PublicId) -> Result<Next, Error> {
        actor.require(Role::Annotator)?;
        self.upcoming(actor.person, Before::Stays(in_hand.clone())).await
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
    /// [`Outlook::moment`], and looked at anew when it changed meanwhile. Whoever was outrun [`PATIENT_FROM`] times looks in the
    /// write itself where there is one writer.
    async fn upcoming(&self, annotator: PersonId, before: Before) -> Result<Next, Error> {
        for attempt in 0..ATTEMPTS {
            let taken = match self.look(annotator, &before).await? {
                Look::Nothing => return Ok(Next::Nothing),
                Look::Theirs(claim) => match self.keep_theirs(claim).await? {
                    Some(claim) => Some(Box::new(self.view(&mut self.store.read().await?, &claim).await?)),
                    None => None,
                },
                Look::Open(_) if attempt >= PATIENT_FROM && self.store.has_one_writer() => {
                    self.look_and_take(annotator, before.clone()).await?
                }
                Look::Open(found) => self.take(annotator, found, attempt >= PATIENT_FROM).await?,
                Look::TooMany => {
                    self.note_too_many(annotator).await?;
                    return Err(Refusal::TooManyPrompts.into());
                }
            };
            if let Some(view) = taken {
                return Ok(Next::Task(view));
            }
        }
        Err(StoreError::Contended("others took every task that was found".into()).into())
    }

    /// Submits the task that a person has before them and takes their next one in the same write, where that is a new one
    /// that nobody was faster at. `None`, with nothing done, where the two are to go one after the other. Only for a database
    /// with one writer: elsewhere it would keep both tasks from others for as long as the longer of the two.
    pub(crate) async fn submit_and_take(
        &self,
        annotator: PersonId,
        submission: &Submission,
        judged: Option<Judged>,
    ) -> Option<(Receipt, Option<Next>)> {
        if !self.store.has_one_writer() {
            return None;
        }
        let before = Before::Goes(submission.assignment.clone(), submission.submission_id.clone());
        let Ok(Look::Open(mut found)) = self.look(annotator, &before).await else { return None };
        let seen = found.standing.take().filter(is_simple)?;
        let (assay, sent, claim) = (self.clone(), submission.clone(), self.new_claim());
        let both = self
            .store
            .write(move |tx| {
                Box::pin(async move { assay.submit_and_take_in(tx, seen, &sent, judged, &found, &claim).await })
            })
            .await;
        both.ok()
    }

    async fn submit_and_take_in(
        &self,
        tx: &mut Tx,
        seen: Standing,
        submission: &Submission,
        judged: Option<Judged>,
        found: &Open,
        claim: &NewClaim,
    ) -> Result<(Receipt, Option<Next>), Error> {
        let annotator = seen.claim.annotator;
        let judged = self.judged_by(tx, &seen, submission, judged).await?;
        let (seen, active_ms) = counted(tx, seen, &submission.active, claim.now).await?;
        let tasks = found.tasks();
        let going_on = GoingOn {
            seen: &seen,
            new: judged.revision(submission, &seen, active_ms, claim.now),
            wanted: Wanted { annotator, tasks: &tasks, reached: &found.reached, claim },
        };
        // What decided it changed since the look: it is undone and taken step by step.
        let (added, taken) = judgments::add_and_take(tx, going_on).await?.ok_or(Refusal::OutOfOrder)?;
        let receipt = log_submission(tx, annotator, &seen, &added, claim.now).await?;
        let taken = self.taken(tx, annotator, found, taken, claim).await?;
        Ok((receipt, taken.map(Next::Task)))
    }

    fn new_claim(&self) -> NewClaim {
        NewClaim { public_id: self.public_id(), left_is_first: self.coin(), now: self.now() }
    }

    async fn look(&self, annotator: PersonId, before: &Before) -> Result<Look, Error> {
        let mut tx = self.store.read().await?;
        let now = self.now();
        let likely = self.lanes.last(annotator);
        let glance = before.glance(annotator, now, likely.as_ref());
        let mut outlook = outlook::look(&mut tx, &glance).await?;
        if outlook.any_expired {
            // Given back first: a write on PostgreSQL needs a connection of its own.
            drop(tx);
            self.store.write(move |tx| Box::pin(async move { claims::expire(tx, now).await })).await?;
            tx = self.store.read().await?;
            outlook = outlook::look(&mut tx, &glance).await?;
        }
        let look = what_there_is(&mut tx, annotator, before, outlook).await?;
        if let Look::Open(open) = &look
            && likely.as_ref() != Some(&open.lane)
        {
            self.lanes.remember(annotator, open.lane.clone());
        }
        Ok(look)
    }

    /// Looks anew and takes what is found in one write, before anyone else can: where everyone wants a task at once, a look
    /// is out of date by the time its write comes. For a database with one writer. `None` when there was no task to take.
    async fn look_and_take(&self, annotator: PersonId, before: Before) -> Result<Option<Box<TaskView>>, Error> {
        let (assay, claim) = (self.clone(), self.new_claim());
        let taken = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let outlook = outlook::look(tx, &before.glance(annotator, claim.now, None)).await?;
                    match what_there_is(tx, annotator, &before, outlook).await? {
                        Look::Open(found) => assay.take_first(tx, annotator, &found, &claim, true).await,
                        _ => Ok(None),
                    }
                })
            })
            .await;
        unless_changed(taken)
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
    async fn take(&self, annotator: PersonId, found: Box<Open>, patient: bool) -> Result<Option<Box<TaskView>>, Error> {
        let (assay, claim) = (self.clone(), self.new_claim());
        let taken = self
            .store
            .write(move |tx| Box::pin(async move { assay.take_first(tx, annotator, &found, &claim, patient).await }))
            .await;
        unless_changed(taken)
    }

    async fn take_first(
        &self,
        tx: &mut Tx,
        annotator: PersonId,
        found: &Open,
        claim: &NewClaim,
        patient: bool,
    ) -> Result<Option<Box<TaskView>>, Error> {
        // Several tabs of one person take turns, so that the limits are exact.
        people::lock(tx, annotator).await?;
        let tasks = found.tasks();
        let wanted = Wanted { annotator, tasks: &tasks, reached: &found.reached, claim };
        let taken = claims::take(tx, &wanted, patient).await?;
        self.taken(tx, annotator, found, taken, claim).await
    }

    /// What was taken, as its annotator sees it; `None` when others were faster everywhere.
    async fn taken(
        &self,
        tx: &mut Tx,
        annotator: PersonId,
        found: &Open,
        taken: Taken,
        claim: &NewClaim,
    ) -> Result<Option<Box<TaskView>>, Error> {
        if taken.moment != found.moment {
            // Undoes the claim; what there is for them is looked at anew.
            return Err(Refusal::OutOfOrder.into());
        }
        let Some((taken, desk)) = taken.first else { return Ok(None) };
        let (subject, detail) = (format!("assignment:{}", taken.id), json!({ "task": taken.task }));
        log(tx, claim.now, Some(annotator), "assignment.claim", subject, detail).await?;
        // What is shown is read already, and most evaluations are known: another connection for it would cost more.
        Ok(Some(Box::new(self.view_of(tx, &taken, desk).await?)))
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

/// The task that a person has before them while their next one is looked for.
#[derive(Clone, PartialEq, Eq)]
enum Before {
    /// None: the next one may be any of theirs.
    Nothing,
    /// It stays theirs until it is submitted some time.
    Stays(PublicId),
    /// It is submitted, under this id, together with taking the next one.
    Goes(PublicId, String),
}

impl Before {
    fn glance<'a>(&'a self, person: PersonId, now: Timestamp, likely: Option<&'a Lane>) -> Glance<'a> {
        let submission = match self {
            Self::Goes(claim, submission) => Some((claim, submission.as_str())),
            Self::Nothing | Self::Stays(_) => None,
        };
        Glance { person, now, since: now - HOUR, likely, submission }
    }
}

/// Where each person's last tasks were found, which is where the next one is likely to be: asking there right away saves a trip
/// to the database. Whether that was the right place is decided by what is true now.
#[derive(Debug, Default)]
pub(crate) struct Lanes(RwLock<HashMap<PersonId, Lane>>);

impl Lanes {
    fn last(&self, person: PersonId) -> Option<Lane> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&person).cloned()
    }

    fn remember(&self, person: PersonId, lane: Lane) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(person, lane);
    }
}

/// What there is for a person.
enum Look {
    /// A task they hold or that came back.
    Theirs(Assignment),
    /// Tasks they may take.
    Open(Box<Open>),
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
    /// Where they were found.
    lane: Lane,
    /// Where the claim stands that is to be submitted.
    standing: Option<Standing>,
}

impl Open {
    fn tasks(&self) -> Vec<TaskId> {
        self.ordered.iter().map(|one| one.candidate.task).collect()
    }
}

/// What was found may have been flagged since, or its person tied, capped or less qualified: then nothing was taken.
fn unless_changed<T>(taken: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
    match taken {
        Err(Error::Refused(Refusal::OutOfOrder | Refusal::ConflictOfInterest)) => Ok(None),
        other => other,
    }
}

/// What there is for a person, their own tasks first.
async fn what_there_is(tx: &mut Tx, annotator: PersonId, before: &Before, mut outlook: Outlook) -> Result<Look, Error> {
    let mut held = 0;
    let mut theirs = std::mem::take(&mut outlook.theirs);
    if let Before::Stays(id) | Before::Goes(id, _) = before {
        let at = theirs.iter().position(|claim| claim.public_id == *id).ok_or(Refusal::NotFound)?;
        let present = theirs.remove(at);
        match before {
            Before::Goes(..) => outlook.moment.in_hand -= 1,
            _ => held += i64::from(present.state == AssignmentState::Held),
        }
    }
    // What they hold comes first, in the order in which they got it, then what came back.
    if let Some(claim) = theirs.into_iter().next() {
        return Ok(Look::Theirs(claim));
    }
    open_to(tx, annotator, held, outlook).await
}

/// The tasks that a person may take next, of the evaluation with the highest priority that has any.
async fn open_to(tx: &mut Tx, annotator: PersonId, in_hand: i64, outlook: Outlook) -> Result<Look, Error> {
    let mut too_many = false;
    let Outlook { open, qualifications, mut likely, shown_at_most, moment, standing, since, .. } = outlook;
    for open in open {
        if !open.plan.has_room(Load { in_hand, taken: open.taken, cap: open.cap }) {
            continue;
        }
        let met = open.requirements.into_iter().filter(|(_, asked)| asked.met_by(&qualifications));
        let lane =
            Lane { evaluation: open.evaluation, requirements: met.map(|(requirement, _)| requirement).collect() };
        let Candidates { found, seen } = match likely.take_if(|(likely, _)| *likely == lane) {
            Some((_, candidates)) => candidates,
            None => outlook::candidates(tx, annotator, &lane).await?,
        };
        if found.is_empty() {
            continue;
        }
        // Counting each prompt once takes longer, and hardly anyone is near the limit.
        if open.plan.may_show(shown_at_most).is_err() {
            let shown = outlook::shown(tx, annotator, since).await?;
            if open.plan.may_show(shown).is_err() {
                too_many = true;
                continue;
            }
        }
        let mut reached = BTreeMap::new();
        for one in found.iter().filter(|one| !one.reopened) {
            let first = reached.entry(one.requirement).or_insert(one.candidate.position);
            *first = one.candidate.position.min(*first);
        }
        let ordered = in_order(found, &seen);
        return Ok(Look::Open(Box::new(Open { ordered, reached, moment, lane, standing })));
    }
    Ok(if too_many { Look::TooMany } else { Look::Nothing })
}
