//! What `rank battles.csv` prints.

use assay_ranking::{
    Outcome, Rating, Resampling, Settings, StrengthWeights, Warning, Weighting, leaderboard,
    report::{Options, StyleOptions, rank},
    style::{Scaling, StyleSettings},
};
use serde_json::Value;

const BATTLES: &str = "model_a,model_b,winner\n";

/// Strengths 3 : 1.
fn battles() -> String {
    let mut text = BATTLES.to_owned();
    for at in 0..40 {
        text += if at % 4 == 0 { "good,bad,model_b\n" } else { "good,bad,model_a\n" };
    }
    text
}

#[test]
fn a_file_of_battles_becomes_a_table_that_says_how() {
    let report = rank(battles().as_bytes(), &Options::default()).unwrap();
    let table = report.table();
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].contains("rank") && lines[0].contains("95 % interval"), "{table}");
    assert!(lines[1].contains("good (provisional)") && lines[1].contains("1095.4"), "{table}");
    assert!(lines[2].contains("904.6"), "{table}");
    assert!(
        table.contains(
            "40 judgments; weights: inverse pair count; intervals: bootstrap by judgment, 1000 rounds, seed 1."
        )
    );
    assert!(table.contains("Note: It is not known which judgments belong to one prompt"), "{table}");
}

#[test]
fn the_report_as_json_has_the_same_numbers() {
    let report = rank(battles().as_bytes(), &Options::default()).unwrap();
    let json: Value = serde_json::to_value(&report).unwrap();
    assert_eq!(json["models"][0], "good");
    let elo = json["board"]["rows"][0]["elo"]["finite"].as_f64().unwrap();
    assert!((elo - 1000.0 - 200.0 * 3.0_f64.log10()).abs() < 1e-9);
    assert_eq!(json["board"]["rows"][0]["wins"], 30);
}

#[test]
fn a_file_read_in_blocks_gives_the_board_of_its_comparisons() {
    let (data, _) = crate::support::Data::three_thousand();
    let mut csv = "prompt,annotator,left,right,outcome\n".to_owned();
    // Models appear in the order of their names, so that they get the same indices.
    for (one, other) in data.names.iter().zip(&data.names[1..]) {
        csv += &format!("p0,a0,{one},{other},0.5\n");
    }
    let mut comparisons: Vec<_> = (0..data.names.len() as u32 - 1)
        .map(|at| assay_ranking::Comparison {
            left: at,
            right: at + 1,
            outcome: Outcome::Tie,
            weight: 1.0,
            prompt: 0,
            annotator: 0,
        })
        .collect();
    for row in &data.comparisons {
        let (left, right) = (&data.names[row.left as usize], &data.names[row.right as usize]);
        csv += &format!("p{},a{},{left},{right},{}\n", row.prompt, row.annotator, row.outcome.score());
    }
    comparisons.extend(&data.comparisons);
    let settings = Settings { rounds: 50, ..Settings::default() };
    let report = rank(csv.as_bytes(), &Options { settings, ..Options::default() }).unwrap();
    assert_eq!(report.models, data.names);
    assert_eq!(report.board, leaderboard(data.names.len(), &comparisons, &settings).unwrap());
    assert_eq!((report.prompts, report.annotators), (Some(1_000), Some(25)));
}

#[test]
fn a_bad_row_is_named_by_its_line() {
    let text = battles() + "good,bad,neither\n";
    let error = rank(text.as_bytes(), &Options::default()).unwrap_err().to_string();
    assert!(error.starts_with("line 42: the outcome is “neither”"), "{error}");
}

#[test]
fn a_file_with_covariates_is_ranked_with_and_without_style() {
    let csv = crate::support::fixture("style_2k.csv");
    let settings = Settings { weighting: Weighting::None, resampling: Resampling::Sandwich, ..Settings::default() };
    let regression = StyleSettings { scaling: Scaling::Standardised, position: false, ridge: 0.0 };
    let style = Some(StyleOptions { settings: regression, offset: 1.0 });
    let report = rank(csv.as_bytes(), &Options { settings, style, ..Options::default() }).unwrap();
    let styled = report.style.as_ref().unwrap();
    assert_eq!(styled.coefficients.len(), 4);
    let m2 = report.models.iter().position(|name| name == "m2").unwrap();
    let close = |rating: Rating, expected: f64| (rating.finite().unwrap() - expected).abs() < 1e-6;
    assert!(close(styled.rows[m2].elo, 1072.5534325423582) && close(styled.rows[m2].plain_elo, 962.4889642793256));
    assert!(report.table().contains("tokens: +0.504"), "{}", report.table());
    assert!(!report.board.warnings.contains(&Warning::AllTies));
}

#[test]
fn an_anchor_is_named_and_shifts_everything() {
    let options = Options { anchor: Some(("bad".to_owned(), 800.0)), ..Options::default() };
    let report = rank(battles().as_bytes(), &options).unwrap();
    let elo = |at: usize| report.board.rows[at].elo.finite().unwrap();
    assert!((elo(1) - 800.0).abs() < 1e-9 && (elo(0) - 800.0 - 400.0 * 3.0_f64.log10()).abs() < 1e-9);
    assert!(report.board.rows[1].upper.finite().unwrap() > 800.0, "the anchor keeps an interval");
    let options = Options { anchor: Some(("nobody".to_owned(), 800.0)), ..Options::default() };
    let error = rank(battles().as_bytes(), &options).unwrap_err().to_string();
    assert_eq!(error, "the anchor nobody is not one of the file's models");
}

#[test]
fn weights_of_strength_count_strong_preferences_for_more() {
    let mut text = "left,right,preference\n".to_owned();
    for _ in 0..20 {
        text += "good,bad,3\ngood,bad,-1\ngood,bad,-1\n";
    }
    let strength = Some(StrengthWeights { same: 1.0, slightly: 1.0, clearly: 2.0, much: 4.0 });
    let elo = |strength| {
        let report = rank(text.as_bytes(), &Options { strength, ..Options::default() }).unwrap();
        report.board.rows[0].elo.finite().unwrap()
    };
    // 1 : 2 by count, 4 : 2 by strength.
    assert!((elo(None) - (1000.0 - 200.0 * 2.0_f64.log10())).abs() < 1e-9);
    assert!((elo(strength) - (1000.0 + 200.0 * 2.0_f64.log10())).abs() < 1e-9);
    let settings = Settings { weighting: Weighting::None, ..Settings::default() };
    assert!(rank(text.as_bytes(), &Options { settings, strength, ..Options::default() }).is_err());
}

#[test]
fn names_that_are_nearly_the_same_and_rows_without_a_prompt_are_pointed_out() {
    let text = "left,right,outcome,prompt\nGPT 4,other,1,p\ngpt  4,other,0,\n gpt 4,other,0.5,\n";
    let report = rank(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(report.models.len(), 4, "{:?}", report.models);
    let said = |words: &str| report.notes.iter().any(|note| note.contains(words));
    assert!(said("Rows without prompt, each taken as another one: 2."), "{:?}", report.notes);
    assert!(said("taken as different models: “GPT 4”, “gpt  4”, “ gpt 4”."), "{:?}", report.notes);
    let report = rank(battles().as_bytes(), &Options::default()).unwrap();
    assert!(
        !report.notes.iter().any(|note| note.contains("Rows without") || note.contains("Names that")),
        "{:?}",
        report.notes
    );
}
