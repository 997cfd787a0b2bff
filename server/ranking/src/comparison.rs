//! What one judgment says, and how a preference becomes one.

use serde::{Deserialize, Serialize};

/// How the left model of a comparison fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was preferred: h = 1.
    Win,
    /// Neither was: h = 0.5.
    Tie,
    /// The right one was: h = 0.
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

    /// The same judgment seen from the right.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Win => Self::Loss,
            Self::Tie => Self::Tie,
            Self::Loss => Self::Win,
        }
    }

    /// The outcome of a preference on the 7-point scale (+3: left is much better … −3: right is much better), by its sign.
    #[must_use]
    pub fn of_preference(preference: i8) -> Self {
        match preference.signum() {
            1 => Self::Win,
            0 => Self::Tie,
            _ => Self::Loss,
        }
    }
}

/// One judgment of two models. Models, prompts and annotators are dense indices from 0 that the caller hands out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The model shown on the left.
    pub left: u32,
    /// The model shown on the right.
    pub right: u32,
    /// How the left one fared.
    pub outcome: Outcome,
    /// Weight of the judgment, finite and not negative. 1 unless the caller has a reason (see [`StrengthWeights`]).
    pub weight: f64,
    /// The prompt: judgments of one prompt are resampled together.
    pub prompt: u32,
    /// Who judged.
    pub annotator: u32,
}

/// A weight per preference strength: the stated weight of "slightly", "clearly" and "much better", and of a tie.
///
/// Off by default: every weight is 1. To use it, fill [`Comparison::weight`] with [`StrengthWeights::of`] and choose a
/// [`Weighting`](crate::Weighting) other than `None`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrengthWeights {
    /// Of a preference of 0.
    pub same: f64,
    /// Of ±1.
    pub slightly: f64,
    /// Of ±2.
    pub clearly: f64,
    /// Of ±3.
    pub much: f64,
}

impl Default for StrengthWeights {
    fn default() -> Self {
        Self { same: 1.0, slightly: 1.0, clearly: 1.0, much: 1.0 }
    }
}

impl StrengthWeights {
    /// The weight of a judgment with this preference (−3 to 3; beyond counts as 3).
    #[must_use]
    pub fn of(&self, preference: i8) -> f64 {
        match preference.unsigned_abs() {
            0 => self.same,
            1 => self.slightly,
            2 => self.clearly,
            _ => self.much,
        }
    }
}
