//! Guidelines: a change is a new version, which whoever worked under an earlier one confirms before going on.

use crate::{Assay, Error, annotation::TaskView, by, log};
use assay_domain::{Actor, EvaluationId, PublicId, Refusal, Role, setup::EvaluationPlan};
use assay_store::{assignments, evaluations, guidelines};
use serde_json::json;

impl Assay {
    /// Adds a new version of an evaluation's guidelines and answers its number; the earlier ones stay.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when the latest version is not the one that was
    /// edited, or [`Refusal::Invalid`] naming what to mend.
    pub async fn edit_guidelines(
        &self,
        actor: &Actor,
        id: EvaluationId,
        edited: i64,
        text: &str,
    ) -> Result<i64, Error> {
        actor.require(Role::Admin)?;
        let (now, who, text) = (self.now(), by(actor), text.replace("\r\n", "\n"));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let evaluation = evaluations::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    if evaluation.guideline_version != edited {
                        return Err(Refusal::Stale.into());
                    }
                    if evaluation.plan.guidelines == text {
                        return Err(Refusal::invalid("guidelines", "Nothing is changed yet in the guidelines.").into());
                    }
                    EvaluationPlan { guidelines: text.clone(), ..evaluation.plan }.check()?;
                    let version = guidelines::add(tx, id, &text, now).await?;
                    let subject = format!("evaluation:{id}");
                    log(tx, now, who, "evaluation.guidelines", subject, json!({ "version": version })).await?;
                    Ok(version)
                })
            })
            .await
    }

    /// The task an annotator has before them, without giving them one.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but annotators.
    pub async fn in_hand(&self, actor: &Actor) -> Result<Option<TaskView>, Error> {
        actor.require(Role::Annotator)?;
        let mut tx = self.store.read().await?;
        match assignments::of_annotator(&mut tx, actor.person).await?.first() {
            Some(claim) => Ok(Some(self.view(&mut tx, claim).await?)),
            None => Ok(None),
        }
    }

    /// Notes that the annotator of an assignment read a version of its evaluation's guidelines and goes on under it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when the assignment is not theirs, [`Refusal::Stale`] when the version is not the latest.
    pub async fn confirm_guidelines(&self, actor: &Actor, id: &PublicId, version: i64) -> Result<(), Error> {
        actor.require(Role::Annotator)?;
        let (annotator, id, now) = (actor.person, id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let claim = assignments::lookup(tx, annotator, &id).await?.ok_or(Refusal::NotFound)?;
                    let evaluation = evaluations::of_task(tx, claim.task).await?.ok_or(Refusal::NotFound)?;
                    if evaluation.guideline_version != version {
                        return Err(Refusal::Stale.into());
                    }
                    guidelines::confirm(tx, evaluation.id, version, annotator, now).await?;
                    let subject = format!("evaluation:{}", evaluation.id);
                    log(tx, now, Some(annotator), "guidelines.confirm", subject, json!({ "version": version })).await?;
                    Ok(())
                })
            })
            .await
    }
}
