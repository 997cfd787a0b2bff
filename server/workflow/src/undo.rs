//! Taking a submission back, for a short while and before any reviewer.

use crate::{Assay, Error, log};
use assay_domain::{
    Actor, PublicId, Refusal, Role, Timestamp,
    assignment::{AssignmentState, Submission, undo},
};
use assay_store::{assignments, evaluations, judgments, tasks};
use serde_json::json;

/// The offer to take a submission back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// What the assignment is known by.
    pub id: PublicId,
    /// When the offer ends.
    pub until: Timestamp,
    /// How long that is from now, in microseconds: whoever counts it down needs no clock that agrees with the server's.
    pub left: i64,
}

impl Assay {
    /// Opens the annotator's own submission again, as a revision to come: the judgment that was submitted stays as it is.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is not theirs, [`Refusal::OutOfOrder`] when the time is over or a reviewer was faster.
    pub async fn undo(&self, actor: &Actor, id: &PublicId) -> Result<(), Error> {
        actor.require(Role::Annotator)?;
        let (annotator, id, now) = (actor.person, id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let found = assignments::lookup(tx, annotator, &id).await?.ok_or(Refusal::NotFound)?;
                    tasks::lock(tx, found.task).await?;
                    // Read again under the lock, which a reviewer who takes the task needs too.
                    let claim = assignments::lookup(tx, annotator, &id).await?.ok_or(Refusal::NotFound)?;
                    let judgment = claim.judgment.ok_or(Refusal::OutOfOrder)?;
                    let stands = judgments::lookup(tx, judgment).await?.ok_or(Refusal::OutOfOrder)?;
                    let plan = evaluations::of_task(tx, claim.task).await?.ok_or(Refusal::NotFound)?.plan;
                    let known = Submission {
                        state: claim.state,
                        submitted_at: stands.submitted_at,
                        undo_seconds: plan.undo_seconds,
                        reviewed: judgments::reviewed(tx, judgment, claim.task, now).await?,
                    };
                    undo(known, now)?;
                    judgments::undo(tx, judgment, now).await?;
                    assignments::set_state(tx, claim.id, AssignmentState::Returned).await?;
                    tasks::settle(tx, claim.task, now).await?;
                    let subject = format!("judgment:{judgment}");
                    let detail = json!({ "task": claim.task, "revision": stands.revision });
                    log(tx, now, Some(annotator), "judgment.undo", subject, detail).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The annotator's last submission, while it can be taken back.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but annotators.
    pub async fn undoable(&self, actor: &Actor) -> Result<Option<Undoable>, Error> {
        actor.require(Role::Annotator)?;
        let now = self.now();
        let last = judgments::last_undoable(&mut self.store.read().await?, actor.person, now).await?;
        Ok(last.map(|(id, until)| Undoable { id, until, left: until - now }))
    }
}
