//! From approved judgments to what a leaderboard shows: the ranking engine's numbers under the models' names.
//!
//! A stored board is read again for as long as there are releases: fields are only ever added, with a default, and whatever
//! changes a byte of a new board counts [`ENGINE_VERSION`] up.

mod caution;
mod comparison;
mod scores;
mod slices;
mod style;

pub use caution::Caution;
pub(crate) use style::{Features, features};

use crate::{Error, releases::ReleaseSettings};
use assay_domain::{
    JudgmentId, ModelId, PersonId, PromptId,
    setup::{EvaluationPlan, Kind},
};
use assay_ranking::{PositionBias, RankShare, Resampling, Width};
use assay_store::{models::Model, releases::Approved};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The version of the numbers and of the board made of them: a release made by another may differ in its last digits.
pub(crate) const ENGINE_VERSION: &str = "assay-ranking 2, board 5";

/// The versions whose boards this program computes bit for bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// [`ENGINE_VERSION`].
    Current,
    /// The same numbers, with an English sentence in place of the reason why style could not be controlled.
    Board4,
    /// As that, with cautions as English sentences too.
    Board3,
}

impl Edition {
    /// The edition that a stored version names, if it is one of these.
    pub(crate) fn of(version: &str) -> Option<Self> {
        match version {
            ENGINE_VERSION => Some(Self::Current),
            "assay-ranking 2, board 4" => Some(Self::Board4),
            "assay-ranking 2, board 3" => Some(Self::Board3),
            _ => None,
        }
    }
}

/// A leaderboard: aggregates only, fit for publishing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// The evaluation's name.
    pub evaluation: String,
    /// What its tasks asked for.
    pub kind: Kind,
    /// Every model of the evaluation, best first.
    pub rows: Vec<BoardRow>,
    /// How much it rests on.
    pub counts: Counts,
    /// What the numbers cannot say.
    pub cautions: Vec<Caution>,
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
    /// Where the intervals come from in fact, and how wide others would be.
    #[serde(default)]
    pub intervals: Option<Intervals>,
    /// Row i, column j: how often the ratings predict that row i's model is preferred to row j's.
    #[serde(default)]
    pub predicted: Vec<Vec<Option<f64>>>,
    /// Models next to each other, and what it would take to be sure of their order.
    #[serde(default)]
    pub neighbours: Vec<NeighbourLine>,
    /// As `left_preferred`, with its interval.
    #[serde(default)]
    pub position: Option<PositionBias>,
    /// Krippendorff's alpha of the outcomes, ordinal.
    #[serde(default)]
    pub alpha: Option<f64>,
    /// The board with style controlled, if asked for.
    #[serde(default)]
    pub style: Option<StyleView>,
    /// Boards of parts of the prompts.
    #[serde(default)]
    pub slices: Vec<SliceBoard>,
    /// Attributes asked for, with how many of their values have too few judgments for a board.
    #[serde(default)]
    pub too_small: Vec<(String, u64)>,
    /// The share of the tasks, in %, that initial and final review looked at; the rest passed by a recorded draw.
    #[serde(default)]
    pub coverage: Option<[i64; 2]>,
    /// Correctness: the public benchmark that gaps are to.
    #[serde(default)]
    pub benchmark: Option<String>,
    /// The model that pins the scale and its Elo.
    #[serde(default)]
    pub anchor: Option<(String, f64)>,
}

/// One model's line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BoardRow {
    /// 1 + the number of models whose interval lies wholly above this one's; `None` when it cannot be ranked.
    pub rank: Option<u32>,
    /// The model's name.
    pub model: String,
    /// Its vendor's name.
    pub vendor: String,
    /// Comparison: the rating; `None` when the data give no finite one.
    pub elo: Option<f64>,
    /// Rating: the mean, 0 to 100. Correctness: the share that was right, in %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
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
    /// The share of bootstrap rounds in which it had each rank.
    #[serde(default)]
    pub rank_shares: Vec<RankShare>,
    /// Correctness: Wilson's 95 % interval in %, which takes judgments as independent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wilson: Option<[f64; 2]>,
    /// Correctness: the share in % that was partly right, which does not count as right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partly: Option<f64>,
    /// Correctness: against the public benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<GapLine>,
}

impl BoardRow {
    /// The number the board is about: the rating, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.elo.or(self.score)
    }
}

/// How much better a model does on a public benchmark than here, in percentage points: above 0, it may have seen it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapLine {
    /// Accuracy on the benchmark in %.
    pub public: f64,
    /// Public minus here.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
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
    /// People who reviewed them; 0 in releases that did not count them.
    #[serde(default)]
    pub reviewers: u64,
    /// Tasks they belong to; 0 in releases that did not count them.
    #[serde(default)]
    pub tasks: u64,
    /// Judgments of which a reviewer's correction counts.
    #[serde(default)]
    pub corrected: u64,
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

/// Where a board's intervals come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intervals {
    /// How.
    pub by: Resampling,
    /// Bootstrap rounds; 0 for a sandwich.
    pub rounds: u32,
    /// Those shown first, then others to compare their width with.
    pub widths: Vec<Width>,
}

/// Two models next to each other by rating; rows of the board.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeighbourLine {
    /// The row with the higher rating.
    pub upper: usize,
    /// The other.
    pub lower: usize,
    /// Elo between them.
    pub difference: f64,
    /// Probability that the order is right.
    pub order_right: f64,
    /// Further judgments of all pairs expected until that probability is 95 %; 0 when it is, `None` when they are equal.
    pub further_judgments: Option<u64>,
    /// As before, if only these two are compared from now on.
    pub further_between_them: Option<u64>,
}

/// The board with style controlled, row by row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StyleView {
    /// Per row of the board.
    pub rows: Vec<StyleRow>,
    /// What the covariates are worth.
    pub coefficients: Vec<StyleCoefficient>,
    /// Why there are no numbers, if there are none.
    pub unknown: Option<StyleUnknown>,
}

/// Why there are no numbers with style controlled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StyleUnknown {
    /// As data: the page says it in the reader's language.
    Reason(StyleReason),
    /// An English sentence, which is what releases up to "board 4" stored.
    Sentence(String),
}

/// What stands in the way of numbers with style controlled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StyleReason {
    /// What style is worth cannot be told from what the models are, or one covariate from another.
    NotEstimable,
}

/// One model with style controlled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StyleRow {
    /// As on the plain board.
    pub rank: Option<u32>,
    /// As on the plain board.
    pub elo: Option<f64>,
    /// As on the plain board.
    pub lower: Option<f64>,
    /// As on the plain board.
    pub upper: Option<f64>,
}

/// What one covariate is worth, in Elo per standard deviation; of the position, in Elo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StyleCoefficient {
    /// The covariate, or `position`.
    pub name: String,
    /// The estimate and its 95 % interval; `None` for a covariate that never varies.
    pub elo: Option<[f64; 3]>,
}

/// The board of one value of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SliceBoard {
    /// The attribute.
    pub attribute: String,
    /// The value.
    pub value: String,
    /// Judgments about its prompts.
    pub judgments: u64,
    /// Its prompts.
    pub prompts: u64,
    /// Every model, best first.
    pub rows: Vec<BoardRow>,
    /// What the numbers cannot say.
    pub cautions: Vec<Caution>,
}

/// Everything a board is computed from.
pub(crate) struct Material {
    pub plan: EvaluationPlan,
    pub models: Vec<Model>,
    pub approved: Vec<Approved>,
    /// Who reviewed which judgment.
    pub reviewers: Vec<(JudgmentId, PersonId)>,
    /// Attributes of every prompt, where slices are asked for.
    pub attributes: BTreeMap<PromptId, BTreeMap<String, String>>,
    /// Features of every response, where style is controlled.
    pub features: HashMap<(PromptId, ModelId), Features>,
}

/// Computes the board as an edition had it.
pub(crate) fn compute(material: &Material, settings: &ReleaseSettings, edition: Edition) -> Result<Board, Error> {
    let board = match material.plan.kind {
        Kind::Comparison => comparison::board(material, settings),
        Kind::Rating | Kind::Correctness => scores::board(material, settings),
    }?;
    Ok(match edition {
        Edition::Current => board,
        Edition::Board4 => style::in_a_sentence(board),
        Edition::Board3 => caution::in_sentences(style::in_a_sentence(board)),
    })
}

/// The row of each model.
fn places(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(row, model)| place[*model] = row);
    place
}

/// Models as the engine numbers them by their rows.
fn row_of(order: &[usize]) -> impl Fn(u32) -> u32 + use<> {
    let place = places(order);
    move |model| place.get(model as usize).and_then(|row| u32::try_from(*row).ok()).unwrap_or(u32::MAX)
}

/// Numbers things from 0 in order of appearance.
fn number<T: Eq + std::hash::Hash>(known: &mut HashMap<T, u32>, thing: T) -> u32 {
    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    *known.entry(thing).or_insert(next)
}

#[allow(clippy::cast_precision_loss)]
fn share_of(points: f64, of: u64) -> Option<Share> {
    (of > 0).then(|| Share { share: points / of as f64, of })
}

/// How many people reviewed the judgments.
fn reviewers(material: &Material) -> u64 {
    let counted: std::collections::HashSet<JudgmentId> =
        material.approved.iter().map(|judgment| judgment.judgment).collect();
    let of_these = material.reviewers.iter().filter(|(judgment, _)| counted.contains(judgment));
    of_these.map(|(_, person)| *person).collect::<std::collections::HashSet<_>>().len() as u64
}

#[cfg(test)]
mod tests;
