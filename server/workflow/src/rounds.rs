//! The order in which an evaluation gives out its tasks: balanced rounds of prompts for every pair of models.

use crate::Error;
use assay_domain::{ModelId, PromptId, ResponseId, Timestamp, routing::rounds};
use assay_store::{
    Tx,
    evaluations::Evaluation,
    routing,
    tasks::{self, Place},
};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;

/// What a task shows: a prompt and two responses, or one.
pub(crate) type Shown = (PromptId, ResponseId, Option<ResponseId>);

/// Makes the tasks of an evaluation from what they are to show, in shuffled order.
///
/// # Errors
/// [`assay_domain::Refusal::Invalid`] when a prompt's attributes cannot be matched to people.
pub(crate) async fn make_tasks(
    tx: &mut Tx,
    evaluation: &Evaluation,
    shown: &[Shown],
    responses: &[(PromptId, ResponseId, ModelId)],
    generator: &mut ChaCha20Rng,
    now: Timestamp,
) -> Result<(), Error> {
    let plan = routing::of_evaluation(tx, evaluation.id).await?;
    let (domain, attributes) = routing::attributes(tx, evaluation.version).await?;
    let models: BTreeMap<ResponseId, ModelId> =
        responses.iter().map(|(_, response, model)| (*response, *model)).collect();
    let placed = in_rounds(
        shown,
        |(prompt, one, other)| (*prompt, std::iter::once(*one).chain(*other).collect()),
        &models,
        plan.prompts_per_round,
        generator,
    );
    let mut requirements = BTreeMap::new();
    for (position, (number, round)) in (0_i64..).zip(placed) {
        let (prompt, first, second) = shown[number];
        let asked = plan.requirement(&domain, attributes.get(&prompt).unwrap_or(&BTreeMap::new()))?;
        let requirement = match requirements.get(&asked) {
            Some(known) => *known,
            None => {
                let added = routing::add_requirement(tx, evaluation.id, &asked).await?;
                requirements.insert(asked, added);
                added
            }
        };
        let place = Place { position, round, requirement };
        tasks::add(tx, evaluation.id, prompt, (first, second), place, evaluation.plan.annotators_per_task, now).await?;
    }
    // What a share of the tasks comes to is known only now.
    routing::set(tx, evaluation.id, &plan).await?;
    Ok(())
}

/// Puts shuffled tasks into rounds: of every pair the same `per_round` prompts first (as far as they have its responses),
/// then of every pair the next. Within a round the tasks are shuffled. Answers each task's number in `tasks` with its round.
fn in_rounds<T>(
    tasks: &[T],
    shows: impl Fn(&T) -> (PromptId, Vec<ResponseId>),
    models: &BTreeMap<ResponseId, ModelId>,
    per_round: i64,
    generator: &mut ChaCha20Rng,
) -> Vec<(usize, i64)> {
    // The prompts in the order in which the shuffled tasks name them first: as random as the shuffle.
    let mut order: BTreeMap<PromptId, usize> = BTreeMap::new();
    for task in tasks {
        let next = order.len();
        order.entry(shows(task).0).or_insert(next);
    }
    let mut by_prompt: Vec<usize> = (0..tasks.len()).collect();
    by_prompt.sort_by_key(|number| order.get(&shows(&tasks[*number]).0).copied());
    let pair = |number: &usize| {
        let mut pair: Vec<Option<ModelId>> =
            shows(&tasks[*number]).1.iter().map(|response| models.get(response).copied()).collect();
        pair.sort_unstable();
        pair
    };
    let rounds = rounds(by_prompt.iter().map(pair), per_round);
    let mut placed: Vec<(usize, i64)> = by_prompt.into_iter().zip(rounds).collect();
    placed.shuffle(generator);
    placed.sort_by_key(|(_, round)| *round);
    placed
}
