//! What a leaderboard says. Everything here survives JSON: infinite values are words, never numbers.

use crate::{Resampling, Warning, Weighting};
use serde::{Deserialize, Serialize};

/// A value that need not be a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// In Elo.
    Finite(f64),
    /// +∞: nothing in the data bounds it from above.
    Above,
    /// −∞: nothing bounds it from below.
    Below,
    /// The data say nothing.
    Unknown,
}

impl Rating {
    /// The number, if it is one.
    #[must_use]
    pub fn finite(self) -> Option<f64> {
        match self {
            Self::Finite(value) => Some(value),
            _ => None,
        }
    }

    /// From a float; infinite and NaN become words.
    #[must_use]
    pub fn of(value: f64) -> Self {
        if value.is_finite() {
            Self::Finite(value)
        } else if value.is_nan() {
            Self::Unknown
        } else if value > 0.0 {
            Self::Above
        } else {
            Self::Below
        }
    }
}

/// The share of bootstrap rounds in which a model had a rank.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankShare {
    /// 1 is best.
    pub rank: u32,
    /// 0 to 1.
    pub share: f64,
}

/// One model's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The model's index.
    pub model: u32,
    /// 1000 + 400 / ln 10 · ξ (or as the gauge says). `Above`: it never lost to the rated models or to any it leads to.
    pub elo: Rating,
    /// Lower end of the 95 % interval; `Below` when unbounded.
    pub lower: Rating,
    /// Upper end of the 95 % interval; `Above` when unbounded.
    pub upper: Rating,
    /// 1 + the number of models of the same component whose lower end is above this one's upper end; `None` without a
    /// finite rating.
    pub rank: Option<u32>,
    /// Bootstrap rounds by rank in the component, most telling for close ratings; empty when intervals come from a
    /// sandwich. Rounds in which the model had no place are in no entry.
    pub rank_shares: Vec<RankShare>,
    /// Judgments it took part in.
    pub judgments: u64,
    /// Of them, those in which it was preferred.
    pub wins: u64,
    /// Of them, those about the same.
    pub ties: u64,
    /// Of them, those in which the other was preferred.
    pub losses: u64,
    /// Whether it has fewer judgments than the settings ask for.
    pub provisional: bool,
    /// Which group of models with comparisons between them it is in, from 0; ratings of different groups cannot be compared.
    pub component: Option<u32>,
}

/// One ordered pair of the win-rate matrix. Counts are unweighted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matchup {
    /// Row of the matrix.
    pub model: u32,
    /// Column of the matrix.
    pub opponent: u32,
    /// Judgments of the two.
    pub judgments: u64,
    /// Of them, those in which `model` was preferred.
    pub wins: u64,
    /// Of them, those about the same.
    pub ties: u64,
    /// The score of `model` that the ratings predict, 0 to 1; `None` unless both are rated together.
    pub predicted: Option<f64>,
}

impl Matchup {
    /// The observed score of `model`, ties as half, 0 to 1.
    #[must_use]
    pub fn observed(&self) -> f64 {
        (self.wins as f64 + 0.5 * self.ties as f64) / self.judgments as f64
    }
}

/// Two models next to each other by rating, and what it would take to be sure of their order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbours {
    /// The one with the higher rating.
    pub upper: u32,
    /// The other.
    pub lower: u32,
    /// Elo between them.
    pub difference: f64,
    /// Probability that the order is right: the share of bootstrap rounds that have it so (half for equal), or from the
    /// normal law of the difference when intervals come from a sandwich.
    pub order_right: f64,
    /// Further judgments expected until that probability is 95 % if they are spread as the present ones are: 0 when it is
    /// reached, `None` when the ratings are equal. N · ((1.645 · error / difference)² − 1), by the sandwich error in the unit of
    /// the intervals.
    pub further_judgments: Option<u64>,
    /// As before, if only these two are compared from now on: each judgment then tells [p (1 − p)]² / E[(h − p)²], less by
    /// the same design effect as the present ones.
    pub further_between_them: Option<u64>,
}

/// The mean half-width of the 95 % intervals by one resampling unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Width {
    /// How.
    pub resampling: Resampling,
    /// In Elo, over the models whose interval is bounded; `None` if there is none.
    pub mean_half_width: Option<f64>,
    /// How many units there are to draw from.
    pub units: u64,
}

/// How often the left side was preferred.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PositionBias {
    /// Score of the left side, ties as half; 0.5 is no bias.
    pub left_share: f64,
    /// Lower end of its 95 % interval (normal, clustered by prompt where prompts are known).
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// How the fit went, for those who check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Solver {
    /// Newton steps, the most over the components.
    pub iterations: u32,
    /// Largest entry of the gradient, in judgments.
    pub gradient: f64,
}

/// Everything computed from one set of comparisons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaderboard {
    /// By model index.
    pub rows: Vec<Row>,
    /// What readers must know.
    pub warnings: Vec<Warning>,
    /// The weights used.
    pub weighting: Weighting,
    /// Where the intervals come from in fact; it differs from the settings where a warning says so.
    pub resampling: Resampling,
    /// Bootstrap rounds; 0 for a sandwich.
    pub rounds: u32,
    /// Rounds in which some rated model had no finite rating.
    pub infinite_rounds: u32,
    /// The intervals shown come first; then, for comparison and both as sandwich estimates, by prompt and by judgment.
    pub widths: Vec<Width>,
    /// Judgments read.
    pub judgments: u64,
    /// Win-rate matrix: the ordered pairs that were compared, by model and opponent.
    pub matchups: Vec<Matchup>,
    /// Each component's models in descending order of rating, two by two.
    pub neighbours: Vec<Neighbours>,
    /// Whether the left side has an advantage; `None` without judgments.
    pub position: Option<PositionBias>,
    /// How the fit went.
    pub solver: Solver,
}

impl Leaderboard {
    /// Row numbers from the best rating to the worst: infinite ones at the ends, those without any last; equal ones by index.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let key = |row: &Row| match row.elo {
            Rating::Above => (0, 0.0),
            Rating::Finite(elo) => (1, -elo),
            Rating::Below => (2, 0.0),
            Rating::Unknown => (3, 0.0),
        };
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by(|one, other| {
            let (one, other) = (key(&self.rows[*one]), key(&self.rows[*other]));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        order
    }
}
