//! Boards of single responses: ratings (a mean from 0 to 100) and correctness (accuracy in %, Wilson's interval, the gap to
//! a public benchmark). Intervals come from the same bootstrap as those of comparisons.

use crate::{
    Error, FEW_UNITS, Rating, Resampling, Settings,
    bootstrap::percentiles,
    draw::{Multinomial, generator},
    leaderboard::TWO_SIDED,
    order::rank_by_ends,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// One judgment of one response.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The model's index.
    pub model: u32,
    /// 0 to 100; of a correctness judgment 100 (right) or 0 (wrong).
    pub value: f64,
    /// The prompt's index.
    pub prompt: u32,
    /// The annotator's index.
    pub annotator: u32,
}

/// A rating on a scale from `least` to `most` as a value from 0 to 100.
#[must_use]
pub fn percent_of_scale(value: f64, least: f64, most: f64) -> f64 {
    (value - least) / (most - least) * 100.0
}

/// One model's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// The model's index.
    pub model: u32,
    /// Mean of its values, or accuracy in %; `None` without judgments.
    pub mean: Option<f64>,
    /// Lower end of the 95 % interval, within 0 to 100.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// 1 + the number of models whose lower end is above this one's upper end.
    pub rank: Option<u32>,
    /// Wilson's 95 % interval in % (correctness only), which takes judgments as independent; it tells something even where
    /// all are right, and the bootstrap cannot.
    pub wilson: Option<(f64, f64)>,
    /// Against the public benchmark, where there is one.
    pub gap: Option<Gap>,
    /// Judgments of it.
    pub judgments: u64,
    /// Whether it has fewer judgments than the settings ask for.
    pub provisional: bool,
}

/// How much better a model does on a public benchmark than here, in percentage points: above 0, it may have seen it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Accuracy on the benchmark in %.
    pub public: f64,
    /// Public minus private.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// Public results to compare accuracy with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// What it is called.
    pub name: String,
    /// Per model, its accuracy in % if known.
    pub accuracy: Vec<Option<f64>>,
    /// How many items it has; the interval of the gap then allows for their sampling as well.
    pub items: Option<u64>,
}

/// What readers of the board must know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreWarning {
    /// No judgments at all.
    NoJudgments,
    /// These models have none.
    NotJudged {
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
    /// All judgments of these models have the same value, so the bootstrap interval has no width.
    NoVariation {
        /// Their indices.
        models: Vec<u32>,
    },
    /// Too few units for intervals of that kind to be trusted.
    FewUnits {
        /// How many.
        units: u64,
    },
}

impl ScoreWarning {
    /// The same with the models numbered otherwise, as in another order of theirs.
    #[must_use]
    pub fn renumbered(mut self, number: impl Fn(u32) -> u32) -> Self {
        match &mut self {
            Self::NotJudged { models } | Self::BelowMinimum { models, .. } | Self::NoVariation { models } => {
                models.iter_mut().for_each(|model| *model = number(*model));
            }
            Self::NoJudgments | Self::FewUnits { .. } => {}
        }
        self
    }

    /// A plain sentence for a page, with models called by `name`.
    #[must_use]
    pub fn sentence(&self, name: impl Fn(u32) -> String) -> String {
        let names = |models: &[u32]| models.iter().map(|model| name(*model)).collect::<Vec<_>>().join(", ");
        match self {
            Self::NoJudgments => "There are no judgments yet, so nothing can be said.".to_owned(),
            Self::NotJudged { models } => format!("Never judged: {}. No number is shown.", names(models)),
            Self::BelowMinimum { models, minimum } => {
                format!("Provisional, with fewer than {minimum} judgments: {}.", names(models))
            }
            Self::NoVariation { models } => format!(
                "Every judgment of {} is the same, so the bootstrap gives an interval without width; it does not mean certainty.",
                names(models)
            ),
            Self::FewUnits { units } => format!(
                "The intervals rest on only {units} independent units (fewer than {FEW_UNITS}), too few to be trusted."
            ),
        }
    }
}

/// Everything computed from one set of scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreBoard {
    /// By model index.
    pub rows: Vec<ScoreRow>,
    /// What readers must know.
    pub warnings: Vec<ScoreWarning>,
    /// What the intervals come from: one of the bootstraps (their cost is no reason for a sandwich here).
    pub resampling: Resampling,
    /// Bootstrap rounds.
    pub rounds: u32,
    /// How many units there are to draw from.
    pub units: u64,
    /// Judgments read.
    pub judgments: u64,
    /// The benchmark that gaps are to.
    pub benchmark: Option<String>,
}

/// Ranks models by their mean rating.
///
/// # Errors
/// [`Error::UnknownModel`] naming the first bad score, from 0; [`Error::BadValue`] for one outside 0 to 100;
/// [`Error::BadSettings`].
pub fn rating_board(models: usize, scores: &[Score], settings: &Settings) -> Result<ScoreBoard, Error> {
    board(models, scores, settings)
}

/// Ranks models by the share of their responses that were right.
///
/// # Errors
/// As [`rating_board`]; [`Error::BadValue`] also for a score that is neither 0 nor 100, or a benchmark's accuracy outside
/// 0 to 100.
pub fn correctness_board(
    models: usize,
    scores: &[Score],
    benchmark: Option<&Benchmark>,
    settings: &Settings,
) -> Result<ScoreBoard, Error> {
    if let Some(at) = scores.iter().position(|score| score.value != 0.0 && score.value != 100.0) {
        return Err(Error::BadValue(format!("score {at} is neither right (100) nor wrong (0)")));
    }
    let public = |model: usize| benchmark.and_then(|known| known.accuracy.get(model).copied().flatten());
    if (0..models).filter_map(public).any(|accuracy| !(0.0..=100.0).contains(&accuracy)) {
        return Err(Error::BadValue("a benchmark's accuracy must lie between 0 and 100".to_owned()));
    }
    let mut board = board(models, scores, settings)?;
    board.benchmark = benchmark.map(|known| known.name.clone());
    for (model, row) in board.rows.iter_mut().enumerate() {
        let Some(mean) = row.mean else { continue };
        row.wilson = Some(wilson(mean / 100.0, row.judgments as f64));
        if let (Some(public), Some(lower), Some(upper)) = (public(model), row.lower, row.upper) {
            let items = benchmark.and_then(|known| known.items).filter(|items| *items > 0);
            let sampling = items.map_or(0.0, |items| TWO_SIDED.powi(2) * public * (100.0 - public) / items as f64);
            let reach = |half: f64| (half * half + sampling).sqrt();
            let difference = public - mean;
            let (below, above) = (difference - reach(upper - mean), difference + reach(mean - lower));
            row.gap = Some(Gap { public, difference, lower: below, upper: above });
        }
    }
    Ok(board)
}

/// Wilson's score interval (Wilson 1927) in %.
fn wilson(share: f64, count: f64) -> (f64, f64) {
    let square = TWO_SIDED * TWO_SIDED;
    let middle = share + square / (2.0 * count);
    let reach = TWO_SIDED * (share * (1.0 - share) / count + square / (4.0 * count * count)).sqrt();
    let scale = 100.0 / (1.0 + square / count);
    (((middle - reach) * scale).max(0.0), ((middle + reach) * scale).min(100.0))
}

/// Sum and count of one model's values in one unit.
#[derive(Clone, Copy)]
struct Part {
    model: u32,
    sum: f64,
    count: f64,
}

/// Scores added up by what is drawn: `parts[starts[u]..starts[u + 1]]` belong to unit u.
struct Units {
    starts: Vec<usize>,
    parts: Vec<Part>,
}

impl Units {
    fn of(scores: &[Score], resampling: Resampling) -> Self {
        let unit = |at: usize| match resampling {
            Resampling::Annotators => scores[at].annotator as usize,
            Resampling::Judgments | Resampling::Sandwich => at,
            Resampling::Prompts | Resampling::ClusterSandwich => scores[at].prompt as usize,
        };
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by_key(|at| (unit(*at), scores[*at].model));
        let mut units = Self { starts: vec![0], parts: Vec::new() };
        for members in order.chunk_by(|one, other| unit(*one) == unit(*other)) {
            for same in members.chunk_by(|one, other| scores[*one].model == scores[*other].model) {
                let sum = same.iter().map(|at| scores[*at].value).sum();
                units.parts.push(Part { model: scores[same[0]].model, sum, count: same.len() as f64 });
            }
            units.starts.push(units.parts.len());
        }
        units
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

fn board(models: usize, scores: &[Score], settings: &Settings) -> Result<ScoreBoard, Error> {
    settings.check(models)?;
    for (at, score) in scores.iter().enumerate() {
        if score.model as usize >= models {
            return Err(Error::UnknownModel(at));
        }
        if !(0.0..=100.0).contains(&score.value) {
            return Err(Error::BadValue(format!("score {at} is not between 0 and 100")));
        }
    }
    let resampling = match settings.resampling {
        Resampling::Sandwich => Resampling::Judgments,
        Resampling::ClusterSandwich => Resampling::Prompts,
        other => other,
    };
    let units = Units::of(scores, resampling);
    let means = rounds(models, &units, settings);
    let (mut sums, mut counts) = (vec![0.0; models], vec![0_u64; models]);
    let mut varies = vec![false; models];
    let mut first: Vec<Option<f64>> = vec![None; models];
    for score in scores {
        let at = score.model as usize;
        sums[at] += score.value;
        counts[at] += 1;
        varies[at] |= *first[at].get_or_insert(score.value) != score.value;
    }
    let rows = (0..models).map(|at| {
        // A round without the model says nothing about it: anything from 0 to 100.
        let ends = percentiles(means.iter().skip(at).step_by(models.max(1)).copied());
        let ends = ends.filter(|_| counts[at] > 0).map(|(lower, upper)| (lower.max(0.0), upper.min(100.0)));
        ScoreRow {
            model: at as u32,
            mean: (counts[at] > 0).then(|| sums[at] / counts[at] as f64),
            lower: ends.map(|(lower, _)| lower),
            upper: ends.map(|(_, upper)| upper),
            rank: None,
            wilson: None,
            gap: None,
            judgments: counts[at],
            provisional: counts[at] < settings.minimum_judgments,
        }
    });
    let mut rows: Vec<ScoreRow> = rows.collect();
    let end = |end: Option<f64>| end.map_or(Rating::Unknown, Rating::Finite);
    let ranks = rank_by_ends(&rows.iter().map(|row| (Some(0), end(row.lower), end(row.upper))).collect::<Vec<_>>());
    rows.iter_mut().zip(ranks).for_each(|(row, rank)| row.rank = rank);
    let mut warnings = Vec::new();
    let which = |test: &dyn Fn(usize) -> bool| -> Option<Vec<u32>> {
        let found: Vec<u32> = (0..models).filter(|at| test(*at)).map(|at| at as u32).collect();
        (!found.is_empty()).then_some(found)
    };
    if scores.is_empty() {
        warnings.push(ScoreWarning::NoJudgments);
    }
    warnings.extend(which(&|at| counts[at] == 0).map(|models| ScoreWarning::NotJudged { models }));
    let minimum = settings.minimum_judgments;
    warnings.extend(which(&|at| counts[at] < minimum).map(|models| ScoreWarning::BelowMinimum { models, minimum }));
    warnings.extend(which(&|at| counts[at] > 0 && !varies[at]).map(|models| ScoreWarning::NoVariation { models }));
    if !scores.is_empty() && (units.len() as u64) < FEW_UNITS {
        warnings.push(ScoreWarning::FewUnits { units: units.len() as u64 });
    }
    Ok(ScoreBoard {
        rows,
        warnings,
        resampling,
        rounds: settings.rounds,
        units: units.len() as u64,
        judgments: scores.len() as u64,
        benchmark: None,
    })
}

/// Round by round one mean per model; NaN for a model that was not drawn.
fn rounds(models: usize, units: &Units, settings: &Settings) -> Vec<f64> {
    let law = Multinomial::new(&vec![1; units.len()]);
    let mut means = vec![f64::NAN; models * settings.rounds as usize];
    means.par_chunks_mut(models.max(1)).zip(0..settings.rounds).for_each_init(
        || (vec![0; units.len()], vec![0.0; models]),
        |(drawn, counts), (means, round)| {
            law.draw(&mut generator(settings.seed, round), drawn);
            means.fill(0.0);
            counts.fill(0.0);
            for (unit, &times) in drawn.iter().enumerate().filter(|(_, times)| **times > 0) {
                for part in &units.parts[units.starts[unit]..units.starts[unit + 1]] {
                    means[part.model as usize] += f64::from(times) * part.sum;
                    counts[part.model as usize] += f64::from(times) * part.count;
                }
            }
            // 0 / 0 is NaN: nothing known.
            means.iter_mut().zip(counts.iter()).for_each(|(mean, count)| *mean /= count);
        },
    );
    means
}
