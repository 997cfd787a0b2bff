//! From comparisons to a leaderboard.

use crate::{
    Comparison, ELO_PER_NAT, Error, FEW_UNITS, Gauge, Keep, Leaderboard, MOST_MODELS, Matchup, Outcome, PositionBias,
    Rating, Resampling, Row, Settings, Solver, Tally, Warning, Width,
    bootstrap::{Rounds, Unit, percentiles},
    connectivity::{Pair, Standing, Standings},
    layout::Layout,
    order::rank_by_ends,
    sandwich::Covariances,
    solve::{Fit, newton},
    tally::{Clusters, Evidence, Sides},
};
use rayon::prelude::*;

/// Two-sided 95 % point of the normal law.
pub(crate) const TWO_SIDED: f64 = 1.959_963_984_540_054;

/// Rates and ranks `models` models.
///
/// Minimises Σ w_t · ℓ(h_t, 1 / (1 + exp(ξ_right − ξ_left))), ties as h = 0.5, with weights and intervals as the settings
/// say. Weak data (see [`Warning`]) is no error.
///
/// # Errors
/// [`Error::UnknownModel`], [`Error::SelfComparison`] or [`Error::BadWeight`] naming the first bad comparison, from 0;
/// [`Error::TooManyModels`]; [`Error::BadSettings`]; [`Error::NoConvergence`].
pub fn leaderboard(models: usize, comparisons: &[Comparison], settings: &Settings) -> Result<Leaderboard, Error> {
    let mut tally = Tally::new(settings.weighting, Keep { prompts: true, annotators: true });
    for (at, comparison) in comparisons.iter().enumerate() {
        if comparison.left.max(comparison.right) as usize >= models {
            return Err(Error::UnknownModel(at));
        }
        tally.add(comparison)?;
    }
    leaderboard_of_tally(models, tally, settings)
}

/// As [`leaderboard`], from a tally that was filled comparison by comparison and made for the settings' weighting.
///
/// # Errors
/// As [`leaderboard`].
pub fn leaderboard_of_tally(models: usize, tally: Tally, settings: &Settings) -> Result<Leaderboard, Error> {
    settings.check(models)?;
    if models > MOST_MODELS {
        return Err(Error::TooManyModels(models));
    }
    let evidence = tally.finish();
    if evidence.cells.iter().any(|cell| cell.second as usize >= models) {
        return Err(Error::UnknownModel(0));
    }
    Assembly::fit(models, evidence, settings)?.board()
}

/// The fit of a whole board on its way to a [`Leaderboard`].
pub(crate) struct Assembly<'a> {
    pub models: usize,
    pub settings: &'a Settings,
    pub evidence: Evidence,
    pub standings: Standings,
    pub layout: Layout,
    pub fits: Vec<Fit>,
    pub warnings: Vec<Warning>,
}

impl<'a> Assembly<'a> {
    fn fit(models: usize, evidence: Evidence, settings: &'a Settings) -> Result<Self, Error> {
        let weights = evidence.weights(settings.weighting);
        let pairs = pairs(&evidence, &weights);
        let standings = Standings::of(models, pairs.iter().copied());
        let layout = Layout::of(models, &evidence, &weights, &standings);
        let fit = |part: &crate::layout::Part| {
            let start = vec![0.0; part.models.len()];
            newton(part, &layout.weight[part.pairs.clone()], &layout.score[part.pairs.clone()], &start)
        };
        let fits = layout.parts.iter().map(fit).collect::<Result<_, _>>()?;
        Ok(Self { models, settings, evidence, standings, layout, fits, warnings: Vec::new() })
    }

    fn board(mut self) -> Result<Leaderboard, Error> {
        self.warn_of_weak_data();
        let resampling = self.resampling();
        let by_judgment = Covariances::of(&self.layout, &self.fits, None);
        let by_prompt =
            self.evidence.by_prompt.as_ref().map(|prompts| Covariances::of(&self.layout, &self.fits, Some(prompts)));
        let by_annotator = match &self.evidence.by_annotator {
            Some(annotators) if resampling == Resampling::Annotators => {
                Some(Covariances::of(&self.layout, &self.fits, Some(annotators)))
            }
            _ => None,
        };
        let rounds = self.rounds(resampling)?;
        let covariances = match resampling {
            Resampling::Prompts | Resampling::ClusterSandwich => by_prompt.as_ref(),
            Resampling::Annotators => by_annotator.as_ref(),
            Resampling::Judgments | Resampling::Sandwich => None,
        };
        let covariances = covariances.unwrap_or(&by_judgment);
        let ends = self.ends(rounds.as_ref(), covariances);
        let mut rows = self.rows(&ends);
        if let Some(rounds) = &rounds {
            self.share_ranks(rounds, &mut rows);
            if rounds.infinite > 0 {
                let (infinite, rounds) = (rounds.infinite, self.settings.rounds);
                self.warnings.push(Warning::InfiniteRounds { infinite, rounds });
            }
        }
        let ends_of = |row: &Row| (row.component, row.lower, row.upper);
        let ranks = rank_by_ends(&rows.iter().map(ends_of).collect::<Vec<_>>());
        rows.iter_mut().zip(ranks).for_each(|(row, rank)| row.rank = rank);
        let neighbours = self.neighbours(rounds.as_ref(), covariances, &by_judgment);
        let mut widths = vec![Width {
            resampling,
            mean_half_width: mean_half_width(ends.iter().flatten().copied()),
            units: self.units(resampling),
        }];
        for (resampling, covariances) in
            [(Resampling::ClusterSandwich, by_prompt.as_ref()), (Resampling::Sandwich, Some(&by_judgment))]
        {
            if let Some(covariances) = covariances {
                let ends = self.ends(None, covariances);
                let mean_half_width = mean_half_width(ends.into_iter().flatten());
                widths.push(Width { resampling, mean_half_width, units: self.units(resampling) });
            }
        }
        let solver = Solver {
            iterations: self.fits.iter().map(|fit| fit.iterations).max().unwrap_or(0),
            gradient: self.fits.iter().map(|fit| fit.gradient).fold(0.0, f64::max),
        };
        Ok(Leaderboard {
            matchups: self.matchups(),
            rows,
            warnings: self.warnings,
            weighting: self.settings.weighting,
            resampling,
            rounds: rounds.as_ref().map_or(0, |_| self.settings.rounds),
            infinite_rounds: rounds.as_ref().map_or(0, |rounds| rounds.infinite),
            widths,
            judgments: self.evidence.sides.judgments,
            neighbours,
            position: position(self.evidence.sides, &self.evidence.sides_by_prompt),
            solver,
        })
    }

    fn warn_of_weak_data(&mut self) {
        let evidence = &self.evidence;
        let mut warnings = Vec::new();
        if self.models < 2 {
            warnings.push(Warning::OneModel);
        }
        if evidence.sides.judgments == 0 {
            warnings.push(Warning::NoJudgments);
        }
        if self.standings.components > 1 {
            warnings.push(Warning::Disconnected { groups: self.standings.components });
        }
        let standing = |which: Standing, compared: bool| -> Vec<u32> {
            (0..self.models)
                .filter(|&at| self.standings.of[at] == which && self.standings.component[at].is_some() == compared)
                .map(|at| at as u32)
                .collect()
        };
        let mut warn = |models: Vec<u32>, warning: fn(Vec<u32>) -> Warning| {
            if !models.is_empty() {
                warnings.push(warning(models));
            }
        };
        warn(standing(Standing::Above, true), |models| Warning::NeverLost { models });
        warn(standing(Standing::Below, true), |models| Warning::NeverWon { models });
        warn(standing(Standing::Unknown, true), |models| Warning::Unplaced { models });
        warn(standing(Standing::Unknown, false), |models| Warning::NotCompared { models });
        if evidence.sides.judgments > 0 && evidence.cells.iter().all(|cell| cell.outcome == Outcome::Tie) {
            warnings.push(Warning::AllTies);
        }
        if evidence.zero_weights > 0 {
            warnings.push(Warning::ZeroWeights { judgments: evidence.zero_weights });
        }
        if evidence.unused_weights {
            warnings.push(Warning::WeightsNotUsed);
        }
        self.warnings = warnings;
    }

    /// Where the intervals come from in fact.
    fn resampling(&mut self) -> Resampling {
        let (asked, judgments) = (self.settings.resampling, self.evidence.sides.judgments);
        if judgments == 0 {
            return asked;
        }
        let known = match asked {
            Resampling::Prompts | Resampling::ClusterSandwich => self.evidence.by_prompt.is_some(),
            Resampling::Annotators => self.evidence.by_annotator.is_some(),
            Resampling::Judgments | Resampling::Sandwich => true,
        };
        let used = match asked {
            Resampling::ClusterSandwich if !known => Resampling::Sandwich,
            _ if !known => Resampling::Judgments,
            Resampling::Prompts if judgments > self.settings.sandwich_above => Resampling::ClusterSandwich,
            asked => asked,
        };
        if !known {
            self.warnings.push(Warning::UnitUnknown { asked });
        } else if used != asked {
            self.warnings.push(Warning::SandwichServes { judgments, above: self.settings.sandwich_above });
        }
        let units = self.units(used);
        if units < FEW_UNITS {
            self.warnings.push(Warning::FewUnits { units });
        }
        used
    }

    fn units(&self, resampling: Resampling) -> u64 {
        let count = |clusters: &Option<Clusters>| clusters.as_ref().map_or(0, |clusters| clusters.len() as u64);
        match resampling {
            Resampling::Prompts | Resampling::ClusterSandwich => count(&self.evidence.by_prompt),
            Resampling::Annotators => count(&self.evidence.by_annotator),
            Resampling::Judgments | Resampling::Sandwich => self.evidence.sides.judgments,
        }
    }

    fn rounds(&self, resampling: Resampling) -> Result<Option<Rounds>, Error> {
        let unit = match resampling {
            _ if self.layout.parts.is_empty() => return Ok(None),
            Resampling::Sandwich | Resampling::ClusterSandwich => return Ok(None),
            Resampling::Judgments => Some(Unit::Judgments),
            Resampling::Prompts => self.evidence.by_prompt.as_ref().map(Unit::Clusters),
            Resampling::Annotators => self.evidence.by_annotator.as_ref().map(Unit::Clusters),
        };
        unit.map(|unit| Rounds::draw(&self.layout, &self.fits, &unit, self.settings.rounds, self.settings.seed))
            .transpose()
    }

    /// Ends of the 95 % interval of ξ per model, in the zero-sum gauge; `None` for models without a rating.
    fn ends(&self, rounds: Option<&Rounds>, covariances: &Covariances) -> Vec<Option<(f64, f64)>> {
        let end = |model: usize| {
            let place = self.layout.place[model]?;
            match rounds {
                Some(rounds) => percentiles(rounds.of_model(model)),
                None => {
                    let middle = self.fits[place.0 as usize].strengths[place.1 as usize];
                    let reach = TWO_SIDED * covariances.error(place);
                    Some((middle - reach, middle + reach))
                }
            }
        };
        (0..self.models).into_par_iter().map(end).collect()
    }

    fn rows(&mut self, ends: &[Option<(f64, f64)>]) -> Vec<Row> {
        let shift = self.shifts();
        let mut rows: Vec<Row> = (0..self.models)
            .map(|at| {
                let mut row = Row {
                    model: at as u32,
                    elo: match self.standings.of[at] {
                        Standing::Above => Rating::Above,
                        Standing::Below => Rating::Below,
                        Standing::Rated | Standing::Unknown => Rating::Unknown,
                    },
                    lower: Rating::Unknown,
                    upper: Rating::Unknown,
                    rank: None,
                    rank_shares: Vec::new(),
                    judgments: 0,
                    wins: 0,
                    ties: 0,
                    losses: 0,
                    provisional: false,
                    component: self.standings.component[at],
                };
                if let (Some((part, local)), Some((lower, upper))) = (self.layout.place[at], ends[at]) {
                    let elo = |strength: f64| Rating::of(shift[part as usize] + ELO_PER_NAT * strength);
                    row.elo = elo(self.fits[part as usize].strengths[local as usize]);
                    (row.lower, row.upper) = (elo(lower), elo(upper));
                }
                row
            })
            .collect();
        for cell in &self.evidence.cells {
            for (model, outcome) in [(cell.first, cell.outcome), (cell.second, cell.outcome.reversed())] {
                let row = &mut rows[model as usize];
                row.judgments += cell.count;
                *match outcome {
                    Outcome::Win => &mut row.wins,
                    Outcome::Tie => &mut row.ties,
                    Outcome::Loss => &mut row.losses,
                } += cell.count;
            }
        }
        let minimum = self.settings.minimum_judgments;
        rows.iter_mut().for_each(|row| row.provisional = row.judgments < minimum);
        let provisional: Vec<u32> = rows.iter().filter(|row| row.provisional).map(|row| row.model).collect();
        if !provisional.is_empty() {
            self.warnings.push(Warning::BelowMinimum { models: provisional, minimum });
        }
        rows
    }

    /// Elo of ξ = 0 per part.
    fn shifts(&mut self) -> Vec<f64> {
        match self.settings.gauge {
            Gauge::Mean(at) => vec![at; self.fits.len()],
            Gauge::Anchor { model, at } => {
                let mut shifts = vec![at; self.fits.len()];
                match self.layout.place[model as usize] {
                    Some((part, local)) => {
                        let part = part as usize;
                        shifts[part] -= ELO_PER_NAT * self.fits[part].strengths[local as usize];
                    }
                    None => self.warnings.push(Warning::AnchorUnrated { model }),
                }
                shifts
            }
        }
    }

    fn matchups(&self) -> Vec<Matchup> {
        let cells = &self.evidence.cells;
        let mut found = Vec::new();
        for pair in cells.chunk_by(|one, other| (one.first, one.second) == (other.first, other.second)) {
            let (first, second) = (pair[0].first, pair[0].second);
            let count = |outcome: Outcome| {
                pair.iter().filter(|cell| cell.outcome == outcome).map(|cell| cell.count).sum::<u64>()
            };
            let (wins, ties, losses) = (count(Outcome::Win), count(Outcome::Tie), count(Outcome::Loss));
            let predicted = match (self.layout.place[first as usize], self.layout.place[second as usize]) {
                (Some((part, one)), Some((same, other))) if part == same => {
                    let strengths = &self.fits[part as usize].strengths;
                    Some(1.0 / (1.0 + libm::exp(strengths[other as usize] - strengths[one as usize])))
                }
                _ => None,
            };
            let judgments = wins + ties + losses;
            found.push(Matchup { model: first, opponent: second, judgments, wins, ties, predicted });
            let predicted = predicted.map(|chance| 1.0 - chance);
            found.push(Matchup { model: second, opponent: first, judgments, wins: losses, ties, predicted });
        }
        found.sort_unstable_by_key(|matchup| (matchup.model, matchup.opponent));
        found
    }
}

/// In Elo, over bounded intervals.
fn mean_half_width(ends: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, count) = ends
        .map(|(lower, upper)| upper - lower)
        .filter(|width| width.is_finite())
        .fold((0.0, 0_u32), |(sum, count), width| (sum + width, count + 1));
    (count > 0).then(|| ELO_PER_NAT * sum / 2.0 / f64::from(count))
}

/// Total weight and score per pair, from cells sorted by pair.
fn pairs(evidence: &Evidence, weights: &[f64]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for (cell, weight) in evidence.cells.iter().zip(weights) {
        if pairs.last().is_none_or(|last| (last.first, last.second) != (cell.first, cell.second)) {
            pairs.push(Pair { first: cell.first, second: cell.second, weight: 0.0, score: 0.0 });
        }
        if let Some(last) = pairs.last_mut() {
            let weight = weight * cell.count as f64;
            last.weight += weight;
            last.score += weight * cell.outcome.score();
        }
    }
    pairs
}

/// Share of the left side, with a normal interval that adds deviations up by prompt where prompts are known.
fn position(sides: Sides, by_prompt: &[Sides]) -> Option<PositionBias> {
    let count = sides.judgments as f64;
    if sides.judgments == 0 {
        return None;
    }
    let share = sides.left_half_points as f64 / 2.0 / count;
    let deviation = |sides: &Sides| sides.left_half_points as f64 / 2.0 - share * sides.judgments as f64;
    // Without prompts the variance of one judgment is bounded by that of a coin without ties.
    let square = if by_prompt.is_empty() {
        count * share * (1.0 - share)
    } else {
        by_prompt.iter().map(|sides| deviation(sides).powi(2)).sum()
    };
    let reach = TWO_SIDED * square.sqrt() / count;
    Some(PositionBias { left_share: share, lower: (share - reach).max(0.0), upper: (share + reach).min(1.0) })
}
