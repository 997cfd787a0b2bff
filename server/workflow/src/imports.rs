//! Importing a file as it arrives: staged piece by piece, then shown or merged in one step; all of it or nothing.
//!
//! No step holds the database's writer for longer than a hundred lines take, and no more than one line and a hundred parsed
//! ones are in memory, however large the file is.

use crate::{
    Assay, Error, by, log,
    prompt_set_file::{Coverage, Line, MOST_ERRORS, Reader, Together},
    prompt_sets::{ImportReport, Target},
};
use assay_domain::{
    Actor, FieldError, ModelId, PersonId, PromptSetId, PromptSetVersionId, Refusal, ResponseId, Role, SECOND,
    disclosure::Discloser,
};
use assay_store::{
    Store, StoreError, Tx, exposure,
    imports::{self, Held},
    models,
    prompt_sets::{self, Version},
};
use serde_json::json;
use std::{collections::HashMap, mem, sync::Arc};

/// Lines, and bytes of them, that share one step of staging.
const LINES: usize = 100;
const BYTES: usize = 1 << 20;
/// After this long an import that has not ended will not end: uploads are cut off when they are too slow.
const ABANDONED: i64 = 86_400 * SECOND;
/// Responses that are shown, or approved, at once.
const MOST_HELD: i64 = 50;

/// An import under way. Dropping it, as when the client goes away, removes what was staged.
pub struct Upload {
    store: Store,
    set: PromptSetId,
    who: Option<PersonId>,
    now: i64,
    staged: Option<PromptSetVersionId>,
    reader: Reader,
    together: Together,
    errors: Vec<FieldError>,
    pending: Vec<Line>,
    pending_bytes: usize,
    models: Arc<HashMap<String, ModelId>>,
    discloser: Arc<Discloser>,
    telling: Vec<String>,
    counted: (usize, usize),
}

impl Assay {
    /// Begins an import into a set.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`].
    pub async fn begin_import(&self, actor: &Actor, set: PromptSetId) -> Result<Upload, Error> {
        actor.require(Role::Admin)?;
        let now = self.now();
        self.remove_abandoned_imports(now - ABANDONED).await?;
        let mut tx = self.store.read().await?;
        let known = models::list(&mut tx).await?;
        if !prompt_sets::versions(&mut tx).await?.iter().any(|version| version.set == set) {
            return Err(Refusal::NotFound.into());
        }
        drop(tx);
        let staged = self.store.write(move |tx| Box::pin(async move { imports::stage(tx, set, now).await })).await;
        let staged = staged.map_err(|error: StoreError| Error::from(error))?;
        let names = known.iter().flat_map(|model| [model.name.as_str(), model.vendor.as_str()]);
        Ok(Upload {
            store: self.store.clone(),
            set,
            who: by(actor),
            now,
            staged: Some(staged),
            reader: Reader::default(),
            together: Together::default(),
            errors: Vec::new(),
            pending: Vec::new(),
            pending_bytes: 0,
            discloser: Arc::new(Discloser::new(names)),
            models: Arc::new(known.iter().map(|model| (model.name.clone(), model.id)).collect()),
            telling: Vec::new(),
            counted: (0, 0),
        })
    }

    /// Removes what imports before a moment left behind when the process ended under them.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn remove_abandoned_imports(&self, before: i64) -> Result<(), Error> {
        for staged in imports::abandoned(&mut self.store.read().await?, before).await? {
            discard(&self.store, staged).await?;
        }
        Ok(())
    }

    /// Imports a whole file; see [`Assay::begin_import`] for one that arrives in pieces. Sending the same file twice changes
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
        let mut upload = self.begin_import(actor, set).await?;
        let outcome = match upload.feed(&file).await {
            Ok(()) => upload.finish(target, coverage).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(report) => Ok(report),
            Err(error) => upload.abandon(error).await,
        }
    }

    /// Responses of a set that seem to tell who made them and wait for an admin; showing them is an exposure.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn held_responses(&self, actor: &Actor, set: PromptSetId) -> Result<Vec<Held>, Error> {
        actor.require(Role::Admin)?;
        let (now, person) = (self.now(), actor.person);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let held = imports::held(tx, set, MOST_HELD).await?;
                    let mut shown: Vec<_> = held.iter().map(|held| held.prompt).collect();
                    shown.dedup();
                    for prompt in shown {
                        exposure::record(tx, prompt, person, exposure::Purpose::Management, now).await?;
                    }
                    Ok::<_, Error>(held)
                })
            })
            .await
    }

    /// How many responses of a set wait for an admin.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn count_held_responses(&self, actor: &Actor, set: PromptSetId) -> Result<i64, Error> {
        actor.require(Role::Admin)?;
        Ok(imports::count_held(&mut self.store.read().await?, set).await?)
    }

    /// Approves responses that wait: an admin has looked and they tell nothing.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`]; [`Refusal::NotFound`] when one of them does not wait in this set.
    pub async fn approve_responses(
        &self,
        actor: &Actor,
        set: PromptSetId,
        responses: Vec<ResponseId>,
    ) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (now, person) = (self.now(), actor.person);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    for response in &responses {
                        if !imports::approve(tx, set, *response, person, now).await? {
                            return Err(Refusal::NotFound.into());
                        }
                    }
                    let ids: Vec<i64> = responses.iter().map(|response| response.0).collect();
                    let detail = json!({ "responses": ids });
                    log(tx, now, Some(person), "response.approve", format!("prompt_set:{set}"), detail).await?;
                    Ok(())
                })
            })
            .await
    }
}

impl Upload {
    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] once the file has twenty mistakes; [`Error`] of the store.
    pub async fn feed(&mut self, bytes: &[u8]) -> Result<(), Error> {
        // A piece is cut small, so that few parsed lines wait at a time.
        for piece in bytes.chunks(64 << 10) {
            let mut lines = Vec::new();
            self.reader.feed(piece, |line| lines.push(line));
            self.take(lines).await?;
        }
        Ok(())
    }

    /// Ends the import: all of it is there, or nothing.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming lines and fields.
    pub async fn finish(&mut self, target: Target, coverage: Coverage) -> Result<ImportReport, Error> {
        let mut lines = Vec::new();
        mem::take(&mut self.reader).finish(|line| lines.push(line));
        self.take(lines).await?;
        self.stage_pending().await?;
        if self.errors.is_empty() {
            self.errors.extend(self.together.mistakes(coverage));
        }
        Refusal::if_any(mem::take(&mut self.errors))?;
        let report = self.show_or_merge(target).await?;
        if let Some(staged) = self.staged.take() {
            // Removes what a merge has copied; what was shown has a number of its own now and stays.
            discard(&self.store, staged).await?;
        }
        Ok(report)
    }

    /// Removes what was staged, because of this error; answers the error.
    ///
    /// # Errors
    /// The error given, always.
    pub async fn abandon<T>(mut self, error: Error) -> Result<T, Error> {
        if let Some(staged) = self.staged.take() {
            discard(&self.store, staged).await?;
        }
        Err(error)
    }

    async fn take(&mut self, lines: Vec<Result<Line, FieldError>>) -> Result<(), Error> {
        for line in lines {
            match line.and_then(|line| self.check(line)) {
                Ok(line) => {
                    self.pending_bytes += size(&line);
                    self.pending.push(line);
                }
                Err(error) => self.errors.push(error),
            }
            if self.errors.len() >= MOST_ERRORS {
                return Err(Refusal::Invalid { errors: mem::take(&mut self.errors) }.into());
            }
            if self.pending.len() >= LINES || self.pending_bytes >= BYTES {
                self.stage_pending().await?;
            }
        }
        Ok(())
    }

    fn check(&mut self, line: Line) -> Result<Line, FieldError> {
        self.together.add(&line)?;
        match line.responses.keys().find(|name| !self.models.contains_key(*name)) {
            None => Ok(line),
            Some(name) => Err(mistake(
                line.number,
                &format!("responses.{name}"),
                "This model is not registered; register it under Models first.",
            )),
        }
    }

    /// Writes the lines that wait, unless the file is to be refused anyway.
    async fn stage_pending(&mut self) -> Result<(), Error> {
        self.pending_bytes = 0;
        let lines = Arc::new(mem::take(&mut self.pending));
        let (Some(staged), true) = (self.staged, self.errors.is_empty() && !lines.is_empty()) else { return Ok(()) };
        let (models, discloser, now) = (Arc::clone(&self.models), Arc::clone(&self.discloser), self.now);
        self.counted.0 += lines.len();
        self.counted.1 += lines.iter().map(|line| line.responses.len()).sum::<usize>();
        let telling = self
            .store
            .write(move |tx| Box::pin(async move { stage_lines(tx, staged, &lines, &models, &discloser, now).await }))
            .await?;
        if self.telling.len() < MOST_ERRORS {
            self.telling.extend(telling);
        }
        Ok(())
    }

    async fn show_or_merge(&mut self, target: Target) -> Result<ImportReport, Error> {
        let Some(staged) = self.staged else { return Err(Error::Internal("an import ended twice".into())) };
        let (set, who, now, counted) = (self.set, self.who, self.now, self.counted);
        let together = Arc::new(mem::take(&mut self.together));
        let (number, prompts, responses) = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let versions = prompt_sets::versions(tx).await?;
                    let latest = versions.into_iter().find(|version| version.set == set).ok_or(Refusal::NotFound)?;
                    let (number, prompts, responses) = match shown(tx, staged, &latest, target).await? {
                        Some(number) => (number, counted.0, counted.1),
                        None => {
                            refuse_conflicts(tx, staged, &latest, &together).await?;
                            let (prompts, responses) = imports::merge(tx, staged, latest.id, now).await?;
                            (latest.number, count(prompts), count(responses))
                        }
                    };
                    let detail = json!({ "version": number, "prompts": prompts, "responses": responses });
                    log(tx, now, who, "prompt_set.import", format!("prompt_set:{set}"), detail).await?;
                    Ok::<_, Error>((number, prompts, responses))
                })
            })
            .await?;
        let names_its_maker = mem::take(&mut self.telling);
        Ok(ImportReport { version: number, new_prompts: prompts, new_responses: responses, names_its_maker })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let (Some(staged), Ok(runtime)) = (self.staged.take(), tokio::runtime::Handle::try_current()) else { return };
        let store = self.store.clone();
        runtime.spawn(async move {
            if let Err(error) = discard(&store, staged).await {
                tracing::warn!(%error, "what is left of an import stays until the next one");
            }
        });
    }
}

/// Shows the staged version where nothing is to be merged with; `None` where there is.
async fn shown(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    latest: &Version,
    target: Target,
) -> Result<Option<i64>, Error> {
    let (number, instead_of) = match target {
        Target::New if latest.prompts > 0 => (latest.number + 1, None),
        Target::Latest | Target::New if latest.prompts == 0 && !latest.sealed => (latest.number, Some(latest.id)),
        Target::Latest | Target::New => return Ok(None),
    };
    Ok(imports::show(tx, staged, number, instead_of).await?.then_some(number))
}

/// What the target has otherwise is refused, with the lines it stands on.
async fn refuse_conflicts(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    latest: &Version,
    together: &Together,
) -> Result<(), Error> {
    let most = i64::try_from(MOST_ERRORS).unwrap_or(i64::MAX);
    let mut errors = Vec::new();
    for id in imports::changed_prompts(tx, staged, latest.id, most).await? {
        errors.push(mistake(together.line_of(&id), "id", "A prompt of this id is in the version already with different content; use another id or import into a new version."));
    }
    if latest.sealed {
        for id in imports::new_prompts(tx, staged, latest.id, most).await? {
            errors.push(mistake(
                together.line_of(&id),
                "id",
                "This prompt is new, but an evaluation uses this version; import into a new version.",
            ));
        }
    }
    for (id, model) in imports::changed_responses(tx, staged, latest.id, most).await? {
        errors.push(mistake(
            together.line_of(&id),
            &format!("responses.{model}"),
            "This model's response to this prompt is there already with different content.",
        ));
    }
    errors.truncate(MOST_ERRORS);
    Ok(Refusal::if_any(errors)?)
}

/// Writes some lines; answers the ids of prompts with a response that is held.
async fn stage_lines(
    tx: &mut Tx,
    staged: PromptSetVersionId,
    lines: &[Line],
    models: &HashMap<String, ModelId>,
    discloser: &Discloser,
    now: i64,
) -> Result<Vec<String>, Error> {
    let mut telling = Vec::new();
    for line in lines {
        let prompt = prompt_sets::add_prompt(tx, staged, &line.prompt).await?;
        for (name, text) in &line.responses {
            let Some(model) = models.get(name) else { continue };
            let response = prompt_sets::add_response(tx, prompt, *model, text, now).await?;
            if let Some(disclosure) = discloser.judge(text) {
                imports::hold(tx, response, disclosure.as_str()).await?;
                telling.push(line.prompt.external_id.clone());
            }
        }
    }
    telling.dedup();
    Ok(telling)
}

/// Removes a staged version step by step, so that other writes go between.
async fn discard(store: &Store, staged: PromptSetVersionId) -> Result<(), StoreError> {
    while !store.write(move |tx| Box::pin(async move { imports::discard_some(tx, staged).await })).await? {}
    Ok(())
}

fn mistake(line: usize, field: &str, message: &str) -> FieldError {
    FieldError::new(format!("line {line}, {field}"), message)
}

fn size(line: &Line) -> usize {
    let turns: usize = line.prompt.turns.iter().map(|turn| turn.text.len()).sum();
    turns
        + line.prompt.reference.as_ref().map_or(0, String::len)
        + line.responses.values().map(String::len).sum::<usize>()
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
