//! Tasks that are skipped, prompts that are flagged, and what an admin makes of them.

use crate::{Assay, Error, assignment::HOUR, by, log};
use assay_domain::{
    Actor, PersonId, PublicId, Refusal, Role,
    assignment::AssignmentState,
    routing::{FlagReason, Note, SkipReason},
};
use assay_store::{
    Tx,
    assignments::{self, Assignment},
    evaluations,
    exposure::{self, Purpose},
    flags::{self, Flag},
    people, routing, tasks,
};
use serde_json::json;

/// Flags shown that were resolved before.
const RESOLVED_SHOWN: i64 = 50;

/// What the admin's queue holds.
#[derive(Clone, Debug)]
pub struct FlagQueue {
    /// Those that wait, oldest first.
    pub waiting: Vec<Flag>,
    /// The last that were resolved, newest first.
    pub resolved: Vec<Flag>,
}

impl Assay {
    /// Gives a task back for good: its slot opens for others, and this person never gets it again.
    ///
    /// # Errors
    /// [`Refusal::TooManySkips`], [`Refusal::NotFound`] when it is not theirs, [`Refusal::OutOfOrder`] when it is not in hand
    /// any more, [`Refusal::Invalid`] when the note is missing where the reason needs one.
    pub async fn skip(&self, actor: &Actor, id: PublicId, reason: SkipReason, note: &str) -> Result<(), Error> {
        actor.require(Role::Annotator)?;
        let note = Note::read("note", note, reason == SkipReason::Other)?;
        let (annotator, now) = (actor.person, self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    people::lock(tx, annotator).await?;
                    let claim = in_hand(tx, annotator, &id).await?;
                    let evaluation = evaluations::of_task(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
                    let skipped = flags::skips_since(tx, annotator, now - HOUR).await?;
                    routing::of_evaluation(tx, evaluation.id).await?.may_skip(skipped)?;
                    flags::skip(tx, claim.id, annotator, reason, note.as_str(), now).await?;
                    let detail = json!({ "task": claim.task, "reason": reason });
                    log(tx, now, Some(annotator), "assignment.skip", format!("assignment:{}", claim.id), detail)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Says that a prompt is broken. All its tasks are held back until an admin decides; this person's draft is kept.
    ///
    /// # Errors
    /// [`Refusal::TooManySkips`] for more flags and skips than the evaluation allows, [`Refusal::NotFound`] when it is not
    /// theirs, [`Refusal::OutOfOrder`] when it is not in hand any more, [`Refusal::Invalid`] when a note is missing.
    pub async fn flag(&self, actor: &Actor, id: PublicId, reason: FlagReason, note: &str) -> Result<(), Error> {
        actor.require(Role::Annotator)?;
        let note = Note::read("note", note, reason == FlagReason::Other)?;
        let (annotator, now) = (actor.person, self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    people::lock(tx, annotator).await?;
                    let claim = in_hand(tx, annotator, &id).await?;
                    let content = tasks::content(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
                    // A flag is a way to another prompt too.
                    let before = flags::skips_since(tx, annotator, now - HOUR).await?
                        + flags::flags_since(tx, annotator, now - HOUR).await?;
                    routing::of_evaluation(tx, content.evaluation).await?.may_skip(before)?;
                    let said = (reason, note.as_str());
                    let flag = flags::flag(tx, content.prompt_id, claim.id, annotator, said, now).await?;
                    flags::give_up(tx, claim.id).await?;
                    let detail = json!({ "prompt": content.prompt_id, "reason": reason });
                    log(tx, now, Some(annotator), "prompt.flag", format!("flag:{flag}"), detail).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The flagged prompts. Showing them is written to the exposure ledger.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn flags(&self, actor: &Actor) -> Result<FlagQueue, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let queue = FlagQueue {
            waiting: flags::waiting(&mut tx).await?,
            resolved: flags::resolved(&mut tx, RESOLVED_SHOWN).await?,
        };
        drop(tx);
        if !queue.waiting.is_empty() {
            let (who, now) = (actor.person, self.now());
            let mut prompts: Vec<_> = queue.waiting.iter().map(|flag| flag.prompt).collect();
            prompts.sort_unstable();
            prompts.dedup();
            self.store
                .write(move |tx| {
                    Box::pin(async move {
                        for prompt in prompts {
                            exposure::record(tx, prompt, who, Purpose::Management, now).await?;
                        }
                        Ok::<_, Error>(())
                    })
                })
                .await?;
        }
        Ok(queue)
    }

    /// How many flagged prompts wait for an admin.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn flags_waiting(&self, actor: &Actor) -> Result<i64, Error> {
        actor.require(Role::Admin)?;
        Ok(flags::number_waiting(&mut self.store.read().await?).await?)
    }

    /// Decides on a flagged prompt, with a reason: release it, so that its tasks go on, or void it for good. Settles every
    /// flag that waits on the same prompt.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::Stale`] when the flag does not wait any more, [`Refusal::Invalid`] without a reason.
    pub async fn resolve_flag(
        &self,
        actor: &Actor,
        flag: i64,
        outcome: flags::Outcome,
        explanation: &str,
    ) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let explanation = Note::read("explanation", explanation, true)?;
        let (admin, who, now) = (actor.person, by(actor), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let prompt = flags::prompt_of(tx, flag).await?.ok_or(Refusal::Stale)?;
                    let settled = flags::resolve(tx, prompt, outcome, explanation.as_str(), admin, now).await?;
                    if settled == 0 {
                        return Err(Refusal::Stale.into());
                    }
                    let detail = json!({ "prompt": prompt, "outcome": outcome.as_str(), "flags": settled });
                    log(tx, now, who, "prompt.resolve", format!("flag:{flag}"), detail).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// A person's claim, when its task is in hand.
async fn in_hand(tx: &mut Tx, annotator: PersonId, id: &PublicId) -> Result<Assignment, Error> {
    let found = assignments::lookup(tx, annotator, id).await?.ok_or(Refusal::NotFound)?;
    tasks::lock(tx, found.task).await?;
    // Read again under the lock: a submission from another tab may have come first.
    let claim = assignments::lookup(tx, annotator, id).await?.ok_or(Refusal::NotFound)?;
    if claim.state == AssignmentState::Held && claim.lease_expires_at.is_some() {
        Ok(claim)
    } else {
        Err(Refusal::OutOfOrder.into())
    }
}
