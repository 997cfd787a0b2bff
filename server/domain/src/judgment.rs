//! What an annotator submits, as shown to them: A is the left response, B the right one; the only response of a rating or
//! correctness task is A.

use crate::{
    FieldError, Refusal,
    passage::Passage,
    scale::{Rating, Scale},
    setup::{Criterion, Kind},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which response was shown better, from +3 "A is much better" over 0 "about the same" to −3 "B is much better".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Preference(i8);

impl Preference {
    /// The seven points, from A to B, as they stand on the scale.
    pub const ALL: [Self; 7] = [Self(3), Self(2), Self(1), Self(0), Self(-1), Self(-2), Self(-3)];

    /// Reads a point of the scale.
    #[must_use]
    pub fn new(value: i64) -> Option<Self> {
        i8::try_from(value).ok().filter(|v| (-3..=3).contains(v)).map(Self)
    }

    /// The number, −3 to 3.
    #[must_use]
    pub fn value(self) -> i64 {
        i64::from(self.0)
    }

    /// What the point says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self.0 {
            3 => "A is much better",
            2 => "A is better",
            1 => "A is slightly better",
            0 => "About the same",
            -1 => "B is slightly better",
            -2 => "B is better",
            _ => "B is much better",
        }
    }

    /// The same preference with the sides exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self(-self.0)
    }

    /// The outcome of the response shown as A: 1 won, 0.5 tied, 0 lost (method: by sign).
    #[must_use]
    pub fn outcome_of_a(self) -> f64 {
        match self.0.signum() {
            1 => 1.0,
            0 => 0.5,
            _ => 0.0,
        }
    }
}

impl TryFrom<i64> for Preference {
    type Error = &'static str;
    fn try_from(value: i64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("a preference is a whole number from -3 to 3")
    }
}

impl From<Preference> for i64 {
    fn from(preference: Preference) -> Self {
        preference.value()
    }
}

/// Whether a response is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correctness {
    /// Its answer is right.
    Right,
    /// Part of it is.
    Partly,
    /// It is not.
    Wrong,
}

impl Correctness {
    /// Every answer, best first.
    pub const ALL: [Self; 3] = [Self::Right, Self::Partly, Self::Wrong];

    /// The word stored and sent in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Partly => "partly",
            Self::Wrong => "wrong",
        }
    }

    /// Reads [`Correctness::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == text)
    }

    /// What the answer says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Right => "Right",
            Self::Partly => "Partly right",
            Self::Wrong => "Wrong",
        }
    }
}

/// How bad an error is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It disturbs.
    #[default]
    Minor,
    /// It takes from the use of the response.
    Major,
    /// It makes the response useless or harmful.
    Critical,
}

impl Severity {
    /// Every severity, mildest first.
    pub const ALL: [Self; 3] = [Self::Minor, Self::Major, Self::Critical];

    /// The word stored, sent in forms and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
        }
    }

    /// Reads [`Severity::as_str`] back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text)
    }
}

/// One of the two shown responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// Left.
    A,
    /// Right.
    B,
}

/// An error the annotator found in one response: in all of it, or at a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorTag {
    /// The response it was found in.
    pub side: Side,
    /// One of the evaluation's error tags.
    pub tag: String,
    /// How bad it is.
    #[serde(default)]
    pub severity: Severity,
    /// Where it is; a response can have one tag at several passages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<Passage>,
}

impl ErrorTag {
    /// An error of a response as a whole.
    pub fn whole(side: Side, tag: impl Into<String>, severity: Severity) -> Self {
        Self { side, tag: tag.into(), severity, passage: None }
    }
}

/// A judgment on its way in: everything but when, who and which task. A form or draft may hold anything; what belongs
/// together, and to the evaluation's kind, [`JudgmentContent::complete`] decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgmentContent {
    /// Comparison: the overall preference; missing in a draft and in the other kinds.
    pub preference: Option<Preference>,
    /// Comparison: both responses are bad; goes with "about the same" only.
    #[serde(default)]
    pub both_bad: bool,
    /// Comparison: preference per criterion name.
    #[serde(default)]
    pub criteria: BTreeMap<String, Preference>,
    /// Rating: the overall rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Rating and correctness: rating per criterion name, on the criterion's scale.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ratings: BTreeMap<String, Rating>,
    /// Correctness: the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correctness: Option<Correctness>,
    /// Correctness: where the response gives its final answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_answer: Option<Passage>,
    /// Correctness: the response gives no final answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_final_answer: bool,
    /// Errors found.
    #[serde(default)]
    pub error_tags: Vec<ErrorTag>,
    /// Why, in the annotator's words.
    #[serde(default)]
    pub justification: String,
}

/// What an evaluation asks of each judgment; [`crate::setup::EvaluationPlan::requirements`] makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// What its tasks ask for.
    pub kind: Kind,
    /// How a rating evaluation rates.
    pub scale: Scale,
    /// The evaluation's criteria.
    pub criteria: Vec<Criterion>,
    /// The evaluation's error tags.
    pub error_tags: Vec<String>,
    /// Least characters of the justification.
    pub minimum_justification: i64,
}

/// The source texts a judgment is about, as shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The left or only response.
    pub a: &'a str,
    /// The right one, in a comparison.
    pub b: Option<&'a str>,
}

/// What a judgment says overall, by kind: what a ranking reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Of a comparison, as shown.
    Comparison {
        /// Positive is the left response.
        preference: Preference,
        /// Both are bad; only beside a tie.
        both_bad: bool,
    },
    /// Of a rating.
    Rating(Rating),
    /// Of a correctness task.
    Correctness(Correctness),
}

/// Longest justification, in characters.
pub const MAXIMUM_JUSTIFICATION: usize = 20_000;
/// Most error tags of one judgment.
pub const MOST_ERROR_TAGS: usize = 100;

/// A judgment that is complete and well-formed; only [`JudgmentContent::complete`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CompleteJudgment {
    content: JudgmentContent,
    outcome: Outcome,
}

impl CompleteJudgment {
    /// What it says overall.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// All of it.
    #[must_use]
    pub fn content(&self) -> &JudgmentContent {
        &self.content
    }
}

impl JudgmentContent {
    /// Whether something of the source texts is quoted, so that completing it needs them.
    #[must_use]
    pub fn quotes(&self) -> bool {
        self.final_answer.is_some() || self.error_tags.iter().any(|tag| tag.passage.is_some())
    }

    /// Checks a draft against what the evaluation asks for and the responses it is about, and seals it: passages get their
    /// place in the source, double tags go.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming every field to mend.
    pub fn complete(mut self, asked: &Requirements, shown: Shown<'_>) -> Result<CompleteJudgment, Refusal> {
        let mut errors = Vec::new();
        self.justification = self.justification.replace("\r\n", "\n").trim().to_owned();
        if !self.is_of(asked.kind) {
            errors.push(FieldError::new(
                overall_field(asked.kind),
                "An answer does not belong to this kind of task; reload the page.",
            ));
        }
        let outcome = self.overall(asked, &mut errors);
        self.check_criteria(asked, &mut errors);
        self.check_final_answer(asked.kind, shown.a, &mut errors);
        self.check_error_tags(asked, shown, &mut errors);
        self.check_justification(asked.minimum_justification, &mut errors);
        match outcome {
            Some(outcome) if errors.is_empty() => Ok(CompleteJudgment { content: self, outcome }),
            _ => Err(Refusal::Invalid { errors }),
        }
    }

    /// Whether nothing in it belongs to another kind.
    #[must_use]
    pub fn is_of(&self, kind: Kind) -> bool {
        let compared = self.preference.is_some() || self.both_bad || !self.criteria.is_empty();
        let answered = self.correctness.is_some() || self.final_answer.is_some() || self.no_final_answer;
        let of_b = self.error_tags.iter().any(|tag| tag.side == Side::B);
        match kind {
            Kind::Comparison => !answered && self.rating.is_none() && self.ratings.is_empty(),
            Kind::Rating => !compared && !answered && !of_b,
            Kind::Correctness => !compared && self.rating.is_none() && !of_b,
        }
    }

    fn overall(&self, asked: &Requirements, errors: &mut Vec<FieldError>) -> Option<Outcome> {
        if asked.kind == Kind::Comparison && self.both_bad && self.preference.is_some_and(|p| p.value() != 0) {
            errors.push(FieldError::new(
                "both_bad",
                "“Both are bad” goes with “About the same”; choose one or the other.",
            ));
        }
        if asked.kind == Kind::Rating && self.rating.is_some_and(|rating| !asked.scale.has(rating)) {
            errors.push(FieldError::new("rating", "This is not on the evaluation's scale; choose a label."));
        }
        let outcome = self.outcome(asked.kind);
        if outcome.is_none() {
            let message = match (asked.kind, &asked.scale) {
                (Kind::Comparison, _) => "Choose a point on the scale.",
                (Kind::Rating, Scale::Points) => "Rate the response with 0 to 100 points.",
                (Kind::Rating, Scale::Labels(_)) => "Choose a label of the scale.",
                (Kind::Correctness, _) => "Say whether the response is right.",
            };
            errors.push(FieldError::new(overall_field(asked.kind), message));
        }
        outcome
    }

    fn check_criteria(&self, asked: &Requirements, errors: &mut Vec<FieldError>) {
        let given = |name: &String| self.criteria.contains_key(name) || self.ratings.contains_key(name);
        for criterion in &asked.criteria {
            let field = || format!("criterion {}", criterion.name);
            if criterion.required && !given(&criterion.name) {
                errors.push(FieldError::new(field(), "Rate this criterion."));
            }
            if self.ratings.get(&criterion.name).is_some_and(|rating| !criterion.scale.has(*rating)) {
                errors.push(FieldError::new(field(), "This is not on the criterion's scale; choose a label."));
            }
        }
        let mut names = self.criteria.keys().chain(self.ratings.keys());
        if names.any(|name| !asked.criteria.iter().any(|criterion| &criterion.name == name)) {
            errors.push(FieldError::new(
                "criteria",
                "A rated criterion is not part of this evaluation; reload the page.",
            ));
        }
    }

    fn check_final_answer(&mut self, kind: Kind, source: &str, errors: &mut Vec<FieldError>) {
        if kind != Kind::Correctness {
            return;
        }
        let message = match (self.final_answer.take(), self.no_final_answer) {
            (None, true) => return,
            (None, false) => "Mark the final answer, or say that the response gives none.",
            (Some(marked), true) => {
                self.final_answer = Some(marked);
                "A final answer is marked although the response is said to give none; choose one or the other."
            }
            (Some(marked), false) => match marked.clone().found_in(source) {
                Ok(found) => {
                    self.final_answer = Some(found);
                    return;
                }
                Err(message) => {
                    self.final_answer = Some(marked);
                    message
                }
            },
        };
        errors.push(FieldError::new("final_answer", message));
    }

    fn check_error_tags(&mut self, asked: &Requirements, shown: Shown<'_>, errors: &mut Vec<FieldError>) {
        let mut message = None;
        if self.error_tags.len() > MOST_ERROR_TAGS {
            message = Some("Keep to 100 error tags.");
            self.error_tags.truncate(MOST_ERROR_TAGS);
        }
        for tag in &mut self.error_tags {
            if !asked.error_tags.contains(&tag.tag) {
                message = Some("An error tag is not part of this evaluation; reload the page.");
            }
            let source = match tag.side {
                Side::A => Some(shown.a),
                Side::B => shown.b,
            };
            if let (Some(passage), Some(source)) = (&tag.passage, source) {
                match passage.clone().found_in(source) {
                    Ok(found) => tag.passage = Some(found),
                    Err(refused) => message = Some(refused),
                }
            }
        }
        if let Some(message) = message {
            errors.push(FieldError::new("error_tags", message));
        }
        // One tag once for the same place: the worst of what was said of it.
        let place = |tag: &ErrorTag| tag.passage.as_ref().map(|passage| passage.place);
        self.error_tags
            .sort_by(|x, y| (x.side, &x.tag, place(x), y.severity).cmp(&(y.side, &y.tag, place(y), x.severity)));
        self.error_tags.dedup_by(|x, y| (x.side, &x.tag, place(x)) == (y.side, &y.tag, place(y)));
    }

    fn check_justification(&self, least: i64, errors: &mut Vec<FieldError>) {
        let written = self.justification.chars().count();
        let least = usize::try_from(least).unwrap_or(0);
        if written < least {
            errors.push(
                FieldError::new("justification", format!("Write at least {least} characters; it has {written}."))
                    .say("refusal-justification-short")
                    .with("least", least)
                    .with("written", written),
            );
        }
        if written > MAXIMUM_JUSTIFICATION {
            let message = format!("Shorten it to {MAXIMUM_JUSTIFICATION} characters; it has {written}.");
            errors.push(
                FieldError::new("justification", message)
                    .say("refusal-justification-long")
                    .with("most", MAXIMUM_JUSTIFICATION)
                    .with("written", written),
            );
        }
        if self.justification.contains('\0') {
            errors.push(FieldError::new("justification", "Remove the NUL character (U+0000)."));
        }
    }

    /// What it says overall, as its kind has it; `None` while it is not answered.
    #[must_use]
    pub fn outcome(&self, kind: Kind) -> Option<Outcome> {
        match kind {
            Kind::Comparison => {
                self.preference.map(|preference| Outcome::Comparison { preference, both_bad: self.both_bad })
            }
            Kind::Rating => self.rating.map(Outcome::Rating),
            Kind::Correctness => self.correctness.map(Outcome::Correctness),
        }
    }

    /// The same judgment as seen with the responses in the other order, for showing three judgments in one neutral order.
    /// A judgment of one response has no other order and stays as it is.
    #[must_use]
    pub fn swapped(&self) -> Self {
        if !self.is_of(Kind::Comparison) {
            return self.clone();
        }
        let mut swapped = self.clone();
        swapped.preference = self.preference.map(Preference::swapped);
        swapped.criteria.values_mut().for_each(|preference| *preference = preference.swapped());
        for tag in &mut swapped.error_tags {
            tag.side = match tag.side {
                Side::A => Side::B,
                Side::B => Side::A,
            };
        }
        swapped
    }
}

/// The field of the overall answer.
fn overall_field(kind: Kind) -> &'static str {
    match kind {
        Kind::Comparison => "preference",
        Kind::Rating => "rating",
        Kind::Correctness => "correctness",
    }
}
