//! The decisions of a reviewer: all of a task or none, in one transaction.

use super::{letter, role_of, waits};
use crate::{Assay, Error, log};
use assay_domain::{
    Actor, PersonId, PublicId, ReasonId, Refusal, Timestamp,
    assignment::AssignmentState,
    judgment::{CompleteJudgment, JudgmentContent, Requirements, Shown},
    review::{Verdict, Why, correct, decide},
};
use assay_store::{
    Tx, assignments, evaluations,
    reviews::{
        self, NewDecision, ReviewClaim, Reviewed,
        corrections::{self, Correction, NewCorrection},
        in_neutral_order,
        reasons::{self, Reason},
    },
    tasks,
};
use serde_json::json;

/// What a reviewer decides on one judgment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictOn {
    /// The annotator's letter.
    pub letter: char,
    /// What.
    pub verdict: Verdict,
    /// Why, in the reviewer's words; needed for everything but approval when no reason is chosen, and for a correction.
    pub comment: String,
    /// Why, by the text of a reason of the list.
    pub reason: Option<String>,
    /// What of the judgment is to be changed: `overall`, `criterion <name>`, `error_tags` or `justification`.
    pub fields: Vec<String>,
    /// What is approved in place of the judgment, in the neutral order.
    pub correction: Option<JudgmentContent>,
}

impl VerdictOn {
    /// A verdict with nothing but a comment.
    #[must_use]
    pub fn new(letter: char, verdict: Verdict, comment: impl Into<String>) -> Self {
        Self { letter, verdict, comment: comment.into(), reason: None, fields: Vec::new(), correction: None }
    }

    /// Approval as it stands.
    #[must_use]
    pub fn approve(letter: char) -> Self {
        Self::new(letter, Verdict::Approve, "")
    }
}

/// One decision, checked and about to be written.
struct Move<'a> {
    judgment: &'a Reviewed,
    said: &'a VerdictOn,
    reason: Option<ReasonId>,
    correction: Option<CompleteJudgment>,
    next: AssignmentState,
}

/// What decisions are checked against.
struct Rules {
    reasons: Vec<Reason>,
    corrections: Vec<Correction>,
    asked: Requirements,
    /// The task's first response and its second, of a comparison.
    responses: (String, Option<String>),
}

impl Assay {
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
                    let found = reviews::lookup(tx, actor.person, &id).await?.ok_or(Refusal::NotFound)?;
                    tasks::lock(tx, found.task).await?;
                    // Read again under the lock: the lease may have run out and the task gone to someone else meanwhile.
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
    tasks::history(tx, claim.task).await?.may_review(reviewer, claim.stage)?;
    let content = tasks::content(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
    if content.version != version {
        return Err(Refusal::Stale.into());
    }
    let plan = evaluations::lookup(tx, content.evaluation).await?.ok_or(Refusal::NotFound)?.plan;
    let rules = Rules {
        reasons: reasons::list(tx, true).await?,
        corrections: corrections::of_task(tx, claim.task).await?,
        asked: plan.requirements(),
        responses: (content.first, content.second),
    };
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
        moves.push(check(claim, judgment, verdict, &rules).map_err(|refusal| for_letter(refusal, letter))?);
    }
    // All decisions first: the database checks each against the state in which it was made.
    for one in &moves {
        write(tx, reviewer, claim, one, now).await?;
    }
    for one in &moves {
        if one.next == AssignmentState::Rejected {
            assignments::open_slot(tx, one.judgment.assignment).await?;
        }
        assignments::set_state(tx, one.judgment.assignment, one.next).await?;
    }
    reviews::release(tx, claim.task).await?;
    let state = tasks::settle(tx, claim.task, now).await?;
    let said: Vec<_> = moves
        .iter()
        .map(|one| {
            json!({
                "judgment": one.judgment.judgment, "verdict": one.said.verdict, "reason": one.reason,
                "corrected": one.correction.is_some(),
            })
        })
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

fn check<'a>(
    claim: &ReviewClaim,
    judgment: &'a Reviewed,
    said: &'a VerdictOn,
    rules: &Rules,
) -> Result<Move<'a>, Refusal> {
    let reason = match &said.reason {
        Some(text) => {
            let known = rules.reasons.iter().find(|reason| reason.verdict == said.verdict && &reason.text == text);
            Some(
                known
                    .ok_or_else(|| Refusal::invalid("reason", "Choose a reason that is offered for this verdict."))?
                    .id,
            )
        }
        None => None,
    };
    let why = Why { comment: &said.comment, has_reason: reason.is_some() };
    let next = decide(claim.stage, judgment.state, said.verdict, why)?;
    let asked = &rules.asked;
    let known = |field: &str| match field {
        "overall" | "error_tags" | "justification" => true,
        other => other
            .strip_prefix("criterion ")
            .is_some_and(|name| asked.criteria.iter().any(|criterion| criterion.name == name)),
    };
    if !said.fields.iter().all(|field| known(field)) {
        return Err(Refusal::invalid(
            "fields",
            "What is to be changed is not part of this evaluation; reload the page.",
        ));
    }
    let standing = rules
        .corrections
        .iter()
        .rfind(|one| one.judgment == judgment.judgment && one.stands)
        .map_or(&judgment.content, |one| &one.content);
    let correction = match &said.correction {
        Some(content) => {
            let as_shown = in_neutral_order(content, judgment.left_is_first);
            let (first, second) = (rules.responses.0.as_str(), rules.responses.1.as_deref());
            let shown = match second {
                Some(second) if !judgment.left_is_first => Shown { a: second, b: Some(first) },
                second => Shown { a: first, b: second },
            };
            Some(correct(said.verdict, standing, as_shown, asked, shown, &said.comment)?)
        }
        None => None,
    };
    Ok(Move { judgment, said, reason, correction, next })
}

async fn write(
    tx: &mut Tx,
    reviewer: PersonId,
    claim: &ReviewClaim,
    one: &Move<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let comment = one.said.comment.trim();
    let new = NewDecision {
        task: claim.task,
        judgment: one.judgment.judgment,
        stage: claim.stage,
        verdict: one.said.verdict,
        reviewer,
        comment,
        reason: one.reason,
        fields: &one.said.fields,
        now,
    };
    let decision = reviews::decide(tx, new).await?;
    if let Some(corrected) = &one.correction {
        let new = NewCorrection {
            decision,
            judgment: one.judgment.judgment,
            stage: claim.stage,
            reviewer,
            content: corrected.content(),
            reason: comment,
            now,
        };
        corrections::add(tx, new).await?;
    }
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
