//! The bootstrap: draw prompts (or judgments) with replacement, fit again, take percentiles.

use crate::{
    Comparison, ELO_PER_NAT, Error, Resampling, Settings,
    connectivity::Groups,
    fit::{self, Pairs, score_of_first},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Ends of the 95 % intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervals {
    /// Per model: lower and upper end in Elo; `None` where unbounded.
    pub ends: Vec<(Option<f64>, Option<f64>)>,
    /// Rounds in which some rated model had no finite rating.
    pub infinite_rounds: u32,
}

impl Intervals {
    /// Mean of (upper − lower) / 2 over the models that have both.
    #[must_use]
    pub fn mean_half_width(&self) -> Option<f64> {
        let widths: Vec<f64> =
            self.ends.iter().filter_map(|(lower, upper)| Some((upper.as_ref()? - lower.as_ref()?) / 2.0)).collect();
        #[allow(clippy::cast_precision_loss)]
        (!widths.is_empty()).then(|| widths.iter().sum::<f64>() / widths.len() as f64)
    }
}

/// Percentile intervals (Efron 1979). A round in which a model's rating is infinite counts as infinite, so an end may be
/// unbounded; it is never dropped and never replaced by whatever number a solver stopped at.
///
/// # Errors
/// [`Error::NoConvergence`].
pub fn intervals(
    pairs: &Pairs,
    comparisons: &[Comparison],
    groups: &Groups,
    fitted: &[f64],
    unit: Resampling,
    settings: &Settings,
) -> Result<Intervals, Error> {
    let clusters = match unit {
        Resampling::Judgments => (0..comparisons.len()).map(|at| vec![at]).collect(),
        Resampling::Prompts => by_prompt(comparisons),
    };
    let rounds: Vec<Vec<f64>> = (0..settings.rounds)
        .into_par_iter()
        .map(|round| {
            let mut generator = ChaCha8Rng::seed_from_u64(settings.seed);
            generator.set_stream(u64::from(round));
            let mut drawn = pairs.clone();
            drawn.cells.iter_mut().for_each(|cell| (cell.weight, cell.score) = (0.0, 0.0));
            for _ in 0..clusters.len() {
                for &at in &clusters[generator.random_range(0..clusters.len())] {
                    let cell = pairs.cell_of[at];
                    drawn.cells[cell].weight += pairs.unit[cell];
                    drawn.cells[cell].score += pairs.unit[cell] * score_of_first(&comparisons[at]);
                }
            }
            one_round(&drawn, groups, fitted)
        })
        .collect::<Result<_, _>>()?;
    let infinite = |round: &&Vec<f64>| {
        (0..groups.rated.len()).any(|model| groups.rated[model].is_some() && !round[model].is_finite())
    };
    let infinite_rounds = u32::try_from(rounds.iter().filter(infinite).count()).unwrap_or(u32::MAX);
    let ends = (0..groups.rated.len())
        .map(|model| {
            let mut values: Vec<f64> = rounds.iter().map(|round| round[model]).collect();
            // A round without any rating of the model may lie at either end.
            let mut low: Vec<f64> =
                values.iter().map(|value| if value.is_nan() { f64::NEG_INFINITY } else { *value }).collect();
            values.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = f64::INFINITY);
            low.sort_by(f64::total_cmp);
            values.sort_by(f64::total_cmp);
            let elo = |value: f64| value.is_finite().then_some(1000.0 + ELO_PER_NAT * value);
            (elo(quantile(&low, 0.025)), elo(quantile(&values, 0.975)))
        })
        .collect();
    Ok(Intervals { ends, infinite_rounds })
}

fn by_prompt(comparisons: &[Comparison]) -> Vec<Vec<usize>> {
    let prompts = comparisons.iter().map(|comparison| comparison.prompt + 1).max().unwrap_or(0);
    let mut clusters = vec![Vec::new(); prompts];
    comparisons.iter().enumerate().for_each(|(at, comparison)| clusters[comparison.prompt].push(at));
    clusters.retain(|cluster| !cluster.is_empty());
    clusters
}

/// Strengths of one round; ±∞ for a model whose rating is infinite in it, NaN for one it says nothing about.
fn one_round(drawn: &Pairs, groups: &Groups, fitted: &[f64]) -> Result<Vec<f64>, Error> {
    let models = groups.rated.len();
    let mut inside = drawn.clone();
    inside
        .cells
        .iter_mut()
        .filter(|cell| groups.rated[cell.first].is_none() || groups.rated[cell.first] != groups.rated[cell.second])
        .for_each(|cell| cell.weight = 0.0);
    let round = Groups::of(models, &inside);
    let fit = fit::maximum_likelihood(&inside, &round, Some(fitted))?;
    let mut strengths = fit.strengths;
    for model in (0..models).filter(|model| round.rated[*model].is_none()) {
        let score: f64 = inside
            .cells
            .iter()
            .map(|cell| {
                if cell.first == model {
                    cell.score
                } else if cell.second == model {
                    cell.weight - cell.score
                } else {
                    0.0
                }
            })
            .sum();
        let weight: f64 = inside
            .cells
            .iter()
            .filter(|cell| cell.first == model || cell.second == model)
            .map(|cell| cell.weight)
            .sum();
        strengths[model] = if weight == 0.0 {
            f64::NAN
        } else if score * 2.0 >= weight {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        };
    }
    Ok(strengths)
}

/// Linear interpolation between order statistics (type 7 of Hyndman & Fan 1996); an infinite neighbour makes it infinite.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let place = share * (sorted.len().saturating_sub(1)) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let at = place.floor() as usize;
    let (Some(&below), above) = (sorted.get(at), sorted.get(at + 1)) else { return f64::NAN };
    match above {
        Some(&above) if above != below && place > place.floor() => {
            if below.is_finite() && above.is_finite() {
                below + (place - place.floor()) * (above - below)
            } else if below.is_finite() {
                above
            } else {
                below
            }
        }
        _ => below,
    }
}
