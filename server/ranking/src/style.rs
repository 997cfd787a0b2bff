//! Style control: covariates of the two responses, and the side they were shown on, in the same regression.
//!
//! P(h = 1) = 1 / (1 + exp(−(ξ_left − ξ_right + β + γ·z))), where z are covariates of the judgment (left against right, see
//! [`normalised_difference`]) and β is the position term. FastChat centres z, which hides an advantage of the left side in
//! the centring; here z keeps its zero and β says it. A ridge, off by default, is put on γ alone and on the summed loss:
//! arena-rank's on the mean loss switches the control nearly off, and FastChat's shrinks the ratings as well.
//!
//! Intervals are sandwich estimates in the unit of the settings (prompts, annotators or judgments).

mod regression;

use crate::{
    Comparison, ELO_PER_NAT, Error, Gauge, Leaderboard, Rating, Resampling, Settings, Solver, leaderboard::TWO_SIDED,
    order::rank_by_ends,
};
use regression::{Regression, Solution};
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
/// judgment and name; [`Error::NotEstimable`] for those that are collinear (with each other or with the models), or that separate the
/// outcomes so that no finite coefficient exists.
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

impl Regression {
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
