//! Evaluations: planned, opened, watched, closed.

use crate::{
    Assay, Error, by,
    error::taken,
    log,
    rounds::{self, Shown},
};
use assay_domain::{
    Actor, EvaluationId, ModelId, PromptId, PromptSetVersionId, Refusal, ResponseId, Role,
    review::Stage,
    setup::{EvaluationPlan, EvaluationState, Kind},
};
use assay_store::{
    evaluations::{self, Evaluation, PersonProgress, Progress},
    imports,
    models::{self, Model},
    prompt_sets,
    reviews::coverage::{self, Looked, ReviewPlan},
};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde_json::json;

/// An evaluation as an admin sees it.
#[derive(Clone, Debug)]
pub struct EvaluationView {
    /// Its settings and state.
    pub evaluation: Evaluation,
    /// The prompt set's name and the version's number.
    pub prompt_set: (String, i64),
    /// The models it ranks.
    pub models: Vec<Model>,
    /// How far the work is.
    pub progress: Progress,
    /// Who did how much.
    pub people: Vec<PersonProgress>,
    /// How many tasks initial and final review were drawn to look at, of those that came there; none where a stage looks at
    /// every task.
    pub looked: [Looked; 2],
}

impl Assay {
    /// Creates an evaluation as a draft.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn add_evaluation(
        &self,
        actor: &Actor,
        version: PromptSetVersionId,
        plan: EvaluationPlan,
        chosen: Vec<ModelId>,
    ) -> Result<EvaluationId, Error> {
        actor.require(Role::Admin)?;
        plan.check()?;
        let mut chosen = chosen;
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.len() < plan.kind.responses() {
            let message = match plan.kind {
                Kind::Comparison => "Choose at least two models to compare.",
                Kind::Rating | Kind::Correctness => "Choose at least one model.",
            };
            return Err(Refusal::invalid("models", message).into());
        }
        let (now, who) = (self.now(), by(actor));
        let review = ReviewPlan {
            public_id: self.public_id(),
            seed: self.token(),
            initial: plan.initial_coverage,
            last: plan.final_coverage,
            kind: plan.kind,
        };
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let version_known = prompt_sets::versions(tx).await?.into_iter().find(|known| known.id == version);
                    if version_known.is_none_or(|known| known.prompts == 0) {
                        return Err(Refusal::invalid("version", "Choose a prompt set version that has prompts.").into());
                    }
                    let known = models::list(tx).await?;
                    if chosen.iter().any(|model| !known.iter().any(|registered| registered.id == *model)) {
                        return Err(Refusal::invalid("models", "Choose registered models.").into());
                    }
                    let id = evaluations::add(tx, version, &plan, &chosen, now)
                        .await
                        .map_err(|error| taken(error, "name", "An evaluation of this name exists already."))?;
                    coverage::plan(tx, id, &review).await?;
                    log(tx, now, who, "evaluation.add", format!("evaluation:{id}"), json!({ "models": chosen.len() }))
                        .await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Opens an evaluation: seals its prompt-set version and makes its tasks, in balanced rounds. A comparison's are every pair
    /// of its models' responses to every prompt, each pair in an order of its own; the other kinds' are every response.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is not a draft, or [`Refusal::Invalid`]
    /// when no prompt has enough of the models' responses.
    pub async fn open_evaluation(&self, actor: &Actor, id: EvaluationId) -> Result<usize, Error> {
        actor.require(Role::Admin)?;
        let mut seed = [0; 32];
        self.entropy.fill(&mut seed);
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let evaluation = evaluations::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    if !evaluations::move_state(tx, id, EvaluationState::Draft, EvaluationState::Open, now).await? {
                        return Err(Refusal::Stale.into());
                    }
                    prompt_sets::seal(tx, evaluation.version, now).await?;
                    let ranked = evaluations::models(tx, id).await?;
                    let waiting = imports::count_held_of(tx, evaluation.version, &ranked).await?;
                    if waiting > 0 {
                        return Err(Refusal::invalid(
                            "models",
                            "Some responses seem to tell who made them; look at them under Prompt sets and approve them first.",
                        )
                        .into());
                    }
                    let responses = prompt_sets::responses_of(tx, evaluation.version).await?;
                    let mut generator = ChaCha20Rng::from_seed(seed);
                    let shown = match evaluation.plan.kind {
                        Kind::Comparison => shuffled_pairs(&responses, &ranked, &mut generator),
                        Kind::Rating | Kind::Correctness => shuffled_single(&responses, &ranked, &mut generator),
                    };
                    if shown.is_empty() {
                        let message = match evaluation.plan.kind {
                            Kind::Comparison => "No prompt has responses of two of these models.",
                            Kind::Rating | Kind::Correctness => "No prompt has a response of these models.",
                        };
                        return Err(Refusal::invalid("models", message).into());
                    }
                    rounds::make_tasks(tx, &evaluation, &shown, &responses, &mut generator, now).await?;
                    log(tx, now, who, "evaluation.open", format!("evaluation:{id}"), json!({ "tasks": shown.len() }))
                        .await?;
                    Ok(shown.len())
                })
            })
            .await
    }

    /// Closes an evaluation: no new tasks are given out; what is held may be finished and reviewed.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is not open.
    pub async fn close_evaluation(&self, actor: &Actor, id: EvaluationId) -> Result<(), Error> {
        self.move_evaluation(actor, id, EvaluationState::Open, EvaluationState::Closed, "evaluation.close").await
    }

    /// Opens a closed evaluation again.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is not closed.
    pub async fn reopen_evaluation(&self, actor: &Actor, id: EvaluationId) -> Result<(), Error> {
        self.move_evaluation(actor, id, EvaluationState::Closed, EvaluationState::Open, "evaluation.reopen").await
    }

    async fn move_evaluation(
        &self,
        actor: &Actor,
        id: EvaluationId,
        from: EvaluationState,
        to: EvaluationState,
        action: &'static str,
    ) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    evaluations::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    if !evaluations::move_state(tx, id, from, to, now).await? {
                        return Err(Refusal::Stale.into());
                    }
                    log(tx, now, who, action, format!("evaluation:{id}"), json!({})).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Every evaluation with its progress.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn evaluations(&self, actor: &Actor) -> Result<Vec<(Evaluation, Progress)>, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let mut all = Vec::new();
        for evaluation in evaluations::list(&mut tx).await? {
            let progress = evaluations::progress(&mut tx, evaluation.id).await?;
            all.push((evaluation, progress));
        }
        Ok(all)
    }

    /// One evaluation with everything an admin watches.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`].
    pub async fn evaluation(&self, actor: &Actor, id: EvaluationId) -> Result<EvaluationView, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let evaluation = evaluations::lookup(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        let ranked = evaluations::models(&mut tx, id).await?;
        let models = models::list(&mut tx).await?.into_iter().filter(|model| ranked.contains(&model.id)).collect();
        let version =
            prompt_sets::versions(&mut tx).await?.into_iter().find(|version| version.id == evaluation.version);
        let sets = prompt_sets::list(&mut tx).await?;
        let prompt_set = version
            .and_then(|version| {
                sets.into_iter().find(|set| set.id == version.set).map(|set| (set.name, version.number))
            })
            .ok_or(Refusal::NotFound)?;
        let progress = evaluations::progress(&mut tx, id).await?;
        let people = evaluations::progress_by_person(&mut tx, id).await?;
        let looked =
            [coverage::looked(&mut tx, id, Stage::Initial).await?, coverage::looked(&mut tx, id, Stage::Final).await?];
        Ok(EvaluationView { evaluation, prompt_set, models, progress, people, looked })
    }
}

/// Every response of the ranked models, in random order.
fn shuffled_single(
    responses: &[(PromptId, ResponseId, ModelId)],
    ranked: &[ModelId],
    generator: &mut ChaCha20Rng,
) -> Vec<Shown> {
    let usable = responses.iter().filter(|(_, _, model)| ranked.contains(model));
    let mut single: Vec<Shown> = usable.map(|(prompt, response, _)| (*prompt, *response, None)).collect();
    single.shuffle(generator);
    single
}

/// Every pair of the ranked models' responses per prompt; which of the two comes first is a coin's toss, so that the
/// neutral order reviewers see tells nothing, and the tasks are in random order.
fn shuffled_pairs(
    responses: &[(PromptId, ResponseId, ModelId)],
    ranked: &[ModelId],
    generator: &mut ChaCha20Rng,
) -> Vec<Shown> {
    let mut pairs = Vec::new();
    for of_prompt in responses.chunk_by(|one, other| one.0 == other.0) {
        let usable: Vec<_> = of_prompt.iter().filter(|(_, _, model)| ranked.contains(model)).collect();
        for (index, one) in usable.iter().enumerate() {
            for other in &usable[index + 1..] {
                let (first, second) = if generator.random() { (one.1, other.1) } else { (other.1, one.1) };
                pairs.push((one.0, first, Some(second)));
            }
        }
    }
    pairs.shuffle(generator);
    pairs
}
