//! What a complete judgment is, for every kind, and where a passage stands, as properties.

use assay_domain::{
    FieldError, Refusal,
    criteria_sets::CriteriaSet,
    judgment::{Correctness, ErrorTag, JudgmentContent, Outcome, Preference, Requirements, Severity, Shown, Side},
    passage::Passage,
    scale::{Rating, Scale, ScaleLabel},
    setup::{Criterion, EvaluationPlan, Kind},
};
use proptest::prelude::*;

const A: &str = "The **answer** is\n`x = 42`, so *42* it is. Überall: ¡42!";
const B: &str = "It cannot be known.";

fn shown(kind: Kind) -> Shown<'static> {
    Shown { a: A, b: (kind == Kind::Comparison).then_some(B) }
}

fn labels() -> Scale {
    let label = |label: &str, value| ScaleLabel { label: label.into(), value: Rating::new(value).unwrap() };
    Scale::Labels(vec![label("Poor", 0), label("Fair", 50), label("Good", 100)])
}

fn asked(kind: Kind) -> Requirements {
    let criterion = |name: &str, required, scale| Criterion { name: name.into(), help: String::new(), required, scale };
    Requirements {
        kind,
        scale: labels(),
        criteria: vec![criterion("Clarity", true, Scale::Points), criterion("Tone", false, labels())],
        error_tags: vec!["known".into(), "other".into()],
        minimum_justification: 5,
    }
}

fn preference() -> impl Strategy<Value = Preference> {
    (-3..=3i64).prop_map(|value| Preference::new(value).unwrap())
}

fn rating() -> impl Strategy<Value = Rating> {
    prop_oneof![Just(0), Just(50), Just(100), 0..=100i64].prop_map(|value| Rating::new(value).unwrap())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just("Clarity"), 2 => Just("Tone"), 1 => Just("Else")].prop_map(str::to_owned)
}

fn passage() -> impl Strategy<Value = Passage> {
    let quote = prop_oneof!["answer is x", "42", "so 42 it", "nowhere", "", ".{0,5}"];
    (quote, proptest::option::of((0..60usize, 0..60usize))).prop_map(|(quote, place)| Passage {
        quote,
        place,
        before: String::new(),
    })
}

fn tag() -> impl Strategy<Value = ErrorTag> {
    let tag = prop_oneof![4 => Just("known"), 4 => Just("other"), 1 => Just("unknown")];
    (any::<bool>(), tag, 0..3usize, proptest::option::of(passage())).prop_map(|(b, tag, severity, passage)| ErrorTag {
        side: if b { Side::B } else { Side::A },
        tag: tag.into(),
        severity: Severity::ALL[severity],
        passage,
    })
}

prop_compose! {
    /// Anything that a form, a draft or a program could send; mostly of one kind, so that many are complete.
    fn content()(
        preference in proptest::option::of(preference()),
        both_bad in any::<bool>(),
        criteria in proptest::collection::btree_map(name(), preference(), 0..3),
        rating in proptest::option::of(rating()),
        ratings in proptest::collection::btree_map(name(), rating(), 0..3),
        correctness in proptest::option::of((0..3usize).prop_map(|at| Correctness::ALL[at])),
        (final_answer, no_final_answer) in (proptest::option::of(passage()), any::<bool>()),
        error_tags in proptest::collection::vec(tag(), 0..4),
        justification in "[a-z]{0,12}",
        only in proptest::option::weighted(0.9, 0..3usize),
    ) -> JudgmentContent {
        let mut content = JudgmentContent {
            preference, both_bad, criteria, rating, ratings, correctness, final_answer, no_final_answer, error_tags, justification,
        };
        match only.map(|at| Kind::ALL[at]) {
            None => return content,
            Some(Kind::Comparison) => content.ratings.clear(),
            Some(Kind::Rating | Kind::Correctness) => {
                (content.preference, content.both_bad) = (None, false);
                content.criteria.clear();
                content.error_tags.iter_mut().for_each(|tag| tag.side = Side::A);
            }
        }
        if only != Some(1) {
            content.rating = None;
        }
        if only != Some(2) {
            (content.correctness, content.final_answer, content.no_final_answer) = (None, None, false);
        }
        content
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    (0..3usize).prop_map(|at| Kind::ALL[at])
}

fn slice(source: &str, (start, end): (usize, usize)) -> String {
    source.chars().skip(start).take(end - start).collect()
}

fn fields(result: Result<impl std::fmt::Debug, Refusal>) -> Vec<String> {
    match result {
        Err(Refusal::Invalid { errors }) => errors.into_iter().map(|error: FieldError| error.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_complete_judgment_holds_what_its_kind_asks_and_nothing_else(content in content(), kind in kind()) {
        let Ok(judged) = content.complete(&asked(kind), shown(kind)) else { return Ok(()) };
        let sealed = judged.content();
        match (kind, judged.outcome()) {
            (Kind::Comparison, Outcome::Comparison { preference, both_bad }) => {
                prop_assert_eq!((Some(preference), both_bad), (sealed.preference, sealed.both_bad));
                prop_assert!(!both_bad || preference.value() == 0);
                prop_assert!(sealed.criteria.contains_key("Clarity") && sealed.ratings.is_empty());
                prop_assert!(sealed.rating.is_none() && sealed.correctness.is_none() && sealed.final_answer.is_none());
            }
            (Kind::Rating, Outcome::Rating(rating)) => {
                prop_assert!(labels().has(rating) && sealed.rating == Some(rating));
                prop_assert!(sealed.preference.is_none() && !sealed.both_bad && sealed.correctness.is_none());
            }
            (Kind::Correctness, Outcome::Correctness(answer)) => {
                prop_assert_eq!(sealed.correctness, Some(answer));
                prop_assert!(sealed.final_answer.is_some() != sealed.no_final_answer, "marked, or said that there is none");
            }
            other => prop_assert!(false, "{other:?}"),
        }
        if kind != Kind::Comparison {
            prop_assert!(sealed.ratings.contains_key("Clarity") && sealed.criteria.is_empty());
            prop_assert!(sealed.ratings.get("Tone").is_none_or(|rating| labels().has(*rating)));
            prop_assert!(sealed.error_tags.iter().all(|tag| tag.side == Side::A));
        }
        prop_assert!(!sealed.criteria.contains_key("Else") && !sealed.ratings.contains_key("Else"));
        prop_assert!(sealed.justification.chars().count() >= 5);
        prop_assert!(sealed.error_tags.iter().all(|tag| tag.tag != "unknown"));
        let again = sealed.clone().complete(&asked(kind), shown(kind)).unwrap();
        prop_assert_eq!(&again, &judged, "sealing twice changes nothing");
    }

    #[test]
    fn every_passage_of_a_complete_judgment_is_the_text_at_its_place(content in content(), kind in kind()) {
        let Ok(judged) = content.complete(&asked(kind), shown(kind)) else { return Ok(()) };
        let of = |tag: &ErrorTag| if tag.side == Side::A { A } else { B };
        let tags = judged.content().error_tags.iter().filter_map(|tag| Some((tag.passage.as_ref()?, of(tag))));
        for (passage, source) in tags.chain(judged.content().final_answer.as_ref().map(|passage| (passage, A))) {
            prop_assert_eq!(&slice(source, passage.place.unwrap()), &passage.quote);
            prop_assert!(!passage.quote.is_empty() && passage.before.is_empty());
        }
        let mut places: Vec<_> = judged.content().error_tags.iter()
            .map(|tag| (tag.side, &tag.tag, tag.passage.as_ref().and_then(|passage| passage.place))).collect();
        let all = places.len();
        places.dedup();
        prop_assert_eq!(places.len(), all, "one tag once for one place");
    }

    #[test]
    fn exchanging_sides_twice_changes_nothing_and_once_turns_the_outcome(content in content()) {
        prop_assert_eq!(&content.swapped().swapped(), &content);
        if content.is_of(Kind::Comparison) {
            if let (Some(before), Some(after)) = (content.preference, content.swapped().preference) {
                prop_assert!((before.outcome_of_a() + after.outcome_of_a() - 1.0).abs() < f64::EPSILON);
            }
            for (before, after) in content.error_tags.iter().zip(content.swapped().error_tags) {
                prop_assert_ne!(before.side, after.side);
            }
        }
    }

    /// The order shown means nothing where there is one response.
    #[test]
    fn a_complete_judgment_of_one_response_has_no_other_order(content in content()) {
        for kind in [Kind::Rating, Kind::Correctness] {
            if let Ok(judged) = content.clone().complete(&asked(kind), shown(kind)) {
                prop_assert_eq!(&judged.content().swapped(), judged.content());
            }
        }
    }

    #[test]
    fn a_judgment_comes_back_from_json_as_it_went(content in content()) {
        let text = serde_json::to_string(&content).unwrap();
        prop_assert_eq!(serde_json::from_str::<JudgmentContent>(&text).unwrap(), content);
    }

    #[test]
    fn any_part_of_a_text_is_found_at_a_place_that_reads_the_same(source in "[a-d *\n]{1,60}", from in 0..60usize, length in 1..60usize) {
        let quote: String = source.chars().skip(from).take(length).collect();
        if let Ok(found) = Passage::quoted(quote.clone()).found_in(&source) {
            let text = slice(&source, found.place.unwrap());
            prop_assert_eq!(&text, &found.quote);
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&text), letters(&quote));
        }
    }
}

fn complete(kind: Kind, change: impl FnOnce(&mut JudgmentContent)) -> Result<JudgmentContent, Refusal> {
    let mut content = JudgmentContent { justification: "because".into(), ..JudgmentContent::default() };
    match kind {
        Kind::Comparison => {
            content.preference = Preference::new(1);
            content.criteria.insert("Clarity".into(), Preference::new(1).unwrap());
        }
        Kind::Rating => content.rating = Rating::new(50),
        Kind::Correctness => (content.correctness, content.no_final_answer) = (Some(Correctness::Wrong), true),
    }
    if kind != Kind::Comparison {
        content.ratings.insert("Clarity".into(), Rating::new(70).unwrap());
    }
    change(&mut content);
    content.complete(&asked(kind), shown(kind)).map(|judged| judged.content().clone())
}

#[test]
fn each_kind_names_what_is_missing_or_wrong() {
    for kind in Kind::ALL {
        assert!(complete(kind, |_| {}).is_ok(), "{kind:?}");
        assert_eq!(fields(complete(kind, |c| c.justification = "no".into())), ["justification"]);
        let none = |c: &mut JudgmentContent| {
            c.criteria.clear();
            c.ratings.clear();
        };
        assert_eq!(fields(complete(kind, none)), ["criterion Clarity"]);
    }
    assert_eq!(fields(complete(Kind::Comparison, |c| c.preference = None)), ["preference"]);
    assert_eq!(fields(complete(Kind::Rating, |c| c.rating = None)), ["rating"]);
    assert_eq!(fields(complete(Kind::Rating, |c| c.rating = Rating::new(51))), ["rating"]);
    assert_eq!(fields(complete(Kind::Correctness, |c| c.correctness = None)), ["correctness"]);
    assert_eq!(fields(complete(Kind::Correctness, |c| c.no_final_answer = false)), ["final_answer"]);
    let off_scale = |c: &mut JudgmentContent| c.ratings.extend([("Tone".into(), Rating::new(1).unwrap())]);
    assert_eq!(fields(complete(Kind::Rating, off_scale)), ["criterion Tone"]);
    assert_eq!(fields(complete(Kind::Rating, |c| c.preference = Preference::new(0))), ["rating"]);
    assert_eq!(fields(complete(Kind::Comparison, |c| c.rating = Rating::new(50))), ["preference"]);
}

#[test]
fn a_quote_is_found_as_the_reader_sees_it() {
    let find = |quote: &str, before: &str| Passage { before: before.into(), ..Passage::quoted(quote) }.found_in(A);
    let text = |quote: &str| find(quote, "").unwrap().quote;
    assert_eq!(text("The **answer**"), "The **answer**");
    assert_eq!(text("answer is x = 42"), "answer** is\n`x = 42", "neither asterisks nor line breaks are seen");
    assert_eq!(text("Überall: ¡42!"), "Überall: ¡42!");
    assert!(find("42", "").unwrap_err().contains("more than once"));
    assert_eq!(
        find("42", "The answer is x = 42, so ").unwrap().place,
        Some((32, 34)),
        "what stands before tells which"
    );
    assert!(find("forty-two", "").unwrap_err().contains("does not stand"));
    assert!(find(" \n", "").is_err() && find("***", "").is_err());
    let at = |start, end| Passage { place: Some((start, end)), ..Passage::quoted("answer") }.found_in(A);
    assert!(at(6, 12).is_ok());
    for (start, end) in [(5, 11), (12, 6), (6, 6), (6, 9_999), (usize::MAX, usize::MAX)] {
        assert!(at(start, end).is_err(), "{start} {end}");
    }
    let cut_short = |quote: &str, start| Passage { place: Some((start, 9_999)), ..Passage::quoted(quote) }.found_in(A);
    assert!(cut_short("", 9_000).is_err() && cut_short(A, 0).is_err(), "a place reaches no further than the response");
}

#[test]
fn what_the_reader_does_not_see_between_two_lines_is_part_of_the_passage() {
    let source = "Try this:\n\n1. **Open** it\n2. Close it\n\n```rust\nfn main() {}\n```\nClose it";
    let find = |quote: &str, before: &str| Passage { before: before.into(), ..Passage::quoted(quote) }.found_in(source);
    assert_eq!(find("Open it\nClose it", "").unwrap().quote, "Open** it\n2. Close it");
    assert_eq!(find("it\nfn main", "").unwrap().quote, "it\n\n```rust\nfn main", "the nearest beginning is meant");
    assert!(find("Try this\nClose it\nOpen it", "").is_err(), "lines stand in their order");
    let last = find("Close it", "main() { }").unwrap();
    assert_eq!(last.place.map(|(start, _)| start), source.rfind("Close"));
    assert_eq!(find("Close it", "misread main() { }").unwrap(), last, "what agrees the furthest tells which");
    assert!(find("Close it", "nothing of the kind").unwrap_err().contains("more than once"));
    let before = last.letters_before(source).unwrap();
    assert!(before.ends_with("Closeitrustfnmain") && !before.contains(' '), "{before}");
    assert_eq!(
        Passage { before, ..Passage::quoted("Close it") }.found_in(source),
        Ok(last),
        "it finds the place again"
    );
}

#[test]
fn a_place_is_believed_whatever_became_of_the_line_breaks() {
    let source = "one\r\ntwo";
    let found = Passage { place: Some((0, 8)), ..Passage::quoted("one\ntwo") }.found_in(source).unwrap();
    assert_eq!(found.quote, source);
    assert!(Passage { place: Some((0, 8)), ..Passage::quoted("one\nten") }.found_in(source).is_err());
}

#[test]
fn one_tag_stands_at_several_passages_and_once_at_each() {
    let at = |place, quote: &str, severity| ErrorTag {
        side: Side::A,
        tag: "known".into(),
        severity,
        passage: Some(Passage { place, ..Passage::quoted(quote) }),
    };
    let judged = complete(Kind::Rating, |content| {
        content.error_tags = vec![
            at(None, "so *42", Severity::Minor),
            at(None, "answer", Severity::Major),
            at(Some((6, 12)), "answer", Severity::Critical),
            ErrorTag::whole(Side::A, "known", Severity::Minor),
        ];
    })
    .unwrap();
    let severities: Vec<_> = judged.error_tags.iter().map(|tag| tag.severity).collect();
    assert_eq!(severities, [Severity::Minor, Severity::Critical, Severity::Minor], "{:?}", judged.error_tags);
}

#[test]
fn a_judgment_stored_before_there_were_kinds_is_still_read() {
    let old = r#"{"preference":-2,"both_bad":false,"criteria":{"Clarity":1},"error_tags":[{"side":"B","tag":"known"}],"justification":"w"}"#;
    let read: JudgmentContent = serde_json::from_str(old).unwrap();
    assert_eq!(read.error_tags, [ErrorTag::whole(Side::B, "known", Severity::Minor)]);
    assert!(read.is_of(Kind::Comparison));
}

#[test]
fn a_scale_is_read_as_an_admin_writes_it() {
    assert_eq!(Scale::read("  ").unwrap(), Scale::Points);
    assert_eq!(Scale::read("0-100").unwrap(), Scale::Points);
    assert_eq!(Scale::read("0 – 100").unwrap(), Scale::Points);
    let scale = Scale::read("Poor = 0\r\n Fair=50;Good = 100\n").unwrap();
    assert_eq!(scale, labels());
    assert_eq!(Scale::read(&scale.written("; ")).unwrap(), scale, "what is written is read back");
    for wrong in ["Good", "Good = 101", "Good = x", "Good = 1", "A = 1; A = 2", "A = 1; B = 1", " = 1; B = 2"] {
        assert!(Scale::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_ready_made_set_makes_a_plan_that_holds() {
    let sizes: Vec<_> = CriteriaSet::ALL.iter().map(|set| set.criteria.len()).collect();
    assert_eq!(sizes, [4, 5, 16]);
    for set in CriteriaSet::ALL {
        let criteria = set.on(&labels());
        let plan = EvaluationPlan { name: "E".into(), kind: Kind::Rating, criteria, ..EvaluationPlan::default() };
        plan.check().unwrap();
        assert_eq!(CriteriaSet::parse(set.key).map(|found| found.criteria), Some(set.criteria));
    }
}
