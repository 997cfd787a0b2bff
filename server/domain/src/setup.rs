//! What an admin sets up: prompt sets, evaluations, criteria, and the limits they keep to.

use crate::{FieldError, Refusal, judgment::Requirements, scale::Scale};
use serde::{Deserialize, Serialize};

/// What a task of an evaluation asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two responses side by side; becomes Elo.
    #[default]
    Comparison,
    /// One response on a scale; becomes a mean of 0–100.
    Rating,
    /// One response right or wrong; becomes accuracy in %.
    Correctness,
}

impl Kind {
    /// The word stored and sent in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Rating => "rating",
            Self::Correctness => "correctness",
        }
    }

    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Comparison, Self::Rating, Self::Correctness];

    /// Reads [`Kind::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// How many responses a task of this kind shows.
    #[must_use]
    pub fn responses(self) -> usize {
        match self {
            Self::Comparison => 2,
            Self::Rating | Self::Correctness => 1,
        }
    }
}

/// Where an evaluation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationState {
    /// Set up, not yet given to annotators; its settings may still change.
    Draft,
    /// Annotators and reviewers work on it; its settings stand.
    Open,
    /// No new tasks are given out; held ones may be finished and reviewed.
    Closed,
}

impl EvaluationState {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Reads [`EvaluationState::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Open, Self::Closed].into_iter().find(|state| state.as_str() == text)
    }
}

/// A dimension on which annotators compare or rate, such as correctness or readability.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Its name, unique in the evaluation; what a judgment refers to.
    pub name: String,
    /// A sentence on what to look for.
    pub help: String,
    /// Whether a judgment must rate it.
    pub required: bool,
    /// How it is rated, where one response is judged; a comparison asks for a preference on the seven points.
    #[serde(default)]
    pub scale: Scale,
}

/// Error tags offered when an admin names no others. The first two are what SEAL names as the main causes of errors.
pub const DEFAULT_ERROR_TAGS: [&str; 6] = [
    "correctness/functionality",
    "readability/documentation",
    "instruction not followed",
    "made-up fact",
    "incomplete",
    "style or tone",
];

/// What an admin asks for when creating an evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationPlan {
    /// Name, shown to admins, reviewers and annotators; never a model's.
    pub name: String,
    /// What its tasks ask for.
    pub kind: Kind,
    /// N: how many distinct annotators judge each task.
    pub annotators_per_task: i64,
    /// How long a claim holds without a sign of life, in seconds.
    pub lease_seconds: i64,
    /// Least characters of a justification; 0 makes it optional.
    pub minimum_justification: i64,
    /// Markdown, shown beside each task.
    pub guidelines: String,
    /// How a rating evaluation rates overall; the other kinds have answers of their own.
    pub scale: Scale,
    /// What to judge by, in order.
    pub criteria: Vec<Criterion>,
    /// The error tags offered per response, in order.
    pub error_tags: Vec<String>,
    /// Share of the tasks, in %, that initial review looks at; the rest passes by a recorded draw.
    pub initial_coverage: i64,
    /// Share of the tasks, in %, that final review looks at; the rest passes by a recorded draw.
    pub final_coverage: i64,
    /// How long after submitting an annotator may take a judgment back, in seconds; 0 for never.
    pub undo_seconds: i64,
}

impl Default for EvaluationPlan {
    /// What an admin is offered: three annotators per task, a lease of half an hour, nothing asked beyond the judgment itself.
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: Kind::default(),
            annotators_per_task: 3,
            lease_seconds: 1_800,
            minimum_justification: 0,
            guidelines: String::new(),
            scale: Scale::default(),
            criteria: Vec::new(),
            error_tags: Vec::new(),
            initial_coverage: 100,
            final_coverage: 100,
            undo_seconds: 60,
        }
    }
}

impl EvaluationPlan {
    /// Checks the plan's own fields.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming every field to mend.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut errors = Vec::new();
        let mut need = |ok: bool, field: &str, message: &str| {
            if !ok {
                errors.push(FieldError::new(field, message));
            }
        };
        need(within(&self.name, 1, 120), "name", "Give it a name of 1 to 120 characters.");
        need((1..=9).contains(&self.annotators_per_task), "annotators_per_task", "Choose 1 to 9 annotators per task.");
        need((1..=604_800).contains(&self.lease_seconds), "lease_seconds", "Choose a lease of 1 second to 7 days.");
        need(
            (0..=5_000).contains(&self.minimum_justification),
            "minimum_justification",
            "Choose 0 to 5,000 characters.",
        );
        need(self.guidelines.chars().count() <= 100_000, "guidelines", "Shorten the guidelines to 100,000 characters.");
        for (share, field) in [(self.initial_coverage, "initial_coverage"), (self.final_coverage, "final_coverage")] {
            need((1..=100).contains(&share), field, "Choose 1 to 100 % of the tasks.");
        }
        need(self.criteria.len() <= 20, "criteria", "Choose at most 20 criteria.");
        need(self.error_tags.len() <= 40, "error_tags", "Choose at most 40 error tags.");
        need((0..=3_600).contains(&self.undo_seconds), "undo_seconds", "Choose 0 to 3,600 seconds.");
        need(
            self.criteria.iter().all(|c| c.help.chars().count() <= 1_000),
            "criteria",
            "Shorten a criterion's help to 1,000 characters.",
        );
        if let Err(message) = self.scale.check() {
            need(false, "scale", message);
        }
        for criterion in &self.criteria {
            if let Err(message) = criterion.scale.check() {
                need(false, "criteria", message);
            }
        }
        for names in [
            self.criteria.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
            self.error_tags.iter().map(String::as_str).collect(),
        ] {
            need(
                names.iter().all(|name| within(name, 1, 80)),
                "criteria",
                "Every criterion and tag needs a name of 1 to 80 characters.",
            );
            need(unique(&names), "criteria", "Two criteria or two tags have the same name; rename one.");
        }
        Refusal::if_any(errors)
    }

    /// What each judgment must hold.
    #[must_use]
    pub fn requirements(&self) -> Requirements {
        Requirements {
            kind: self.kind,
            scale: self.scale.clone(),
            criteria: self.criteria.clone(),
            error_tags: self.error_tags.clone(),
            minimum_justification: self.minimum_justification,
        }
    }
}

/// Whether the text, trimmed, has between `least` and `most` characters and no control characters.
#[must_use]
pub fn within(text: &str, least: usize, most: usize) -> bool {
    let trimmed = text.trim();
    (least..=most).contains(&trimmed.chars().count()) && !trimmed.chars().any(char::is_control)
}

fn unique(names: &[&str]) -> bool {
    let mut sorted: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}
