//! What weak data cannot say, as data and as plain sentences.

use crate::Resampling;
use serde::{Deserialize, Serialize};

/// Something that readers of a board must know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// No judgments at all.
    NoJudgments,
    /// Fewer than two models: nothing to compare.
    OneModel,
    /// Groups of models with no comparison between them; each is rated and ranked by itself.
    Disconnected {
        /// How many groups.
        groups: u32,
    },
    /// These models never lost a point to the rated ones, directly or through others: their rating is infinite.
    NeverLost {
        /// Their indices.
        models: Vec<u32>,
    },
    /// These models never took a point from the rated ones: their rating is minus infinite.
    NeverWon {
        /// Their indices.
        models: Vec<u32>,
    },
    /// The comparisons of these models place them nowhere.
    Unplaced {
        /// Their indices.
        models: Vec<u32>,
    },
    /// These models were never compared (or only with weight 0).
    NotCompared {
        /// Their indices.
        models: Vec<u32>,
    },
    /// These models have fewer judgments than asked for.
    BelowMinimum {
        /// Their indices.
        models: Vec<u32>,
        /// What was asked for.
        minimum: u64,
    },
    /// In some bootstrap rounds a rated model had no finite rating. They count as infinite.
    InfiniteRounds {
        /// How many.
        infinite: u32,
        /// Of how many.
        rounds: u32,
    },
    /// Every judgment is a tie.
    AllTies,
    /// Judgments with a weight of zero; they are counted and decide nothing.
    ZeroWeights {
        /// How many.
        judgments: u64,
    },
    /// The data have weights, but the weighting says not to use them.
    WeightsNotUsed,
    /// The bootstrap asked for would take too long; the cluster sandwich serves.
    SandwichServes {
        /// How many judgments there are.
        judgments: u64,
        /// Above how many the sandwich serves.
        above: u64,
    },
    /// The data do not say which judgments belong to one prompt or annotator; intervals are by judgment.
    UnitUnknown {
        /// What was asked for.
        asked: Resampling,
    },
    /// Too few units for intervals of that kind to be trusted.
    FewUnits {
        /// How many.
        units: u64,
    },
    /// The anchor has no finite rating; components are centred instead.
    AnchorUnrated {
        /// Its index.
        model: u32,
    },
}

impl Warning {
    /// The same with the models numbered otherwise, as in another order of theirs.
    #[must_use]
    pub fn renumbered(mut self, number: impl Fn(u32) -> u32) -> Self {
        match &mut self {
            Self::NeverLost { models }
            | Self::NeverWon { models }
            | Self::Unplaced { models }
            | Self::NotCompared { models }
            | Self::BelowMinimum { models, .. } => models.iter_mut().for_each(|model| *model = number(*model)),
            Self::AnchorUnrated { model } => *model = number(*model),
            Self::NoJudgments
            | Self::OneModel
            | Self::Disconnected { .. }
            | Self::InfiniteRounds { .. }
            | Self::AllTies
            | Self::ZeroWeights { .. }
            | Self::WeightsNotUsed
            | Self::SandwichServes { .. }
            | Self::UnitUnknown { .. }
            | Self::FewUnits { .. } => {}
        }
        self
    }

    /// A plain sentence for a page, with models called by `name`.
    #[must_use]
    pub fn sentence(&self, name: impl Fn(u32) -> String) -> String {
        let names = |models: &[u32]| models.iter().map(|model| name(*model)).collect::<Vec<_>>().join(", ");
        match self {
            Self::NoJudgments => "There are no judgments yet, so nothing can be said.".to_owned(),
            Self::OneModel => "A comparison needs at least two models.".to_owned(),
            Self::Disconnected { groups } => format!(
                "The models fall into {groups} groups that were never compared with each other. Each group is rated and ranked by itself; ratings of different groups cannot be compared."
            ),
            Self::NeverLost { models } => format!(
                "Never lost a point to the rated models, so no finite rating exists: {}. They stand above, without a number or a rank.",
                names(models)
            ),
            Self::NeverWon { models } => format!(
                "Never took a point from the rated models, so no finite rating exists: {}. They stand below, without a number or a rank.",
                names(models)
            ),
            Self::Unplaced { models } => format!(
                "Their comparisons do not place them against the rated models: {}. No number is shown.",
                names(models)
            ),
            Self::NotCompared { models } => format!("Never compared: {}. No number is shown.", names(models)),
            Self::BelowMinimum { models, minimum } => {
                format!("Provisional, with fewer than {minimum} judgments: {}.", names(models))
            }
            Self::InfiniteRounds { infinite, rounds } => format!(
                "In {infinite} of {rounds} bootstrap rounds a model had no finite rating. They are counted as infinite, so an end of an interval may be unbounded; more judgments would settle it."
            ),
            Self::AllTies => "Every judgment is a tie, so all ratings are equal.".to_owned(),
            Self::ZeroWeights { judgments } => {
                format!("Judgments with a weight of zero, which decide nothing: {judgments}.")
            }
            Self::WeightsNotUsed => "The judgments have weights, but every judgment was counted as one.".to_owned(),
            Self::SandwichServes { judgments, above } => format!(
                "With {judgments} judgments (more than {above}) the intervals come from the cluster sandwich estimate in place of a bootstrap."
            ),
            Self::UnitUnknown { asked } => format!(
                "It is not known which judgments belong to one {}, so the intervals treat every judgment as independent; they are too narrow if judgments are alike.",
                if *asked == Resampling::Annotators { "annotator" } else { "prompt" }
            ),
            Self::FewUnits { units } => format!(
                "The intervals rest on only {units} independent units (fewer than {}), too few to be trusted.",
                crate::FEW_UNITS
            ),
            Self::AnchorUnrated { model } => {
                format!("The anchor {} has no finite rating, so the ratings are centred instead.", name(*model))
            }
        }
    }
}
