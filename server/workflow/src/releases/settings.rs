//! How a release is computed.

use assay_domain::{
    FieldError, ModelId, Refusal,
    release::{LeftOut, left_out},
};
use assay_ranking::{Resampling, StrengthWeights, Weighting};
use assay_store::releases::Approved;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A model whose rating is given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// Which.
    pub model: ModelId,
    /// Its Elo.
    pub elo: f64,
}

/// A public benchmark of the same difficulty, to compare accuracy with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PublicBenchmark {
    /// What it is called.
    pub name: String,
    /// How many items it has, if known; the interval of the gap then allows for their sampling as well.
    pub items: Option<u64>,
    /// Accuracy on it in %, by model.
    pub accuracy: BTreeMap<ModelId, f64>,
}

/// How a release is computed. Stored with it, so that it can be computed again; what a stored text does not name has the
/// value that releases of its time had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReleaseSettings {
    /// The weights.
    pub weighting: Weighting,
    /// Where the intervals come from.
    pub resampling: Resampling,
    /// Bootstrap rounds, 100 to 20,000.
    pub rounds: u32,
    /// The seed of the bootstrap.
    pub seed: u64,
    /// A model with fewer judgments is marked provisional.
    pub minimum_judgments: u64,
    /// The model that pins the scale; without one the mean is 1000.
    pub anchor: Option<Anchor>,
    /// A weight per strength of preference; without it every preference counts by its sign alone.
    pub strength: Option<StrengthWeights>,
    /// Whether a second board with style controlled stands beside the plain one.
    pub style: bool,
    /// The prompts' attributes that get boards of their own, value by value.
    pub slices: Vec<String>,
    /// Values of an attribute with fewer judgments get none.
    pub slice_minimum: u64,
    /// Whether judgments that a reviewer corrected are left out; else the correction counts.
    pub leave_out_corrected: bool,
    /// How many judgments that left out; noted when the release is made.
    pub left_out: u64,
    /// Approved judgments left out because their prompts were voided; noted when the release is made.
    pub voided: u64,
    /// How many prompts those are of.
    pub voided_prompts: u64,
    /// Correctness: what to show the gap to.
    pub benchmark: Option<PublicBenchmark>,
}

impl Default for ReleaseSettings {
    fn default() -> Self {
        Self {
            weighting: Weighting::default(),
            resampling: Resampling::default(),
            rounds: 1_000,
            seed: 1,
            minimum_judgments: 50,
            anchor: None,
            strength: None,
            style: false,
            slices: Vec::new(),
            slice_minimum: 100,
            leave_out_corrected: false,
            left_out: 0,
            voided: 0,
            voided_prompts: 0,
            benchmark: None,
        }
    }
}

impl ReleaseSettings {
    /// Most attributes that one release is sliced by.
    pub const MOST_SLICES: usize = 12;

    /// Refuses settings that mean nothing for these models and attributes.
    pub(crate) fn check(&self, models: &[ModelId], attributes: &[String]) -> Result<(), Refusal> {
        let mut errors = Vec::new();
        let mut need = |ok: bool, field: &str, message: &str| {
            if !ok {
                errors.push(FieldError::new(field, message));
            }
        };
        need((100..=20_000).contains(&self.rounds), "rounds", "Choose 100 to 20,000 rounds.");
        if let Weighting::InversePairCountFloored(floor) = self.weighting {
            need(floor.is_finite() && floor >= 1.0, "floor", "Choose a floor of at least 1 judgment.");
        }
        if let Some(anchor) = self.anchor {
            need(models.contains(&anchor.model), "anchor", "Choose one of the evaluation's models.");
            need(
                (-10_000.0..=10_000.0).contains(&anchor.elo),
                "anchor_elo",
                "Choose an Elo between -10,000 and 10,000.",
            );
        }
        if let Some(weights) = self.strength {
            let all = [weights.same, weights.slightly, weights.clearly, weights.much];
            let fit = all.iter().all(|weight| (0.0..=100.0).contains(weight)) && all.iter().any(|weight| *weight > 0.0);
            need(fit, "strength", "Choose weights from 0 to 100, not all 0.");
        }
        need(
            self.slices.len() <= Self::MOST_SLICES && self.slices.iter().all(|name| attributes.contains(name)),
            "slices",
            "Choose at most 12 attributes that the prompts have.",
        );
        need(self.slice_minimum >= 1, "slice_minimum", "Choose at least 1 judgment.");
        if let Some(benchmark) = &self.benchmark {
            need(
                assay_domain::setup::within(&benchmark.name, 1, 120),
                "benchmark",
                "Give the benchmark a name of 1 to 120 characters.",
            );
            need(
                !benchmark.accuracy.is_empty()
                    && benchmark
                        .accuracy
                        .iter()
                        .all(|(model, share)| models.contains(model) && (0.0..=100.0).contains(share)),
                "benchmark_accuracy",
                "Give at least one model's accuracy, from 0 to 100 %.",
            );
            need(benchmark.items != Some(0), "benchmark_items", "Leave it empty, or choose at least 1 item.");
        }
        Refusal::if_any(errors)
    }

    /// The approved judgments that count, by [`left_out`]; what does not is counted here.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when none is left.
    pub(crate) fn leave_out(&mut self, approved: Vec<Approved>) -> Result<Vec<Approved>, Refusal> {
        let none_approved = approved.is_empty();
        let mut voided_prompts = BTreeSet::new();
        (self.left_out, self.voided) = (0, 0);
        let mut counted = approved;
        counted.retain(|judgment| match left_out(judgment.voided, judgment.corrected, self.leave_out_corrected) {
            None => true,
            Some(LeftOut::Corrected) => {
                self.left_out += 1;
                false
            }
            Some(LeftOut::Voided) => {
                self.voided += 1;
                voided_prompts.insert(judgment.prompt);
                false
            }
        });
        self.voided_prompts = voided_prompts.len() as u64;
        match (counted.is_empty(), none_approved) {
            (false, _) => Ok(counted),
            (true, true) => Err(Refusal::invalid(
                "evaluation",
                "No judgment of this evaluation is approved yet; a release needs at least one.",
            )),
            (true, false) => Err(Refusal::invalid(
                "evaluation",
                "Every approved judgment is left out: its prompt was voided, or a reviewer corrected it and corrected ones do not count. A release needs at least one.",
            )),
        }
    }

    /// As the engine takes them; models are numbers in `models`' order.
    pub(crate) fn engine(&self, models: &[ModelId]) -> assay_ranking::Settings {
        let place = |anchor: Anchor| models.iter().position(|model| *model == anchor.model);
        let anchor = self.anchor.and_then(|anchor| Some((u32::try_from(place(anchor)?).ok()?, anchor.elo)));
        assay_ranking::Settings {
            weighting: match (self.weighting, self.strength) {
                // Weights of strength alone: each judgment counts as given.
                (Weighting::None, Some(_)) => Weighting::Given,
                (weighting, _) => weighting,
            },
            resampling: self.resampling,
            rounds: self.rounds,
            seed: self.seed,
            minimum_judgments: self.minimum_judgments,
            gauge: anchor
                .map_or_else(assay_ranking::Gauge::default, |(model, at)| assay_ranking::Gauge::Anchor { model, at }),
            ..assay_ranking::Settings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_stored_by_the_first_releases_are_read_as_they_were_meant() {
        let stored = r#"{"weighting":"none","resampling":"judgments","rounds":200,"seed":9,"minimum_judgments":10}"#;
        let read: ReleaseSettings = serde_json::from_str(stored).unwrap_or_default();
        assert_eq!((read.weighting, read.resampling), (Weighting::None, Resampling::Judgments));
        assert_eq!((read.rounds, read.seed, read.minimum_judgments), (200, 9, 10));
        assert!(!read.style && read.slices.is_empty() && read.anchor.is_none() && read.strength.is_none());
    }

    #[test]
    fn every_setting_that_means_nothing_is_named() {
        let settings = ReleaseSettings {
            weighting: Weighting::InversePairCountFloored(0.0),
            rounds: 1,
            anchor: Some(Anchor { model: ModelId(9), elo: f64::NAN }),
            strength: Some(StrengthWeights { same: 0.0, slightly: 0.0, clearly: 0.0, much: 0.0 }),
            slices: vec!["nothing".to_owned()],
            slice_minimum: 0,
            benchmark: Some(PublicBenchmark { items: Some(0), ..PublicBenchmark::default() }),
            ..ReleaseSettings::default()
        };
        let Err(Refusal::Invalid { errors }) = settings.check(&[ModelId(1)], &["use_case".to_owned()]) else {
            unreachable!("it was accepted")
        };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        let expected = [
            "rounds",
            "floor",
            "anchor",
            "anchor_elo",
            "strength",
            "slices",
            "slice_minimum",
            "benchmark",
            "benchmark_accuracy",
            "benchmark_items",
        ];
        assert_eq!(fields, expected);
        assert!(ReleaseSettings::default().check(&[ModelId(1)], &[]).is_ok());
    }
}
