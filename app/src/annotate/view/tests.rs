#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use assay_domain::PublicId;
use assay_domain::judgment::{Correctness, ErrorTag, JudgmentContent, Preference, Severity, Side};
use assay_domain::passage::Passage;
use assay_domain::scale::{Rating, Scale, ScaleLabel};
use assay_domain::setup::{Criterion, Kind};
use assay_workflow::Turn;
use std::collections::BTreeMap;

/// Closes whatever it may stand in, and then would run.
const ATTACK: &str = "</textarea></title></script>\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;";

fn task() -> TaskView {
    let text = || ATTACK.to_owned();
    TaskView {
        id: PublicId::from_bits([7; 16]),
        evaluation: text(),
        guidelines: text(),
        guideline_version: 1,
        confirm_guidelines: false,
        turns: vec![Turn { role: "user".into(), text: text() }, Turn { role: text(), text: text() }],
        reference: Some(text()),
        attributes: BTreeMap::from([(text(), text())]),
        a: text(),
        kind: Kind::Comparison,
        scale: Scale::Points,
        b: Some(text()),
        criteria: vec![
            Criterion { name: text(), help: text(), required: true, scale: Scale::Points },
            Criterion { name: "Clarity".into(), help: String::new(), required: false, scale: Scale::Points },
        ],
        error_tags: vec![text()],
        minimum_justification: 20,
        lease_expires_at: Some(0),
        draft: JudgmentContent::default(),
        draft_version: 3,
        active_ms: 0,
        returned: Some(assay_workflow::annotation::Returned {
            reason: Some(text()),
            comment: text(),
            fields: vec![text()],
        }),
    }
}

fn content() -> JudgmentContent {
    JudgmentContent {
        preference: Preference::new(-2),
        both_bad: true,
        criteria: BTreeMap::from([(ATTACK.to_owned(), Preference::ALL[0])]),
        error_tags: vec![
            ErrorTag::whole(Side::B, ATTACK, Severity::Critical),
            ErrorTag {
                side: Side::A,
                tag: ATTACK.to_owned(),
                severity: Severity::Major,
                passage: Some(Passage::quoted(ATTACK)),
            },
        ],
        justification: ATTACK.to_owned(),
        ..JudgmentContent::default()
    }
}

fn typed() -> RatingForm {
    RatingForm { content: content(), submission_id: ATTACK.to_owned(), active_ms: 1234, ..RatingForm::default() }
}

fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

/// Nothing that was written by people has become an element or an attribute.
fn assert_inert(html: &str) {
    assert!(html.contains("alert(1)"), "the text itself is shown");
    for element in ["<script", "<img", "<title"] {
        assert!(!html.contains(element), "{element} in {html}");
    }
    assert!(!html.contains("&lt;b&gt;</textarea>"), "an entity in the text stays text: {html}");
}

#[test]
fn nothing_written_in_a_task_or_a_draft_becomes_markup() {
    let errors = vec![FieldError::new(format!("criterion {ATTACK}"), ATTACK), FieldError::new(ATTACK, ATTACK)];
    let page = html(|| rating(&task(), &typed(), errors));
    assert_inert(&page);
    // The justification, a note each beside skipping and reporting, and the passages: one marked, two rows free for each side.
    assert_eq!(page.matches("<textarea").count(), 3 + 1 + 2 + 2);
    assert_eq!(page.matches("</textarea>").count(), 3 + 1 + 2 + 2);
    assert_inert(&html(|| kept(ATTACK, Kind::Comparison, &content())));
}

#[test]
fn a_refused_form_shows_everything_typed_and_leads_to_what_is_to_be_mended() {
    let errors = vec![
        FieldError::new("both_bad", "goes with a tie"),
        FieldError::new(format!("criterion {ATTACK}"), "Rate this criterion."),
        FieldError::new("justification", "too short"),
    ];
    let page = html(|| rating(&task(), &typed(), errors));
    assert!(page.contains("name=\"preference\" value=\"-2\" checked"), "{page}");
    assert!(page.contains("name=\"criterion.0\" value=\"3\" checked"));
    assert!(page.contains("name=\"tag.b.0\" checked") && !page.contains("name=\"tag.a.0\" checked"));
    assert!(page.contains("name=\"severity.b.0\"") && page.contains("value=\"critical\" selected"));
    assert!(
        page.contains("name=\"passage.a.0.quote\"") && page.contains("alert(1)&lt;/script&gt;"),
        "the passage's quote is shown again"
    );
    assert!(page.contains("name=\"both_bad\" checked") && page.contains("name=\"active_ms\" value=\"1234\""));
    for field in ["both_bad", "criterion.0", "justification"] {
        assert!(page.contains(&format!("href=\"#field-{field}\"")), "the summary links to {field}");
        assert!(page.contains(&format!("id=\"field-{field}\"")), "{field} can be linked to");
    }
}

#[test]
fn every_answer_has_the_documented_field_name() {
    let page = html(|| rating(&task(), &RatingForm::default(), Vec::new()));
    for value in -3..=3 {
        for scale in ["preference", "criterion.0", "criterion.1"] {
            assert!(page.contains(&format!("name=\"{scale}\" value=\"{value}\"")), "{scale} {value}");
        }
    }
    for name in ["both_bad", "tag.a.0", "tag.b.0", "justification", "active_ms", "submission_id"] {
        assert_eq!(page.matches(&format!("name=\"{name}\"")).count(), 1, "{name}");
    }
    assert!(
        page.contains("Clarity (optional)") && page.matches("checked").count() == 1,
        "only the mildest severity of the panel is chosen"
    );
}

#[test]
fn what_could_not_be_submitted_is_shown_whole() {
    let mut content = content();
    content.justification = "line one\nline two".into();
    let page = html(|| kept("It went to someone else.", Kind::Comparison, &content));
    for text in ["It went to someone else.", "B is better", "A is much better", "Both are bad", "line one\nline two"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("<textarea") && page.contains("href=\"/annotate\""));
    assert!(html(|| kept("", Kind::Rating, &JudgmentContent::default())).contains("nothing written"));
}

fn single(kind: Kind) -> TaskView {
    let labels = [("Poor", 0), ("Good", 100)];
    let labels = labels.map(|(label, value)| ScaleLabel { label: label.into(), value: Rating::new(value).unwrap() });
    let mut task = task();
    (task.kind, task.b, task.criteria[1].scale) = (kind, None, Scale::Labels(labels.to_vec()));
    task
}

#[test]
fn a_rating_task_shows_one_response_and_asks_for_points_or_labels() {
    let mut typed = RatingForm { content: JudgmentContent::default(), ..RatingForm::default() };
    typed.content.rating = Rating::new(80);
    typed.content.ratings.insert("Clarity".into(), Rating::new(100).unwrap());
    typed.as_typed.insert("criterion.0".into(), "a lot".into());
    let page = html(|| rating(&single(Kind::Rating), &typed, Vec::new()));
    assert!(page.contains("data-kind=\"rating\"") && page.contains("name=\"rating\" min=\"0\" max=\"100\""), "{page}");
    assert!(page.contains("value=\"80\"") && page.contains("value=\"a lot\""), "what was typed is shown again");
    assert!(page.contains("name=\"criterion.1\" value=\"100\" checked") && page.contains(">Poor<"));
    for absent in ["response-b", "name=\"preference\"", "both_bad\" name", "tag.b.", "passage.b."] {
        assert!(!page.contains(absent), "{absent}");
    }
}

#[test]
fn a_correctness_task_asks_for_the_answer_and_where_it_stands() {
    let mut typed = RatingForm::default();
    typed.content.correctness = Some(Correctness::Partly);
    typed.content.final_answer = Some(Passage { place: Some((3, 5)), ..Passage::quoted("42") });
    let errors = vec![FieldError::new("final_answer", "mend it")];
    let page = html(|| rating(&single(Kind::Correctness), &typed, errors));
    for value in ["right", "partly", "wrong"] {
        assert!(page.contains(&format!("name=\"correctness\" value=\"{value}\"")), "{value}");
    }
    assert!(page.contains("value=\"partly\" checked") && page.contains("42</textarea>"), "{page}");
    assert!(page.contains("name=\"answer.start\" value=\"3\"") && page.contains("name=\"answer.none\""));
    assert!(page.contains("href=\"#field-final_answer\"") && page.contains("id=\"field-final_answer\""));
}

#[test]
fn texts_of_a_task_say_their_language_and_find_their_direction() {
    let mut spanish = task();
    spanish.attributes = BTreeMap::from([("locale".to_owned(), "ES_mx".to_owned())]);
    let page = html(|| rating(&spanish, &typed(), Vec::new()));
    // Two turns, the reference and two responses; of the form one passage and two rows free for each; the passage that is chosen.
    assert_eq!(page.matches("lang=\"es-MX\" dir=\"auto\" class=\"prose\"").count(), 5);
    assert_eq!(page.matches("lang=\"es-MX\" dir=\"auto\"").count(), 5 + 1 + 2 + 2 + 1);
    let chosen = page.split("id=\"mark-quote\"").nth(1).and_then(|rest| rest.split('>').next()).unwrap();
    assert!(chosen.contains("lang=\"es-MX\""), "{chosen}");
    let guidelines = page.split("id=\"guidelines\"").nth(1).and_then(|rest| rest.split("</details>").next()).unwrap();
    assert!(!guidelines.contains("lang="), "the guidelines are the admin's words: {guidelines}");
    // What is no language tag says nothing, least of all markup; the direction is found all the same.
    spanish.attributes = BTreeMap::from([("locale".to_owned(), ATTACK.to_owned())]);
    let page = html(|| rating(&spanish, &typed(), Vec::new()));
    assert!(!page.contains("lang=") && page.matches("<div dir=\"auto\" class=\"prose\"").count() == 5, "{page}");
}

#[test]
fn a_final_answer_is_in_the_language_of_its_response() {
    let mut task = single(Kind::Correctness);
    task.attributes = BTreeMap::from([("locale".to_owned(), "ar".to_owned())]);
    let page = html(|| rating(&task, &RatingForm::default(), Vec::new()));
    let field = page.split("id=\"answer-quote\"").nth(1).and_then(|rest| rest.split('>').next()).unwrap();
    assert!(field.contains("lang=\"ar\" dir=\"auto\""), "{field}");
}
