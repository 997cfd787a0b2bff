//! How a single response is rated: points from 0 to 100, or labels that an admin names, each standing for points.

use serde::{Deserialize, Serialize};

/// A rating of one response, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Rating(u8);

impl Rating {
    /// Reads a number of points.
    #[must_use]
    pub fn new(value: i64) -> Option<Self> {
        u8::try_from(value).ok().filter(|points| *points <= 100).map(Self)
    }

    /// The points, 0 to 100.
    #[must_use]
    pub fn value(self) -> i64 {
        i64::from(self.0)
    }
}

impl TryFrom<i64> for Rating {
    type Error = &'static str;
    fn try_from(value: i64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("a rating is a whole number from 0 to 100")
    }
}

impl From<Rating> for i64 {
    fn from(rating: Rating) -> Self {
        rating.value()
    }
}

/// One label of a scale, such as "Good", and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ScaleLabel {
    /// What the annotator reads.
    pub label: String,
    /// What it stands for.
    pub value: Rating,
}

/// How a rating is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// A whole number from 0 to 100.
    #[default]
    Points,
    /// One of these labels, in the order in which they are shown.
    Labels(Vec<ScaleLabel>),
}

impl Scale {
    /// Most labels a scale has.
    pub const MOST_LABELS: usize = 11;

    /// Whether a rating is one that this scale can give.
    #[must_use]
    pub fn has(&self, rating: Rating) -> bool {
        match self {
            Self::Points => true,
            Self::Labels(labels) => labels.iter().any(|label| label.value == rating),
        }
    }

    /// A rating in the scale's words: its label, or the points.
    #[must_use]
    pub fn words(&self, rating: Rating) -> String {
        let label = match self {
            Self::Points => None,
            Self::Labels(labels) => labels.iter().find(|label| label.value == rating),
        };
        label.map_or_else(|| rating.value().to_string(), |label| label.label.clone())
    }

    /// Reads a scale as an admin writes it: empty or `0-100` for points, else labels as `Good = 75`, one a line or parted by
    /// semicolons, in the order in which they are shown.
    ///
    /// # Errors
    /// What to mend, for the person who wrote it.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() || matches!(text.replace(' ', "").as_str(), "0-100" | "0–100") {
            return Ok(Self::Points);
        }
        let mut labels: Vec<ScaleLabel> = Vec::new();
        for part in text.split(['\n', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let read = part.rsplit_once('=').and_then(|(label, value)| {
                Some(ScaleLabel { label: label.trim().to_owned(), value: Rating::new(value.trim().parse().ok()?)? })
            });
            labels.push(read.ok_or("Write each label with what it stands for, 0 to 100, such as “Good = 75”.")?);
        }
        let scale = Self::Labels(labels);
        scale.check()?;
        Ok(scale)
    }

    /// The scale as [`Scale::read`] takes it, one label a part.
    #[must_use]
    pub fn written(&self, between: &str) -> String {
        match self {
            Self::Points => String::new(),
            Self::Labels(labels) => labels
                .iter()
                .map(|label| format!("{} = {}", label.label, label.value.value()))
                .collect::<Vec<_>>()
                .join(between),
        }
    }

    /// Checks that the labels can be told apart.
    ///
    /// # Errors
    /// What to mend.
    pub fn check(&self) -> Result<(), &'static str> {
        let Self::Labels(labels) = self else { return Ok(()) };
        if !(2..=Self::MOST_LABELS).contains(&labels.len()) {
            return Err("A scale has 2 to 11 labels.");
        }
        if labels.iter().any(|label| !crate::setup::within(&label.label, 1, 60)) {
            return Err("Every label of a scale needs a name of 1 to 60 characters.");
        }
        for (at, one) in labels.iter().enumerate() {
            if labels[at + 1..].iter().any(|other| other.value == one.value || other.label == one.label) {
                return Err("Two labels of a scale have the same name or stand for the same points; change one.");
            }
        }
        Ok(())
    }
}
