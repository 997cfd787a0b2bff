//! The bootstrap (Efron 1979): draw judgments, prompts or annotators with replacement, fit again, take percentiles.

use crate::{
    Error,
    connectivity::{Standing, Standings},
    draw::{Multinomial, generator},
    layout::{Layout, Part},
    solve::{Chord, Fit},
    tally::Clusters,
};
use rayon::prelude::*;

/// The strengths of every round.
#[derive(Clone, Debug)]
pub(crate) struct Rounds {
    /// Round by round one entry per model: ξ; ±∞ where the round's data put the model infinitely far above or below; NaN
    /// where they say nothing about it, or where it is not rated at all.
    pub strengths: Vec<f64>,
    pub models: usize,
    /// Rounds in which some rated model had no finite strength.
    pub infinite: u32,
}

/// What a round draws.
pub(crate) enum Unit<'a> {
    Judgments,
    Clusters(&'a Clusters),
}

impl Rounds {
    /// One column.
    pub fn of_model(&self, model: usize) -> impl Iterator<Item = f64> + '_ {
        self.strengths.iter().skip(model).step_by(self.models).copied()
    }

    /// Draws and fits all rounds. The weights are those of the whole data.
    ///
    /// # Errors
    /// [`Error::NoConvergence`].
    pub fn draw(layout: &Layout, fits: &[Fit], unit: &Unit, rounds: u32, seed: u64) -> Result<Self, Error> {
        let models = layout.place.len();
        let clusters = match unit {
            Unit::Judgments => None,
            Unit::Clusters(clusters) => Some(layout.clusters(clusters)),
        };
        let law = Multinomial::new(&match &clusters {
            Some(clusters) => vec![1; clusters.len()],
            None => layout.strata.iter().flat_map(|stratum| stratum.counts).chain([layout.outside]).collect(),
        });
        let drawing = Drawing { layout, fits, clusters, law };
        let mut strengths = vec![f64::NAN; models * rounds as usize];
        // Threads take turns of several rounds, so that scratch memory is set up seldom.
        let infinite = strengths
            .par_chunks_mut(models.max(1))
            .zip(0..rounds)
            .map_init(
                || Scratch::new(&drawing),
                |scratch, (strengths, round)| scratch.round(&drawing, seed, round, strengths).map(u32::from),
            )
            .try_reduce(|| 0, |one, other| Ok(one + other))?;
        Ok(Self { strengths, models, infinite })
    }
}

struct Drawing<'a> {
    layout: &'a Layout,
    fits: &'a [Fit],
    clusters: Option<Clusters>,
    law: Multinomial,
}

struct Scratch {
    drawn: Vec<u32>,
    /// Per stratum: wins, ties, losses drawn (clusters only; single judgments are drawn straight into `drawn`).
    counts: Vec<[u32; 3]>,
    weight: Vec<f64>,
    score: Vec<f64>,
    chords: Vec<Chord>,
    local: Vec<f64>,
}

impl Scratch {
    fn new(drawing: &Drawing) -> Self {
        let layout = drawing.layout;
        let cells = drawing.clusters.as_ref().map_or(layout.strata.len() * 3 + 1, Clusters::len);
        Self {
            drawn: vec![0; cells],
            counts: vec![[0; 3]; if drawing.clusters.is_some() { layout.strata.len() } else { 0 }],
            weight: vec![0.0; layout.weight.len()],
            score: vec![0.0; layout.weight.len()],
            chords: layout.parts.iter().map(|part| Chord::new(part.models.len())).collect(),
            local: Vec::new(),
        }
    }

    /// One round; true if a rated model got no finite strength.
    fn round(&mut self, drawing: &Drawing, seed: u64, round: u32, strengths: &mut [f64]) -> Result<bool, Error> {
        drawing.law.draw(&mut generator(seed, round), &mut self.drawn);
        let layout = drawing.layout;
        if let Some(clusters) = &drawing.clusters {
            self.counts.fill([0; 3]);
            for (cluster, &times) in self.drawn.iter().enumerate().filter(|(_, times)| **times > 0) {
                for &code in clusters.of_cluster(cluster) {
                    self.counts[code as usize / 4][code as usize % 4] += times;
                }
            }
            sum_strata(layout, &self.counts, &mut self.weight, &mut self.score);
        } else {
            let (counts, _) = self.drawn.as_chunks::<3>();
            sum_strata(layout, counts, &mut self.weight, &mut self.score);
        }
        let mut infinite = false;
        for ((part, fit), chord) in layout.parts.iter().zip(drawing.fits).zip(&mut self.chords) {
            let (weight, score) = (&self.weight[part.pairs.clone()], &self.score[part.pairs.clone()]);
            self.local.resize(part.models.len(), 0.0);
            let whole = part.tree.iter().all(|&pair| {
                let (weight, score) = (weight[pair as usize], score[pair as usize]);
                score > 0.0 && score < weight
            });
            if whole {
                chord.solve(part, fit, weight, score, &mut self.local)?;
            } else {
                infinite |= broken_round(part, fit, weight, score, chord, &mut self.local)?;
            }
            part.models.iter().zip(&self.local).for_each(|(model, strength)| strengths[*model as usize] = *strength);
        }
        Ok(infinite)
    }
}

/// Weighted sums per pair from counts per stratum.
fn sum_strata(layout: &Layout, counts: &[[u32; 3]], weight: &mut [f64], score: &mut [f64]) {
    let sums = |[wins, ties, losses]: [u32; 3], unit: f64| {
        let (wins, ties, losses) = (f64::from(wins), f64::from(ties), f64::from(losses));
        // Wins and losses alone must add up to exactly the weight and exactly zero: connectivity asks for equality.
        (unit * (wins + ties + losses), unit * (wins + 0.5 * ties))
    };
    if layout.one_to_one {
        for (((counts, stratum), weight), score) in counts.iter().zip(&layout.strata).zip(weight).zip(score) {
            (*weight, *score) = sums(*counts, stratum.weight);
        }
        return;
    }
    weight.fill(0.0);
    score.fill(0.0);
    for (counts, stratum) in counts.iter().zip(&layout.strata) {
        let (more_weight, more_score) = sums(*counts, stratum.weight);
        weight[stratum.pair as usize] += more_weight;
        score[stratum.pair as usize] += more_score;
    }
}

/// A round that may not be strongly connected: fits its rated part, if there is one, and places the others at ±∞ or nowhere.
///
/// The finite strengths are shifted to have the mean that the same models have in the full data's fit: the zero-sum gauge
/// would let an infinite model drag all others with it.
fn broken_round(
    part: &Part,
    fit: &Fit,
    weight: &[f64],
    score: &[f64],
    chord: &mut Chord,
    out: &mut [f64],
) -> Result<bool, Error> {
    let size = part.models.len();
    let found = Standings::of(size, Layout::local_pairs(part, weight, score));
    if found.of.iter().all(|standing| *standing == Standing::Rated) && found.components == 1 {
        chord.solve(part, fit, weight, score, out)?;
        return Ok(false);
    }
    // Of several components the one with most models is compared with the full fit; the others' place is unknown.
    let members = |component: u32| {
        (0..size)
            .filter(|&at| found.of[at] == Standing::Rated && found.component[at] == Some(component))
            .collect::<Vec<_>>()
    };
    let rated =
        (0..found.components).map(members).reduce(|best, next| if next.len() > best.len() { next } else { best });
    let rated = rated.unwrap_or_default();
    let component = rated.first().and_then(|at| found.component[*at]);
    for (at, out) in out.iter_mut().enumerate() {
        *out = match found.of[at] {
            // Alone in its component, never lost or never won: infinite against whom it met.
            Standing::Above if component.is_none() || found.component[at] == component => f64::INFINITY,
            Standing::Below if component.is_none() || found.component[at] == component => f64::NEG_INFINITY,
            _ => f64::NAN,
        };
    }
    if !rated.is_empty() {
        let (small, weight, score) = sub_part(part, &rated, weight, score);
        let start: Vec<f64> = rated.iter().map(|at| fit.strengths[*at]).collect();
        let fitted = crate::solve::newton(&small, &weight, &score, &start)?;
        let mean = start.iter().sum::<f64>() / start.len() as f64;
        rated.iter().zip(fitted.strengths.iter()).for_each(|(at, strength)| out[*at] = strength + mean);
    }
    Ok(true)
}

/// The part made of some local models.
fn sub_part(part: &Part, models: &[usize], weight: &[f64], score: &[f64]) -> (Part, Vec<f64>, Vec<f64>) {
    let mut local = vec![None; part.models.len()];
    models.iter().enumerate().for_each(|(at, model)| local[*model] = Some(at));
    let mut small = Part {
        component: part.component,
        models: models.iter().map(|at| part.models[*at]).collect(),
        pairs: 0..0,
        starts: vec![0; models.len() + 1],
        second: Vec::new(),
        tree: Vec::new(),
    };
    let (mut weights, mut scores) = (Vec::new(), Vec::new());
    for ((first, second), (weight, score)) in part.ends().zip(weight.iter().zip(score)) {
        if let (Some(first), Some(second)) = (local[first], local[second])
            && *weight > 0.0
        {
            small.starts[first + 1] += 1;
            small.second.push(second as u32);
            weights.push(*weight);
            scores.push(*score);
        }
    }
    (0..models.len()).for_each(|model| small.starts[model + 1] += small.starts[model]);
    (small, weights, scores)
}

/// Linear interpolation between order statistics (type 7 of Hyndman & Fan 1996) of sorted values; an infinite neighbour
/// that has any share in it makes it infinite.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (at, rest) = (place.floor() as usize, place - place.floor());
    let below = *sorted.get(at)?;
    match sorted.get(at + 1) {
        Some(&above) if rest > 0.0 && above != below => Some(if below.is_finite() && above.is_finite() {
            below + rest * (above - below)
        } else if below.is_finite() {
            above
        } else {
            below
        }),
        _ => Some(below),
    }
}

/// The 2.5th and 97.5th percentiles of one model's rounds. A round that says nothing about the model counts as −∞ below
/// and as +∞ above, so ignorance widens and never narrows.
pub(crate) fn percentiles(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let mut values: Vec<f64> = values.collect();
    let unknown = values.iter().filter(|value| value.is_nan()).count();
    values.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = f64::NEG_INFINITY);
    values.sort_unstable_by(f64::total_cmp);
    let lower = quantile(&values, 0.025)?;
    if unknown > 0 {
        let known = values.len() - unknown;
        values.rotate_left(unknown);
        values[known..].fill(f64::INFINITY);
    }
    Some((lower, quantile(&values, 0.975)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{Comparison, Keep, Outcome, Tally, Weighting, solve::newton};

    /// Models 0 and 1 are even; 2 beats 0 three times and loses to 1 once.
    fn fitted() -> (Layout, Fit) {
        let judged = |left, right, outcome| Comparison { left, right, outcome, weight: 1.0, prompt: 0, annotator: 0 };
        let mut tally = Tally::new(Weighting::None, Keep { prompts: false, annotators: false });
        for outcome in [Outcome::Win, Outcome::Loss].repeat(10) {
            tally.add(&judged(0, 1, outcome)).unwrap();
        }
        for (right, outcome) in [(0, Outcome::Win), (0, Outcome::Win), (0, Outcome::Win), (1, Outcome::Loss)] {
            tally.add(&judged(2, right, outcome)).unwrap();
        }
        let evidence = tally.finish();
        let weights = evidence.weights(Weighting::None);
        let pairs = [(0, 1, 20.0, 10.0), (0, 2, 3.0, 0.0), (1, 2, 1.0, 1.0)];
        let pairs =
            pairs.map(|(first, second, weight, score)| crate::connectivity::Pair { first, second, weight, score });
        let layout = Layout::of(3, &evidence, &weights, &Standings::of(3, pairs.into_iter()));
        let fit = newton(&layout.parts[0], &layout.weight, &layout.score, &[0.0; 3]).unwrap();
        (layout, fit)
    }

    #[test]
    fn a_round_in_which_a_model_is_infinite_leaves_the_others_where_they_were() {
        let (layout, fit) = fitted();
        let (part, mut chord) = (&layout.parts[0], Chord::new(3));
        let round = |weight: [f64; 3], score: [f64; 3], chord: &mut Chord| {
            let mut out = vec![0.0; 3];
            assert!(broken_round(part, &fit, &weight, &score, chord, &mut out).unwrap());
            out
        };
        let mean = (fit.strengths[0] + fit.strengths[1]) / 2.0;
        let without_loss = round([20.0, 4.0, 0.0], [12.0, 0.0, 0.0], &mut chord);
        assert_eq!(without_loss[2], f64::INFINITY);
        assert!(((without_loss[0] + without_loss[1]) / 2.0 - mean).abs() < 1e-12);
        let not_drawn = round([24.0, 0.0, 0.0], [12.0, 0.0, 0.0], &mut chord);
        assert!(not_drawn[2].is_nan() && (not_drawn[0] - mean).abs() < 1e-9);
    }

    #[test]
    fn a_round_equals_a_fit_of_its_own_data() {
        let (layout, fit) = fitted();
        let (weight, score) = ([18.0, 4.0, 2.0], [7.0, 1.0, 1.5]);
        let mut out = vec![0.0; 3];
        Chord::new(3).solve(&layout.parts[0], &fit, &weight, &score, &mut out).unwrap();
        let whole = newton(&layout.parts[0], &weight, &score, &[0.0; 3]).unwrap();
        assert!(out.iter().zip(whole.strengths.iter()).all(|(one, other)| (one - other).abs() < 1e-8));
    }

    #[test]
    fn ignorance_and_infinity_widen_an_interval() {
        let known: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert_eq!(percentiles(known.iter().copied()), Some((24.975, 974.025)));
        let with =
            |value: f64, count: usize| percentiles(known.iter().copied().chain(std::iter::repeat_n(value, count)));
        assert_eq!(with(f64::NAN, 40), Some((f64::NEG_INFINITY, f64::INFINITY)));
        let (lower, upper) = with(f64::INFINITY, 40).unwrap();
        assert!(lower.is_finite() && upper == f64::INFINITY);
        assert_eq!(percentiles(std::iter::empty()), None);
    }
}
