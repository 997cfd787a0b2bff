//! The decision form: its fields, and what they say.
//!
//! `version` is the task's when the page was rendered; `verdict.R` and `comment.R` belong to annotator R, and so on;
//! `all=approve` comes from the button that approves every judgment that waits.

use assay_domain::FieldError;
use assay_domain::review::Verdict;
use assay_workflow::review::{ReviewView, VerdictOn};
use std::collections::HashMap;

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub(super) struct DecisionForm {
    fields: HashMap<String, String>,
}

impl DecisionForm {
    pub(super) fn new(fields: HashMap<String, String>) -> Self {
        Self { fields }
    }

    /// The task's version that the reviewer saw; what is no number fits no task.
    pub(super) fn version(&self) -> i64 {
        self.fields.get("version").and_then(|version| version.parse().ok()).unwrap_or(-1)
    }

    /// What was chosen for an annotator, if anything that is a verdict.
    pub(super) fn verdict(&self, letter: char) -> Option<Verdict> {
        Verdict::parse(self.fields.get(&format!("verdict.{letter}"))?)
    }

    /// What was written to an annotator.
    pub(super) fn comment(&self, letter: char) -> String {
        self.fields.get(&format!("comment.{letter}")).map(|text| text.replace("\r\n", "\n")).unwrap_or_default()
    }

    /// Everything written, by letter, for a page that cannot show the form again.
    pub(super) fn comments(&self) -> Vec<(char, String)> {
        let written = ('R'..='Z').map(|letter| (letter, self.comment(letter)));
        written.filter(|(_, comment)| !comment.trim().is_empty()).collect()
    }

    /// The verdicts on the judgments that wait; one without is left out, and the refusal names it.
    ///
    /// # Errors
    /// When everything is to be approved although something else was chosen for one: a slip of the hand must not
    /// approve what was about to be returned.
    pub(super) fn verdicts(&self, review: &ReviewView) -> Result<Vec<VerdictOn>, Vec<FieldError>> {
        let all = self.fields.get("all").is_some_and(|all| all == "approve");
        let waiting = || review.judgments.iter().filter(|judgment| judgment.waits).map(|judgment| judgment.letter);
        let against: Vec<_> = waiting()
            .filter(|letter| all && self.verdict(*letter).is_some_and(|verdict| verdict != Verdict::Approve))
            .map(|letter| {
                let message = format!(
                    "You chose something else for annotator {letter}. Submit the decisions, or choose “Approve” there."
                );
                FieldError::new(format!("verdict.{letter}"), message)
            })
            .collect();
        if !against.is_empty() {
            return Err(against);
        }
        let verdict = |letter| if all { Some(Verdict::Approve) } else { self.verdict(letter) };
        Ok(waiting()
            .filter_map(|letter| Some(VerdictOn::new(letter, verdict(letter)?, self.comment(letter))))
            .collect())
    }
}

/// Errors under the names of the form's fields, so that the summary leads to them: a refusal speaks of `annotator R` and of
/// `annotator R, comment`.
pub(super) fn by_form_field(mut errors: Vec<FieldError>) -> Vec<FieldError> {
    for error in &mut errors {
        let Some(rest) = error.field.strip_prefix("annotator ") else { continue };
        let (letter, part) = match rest.split_once(", ") {
            Some((letter, _)) => (letter.to_owned(), "comment"),
            None => (rest.to_owned(), "verdict"),
        };
        error.field = format!("{part}.{letter}");
        error.message = format!("Annotator {letter}: {}", error.message);
    }
    errors
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::review::view::tests::review;

    fn form(pairs: &[(&str, &str)]) -> DecisionForm {
        DecisionForm::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn letters(form: &DecisionForm) -> Vec<(char, Verdict)> {
        form.verdicts(&review()).unwrap().iter().map(|one| (one.letter, one.verdict)).collect()
    }

    #[test]
    fn verdicts_are_read_for_the_judgments_that_wait_and_no_others() {
        let read = form(&[
            ("version", "12"),
            ("verdict.R", "approve"),
            ("verdict.S", "return"),
            ("comment.S", "a\r\nb"),
            ("verdict.T", "reject"),
            ("verdict.Q", "approve"),
        ]);
        assert_eq!(read.version(), 12);
        assert_eq!(letters(&read), [('R', Verdict::Approve), ('S', Verdict::Return)], "T is decided already");
        assert_eq!(read.comment('S'), "a\nb");
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
        let errors = form(&[("all", "approve"), ("verdict.S", "reject")]).verdicts(&review()).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "verdict.S");
    }

    #[test]
    fn errors_lead_to_the_fields_they_are_about() {
        let fields: Vec<_> = by_form_field(vec![
            FieldError::new("annotator R", "Decide."),
            FieldError::new("annotator S, comment", "Say why."),
            FieldError::new("other", "x"),
        ])
        .into_iter()
        .map(|error| error.field)
        .collect();
        assert_eq!(fields, ["verdict.R", "comment.S", "other"]);
    }
}
