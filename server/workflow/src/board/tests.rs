//! Boards computed from judgments made by hand, and boards that were stored by earlier versions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use assay_domain::{
    judgment::{ErrorTag, JudgmentContent, Preference, Severity, Side},
    scale::Rating,
};
use assay_ranking::{StrengthWeights, Warning, scores::ScoreWarning};
use assay_store::releases::ApprovedOutcome;

/// What the first releases stored, letter by letter in its shape.
const OLD: &str = r#"{"evaluation":"Coding","kind":"comparison","rows":[{"rank":1,"model":"A","vendor":"V","elo":1010.5,"lower":null,
    "upper":1020.25,"judgments":3,"wins":1,"ties":1,"losses":1,"provisional":true}],
    "counts":{"judgments":3,"prompts":1,"annotators":3},"cautions":["Few."],"win_rates":[[null]],
    "error_tags":[{"tag":"t","per_row":[{"share":0.5,"of":2}]}],"agreement":null,"left_preferred":{"share":0.5,"of":3},"half_widths":null}"#;

#[test]
fn boards_of_the_first_releases_are_still_read() {
    let board: Board = serde_json::from_str(OLD).expect("an old board is readable");
    assert_eq!((board.rows.len(), board.counts.reviewers), (1, 0));
    assert!(board.slices.is_empty() && board.style.is_none() && board.intervals.is_none());
}

#[test]
fn the_version_names_the_engines() {
    assert!(ENGINE_VERSION.starts_with(assay_ranking::VERSION));
}

fn model(id: i64, name: &str) -> Model {
    let (name, vendor) = (name.to_owned(), format!("Vendor of {name}"));
    Model { id: ModelId(id), vendor, name }
}

fn approved(id: i64, prompt: i64, outcome: ApprovedOutcome, content: JudgmentContent) -> Approved {
    Approved {
        judgment: JudgmentId(id),
        prompt: PromptId(prompt),
        annotator: PersonId(1 + id % 3),
        outcome,
        content,
        corrected: id % 7 == 0,
        voided: false,
    }
}

/// Two groups that never met: three models of which one never lost, and two with nothing but ties; one model never seen.
fn comparisons() -> Material {
    let names = ["Avocet", "Bittern", "Crane, the", "Dunlin", "Egret", "Fulmar"];
    let models: Vec<Model> = (1..).zip(names).map(|(id, name)| model(id, name)).collect();
    let mut judgments = Vec::new();
    for prompt in 1..=8 {
        for (left, right, preference) in [(1, 2, 3), (3, 1, -1), (2, 3, [2, -1, 0, 1][prompt as usize % 4]), (4, 5, 0)]
        {
            let preference = Preference::new(preference).unwrap();
            let outcome =
                ApprovedOutcome::Comparison { left: ModelId(left), right: ModelId(right), preference, both_bad: false };
            let tags =
                if prompt == 3 { vec![ErrorTag::whole(Side::B, "made-up fact", Severity::Major)] } else { Vec::new() };
            let content =
                JudgmentContent { preference: Some(preference), error_tags: tags, ..JudgmentContent::default() };
            judgments.push(approved(judgments.len() as i64 + 1, prompt, outcome, content));
        }
    }
    material(Kind::Comparison, models, judgments)
}

/// The same with responses whose headings always grow with their length, so that neither's worth can be told.
fn twofold_style() -> Material {
    let mut material = comparisons();
    let places = (1..=8).flat_map(|prompt| (1..=6).map(move |model| (prompt, model)));
    let features = places.map(|(prompt, model)| {
        let long = (3 + prompt * model) as f64;
        ((PromptId(prompt), ModelId(model)), [long, long, 0.0, 0.0, 0.0])
    });
    material.features = features.collect();
    material
}

/// Two models with ratings, all of one the same, and one without.
fn ratings() -> Material {
    let models = vec![model(1, "Avocet"), model(2, "Bittern"), model(3, "Crane")];
    let judgments = (1..=12).map(|id| {
        let (of, points) = if id % 2 == 0 { (1, 40) } else { (2, 50 + 3 * id) };
        let rating = Rating::new(points).unwrap();
        let content = JudgmentContent { rating: Some(rating), ..JudgmentContent::default() };
        approved(id, 1 + id % 4, ApprovedOutcome::Rating { model: ModelId(of), rating }, content)
    });
    material(Kind::Rating, models, judgments.collect())
}

fn material(kind: Kind, models: Vec<Model>, approved: Vec<Approved>) -> Material {
    let plan = EvaluationPlan {
        name: "By hand".to_owned(),
        kind,
        error_tags: vec!["made-up fact".to_owned()],
        ..EvaluationPlan::default()
    };
    let level = |prompt: i64| [("level".to_owned(), if prompt % 2 == 0 { "even" } else { "odd" }.to_owned())].into();
    let attributes = (1..=8).map(|prompt| (PromptId(prompt), level(prompt))).collect();
    let reviewers = approved.iter().map(|judgment| (judgment.judgment, PersonId(9))).collect();
    Material { plan, models, approved, reviewers, attributes, features: HashMap::new() }
}

fn settings() -> ReleaseSettings {
    ReleaseSettings {
        rounds: 100,
        minimum_judgments: 20,
        anchor: Some(crate::releases::Anchor { model: ModelId(1), elo: 1_100.0 }),
        strength: Some(StrengthWeights { same: 0.0, slightly: 0.5, clearly: 1.0, much: 1.5 }),
        slices: vec!["level".to_owned()],
        slice_minimum: 5,
        ..ReleaseSettings::default()
    }
}

/// What the version before this one stored of [`comparisons`] and [`ratings`], letter by letter.
const BOARD_3: [&str; 2] = [include_str!("tests/board-3-comparison.json"), include_str!("tests/board-3-rating.json")];

#[test]
fn a_board_that_the_version_before_stored_is_computed_again_letter_by_letter() {
    assert_eq!(Edition::of("assay-ranking 2, board 3"), Some(Edition::Board3));
    for (material, stored) in [comparisons(), ratings()].iter().zip(BOARD_3) {
        let again = compute(material, &settings(), Edition::Board3).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), stored.trim_end());
    }
}

/// What the version after it stored of [`twofold_style`], letter by letter.
const BOARD_4: &str = include_str!("tests/board-4-style.json");

#[test]
fn why_style_is_unknown_is_data_and_a_board_with_a_sentence_is_computed_again_letter_by_letter() {
    let settings = ReleaseSettings { style: true, ..settings() };
    assert_eq!(Edition::of("assay-ranking 2, board 4"), Some(Edition::Board4));
    let again = compute(&twofold_style(), &settings, Edition::Board4).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), BOARD_4.trim_end());
    let old: Board = serde_json::from_str(BOARD_4).unwrap();
    let sentence = "the covariates cannot be estimated: they are mixes of each other or of the models, or they separate the outcomes";
    assert_eq!(old.style.unwrap().unknown, Some(StyleUnknown::Sentence(sentence.to_owned())));
    // Two versions back the cautions were sentences as well.
    let earlier = serde_json::to_string(&compute(&twofold_style(), &settings, Edition::Board3).unwrap()).unwrap();
    assert!(earlier.contains(sentence) && earlier.contains("Provisional, with"), "{earlier}");
    let new = compute(&twofold_style(), &settings, Edition::Current).unwrap();
    assert_eq!(new.style.as_ref().unwrap().unknown, Some(StyleUnknown::Reason(StyleReason::NotEstimable)));
    let text = serde_json::to_string(&new).unwrap();
    assert!(text.contains(r#""unknown":"not_estimable""#) && !text.contains(sentence), "{text}");
    assert_eq!(serde_json::from_str::<Board>(&text).unwrap().style, new.style, "and is read back as data");
}

#[test]
fn cautions_are_data_that_name_rows_and_read_back_as_the_same_bytes() {
    let board = compute(&comparisons(), &settings(), Edition::Current).unwrap();
    let never_lost = board.rows.iter().position(|row| row.model == "Avocet").unwrap();
    let never_lost = Caution::Comparison(Warning::NeverLost { models: vec![u32::try_from(never_lost).unwrap()] });
    assert!(board.cautions.contains(&never_lost), "{:?}", board.cautions);
    let slice = &board.slices[0];
    let above = slice.rows.iter().position(|row| row.model == "Crane, the").unwrap();
    let below = Caution::Comparison(Warning::NeverWon { models: vec![u32::try_from(above).unwrap()] });
    assert!(slice.cautions.contains(&below), "of the slice's own rows: {:?}", slice.cautions);
    let rated = compute(&ratings(), &settings(), Edition::Current).unwrap();
    let same = Caution::Score(ScoreWarning::NoVariation { models: vec![1] });
    assert!(rated.rows[1].model == "Avocet" && rated.cautions.contains(&same), "{:?}", rated.cautions);
    for board in [board, rated] {
        let text = serde_json::to_string(&board).unwrap();
        assert!(!text.contains("Never") && !text.contains("Provisional, with"), "no sentence is stored: {text}");
        let read: Board = serde_json::from_str(&text).unwrap();
        assert!(read.cautions.iter().all(|caution| !matches!(caution, Caution::Sentence(_))));
        assert_eq!(serde_json::to_string(&read.cautions).unwrap(), serde_json::to_string(&board.cautions).unwrap());
    }
    assert_eq!(serde_json::from_str::<Caution>(r#""Few""#).unwrap(), Caution::Sentence("Few".to_owned()));
    assert_eq!(serde_json::from_str::<Caution>(r#""all_ties""#).unwrap(), Caution::Comparison(Warning::AllTies));
}
