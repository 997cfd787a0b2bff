//! The board of a comparison evaluation.

use super::{
    Board, BoardRow, Caution, Counts, ErrorTagRates, Intervals, Material, NeighbourLine, Share, number, places,
    reviewers, row_of, share_of, slices, style,
};
use crate::{Error, releases::ReleaseSettings};
use assay_domain::{
    ModelId, PersonId, PromptId,
    judgment::{Preference, Side},
};
use assay_ranking::{
    Comparison, Leaderboard, Outcome, Resampling, Row,
    agreement::{Agreement, Label, Level, agreement},
};
use assay_store::{
    models::Model,
    releases::{Approved, ApprovedOutcome},
};
use std::collections::{BTreeMap, HashMap};

/// One comparison: the models as shown, and the preference.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub left: ModelId,
    pub right: ModelId,
    pub preference: Preference,
}

/// The comparison of a judgment; the other kinds have none.
pub(super) fn seen(judgment: &Approved) -> Option<Seen> {
    match judgment.outcome {
        ApprovedOutcome::Comparison { left, right, preference, .. } => Some(Seen { left, right, preference }),
        ApprovedOutcome::Rating { .. } | ApprovedOutcome::Correctness { .. } => None,
    }
}

pub(super) fn board(material: &Material, settings: &ReleaseSettings) -> Result<Board, Error> {
    let models: Vec<ModelId> = material.models.iter().map(|model| model.id).collect();
    let data = Data::of(&models, &material.approved, settings)?;
    let engine = settings.engine(&models);
    let ranked = assay_ranking::leaderboard(models.len(), &data.comparisons, &engine).map_err(engine_error)?;
    let order = ranked.order();
    let agreed = agree(&material.approved);
    let (slices, too_small) = slices::boards(material, &data, settings, &engine)?;
    Ok(Board {
        evaluation: material.plan.name.clone(),
        kind: material.plan.kind,
        rows: rows(&material.models, &ranked),
        counts: Counts { reviewers: reviewers(material), ..data.counts },
        cautions: cautions(&ranked),
        win_rates: matrix(&ranked, &order, |matchup| {
            #[allow(clippy::cast_precision_loss)]
            share_of(matchup.wins as f64 + 0.5 * matchup.ties as f64, matchup.judgments)
        }),
        predicted: matrix(&ranked, &order, |matchup| matchup.predicted),
        error_tags: error_tags(material, &order),
        agreement: agreed.share().map(|share| Share { share, of: agreed.pairs }),
        alpha: agreed.alpha,
        left_preferred: ranked.position.map(|position| Share { share: position.left_share, of: ranked.judgments }),
        position: ranked.position,
        half_widths: half_widths(&ranked),
        intervals: Some(Intervals { by: ranked.resampling, rounds: ranked.rounds, widths: ranked.widths.clone() }),
        neighbours: neighbours(&ranked, &order),
        style: settings.style.then(|| style::view(material, &data, &ranked, &engine)).transpose()?,
        slices,
        too_small,
        coverage: Some([material.plan.initial_coverage, material.plan.final_coverage]),
        anchor: settings.anchor.and_then(|anchor| {
            let model = material.models.iter().find(|model| model.id == anchor.model)?;
            Some((model.name.clone(), anchor.elo))
        }),
        benchmark: None,
    })
}

pub(super) fn engine_error(error: assay_ranking::Error) -> Error {
    Error::Internal(error.to_string())
}

/// The judgments as the engine takes them.
pub(super) struct Data {
    pub comparisons: Vec<Comparison>,
    /// Prompts by the engine's numbers.
    pub prompts: Vec<PromptId>,
    pub counts: Counts,
}

impl Data {
    /// Models by their place in `models`; prompts and annotators numbered in order of appearance.
    fn of(models: &[ModelId], approved: &[Approved], settings: &ReleaseSettings) -> Result<Self, Error> {
        let place = |id: ModelId| {
            let place = models.iter().position(|model| *model == id).and_then(|place| u32::try_from(place).ok());
            place.ok_or_else(|| Error::Internal(format!("model {id} is not in the evaluation")))
        };
        let mut numbers: HashMap<PromptId, u32> = HashMap::new();
        let mut annotators: HashMap<PersonId, u32> = HashMap::new();
        let mut prompts = Vec::new();
        let mut tasks = std::collections::HashSet::new();
        let mut comparisons = Vec::with_capacity(approved.len());
        for judgment in approved {
            let Some(seen) = seen(judgment) else { continue };
            let prompt = number(&mut numbers, judgment.prompt);
            if prompt as usize == prompts.len() {
                prompts.push(judgment.prompt);
            }
            let (left, right) = (place(seen.left)?, place(seen.right)?);
            tasks.insert((prompt, left.min(right), left.max(right)));
            // The domain keeps preferences within the seven points.
            let preference = i8::try_from(seen.preference.value()).unwrap_or(0);
            comparisons.push(Comparison {
                left,
                right,
                outcome: Outcome::of_preference(preference),
                weight: settings.strength.map_or(1.0, |weights| weights.of(preference)),
                prompt,
                annotator: number(&mut annotators, judgment.annotator),
            });
        }
        let counts = Counts {
            judgments: approved.len() as u64,
            prompts: prompts.len() as u64,
            annotators: annotators.len() as u64,
            tasks: tasks.len() as u64,
            reviewers: 0,
            corrected: approved.iter().filter(|judgment| judgment.corrected).count() as u64,
        };
        Ok(Self { comparisons, prompts, counts })
    }
}

/// Every model, best first.
pub(super) fn rows(models: &[Model], ranked: &Leaderboard) -> Vec<BoardRow> {
    ranked.order().into_iter().map(|at| row(&models[at], &ranked.rows[at])).collect()
}

pub(super) fn cautions(ranked: &Leaderboard) -> Vec<Caution> {
    let row = row_of(&ranked.order());
    ranked.warnings.iter().map(|warning| Caution::Comparison(warning.clone().renumbered(&row))).collect()
}

fn row(model: &Model, row: &Row) -> BoardRow {
    BoardRow {
        rank: row.rank,
        model: model.name.clone(),
        vendor: model.vendor.clone(),
        elo: row.elo.finite(),
        lower: row.lower.finite(),
        upper: row.upper.finite(),
        judgments: row.judgments,
        wins: row.wins,
        ties: row.ties,
        losses: row.losses,
        provisional: row.provisional,
        rank_shares: row.rank_shares.clone(),
        ..BoardRow::default()
    }
}

/// Something of each pair that met, by rows of the board.
fn matrix<T: Clone>(
    ranked: &Leaderboard,
    order: &[usize],
    of: impl Fn(&assay_ranking::Matchup) -> Option<T>,
) -> Vec<Vec<Option<T>>> {
    let mut matrix = vec![vec![None; order.len()]; order.len()];
    let place = places(order);
    for matchup in &ranked.matchups {
        matrix[place[matchup.model as usize]][place[matchup.opponent as usize]] = of(matchup);
    }
    matrix
}

fn neighbours(ranked: &Leaderboard, order: &[usize]) -> Vec<NeighbourLine> {
    let place = places(order);
    let line = |pair: &assay_ranking::Neighbours| NeighbourLine {
        upper: place[pair.upper as usize],
        lower: place[pair.lower as usize],
        difference: pair.difference,
        order_right: pair.order_right,
        further_judgments: pair.further_judgments,
        further_between_them: pair.further_between_them,
    };
    ranked.neighbours.iter().map(line).collect()
}

/// By prompt and by judgment, both by the sandwich estimate.
fn half_widths(ranked: &Leaderboard) -> Option<[f64; 2]> {
    let of = |wanted: Resampling| {
        ranked.widths.iter().skip(1).find(|width| width.resampling == wanted).and_then(|width| width.mean_half_width)
    };
    Some([of(Resampling::ClusterSandwich)?, of(Resampling::Sandwich)?])
}

fn error_tags(material: &Material, order: &[usize]) -> Vec<ErrorTagRates> {
    let place: HashMap<ModelId, usize> =
        order.iter().enumerate().map(|(row, model)| (material.models[*model].id, row)).collect();
    let tags: HashMap<&str, usize> =
        material.plan.error_tags.iter().enumerate().map(|(at, tag)| (tag.as_str(), at)).collect();
    let mut shown = vec![0_u64; order.len()];
    let mut given = vec![vec![0_u64; order.len()]; tags.len()];
    for judgment in &material.approved {
        let Some(seen) = seen(judgment) else { continue };
        for (side, model) in [(Side::A, seen.left), (Side::B, seen.right)] {
            let Some(&row) = place.get(&model) else { continue };
            shown[row] += 1;
            // A tag counts once per response, however many passages it was put to.
            let found = judgment.content.error_tags.iter().filter(|found| found.side == side);
            let found: std::collections::BTreeSet<usize> =
                found.filter_map(|found| tags.get(found.tag.as_str()).copied()).collect();
            found.into_iter().for_each(|tag| given[tag][row] += 1);
        }
    }
    #[allow(clippy::cast_precision_loss)]
    let rate = |given: u64, of: u64| share_of(given as f64, of).unwrap_or(Share { share: 0.0, of: 0 });
    material
        .plan
        .error_tags
        .iter()
        .zip(given)
        .map(|(tag, given)| ErrorTagRates {
            tag: tag.clone(),
            per_row: given.iter().zip(&shown).map(|(given, of)| rate(*given, *of)).collect(),
        })
        .collect()
}

/// Agreement of annotators of the same task (the same prompt and pair of models) on its outcome.
fn agree(approved: &[Approved]) -> Agreement {
    let mut tasks: BTreeMap<(PromptId, ModelId, ModelId), Vec<i64>> = BTreeMap::new();
    for judgment in approved {
        let Some(seen) = seen(judgment) else { continue };
        let (first, second) = (seen.left.min(seen.right), seen.left.max(seen.right));
        let sign = seen.preference.value().signum();
        let sign = if seen.left == first { sign } else { -sign };
        tasks.entry((judgment.prompt, first, second)).or_default().push(sign);
    }
    #[allow(clippy::cast_precision_loss)]
    let labels: Vec<Label> = (0..)
        .zip(tasks.values())
        .flat_map(|(unit, signs)| signs.iter().map(move |sign| Label { unit, value: *sign as f64 }))
        .collect();
    agreement(&labels, Level::Ordinal)
}
