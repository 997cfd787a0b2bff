//! Style control: covariates of the two responses, and the side they were shown on, in the same regression.
//!
//! P(h = 1) = 1 / (1 + exp(−(ξ_left − ξ_right + β + γ·z))), where z are covariates of the judgment (left against right, see
//! [`normalised_difference`]) and β is the position term. FastChat centres z, which hides an advantage of the left side in
//! the centring; here z keeps its zero and β says it. A ridge, off by default, is put on γ alone and on the summed loss:
//! arena-rank's on the mean loss switches the control nearly off, and FastChat's shrinks the ratings as well.
//!
//! Intervals are sandwich estimates in the unit of the settings (prompts, annotators or judgments).

use crate::{
    Comparison, ELO_PER_NAT, Error, Gauge, Leaderboard, Rating, Resampling, Settings, Solver,
    leaderboard::{TWO_SIDED, rank_by_ends},
};
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

/// The normalised difference (a − b) / (a + b + offset) of a count in the left and the right response, 0 where both are 0.
/// The method's offset is 0; FastChat's is 1.
#[must_use]
pub fn normalised_difference(left: f64, right: f64, offset: f64) -> f64 {
    let sum = left + right + offset;
    if sum == 0.0 { 0.0 } else { (left - right) / sum }
}

/// Covariates of every judgment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Covariates {
    /// What they are called, in order.
    pub names: Vec<String>,
    /// Judgment by judgment one value per name: left against right, so that swapping the sides changes the sign.
    pub values: Vec<f64>,
}

/// What one unit of a covariate means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scaling {
    /// As given.
    AsGiven,
    /// One population standard deviation; zero stays zero.
    #[default]
    Deviation,
    /// One population standard deviation from the mean, as FastChat does it.
    Standardised,
}

/// How style is controlled.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StyleSettings {
    /// What one unit of a covariate means.
    pub scaling: Scaling,
    /// λ of the penalty λ / 2 · |γ|² on the summed loss.
    pub ridge: f64,
    /// Whether the side has a term of its own.
    pub position: bool,
}

impl Default for StyleSettings {
    fn default() -> Self {
        Self { scaling: Scaling::default(), ridge: 0.0, position: true }
    }
}

/// One coefficient, in natural-log units of odds per unit of its covariate; times [`ELO_PER_NAT`] it is Elo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The covariate, or `position`.
    pub name: String,
    /// The estimate and the ends of its 95 % interval; `None` for a covariate that never varies.
    pub estimate: Option<Estimate>,
    /// Population standard deviation of the covariate as given; 1 for the position term.
    pub deviation: f64,
}

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// One model with and without control of style.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StyledRow {
    /// The model's index.
    pub model: u32,
    /// Its rating with style controlled.
    pub elo: Rating,
    /// Lower end of the 95 % interval.
    pub lower: Rating,
    /// Upper end of the 95 % interval.
    pub upper: Rating,
    /// By the same rule as on the plain board.
    pub rank: Option<u32>,
    /// Its rating on the plain board.
    pub plain_elo: Rating,
    /// Its rank on the plain board.
    pub plain_rank: Option<u32>,
}

/// The board with style controlled, beside the plain one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StyledBoard {
    /// By model index.
    pub rows: Vec<StyledRow>,
    /// By covariate, in the order given.
    pub coefficients: Vec<Coefficient>,
    /// The advantage of the left side, where asked for.
    pub position: Option<Coefficient>,
    /// The sandwich that the intervals come from; clustered by annotator where the settings resample annotators.
    pub resampling: Resampling,
    /// How the fit went.
    pub solver: Solver,
}

/// Rates and ranks the models of a plain board with style controlled, from the comparisons and settings that gave it. Models
/// without a finite rating there have none here.
///
/// # Errors
/// [`Error::UnknownModel`]; [`Error::BadSettings`]; [`Error::BadValue`] for covariates that are not one finite number per
/// judgment and name, that are collinear (with each other or with the models), or that separate the outcomes so that no
/// finite coefficient exists.
pub fn styled_board(
    plain: &Leaderboard,
    comparisons: &[Comparison],
    covariates: &Covariates,
    settings: &Settings,
    style: &StyleSettings,
) -> Result<StyledBoard, Error> {
    let (models, width) = (plain.rows.len(), covariates.names.len());
    settings.check(models)?;
    if let Some(at) = comparisons.iter().position(|comparison| comparison.left.max(comparison.right) as usize >= models)
    {
        return Err(Error::UnknownModel(at));
    }
    if covariates.values.len() != width * comparisons.len() {
        return Err(Error::BadValue("there must be one value per judgment and covariate".to_owned()));
    }
    if !covariates.values.iter().all(|value| value.is_finite()) {
        return Err(Error::BadValue("a covariate is not a finite number".to_owned()));
    }
    if !(style.ridge >= 0.0 && style.ridge.is_finite()) {
        return Err(Error::BadSettings("the ridge must be a number of at least 0".to_owned()));
    }
    let scales = scales(covariates, style.scaling);
    let regression = Regression::of(comparisons, covariates, &scales, plain, settings, style);
    let fit = regression.fit()?;
    let errors = regression.errors(&fit, plain.resampling);
    Ok(regression.board(&fit, &errors, plain, covariates, &scales, settings))
}

/// Mean to take off, number to divide by, and deviation of one covariate.
#[derive(Clone, Copy, Debug)]
struct Scale {
    centre: f64,
    unit: f64,
    deviation: f64,
}

fn scales(covariates: &Covariates, scaling: Scaling) -> Vec<Scale> {
    let width = covariates.names.len();
    (0..width)
        .map(|at| {
            let column = || covariates.values.iter().skip(at).step_by(width);
            let count = column().count() as f64;
            let mean = column().sum::<f64>() / count;
            let deviation = (column().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
            match scaling {
                Scaling::AsGiven => Scale { centre: 0.0, unit: 1.0, deviation },
                Scaling::Deviation => Scale { centre: 0.0, unit: deviation, deviation },
                Scaling::Standardised => Scale { centre: mean, unit: deviation, deviation },
            }
        })
        .collect()
}

/// A judgment between two rated models of one component.
struct Line {
    left: usize,
    right: usize,
    score: f64,
    weight: f64,
    prompt: u32,
    annotator: u32,
}

struct Regression {
    /// Rated models, component by component.
    models: Vec<u32>,
    /// Component of each of them.
    components: Vec<u32>,
    lines: Vec<Line>,
    /// Per line the terms beside the models: the covariates that vary, then 1 for the position.
    terms: Vec<f64>,
    /// Which covariate each term is.
    varying: Vec<usize>,
    position: bool,
    ridge: f64,
}

struct Solution {
    /// ξ per rated model, then γ, then β.
    parameters: DVector<f64>,
    inverse: DMatrix<f64>,
    solver: Solver,
}

const MOST_ITERATIONS: u32 = 100;
/// Cholesky pivots below this share of their diagonal mean that a column is a mix of the others.
const COLLINEAR: f64 = 1e-9;

impl Regression {
    fn of(
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

    fn fit(&self) -> Result<Solution, Error> {
        let not_estimable = || {
            Error::BadValue(
                "the covariates cannot be estimated: they are mixes of each other or of the models, or they separate the outcomes"
                    .to_owned(),
            )
        };
        let size = self.models.len() + self.width();
        let mut parameters = DVector::zeros(size);
        let mut solver = Solver::default();
        if self.lines.is_empty() {
            return Ok(Solution { inverse: DMatrix::zeros(size, size), parameters, solver });
        }
        let (mut slope, mut hessian) = self.derivatives(&parameters);
        for iteration in 1..=MOST_ITERATIONS {
            let diagonal = hessian.diagonal();
            let factors = hessian.clone().cholesky().ok_or_else(not_estimable)?;
            let pivots = factors.l_dirty().diagonal();
            if pivots.iter().zip(diagonal.iter()).any(|(pivot, whole)| pivot * pivot < COLLINEAR * whole) {
                return Err(not_estimable());
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
        Err(not_estimable())
    }

    /// Standard error per parameter: sandwich with scores added up by the unit.
    fn errors(&self, fit: &Solution, resampling: Resampling) -> Vec<f64> {
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

    fn board(
        &self,
        fit: &Solution,
        errors: &[f64],
        plain: &Leaderboard,
        covariates: &Covariates,
        scales: &[Scale],
        settings: &Settings,
    ) -> StyledBoard {
        let mut rows: Vec<StyledRow> = plain
            .rows
            .iter()
            .map(|row| StyledRow {
                model: row.model,
                elo: if row.elo.finite().is_some() { Rating::Unknown } else { row.elo },
                lower: Rating::Unknown,
                upper: Rating::Unknown,
                rank: None,
                plain_elo: row.elo,
                plain_rank: row.rank,
            })
            .collect();
        for (at, &model) in self.models.iter().enumerate() {
            let members = || (0..self.models.len()).filter(|other| self.components[*other] == self.components[at]);
            let mean = members().map(|member| fit.parameters[member]).sum::<f64>() / members().count() as f64;
            let (zero, centre) = match settings.gauge {
                Gauge::Mean(centre) => (mean, centre),
                Gauge::Anchor { model, at: centre } => {
                    let anchor = members().find(|member| self.models[*member] == model);
                    (anchor.map_or(mean, |anchor| fit.parameters[anchor]), centre)
                }
            };
            let elo = |strength: f64| Rating::of(centre + ELO_PER_NAT * (strength - zero));
            let (middle, reach) = (fit.parameters[at], TWO_SIDED * errors[at]);
            let row = &mut rows[model as usize];
            (row.elo, row.lower, row.upper) = (elo(middle), elo(middle - reach), elo(middle + reach));
        }
        let ends = |row: &StyledRow| (plain.rows[row.model as usize].component, row.lower, row.upper);
        let ranks = rank_by_ends(&rows.iter().map(ends).collect::<Vec<_>>());
        rows.iter_mut().zip(ranks).for_each(|(row, rank)| row.rank = rank);
        let estimate = |at: usize| {
            let (value, reach) = (fit.parameters[at], TWO_SIDED * errors[at]);
            (!self.lines.is_empty()).then_some(Estimate { value, lower: value - reach, upper: value + reach })
        };
        let models = self.models.len();
        let coefficients = covariates.names.iter().enumerate().map(|(at, name)| Coefficient {
            name: name.clone(),
            estimate: self.varying.iter().position(|known| *known == at).and_then(|term| estimate(models + term)),
            deviation: scales[at].deviation,
        });
        StyledBoard {
            rows,
            coefficients: coefficients.collect(),
            position: self.position.then(|| Coefficient {
                name: "position".to_owned(),
                estimate: estimate(models + self.varying.len()),
                deviation: 1.0,
            }),
            resampling: match plain.resampling {
                Resampling::Prompts => Resampling::ClusterSandwich,
                Resampling::Judgments => Resampling::Sandwich,
                other => other,
            },
            solver: fit.solver,
        }
    }
}
