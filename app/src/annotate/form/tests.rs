#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use assay_domain::setup::Criterion;

fn read(pairs: &[(&str, &str)]) -> RatingForm {
    read_as(Kind::Comparison, pairs)
}

fn read_as(kind: Kind, pairs: &[(&str, &str)]) -> RatingForm {
    let criterion = Criterion { name: "Clarity".into(), required: true, ..Criterion::default() };
    let asked = Requirements {
        kind,
        criteria: vec![criterion],
        error_tags: vec!["made-up fact".into()],
        ..Requirements::default()
    };
    let fields: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    RatingForm::read(&fields, &asked)
}

#[test]
fn a_whole_form_is_read() {
    let form = read(&[
        ("preference", "-2"),
        ("both_bad", "on"),
        ("criterion.0", "3"),
        ("tag.b.0", "on"),
        ("justification", "a\r\nb"),
        ("active_ms", "7"),
    ]);
    assert_eq!(form.content.preference.map(Preference::value), Some(-2));
    assert!(form.content.both_bad && form.unreadable.is_empty());
    assert_eq!(form.content.criteria["Clarity"].value(), 3);
    assert_eq!(form.content.error_tags, [ErrorTag::whole(Side::B, "made-up fact", Severity::Minor)]);
    assert_eq!((form.content.justification.as_str(), form.active_ms), ("a\nb", 7));
}

#[test]
fn junk_instead_of_a_number_gets_a_message_at_its_field() {
    for junk in ["4", "-4", "x", "1.5", " 1", "99999999999999999999"] {
        let form = read(&[("preference", junk), ("criterion.0", junk), ("active_ms", "soon")]);
        assert!(form.content.preference.is_none() && form.content.criteria.is_empty(), "{junk}");
        let fields: Vec<_> = form.unreadable.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["preference", "criterion Clarity"], "{junk}");
        assert_eq!(form.active_ms, 0, "a broken clock stops nobody");
    }
}

#[test]
fn an_empty_value_is_a_question_not_answered() {
    let form = read(&[("preference", ""), ("criterion.0", "")]);
    assert!(form.content.preference.is_none() && form.content.criteria.is_empty() && form.unreadable.is_empty());
}

#[test]
fn a_criterion_or_tag_out_of_range_gets_a_message_and_never_breaks() {
    for (name, field) in [
        ("criterion.7", "criteria"),
        ("criterion.-1", "criteria"),
        ("criterion.x", "criteria"),
        ("criterion.99999999999999999999", "criteria"),
        ("tag.a.9", "error_tags"),
        ("tag.c.0", "error_tags"),
        ("tag.a.", "error_tags"),
    ] {
        let form = read(&[(name, "1")]);
        assert_eq!(form.unreadable.len(), 1, "{name}");
        assert_eq!(form.unreadable[0].field, field, "{name}");
        assert!(form.content.criteria.is_empty() && form.content.error_tags.is_empty(), "{name}");
    }
}

#[test]
fn fields_that_are_no_part_of_a_judgment_change_nothing() {
    let form = read(&[("user_id", "1"), ("status", "approved"), ("tag.a.0.0", "on"), ("", ""), ("...", "1")]);
    assert!(form.content == JudgmentContent::default() && form.unreadable.is_empty());
}

#[test]
fn ratings_and_answers_are_read() {
    let form = read_as(Kind::Rating, &[("rating", " 80 "), ("criterion.0", "0")]);
    assert_eq!((form.content.rating, form.content.ratings["Clarity"]), (Rating::new(80), Rating::new(0).unwrap()));
    let form = read_as(
        Kind::Correctness,
        &[("correctness", "partly"), ("answer.quote", "= 42"), ("answer.start", "3"), ("answer.end", "7")],
    );
    assert_eq!(form.content.correctness, Some(Correctness::Partly));
    assert_eq!(form.content.final_answer, Some(Passage { place: Some((3, 7)), ..Passage::quoted("= 42") }));
    let form = read_as(Kind::Correctness, &[("answer.none", "on"), ("answer.quote", "  ")]);
    assert!(form.content.no_final_answer && form.content.final_answer.is_none() && form.unreadable.is_empty());
}

#[test]
fn points_that_are_none_get_a_message_and_are_shown_again() {
    for junk in ["101", "-1", "80.5", "eighty"] {
        let form = read_as(Kind::Rating, &[("rating", junk), ("criterion.0", junk)]);
        let fields: Vec<_> = form.unreadable.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["rating", "criterion Clarity"], "{junk}");
        assert_eq!((form.as_typed["rating"].as_str(), form.as_typed["criterion.0"].as_str()), (junk, junk));
    }
    assert_eq!(read_as(Kind::Correctness, &[("correctness", "maybe")]).unreadable[0].field, "correctness");
}

#[test]
fn errors_have_a_severity_and_may_stand_at_several_passages() {
    let form = read(&[
        ("severity.a.0", "critical"),
        ("tag.a.0", "on"),
        ("passage.b.7.tag", "0"),
        ("passage.b.7.severity", "major"),
        ("passage.b.7.quote", "here"),
        ("passage.b.2.quote", "and here"),
        ("passage.b.2.tag", "0"),
        ("passage.b.2.before", "well, "),
        ("passage.a.0.tag", ""),
        ("passage.a.0.severity", "critical"),
        ("passage.a.0.quote", " "),
    ]);
    assert!(form.unreadable.is_empty(), "{:?}", form.unreadable);
    let at =
        |severity, passage| ErrorTag { side: Side::B, tag: "made-up fact".into(), severity, passage: Some(passage) };
    assert_eq!(
        form.content.error_tags,
        [
            ErrorTag::whole(Side::A, "made-up fact", Severity::Critical),
            at(Severity::Minor, Passage { before: "well, ".into(), ..Passage::quoted("and here") }),
            at(Severity::Major, Passage::quoted("here")),
        ]
    );
}

#[test]
fn an_edited_quote_is_looked_up_anew_and_one_left_alone_keeps_its_place() {
    let of = |quote: &str, marked: Option<&str>| {
        let mut fields = vec![
            ("passage.a.0.tag", "0"),
            ("passage.a.0.quote", quote),
            ("passage.a.0.start", "3"),
            ("passage.a.0.end", "7"),
        ];
        fields.extend(marked.map(|marked| ("passage.a.0.marked", marked)));
        read(&fields).content.error_tags.remove(0).passage.unwrap().place
    };
    assert_eq!(of("four", Some("four")), Some((3, 7)));
    assert_eq!(of("fo\r\nur", Some("fo\n ur")), Some((3, 7)), "space is not kept by every field");
    assert_eq!(of("five words", Some("four")), None);
    assert_eq!(of("four", None), Some((3, 7)), "a program says a place without more");
    let answer = |quote: &str| {
        let place = [("answer.start", "0"), ("answer.end", "2"), ("answer.marked", "42")];
        let fields: Vec<_> = place.into_iter().chain([("answer.quote", quote)]).collect();
        read_as(Kind::Correctness, &fields).content.final_answer.unwrap().place
    };
    assert_eq!((answer("42"), answer("43")), (Some((0, 2)), None));
}

#[test]
fn a_passage_without_an_error_gets_a_message_and_keeps_its_quote() {
    let form = read(&[("passage.a.0.tag", ""), ("passage.a.0.quote", "here"), ("passage.a.1.tag", "9")]);
    let messages: Vec<_> = form.unreadable.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["Choose which error is at the passage.", UNKNOWN_TAG]);
    assert_eq!(form.content.error_tags[0].passage, Some(Passage::quoted("here")));
}
