//! Statistics that turn pairwise judgments into a ranking: weighted Bradley–Terry, Elo, intervals, ranks.
//!
//! Pure functions: no clock, no I/O, randomness only from a seed.
#![warn(missing_docs)]

mod board;
mod bootstrap;
mod comparison;
mod connectivity;
mod draw;
mod error;
mod layout;
mod leaderboard;
mod sandwich;
mod settings;
mod solve;
mod tally;
mod warning;

pub use board::{Leaderboard, Matchup, Neighbours, PositionBias, RankShare, Rating, Row, Solver, Width};
pub use comparison::{Comparison, Outcome, StrengthWeights};
pub use error::Error;
pub use leaderboard::{leaderboard, leaderboard_of_tally};
pub use settings::{Gauge, Resampling, Settings, Weighting};
pub use tally::{Keep, Tally};
pub use warning::Warning;

/// The version of the numbers. Raised whenever any bit of a result can differ.
pub const VERSION: &str = concat!("assay-ranking ", env!("CARGO_PKG_VERSION"));

/// Elo points per natural-log unit of strength: 400 / ln 10 (scale 400, base 10).
pub const ELO_PER_NAT: f64 = 400.0 / std::f64::consts::LN_10;

/// The most models that one board takes: the solver's matrices are dense.
pub const MOST_MODELS: usize = 4_096;

/// Fewer clusters than this make cluster intervals too narrow (Cameron, Gelbach & Miller 2008 see trouble below some 20 to 50).
pub const FEW_UNITS: u64 = 30;
