#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::review::view::tests::review;
use assay_domain::judgment::Preference;

fn form(pairs: &[(&str, &str)]) -> DecisionForm {
    let fields = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    DecisionForm::new(fields, Some(&review()))
}

fn letters(form: &DecisionForm) -> Vec<(char, Verdict)> {
    form.verdicts(&review()).unwrap().iter().map(|one| (one.letter, one.verdict)).collect()
}

#[test]
fn verdicts_are_read_for_the_judgments_that_wait_and_no_others() {
    let read = form(&[
        ("version", "12"),
        ("queue", "?sort=agreement"),
        ("verdict.R", "approve"),
        ("verdict.S", "return"),
        ("comment.S", "a\r\nb"),
        ("reason.S", "why"),
        ("field.S", "overall"),
        ("field.S", "justification"),
        ("verdict.T", "reject"),
        ("verdict.Q", "approve"),
    ]);
    assert_eq!(read.version(), 12);
    assert_eq!(read.queue().address(), "?sort=agreement");
    assert_eq!(letters(&read), [('R', Verdict::Approve), ('S', Verdict::Return)], "T is decided already");
    let returned = &read.verdicts(&review()).unwrap()[1];
    assert_eq!((returned.comment.as_str(), returned.reason.as_deref()), ("a\nb", Some("why")));
    assert_eq!(returned.fields, ["overall", "justification"]);
    assert_eq!(read.comments(), [('S', "a\nb".to_owned())]);
}

#[test]
fn junk_is_no_verdict_and_no_version() {
    for junk in ["", "approved", "APPROVE", "1", "\0"] {
        let read = form(&[("version", junk), ("verdict.R", junk), ("all", junk)]);
        assert!(letters(&read).is_empty(), "{junk}");
        assert_eq!(form(&[("version", "x")]).version(), -1);
    }
}

#[test]
fn one_button_approves_all_that_wait() {
    let read = form(&[("all", "approve"), ("verdict.R", "approve")]);
    assert_eq!(letters(&read), [('R', Verdict::Approve), ('S', Verdict::Approve)]);
}

#[test]
fn the_button_never_overrules_another_choice() {
    for other in ["reject", "correct"] {
        let errors = form(&[("all", "approve"), ("verdict.S", other)]).verdicts(&review()).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "verdict.S");
    }
}

#[test]
fn another_button_approves_those_that_agree_and_leaves_the_rest_to_be_decided() {
    let mut review = review();
    for (judgment, point) in review.judgments.iter_mut().zip([2, -1, 1]) {
        judgment.content.preference = Preference::new(point);
        (judgment.corrected, judgment.waits) = (None, true);
    }
    let sent = |pairs: &[(&str, &str)]| {
        let fields = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let form = DecisionForm::new(fields, Some(&review));
        form.verdicts(&review).unwrap().iter().map(|one| (one.letter, one.verdict)).collect::<Vec<_>>()
    };
    assert_eq!(sent(&[("all", "agreeing")]), [('R', Verdict::Approve), ('T', Verdict::Approve)]);
    assert_eq!(
        sent(&[("all", "agreeing"), ("verdict.S", "return"), ("verdict.T", "reject")]),
        [('R', Verdict::Approve), ('S', Verdict::Return), ('T', Verdict::Reject)]
    );
}

#[test]
fn a_correction_is_read_from_the_fields_behind_the_letter() {
    let read = form(&[
        ("verdict.R", "correct"),
        ("comment.R", "look"),
        ("reason.R", "not for approvals"),
        ("R.preference", "-2"),
        ("R.criterion.0", "1"),
        ("R.justification", "better"),
        ("S.preference", "3"),
        ("R.passage.a.0.quote", "not ticked any more"),
        ("verdict.S", "approve"),
    ]);
    let verdicts = read.verdicts(&review()).unwrap();
    let correction = verdicts[0].correction.as_ref().unwrap();
    assert_eq!(correction.preference, Preference::new(-2));
    assert_eq!((correction.criteria.len(), correction.justification.as_str()), (1, "better"));
    assert!(correction.error_tags.is_empty() && verdicts[0].reason.is_none());
    assert!(verdicts[1].correction.is_none());
    let errors = form(&[("verdict.R", "correct"), ("R.preference", "9")]).verdicts(&review()).unwrap_err();
    assert_eq!(errors[0].field, "R.preference");
}

#[test]
fn errors_lead_to_the_fields_they_are_about() {
    let names =
        ["annotator R", "annotator S, comment", "annotator S, reason", "annotator R, criterion Clarity", "other"];
    let errors = names.map(|name| FieldError::new(name, "x")).to_vec();
    let fields: Vec<_> = by_form_field(errors).into_iter().map(|error| error.field).collect();
    assert_eq!(fields, ["verdict.R", "comment.S", "reason.S", "R.criterion Clarity", "other"]);
}
