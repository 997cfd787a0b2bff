//! How a board is computed. A release stores these beside its numbers.

use crate::Error;
use serde::{Deserialize, Serialize};

/// How judgments are weighted. v_t is [`Comparison::weight`](crate::Comparison::weight), V the sum of v over the
/// judgments of t's pair of models. The weights come from the whole data and stay the same in every bootstrap round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// w_t = 1, whatever v_t says (a warning tells if it said something).
    None,
    /// w_t ∝ v_t / V: with v = 1 the inverse of how often the pair was compared, so that the score targets a uniform
    /// distribution over pairs (the published SEAL formula's 1 / P(A_t)).
    #[default]
    InversePairCount,
    /// w_t ∝ v_t / max(V, floor): as above, but no pair counts for more than it would with this many judgments.
    InversePairCountFloored(f64),
    /// w_t = v_t.
    Given,
}

/// Where the 95 % intervals come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resampling {
    /// Percentiles of a bootstrap that draws prompts with all their judgments.
    #[default]
    Prompts,
    /// Percentiles of a bootstrap that draws single judgments, as Chatbot Arena does.
    Judgments,
    /// Percentiles of a bootstrap that draws annotators with all their judgments.
    Annotators,
    /// Normal intervals from the sandwich estimate H⁻¹BH⁻¹ with the scores added up by prompt (Liang & Zeger 1986).
    ClusterSandwich,
    /// Normal intervals from the sandwich estimate by single judgment (Huber 1967, White 1982).
    Sandwich,
}

/// What pins the scale: only differences of ratings are estimated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gauge {
    /// The mean over the rated models of a component, in Elo.
    Mean(f64),
    /// One model's rating. It is a shift after everything else, so the anchor keeps an interval of its own and the others'
    /// do not widen. Components without the anchor are centred on `at`.
    Anchor {
        /// The model.
        model: u32,
        /// Its Elo.
        at: f64,
    },
}

impl Default for Gauge {
    fn default() -> Self {
        Self::Mean(1000.0)
    }
}

/// How a board is computed; `Default` is what the method prescribes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The weights.
    pub weighting: Weighting,
    /// Where the intervals come from.
    pub resampling: Resampling,
    /// Bootstrap rounds, at least 1.
    pub rounds: u32,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// What pins the scale.
    pub gauge: Gauge,
    /// Models with fewer judgments than this are provisional.
    pub minimum_judgments: u64,
    /// Above this many judgments a bootstrap by prompt is replaced by the cluster sandwich, and a warning says so.
    pub sandwich_above: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            weighting: Weighting::default(),
            resampling: Resampling::default(),
            rounds: 1_000,
            seed: 1,
            gauge: Gauge::default(),
            minimum_judgments: 50,
            sandwich_above: 200_000,
        }
    }
}

impl Settings {
    /// Refuses settings that mean nothing.
    pub(crate) fn check(&self, models: usize) -> Result<(), Error> {
        let bad = |what: &str| Err(Error::BadSettings(what.to_owned()));
        match self.weighting {
            Weighting::InversePairCountFloored(floor) if !(floor.is_finite() && floor > 0.0) => {
                return bad("the floor of the pair counts must be a number above 0");
            }
            _ => {}
        }
        match self.gauge {
            Gauge::Mean(at) | Gauge::Anchor { at, .. } if !at.is_finite() => {
                return bad("the scale needs a finite centre");
            }
            Gauge::Anchor { model, .. } if model as usize >= models => {
                return bad("the anchor is not one of the models");
            }
            _ => {}
        }
        if self.rounds == 0 { bad("a bootstrap needs at least one round") } else { Ok(()) }
    }
}
