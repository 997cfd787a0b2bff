//! Statistics that turn judgments into a ranking: weighted Bradley–Terry with Elo, intervals and ranks, means, accuracy,
//! agreement.
//!
//! **What may live here**: pure functions of judgments and settings. No clock, no database, no network; the only I/O is
//! reading CSV from a [`std::io::Read`] that the caller opens; randomness comes from a seed. Models, prompts and annotators
//! are dense numbers that the caller hands out, so no name and no private text ever gets in.
//!
//! **What is here**
//!
//! - [`leaderboard()`] is the whole way from [`Comparison`]s to a [`Leaderboard`]; [`Settings`] say how, [`Warning`]s say
//!   what weak data cannot. [`Tally`] and [`leaderboard_of_tally`] do the same one comparison at a time.
//! - [`style`] adds covariates and a position term, [`slices`] makes boards of parts of the prompts, [`scores`] makes rating and
//!   correctness boards, [`agreement`](mod@agreement) says how far annotators agree.
//! - [`csv`] reads comparisons, [`report`] is the command `rank battles.csv`.
//!
//! Inside: `tally` (sufficient statistics), `connectivity` (which ratings are finite), `layout` (rated parts), `solve` (the fit),
//! `draw` and `bootstrap`, `sandwich`, `order` (ranks), `leaderboard` (assembly).
//!
//! **To add a statistic** give it a module of its own that takes comparisons or scores and returns a serialisable type
//! without NaN or infinity (a word or `None` says those), with its formula's source in the doc comment and a test against
//! numbers from elsewhere. A change that can alter any bit of an existing result
//! counts [`VERSION`] up.
//!
//! # A hand-checkable example
//!
//! Scores of 20 of 30 for A against B, 20 of 30 for B against C and 24 of 30 for A against C are what the strengths
//! 4 : 2 : 1 predict (4 / 6, 2 / 3, 4 / 5), so these are the fit, and Elo = 1000 + 400 · log₁₀ of 2, 1, ½:
//!
//! ```
//! use assay_ranking::{Comparison, Outcome, Settings, leaderboard};
//! let mut judgments = Vec::new();
//! for (left, right, wins, ties, losses) in [(0, 1, 15, 10, 5), (1, 2, 18, 4, 8), (0, 2, 22, 4, 4)] {
//!     for (outcome, count) in [(Outcome::Win, wins), (Outcome::Tie, ties), (Outcome::Loss, losses)] {
//!         judgments.extend((0..count).map(|prompt| Comparison { left, right, outcome, weight: 1.0, prompt, annotator: 0 }));
//!     }
//! }
//! let board = leaderboard(3, &judgments, &Settings::default())?;
//! for (row, elo) in board.rows.iter().zip([1120.412, 1000.0, 879.588]) {
//!     assert!((row.elo.finite().unwrap() - elo).abs() < 1e-3);
//! }
//! # Ok::<(), assay_ranking::Error>(())
//! ```
//!
//! # The same bits everywhere
//!
//! The same input, settings and version give the same bits with any number of threads and on every machine with IEEE 754
//! doubles: exponentials and the error function come from the `libm` crate's portable code (the system's differ in
//! their last bits), sums run in a fixed order, matrix products avoid nalgebra's kernel that picks fused instructions by
//! processor, and every bootstrap round has its own stream, Xoshiro256++ seeded by ChaCha8 of (seed, round). A test holds
//! bits written down once. Compare results as the text that was stored: `serde_json` reads floats back to within their
//! last bit only, unless its feature `float_roundtrip` is on.

#![warn(missing_docs)]

pub mod agreement;
mod board;
mod bootstrap;
mod comparison;
mod connectivity;
pub mod csv;
mod draw;
mod error;
mod layout;
mod leaderboard;
mod order;
pub mod report;
mod sandwich;
pub mod scores;
mod settings;
pub mod slices;
mod solve;
pub mod style;
mod tally;
mod warning;

pub use board::{Leaderboard, Matchup, Neighbours, PositionBias, RankShare, Rating, Row, Solver, Width};
pub use comparison::{Comparison, Outcome, StrengthWeights};
pub use error::Error;
pub use leaderboard::{leaderboard, leaderboard_of_tally};
pub use settings::{Gauge, Resampling, Settings, Weighting};
pub use tally::{Keep, Tally};
pub use warning::Warning;

/// The version of the numbers, counted up whenever any bit of a result can differ, whatever the crate's version is.
pub const VERSION: &str = "assay-ranking 2";

/// Elo points per natural-log unit of strength: 400 / ln 10 (scale 400, base 10).
pub const ELO_PER_NAT: f64 = 400.0 / std::f64::consts::LN_10;

/// The most models that one board takes: the solver's matrices are dense.
pub const MOST_MODELS: usize = 4_096;

/// With fewer units than this a warning says that intervals are not to be trusted: cluster methods are too narrow below some
/// 20 to 50 clusters (Cameron, Gelbach & Miller 2008).
pub const FEW_UNITS: u64 = 30;
