//! From approved judgments to what a leaderboard shows: the ranking engine's numbers under the models' names.

use crate::{Error, releases::ReleaseSettings};
use assay_domain::setup::{EvaluationPlan, Kind};
use assay_store::{models::Model, releases::Approved};
use serde::{Deserialize, Serialize};

/// The version of the numbers: a release made by another may differ in its last digits.
pub(crate) const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

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
    _plan: &EvaluationPlan,
    _models: &[Model],
    _approved: &[Approved],
    _settings: ReleaseSettings,
) -> Result<Board, Error> {
    Err(Error::Internal("the ranking engine is not wired".into()))
}
