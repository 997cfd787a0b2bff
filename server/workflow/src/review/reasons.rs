//! The list of reasons that reviewers choose from, kept by the admin.

use super::Reason;
use crate::{Assay, Error, by, error::taken, log};
use assay_domain::{
    Actor, ReasonId, Refusal, Role,
    review::{Verdict, check_reason},
};
use assay_store::reviews::reasons;
use serde_json::json;

impl Assay {
    /// Every reason, retired ones too, by verdict.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn reasons(&self, actor: &Actor) -> Result<Vec<Reason>, Error> {
        actor.require(Role::Admin)?;
        Ok(reasons::list(&mut self.store.read().await?, false).await?)
    }

    /// Adds a reason to the list of a verdict.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn add_reason(&self, actor: &Actor, verdict: Verdict, text: &str) -> Result<ReasonId, Error> {
        actor.require(Role::Admin)?;
        check_reason(verdict, text)?;
        let (now, who, text) = (self.now(), by(actor), text.trim().to_owned());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let id = reasons::add(tx, verdict, &text, now)
                        .await
                        .map_err(|error| taken(error, "text", "This reason is in the list already, maybe retired."))?;
                    log(tx, now, who, "reason.add", format!("reason:{id}"), json!({ "verdict": verdict })).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Offers a reason no more, or again. What was given stays as it was.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`].
    pub async fn retire_reason(&self, actor: &Actor, id: ReasonId, retired: bool) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if !reasons::retire(tx, id, retired.then_some(now)).await? {
                        return Err(Error::from(Refusal::NotFound));
                    }
                    let action = if retired { "reason.retire" } else { "reason.offer_again" };
                    log(tx, now, who, action, format!("reason:{id}"), json!({})).await?;
                    Ok(())
                })
            })
            .await
    }
}
