//! The numbers against hand calculation, and against two independent solvers' ratings where the reference files are beside
//! the project (`ASSAY_SHARED` names their folder; otherwise a folder `shared` beside the project's root).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use assay_ranking::{Caution, Comparison, Outcome, Resampling, Settings, Weighting, leaderboard};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;

fn shared(file: &str) -> Option<String> {
    let folder = std::env::var_os("ASSAY_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(file)).ok();
    if text.is_none() {
        println!("skipped: no reference file {file}");
    }
    text
}

fn outcome(score: f64) -> Outcome {
    match score {
        1.0 => Outcome::Win,
        0.5 => Outcome::Tie,
        0.0 => Outcome::Loss,
        other => panic!("{other} is no outcome"),
    }
}

struct Data {
    names: Vec<String>,
    comparisons: Vec<Comparison>,
}

impl Data {
    /// From (left, right, score of left, prompt) rows.
    fn of(rows: impl Iterator<Item = (String, String, f64, String)>) -> Self {
        let mut data = Self { names: Vec::new(), comparisons: Vec::new() };
        let mut prompts: HashMap<String, usize> = HashMap::new();
        let rows: Vec<_> = rows.collect();
        data.names = rows.iter().flat_map(|row| [row.0.clone(), row.1.clone()]).collect();
        data.names.sort();
        data.names.dedup();
        for (left, right, score, prompt) in rows {
            let next = prompts.len();
            let at = |name: &str| data.names.iter().position(|known| known == name).unwrap();
            let comparison = Comparison {
                left: at(&left),
                right: at(&right),
                outcome: outcome(score),
                prompt: *prompts.entry(prompt).or_insert(next),
            };
            data.comparisons.push(comparison);
        }
        data
    }

    /// From a fixture's list of (left, right, score, count).
    fn of_counts(rows: &Value) -> Self {
        let mut number = 0;
        Self::of(rows.as_array().unwrap().iter().flat_map(|row| {
            let text = |at: usize| row[at].as_str().unwrap().to_owned();
            let (left, right, score) = (text(0), text(1), row[2].as_f64().unwrap());
            let count = row[3].as_u64().unwrap();
            number += count;
            (0..count)
                .map(move |at| (left.clone(), right.clone(), score, format!("{}", number - at)))
                .collect::<Vec<_>>()
        }))
    }

    /// From CSV text, with the prompt in a column of its own.
    fn of_csv(csv: &str, prompts: impl Fn(usize, &[&str]) -> String) -> Self {
        Self::of(csv.lines().skip(1).enumerate().map(|(at, line)| {
            let columns: Vec<&str> = line.split(',').collect();
            let names = if columns.len() == 4 { (0, 1, 2) } else { (2, 3, 4) };
            (columns[names.0].into(), columns[names.1].into(), columns[names.2].parse().unwrap(), prompts(at, &columns))
        }))
    }

    fn board(&self, weighting: Weighting, resampling: Resampling, rounds: u32) -> assay_ranking::Leaderboard {
        leaderboard(self.names.len(), &self.comparisons, &Settings { weighting, resampling, rounds, seed: 7 }).unwrap()
    }

    fn assert_elo(&self, weighting: Weighting, expected: &Value) {
        let board = self.board(weighting, Resampling::Prompts, 2);
        for (name, row) in self.names.iter().zip(&board.rows) {
            let difference = (row.elo.unwrap() - expected[name].as_f64().unwrap()).abs();
            assert!(difference < 1e-9, "{name} is off by {difference}");
        }
    }
}

fn json(file: &str) -> Option<Value> {
    shared(file).map(|text| serde_json::from_str(&text).unwrap())
}

/// Scores A:B = 20/30, B:C = 20/30, A:C = 24/30 are exactly strengths 4 : 2 : 1, so Elo = 1000 + 400 · log10(2, 1, ½).
#[test]
fn strengths_of_four_two_and_one_come_out_by_hand() {
    let mut comparisons = Vec::new();
    for (left, right, wins, ties, losses) in [(0, 1, 15, 10, 5), (1, 2, 18, 4, 8), (0, 2, 22, 4, 4)] {
        for (outcome, count) in [(Outcome::Win, wins), (Outcome::Tie, ties), (Outcome::Loss, losses)] {
            comparisons.extend((0..count).map(|prompt| Comparison { left, right, outcome, prompt }));
        }
    }
    for weighting in [Weighting::None, Weighting::InversePairCount] {
        let settings = Settings { weighting, rounds: 10, ..Settings::default() };
        let board = leaderboard(3, &comparisons, &settings).unwrap();
        for (row, strength) in board.rows.iter().zip([2.0_f64, 1.0, 0.5]) {
            assert!((row.elo.unwrap() - (1000.0 + 400.0 * strength.log10())).abs() < 1e-9);
        }
    }
}

#[test]
fn ratings_equal_the_references() {
    if let Some(tiny) = json("ranking-fixtures/tiny3.json") {
        Data::of_counts(&tiny["rows_left_right_outcome_count"]).assert_elo(Weighting::None, &tiny["expected_elo"]);
    }
    if let (Some(csv), Some(reference)) = (shared("ranking-fixtures/3k.csv"), json("ranking-fixtures/3k.json")) {
        let data = Data::of_csv(&csv, |at, _| at.to_string());
        data.assert_elo(Weighting::None, &reference["unweighted"]["elo"]);
        data.assert_elo(Weighting::InversePairCount, &reference["weighted_empirical_inverse_pair_count"]["elo"]);
    }
    if let (Some(csv), Some(reference)) = (shared("data/pandalm/judgments.csv"), json("data/pandalm/reference_bt.json"))
    {
        Data::of_csv(&csv, |_, columns| columns[1].to_owned()).assert_elo(Weighting::None, &reference["elo"]);
    }
}

/// Half-widths by prompt and by judgment within 3 % of 20,000-round references (data with mild correlation), and of
/// 1,000-round ones where the correlation is strong.
#[test]
fn interval_widths_equal_the_references() {
    if let (Some(csv), Some(meta), Some(reference)) =
        (shared("ranking-fixtures/3k.csv"), shared("ranking-fixtures/3k.meta.csv"), json("ranking-fixtures/3k.json"))
    {
        let prompts: Vec<&str> = meta.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        let data = Data::of_csv(&csv, |at, _| prompts[at].to_owned());
        let board = data.board(Weighting::None, Resampling::Prompts, 2_000);
        for (key, seen) in [("bootstrap_prompts", board.half_widths[0]), ("bootstrap_rows", board.half_widths[1])] {
            let Some(ends) = reference[key]["q025_q50_q975_elo"].as_object() else {
                panic!("no {key}: {:?}", reference.as_object().unwrap().keys())
            };
            let mean =
                ends.values().map(|end| (end[2].as_f64().unwrap() - end[0].as_f64().unwrap()) / 2.0).sum::<f64>()
                    / 11.0;
            let ratio = seen.unwrap() / mean;
            assert!((0.97..=1.03).contains(&ratio), "{key}: {ratio}");
        }
    }
}

#[test]
fn a_model_that_never_lost_gets_no_number_and_the_others_keep_theirs() {
    let Some(fixture) = json("ranking-fixtures/never_loses.json") else { return };
    let data = Data::of_counts(&fixture["rows_left_right_outcome_count"]);
    let board = data.board(Weighting::None, Resampling::Prompts, 100);
    let z = data.names.iter().position(|name| name == "Z").unwrap();
    assert!(board.rows[z].elo.is_none() && board.rows[z].rank.is_none());
    assert!(board.cautions.contains(&Caution::Unbounded { models: vec![z] }));
    for (name, row) in data.names.iter().zip(&board.rows).filter(|(name, _)| *name != "Z") {
        let limit = fixture["expect"]["limit_of_the_others_mean_1000"][name].as_f64().unwrap();
        assert!((row.elo.unwrap() - limit).abs() < 1e-9, "{name}");
    }
}

#[test]
fn groups_that_never_met_are_rated_apart_and_not_ranked() {
    let Some(fixture) = json("ranking-fixtures/disconnected.json") else { return };
    let data = Data::of_counts(&fixture["rows_left_right_outcome_count"]);
    let board = data.board(Weighting::None, Resampling::Prompts, 100);
    assert!(board.cautions.contains(&Caution::Disconnected { groups: 2 }));
    assert!(board.rows.iter().all(|row| row.rank.is_none()));
    data.assert_elo(Weighting::None, &fixture["expect"]["elo_each_component_mean_1000"]);
}

#[test]
fn no_judgments_one_model_and_all_ties_have_an_answer() {
    let none = leaderboard(2, &[], &Settings::default()).unwrap();
    assert_eq!(none.cautions, [Caution::NoJudgments]);
    assert!(none.rows.iter().all(|row| row.elo.is_none()));
    assert!(leaderboard(1, &[], &Settings::default()).is_ok());
    let ties: Vec<_> = (0..9)
        .map(|prompt| Comparison { left: prompt % 3, right: (prompt + 1) % 3, outcome: Outcome::Tie, prompt })
        .collect();
    let board = leaderboard(3, &ties, &Settings { rounds: 50, ..Settings::default() }).unwrap();
    assert!(board.rows.iter().all(|row| (row.elo.unwrap() - 1000.0).abs() < 1e-9 && row.rank == Some(1)));
    assert!(
        leaderboard(2, &[Comparison { left: 1, right: 1, outcome: Outcome::Tie, prompt: 0 }], &Settings::default())
            .is_err()
    );
}

#[test]
fn a_few_losses_may_leave_an_end_unbounded_and_it_is_said_so() {
    let judged = |outcome, prompt| Comparison { left: 0, right: 1, outcome, prompt };
    let mut comparisons: Vec<_> = (0..20).map(|prompt| judged(Outcome::Win, prompt)).collect();
    comparisons.push(judged(Outcome::Loss, 20));
    let board = leaderboard(2, &comparisons, &Settings { rounds: 400, ..Settings::default() }).unwrap();
    assert!(board.rows[0].elo.is_some() && board.rows[0].upper.is_none(), "{:?}", board.rows);
    assert!(board.cautions.iter().any(|caution| matches!(caution, Caution::InfiniteRounds { .. })));
}

#[test]
fn the_same_seed_gives_the_same_bits_with_any_number_of_threads() {
    let comparisons: Vec<_> = (0..300)
        .map(|at| Comparison {
            left: at % 4,
            right: (at + 1 + at % 3) % 4,
            outcome: [Outcome::Win, Outcome::Tie, Outcome::Loss][at * 7 % 3],
            prompt: at / 3,
        })
        .filter(|c| c.left != c.right)
        .collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| leaderboard(4, &comparisons, &Settings { rounds: 200, ..Settings::default() }).unwrap())
    };
    assert_eq!(on(1), on(5));
}

fn comparisons() -> impl Strategy<Value = Vec<Comparison>> {
    let one = (0..5usize, 1..5usize, 0..3usize, 0..30usize).prop_map(|(left, step, outcome, prompt)| Comparison {
        left,
        right: (left + step) % 5,
        outcome: [Outcome::Win, Outcome::Tie, Outcome::Loss][outcome],
        prompt,
    });
    proptest::collection::vec(one, 1..120)
}

fn elos(comparisons: &[Comparison], weighting: Weighting) -> Vec<Option<f64>> {
    let settings = Settings { weighting, rounds: 2, ..Settings::default() };
    leaderboard(5, comparisons, &settings).unwrap().rows.iter().map(|row| row.elo).collect()
}

fn alike(one: &[Option<f64>], other: &[Option<f64>]) -> bool {
    one.iter().zip(other).all(|pair| match pair {
        (Some(x), Some(y)) => (x - y).abs() < 1e-6,
        (x, y) => x == y,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn swapping_sides_and_doubling_the_data_change_no_rating(data in comparisons()) {
        let swapped: Vec<_> = data.iter().map(|c| Comparison {
            left: c.right,
            right: c.left,
            outcome: match c.outcome { Outcome::Win => Outcome::Loss, Outcome::Tie => Outcome::Tie, Outcome::Loss => Outcome::Win },
            prompt: c.prompt,
        }).collect();
        let doubled = [data.clone(), data.clone()].concat();
        for weighting in [Weighting::None, Weighting::InversePairCount] {
            let base = elos(&data, weighting);
            prop_assert!(alike(&base, &elos(&swapped, weighting)));
            prop_assert!(alike(&base, &elos(&doubled, weighting)));
        }
    }

    #[test]
    fn renaming_models_only_renames_the_result(data in comparisons(), shift in 1..5usize) {
        let renamed: Vec<_> = data.iter().map(|c| Comparison { left: (c.left + shift) % 5, right: (c.right + shift) % 5, ..*c }).collect();
        let (base, moved) = (elos(&data, Weighting::None), elos(&renamed, Weighting::None));
        // Where two parts are equally large the first is rated, which depends on the names; compare whole boards only.
        if base.iter().all(Option::is_some) {
            let back: Vec<_> = (0..5).map(|model| moved[(model + shift) % 5]).collect();
            prop_assert!(alike(&base, &back));
        }
    }

    #[test]
    fn a_loss_turned_into_a_win_raises_a_rating(data in comparisons(), at in 0..1_000usize) {
        let at = at % data.len();
        let mut better = data.clone();
        better[at].outcome = Outcome::Win;
        let (before, after) = (elos(&data, Weighting::None), elos(&better, Weighting::None));
        if data[at].outcome == Outcome::Loss && before.iter().chain(&after).all(Option::is_some) {
            prop_assert!(after[data[at].left] > before[data[at].left]);
        }
    }
}
