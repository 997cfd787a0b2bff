//! Statistics that turn pairwise judgments into a ranking: weighted Bradley–Terry, Elo, bootstrap intervals, ranks.
//!
//! Pure functions: no I/O, no clock, randomness only from a seed. The same input and settings give the same bits with any
//! number of threads and on every machine: exponentials come from `libm`'s portable code, draws from ChaCha8 seeded by
//! (seed, round), and sums run in a fixed order.
//!
//! [`leaderboard`] is the whole way; its parts are [`fit`](mod@fit) (maximum likelihood), [`connectivity`] (when there is
//! no finite answer) and [`resample`] (the bootstrap). To add a statistic, give it a module of its own that takes the same
//! [`Comparison`]s.
//!
//! # A hand-checkable example
//!
//! Two models, A preferred three times, B once: the strengths are 3 : 1, so ξ_A − ξ_B = ln 3 and the Elo gap is
//! 400 · log₁₀ 3 = 190.85, centred on 1000.
//!
//! ```
//! use assay_ranking::{Comparison, Outcome, Settings, leaderboard};
//! let judged = |outcome, prompt| Comparison { left: 0, right: 1, outcome, prompt };
//! let judgments = [judged(Outcome::Win, 0), judged(Outcome::Win, 1), judged(Outcome::Win, 2), judged(Outcome::Loss, 3)];
//! let board = leaderboard(2, &judgments, &Settings::default())?;
//! assert!((board.rows[0].elo.unwrap() - 1095.424).abs() < 1e-3);
//! assert!((board.rows[1].elo.unwrap() - 904.576).abs() < 1e-3);
//! # Ok::<(), assay_ranking::Error>(())
//! ```

#![warn(missing_docs)]

pub mod connectivity;
pub mod fit;
pub mod resample;

use connectivity::Groups;
use fit::Pairs;
use serde::{Deserialize, Serialize};

/// The version of the numbers. Raised whenever any bit of a result can differ.
pub const VERSION: &str = concat!("assay-ranking ", env!("CARGO_PKG_VERSION"));

/// Elo points per natural-log unit of strength: 400 / ln 10 (ranking literature's scale 400, base 10).
pub const ELO_PER_NAT: f64 = 400.0 / std::f64::consts::LN_10;

/// How the left model of a comparison fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was preferred.
    Win,
    /// Neither was.
    Tie,
    /// The right one was.
    Loss,
}

impl Outcome {
    /// The score h of the left model: 1, 0.5 or 0.
    #[must_use]
    pub fn score(self) -> f64 {
        match self {
            Self::Win => 1.0,
            Self::Tie => 0.5,
            Self::Loss => 0.0,
        }
    }
}

/// One judgment: which model stood on which side, what came out, and the prompt it was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Index of the left model, from 0.
    pub left: usize,
    /// Index of the right model.
    pub right: usize,
    /// How the left one fared.
    pub outcome: Outcome,
    /// Index of the prompt, from 0: judgments of one prompt are resampled together.
    pub prompt: usize,
}

/// How judgments are weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// w_t = 1 / how often the pair of t was compared, so that the score targets a uniform distribution over pairs.
    #[default]
    InversePairCount,
    /// w_t = 1.
    None,
}

/// What the bootstrap draws with replacement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resampling {
    /// Prompts with all their judgments.
    #[default]
    Prompts,
    /// Single judgments.
    Judgments,
}

/// How to compute a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The weights.
    pub weighting: Weighting,
    /// The resampling unit of the intervals.
    pub resampling: Resampling,
    /// Bootstrap rounds.
    pub rounds: u32,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { weighting: Weighting::default(), resampling: Resampling::default(), rounds: 1_000, seed: 1 }
    }
}

/// Why there is no board.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A comparison names a model that is not there, or compares a model with itself.
    #[error("comparison {0} names an unknown model or compares a model with itself")]
    BadComparison(usize),
    /// The solver did not converge, which sound data cannot cause.
    #[error("the fit did not converge")]
    NoConvergence,
}

/// A caution that readers must see: the data cannot say what a single number would pretend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// No judgments at all.
    NoJudgments,
    /// There are groups of models with no comparison between them; each is rated by itself and none is ranked.
    Disconnected {
        /// How many groups.
        groups: usize,
    },
    /// These models never won, tied against or lost to the others in a way that bounds their rating: it is infinite or
    /// unknown, and they are not given a number.
    Unbounded {
        /// Their indices.
        models: Vec<usize>,
    },
    /// In some bootstrap rounds a model's rating was infinite; counted as such, an end of its interval may be unbounded.
    InfiniteRounds {
        /// How many of the rounds.
        rounds: u32,
    },
}

/// One model's result.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// 1 + the number of models whose lower end is above this one's upper end; `None` without a comparable rating.
    pub rank: Option<u32>,
    /// 1000 + 400 / ln 10 · ξ, centred so that the group's mean is 1000; `None` when no finite value exists.
    pub elo: Option<f64>,
    /// The 2.5th percentile of the bootstrap; `None` when unbounded.
    pub lower: Option<f64>,
    /// The 97.5th percentile of the bootstrap; `None` when unbounded.
    pub upper: Option<f64>,
    /// Judgments it took part in.
    pub judgments: u64,
    /// Of them, those in which it was preferred.
    pub wins: u64,
    /// Of them, those about the same.
    pub ties: u64,
    /// Of them, those in which the other was preferred.
    pub losses: u64,
}

/// Everything computed from one set of comparisons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaderboard {
    /// By model index.
    pub rows: Vec<Row>,
    /// What readers must know.
    pub cautions: Vec<Caution>,
    /// Mean half-width of the 95 % intervals in Elo by prompts and by judgments, over the models that have both bounded.
    pub half_widths: [Option<f64>; 2],
    /// Newton steps of the fit.
    pub iterations: u32,
    /// Largest entry of the gradient at the fit, in judgments.
    pub gradient: f64,
}

/// Rates and ranks `models` models.
///
/// Minimises Σ w_t · ℓ(h_t, 1 / (1 + exp(ξ_right − ξ_left))) with ties as h = 0.5; intervals are percentiles of the
/// bootstrap that the settings name. The weights are those of the whole data in every round.
///
/// # Errors
/// [`Error::BadComparison`] naming the first one, from 0.
pub fn leaderboard(models: usize, comparisons: &[Comparison], settings: &Settings) -> Result<Leaderboard, Error> {
    if let Some(bad) = comparisons.iter().position(|c| c.left >= models || c.right >= models || c.left == c.right) {
        return Err(Error::BadComparison(bad));
    }
    let mut board = Leaderboard {
        rows: tally(models, comparisons),
        cautions: Vec::new(),
        half_widths: [None; 2],
        iterations: 0,
        gradient: 0.0,
    };
    if comparisons.is_empty() {
        board.cautions.push(Caution::NoJudgments);
        return Ok(board);
    }
    let pairs = Pairs::aggregate(models, comparisons, settings.weighting);
    let groups = Groups::of(models, &pairs);
    let fitted = fit::maximum_likelihood(&pairs, &groups, None)?;
    board.iterations = fitted.iterations;
    board.gradient = fitted.gradient;
    if groups.connected > 1 {
        board.cautions.push(Caution::Disconnected { groups: groups.connected });
    }
    let unbounded: Vec<usize> = (0..models).filter(|model| groups.rated[*model].is_none()).collect();
    if !unbounded.is_empty() {
        board.cautions.push(Caution::Unbounded { models: unbounded });
    }
    let by = |unit| resample::intervals(&pairs, comparisons, &groups, &fitted.strengths, unit, settings);
    let (prompts, judgments) = (by(Resampling::Prompts)?, by(Resampling::Judgments)?);
    board.half_widths = [prompts.mean_half_width(), judgments.mean_half_width()];
    let shown = match settings.resampling {
        Resampling::Prompts => prompts,
        Resampling::Judgments => judgments,
    };
    if shown.infinite_rounds > 0 {
        board.cautions.push(Caution::InfiniteRounds { rounds: shown.infinite_rounds });
    }
    for (model, row) in board.rows.iter_mut().enumerate() {
        if groups.rated[model].is_some() {
            row.elo = Some(1000.0 + ELO_PER_NAT * fitted.strengths[model]);
            (row.lower, row.upper) = shown.ends[model];
        }
    }
    if groups.connected == 1 {
        rank(&mut board.rows);
    }
    Ok(board)
}

/// Rank of a model = 1 + the number of models whose lower end is above its upper end. An open end bounds nothing.
fn rank(rows: &mut [Row]) {
    let lower: Vec<f64> =
        rows.iter().filter(|row| row.elo.is_some()).map(|row| row.lower.unwrap_or(f64::NEG_INFINITY)).collect();
    for row in rows.iter_mut().filter(|row| row.elo.is_some()) {
        let upper = row.upper.unwrap_or(f64::INFINITY);
        row.rank = u32::try_from(lower.iter().filter(|end| **end > upper).count() + 1).ok();
    }
}

fn tally(models: usize, comparisons: &[Comparison]) -> Vec<Row> {
    let empty = Row { rank: None, elo: None, lower: None, upper: None, judgments: 0, wins: 0, ties: 0, losses: 0 };
    let mut rows = vec![empty; models];
    for comparison in comparisons {
        let (left, right) = (comparison.left, comparison.right);
        rows[left].judgments += 1;
        rows[right].judgments += 1;
        match comparison.outcome {
            Outcome::Win => (rows[left].wins, rows[right].losses) = (rows[left].wins + 1, rows[right].losses + 1),
            Outcome::Tie => (rows[left].ties, rows[right].ties) = (rows[left].ties + 1, rows[right].ties + 1),
            Outcome::Loss => (rows[left].losses, rows[right].wins) = (rows[left].losses + 1, rows[right].wins + 1),
        }
    }
    rows
}
