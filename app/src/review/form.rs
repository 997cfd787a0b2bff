//! The decision form: its fields, and what they say.
//!
//! `version` is the task's when the page was rendered, `queue` the part of an address that the next task comes from. For
//! annotator R: `verdict.R` is a verdict or `correct`, `reason.R` the text of a reason, `comment.R` the reviewer's words,
//! `field.R` (as often as needed) what to change, and `R.…` the fields of the rating form with what is approved instead.
//! `all=approve` comes from the button that approves every judgment that waits, `all=agreeing` from the one that approves
//! those which agree and leaves the others to be decided one by one.

use super::query::QueueQuery;
use crate::annotate::form::{RatingForm, RatingNames};
use crate::sent::{Names, fits};
use assay_domain::FieldError;
use assay_domain::judgment::Requirements;
use assay_domain::review::Verdict;
use assay_workflow::review::{ReviewView, VerdictOn};

/// The names of the fields above.
pub struct DecisionNames;

impl Names for DecisionNames {
    const NAMES: &'static [&'static str] =
        &["version", "queue", "all", "verdict.*", "reason.*", "comment.*", "field.*"];

    fn has(name: &str) -> bool {
        let of_a_correction =
            || name.split_once('.').is_some_and(|(letter, rest)| letter.chars().count() == 1 && RatingNames::has(rest));
        Self::NAMES.iter().any(|known| fits(name, known)) || of_a_correction()
    }
}

/// What can be chosen for a judgment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// A verdict on it as it stands.
    Verdict(Verdict),
    /// Approval of something in its place.
    Correct,
}

impl Choice {
    /// The word in the form.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Verdict(verdict) => verdict.as_str(),
            Self::Correct => "correct",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "correct" { Some(Self::Correct) } else { Verdict::parse(text).map(Self::Verdict) }
    }

    fn verdict(self) -> Verdict {
        match self {
            Self::Verdict(verdict) => verdict,
            Self::Correct => Verdict::Approve,
        }
    }
}

/// A form as it was sent, or nothing yet.
#[derive(Clone, Debug, Default)]
pub(super) struct DecisionForm {
    fields: Vec<(String, String)>,
    /// Those whom the button chose approval for.
    agreeing: Vec<char>,
}

impl DecisionForm {
    /// Reads the fields; `review` says whose judgments agree.
    pub(super) fn new(fields: Vec<(String, String)>, review: Option<&ReviewView>) -> Self {
        let mut form = Self { fields, agreeing: Vec::new() };
        if let Some(review) = review.filter(|_| form.one("all") == Some("agreeing")) {
            let waiting = review.judgments.iter().filter(|judgment| judgment.waits);
            form.agreeing = waiting.map(|judgment| judgment.letter).filter(|letter| review.agrees(*letter)).collect();
        }
        form
    }

    fn one(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The task's version that the reviewer saw; what is no number fits no task.
    pub(super) fn version(&self) -> i64 {
        self.one("version").and_then(|version| version.parse().ok()).unwrap_or(-1)
    }

    /// Where the next task comes from.
    pub(super) fn queue(&self) -> QueueQuery {
        QueueQuery::parse(self.one("queue").unwrap_or_default())
    }

    /// What was chosen for an annotator, if anything that can be.
    pub(super) fn choice(&self, letter: char) -> Option<Choice> {
        let chosen = self.one(&format!("verdict.{letter}")).and_then(Choice::parse);
        chosen.or_else(|| self.agreeing.contains(&letter).then_some(Choice::Verdict(Verdict::Approve)))
    }

    /// What was written to an annotator.
    pub(super) fn comment(&self, letter: char) -> String {
        self.one(&format!("comment.{letter}")).map(|text| text.replace("\r\n", "\n")).unwrap_or_default()
    }

    /// The reason that was chosen.
    pub(super) fn reason(&self, letter: char) -> Option<String> {
        self.one(&format!("reason.{letter}")).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// What the annotator is to look at again.
    pub(super) fn fields_of(&self, letter: char) -> Vec<String> {
        let name = format!("field.{letter}");
        self.fields.iter().filter(|(field, _)| *field == name).map(|(_, value)| value.clone()).collect()
    }

    /// What is approved in place of a judgment, in the neutral order.
    pub(super) fn correction(&self, review: &ReviewView, letter: char) -> RatingForm {
        let prefix = format!("{letter}.");
        let own: Vec<(String, String)> = self
            .fields
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?.to_owned(), value.clone())))
            .collect();
        // An error at a passage whose box is not ticked any more is taken away.
        let ticked = |name: &str| {
            let Some((row, _)) = name.rsplit_once('.').filter(|(row, _)| row.starts_with("passage.")) else {
                return true;
            };
            own.iter().any(|(field, _)| *field == format!("{row}.tag"))
        };
        let kept: Vec<_> = own.iter().filter(|(name, _)| ticked(name)).cloned().collect();
        let asked = Requirements {
            kind: review.kind,
            scale: review.scale.clone(),
            criteria: review.criteria.clone(),
            error_tags: review.error_tags.clone(),
            ..Requirements::default()
        };
        RatingForm::read(&kept, &asked)
    }

    /// Everything written, by letter, for a page that cannot show the form again.
    pub(super) fn comments(&self) -> Vec<(char, String)> {
        let written = ('R'..='Z').map(|letter| (letter, self.comment(letter)));
        written.filter(|(_, comment)| !comment.trim().is_empty()).collect()
    }

    /// The verdicts on the judgments that wait; one without is left out, and the refusal names it.
    ///
    /// # Errors
    /// When everything is to be approved although something else was chosen for one (a slip of the hand must not approve what
    /// was about to be returned), and when a correction cannot be read.
    pub(super) fn verdicts(&self, review: &ReviewView) -> Result<Vec<VerdictOn>, Vec<FieldError>> {
        let all = self.one("all") == Some("approve");
        let approve = Choice::Verdict(Verdict::Approve);
        let mut errors = Vec::new();
        let mut verdicts = Vec::new();
        for letter in review.judgments.iter().filter(|judgment| judgment.waits).map(|judgment| judgment.letter) {
            let chosen = self.choice(letter);
            if all && chosen.is_some_and(|choice| choice != approve) {
                let message = format!(
                    "You chose something else for annotator {letter}. Submit the decisions, or choose “Approve” there."
                );
                let error = FieldError::new(format!("verdict.{letter}"), message).say("refusal-approve-all");
                errors.push(error.with("letter", letter.to_string()));
                continue;
            }
            let Some(choice) = (if all { Some(approve) } else { chosen }) else { continue };
            let mut verdict = VerdictOn::new(letter, choice.verdict(), self.comment(letter));
            if choice == Choice::Correct {
                let correction = self.correction(review, letter);
                errors.extend(correction.unreadable.into_iter().map(|mut error| {
                    error.field = format!("{letter}.{}", error.field);
                    error
                }));
                verdict.correction = Some(correction.content);
            } else if choice != approve {
                verdict.reason = self.reason(letter);
                verdict.fields = self.fields_of(letter);
            }
            verdicts.push(verdict);
        }
        if errors.is_empty() { Ok(verdicts) } else { Err(errors) }
    }
}

/// Errors under the names of the form's fields, so that the summary leads to them: a refusal speaks of `annotator R`, of
/// `annotator R, comment` and of `annotator R, criterion Clarity` in a correction.
pub(super) fn by_form_field(mut errors: Vec<FieldError>) -> Vec<FieldError> {
    for error in &mut errors {
        let Some(rest) = error.field.strip_prefix("annotator ") else { continue };
        error.field = match rest.split_once(", ") {
            Some((letter, "comment")) => format!("comment.{letter}"),
            Some((letter, "reason")) => format!("reason.{letter}"),
            Some((letter, "fields")) => format!("field.{letter}"),
            Some((letter, part)) => format!("{letter}.{part}"),
            None => format!("verdict.{rest}"),
        };
    }
    errors
}

#[cfg(test)]
mod tests;
