//! Maximum likelihood of the Bradley–Terry model by Newton's method on sufficient statistics.
//!
//! Per unordered pair the loss depends on two numbers only: the total weight n and the score s of the first model (ties as
//! half). Source of the model: Bradley & Terry 1952; the weighted loss is the method's Σ w_t · ℓ(h_t, P_t).

use crate::{Comparison, Error, Weighting, connectivity::Groups};
use nalgebra::{DMatrix, DVector};

/// What is known of one unordered pair of models.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The model with the smaller index.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// Total weight of their judgments.
    pub weight: f64,
    /// Weighted score of the first.
    pub score: f64,
}

/// The sufficient statistics of a set of comparisons.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// One cell per pair that was compared, ordered by (first, second).
    pub cells: Vec<Cell>,
    /// Per comparison: its cell.
    pub cell_of: Vec<usize>,
    /// Per cell: the weight of one judgment.
    pub unit: Vec<f64>,
}

impl Pairs {
    /// Adds comparisons up by pair.
    #[must_use]
    pub fn aggregate(models: usize, comparisons: &[Comparison], weighting: Weighting) -> Self {
        let mut index = vec![usize::MAX; models * models];
        let key = |c: &Comparison| c.left.min(c.right) * models + c.left.max(c.right);
        comparisons.iter().for_each(|comparison| index[key(comparison)] = 0);
        let mut cells = Vec::new();
        for (place, slot) in index.iter_mut().enumerate().filter(|(_, slot)| **slot == 0) {
            *slot = cells.len();
            cells.push(Cell { first: place / models, second: place % models, weight: 0.0, score: 0.0 });
        }
        let cell_of: Vec<usize> = comparisons.iter().map(|comparison| index[key(comparison)]).collect();
        for (comparison, &cell) in comparisons.iter().zip(&cell_of) {
            cells[cell].weight += 1.0;
            cells[cell].score += score_of_first(comparison);
        }
        // Weights are scaled to a mean of 1 per judgment, so that gradients read as judgments.
        #[allow(clippy::cast_precision_loss)]
        let scale = comparisons.len() as f64 / cells.len().max(1) as f64;
        let unit = cells.iter().map(|cell| match weighting {
            Weighting::None => 1.0,
            Weighting::InversePairCount => scale / cell.weight,
        });
        let unit: Vec<f64> = unit.collect();
        for (cell, unit) in cells.iter_mut().zip(&unit) {
            cell.weight *= unit;
            cell.score *= unit;
        }
        Self { cells, cell_of, unit }
    }
}

/// The score of the pair's first model in one comparison.
pub(crate) fn score_of_first(comparison: &Comparison) -> f64 {
    let left = comparison.outcome.score();
    if comparison.left < comparison.right { left } else { 1.0 - left }
}

/// A fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// ξ per model in natural-log units, summing to zero over each rated part; 0 for models without a rating.
    pub strengths: Vec<f64>,
    /// Newton steps taken.
    pub iterations: u32,
    /// Largest entry of the gradient at the end.
    pub gradient: f64,
}

/// Most a strength moves in one Newton step, so that a far start cannot overshoot.
const STEP_CAP: f64 = 2.0;
/// Convergence: the largest move of a strength, far below 1e-9 Elo.
const TOLERANCE: f64 = 1e-13;
const MOST_ITERATIONS: u32 = 100;

/// Finds the finite strengths of every rated part, from `start` or from zero.
///
/// # Errors
/// [`Error::NoConvergence`].
pub fn maximum_likelihood(pairs: &Pairs, groups: &Groups, start: Option<&[f64]>) -> Result<Fit, Error> {
    let models = groups.rated.len();
    let mut place = vec![None; models];
    let rated: Vec<usize> = (0..models).filter(|model| groups.rated[*model].is_some()).collect();
    rated.iter().enumerate().for_each(|(at, &model)| place[model] = Some(at));
    let inside: Vec<(usize, usize, &Cell)> = pairs
        .cells
        .iter()
        .filter(|cell| cell.weight > 0.0 && groups.rated[cell.first] == groups.rated[cell.second])
        .filter_map(|cell| Some((place[cell.first]?, place[cell.second]?, cell)))
        .collect();
    let mut strengths: DVector<f64> =
        DVector::from_iterator(rated.len(), rated.iter().map(|&model| start.map_or(0.0, |from| from[model])));
    let mut report = Fit { strengths: vec![0.0; models], iterations: 0, gradient: 0.0 };
    while !rated.is_empty() {
        if report.iterations == MOST_ITERATIONS {
            return Err(Error::NoConvergence);
        }
        report.iterations += 1;
        let (gradient, hessian) = derivatives(&strengths, &inside, &rated, groups);
        report.gradient = gradient.amax();
        let step = hessian.cholesky().ok_or(Error::NoConvergence)?.solve(&gradient);
        let longest = step.amax();
        if !longest.is_finite() {
            return Err(Error::NoConvergence);
        }
        strengths -= step * (STEP_CAP / longest.max(STEP_CAP));
        if longest < TOLERANCE * (1.0 + strengths.amax()) {
            break;
        }
    }
    centre(&mut strengths, &rated, groups);
    rated.iter().enumerate().for_each(|(at, &model)| report.strengths[model] = strengths[at]);
    Ok(report)
}

/// Gradient and Hessian of the loss; 11ᵀ over each part makes the Hessian regular without moving the zero-sum solution.
fn derivatives(
    strengths: &DVector<f64>,
    inside: &[(usize, usize, &Cell)],
    rated: &[usize],
    groups: &Groups,
) -> (DVector<f64>, DMatrix<f64>) {
    let size = rated.len();
    let mut gradient = DVector::zeros(size);
    let mut hessian = DMatrix::zeros(size, size);
    for &(i, j, cell) in inside {
        let p = 1.0 / (1.0 + libm::exp(strengths[j] - strengths[i]));
        let pull = cell.weight * p - cell.score;
        gradient[i] += pull;
        gradient[j] -= pull;
        let curve = cell.weight * p * (1.0 - p);
        hessian[(i, i)] += curve;
        hessian[(j, j)] += curve;
        hessian[(i, j)] -= curve;
        hessian[(j, i)] -= curve;
    }
    for i in 0..size {
        for j in 0..size {
            if groups.rated[rated[i]] == groups.rated[rated[j]] {
                hessian[(i, j)] += 1.0;
            }
        }
    }
    (gradient, hessian)
}

fn centre(strengths: &mut DVector<f64>, rated: &[usize], groups: &Groups) {
    let parts: Vec<Option<usize>> = rated.iter().map(|&model| groups.rated[model]).collect();
    for at in 0..rated.len() {
        if parts[..at].contains(&parts[at]) {
            continue;
        }
        let members: Vec<usize> = (at..rated.len()).filter(|&other| parts[other] == parts[at]).collect();
        #[allow(clippy::cast_precision_loss)]
        let mean = members.iter().map(|&member| strengths[member]).sum::<f64>() / members.len() as f64;
        members.iter().for_each(|&member| strengths[member] -= mean);
    }
}
