//! Annotating: a task as its annotator sees it, its draft, the submission. How a task comes into their hands is in
//! [`crate::assignment`].

use crate::{Assay, Error, log};
use assay_domain::{
    Actor, AssignmentId, PersonId, PublicId, Refusal, Role, Timestamp,
    active::is_session,
    assignment::{Admission, AssignmentState, Claim, admit},
    judgment::{CompleteJudgment, JudgmentContent, Requirements, Shown},
    scale::Scale,
    setup::{Criterion, Kind},
};
use assay_store::{
    StoreError, Tx, active,
    assignments::{self, Assignment, Draft, OnDesk, Standing},
    audit::hex,
    judgments::{self, Added, NewJudgment},
    prompt_sets::Turn,
    reviews, tasks,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Most active time one judgment can claim: a day, in milliseconds.
const LONGEST_ACTIVE_MS: i64 = 86_400_000;
/// Longest draft, in bytes.
const LONGEST_DRAFT: usize = 256 << 10;

/// A task as its annotator sees it: nothing in here names a model, and no id is the database's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// What the assignment is known by.
    pub id: PublicId,
    /// The evaluation's name.
    pub evaluation: String,
    /// Markdown beside the task.
    pub guidelines: String,
    /// Which version of the guidelines that is: 1, 2, …
    pub guideline_version: i64,
    /// The prompt's turns.
    pub turns: Vec<Turn>,
    /// A reference answer.
    pub reference: Option<String>,
    /// The prompt's attributes.
    pub attributes: BTreeMap<String, String>,
    /// What is asked.
    pub kind: Kind,
    /// The response on the left, or the only one.
    pub a: String,
    /// The response on the right, in a comparison.
    pub b: Option<String>,
    /// How a rating evaluation rates overall.
    pub scale: Scale,
    /// What to judge by.
    pub criteria: Vec<Criterion>,
    /// The error tags offered.
    pub error_tags: Vec<String>,
    /// Least characters of the justification.
    pub minimum_justification: i64,
    /// Whether these guidelines are a new version that must be confirmed before going on.
    pub confirm_guidelines: bool,
    /// Until when the task is kept for this annotator; `None` for one that came back, which has no hurry.
    pub lease_expires_at: Option<Timestamp>,
    /// What was written so far, or the returned judgment.
    pub draft: JudgmentContent,
    /// Which version of the draft that is; 0 when none was saved yet.
    pub draft_version: i64,
    /// Active time so far, in milliseconds.
    pub active_ms: i64,
    /// What the reviewer asked to change, when it came back.
    pub returned: Option<Returned>,
}

/// Why a judgment came back, without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// From the admin's list.
    pub reason: Option<String>,
    /// In the reviewer's words; may be empty when a reason says it.
    pub comment: String,
    /// What to change: `overall`, `criterion <name>`, `error_tags` or `justification`.
    pub fields: Vec<String>,
}

/// What there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// This.
    Task(Box<TaskView>),
    /// Nothing now.
    Nothing,
}

/// A submission as it comes in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What the assignment is known by.
    pub assignment: PublicId,
    /// Made by the client, 8 to 64 letters, digits and hyphens: sending the same again is safe.
    pub submission_id: String,
    /// What was judged.
    pub content: JudgmentContent,
    /// Active time, as the client measured it.
    pub active: Active,
}

/// Active time as a client reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Active {
    /// The random id of the page load that counts, from 0. `None` from a program that says the sum so far by itself.
    pub session: Option<String>,
    /// Milliseconds.
    pub ms: i64,
}

impl From<i64> for Active {
    fn from(ms: i64) -> Self {
        Self { session: None, ms }
    }
}

/// What a submission got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The stored judgment's number among the annotator's revisions of this task.
    pub revision: i64,
    /// Whether it had been received before.
    pub repeated: bool,
}

impl Assay {
    /// Saves a draft and keeps the lease: the sign of life of someone at work.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for another's assignment, [`Refusal::OutOfOrder`] when it is not to be judged now,
    /// [`Refusal::LeaseLost`] when the slot went to someone else: the draft is kept even then.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        id: PublicId,
        content: JudgmentContent,
        active: impl Into<Active>,
    ) -> Result<(), Error> {
        self.save_draft_over(actor, id, content, active, None).await.map(drop)
    }

    /// The same for a page that knows which version it began with (0: none), so that an older tab or device never writes over
    /// a newer draft; answers the version saved. The same content again is no change.
    ///
    /// # Errors
    /// As [`Assay::save_draft`], and [`Refusal::NewerDraft`] when there is one: nothing is saved then.
    pub async fn save_draft_over(
        &self,
        actor: &Actor,
        id: PublicId,
        content: JudgmentContent,
        active: impl Into<Active>,
        base: Option<i64>,
    ) -> Result<i64, Error> {
        actor.require(Role::Annotator)?;
        let text = serde_json::to_string(&content).map_err(|error| Error::Internal(error.to_string()))?;
        if text.len() > LONGEST_DRAFT || text.contains("\\u0000") {
            return Err(Refusal::invalid("justification", "The draft is too long to be saved.").into());
        }
        let (annotator, now, active) = (actor.person, self.now(), active.into());
        let (kept, version) = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let claim = assignments::lookup(tx, annotator, &id).await?.ok_or(Refusal::NotFound)?;
                    let writable = matches!(
                        claim.state,
                        AssignmentState::Held
                            | AssignmentState::Returned
                            | AssignmentState::Expired
                            | AssignmentState::Released
                    );
                    if !writable {
                        return Err(Error::from(Refusal::OutOfOrder));
                    }
                    tasks::lock(tx, claim.task).await?;
                    let active_ms = count(tx, claim.id, &active, now).await?;
                    let draft = Draft { content: text, active_ms, saved_at: now, version: 0 };
                    let Some(version) = assignments::save_draft(tx, claim.id, &draft, base).await? else {
                        let newer = assignments::draft(tx, claim.id).await?.map_or(0, |draft| draft.version);
                        return Err(Refusal::NewerDraft { version: newer }.into());
                    };
                    let kept =
                        claim.state == AssignmentState::Returned || assignments::renew(tx, claim.id, now).await?;
                    Ok((kept, version))
                })
            })
            .await?;
        if kept { Ok(version) } else { Err(Refusal::LeaseLost.into()) }
    }

    /// Submits a judgment. When this answers `Ok` it is on the disk; sending it again under the same submission id is safe
    /// and answers the same.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming what to mend, [`Refusal::NotFound`], [`Refusal::LeaseLost`] (the content is kept as a
    /// draft), [`Refusal::Stale`], [`Refusal::SubmissionReused`].
    pub async fn submit(&self, actor: &Actor, submission: Submission) -> Result<Receipt, Error> {
        let judged = self.judged(actor, &submission).await?;
        self.submit_judged(actor, submission, judged).await
    }

    /// As [`Assay::submit`], with the task that [`Assay::next_task`] would answer then.
    ///
    /// # Errors
    /// As [`Assay::submit`]. What goes wrong with the next task is said when it is asked for: the submission is in.
    pub async fn submit_and_go_on(
        &self,
        actor: &Actor,
        submission: Submission,
    ) -> Result<(Receipt, Option<Next>), Error> {
        let judged = self.judged(actor, &submission).await?;
        let (receipt, next) = match self.submit_and_take(actor.person, &submission, judged.clone()).await {
            Some(both) => both,
            None => (self.submit_judged(actor, submission, judged).await?, None),
        };
        let next = match next {
            None => self.next_task(actor).await.ok(),
            next => next,
        };
        Ok((receipt, next))
    }

    async fn submit_judged(
        &self,
        actor: &Actor,
        submission: Submission,
        judged: Option<Judged>,
    ) -> Result<Receipt, Error> {
        let (annotator, now) = (actor.person, self.now());
        let (assay, sent) = (self.clone(), submission.clone());
        let outcome = self
            .store
            .write(move |tx| Box::pin(async move { assay.submit_in(tx, annotator, &sent, judged, now).await }))
            .await;
        let Err(Error::Refused(refusal @ (Refusal::LeaseLost | Refusal::GuidelinesChanged))) = outcome else {
            return outcome;
        };
        // Never dropped without a word: what could not be submitted stays readable as a draft (CONC-4).
        match self.save_draft(actor, submission.assignment, submission.content, submission.active).await {
            Ok(()) | Err(Error::Refused(_)) => Err(refusal.into()),
            Err(other) => Err(other),
        }
    }

    /// The content of a submission that quotes its responses, complete: what an opened evaluation asks for and what its
    /// responses say stands, so this is read beside the other writes. `None` where nothing is quoted.
    async fn judged(&self, actor: &Actor, submission: &Submission) -> Result<Option<Judged>, Error> {
        actor.require(Role::Annotator)?;
        check_submission_id(&submission.submission_id)?;
        if !submission.content.quotes() {
            return Ok(None);
        }
        let mut tx = self.store.read().await?;
        let found = assignments::of_evaluation(&mut tx, actor.person, &submission.assignment)
            .await?
            .ok_or(Refusal::NotFound)?;
        let plan = self.opened(&mut tx, found.evaluation, found.guideline_version).await?;
        let content = tasks::content(&mut tx, found.claim.task).await?.ok_or(Refusal::NotFound)?;
        let (a, b) = as_shown(found.claim.left_is_first, content.first, content.second);
        Judged::of(submission, &plan.requirements(), Shown { a: &a, b: b.as_deref() }).map(Some)
    }

    pub(crate) async fn submit_in(
        &self,
        tx: &mut Tx,
        annotator: PersonId,
        submission: &Submission,
        judged: Option<Judged>,
        now: Timestamp,
    ) -> Result<Receipt, Error> {
        let Submission { assignment: id, submission_id, active, .. } = submission;
        let mut standing = assignments::standing(tx, annotator, id, submission_id).await?.ok_or(Refusal::NotFound)?;
        let judged = self.judged_by(tx, &standing, submission, judged).await?;
        let claim = &standing.claim;
        if let Some(known) = &standing.known {
            return if known.assignment == claim.id && known.content_hash == judged.hash {
                Ok(Receipt { revision: known.revision, repeated: true })
            } else {
                Err(Refusal::SubmissionReused.into())
            };
        }
        let holds_one = claim.lease_expires_at.is_some();
        let slot_is_free = !holds_one && assignments::open_slot_of(tx, claim.task, false).await?.is_some();
        let state = Claim { state: claim.state, lease_expires_at: claim.lease_expires_at, slot_is_free };
        match admit(state)? {
            Admission::IntoOwnSlot | Admission::AsRevision => {}
            Admission::IntoFreeSlot => {
                tasks::history(tx, claim.task).await?.may_judge(annotator)?;
                if !assignments::take_back(tx, claim, now).await? {
                    return Err(Refusal::LeaseLost.into());
                }
                if let Some(free) = standing.beside.iter().position(Option::is_none) {
                    standing.beside.swap_remove(free);
                }
            }
        }
        if standing.confirm_guidelines {
            return Err(Refusal::GuidelinesChanged.into());
        }
        let (standing, active_ms) = counted(tx, standing, active, now).await?;
        let new = judged.revision(submission, &standing, active_ms, now);
        let added = judgments::add(tx, &standing, new).await?;
        Ok(log_submission(tx, annotator, &standing, &added, now).await?)
    }

    /// The content of a submission, complete, as the evaluation of its claim asks for it, unless that was seen to before.
    pub(crate) async fn judged_by(
        &self,
        tx: &mut Tx,
        standing: &Standing,
        submission: &Submission,
        judged: Option<Judged>,
    ) -> Result<Judged, Error> {
        if let Some(judged) = judged {
            return Ok(judged);
        }
        let plan = self.opened(tx, standing.evaluation, standing.guideline_version).await?;
        Judged::of(submission, &plan.requirements(), Shown { a: "", b: None })
    }

    /// The task of one of the annotator's own assignments, for showing a refused form again.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not theirs or not to be judged now.
    pub async fn task(&self, actor: &Actor, id: &PublicId) -> Result<TaskView, Error> {
        actor.require(Role::Annotator)?;
        let mut tx = self.store.read().await?;
        let claim = assignments::lookup(&mut tx, actor.person, id).await?.ok_or(Refusal::NotFound)?;
        if !matches!(claim.state, AssignmentState::Held | AssignmentState::Returned) {
            return Err(Refusal::NotFound.into());
        }
        self.view(&mut tx, &claim).await
    }

    /// What the evaluation of one of the annotator's own assignments asks for, wherever the assignment stands: a form that
    /// comes late or twice must still be read.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not theirs.
    pub async fn requirements(&self, actor: &Actor, id: &PublicId) -> Result<Requirements, Error> {
        actor.require(Role::Annotator)?;
        let mut tx = self.store.read().await?;
        let found = assignments::of_evaluation(&mut tx, actor.person, id).await?.ok_or(Refusal::NotFound)?;
        Ok(self.opened(&mut tx, found.evaluation, found.guideline_version).await?.requirements())
    }

    /// What the annotator of a claim sees.
    pub(crate) async fn view(&self, tx: &mut Tx, claim: &Assignment) -> Result<TaskView, Error> {
        let desk = assignments::on_desk(tx, &claim.public_id).await?.ok_or(Refusal::NotFound)?;
        self.view_of(tx, claim, desk).await
    }

    /// The same where it is known what lies before them.
    pub(crate) async fn view_of(&self, tx: &mut Tx, claim: &Assignment, desk: OnDesk) -> Result<TaskView, Error> {
        let plan = self.opened(tx, desk.content.evaluation, desk.guideline_version).await?;
        let before = match claim.judgment {
            Some(id) => judgments::lookup(tx, id).await?,
            None => None,
        };
        let undone = match claim.judgment {
            Some(id) if claim.state == AssignmentState::Returned => judgments::is_undone(tx, id).await?,
            _ => false,
        };
        let returned =
            match claim.state {
                AssignmentState::Returned if !undone => reviews::last_asked(tx, claim.id)
                    .await?
                    .map(|asked| Returned { reason: asked.reason, comment: asked.comment, fields: asked.fields }),
                _ => None,
            };
        let (content, saved) = (desk.content, desk.draft);
        let (a, b) = as_shown(claim.left_is_first, content.first, content.second);
        let active_ms = saved
            .as_ref()
            .map(|draft| draft.active_ms)
            .or(before.as_ref().map(|judgment| judgment.active_ms))
            .unwrap_or(0);
        let draft_version = saved.as_ref().map_or(0, |draft| draft.version);
        let draft = saved
            .and_then(|draft| serde_json::from_str(&draft.content).ok())
            .or(before.map(|judgment| judgment.content))
            .unwrap_or_default();
        Ok(TaskView {
            id: claim.public_id.clone(),
            evaluation: plan.name.clone(),
            guidelines: plan.guidelines.clone(),
            guideline_version: desk.guideline_version,
            confirm_guidelines: desk.confirm_guidelines,
            turns: content.prompt.turns,
            reference: content.prompt.reference,
            attributes: content.prompt.attributes,
            kind: plan.kind,
            a,
            b,
            scale: plan.scale.clone(),
            criteria: plan.criteria.clone(),
            error_tags: plan.error_tags.clone(),
            minimum_justification: plan.minimum_justification,
            lease_expires_at: claim.lease_expires_at,
            draft,
            draft_version,
            active_ms,
            returned,
        })
    }
}

/// A complete judgment with the hash of its content.
#[derive(Clone)]
pub(crate) struct Judged {
    judgment: CompleteJudgment,
    hash: String,
}

impl Judged {
    fn of(submission: &Submission, asked: &Requirements, shown: Shown<'_>) -> Result<Self, Error> {
        let judgment = submission.content.clone().complete(asked, shown)?;
        let hash = content_hash(judgment.content())?;
        Ok(Self { judgment, hash })
    }

    /// It as a revision to be stored.
    pub(crate) fn revision<'a>(
        &'a self,
        submission: &'a Submission,
        standing: &Standing,
        active_ms: i64,
        now: Timestamp,
    ) -> NewJudgment<'a> {
        NewJudgment {
            submission_id: &submission.submission_id,
            content_hash: &self.hash,
            content: self.judgment.content(),
            outcome: self.judgment.outcome(),
            guideline_version: standing.guideline_version,
            active_ms,
            now,
        }
    }
}

/// Whether a submission of a claim that stands like this can be taken without anything else to be looked at or moved: the
/// claim holds its slot or is to be revised, and nothing came under this submission id before.
pub(crate) fn is_simple(standing: &Standing) -> bool {
    let Standing { claim, known: None, confirm_guidelines: false, .. } = standing else { return false };
    let state = Claim { state: claim.state, lease_expires_at: claim.lease_expires_at, slot_is_free: false };
    matches!(admit(state), Ok(Admission::IntoOwnSlot | Admission::AsRevision))
}

/// Notes in the audit log that a submission was taken.
pub(crate) async fn log_submission(
    tx: &mut Tx,
    annotator: PersonId,
    standing: &Standing,
    added: &Added,
    now: Timestamp,
) -> Result<Receipt, StoreError> {
    let detail = json!({ "task": standing.claim.task, "revision": added.revision });
    log(tx, now, Some(annotator), "judgment.submit", format!("judgment:{}", added.id), detail).await?;
    Ok(Receipt { revision: added.revision, repeated: false })
}

/// Counts what a client reports with its submission. Answers how the claim stands then, and its active time with what the
/// client says beyond what was counted: it never shrinks.
pub(crate) async fn counted(
    tx: &mut Tx,
    mut standing: Standing,
    active: &Active,
    now: Timestamp,
) -> Result<(Standing, i64), StoreError> {
    let ms = match page_load(active) {
        Some(session) => {
            standing.active_ms = active::report(tx, standing.claim.id, session, said(active), now).await?;
            standing.active_ms
        }
        None => said(active).max(standing.active_ms),
    };
    Ok((standing, ms))
}

/// Counts what a client reports and answers the active time of the assignment so far, which never shrinks.
async fn count(tx: &mut Tx, id: AssignmentId, active: &Active, now: Timestamp) -> Result<i64, StoreError> {
    match page_load(active) {
        Some(session) => active::report(tx, id, session, said(active), now).await,
        None => Ok(said(active).max(active::so_far_ms(tx, id).await?)),
    }
}

/// The page load that counts.
fn page_load(active: &Active) -> Option<&str> {
    active.session.as_deref().filter(|session| is_session(session))
}

/// What a client says, within what can be: milliseconds.
fn said(active: &Active) -> i64 {
    active.ms.clamp(0, LONGEST_ACTIVE_MS)
}

/// The responses as one annotator sees them: left and right, or the only one.
fn as_shown(left_is_first: bool, first: String, second: Option<String>) -> (String, Option<String>) {
    match second {
        Some(second) if !left_is_first => (second, Some(first)),
        second => (first, second),
    }
}

fn content_hash(content: &JudgmentContent) -> Result<String, Error> {
    let text = serde_json::to_vec(content).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(hex(&Sha256::digest(text)))
}

fn check_submission_id(id: &str) -> Result<(), Refusal> {
    let tidy = (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if tidy {
        Ok(())
    } else {
        Err(Refusal::invalid("submission_id", "The form lost its submission id; reload the page."))
    }
}
