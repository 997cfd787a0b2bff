//! What a reviewer sees of a task.

use super::{letter, waits};
use crate::Error;
use assay_domain::{
    AssignmentId, PublicId, Refusal, Timestamp,
    agreement::{Agreement, agreeing},
    judgment::JudgmentContent,
    review::{Stage, Verdict},
    scale::Scale,
    setup::{Criterion, Kind},
};
use assay_store::{
    Tx, evaluations, judgments,
    prompt_sets::Turn,
    reviews::{
        self, Decision, ReviewClaim, Reviewed,
        corrections::{self, Correction},
        in_neutral_order, reasons,
    },
    tasks,
};
use std::collections::BTreeMap;

/// A task as its reviewer sees it: both responses in the task's neutral order, annotators as letters, no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewView {
    /// What the review is known by.
    pub id: PublicId,
    /// Which review.
    pub stage: Stage,
    /// Comes back with the decision, so that a stale form is noticed.
    pub version: i64,
    /// Until when nobody else gets it, unless there are signs of life.
    pub lease_expires_at: Timestamp,
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
    /// What is asked.
    pub kind: Kind,
    /// The responses in neutral order: two of a comparison, else one.
    pub responses: Vec<String>,
    /// How a rating evaluation rates overall.
    pub scale: Scale,
    /// What was judged by.
    pub criteria: Vec<Criterion>,
    /// The error tags offered, for a correction.
    pub error_tags: Vec<String>,
    /// The reasons offered, by verdict.
    pub reasons: Vec<(Verdict, String)>,
    /// How far the judgments agree.
    pub agreement: Option<Agreement>,
    /// The N judgments.
    pub judgments: Vec<JudgmentView>,
}

impl ReviewView {
    /// Whether an annotator's judgment, as it stands, agrees with most of the others.
    #[must_use]
    pub fn agrees(&self, letter: char) -> bool {
        let standing: Vec<_> = self.judgments.iter().map(JudgmentView::standing).collect();
        let agreeing = agreeing(self.kind, &standing);
        self.judgments.iter().zip(agreeing).any(|(judgment, agrees)| agrees && judgment.letter == letter)
    }
}

/// One judgment as its reviewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgmentView {
    /// The annotator's letter within this task.
    pub letter: char,
    /// The judgment in the neutral order: its side A is response 1.
    pub content: JudgmentContent,
    /// The revision that was returned, in the neutral order, when this one is what came back.
    pub before: Option<JudgmentContent>,
    /// What initial review put in its place.
    pub corrected: Option<CorrectedView>,
    /// Whether the annotator saw response 1 on the left, as A; their justification speaks of what they saw.
    pub saw_first_as_a: bool,
    /// Which revision this is.
    pub revision: i64,
    /// Active time in milliseconds.
    pub active_ms: i64,
    /// Whether this stage has to decide on it now.
    pub waits: bool,
    /// What was decided so far, oldest first.
    pub decided: Vec<DecidedView>,
}

impl JudgmentView {
    /// What would be approved now: the correction that stands, else the judgment.
    #[must_use]
    pub fn standing(&self) -> &JudgmentContent {
        self.corrected.as_ref().map_or(&self.content, |corrected| &corrected.content)
    }
}

/// A correction that stands, as a reviewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedView {
    /// At which stage it was made.
    pub stage: Stage,
    /// What was approved instead, in the neutral order.
    pub content: JudgmentContent,
    /// Why.
    pub reason: String,
}

/// A decision of the past, as a reviewer sees it: by a stage, never by a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedView {
    /// At which stage.
    pub stage: Stage,
    /// What.
    pub verdict: Verdict,
    /// Whether the approval came with a correction.
    pub corrected: bool,
    /// Why, from the list.
    pub reason: Option<String>,
    /// Why, in the reviewer's words.
    pub comment: String,
    /// What of the judgment it was about.
    pub fields: Vec<String>,
}

/// The task of a claim.
pub(super) async fn of(tx: &mut Tx, claim: &ReviewClaim) -> Result<ReviewView, Error> {
    let content = tasks::content(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
    let evaluation = evaluations::lookup(tx, content.evaluation).await?.ok_or(Refusal::NotFound)?;
    let decisions = reviews::decisions(tx, claim.task).await?;
    let corrected = corrections::of_task(tx, claim.task).await?;
    let standing = reviews::judgments(tx, claim.task).await?;
    let neutral: Vec<_> = standing.iter().map(Reviewed::neutral).collect();
    let agreement = Agreement::of(evaluation.plan.kind, &neutral.iter().collect::<Vec<_>>());
    let mut shown = Vec::new();
    for (judgment, content) in standing.into_iter().zip(neutral) {
        let before = before(tx, &judgment, &decisions).await?;
        shown.push(JudgmentView {
            letter: letter(judgment.slot),
            content,
            before,
            corrected: corrected
                .iter()
                .filter(|one| one.judgment == judgment.judgment && one.stands)
                .map(|one| CorrectedView {
                    stage: one.stage,
                    content: in_neutral_order(&one.content, judgment.left_is_first),
                    reason: one.reason.clone(),
                })
                .next_back(),
            saw_first_as_a: judgment.left_is_first,
            revision: judgment.revision,
            active_ms: judgment.active_ms,
            waits: waits(&judgment, claim.stage),
            decided: decided(judgment.assignment, &decisions, &corrected),
        });
    }
    let reasons = reasons::list(tx, true).await?.into_iter().map(|reason| (reason.verdict, reason.text)).collect();
    Ok(ReviewView {
        id: claim.public_id.clone(),
        stage: claim.stage,
        version: content.version,
        lease_expires_at: claim.expires_at,
        evaluation: evaluation.plan.name,
        guidelines: evaluation.plan.guidelines,
        turns: content.prompt.turns,
        reference: content.prompt.reference,
        attributes: content.prompt.attributes,
        kind: evaluation.plan.kind,
        responses: std::iter::once(content.first).chain(content.second).collect(),
        scale: evaluation.plan.scale,
        criteria: evaluation.plan.criteria,
        error_tags: evaluation.plan.error_tags,
        reasons,
        agreement,
        judgments: shown,
    })
}

/// The revision that a reviewer returned, when what stands now is what came back.
async fn before(tx: &mut Tx, judgment: &Reviewed, decisions: &[Decision]) -> Result<Option<JudgmentContent>, Error> {
    let returned = decisions
        .iter()
        .rfind(|decision| decision.assignment == judgment.assignment && decision.verdict == Verdict::Return)
        .filter(|decision| decision.judgment != judgment.judgment);
    let Some(returned) = returned else { return Ok(None) };
    let former = judgments::lookup(tx, returned.judgment).await?;
    Ok(former.map(|former| in_neutral_order(&former.content, judgment.left_is_first)))
}

fn decided(assignment: AssignmentId, decisions: &[Decision], corrections: &[Correction]) -> Vec<DecidedView> {
    decisions
        .iter()
        .filter(|decision| decision.assignment == assignment)
        .map(|decision| DecidedView {
            stage: decision.stage,
            verdict: decision.verdict,
            corrected: corrections.iter().any(|correction| correction.decision == decision.id),
            reason: decision.reason.clone(),
            comment: decision.comment.clone(),
            fields: decision.fields.clone(),
        })
        .collect()
}
