//! Maximum likelihood of the Bradley–Terry model (Bradley & Terry 1952) on one rated part.
//!
//! The loss Σ w ℓ(h, P) depends on two numbers per pair: total weight n and score s of the first model. [`newton`] finds
//! the full data's strengths; [`Chord`] finds a bootstrap round's from there, with the full data's inverse Hessian all
//! the way, so that a round costs a few passes over the pairs and no factorisation.

use crate::{Error, layout::Part};
use nalgebra::{DMatrix, DVector};

/// A fit of one part.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    /// ξ per local model in natural-log units, summing to zero.
    pub strengths: DVector<f64>,
    /// Inverse of the Hessian plus 11ᵀ × its mean diagonal, which leaves the zero-sum directions alone.
    pub inverse: DMatrix<f64>,
    /// Newton steps taken.
    pub iterations: u32,
    /// Largest entry of the gradient at the end.
    pub gradient: f64,
}

/// Most a strength moves in one Newton step, so that a far start cannot overshoot.
const STEP_CAP: f64 = 2.0;
/// Convergence of the fit: the largest move of a strength, far below 1e-9 Elo.
const TOLERANCE: f64 = 1e-13;
/// Convergence of a bootstrap round, in strength: 2e-7 Elo, a millionth of what 1,000 rounds can resolve.
const ROUND_TOLERANCE: f64 = 1e-9;
const MOST_ITERATIONS: u32 = 200;
const MOST_CHORDS: u32 = 40;

/// Odds e^ξ per model; `libm`'s portable code, so that every machine gets the same bits.
fn odds(strengths: &[f64], out: &mut [f64]) {
    out.iter_mut().zip(strengths).for_each(|(out, strength)| *out = libm::exp(*strength));
}

/// The gradient of the loss: Σ (n p − s) on the first model of each pair, its negative on the second.
fn gradient(part: &Part, odds: &[f64], weight: &[f64], score: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for first in 0..part.models.len() {
        let row = part.starts[first] as usize..part.starts[first + 1] as usize;
        let one = odds[first];
        let (second, weight, score) = (&part.second[row.clone()], &weight[row.clone()], &score[row]);
        let mut sum = 0.0;
        for ((&second, &weight), &score) in second.iter().zip(weight).zip(score) {
            let pull = weight * (one / (one + odds[second as usize])) - score;
            sum += pull;
            out[second as usize] -= pull;
        }
        out[first] += sum;
    }
}

/// Chance that the first model scores, per pair in order.
pub(crate) fn chances<'a>(part: &'a Part, strengths: &'a DVector<f64>) -> impl Iterator<Item = f64> + 'a {
    part.ends().map(|(first, second)| 1.0 / (1.0 + libm::exp(strengths[second] - strengths[first])))
}

/// Hessian plus 11ᵀ times its mean diagonal.
fn hessian(part: &Part, odds: &[f64], weight: &[f64]) -> DMatrix<f64> {
    let size = part.models.len();
    let mut hessian = DMatrix::zeros(size, size);
    for ((first, second), weight) in part.ends().zip(weight) {
        let sum = odds[first] + odds[second];
        let curve = weight * (odds[first] / sum) * (odds[second] / sum);
        hessian[(first, first)] += curve;
        hessian[(second, second)] += curve;
        hessian[(first, second)] -= curve;
        hessian[(second, first)] -= curve;
    }
    let mean = hessian.trace() / (size as f64 * size as f64);
    hessian.add_scalar_mut(mean);
    hessian
}

fn centre(strengths: &mut DVector<f64>) {
    let mean = strengths.sum() / strengths.len() as f64;
    strengths.add_scalar_mut(-mean);
}

/// Fits one part from `start`. The part must be strongly connected under these weights and scores.
///
/// Newton's method with a step cap; a step after which the slope along it is steeper than before (an overshoot: the loss
/// is convex) is halved.
///
/// # Errors
/// [`Error::NoConvergence`].
pub(crate) fn newton(part: &Part, weight: &[f64], score: &[f64], start: &[f64]) -> Result<Fit, Error> {
    let size = part.models.len();
    let mut strengths = DVector::from_column_slice(start);
    let (mut ratio, mut slope) = (vec![0.0; size], DVector::zeros(size));
    odds(strengths.as_slice(), &mut ratio);
    gradient(part, &ratio, weight, score, slope.as_mut_slice());
    for iteration in 1..=MOST_ITERATIONS {
        let factors = hessian(part, &ratio, weight).cholesky().ok_or(Error::NoConvergence)?;
        let mut step = factors.solve(&slope);
        let longest = step.amax();
        if !longest.is_finite() {
            return Err(Error::NoConvergence);
        }
        step *= STEP_CAP / longest.max(STEP_CAP);
        let before = step.dot(&slope).abs();
        let from = strengths.clone();
        for _ in 0..MOST_ITERATIONS {
            strengths = &from - &step;
            centre(&mut strengths);
            odds(strengths.as_slice(), &mut ratio);
            gradient(part, &ratio, weight, score, slope.as_mut_slice());
            let moved = step.amax();
            if step.dot(&slope).abs() <= before || moved < TOLERANCE {
                break;
            }
            step *= 0.5;
        }
        if longest < TOLERANCE * (1.0 + strengths.amax()) {
            let inverse = factors.inverse();
            return Ok(Fit { gradient: slope.amax(), strengths, inverse, iterations: iteration });
        }
    }
    Err(Error::NoConvergence)
}

/// Solves bootstrap rounds of one part; one per thread, for its scratch memory.
#[derive(Clone, Debug)]
pub(crate) struct Chord {
    odds: Vec<f64>,
    slope: DVector<f64>,
    step: DVector<f64>,
}

impl Chord {
    pub fn new(size: usize) -> Self {
        Self { odds: vec![0.0; size], slope: DVector::zeros(size), step: DVector::zeros(size) }
    }

    /// The strengths under other weights and scores, from the full data's fit. The part must be strongly connected under
    /// them. Where the chord iteration is slow, Newton's method takes over.
    ///
    /// # Errors
    /// [`Error::NoConvergence`].
    pub fn solve(
        &mut self,
        part: &Part,
        fit: &Fit,
        weight: &[f64],
        score: &[f64],
        out: &mut [f64],
    ) -> Result<(), Error> {
        out.copy_from_slice(fit.strengths.as_slice());
        let mut last = f64::INFINITY;
        for _ in 0..MOST_CHORDS {
            odds(out, &mut self.odds);
            gradient(part, &self.odds, weight, score, self.slope.as_mut_slice());
            self.step.gemv(1.0, &fit.inverse, &self.slope, 0.0);
            out.iter_mut().zip(self.step.iter()).for_each(|(strength, step)| *strength -= step);
            let longest = self.step.amax();
            if longest < ROUND_TOLERANCE {
                return Ok(());
            }
            // Not shrinking: this round's Hessian is too unlike the full data's. NaN ends here as well.
            if longest >= last || longest.is_nan() {
                break;
            }
            last = longest;
        }
        let fitted = newton(part, weight, score, fit.strengths.as_slice())?;
        out.copy_from_slice(fitted.strengths.as_slice());
        Ok(())
    }
}
