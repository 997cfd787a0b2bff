//! Why something was not done, in words for the person who asked.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a message says of this very case, such as how many characters there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A count.
    Number(i64),
    /// Anything else.
    Text(String),
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// One field of a form or line of a file that must be mended, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The form field or file field, as the person sees it named.
    pub field: String,
    /// What is wrong and how to mend it, in English; never repeats private text.
    pub message: String,
    /// The stable id of the message, by which pages find its translation. Sentences without arguments need none: they are
    /// found by their English text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'static, str>>,
    /// What the message says of this case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, Arg>,
}

impl FieldError {
    /// A field and what to mend in it.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), id: None, args: BTreeMap::new() }
    }

    /// Names the message, so that it can be said in other languages: `refusal-…`, see `app/src/i18n`.
    #[must_use]
    pub fn say(mut self, id: &'static str) -> Self {
        self.id = Some(Cow::Borrowed(id));
        self
    }

    /// An argument of the message that [`FieldError::say`] named.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::Invalid { errors: vec![error] }
    }
}

/// A rule said no. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The person does not hold the role this needs.
    #[error("Your account may not do this. Ask an admin if you need the role.")]
    NotAllowed,
    /// It does not exist, or it is not this person's; the two look alike on purpose.
    #[error("There is nothing here, or it is not yours.")]
    NotFound,
    /// Someone, or the same person in another tab, was faster.
    #[error("This changed since you opened it. Nothing was saved; the page now shows how it stands.")]
    Stale,
    /// The lease ran out and the slot went to someone else. The draft stays readable.
    #[error(
        "Your time for this task ran out and it went to someone else. Your draft is kept and readable, but it was not submitted."
    )]
    LeaseLost,
    /// The same submission id came with other content.
    #[error("This submission was already received with different content. The first one stands.")]
    SubmissionReused,
    /// A draft of the same task was saved in another tab or on another device since this one was opened.
    #[error(
        "A newer draft of this task was saved in another tab or on another device. Look at it before you replace it."
    )]
    NewerDraft {
        /// The version of the newer draft.
        version: i64,
    },
    /// Rule 2: the person judged or reviewed this task before.
    #[error("You cannot review this task: you judged it, or reviewed it at the other stage.")]
    ConflictOfInterest,
    /// Rule 4: this step comes later, or has passed.
    #[error("This step is not open for this task now. Reload the page to see how it stands.")]
    OutOfOrder,
    /// DOS-5: the person skipped as often as the evaluation allows.
    #[error(
        "You have skipped as many tasks within an hour as this evaluation allows. Judge this one, or come back later."
    )]
    TooManySkips,
    /// DOS-5: the person was shown as many prompts as the evaluation allows.
    #[error(
        "You have been given as many prompts within an hour as this evaluation allows. Nothing is lost; come back in a while for more."
    )]
    TooManyPrompts,
    /// The guidelines have a new version that the annotator has not confirmed yet. What was sent is kept as a draft.
    #[error(
        "The guidelines have changed. Read and confirm the new version, then go on; what you wrote is kept as a draft."
    )]
    GuidelinesChanged,
    /// Something in what was sent must be mended.
    #[error("{}", sentence(.errors))]
    Invalid {
        /// Every field to mend.
        errors: Vec<FieldError>,
    },
}

impl Refusal {
    /// A refusal about one field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        FieldError::new(field, message).into()
    }

    /// Turns collected field errors into a refusal when there are any.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when `errors` is not empty.
    pub fn if_any(errors: Vec<FieldError>) -> Result<(), Self> {
        if errors.is_empty() { Ok(()) } else { Err(Self::Invalid { errors }) }
    }

    /// The stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::NotFound => "not_found",
            Self::Stale => "stale",
            Self::LeaseLost => "lease_lost",
            Self::SubmissionReused => "submission_reused",
            Self::NewerDraft { .. } => "newer_draft",
            Self::ConflictOfInterest => "conflict_of_interest",
            Self::OutOfOrder => "out_of_order",
            Self::TooManySkips => "too_many_skips",
            Self::TooManyPrompts => "too_many_prompts",
            Self::GuidelinesChanged => "guidelines_changed",
            Self::Invalid { .. } => "invalid",
        }
    }
}

fn sentence(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join(" ")
}
