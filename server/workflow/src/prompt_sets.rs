//! Prompt sets: made, filled, looked at.

use crate::{Assay, Error, by, error::taken, log};
use assay_domain::{Actor, FieldError, PromptSetId, Refusal, Role, setup::within};
use assay_store::prompt_sets::{self, PromptSet, Version};
use serde_json::json;

/// A set with its versions, newest first.
#[derive(Clone, Debug)]
pub struct PromptSetView {
    /// The set.
    pub set: PromptSet,
    /// Its versions.
    pub versions: Vec<Version>,
}

/// Into which version of a set a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The latest. If an evaluation uses it, it takes responses of further models but no new prompts.
    Latest,
    /// A new, empty one.
    New,
}

/// What an import added.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ImportReport {
    /// The version it went into.
    pub version: i64,
    /// Prompts that were not there before.
    pub new_prompts: usize,
    /// Responses that were not there before.
    pub new_responses: usize,
    /// Ids of the first prompts with a response that seems to tell who made it; an admin approves it before it is shown.
    pub names_its_maker: Vec<String>,
}

impl Assay {
    /// Adds a prompt set with a canary of its own.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn add_prompt_set(&self, actor: &Actor, name: &str, domain: &str) -> Result<PromptSetId, Error> {
        actor.require(Role::Admin)?;
        let mut errors = Vec::new();
        if !within(name, 1, 100) {
            errors.push(FieldError::new("name", "Give a name of 1 to 100 characters."));
        }
        if !within(domain, 1, 60) {
            errors.push(FieldError::new("domain", "Give a domain of 1 to 60 characters, such as coding."));
        }
        Refusal::if_any(errors)?;
        let canary = format!("assay:canary:{}", self.token());
        let (name, domain, now, who) = (name.trim().to_owned(), domain.trim().to_owned(), self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let id = prompt_sets::add(tx, &name, &domain, &canary, now)
                        .await
                        .map_err(|error| taken(error, "name", "A prompt set of this name exists already."))?;
                    log(tx, now, who, "prompt_set.add", format!("prompt_set:{id}"), json!({})).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Every prompt set.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn prompt_sets(&self, actor: &Actor) -> Result<Vec<PromptSetView>, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let versions = prompt_sets::versions(&mut tx).await?;
        let sets = prompt_sets::list(&mut tx).await?;
        Ok(sets
            .into_iter()
            .map(|set| {
                let own = versions.iter().filter(|version| version.set == set.id).cloned().collect();
                PromptSetView { set, versions: own }
            })
            .collect())
    }
}
