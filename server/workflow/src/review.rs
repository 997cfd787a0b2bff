//! Reviewing: what waits, a task in hand, the decisions.

use crate::{Assay, Error, log};
use assay_domain::{
    Actor, PersonId, PublicId, Refusal, Role, SECOND, Timestamp,
    assignment::AssignmentState,
    judgment::JudgmentContent,
    review::{Stage, Verdict, decide},
    setup::Criterion,
};
use assay_store::{
    Tx, assignments, evaluations,
    exposure::{self, Purpose},
    prompt_sets::Turn,
    reviews::{self, NewDecision, ReviewClaim, Reviewed, Waiting},
    tasks,
};
use serde_json::json;
use std::collections::BTreeMap;

/// How long a task stays in a reviewer's hands without a sign of life: 30 minutes.
const REVIEW_LEASE: i64 = 30 * 60 * SECOND;

/// A task as its reviewer sees it: both responses in the task's neutral order, annotators as letters, no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewView {
    /// What the review is known by.
    pub id: PublicId,
    /// Which review.
    pub stage: Stage,
    /// Comes back with the decision, so that a stale form is noticed.
    pub version: i64,
    /// The evaluation's name.
    pub evaluation: String,
    /// Markdown beside the task.
    pub guidelines: String,
    /// The prompt's turns.
    pub turns: Vec<Turn>,
    /// A reference answer.
    pub reference: Option<String>,
    /// The prompt's attributes.
    pub attributes: BTreeMap<String, String>,
    /// The responses in neutral order.
    pub responses: [String; 2],
    /// What was compared by.
    pub criteria: Vec<Criterion>,
    /// The N judgments.
    pub judgments: Vec<JudgmentView>,
}

/// One judgment as its reviewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgmentView {
    /// The annotator's letter within this task.
    pub letter: char,
    /// The judgment in the neutral order: its side A is response 1.
    pub content: JudgmentContent,
    /// Whether the annotator saw response 1 on the left, as A; their justification speaks of what they saw.
    pub saw_first_as_a: bool,
    /// Which revision this is.
    pub revision: i64,
    /// Active time in milliseconds.
    pub active_ms: i64,
    /// Whether this stage has to decide on it now.
    pub waits: bool,
    /// What was decided so far, oldest first: stage, verdict, comment.
    pub decided: Vec<(Stage, Verdict, String)>,
}

/// What a reviewer decides on one judgment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictOn {
    /// The annotator's letter.
    pub letter: char,
    /// What.
    pub verdict: Verdict,
    /// Why; required for everything but approval.
    pub comment: String,
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

impl Assay {
    /// What waits at a stage for this reviewer, per evaluation.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] without the stage's role.
    pub async fn review_queue(&self, actor: &Actor, stage: Stage) -> Result<Vec<Waiting>, Error> {
        actor.require(role_of(stage))?;
        Ok(reviews::waiting(&mut self.store.read().await?, actor.person, stage, self.now()).await?)
    }

    /// The task in hand at a stage, else the one that has waited longest and that rule 2 lets this person review. Nobody
    /// else gets it meanwhile.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] without the stage's role.
    pub async fn next_review(&self, actor: &Actor, stage: Stage) -> Result<Option<ReviewView>, Error> {
        actor.require(role_of(stage))?;
        let (reviewer, public_id, now) = (actor.person, self.public_id(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(current) = reviews::current(tx, reviewer, stage, now).await? {
                        reviews::renew(tx, &current.public_id, now + REVIEW_LEASE).await?;
                        return Ok(Some(view(tx, &current).await?));
                    }
                    let Some(claim) =
                        reviews::claim_next(tx, reviewer, stage, &public_id, now, now + REVIEW_LEASE).await?
                    else {
                        return Ok(None);
                    };
                    tasks::history(tx, claim.task).await?.may_review(reviewer, stage)?;
                    let content = tasks::content(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
                    let purpose = match stage {
                        Stage::Initial => Purpose::InitialReview,
                        Stage::Final => Purpose::FinalReview,
                    };
                    exposure::record(tx, content.prompt_id, reviewer, purpose, now).await?;
                    let shown = view(tx, &claim).await?;
                    log(
                        tx,
                        now,
                        Some(reviewer),
                        "review.claim",
                        format!("task:{}", claim.task),
                        json!({ "stage": stage }),
                    )
                    .await?;
                    Ok(Some(shown))
                })
            })
            .await
    }

    /// A review in hand, for showing a refused form again.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not in this person's hands.
    pub async fn review(&self, actor: &Actor, id: &PublicId) -> Result<ReviewView, Error> {
        let mut tx = self.store.read().await?;
        let claim = reviews::lookup(&mut tx, actor.person, id).await?.ok_or(Refusal::NotFound)?;
        actor.require(role_of(claim.stage))?;
        view(&mut tx, &claim).await
    }

    /// Decides on every judgment that waits, all of them or none.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when the review is not in this person's hands, [`Refusal::Stale`] when the task changed since
    /// the form was opened, [`Refusal::ConflictOfInterest`], [`Refusal::OutOfOrder`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn decide(
        &self,
        actor: &Actor,
        id: PublicId,
        version: i64,
        verdicts: Vec<VerdictOn>,
    ) -> Result<(), Error> {
        let (actor, now) = (actor.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let claim = reviews::lookup(tx, actor.person, &id).await?.ok_or(Refusal::NotFound)?;
                    actor.require(role_of(claim.stage))?;
                    decide_in(tx, actor.person, &claim, version, &verdicts, now).await
                })
            })
            .await
    }
}

async fn decide_in(
    tx: &mut Tx,
    reviewer: PersonId,
    claim: &ReviewClaim,
    version: i64,
    verdicts: &[VerdictOn],
    now: Timestamp,
) -> Result<(), Error> {
    tasks::lock(tx, claim.task).await?;
    tasks::history(tx, claim.task).await?.may_review(reviewer, claim.stage)?;
    let content = tasks::content(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
    if content.version != version {
        return Err(Refusal::Stale.into());
    }
    let judgments = reviews::judgments(tx, claim.task).await?;
    let waiting: Vec<&Reviewed> = judgments.iter().filter(|judgment| waits(judgment, claim.stage)).collect();
    if verdicts.iter().any(|verdict| !waiting.iter().any(|judgment| letter(judgment.slot) == verdict.letter)) {
        return Err(Refusal::Stale.into());
    }
    let mut moves = Vec::new();
    for judgment in &waiting {
        let letter = letter(judgment.slot);
        let mut said = verdicts.iter().filter(|verdict| verdict.letter == letter);
        let (Some(verdict), None) = (said.next(), said.next()) else {
            return Err(Refusal::invalid(format!("annotator {letter}"), "Decide on this judgment, once.").into());
        };
        let next = decide(claim.stage, judgment.state, verdict.verdict, &verdict.comment)
            .map_err(|refusal| for_letter(refusal, letter))?;
        moves.push((*judgment, verdict, next));
    }
    // All decisions first: the database checks each against the state in which it was made.
    for (judgment, verdict, _) in &moves {
        let comment = verdict.comment.trim();
        let new = NewDecision {
            task: claim.task,
            judgment: judgment.judgment,
            stage: claim.stage,
            verdict: verdict.verdict,
            reviewer,
            comment,
            now,
        };
        reviews::decide(tx, new).await?;
    }
    for (judgment, _, next) in &moves {
        if *next == AssignmentState::Rejected {
            assignments::open_slot(tx, judgment.assignment).await?;
        }
        assignments::set_state(tx, judgment.assignment, *next).await?;
    }
    reviews::release(tx, claim.task).await?;
    let state = tasks::settle(tx, claim.task, now).await?;
    let said: Vec<_> = moves
        .iter()
        .map(|(judgment, verdict, _)| json!({ "judgment": judgment.judgment, "verdict": verdict.verdict }))
        .collect();
    log(
        tx,
        now,
        Some(reviewer),
        "review.decide",
        format!("task:{}", claim.task),
        json!({ "stage": claim.stage, "now": state, "verdicts": said }),
    )
    .await?;
    Ok(())
}

fn for_letter(refusal: Refusal, letter: char) -> Refusal {
    match refusal {
        Refusal::Invalid { errors } => Refusal::Invalid {
            errors: errors
                .into_iter()
                .map(|mut error| {
                    error.field = format!("annotator {letter}, {}", error.field);
                    error
                })
                .collect(),
        },
        other => other,
    }
}

fn waits(judgment: &Reviewed, stage: Stage) -> bool {
    judgment.state
        == match stage {
            Stage::Initial => AssignmentState::Submitted,
            Stage::Final => AssignmentState::InitiallyApproved,
        }
}

async fn view(tx: &mut Tx, claim: &ReviewClaim) -> Result<ReviewView, Error> {
    let content = tasks::content(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
    let evaluation = evaluations::lookup(tx, content.evaluation).await?.ok_or(Refusal::NotFound)?;
    let decisions = reviews::decisions(tx, claim.task).await?;
    let judgments = reviews::judgments(tx, claim.task)
        .await?
        .into_iter()
        .map(|judgment| JudgmentView {
            letter: letter(judgment.slot),
            content: if judgment.left_is_first { judgment.content.clone() } else { judgment.content.swapped() },
            saw_first_as_a: judgment.left_is_first,
            revision: judgment.revision,
            active_ms: judgment.active_ms,
            waits: waits(&judgment, claim.stage),
            decided: decisions
                .iter()
                .filter(|decision| decision.assignment == judgment.assignment)
                .map(|decision| (decision.stage, decision.verdict, decision.comment.clone()))
                .collect(),
        })
        .collect();
    Ok(ReviewView {
        id: claim.public_id.clone(),
        stage: claim.stage,
        version: content.version,
        evaluation: evaluation.plan.name,
        guidelines: evaluation.plan.guidelines,
        turns: content.prompt.turns,
        reference: content.prompt.reference,
        attributes: content.prompt.attributes,
        responses: [content.first, content.second],
        criteria: evaluation.plan.criteria,
        judgments,
    })
}
