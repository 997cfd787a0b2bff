//! A board made by hand, looked at as page, JSON and CSV.

use super::changes::changes;
use super::data::{BoardJson, csv};
use super::setting::{label, value};
use super::view::board_view;
use crate::i18n::{Locale, with_sync};
use assay_domain::release::ReleaseState;
use assay_domain::setup::Kind;
use assay_domain::{EvaluationId, ReleaseId};
use assay_workflow::releases::{
    Anchor, Board, BoardRow, Caution, Counts, ErrorTagRates, GapLine, ModelChange, NeighbourLine, PublicBenchmark,
    RankShare, ReleaseDiff, ReleaseSettings, ReleaseView, Resampling, ScoreWarning, Share, Sibling, SliceBoard,
    StrengthWeights, StyleCoefficient, StyleReason, StyleRow, StyleUnknown, StyleView, Voided, Warning, Weighting,
};
use leptos::prelude::*;

fn row(rank: Option<u32>, model: &str, [lower, elo, upper]: [Option<f64>; 3]) -> BoardRow {
    let (model, vendor) = (model.to_owned(), "Tern & Tide".to_owned());
    BoardRow {
        rank,
        model,
        vendor,
        elo,
        lower,
        upper,
        judgments: 23_456,
        wins: 12_345,
        ties: 1_111,
        losses: 10_000,
        provisional: false,
        ..BoardRow::default()
    }
}

fn release(state: ReleaseState, rows: Vec<BoardRow>) -> ReleaseView {
    let share = |share: f64| Share { share, of: 40 };
    let win_rates = (0..rows.len())
        .map(|one| {
            (0..rows.len()).map(move |other| (one != other).then(|| share(if one < other { 0.93 } else { 0.07 })))
        })
        .map(Iterator::collect)
        .collect();
    let tag = ErrorTagRates { tag: "<i>incomplete".to_owned(), per_row: rows.iter().map(|_| share(0.25)).collect() };
    let board = Board {
        evaluation: "Coding <script>alert(1)</script>".to_owned(),
        kind: Kind::Comparison,
        rows,
        counts: Counts { judgments: 23_456, prompts: 1_000, annotators: 12, ..Counts::default() },
        cautions: vec![Caution::Sentence("Few judgments <b>here</b>.".to_owned())],
        win_rates,
        error_tags: vec![tag],
        agreement: Some(share(0.72)),
        left_preferred: Some(share(0.51)),
        half_widths: Some([21.44, 15.06]),
        intervals: None,
        predicted: Vec::new(),
        neighbours: Vec::new(),
        position: None,
        alpha: None,
        style: None,
        slices: Vec::new(),
        too_small: Vec::new(),
        coverage: None,
        anchor: None,
        benchmark: None,
    };
    ReleaseView {
        id: ReleaseId(7),
        evaluation: EvaluationId(3),
        number: 2,
        state,
        settings: ReleaseSettings { seed: 987_654_321, ..ReleaseSettings::default() },
        engine_version: "engine 9".to_owned(),
        hash: "abcdef".to_owned(),
        created_at: 0,
        provisional_at: None,
        published_at: None,
        deprecated_at: (state == ReleaseState::Deprecated).then_some(951_827_696_000_000),
        board,
    }
}

fn usual() -> Vec<BoardRow> {
    vec![
        row(Some(1), "Kestrel", [Some(1_189.6), Some(1_250.75), Some(1_342.0)]),
        row(Some(2), "=Heron()", [None, Some(900.0), Some(951.25)]),
        row(None, "Avocet", [None, None, None]),
    ]
}

fn html(release: &ReleaseView, admin: bool) -> String {
    Owner::new().with(|| board_view(release, &[], Voided::default(), None, admin).into_view().to_html())
}

#[test]
fn a_rating_is_whole_with_the_distance_to_both_ends_of_its_interval() {
    let page = html(&release(ReleaseState::Published, usual()), false);
    for words in ["<strong>1251</strong>", "+91", "−61", "+51", "12,345", "23,456"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
}

#[test]
fn what_the_data_do_not_bound_is_said_and_never_given_a_number() {
    let page = html(&release(ReleaseState::Published, usual()), false);
    assert!(page.contains("unbounded") && page.contains("=Heron(): 900, from unbounded to 951."), "{page}");
    assert!(page.contains("<strong>—</strong>"), "{page}");
    // One arrow for the one open end; the model without a rating is not drawn.
    assert_eq!(page.matches("<polygon").count(), 1);
    assert_eq!(page.matches("<circle").count(), 2);
}

#[test]
fn the_method_says_everything_that_a_reader_needs_to_doubt_the_numbers() {
    let page = html(&release(ReleaseState::Published, usual()), false);
    for words in [
        "1,000 bootstrap rounds",
        "987654321",
        "engine 9",
        "abcdef",
        "72 %",
        "51 %",
        "21.4",
        "15.1",
        "draw prompts again",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
}

#[test]
fn a_board_has_no_inline_style_and_escapes_every_name() {
    let page = html(&release(ReleaseState::Published, usual()), true);
    assert!(
        !page.contains("style=") && !page.contains("<script") && !page.contains("<i>") && !page.contains("<b>"),
        "{page}"
    );
    assert!(page.contains("heat-9") && page.contains("heat-1"), "{page}");
}

#[test]
fn only_admins_get_buttons_and_only_the_one_that_fits_the_state() {
    let board = |state, admin| html(&release(state, usual()), admin);
    assert!(!board(ReleaseState::Draft, false).contains("<button"));
    assert!(board(ReleaseState::Draft, true).contains("/board/7/publish"));
    assert!(board(ReleaseState::Draft, true).contains("/board/7/preview"));
    let provisional = board(ReleaseState::Provisional, true);
    assert!(provisional.contains("/board/7/publish") && provisional.contains("/board/7/deprecate"));
    assert!(board(ReleaseState::Provisional, false).contains("Provisional: judgments are still coming in"));
    assert!(board(ReleaseState::Published, true).contains("/board/7/deprecate"));
    assert!(!board(ReleaseState::Deprecated, true).contains("<button"));
}

#[test]
fn an_old_board_is_marked_with_the_day_it_was_deprecated() {
    let page = html(&release(ReleaseState::Deprecated, usual()), false);
    assert!(page.contains("Deprecated (as of ") && page.contains("2000-02-29"), "{page}");
}

#[test]
fn a_board_without_any_rating_has_no_plot_and_no_number() {
    let page = html(&release(ReleaseState::Published, vec![row(None, "Avocet", [None, None, None])]), false);
    assert!(!page.contains("plot-title") && !page.contains("NaN") && !page.contains("inf"), "{page}");
}

#[test]
fn a_long_name_stays_inside_the_plot_and_whole_in_the_table() {
    let name = "m".repeat(100);
    let rows = vec![row(Some(1), &name, [Some(990.0), Some(1_000.0), Some(1_010.0)])];
    let page = html(&release(ReleaseState::Published, rows), false);
    assert!(page.contains(&format!(">{}…<", "m".repeat(43))) && page.contains(&format!("row\">{name}")), "{page}");
}

#[test]
fn the_data_have_full_precision_and_say_which_release_they_are() {
    let release = release(ReleaseState::Published, usual());
    let json = serde_json::to_value(BoardJson::of(&release, Voided { judgments: 6, prompts: 2 })).unwrap();
    assert_eq!(json["release"]["hash"], "abcdef");
    assert_eq!(json["board"]["rows"][0]["elo"], 1_250.75);
    assert!(json["board"]["rows"][1]["lower"].is_null());
}

#[test]
fn inj_4_a_model_that_looks_like_a_formula_stays_text_in_the_csv_and_numbers_stay_numbers() {
    let csv = csv(Kind::Comparison, &usual());
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines[0], "rank,model,vendor,elo,lower,upper,judgments,wins,ties,losses,provisional");
    assert_eq!(lines[1], "1,Kestrel,Tern & Tide,1250.75,1189.6,1342,23456,12345,1111,10000,false");
    assert_eq!(lines[2], "2,'=Heron(),Tern & Tide,900,,951.25,23456,12345,1111,10000,false");
    assert_eq!(lines[3], ",Avocet,Tern & Tide,,,,23456,12345,1111,10000,false");
}

#[test]
fn corrections_and_the_share_that_was_reviewed_are_stated_where_they_matter() {
    let mut release = release(ReleaseState::Published, usual());
    let page = html(&release, false);
    assert!(!page.contains("correct") && !page.contains("looked at"), "{page}");
    release.board.counts.corrected = 12;
    release.board.coverage = Some([100, 20]);
    let page = html(&release, false);
    assert!(page.contains("12 judgments count as a reviewer corrected them") && page.contains("20 %"), "{page}");
    release.settings = ReleaseSettings { leave_out_corrected: true, left_out: 34, ..release.settings };
    let page = html(&release, false);
    assert!(page.contains("34 judgments that a reviewer corrected are left out"), "{page}");
}

/// A board with everything that a release can have.
fn full() -> ReleaseView {
    let mut release = release(ReleaseState::Published, usual());
    let board = &mut release.board;
    board.rows[0].rank_shares = vec![RankShare { rank: 1, share: 0.968 }, RankShare { rank: 2, share: 0.032 }];
    board.rows[1].rank_shares = vec![RankShare { rank: 1, share: 0.001 }, RankShare { rank: 2, share: 0.999 }];
    board.predicted = vec![vec![None, Some(0.881), None], vec![Some(0.119), None, None], vec![None; 3]];
    board.neighbours = vec![NeighbourLine {
        upper: 0,
        lower: 1,
        difference: 350.4,
        order_right: 0.874,
        further_judgments: Some(12_345),
        further_between_them: Some(0),
    }];
    board.style = Some(StyleView {
        rows: vec![
            StyleRow { rank: Some(2), elo: Some(1_101.0), lower: Some(1_050.0), upper: Some(1_150.0) },
            StyleRow { rank: Some(1), elo: Some(1_102.0), lower: Some(1_051.0), upper: Some(1_151.0) },
            StyleRow::default(),
        ],
        coefficients: vec![
            StyleCoefficient { name: "tokens".to_owned(), elo: Some([40.26, 31.0, 49.5]) },
            StyleCoefficient { name: "bold".to_owned(), elo: None },
        ],
        unknown: None,
    });
    let slice = |value: &str, rows| SliceBoard {
        attribute: "topic <i>".to_owned(),
        value: value.to_owned(),
        judgments: 321,
        prompts: 45,
        rows,
        cautions: vec![Caution::Sentence(format!("Only of {value}."))],
    };
    board.slices = vec![
        slice("algebra", vec![row(Some(1), "Heron of algebra", [Some(990.0), Some(1_001.0), Some(1_011.0)])]),
        slice("geometry", vec![row(None, "Kestrel", [None; 3])]),
    ];
    board.too_small = vec![("topic <i>".to_owned(), 3)];
    release
}

#[test]
fn how_sure_the_order_is_stands_in_words_and_numbers() {
    let page = html(&full(), false);
    for words in ["Kestrel above =Heron()", "87.4 %", "12,345", "settled", "97 %", "&lt; 1 %", "share-10", "88 %"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
}

#[test]
fn a_board_with_style_controlled_stands_beside_the_plain_one() {
    let page = html(&full(), false);
    for words in ["1251", "1101", "1050 to 1150", "length in tokens", "+40.3", "+31.0 to +49.5", "never varies"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let mut unknown = full();
    unknown.board.style.as_mut().unwrap().unknown = Some(StyleUnknown::Reason(StyleReason::NotEstimable));
    let page = html(&unknown, false);
    assert!(page.contains("cannot be told from that of the models") && !page.contains("1101"), "{page}");
    // What an earlier version stored is a sentence for programs; the page says the same in the reader's language.
    unknown.board.style.as_mut().unwrap().unknown = Some(StyleUnknown::Sentence("the covariates are".to_owned()));
    let page = with_sync(Locale::parse("es").unwrap(), || html(&unknown, false));
    assert!(page.contains("no se puede") && !page.contains("the covariates"), "{page}");
}

#[test]
fn slices_are_switched_by_links_and_say_what_is_left_out() {
    let release = full();
    let page = html(&release, false);
    assert!(page.contains("href=\"/board/7?slice=1\"") && page.contains("href=\"/board/7?slice=2\""), "{page}");
    assert!(page.contains("with fewer than 100 judgments, not shown: 3"), "{page}");
    let slice =
        Owner::new().with(|| board_view(&release, &[], Voided::default(), Some(1), false).into_view().to_html());
    assert!(
        slice.contains("Heron of algebra") && slice.contains("Only of algebra.") && slice.contains("321"),
        "{slice}"
    );
    assert!(!slice.contains("Few judgments") && !slice.contains("wins-heading"), "of the slice alone: {slice}");
    for words in ["Mean half-width", "72 %", "51 %", "12 annotators"] {
        assert!(page.contains(words) && !slice.contains(words), "{words} is of all prompts: {slice}");
    }
    assert!(slice.contains("/board/7.csv?slice=1") && slice.contains("aria-current=\"page\""), "{slice}");
}

#[test]
fn other_releases_are_linked_with_what_changed_from_the_older_to_the_newer() {
    let siblings = [Sibling { id: ReleaseId(9), number: 3 }, Sibling { id: ReleaseId(5), number: 1 }];
    let page =
        Owner::new().with(|| board_view(&full(), &siblings, Voided::default(), None, false).into_view().to_html());
    assert!(page.contains("/board/9/since/7") && page.contains("/board/7/since/5"), "{page}");
}

#[test]
fn changes_name_models_that_came_and_went_and_those_that_moved_for_certain() {
    let change = |model: &str, before: Option<[f64; 3]>, after: Option<[f64; 3]>| {
        let line = |ends: [f64; 3]| row(Some(1), model, ends.map(Some));
        ModelChange { model: model.to_owned(), before: before.map(line), after: after.map(line) }
    };
    let diff = ReleaseDiff {
        before: ReleaseId(5),
        before_number: 1,
        after: ReleaseId(7),
        after_number: 2,
        kind: Kind::Comparison,
        shared: 100,
        added: 20,
        removed: 3,
        settings: vec![
            ("seed".to_owned(), "1".to_owned(), "2".to_owned()),
            ("to_come".to_owned(), "1".to_owned(), "<2>".to_owned()),
        ],
        models: vec![
            change("Moved", Some([990.0, 1_000.0, 1_010.0]), Some([1_040.0, 1_050.0, 1_060.0])),
            change("Came", None, Some([990.0, 1_000.0, 1_010.0])),
            change("Went", Some([990.0, 1_000.0, 1_010.0]), None),
        ],
    };
    let page = Owner::new()
        .with(|| changes(&diff, &[release(ReleaseState::Published, usual()), full()]).into_view().to_html());
    for words in ["+50.0", "Moved", "Came", "Went", "100", "20", "&lt;2&gt;", "Release 1", "Release 2"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    assert_eq!(page.matches(">clear<").count(), 1, "{page}");
}

/// A board of single responses.
fn scored(kind: Kind) -> ReleaseView {
    let exact = kind == Kind::Correctness;
    let mut release = release(ReleaseState::Published, Vec::new());
    let line = |model: &str, score: f64| BoardRow {
        rank: Some(1),
        model: model.to_owned(),
        score: Some(score),
        lower: Some(score - 1.53),
        upper: Some(score + 1.26),
        judgments: 900,
        wilson: exact.then_some([score - 2.04, score + 1.94]),
        partly: exact.then_some(2.26),
        gap: exact.then_some(GapLine { public: 99.2, difference: 7.85, lower: 6.1, upper: 9.5 }),
        ..BoardRow::default()
    };
    release.board.rows = vec![line("Kestrel", 91.35), line("Heron", 80.0)];
    release.board.kind = kind;
    release.board.benchmark = exact.then(|| "GSM8k".to_owned());
    (release.board.half_widths, release.board.left_preferred, release.board.win_rates) = (None, None, Vec::new());
    release
}

#[test]
fn a_rating_board_shows_means_and_nothing_of_comparisons() {
    let page = html(&scored(Kind::Rating), false);
    for words in [
        "Mean",
        "<strong>91.3</strong>",
        "+1.3",
        "−1.5",
        "Each task shows one response",
        "Kestrel: 91.3, from 89.8 to 92.6.",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    for words in ["Elo", "Won / tied", "Bradley", "wins-heading", "left was preferred", "1000"] {
        assert!(!page.contains(words), "{words} is in {page}");
    }
    let csv = csv(Kind::Rating, &scored(Kind::Rating).board.rows);
    assert!(csv.starts_with("rank,model,vendor,mean,lower,upper,judgments,provisional\r\n1,Kestrel,,91.35,"), "{csv}");
}

#[test]
fn a_correctness_board_shows_wilsons_interval_and_the_gap_to_the_benchmark() {
    let page = html(&scored(Kind::Correctness), false);
    for words in ["Accuracy", "91.3 %", "89.3 to 93.3", "2.3 %", "GSM8k", "99.2", "+7.8", "+6.1", "+9.5"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let csv = csv(Kind::Correctness, &scored(Kind::Correctness).board.rows);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines[0].split(',').count(), lines[1].split(',').count(), "{csv}");
    assert!(lines[1].contains(",2.26,99.2,7.85,6.1,9.5,false"), "{csv}");
}

/// Everything that weak data can make a board say, about its first and last row.
fn every_caution() -> Vec<Caution> {
    let models = vec![0, 2];
    let of_comparisons = [
        Warning::NoJudgments,
        Warning::OneModel,
        Warning::Disconnected { groups: 2 },
        Warning::NeverLost { models: models.clone() },
        Warning::NeverWon { models: models.clone() },
        Warning::Unplaced { models: models.clone() },
        Warning::NotCompared { models: models.clone() },
        Warning::BelowMinimum { models: models.clone(), minimum: 5_678 },
        Warning::InfiniteRounds { infinite: 34, rounds: 1_000 },
        Warning::AllTies,
        Warning::ZeroWeights { judgments: 4_321 },
        Warning::WeightsNotUsed,
        Warning::SandwichServes { judgments: 345_678, above: 200_000 },
        Warning::UnitUnknown { asked: Resampling::Prompts },
        Warning::UnitUnknown { asked: Resampling::Annotators },
        Warning::FewUnits { units: 7 },
        Warning::AnchorUnrated { model: 2 },
    ];
    let of_scores = [
        ScoreWarning::NoJudgments,
        ScoreWarning::NotJudged { models: models.clone() },
        ScoreWarning::BelowMinimum { models: models.clone(), minimum: 50 },
        ScoreWarning::NoVariation { models },
        ScoreWarning::FewUnits { units: 7 },
    ];
    of_comparisons.map(Caution::Comparison).into_iter().chain(of_scores.map(Caution::Score)).collect()
}

#[test]
fn every_weakness_of_the_data_is_said_in_the_readers_language_with_the_models_by_name() {
    let said = |tag: &str, caution: Caution| {
        let mut release = release(ReleaseState::Published, usual());
        release.board.cautions = vec![caution];
        let page = with_sync(Locale::parse(tag).unwrap(), || html(&release, false));
        let start = page.find("class=\"notice").unwrap_or_else(|| panic!("no notice in {page}"));
        page[start..].split("</div>").next().unwrap_or_default().to_owned()
    };
    let mut all = std::collections::BTreeSet::new();
    for caution in every_caution() {
        let debug = format!("{caution:?}");
        let [english, spanish, chinese] = ["en", "es", "zh"].map(|tag| said(tag, caution.clone()));
        for sentence in [&english, &spanish, &chinese] {
            assert!(!sentence.contains("board-weak") && !sentence.contains('{'), "{debug}: {sentence}");
            if debug.contains("models: [0, 2]") {
                assert!(sentence.contains("Kestrel, Avocet"), "{debug}: {sentence}");
            }
            all.insert(sentence.clone());
        }
        assert!(english != spanish && spanish != chinese && english != chinese, "{debug}: {english}");
    }
    // The two kinds share three sentences; one of them differs here by its number.
    assert_eq!(all.len(), 3 * 20, "{all:#?}");
    let numbers = said("es", Caution::Comparison(Warning::SandwichServes { judgments: 345_678, above: 200_000 }));
    assert!(numbers.contains("345.678") && numbers.contains("200.000"), "{numbers}");
}

#[test]
fn a_sentence_that_an_early_release_stored_is_marked_as_english() {
    let release = release(ReleaseState::Published, usual());
    let page = with_sync(Locale::parse("zh").unwrap(), || html(&release, false));
    assert!(page.contains("<span lang=\"en\">Few judgments"), "{page}");
}

#[test]
fn an_anchor_without_a_rating_is_not_said_to_pin_the_scale() {
    let mut release = release(ReleaseState::Published, usual());
    release.board.anchor = Some(("Kestrel".to_owned(), 1_000.0));
    assert!(html(&release, false).contains("The scale is pinned by Kestrel at 1000."));
    release.board.anchor = Some(("Avocet".to_owned(), 1_000.0));
    let page = html(&release, false);
    assert!(!page.contains("pinned") && !page.contains("mean of the models is 1000"), "{page}");
}

#[test]
fn judgments_of_voided_prompts_are_said_to_be_left_out_in_every_language() {
    let mut release = release(ReleaseState::Published, usual());
    assert!(!html(&release, false).contains("voided"));
    (release.settings.voided, release.settings.voided_prompts) = (1_234, 56);
    for (tag, words) in
        [("en", "1,234 approved judgments"), ("es", "1234 juicios aprobados"), ("zh", "1,234 个已通过的评判")]
    {
        let page = with_sync(Locale::parse(tag).unwrap(), || html(&release, false));
        assert!(page.contains(words) && page.contains("56"), "{words} is not in {page}");
    }
}

#[test]
fn what_was_voided_after_a_release_was_made_is_a_caution_in_every_language_and_in_the_data() {
    let release = full();
    assert!(!html(&release, false).contains("voided"));
    let voided = Voided { judgments: 1_234, prompts: 56 };
    for (tag, words) in [
        ("en", "1,234 judgments of 56 prompts"),
        ("es", "1234 juicios de 56 prompts"),
        ("zh", "56 个提示词的 1,234 个评判"),
    ] {
        for slice in [None, Some(1)] {
            let view = || board_view(&release, &[], voided, slice, false).into_view().to_html();
            let page = with_sync(Locale::parse(tag).unwrap(), || Owner::new().with(view));
            let notice = page.split("notice warning").find(|notice| notice.contains(words));
            assert!(notice.is_some(), "{words} is not in {page}");
        }
    }
    let json = serde_json::to_value(BoardJson::of(&release, voided)).unwrap();
    assert_eq!(json["release"]["voided_since"], serde_json::json!({ "judgments": 1_234, "prompts": 56 }));
    assert!(json["board"].to_string().find("voided").is_none(), "no part of the sealed document");
}

#[test]
fn every_setting_of_a_release_has_a_name_and_its_values_are_words_in_every_language() {
    let mut chosen = full();
    let model = assay_domain::ModelId(4);
    chosen.board.anchor = Some(("Kestrel".to_owned(), 1_000.0));
    chosen.board.rows[0].gap = Some(GapLine { public: 95.5, difference: 1.0, lower: 0.0, upper: 2.0 });
    chosen.settings = ReleaseSettings {
        weighting: Weighting::InversePairCountFloored(50.0),
        resampling: Resampling::ClusterSandwich,
        anchor: Some(Anchor { model, elo: 1_000.0 }),
        strength: Some(StrengthWeights { same: 0.5, slightly: 1.0, clearly: 2.0, much: 3.0 }),
        style: true,
        slices: vec!["topic".to_owned()],
        leave_out_corrected: true,
        benchmark: Some(PublicBenchmark { name: "GSM8k".into(), items: Some(1_319), accuracy: [(model, 95.5)].into() }),
        ..ReleaseSettings::default()
    };
    let usual = full();
    let names = serde_json::to_value(&usual.settings).unwrap();
    let names: Vec<&String> = names.as_object().unwrap().keys().collect();
    assert!(names.len() >= 15);
    for locale in ["en", "es", "zh"].map(|tag| Locale::parse(tag).unwrap()) {
        with_sync(locale, || {
            for name in names.iter().map(|name| name.as_str()).chain(["engine"]) {
                assert_ne!(label(name), name, "{name} has no name of its own in {}", locale.tag());
                for release in [&usual, &chosen] {
                    let said = value(name, release).unwrap();
                    let raw = ["true", "false", "null", "none\"", "{", "_"].iter().find(|raw| said.contains(**raw));
                    assert!(!said.is_empty() && raw.is_none(), "{name}: {said}");
                }
            }
        });
    }
    let said = |name: &str| value(name, &chosen).unwrap();
    assert_eq!(said("weighting"), "by the inverse of how often a pair was compared, at least 50 times");
    assert_eq!(said("anchor"), "Kestrel at 1000 Elo");
    assert_eq!(said("benchmark"), "GSM8k (1,319 items); Kestrel 95.5 %");
    assert!(said("strength").contains("0.50, ") && said("strength").ends_with("3.00"), "{}", said("strength"));
    assert_eq!((said("style"), said("slices")), ("yes".to_owned(), "topic".to_owned()));
    assert_eq!(value("to_come", &chosen), None);
    let diff = ReleaseDiff {
        before: ReleaseId(5),
        before_number: 1,
        after: ReleaseId(7),
        after_number: 2,
        kind: Kind::Comparison,
        shared: 1,
        added: 0,
        removed: 0,
        settings: vec![("leave_out_corrected".to_owned(), "false".to_owned(), "true".to_owned())],
        models: Vec::new(),
    };
    let page = Owner::new().with(|| changes(&diff, &[usual, chosen]).into_view().to_html());
    assert!(page.contains("<td>no</td><td>yes</td>") && !page.contains("leave_out_corrected"), "{page}");
}
