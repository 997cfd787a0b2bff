//! The logistic regression of ratings, covariates and position.

use super::{Covariates, Scale, StyleSettings};
use crate::{Comparison, Error, Leaderboard, Resampling, Settings, Solver};
use nalgebra::{DMatrix, DVector};

/// A judgment between two rated models of one component.
pub(super) struct Line {
    left: usize,
    right: usize,
    score: f64,
    weight: f64,
    prompt: u32,
    annotator: u32,
}

pub(super) struct Regression {
    /// Rated models, component by component.
    pub models: Vec<u32>,
    /// Component of each of them.
    pub components: Vec<u32>,
    pub lines: Vec<Line>,
    /// Per line the terms beside the models: the covariates that vary, then 1 for the position.
    terms: Vec<f64>,
    /// Which covariate each term is.
    pub varying: Vec<usize>,
    pub position: bool,
    ridge: f64,
}

pub(super) struct Solution {
    /// ξ per rated model, then γ, then β.
    pub parameters: DVector<f64>,
    inverse: DMatrix<f64>,
    pub solver: Solver,
}

const MOST_ITERATIONS: u32 = 100;
/// Cholesky pivots below this share of their diagonal mean that a column is a mix of the others.
const COLLINEAR: f64 = 1e-9;

impl Regression {
    pub fn of(
        comparisons: &[Comparison],
        covariates: &Covariates,
        scales: &[Scale],
        plain: &Leaderboard,
        settings: &Settings,
        style: &StyleSettings,
    ) -> Self {
        let mut rated: Vec<(u32, u32)> = plain
            .rows
            .iter()
            .filter(|row| row.elo.finite().is_some())
            .filter_map(|row| Some((row.component?, row.model)))
            .collect();
        rated.sort_unstable();
        let mut place = vec![None; plain.rows.len()];
        rated.iter().enumerate().for_each(|(at, (component, model))| place[*model as usize] = Some((*component, at)));
        let weights = crate::tally::weights_by_judgment(comparisons, settings.weighting);
        let varying: Vec<usize> = (0..scales.len()).filter(|at| scales[*at].deviation > 0.0).collect();
        let (mut lines, mut terms) = (Vec::new(), Vec::new());
        for (at, (comparison, weight)) in comparisons.iter().zip(weights).enumerate() {
            let (Some((one, left)), Some((other, right))) =
                (place[comparison.left as usize], place[comparison.right as usize])
            else {
                continue;
            };
            if one != other || weight == 0.0 {
                continue;
            }
            let (prompt, annotator) = (comparison.prompt, comparison.annotator);
            lines.push(Line { left, right, score: comparison.outcome.score(), weight, prompt, annotator });
            let row = &covariates.values[at * scales.len()..(at + 1) * scales.len()];
            terms.extend(varying.iter().map(|at| (row[*at] - scales[*at].centre) / scales[*at].unit));
            terms.extend(style.position.then_some(1.0));
        }
        Self {
            components: rated.iter().map(|(component, _)| *component).collect(),
            models: rated.into_iter().map(|(_, model)| model).collect(),
            lines,
            terms,
            varying,
            position: style.position,
            ridge: style.ridge,
        }
    }

    fn width(&self) -> usize {
        self.varying.len() + usize::from(self.position)
    }

    fn rows(&self) -> impl Iterator<Item = (&Line, &[f64])> {
        let width = self.width();
        self.lines.iter().enumerate().map(move |(at, line)| (line, &self.terms[at * width..(at + 1) * width]))
    }

    fn chance(&self, parameters: &DVector<f64>, line: &Line, terms: &[f64]) -> f64 {
        let shared = parameters.rows_range(self.models.len()..);
        let style: f64 = terms.iter().zip(shared.iter()).map(|(term, coefficient)| term * coefficient).sum();
        1.0 / (1.0 + libm::exp(-(parameters[line.left] - parameters[line.right] + style)))
    }

    /// Gradient and Hessian of the summed loss; 11ᵀ over each component pins its mean without moving the rest.
    fn derivatives(&self, parameters: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
        let (models, size) = (self.models.len(), self.models.len() + self.width());
        let (mut slope, mut hessian) = (DVector::zeros(size), DMatrix::zeros(size, size));
        for (line, terms) in self.rows() {
            let p = self.chance(parameters, line, terms);
            let (pull, curve) = (line.weight * (p - line.score), line.weight * p * (1.0 - p));
            slope[line.left] += pull;
            slope[line.right] -= pull;
            hessian[(line.left, line.left)] += curve;
            hessian[(line.right, line.right)] += curve;
            hessian[(line.left.max(line.right), line.left.min(line.right))] -= curve;
            for (at, term) in terms.iter().enumerate() {
                slope[models + at] += pull * term;
                hessian[(models + at, line.left)] += curve * term;
                hessian[(models + at, line.right)] -= curve * term;
                for (other, factor) in terms[..=at].iter().enumerate() {
                    hessian[(models + at, models + other)] += curve * term * factor;
                }
            }
        }
        for at in models..models + self.varying.len() {
            slope[at] += self.ridge * parameters[at];
            hessian[(at, at)] += self.ridge;
        }
        let mean = (0..models).map(|at| hessian[(at, at)]).sum::<f64>() / (models.max(1) as f64);
        for one in 0..models {
            for other in 0..=one {
                if self.components[one] == self.components[other] {
                    hessian[(one, other)] += mean / models as f64;
                }
            }
        }
        hessian.fill_upper_triangle_with_lower_triangle();
        (slope, hessian)
    }

    pub fn fit(&self) -> Result<Solution, Error> {
        let size = self.models.len() + self.width();
        let mut parameters = DVector::zeros(size);
        let mut solver = Solver::default();
        if self.lines.is_empty() {
            return Ok(Solution { inverse: DMatrix::zeros(size, size), parameters, solver });
        }
        let (mut slope, mut hessian) = self.derivatives(&parameters);
        for iteration in 1..=MOST_ITERATIONS {
            let diagonal = hessian.diagonal();
            let factors = hessian.clone().cholesky().ok_or(Error::NotEstimable)?;
            let pivots = factors.l_dirty().diagonal();
            if pivots.iter().zip(diagonal.iter()).any(|(pivot, whole)| pivot * pivot < COLLINEAR * whole) {
                return Err(Error::NotEstimable);
            }
            let mut step = factors.solve(&slope);
            let longest = step.amax();
            if !longest.is_finite() {
                return Err(Error::NoConvergence);
            }
            step *= 2.0 / longest.max(2.0);
            let (before, from) = (step.dot(&slope).abs(), parameters.clone());
            for _ in 0..MOST_ITERATIONS {
                parameters = &from - &step;
                (slope, hessian) = self.derivatives(&parameters);
                if step.dot(&slope).abs() <= before || step.amax() < 1e-13 {
                    break;
                }
                step *= 0.5;
            }
            if longest < 1e-12 * (1.0 + parameters.amax()) {
                solver = Solver { iterations: iteration, gradient: slope.amax() };
                return Ok(Solution { parameters, inverse: factors.inverse(), solver });
            }
        }
        Err(Error::NotEstimable)
    }

    /// Standard error per parameter: sandwich with scores added up by the unit.
    pub fn errors(&self, fit: &Solution, resampling: Resampling) -> Vec<f64> {
        let (models, size) = (self.models.len(), self.models.len() + self.width());
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        let unit = |at: usize| match resampling {
            Resampling::Prompts | Resampling::ClusterSandwich => self.lines[at].prompt as usize,
            Resampling::Annotators => self.lines[at].annotator as usize,
            Resampling::Judgments | Resampling::Sandwich => at,
        };
        order.sort_by_key(|at| unit(*at));
        let width = self.width();
        let mut middle: DMatrix<f64> = DMatrix::zeros(size, size);
        let mut sum: DVector<f64> = DVector::zeros(size);
        let mut touched: Vec<usize> = Vec::new();
        for cluster in order.chunk_by(|one, other| unit(*one) == unit(*other)) {
            for &at in cluster {
                let (line, terms) = (&self.lines[at], &self.terms[at * width..(at + 1) * width]);
                let pull = line.weight * (line.score - self.chance(&fit.parameters, line, terms));
                sum[line.left] += pull;
                sum[line.right] -= pull;
                terms.iter().enumerate().for_each(|(at, term)| sum[models + at] += pull * term);
                touched.extend([line.left, line.right]);
            }
            touched.extend(models..size);
            touched.sort_unstable();
            touched.dedup();
            for &one in &touched {
                for &other in &touched {
                    middle[(one, other)] += sum[one] * sum[other];
                }
            }
            touched.drain(..).for_each(|at| sum[at] = 0.0);
        }
        let mut half = DVector::zeros(size);
        let variance = |at: usize, half: &mut DVector<f64>| {
            let column = fit.inverse.column(at);
            half.gemv(1.0, &middle, &column, 0.0);
            column.dot(half).max(0.0)
        };
        (0..size).map(|at| variance(at, &mut half).sqrt()).collect()
    }
}
