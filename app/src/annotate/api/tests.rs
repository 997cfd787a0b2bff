#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use assay_workflow::Turn;
use serde_json::{Value, json};

fn reads<T: for<'a> Deserialize<'a>>(value: Value) -> bool {
    serde_json::from_value::<T>(value).is_ok()
}

fn submission() -> Value {
    json!({
        "assignment": "00000000000000000000000000000000",
        "submission_id": "12345678",
        "content": {
            "preference": -2, "both_bad": false, "criteria": { "Clarity": 3 },
            "error_tags": [{ "side": "B", "tag": "incomplete" }], "justification": "why"
        },
        "active_ms": 5
    })
}

#[test]
fn a_submission_and_a_draft_are_read() {
    assert!(reads::<SubmissionJson>(submission()));
    let sent: SubmissionJson = serde_json::from_value(submission()).unwrap();
    let content = JudgmentContent::from(sent.content);
    assert_eq!(content.preference.map(Preference::value), Some(-2));
    assert_eq!(content.error_tags, [ErrorTag::whole(Side::B, "incomplete", Severity::Minor)]);
    assert!(reads::<DraftJson>(json!({ "assignment": "x", "content": {} })), "a draft may be empty");
}

#[test]
fn fields_that_are_no_part_of_a_judgment_are_refused_at_every_depth() {
    for field in ["user_id", "status", "slot", "model_id", "is_admin", "revision"] {
        for place in ["", "/content", "/content/error_tags/0"] {
            let mut sent = submission();
            let object = sent.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
            object.insert(field.to_owned(), json!(1));
            assert!(!reads::<SubmissionJson>(sent.clone()), "{field} in {place}");
            sent.as_object_mut().unwrap().remove("submission_id");
            assert!(!reads::<DraftJson>(sent), "{field} in {place} of a draft");
        }
    }
}

#[test]
fn points_beside_the_scale_are_refused() {
    for point in [json!(4), json!(-4), json!(1.5), json!("1"), json!(true)] {
        let mut sent = submission();
        sent["content"]["preference"] = point.clone();
        assert!(!reads::<SubmissionJson>(sent), "{point}");
    }
}

#[test]
fn a_task_shows_exactly_the_documented_fields() {
    let task = TaskView {
        id: assay_domain::PublicId::from_bits([1; 16]),
        evaluation: "E".into(),
        guidelines: String::new(),
        guideline_version: 2,
        confirm_guidelines: false,
        kind: Kind::Comparison,
        scale: Scale::Points,
        turns: vec![Turn { role: "user".into(), text: "t".into() }],
        reference: None,
        attributes: BTreeMap::new(),
        a: "a".into(),
        b: Some("b".into()),
        criteria: vec![Criterion { name: "C".into(), help: "h".into(), required: true, scale: Scale::Points }],
        error_tags: vec!["tag".into()],
        minimum_justification: 3,
        lease_expires_at: Some(9),
        draft: JudgmentContent::default(),
        draft_version: 0,
        active_ms: 0,
        returned: None,
    };
    assert_eq!(
        serde_json::to_value(TaskJson::from(task)).unwrap(),
        json!({
            "id": "01".repeat(16), "evaluation": "E", "kind": "comparison", "guidelines": "", "guideline_version": 2, "turns": [{ "role": "user", "text": "t" }],
            "reference": null, "attributes": {}, "a": "a", "b": "b", "scale": "points",
            "criteria": [{ "name": "C", "help": "h", "required": true, "scale": "points" }], "error_tags": ["tag"],
            "minimum_justification": 3, "lease_expires_at": 9,
            "draft": { "preference": null, "both_bad": false, "criteria": {}, "rating": null, "ratings": {}, "correctness": null,
                "final_answer": null, "no_final_answer": false, "error_tags": [], "justification": "" },
            "active_ms": 0, "returned": null
        })
    );
}

#[test]
fn every_kind_and_every_passage_is_read_and_written_alike() {
    for content in [
        json!({ "rating": 80, "ratings": { "Clarity": 0 }, "error_tags": [{ "side": "A", "tag": "t", "severity": "critical",
            "passage": { "quote": "x", "start": 3, "end": 4 } }] }),
        json!({ "correctness": "partly", "final_answer": { "quote": "42", "before": "is " } }),
        json!({ "correctness": "wrong", "no_final_answer": true }),
    ] {
        let read: ContentJson = serde_json::from_value(content.clone()).unwrap();
        let written = serde_json::to_value(ContentJson::from(JudgmentContent::from(read))).unwrap();
        for (name, value) in content.as_object().unwrap() {
            assert_eq!(&written[name], value, "{name}");
        }
    }
    for wrong in [
        json!({ "rating": 101 }),
        json!({ "ratings": { "Clarity": -1 } }),
        json!({ "correctness": "maybe" }),
        json!({ "error_tags": [{ "side": "A", "tag": "t", "severity": "huge" }] }),
        json!({ "final_answer": { "quote": "x", "model": 1 } }),
    ] {
        assert!(!reads::<ContentJson>(wrong.clone()), "{wrong}");
    }
}
