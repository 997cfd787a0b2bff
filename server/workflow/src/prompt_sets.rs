//! Prompt sets: made, filled, looked at.

use crate::{
    Assay, Error, by,
    error::taken,
    log,
    prompt_set_file::{self, Coverage},
};
use assay_domain::{Actor, FieldError, ModelId, PromptSetId, PromptSetVersionId, Refusal, Role, setup::within};
use assay_store::{
    Tx, models,
    prompt_sets::{self, PromptSet, Version},
};
use serde_json::json;
use std::collections::HashMap;

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
    /// Ids of prompts with a response that names a registered model or vendor, to be looked at before opening.
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

    /// Imports a file of [`crate::prompt_set_file`]'s format: all of it or nothing. Sending the same file twice changes
    /// nothing the second time; other content under a used id is refused.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], or [`Refusal::Invalid`] naming lines and fields.
    pub async fn import(
        &self,
        actor: &Actor,
        set: PromptSetId,
        file: Vec<u8>,
        target: Target,
        coverage: Coverage,
    ) -> Result<ImportReport, Error> {
        actor.require(Role::Admin)?;
        let lines = tokio::task::spawn_blocking(move || prompt_set_file::parse(&file, coverage))
            .await
            .map_err(|error| Error::Internal(error.to_string()))??;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let version = version_for(tx, set, target, now).await?;
                    let number = version.number;
                    let known: Vec<models::Model> = models::list(tx).await?;
                    let ids: HashMap<&str, ModelId> =
                        known.iter().map(|model| (model.name.as_str(), model.id)).collect();
                    let names = telling_names(&known);
                    let mut report =
                        ImportReport { version: number, new_prompts: 0, new_responses: 0, names_its_maker: Vec::new() };
                    let mut errors = Vec::new();
                    for line in &lines {
                        let outcome = import_line(tx, &version, line, &ids, now, &mut report).await?;
                        errors.extend(outcome);
                        if line.responses.values().any(|text| names_one_of(text, &names)) {
                            report.names_its_maker.push(line.prompt.external_id.clone());
                        }
                        if errors.len() >= 20 {
                            break;
                        }
                    }
                    Refusal::if_any(errors)?;
                    let detail =
                        json!({ "version": number, "prompts": report.new_prompts, "responses": report.new_responses });
                    log(tx, now, who, "prompt_set.import", format!("prompt_set:{set}"), detail).await?;
                    Ok(report)
                })
            })
            .await
    }
}

/// Where the lines go.
struct Into {
    id: PromptSetVersionId,
    number: i64,
    sealed: bool,
}

async fn version_for(tx: &mut Tx, set: PromptSetId, target: Target, now: i64) -> Result<Into, Error> {
    let latest =
        prompt_sets::versions(tx).await?.into_iter().find(|version| version.set == set).ok_or(Refusal::NotFound)?;
    match target {
        Target::New if latest.prompts > 0 => {
            let id = prompt_sets::add_version(tx, set, now).await?;
            Ok(Into { id, number: latest.number + 1, sealed: false })
        }
        Target::Latest | Target::New => Ok(Into { id: latest.id, number: latest.number, sealed: latest.sealed }),
    }
}

/// Adds what a line has that is not there yet; the mistakes it finds are told, not half-applied: the caller undoes all.
async fn import_line(
    tx: &mut Tx,
    version: &Into,
    line: &prompt_set_file::Line,
    models: &HashMap<&str, ModelId>,
    now: i64,
    report: &mut ImportReport,
) -> Result<Option<FieldError>, Error> {
    let wrong =
        |field: &str, message: &str| Ok(Some(FieldError::new(format!("line {}, {field}", line.number), message)));
    let prompt = match prompt_sets::lookup_prompt(tx, version.id, &line.prompt.external_id).await? {
        Some((id, known)) if known == line.prompt => id,
        Some(_) => {
            return wrong(
                "id",
                "A prompt of this id is in the version already with different content; use another id or import into a new version.",
            );
        }
        None if version.sealed => {
            return wrong("id", "This prompt is new, but an evaluation uses this version; import into a new version.");
        }
        None => {
            report.new_prompts += 1;
            prompt_sets::add_prompt(tx, version.id, &line.prompt).await?
        }
    };
    for (name, text) in &line.responses {
        let Some(model) = models.get(name.as_str()) else {
            return wrong(
                &format!("responses.{name}"),
                "This model is not registered; register it under Models first.",
            );
        };
        match prompt_sets::lookup_response(tx, prompt, *model).await? {
            Some(known) if &known == text => {}
            Some(_) => {
                return wrong(
                    &format!("responses.{name}"),
                    "This model's response to this prompt is there already with different content.",
                );
            }
            None => {
                prompt_sets::add_response(tx, prompt, *model, text, now).await?;
                report.new_responses += 1;
            }
        }
    }
    Ok(None)
}

/// The names whose appearance in a response would tell its maker.
fn telling_names(models: &[models::Model]) -> Vec<String> {
    let mut names: Vec<String> = models
        .iter()
        .flat_map(|model| [squeezed(&model.name), squeezed(&model.vendor)])
        .filter(|name| name.len() >= 4)
        .collect();
    names.sort();
    names.dedup();
    names
}

fn names_one_of(text: &str, names: &[String]) -> bool {
    let text = squeezed(text);
    names.iter().any(|name| text.contains(name.as_str()))
}

/// Letters and digits in lower case, so that case, spaces and hyphens hide nothing.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
