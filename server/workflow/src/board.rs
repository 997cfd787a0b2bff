//! From approved judgments to what a leaderboard shows: the ranking engine's numbers under the models' names.

use crate::{
    Error,
    releases::{ReleaseSettings, ResamplingChoice, WeightingChoice},
};
use assay_domain::{
    ModelId, PersonId, PromptId,
    judgment::Side,
    setup::{EvaluationPlan, Kind},
};
use assay_ranking::{Comparison, Leaderboard, Outcome, Resampling, Weighting};
use assay_store::{models::Model, releases::Approved};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The version of the numbers: a release made by another may differ in its last digits.
pub(crate) const ENGINE_VERSION: &str = assay_ranking::VERSION;

/// A leaderboard: aggregates only, fit for publishing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// The evaluation's name.
    pub evaluation: String,
    /// What its tasks asked for.
    pub kind: Kind,
    /// Every model of the evaluation, best first.
    pub rows: Vec<BoardRow>,
    /// How much it rests on.
    pub counts: Counts,
    /// Plain sentences on what the numbers cannot say.
    pub cautions: Vec<String>,
    /// Row i, column j: how often row i's model was preferred to row j's, ties as half; `None` where they never met.
    pub win_rates: Vec<Vec<Option<Share>>>,
    /// Error tags found per response judged.
    pub error_tags: Vec<ErrorTagRates>,
    /// Share of pairs of annotators of one task whose outcomes (A, tie, B) agree.
    pub agreement: Option<Share>,
    /// How often the response on the left was preferred, ties as half.
    pub left_preferred: Option<Share>,
    /// Mean half-width of the 95 % intervals in Elo when prompts are drawn again, and when single judgments are.
    pub half_widths: Option<[f64; 2]>,
}

/// One model's line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardRow {
    /// 1 + the number of models whose interval lies wholly above this one's; `None` when it cannot be ranked.
    pub rank: Option<u32>,
    /// The model's name.
    pub model: String,
    /// Its vendor's name.
    pub vendor: String,
    /// The rating; `None` when the data give no finite one.
    pub elo: Option<f64>,
    /// Lower end of the 95 % interval; `None` when unbounded.
    pub lower: Option<f64>,
    /// Upper end of the 95 % interval; `None` when unbounded.
    pub upper: Option<f64>,
    /// Approved judgments it took part in.
    pub judgments: u64,
    /// Judgments in which it was preferred.
    pub wins: u64,
    /// Judgments about the same.
    pub ties: u64,
    /// Judgments in which the other was preferred.
    pub losses: u64,
    /// Whether it has fewer judgments than the release asks for.
    pub provisional: bool,
}

/// How much a board rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Approved judgments.
    pub judgments: u64,
    /// Prompts they are about.
    pub prompts: u64,
    /// People who made them.
    pub annotators: u64,
}

/// A share of a number of observations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// 0 to 1.
    pub share: f64,
    /// Of how many.
    pub of: u64,
}

/// How often a tag was given to each model's responses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorTagRates {
    /// The tag.
    pub tag: String,
    /// Per row of the board: the share of its judged responses that got the tag.
    pub per_row: Vec<Share>,
}

/// Computes the board.
pub(crate) fn compute(
    plan: &EvaluationPlan,
    models: &[Model],
    approved: &[Approved],
    settings: ReleaseSettings,
) -> Result<Board, Error> {
    let (comparisons, counts) = comparisons(models, approved)?;
    let engine = assay_ranking::Settings {
        weighting: match settings.weighting {
            WeightingChoice::InversePairCount => Weighting::InversePairCount,
            WeightingChoice::None => Weighting::None,
        },
        resampling: match settings.resampling {
            ResamplingChoice::Prompts => Resampling::Prompts,
            ResamplingChoice::Judgments => Resampling::Judgments,
        },
        rounds: settings.rounds,
        seed: settings.seed,
        minimum_judgments: settings.minimum_judgments,
        ..assay_ranking::Settings::default()
    };
    let ranked = assay_ranking::leaderboard(models.len(), &comparisons, &engine)
        .map_err(|error| Error::Internal(error.to_string()))?;
    let order = ranked.order();
    let name = |model: u32| models[model as usize].name.clone();
    Ok(Board {
        evaluation: plan.name.clone(),
        kind: plan.kind,
        rows: order.iter().map(|&at| row(&models[at], &ranked.rows[at])).collect(),
        counts,
        cautions: ranked.warnings.iter().map(|warning| warning.sentence(name)).collect(),
        win_rates: win_rates(&comparisons, &order),
        error_tags: error_tags(plan, models, approved, &order),
        agreement: agreement(approved),
        left_preferred: share(comparisons.iter().map(|comparison| comparison.outcome.score())),
        half_widths: half_widths(&ranked),
    })
}

/// The judgments as the engine takes them, models by their place in `models` and prompts numbered in order of appearance.
fn comparisons(models: &[Model], approved: &[Approved]) -> Result<(Vec<Comparison>, Counts), Error> {
    let place = |id: ModelId| {
        models
            .iter()
            .position(|model| model.id == id)
            .and_then(|place| u32::try_from(place).ok())
            .ok_or_else(|| Error::Internal(format!("model {id} is not in the evaluation")))
    };
    let mut prompts: HashMap<PromptId, u32> = HashMap::new();
    let mut annotators: HashMap<PersonId, u32> = HashMap::new();
    let mut comparisons = Vec::with_capacity(approved.len());
    for judgment in approved {
        let (prompt, annotator) = (number(&mut prompts, judgment.prompt), number(&mut annotators, judgment.annotator));
        comparisons.push(Comparison {
            left: place(judgment.left)?,
            right: place(judgment.right)?,
            outcome: outcome(judgment),
            weight: 1.0,
            prompt,
            annotator,
        });
    }
    let counts =
        Counts { judgments: approved.len() as u64, prompts: prompts.len() as u64, annotators: annotators.len() as u64 };
    Ok((comparisons, counts))
}

/// Numbers things from 0 in order of appearance.
fn number<T: Eq + std::hash::Hash>(known: &mut HashMap<T, u32>, thing: T) -> u32 {
    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    *known.entry(thing).or_insert(next)
}

fn outcome(judgment: &Approved) -> Outcome {
    match judgment.preference.value().signum() {
        1 => Outcome::Win,
        0 => Outcome::Tie,
        _ => Outcome::Loss,
    }
}

fn row(model: &Model, row: &assay_ranking::Row) -> BoardRow {
    BoardRow {
        rank: row.rank,
        model: model.name.clone(),
        vendor: model.vendor.clone(),
        elo: row.elo.finite(),
        lower: row.lower.finite(),
        upper: row.upper.finite(),
        judgments: row.judgments,
        wins: row.wins,
        ties: row.ties,
        losses: row.losses,
        provisional: row.provisional,
    }
}

/// By prompt and by judgment, both by the sandwich estimate.
fn half_widths(ranked: &Leaderboard) -> Option<[f64; 2]> {
    let of = |wanted: Resampling| {
        ranked.widths.iter().skip(1).find(|width| width.resampling == wanted).and_then(|width| width.mean_half_width)
    };
    Some([of(Resampling::ClusterSandwich)?, of(Resampling::Sandwich)?])
}

fn share(values: impl Iterator<Item = f64>) -> Option<Share> {
    let (sum, of) = values.fold((0.0, 0_u64), |(sum, of), value| (sum + value, of + 1));
    #[allow(clippy::cast_precision_loss)]
    (of > 0).then(|| Share { share: sum / of as f64, of })
}

fn win_rates(comparisons: &[Comparison], order: &[usize]) -> Vec<Vec<Option<Share>>> {
    let rate = |one: usize, other: usize| {
        share(comparisons.iter().filter_map(|comparison| match (comparison.left as usize, comparison.right as usize) {
            (left, right) if (left, right) == (one, other) => Some(comparison.outcome.score()),
            (left, right) if (left, right) == (other, one) => Some(1.0 - comparison.outcome.score()),
            _ => None,
        }))
    };
    order.iter().map(|&one| order.iter().map(|&other| rate(one, other)).collect()).collect()
}

fn error_tags(plan: &EvaluationPlan, models: &[Model], approved: &[Approved], order: &[usize]) -> Vec<ErrorTagRates> {
    let rate = |tag: &str, model: ModelId| {
        let tagged = approved.iter().filter_map(|judgment| {
            let side = if judgment.left == model { Side::A } else { Side::B };
            let given = judgment.content.error_tags.iter().any(|found| found.side == side && found.tag == tag);
            (judgment.left == model || judgment.right == model).then_some(if given { 1.0 } else { 0.0 })
        });
        share(tagged).unwrap_or(Share { share: 0.0, of: 0 })
    };
    plan.error_tags
        .iter()
        .map(|tag| ErrorTagRates {
            tag: tag.clone(),
            per_row: order.iter().map(|&at| rate(tag, models[at].id)).collect(),
        })
        .collect()
}

/// Share of pairs of annotators of the same task (the same prompt and pair of models) whose outcomes agree.
fn agreement(approved: &[Approved]) -> Option<Share> {
    let mut by_task: BTreeMap<(PromptId, ModelId, ModelId), Vec<i64>> = BTreeMap::new();
    for judgment in approved {
        let (first, second) = (judgment.left.min(judgment.right), judgment.left.max(judgment.right));
        let sign = judgment.preference.value().signum();
        by_task.entry((judgment.prompt, first, second)).or_default().push(if judgment.left == first {
            sign
        } else {
            -sign
        });
    }
    share(by_task.values().flat_map(|signs| {
        signs
            .iter()
            .enumerate()
            .flat_map(|(at, one)| signs[at + 1..].iter().map(move |other| if one == other { 1.0 } else { 0.0 }))
    }))
}
