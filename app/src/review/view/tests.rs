#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::table::spread;
use super::*;
use crate::review::query::QueueQuery;
use assay_domain::PublicId;
use assay_domain::agreement::Agreement;
use assay_domain::judgment::{ErrorTag, JudgmentContent, Preference, Severity, Side};
use assay_domain::passage::Passage;
use assay_domain::review::{Stage, Verdict};
use assay_domain::scale::{Rating, Scale};
use assay_domain::setup::{Criterion, Kind};
use assay_workflow::review::{CorrectedView, DecidedView, Item, JudgmentView, QueuePage};
use assay_workflow::{Turn, Waiting};
use std::collections::BTreeMap;

/// Closes whatever it may stand in, and then would run.
const ATTACK: &str = "</textarea></title></script>\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

fn content(letter: char, preference: i64) -> JudgmentContent {
    let text = || ATTACK.to_owned();
    let at =
        ErrorTag { passage: Some(Passage::quoted(ATTACK)), ..ErrorTag::whole(Side::B, text(), Severity::Critical) };
    JudgmentContent {
        preference: Preference::new(preference),
        both_bad: letter == 'R',
        criteria: BTreeMap::from([(text(), Preference::ALL[0])]),
        error_tags: vec![ErrorTag::whole(Side::A, text(), Severity::Major), at],
        justification: format!("{ATTACK} by {letter}"),
        ..JudgmentContent::default()
    }
}

/// A review in which R and S wait and T is decided; every text is hostile.
pub(in crate::review) fn review() -> ReviewView {
    let text = || ATTACK.to_owned();
    let judgment = |letter: char, preference: i64, waits: bool| JudgmentView {
        letter,
        content: content(letter, preference),
        before: (letter == 'S').then(|| content('S', -3)),
        corrected: (letter == 'T').then(|| CorrectedView {
            stage: Stage::Initial,
            content: content('T', -2),
            reason: text(),
        }),
        saw_first_as_a: letter == 'R',
        revision: 1,
        active_ms: 61_500,
        waits,
        decided: vec![DecidedView {
            stage: Stage::Initial,
            verdict: Verdict::Return,
            corrected: false,
            reason: Some(text()),
            comment: text(),
            fields: vec![text()],
        }],
    };
    ReviewView {
        id: PublicId::from_bits([7; 16]),
        stage: Stage::Final,
        version: 5,
        lease_expires_at: 1_800_000_000,
        evaluation: text(),
        guidelines: text(),
        turns: vec![Turn { role: text(), text: text() }, Turn { role: "assistant".into(), text: text() }],
        reference: Some(text()),
        attributes: BTreeMap::from([(text(), text())]),
        kind: Kind::Comparison,
        responses: vec![text(), text()],
        scale: Scale::Points,
        criteria: vec![Criterion { name: text(), help: text(), required: true, scale: Scale::Points }],
        error_tags: vec![text()],
        reasons: vec![(Verdict::Return, text())],
        agreement: Some(Agreement { share: 333, distance: 1_333 }),
        judgments: vec![judgment('R', 0, true), judgment('S', 2, true), judgment('T', -1, false)],
    }
}

fn typed(pairs: &[(&str, &str)]) -> DecisionForm {
    let fields = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    DecisionForm::new(fields, None)
}

fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

/// The page of the task above.
fn page(typed: &DecisionForm, errors: &[FieldError]) -> String {
    html(|| super::review(&review(), typed, errors, "?sort=agreement"))
}

fn waiting() -> Waiting {
    Waiting {
        evaluation: assay_domain::EvaluationId(1),
        handle: PublicId::from_bits([3; 16]),
        name: ATTACK.to_owned(),
        domain: ATTACK.to_owned(),
        tasks: 1,
        oldest: 0,
    }
}

#[test]
fn nothing_written_by_people_becomes_markup() {
    let errors =
        ["verdict.R", "comment.S", "reason.S", "field.S", "R.preference"].map(|field| FieldError::new(field, ATTACK));
    let item = Item {
        id: PublicId::from_bits([4; 16]),
        evaluation: ATTACK.into(),
        kind: Kind::Comparison,
        domain: ATTACK.into(),
        waiting_since: 0,
        agreement: Some(0),
        distance: Some(4_000),
        returned: true,
        both_bad: true,
        critical: true,
        in_hand: true,
    };
    let found = QueuePage { items: vec![item], total: 120, page: 2 };
    let query = QueueQuery { page: 2, ..QueueQuery::default() };
    let chosen = [("comment.R", ATTACK), ("verdict.R", "correct"), ("R.justification", ATTACK), ("reason.S", ATTACK)];
    for page in [
        page(&typed(&chosen), &errors),
        html(|| gone(ATTACK, &[('R', ATTACK.to_owned())])),
        html(|| queues(&[(Stage::Initial, vec![waiting()])])),
        html(|| list(Stage::Initial, &query, &found, &[waiting()])),
    ] {
        assert!(page.contains("alert(1)"), "the text itself is shown");
        for element in ["<script", "<img", "<title"] {
            assert!(!page.contains(element), "{element} in {page}");
        }
        assert_eq!(page.matches("<textarea").count(), page.matches("</textarea>").count());
    }
}

#[test]
fn disagreement_is_said_in_words_and_leads_to_its_rows() {
    let points = |values: &[i64]| values.iter().map(|value| Preference::new(*value)).collect::<Vec<_>>();
    let said = |values: &[i64]| spread(&points(values)).map(|(_, text)| text);
    assert_eq!(said(&[2, 2, 2]), None);
    assert_eq!(said(&[1, 2, 2]), None);
    assert_eq!(said(&[1, 3, 2]).as_deref(), Some("2 points apart"));
    assert_eq!(said(&[0, 1, 1]).as_deref(), Some("differ, 1 point apart"));
    assert_eq!(said(&[-1, 0, 2]).as_deref(), Some("opposed, 3 points apart"));
    assert_eq!(spread(&[None, None]), None);
    let page = page(&typed(&[]), &[]);
    // T counts by the correction that stands.
    assert!(page.contains("opposed, 4 points apart") && page.contains(">differ<"));
    assert!(page.contains("href=\"#row-0\"") && page.contains("id=\"row-0\" tabindex=\"-1\" data-differs"));
}

#[test]
fn each_text_says_which_response_it_calls_a() {
    let page = page(&typed(&[]), &[]);
    assert!(
        page.contains("A is Response 1 and B is Response 2.") && page.contains("A is Response 2 and B is Response 1.")
    );
}

#[test]
fn only_judgments_that_wait_are_decided_on_and_enter_does_not_approve() {
    let page = page(&typed(&[]), &[]);
    assert!(page.contains("id=\"approve-R\"") && page.contains("id=\"send_back-S\""));
    assert!(!page.contains("id=\"approve-T\""));
    let first_button = page.find("<button").unwrap();
    assert!(page[first_button..].contains("Submit decisions"), "{}", &page[first_button..]);
    assert!(
        !page[first_button..page[first_button..].find("</button>").unwrap() + first_button].contains("name=\"all\"")
    );
    assert!(page.contains("Approve all 2"));
}

#[test]
fn a_refused_form_keeps_choices_and_comments_and_leads_to_the_fields() {
    let errors = [FieldError::new("annotator S", "Decide."), FieldError::new("annotator R, comment", "Say why.")];
    let page = page(&typed(&[("verdict.R", "return"), ("comment.S", "kept text"), ("field.R", "overall")]), &errors);
    assert!(page.contains("value=\"return\" checked") && page.contains("kept text"));
    assert!(page.contains("value=\"overall\" checked"));
    for field in ["verdict.S", "comment.R"] {
        assert!(
            page.contains(&format!("href=\"#field-{field}\"")) && page.contains(&format!("id=\"field-{field}\"")),
            "{field}"
        );
    }
}

#[test]
fn what_came_back_stands_beside_what_it_was_and_a_correction_beside_the_original() {
    let page = page(&typed(&[]), &[]);
    assert!(page.contains("<del>Response 2 is much better</del>"), "S was −3 before it was returned");
    assert!(page.contains("<ins>Response 2 is better</ins>"), "T was corrected to −2");
    let changed = html(|| table::difference("the first one runs", "the second one runs"));
    assert!(changed.contains("<del>first</del>") && changed.contains("<ins>second</ins>"), "{changed}");
}

#[test]
fn judgments_of_one_response_are_shown_in_the_words_of_their_kind() {
    let mut shown = review();
    (shown.kind, shown.responses) = (Kind::Rating, vec!["one".into()]);
    for (judgment, points) in shown.judgments.iter_mut().zip([80, 80, 30]) {
        judgment.content = JudgmentContent { rating: Rating::new(points), ..JudgmentContent::default() };
        (judgment.before, judgment.corrected) = (None, None);
    }
    let page = html(|| super::review(&shown, &DecisionForm::default(), &[], ""));
    assert!(page.contains(">80</p>") && page.contains(">30</p>") && page.contains("differ"), "{page}");
    assert!(!page.contains("Response 2") && !page.contains("Both are bad"));
}

#[test]
fn what_is_read_and_what_is_quoted_says_its_language() {
    let mut shown = review();
    shown.attributes = BTreeMap::from([("locale".to_owned(), "he".to_owned())]);
    let page = html(|| super::review(&shown, &typed(&[]), &[], ""));
    // Two turns, the reference and two responses.
    assert_eq!(page.matches("lang=\"he\" dir=\"rtl\" class=\"prose\"").count(), 5);
    // The passage of each of three judgments in the table, and of the two that wait in their corrections.
    assert_eq!(page.matches("<span lang=\"he\" dir=\"auto\">").count(), 3 + 2);
    assert!(page.contains("(critical) at “<span lang=\"he\" dir=\"auto\">&lt;/textarea"), "{page}");
    assert!(!page.contains('\u{1}'), "no sentence is left with the mark of its place");
    (shown.kind, shown.responses) = (Kind::Correctness, vec!["one".into()]);
    for judgment in &mut shown.judgments {
        judgment.content = JudgmentContent { final_answer: Some(Passage::quoted("42")), ..JudgmentContent::default() };
        (judgment.before, judgment.corrected) = (None, None);
    }
    let page = html(|| super::review(&shown, &typed(&[]), &[], ""));
    assert_eq!(page.matches("<span lang=\"he\" dir=\"auto\">42</span>").count(), 3);
    assert!(page.contains("name=\"R.answer.quote\" value=\"42\" lang=\"he\" dir=\"auto\""));
}
