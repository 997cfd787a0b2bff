//! The boards of evaluations that judge one response at a time: ratings and correctness.

use super::{
    Board, BoardRow, Caution, Counts, ErrorTagRates, GapLine, Intervals, Material, Share, SliceBoard, number,
    reviewers, row_of, share_of,
    slices::{self, TooSmall},
};
use crate::{Error, releases::ReleaseSettings};
use assay_domain::{
    ModelId, PersonId, PromptId,
    judgment::{Correctness, Side},
    setup::Kind,
};
use assay_ranking::{
    agreement::{Agreement, Label, Level, agreement},
    scores::{Benchmark, Score, ScoreBoard, ScoreRow, correctness_board, rating_board},
};
use assay_store::releases::{Approved, ApprovedOutcome};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub(super) fn board(material: &Material, settings: &ReleaseSettings) -> Result<Board, Error> {
    let models: Vec<ModelId> = material.models.iter().map(|model| model.id).collect();
    let data = Data::of(&models, &material.approved)?;
    let engine = settings.engine(&models);
    let benchmark = benchmark(material, settings);
    let ranked = ranked(material.plan.kind, models.len(), &data.scores, benchmark.as_ref(), &engine)?;
    let order = order(&ranked);
    let agreed = agree(material);
    let exact = material.plan.kind == Kind::Correctness;
    let (slices, too_small) = parts(material, &data, settings, &engine)?;
    Ok(Board {
        evaluation: material.plan.name.clone(),
        kind: material.plan.kind,
        rows: rows(material, &ranked, &data.partly),
        counts: Counts { reviewers: reviewers(material), ..data.counts },
        cautions: cautions(&ranked),
        error_tags: error_tags(material, &order),
        // Two ratings of 100 points are hardly ever the same; how far they agree is alpha's to say.
        agreement: agreed.share().filter(|_| exact).map(|share| Share { share, of: agreed.pairs }),
        alpha: agreed.alpha,
        intervals: Some(Intervals { by: ranked.resampling, rounds: ranked.rounds, widths: Vec::new() }),
        slices,
        too_small,
        coverage: Some([material.plan.initial_coverage, material.plan.final_coverage]),
        benchmark: ranked.benchmark,
        ..Board::default()
    })
}

/// The judgments as the engine takes them.
struct Data {
    scores: Vec<Score>,
    prompts: Vec<PromptId>,
    /// Per model the judgments that said "partly right".
    partly: Vec<u64>,
    counts: Counts,
}

/// The model that a judgment is about, and its points: 0 to 100; of an answer 100 if it is right and 0 if not, wholly or partly.
fn points(judgment: &Approved) -> Option<(ModelId, f64)> {
    match judgment.outcome {
        ApprovedOutcome::Comparison { .. } => None,
        #[allow(clippy::cast_precision_loss)]
        ApprovedOutcome::Rating { model, rating } => Some((model, rating.value() as f64)),
        ApprovedOutcome::Correctness { model, correctness } => {
            Some((model, if correctness == Correctness::Right { 100.0 } else { 0.0 }))
        }
    }
}

impl Data {
    fn of(models: &[ModelId], approved: &[Approved]) -> Result<Self, Error> {
        let mut numbers: HashMap<PromptId, u32> = HashMap::new();
        let mut annotators: HashMap<PersonId, u32> = HashMap::new();
        let (mut scores, mut prompts, mut tasks) = (Vec::with_capacity(approved.len()), Vec::new(), HashSet::new());
        let mut partly = vec![0; models.len()];
        for judgment in approved {
            let Some((model, value)) = points(judgment) else { continue };
            let place = models.iter().position(|known| *known == model);
            let place = place.ok_or_else(|| Error::Internal(format!("model {model} is not in the evaluation")))?;
            let prompt = number(&mut numbers, judgment.prompt);
            if prompt as usize == prompts.len() {
                prompts.push(judgment.prompt);
            }
            tasks.insert((prompt, place));
            if let ApprovedOutcome::Correctness { correctness: Correctness::Partly, .. } = judgment.outcome {
                partly[place] += 1;
            }
            let annotator = number(&mut annotators, judgment.annotator);
            scores.push(Score { model: u32::try_from(place).unwrap_or(u32::MAX), value, prompt, annotator });
        }
        let counts = Counts {
            judgments: scores.len() as u64,
            prompts: prompts.len() as u64,
            annotators: annotators.len() as u64,
            tasks: tasks.len() as u64,
            reviewers: 0,
            corrected: approved.iter().filter(|judgment| judgment.corrected).count() as u64,
        };
        Ok(Self { scores, prompts, partly, counts })
    }
}

fn ranked(
    kind: Kind,
    models: usize,
    scores: &[Score],
    benchmark: Option<&Benchmark>,
    engine: &assay_ranking::Settings,
) -> Result<ScoreBoard, Error> {
    let board = match kind {
        Kind::Correctness => correctness_board(models, scores, benchmark, engine),
        Kind::Comparison | Kind::Rating => rating_board(models, scores, engine),
    };
    board.map_err(super::comparison::engine_error)
}

fn benchmark(material: &Material, settings: &ReleaseSettings) -> Option<Benchmark> {
    let public = settings.benchmark.as_ref().filter(|_| material.plan.kind == Kind::Correctness)?;
    Some(Benchmark {
        name: public.name.clone(),
        accuracy: material.models.iter().map(|model| public.accuracy.get(&model.id).copied()).collect(),
        items: public.items,
    })
}

/// Models from the best mean to the worst, those without one last; equal ones as they come.
fn order(ranked: &ScoreBoard) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ranked.rows.len()).collect();
    let key = |at: usize| ranked.rows[at].mean.map_or(f64::INFINITY, |mean| -mean);
    order.sort_by(|one, other| key(*one).total_cmp(&key(*other)));
    order
}

fn rows(material: &Material, ranked: &ScoreBoard, partly: &[u64]) -> Vec<BoardRow> {
    let exact = material.plan.kind == Kind::Correctness;
    let line = |at: usize| {
        let (model, row): (_, &ScoreRow) = (&material.models[at], &ranked.rows[at]);
        BoardRow {
            rank: row.rank,
            model: model.name.clone(),
            vendor: model.vendor.clone(),
            score: row.mean,
            lower: row.lower,
            upper: row.upper,
            judgments: row.judgments,
            provisional: row.provisional,
            wilson: row.wilson.map(|(lower, upper)| [lower, upper]),
            gap: row.gap.map(|gap| GapLine {
                public: gap.public,
                difference: gap.difference,
                lower: gap.lower,
                upper: gap.upper,
            }),
            #[allow(clippy::cast_precision_loss)]
            partly: share_of(partly[at] as f64, row.judgments).filter(|_| exact).map(|share| share.share * 100.0),
            ..BoardRow::default()
        }
    };
    order(ranked).into_iter().map(line).collect()
}

fn cautions(ranked: &ScoreBoard) -> Vec<Caution> {
    let row = row_of(&order(ranked));
    ranked.warnings.iter().map(|warning| Caution::Score(warning.clone().renumbered(&row))).collect()
}

/// Boards of parts of the prompts, as [`slices::boards`] makes them of comparisons.
fn parts(
    material: &Material,
    data: &Data,
    settings: &ReleaseSettings,
    engine: &assay_ranking::Settings,
) -> Result<(Vec<SliceBoard>, Vec<TooSmall>), Error> {
    let (mut boards, mut too_small) = (Vec::new(), Vec::new());
    for name in &settings.slices {
        let attribute = slices::attribute(material, &data.prompts, name);
        let mut small = 0;
        for (value, label) in (0_u32..).zip(&attribute.values) {
            let has = |prompt: usize| attribute.of_prompt.get(prompt).is_some_and(|values| values.contains(&value));
            let scores: Vec<Score> = data.scores.iter().filter(|score| has(score.prompt as usize)).copied().collect();
            let judgments = scores.len() as u64;
            if judgments < settings.slice_minimum {
                small += 1;
                continue;
            }
            let ranked = ranked(material.plan.kind, material.models.len(), &scores, None, engine)?;
            let mut rows = rows(material, &ranked, &vec![0; material.models.len()]);
            // Counted for the whole board only.
            rows.iter_mut().for_each(|row| row.partly = None);
            boards.push(SliceBoard {
                attribute: name.clone(),
                value: label.clone(),
                judgments,
                prompts: (0..data.prompts.len()).filter(|prompt| has(*prompt)).count() as u64,
                rows,
                cautions: cautions(&ranked),
            });
        }
        if small > 0 {
            too_small.push((name.clone(), small));
        }
    }
    Ok((boards, too_small))
}

fn error_tags(material: &Material, order: &[usize]) -> Vec<ErrorTagRates> {
    let mut shown: HashMap<ModelId, u64> = HashMap::new();
    let mut given: HashMap<(ModelId, &str), u64> = HashMap::new();
    for judgment in &material.approved {
        let Some((model, _)) = points(judgment) else { continue };
        *shown.entry(model).or_default() += 1;
        // A tag counts once per response, however many passages it was put to.
        let tags = judgment.content.error_tags.iter().filter(|tag| tag.side == Side::A);
        let tags: BTreeSet<&str> = tags.map(|tag| tag.tag.as_str()).collect();
        tags.into_iter().for_each(|tag| *given.entry((model, tag)).or_default() += 1);
    }
    let rate = |tag: &str, at: usize| {
        let model = material.models[at].id;
        let (given, of) = (given.get(&(model, tag)).copied(), shown.get(&model).copied().unwrap_or(0));
        #[allow(clippy::cast_precision_loss)]
        share_of(given.unwrap_or(0) as f64, of).unwrap_or(Share { share: 0.0, of: 0 })
    };
    let tags = material.plan.error_tags.iter();
    tags.map(|tag| ErrorTagRates { tag: tag.clone(), per_row: order.iter().map(|at| rate(tag, *at)).collect() })
        .collect()
}

/// Agreement of annotators of the same task (the same prompt and model): of answers by their order right, partly, wrong; of ratings
/// by their distance.
fn agree(material: &Material) -> Agreement {
    let mut tasks: BTreeMap<(PromptId, ModelId), Vec<f64>> = BTreeMap::new();
    for judgment in &material.approved {
        let (model, value) = match judgment.outcome {
            ApprovedOutcome::Correctness { model, correctness: Correctness::Partly } => (model, 50.0),
            _ => match points(judgment) {
                Some(found) => found,
                None => continue,
            },
        };
        tasks.entry((judgment.prompt, model)).or_default().push(value);
    }
    let labels: Vec<Label> = (0..)
        .zip(tasks.values())
        .flat_map(|(unit, values)| values.iter().map(move |value| Label { unit, value: *value }))
        .collect();
    let level = if material.plan.kind == Kind::Rating { Level::Interval } else { Level::Ordinal };
    agreement(&labels, level)
}
