//! The settings of a release in words: what each is called, and what was chosen.

use crate::i18n::{number, t, words};
use assay_workflow::releases::{ReleaseSettings, ReleaseView, Resampling, Weighting};

/// What people call a setting, by its name in the stored settings.
pub(super) fn label(name: &str) -> String {
    match name {
        "weighting" => t!("manage-weights"),
        "resampling" => t!("manage-resampling"),
        "rounds" => t!("manage-rounds"),
        "seed" => t!("board-seed"),
        "minimum_judgments" => t!("manage-provisional"),
        "anchor" => t!("manage-anchor"),
        "strength" => t!("manage-strength"),
        "style" => t!("manage-style"),
        "slices" => t!("manage-slices"),
        "slice_minimum" => t!("manage-slice-minimum"),
        "leave_out_corrected" => t!("manage-leave-out-corrected"),
        "left_out" => t!("board-setting-left-out"),
        "voided" => t!("board-setting-voided"),
        "voided_prompts" => t!("board-setting-voided-prompts"),
        "benchmark" => t!("manage-benchmark"),
        "engine" => t!("board-engine"),
        // A setting of a version to come: its own name says more than nothing. A test holds every one of today to words.
        other => other.to_owned(),
    }
}

/// What a release had chosen for it; `None` for a setting that this version does not know.
pub(super) fn value(name: &str, release: &ReleaseView) -> Option<String> {
    let settings = &release.settings;
    let count = |value: u64| number(value, 0);
    let yes = |chosen: bool| if chosen { t!("board-setting-yes") } else { t!("board-setting-no") };
    Some(match name {
        "weighting" => weighting(settings),
        "resampling" => resampling(settings.resampling),
        "rounds" => count(u64::from(settings.rounds)),
        // To be typed again as it is, so without marks between its digits.
        "seed" => settings.seed.to_string(),
        "minimum_judgments" => count(settings.minimum_judgments),
        "anchor" => anchor(release),
        "strength" => strength(settings),
        "style" => yes(settings.style),
        "slices" if settings.slices.is_empty() => t!("manage-none"),
        "slices" => settings.slices.join(", "),
        "slice_minimum" => count(settings.slice_minimum),
        "leave_out_corrected" => yes(settings.leave_out_corrected),
        "left_out" => count(settings.left_out),
        "voided" => count(settings.voided),
        "voided_prompts" => count(settings.voided_prompts),
        "benchmark" => benchmark(release),
        "engine" => release.engine_version.clone(),
        _ => return None,
    })
}

fn weighting(settings: &ReleaseSettings) -> String {
    match settings.weighting {
        Weighting::InversePairCount => t!("manage-weights-pairs"),
        Weighting::InversePairCountFloored(floor) => t!("board-setting-floored", floor = number(floor, 0)),
        Weighting::None | Weighting::Given => t!("manage-none"),
    }
}

fn resampling(by: Resampling) -> String {
    match by {
        Resampling::Prompts => t!("manage-resampling-prompts"),
        Resampling::Judgments => t!("manage-resampling-judgments"),
        Resampling::Annotators => t!("manage-resampling-annotators"),
        Resampling::ClusterSandwich => t!("manage-resampling-cluster-sandwich"),
        Resampling::Sandwich => t!("manage-resampling-sandwich"),
    }
}

/// The model by its name, which the board has.
fn anchor(release: &ReleaseView) -> String {
    let Some(anchor) = release.settings.anchor else { return t!("manage-anchor-none") };
    let named = release.board.anchor.as_ref().map(|(name, _)| name.clone());
    let model = named.unwrap_or_else(|| anchor.model.to_string());
    t!("board-setting-anchor", model = model, elo = format!("{:.0}", anchor.elo))
}

fn strength(settings: &ReleaseSettings) -> String {
    let Some(weights) = settings.strength else { return t!("board-setting-no") };
    let each = [weights.same, weights.slightly, weights.clearly, weights.much];
    let said = (0..).zip(each).map(|(strength, weight)| {
        t!("board-setting-weight", what = words::preference_strength(strength), weight = number(weight, 2))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Its name, its size, and the accuracies it was told, model by model.
fn benchmark(release: &ReleaseView) -> String {
    let Some(benchmark) = &release.settings.benchmark else { return t!("manage-none") };
    let name = match benchmark.items {
        Some(items) => t!("board-setting-benchmark", name = benchmark.name.as_str(), items = items),
        None => benchmark.name.clone(),
    };
    let told = release.board.rows.iter().filter_map(|row| {
        let public = t!("board-percent", share = number(row.gap?.public, 1));
        Some(t!("board-setting-accuracy", model = row.model.as_str(), share = public))
    });
    std::iter::once(name).chain(told).collect::<Vec<_>>().join("; ")
}
