//! The numbers against hand calculation, and against two independent solvers' ratings.

#[path = "support/generator.rs"]
mod generator;

use crate::support::{Data, Line, fixture, json};
use assay_ranking::{
    Comparison, Leaderboard, Outcome, Rating, Resampling, Settings, Warning, Weighting, leaderboard,
    style::{Covariates, Scaling, StyleSettings, normalised_difference, styled_board},
};
use serde_json::Value;

fn with(weighting: Weighting, resampling: Resampling, rounds: u32) -> Settings {
    Settings { weighting, resampling, rounds, seed: 7, ..Settings::default() }
}

/// Scores A:B = 20/30, B:C = 20/30, A:C = 24/30 are exactly strengths 4 : 2 : 1, so Elo = 1000 + 400 · log10(2, 1, ½).
#[test]
fn strengths_of_four_two_and_one_come_out_by_hand() {
    let mut comparisons = Vec::new();
    for (left, right, wins, ties, losses) in [(0, 1, 15, 10, 5), (1, 2, 18, 4, 8), (0, 2, 22, 4, 4)] {
        for (outcome, count) in [(Outcome::Win, wins), (Outcome::Tie, ties), (Outcome::Loss, losses)] {
            comparisons.extend((0..count).map(|prompt| Comparison {
                left,
                right,
                outcome,
                weight: 1.0,
                prompt,
                annotator: 0,
            }));
        }
    }
    for weighting in [
        Weighting::None,
        Weighting::Given,
        Weighting::InversePairCount,
        Weighting::InversePairCountFloored(50.0),
        Weighting::InversePairCountFloored(7.0),
    ] {
        let board = leaderboard(3, &comparisons, &with(weighting, Resampling::Judgments, 10)).unwrap();
        for (row, strength) in board.rows.iter().zip([2.0_f64, 1.0, 0.5]) {
            assert!((row.elo.finite().unwrap() - (1000.0 + 400.0 * strength.log10())).abs() < 1e-9);
        }
    }
}

/// Ratings, standard errors (as half-widths) and ranks of the sandwich estimate.
fn assert_sandwich(data: &Data, weighting: Weighting, expected: &Value) {
    let board = data.board(&with(weighting, Resampling::Sandwich, 1));
    data.assert_elo(&board, &expected["elo"]);
    for (name, row) in data.names.iter().zip(&board.rows) {
        let ends = &expected["ci95_sandwich_elo"][name];
        for (end, at) in [(row.lower, 0), (row.upper, 1)] {
            let difference = (end.finite().unwrap() - ends[at].as_f64().unwrap()).abs();
            assert!(difference < 1e-6, "{name} {at}: {difference}");
        }
        assert_eq!(u64::from(row.rank.unwrap()), expected["rank_ub_sandwich"][name].as_u64().unwrap(), "{name}");
    }
}

#[test]
fn tiny_boards_equal_the_references() {
    let tiny = json("tiny3.json");
    let data = Data::of_counts(&tiny["rows_left_right_outcome_count"]);
    assert_sandwich(&data, Weighting::None, &tiny["unweighted"]);
    let tiny = json("tiny3_weighted.json");
    let data = Data::of_counts(&tiny["rows_left_right_outcome_count_weight"]);
    assert_sandwich(&data, Weighting::Given, &tiny["weighted"]);
    assert_sandwich(&data, Weighting::None, &tiny["unweighted"]);
}

#[test]
fn a_board_of_three_thousand_judgments_equals_the_reference() {
    let (data, reference) = Data::three_thousand();
    assert_sandwich(&data, Weighting::None, &reference["unweighted"]);
    assert_sandwich(&data, Weighting::Given, &reference["weighted_column"]);
    assert_sandwich(&data, Weighting::InversePairCount, &reference["weighted_empirical_inverse_pair_count"]);
    let clustered = data.board(&with(Weighting::None, Resampling::ClusterSandwich, 1));
    for (name, row) in data.names.iter().zip(&clustered.rows) {
        let error = (row.upper.finite().unwrap() - row.elo.finite().unwrap()) / 1.959_963_984_540_054;
        let expected = reference["bootstrap_prompts"]["se_cluster_sandwich_elo"][name].as_f64().unwrap();
        assert!((error - expected).abs() < 1e-6, "{name}: {error} {expected}");
    }
}

#[test]
fn real_judgments_equal_the_reference() {
    let Some((data, reference)) = Data::pandalm(true) else { return };
    assert_sandwich(&data, Weighting::None, &reference);
}

fn mean_half_width(board: &Leaderboard) -> f64 {
    board.widths[0].mean_half_width.unwrap()
}

/// Half-widths by prompt and by judgment within 3 % of 20,000-round references.
#[test]
fn bootstrap_widths_equal_the_references() {
    let (data, reference) = Data::three_thousand();
    for (key, resampling) in [("bootstrap_prompts", Resampling::Prompts), ("bootstrap_rows", Resampling::Judgments)] {
        let ends = reference[key]["q025_q50_q975_elo"].as_object().unwrap();
        let width = |end: &Value| (end[2].as_f64().unwrap() - end[0].as_f64().unwrap()) / 2.0;
        let expected = ends.values().map(width).sum::<f64>() / ends.len() as f64;
        let ratio = mean_half_width(&data.board(&with(Weighting::None, resampling, 2_000))) / expected;
        assert!((0.97..=1.03).contains(&ratio), "{key}: {ratio}");
    }
}

/// Where people mostly agree, intervals by judgment are far too narrow.
#[test]
fn real_judgments_that_agree_widen_intervals_by_item_and_by_prompt() {
    for (by_item, key) in [(true, "items"), (false, "prompts")] {
        let Some((data, reference)) = Data::pandalm(by_item) else { return };
        let expected = &reference["bootstrap_mean_half_width_by_resampling_unit_1000_rounds"];
        let board = data.board(&with(Weighting::None, Resampling::Prompts, 1_000));
        let ratio = mean_half_width(&board) / expected[key].as_f64().unwrap();
        assert!((0.95..=1.05).contains(&ratio), "{key}: {ratio}");
        let by_judgment = board.widths.iter().find(|width| width.resampling == Resampling::Sandwich).unwrap();
        let ratio = by_judgment.mean_half_width.unwrap() / expected["rows"].as_f64().unwrap();
        assert!((0.95..=1.05).contains(&ratio), "rows: {ratio}");
    }
}

#[test]
fn a_model_that_never_lost_gets_no_number_and_the_others_keep_theirs() {
    let fixture = json("never_loses.json");
    let data = Data::of_counts(&fixture["rows_left_right_outcome_count"]);
    let board = data.board(&with(Weighting::None, Resampling::Prompts, 100));
    let z = data.index("Z");
    assert_eq!((board.rows[z].elo, board.rows[z].rank), (Rating::Above, None));
    assert!(board.warnings.contains(&Warning::NeverLost { models: vec![z as u32] }));
    for (name, row) in data.names.iter().zip(&board.rows).filter(|(name, _)| *name != "Z") {
        let limit = fixture["expect"]["limit_of_the_others_mean_1000"][name].as_f64().unwrap();
        assert!((row.elo.finite().unwrap() - limit).abs() < 1e-9, "{name}");
    }
}

#[test]
fn groups_that_never_met_are_rated_and_ranked_apart() {
    let fixture = json("disconnected.json");
    let data = Data::of_counts(&fixture["rows_left_right_outcome_count"]);
    let board = data.board(&with(Weighting::None, Resampling::Prompts, 100));
    assert!(board.warnings.contains(&Warning::Disconnected { groups: 2 }));
    assert_eq!(board.rows.iter().map(|row| row.component.unwrap()).collect::<Vec<_>>(), [0, 0, 0, 1, 1]);
    data.assert_elo(&board, &fixture["expect"]["elo_each_component_mean_1000"]);
}

/// The generator's port gives the very file that the reference was made from.
#[test]
fn a_board_of_a_hundred_thousand_judgments_equals_the_reference() {
    let reference = json("100k.json");
    let shape = generator::shape("100k").unwrap();
    let comparisons: Vec<Comparison> = generator::battles(shape)
        .map(|battle| Comparison {
            left: battle.left as u32,
            right: battle.right as u32,
            outcome: crate::support::outcome(battle.score),
            // As the file has it: six decimals.
            weight: format!("{:.6}", battle.weight).parse().unwrap(),
            prompt: battle.prompt as u32,
            annotator: 0,
        })
        .collect();
    let data = Data { names: (0..shape.models).map(|model| format!("model-{model:03}")).collect(), comparisons };
    assert_sandwich(&data, Weighting::None, &reference["unweighted"]);
    assert_sandwich(&data, Weighting::Given, &reference["weighted_column"]);
    assert_sandwich(&data, Weighting::InversePairCount, &reference["weighted_empirical_inverse_pair_count"]);
}

#[test]
fn style_control_equals_the_reference() {
    let (csv, reference) = (fixture("style_2k.csv"), json("style_2k.json"));
    let (mut lines, mut values) = (Vec::new(), Vec::new());
    for (at, row) in csv.lines().skip(1).enumerate() {
        let row: Vec<&str> = row.split(',').collect();
        lines.push(Line {
            left: row[0].to_owned(),
            right: row[1].to_owned(),
            score: row[2].parse().unwrap(),
            weight: 1.0,
            prompt: at.to_string(),
            annotator: String::new(),
        });
        let count = |at: usize| row[at].parse().unwrap();
        values.extend((0..4).map(|feature| normalised_difference(count(3 + feature), count(7 + feature), 1.0)));
    }
    let data = Data::of(lines);
    let names = ["tokens", "headers", "lists", "bold"].map(str::to_owned).to_vec();
    let covariates = Covariates { names, values };
    let settings = with(Weighting::None, Resampling::Judgments, 10);
    let plain = data.board(&settings);
    data.assert_elo(&plain, &reference["no_style"]["elo"]);
    let style = StyleSettings { scaling: Scaling::Standardised, position: false, ridge: 0.0 };
    let styled = styled_board(&plain, &data.comparisons, &covariates, &settings, &style).unwrap();
    let expected = &reference["no_ridge_sum_zero"];
    for (name, row) in data.names.iter().zip(&styled.rows) {
        let difference = row.elo.finite().unwrap() - expected["elo"][name].as_f64().unwrap();
        assert!(difference.abs() < 1e-6, "{name}: {difference}");
    }
    for coefficient in &styled.coefficients {
        let found = coefficient.estimate.unwrap();
        let difference = found.value - expected["gamma"][&coefficient.name].as_f64().unwrap();
        assert!(difference.abs() < 1e-8, "{}: {difference}", coefficient.name);
        let deviation = reference["feature_std_population"][&coefficient.name].as_f64().unwrap();
        assert!((coefficient.deviation - deviation).abs() < 1e-12);
        assert!(found.lower < found.value && found.value < found.upper);
    }
}
