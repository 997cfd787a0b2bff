//! A board made by hand, looked at as page, JSON and CSV.

use super::data::{BoardJson, csv};
use super::page::board_view;
use assay_domain::release::ReleaseState;
use assay_domain::setup::Kind;
use assay_domain::{EvaluationId, ReleaseId};
use assay_workflow::releases::{Board, BoardRow, Counts, ErrorTagRates, ReleaseSettings, ReleaseView, Share};
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
        rank_shares: Vec::new(),
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
        cautions: vec!["Few judgments <b>here</b>.".to_owned()],
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
        anchor: None,
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
    Owner::new().with(|| board_view(release, admin).into_view().to_html())
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
    for words in
        ["1000 bootstrap rounds", "987654321", "engine 9", "abcdef", "72 %", "51 %", "21.4", "15.1", "prompts with all"]
    {
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
    assert!(!page.contains("<svg") && !page.contains("NaN") && !page.contains("inf"), "{page}");
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
    let json = serde_json::to_value(BoardJson::of(&release)).unwrap();
    assert_eq!(json["release"]["hash"], "abcdef");
    assert_eq!(json["board"]["rows"][0]["elo"], 1_250.75);
    assert!(json["board"]["rows"][1]["lower"].is_null());
}

#[test]
fn inj_4_a_model_that_looks_like_a_formula_stays_text_in_the_csv_and_numbers_stay_numbers() {
    let csv = csv(&release(ReleaseState::Published, usual()).board);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines[0], "rank,model,vendor,elo,lower,upper,judgments,wins,ties,losses,provisional");
    assert_eq!(lines[1], "1,Kestrel,Tern & Tide,1250.75,1189.6,1342,23456,12345,1111,10000,false");
    assert_eq!(lines[2], "2,'=Heron(),Tern & Tide,900,,951.25,23456,12345,1111,10000,false");
    assert_eq!(lines[3], ",Avocet,Tern & Tide,,,,23456,12345,1111,10000,false");
}
