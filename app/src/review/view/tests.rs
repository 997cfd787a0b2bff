#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use assay_domain::PublicId;
use assay_domain::judgment::{ErrorTag, Severity};
use assay_domain::scale::{Rating, Scale};
use assay_domain::setup::Criterion;
use assay_workflow::Turn;
use assay_workflow::review::DecidedView;
use std::collections::{BTreeMap, HashMap};

/// Closes whatever it may stand in, and then would run.
const ATTACK: &str = "</textarea></title></script>\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

/// A review in which R and S wait and T is decided; every text is hostile.
pub(in crate::review) fn review() -> ReviewView {
    let text = || ATTACK.to_owned();
    let judgment = |letter: char, preference: i64, waits: bool| JudgmentView {
        letter,
        content: JudgmentContent {
            preference: Preference::new(preference),
            both_bad: letter == 'R',
            criteria: BTreeMap::from([(text(), Preference::ALL[0])]),
            error_tags: vec![ErrorTag::whole(Side::A, text(), Severity::Major)],
            justification: format!("{ATTACK} by {letter}"),
            ..JudgmentContent::default()
        },
        saw_first_as_a: letter == 'R',
        revision: 1,
        active_ms: 61_500,
        waits,
        before: None,
        corrected: None,
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
        lease_expires_at: 1_800_000_000,
        agreement: None,
        judgments: vec![judgment('R', 0, true), judgment('S', 2, true), judgment('T', -1, false)],
    }
}

fn typed(pairs: &[(&str, &str)]) -> DecisionForm {
    DecisionForm::new(
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<HashMap<_, _>>(),
    )
}

fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

/// The page of the task above.
fn page(typed: &DecisionForm, errors: &[FieldError]) -> String {
    html(|| super::review(&review(), typed, errors))
}

#[test]
fn nothing_written_by_people_becomes_markup() {
    let errors = [FieldError::new("verdict.R", ATTACK), FieldError::new("comment.S", ATTACK)];
    let waiting = Waiting {
        evaluation: assay_domain::EvaluationId(1),
        handle: PublicId::from_bits([3; 16]),
        name: ATTACK.to_owned(),
        domain: ATTACK.to_owned(),
        tasks: 1,
        oldest: 0,
    };
    for page in [
        page(&typed(&[("comment.R", ATTACK), ("verdict.R", ATTACK)]), &errors),
        html(|| gone(ATTACK, &[('R', ATTACK.to_owned())])),
        html(|| queues(&[(Stage::Initial, vec![waiting])])),
    ] {
        assert!(page.contains("alert(1)"), "the text itself is shown");
        for element in ["<script", "<img", "<title"] {
            assert!(!page.contains(element), "{element} in {page}");
        }
        assert_eq!(page.matches("<textarea").count(), page.matches("</textarea>").count());
    }
}

#[test]
fn disagreement_is_said_in_words() {
    let points = |values: &[i64]| values.iter().map(|value| Preference::new(*value)).collect::<Vec<_>>();
    let said = |values: &[i64]| spread(&points(values)).map(|(_, text)| text);
    assert_eq!(said(&[2, 2, 2]), None);
    assert_eq!(said(&[1, 2, 2]), None);
    assert_eq!(said(&[1, 3, 2]).as_deref(), Some("2 points apart"));
    assert_eq!(said(&[0, 1, 1]).as_deref(), Some("differ, 1 point apart"));
    assert_eq!(said(&[-1, 0, 2]).as_deref(), Some("opposed, 3 points apart"));
    assert_eq!(spread(&[None, None]), None);
    let page = page(&typed(&[]), &[]);
    assert!(page.contains("opposed, 3 points apart") && page.contains(">differ<"));
}

#[test]
fn each_text_says_which_response_it_calls_a() {
    let page = page(&typed(&[]), &[]);
    assert!(
        page.contains("A is Response 1 and B is Response 2.") && page.contains("A is Response 2 and B is Response 1.")
    );
}

#[test]
fn only_judgments_that_wait_are_decided_on_and_enter_does_not_approve_all() {
    let page = page(&typed(&[]), &[]);
    assert!(page.contains("id=\"approve-R\"") && page.contains("id=\"send_back-S\""));
    assert!(!page.contains("id=\"approve-T\"") && page.contains("Annotator T (decided)"));
    let first_button = page.find("<button").unwrap();
    assert!(
        page[first_button..].starts_with("<button class=\"button\" type=\"submit\" accesskey=\"s\">Submit decisions"),
        "{}",
        &page[first_button..]
    );
    assert!(page.contains("Approve all 2"));
}

#[test]
fn a_refused_form_keeps_choices_and_comments_and_leads_to_the_fields() {
    let errors = [FieldError::new("verdict.S", "Decide."), FieldError::new("comment.R", "Say why.")];
    let page = page(&typed(&[("verdict.R", "return"), ("comment.S", "kept text")]), &errors);
    assert!(page.contains("value=\"return\" checked") && page.contains("kept text"));
    for field in ["verdict.S", "comment.R"] {
        assert!(
            page.contains(&format!("href=\"#field-{field}\"")) && page.contains(&format!("id=\"field-{field}\"")),
            "{field}"
        );
    }
}

#[test]
fn time_is_shown_in_minutes_and_seconds() {
    assert_eq!([duration(-5), duration(59_999), duration(61_500)], ["0 s", "59 s", "1 min 01 s"]);
}

#[test]
fn judgments_of_one_response_are_shown_in_the_words_of_their_kind() {
    let mut shown = review();
    (shown.kind, shown.responses) = (Kind::Rating, vec!["one".into()]);
    for (judgment, points) in shown.judgments.iter_mut().zip([80, 80, 30]) {
        judgment.content = JudgmentContent { rating: Rating::new(points), ..JudgmentContent::default() };
    }
    let page = Owner::new().with(|| super::review(&shown, &DecisionForm::default(), &[]).into_view().to_html());
    assert!(page.contains(">80</td>") && page.contains(">30</td>") && page.contains("differ"), "{page}");
    assert!(!page.contains("Response 2") && !page.contains("Both are bad"));
}
