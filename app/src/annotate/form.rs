//! The rating form: its fields, and what they say. These names are stable: the island, scripts and tests rely on them.
//!
//! Where N counts the evaluation's criteria or error tags from 0, S is the side `a` or `b` (`a` alone for one response), and K
//! numbers rows freely:
//!
//! | field | value |
//! |---|---|
//! | `preference`, `both_bad` | comparison: −3 to 3, a check-box |
//! | `rating` | rating: 0 to 100, also where the scale has labels |
//! | `correctness` | `right`, `partly` or `wrong` |
//! | `answer.quote`, `answer.none` | correctness: the final answer as it stands in the response, or a check-box that there is none |
//! | `criterion.N` | −3 to 3 in a comparison, else 0 to 100 |
//! | `tag.S.N`, `severity.S.N` | an error of the whole response: a check-box, and `minor`, `major` or `critical` |
//! | `passage.S.K.tag`, `.severity`, `.quote` | an error at a passage: N, or nothing for a row not used; how bad; what is marked |
//! | `….marked` | optional beside `….start` and `….end`: the quote that they are of, as the page had it. Where the quote is another by now, its words were edited and its place is looked up anew |
//! | `….start`, `….end`, `….before` | optional beside any `.quote`: the place in Unicode scalar values of the source, or the text before the quote as shown |
//! | `justification`, `submission_id` | themselves |
//! | `active_session`, `active_ms` | a random id of this page load, made by the server, and the milliseconds it counted, from 0 and only growing; the server adds page loads up, counts time that overlaps once, and takes the same report twice as one |
//! | `draft_version` | the version of the draft that the page began with, so that an older tab is told of a newer draft |
//!
//! `form#rating` has `data-kind`; each scale is `fieldset.scale#field-NAME` with `data-scale` = `preference`, `labels`, `answers`
//! (radio buttons in `label.point-1`, `label.point-2`, …) or `points` (a number field); the rows of passages are
//! `.passage-row[data-row=K]` in `.passages[data-side=S]`.

use crate::sent::Names;
use assay_domain::FieldError;
use assay_domain::judgment::{Correctness, ErrorTag, JudgmentContent, Preference, Requirements, Severity, Side};
use assay_domain::passage::Passage;
use assay_domain::scale::Rating;
use assay_domain::setup::Kind;
use assay_workflow::annotation::Active;
use std::collections::BTreeMap;

/// Rows of passages that are read per side; more than the domain takes.
const MOST_ROWS: usize = 200;
const UNKNOWN_TAG: &str = "An error tag is not part of this evaluation; reload the page.";

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub struct RatingForm {
    /// What was judged, as far as it could be read.
    pub content: JudgmentContent,
    /// Made when the page was rendered.
    pub submission_id: String,
    /// Which page load counts active time; made when the page was rendered.
    pub active_session: String,
    /// Milliseconds; what is no number counts as none, since the clock must not stand in a judgment's way.
    pub active_ms: i64,
    /// The version of the draft that was shown; 0 for none.
    pub draft_version: i64,
    /// Answers that could not be read: never dropped without a word, so nothing is submitted while there are any.
    pub unreadable: Vec<FieldError>,
    /// What stood in number fields that could not be read, to be shown again.
    pub as_typed: BTreeMap<String, String>,
}

/// The names of the fields above.
pub struct RatingNames;

impl Names for RatingNames {
    const NAMES: &'static [&'static str] = &[
        "preference",
        "both_bad",
        "rating",
        "correctness",
        "answer.none",
        "answer.quote",
        "answer.start",
        "answer.end",
        "answer.before",
        "answer.marked",
        "criterion.*",
        "tag.*.*",
        "severity.*.*",
        "passage.*.*.tag",
        "passage.*.*.severity",
        "passage.*.*.quote",
        "passage.*.*.start",
        "passage.*.*.end",
        "passage.*.*.before",
        "passage.*.*.marked",
        "justification",
        "submission_id",
        "active_session",
        "active_ms",
        "draft_version",
        // Beside them, who sent it: the page's own script asks for data where a browser is given a page.
        "by",
    ];
}

/// An error at a passage, or the final answer, as its fields come in.
#[derive(Default)]
struct Row {
    tag: String,
    severity: Severity,
    passage: Passage,
    start: Option<usize>,
    end: Option<usize>,
    /// The quote that the place is of.
    marked: Option<String>,
}

impl Row {
    fn take(&mut self, part: &str, value: &str) {
        match part {
            "tag" => value.clone_into(&mut self.tag),
            "severity" => self.severity = Severity::parse(value).unwrap_or_default(),
            "quote" => self.passage.quote = value.replace("\r\n", "\n"),
            "before" => self.passage.before = value.replace("\r\n", "\n"),
            "marked" => self.marked = Some(value.to_owned()),
            "start" => self.start = value.parse().ok(),
            "end" => self.end = value.parse().ok(),
            _ => {}
        }
    }

    fn passage(mut self) -> Passage {
        // What was edited stands where the server finds it, not where the former words stood. A form's fields do not keep every kind
        // of space.
        let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        let edited = self.marked.is_some_and(|marked| letters(&marked) != letters(&self.passage.quote));
        self.passage.place = self.start.zip(self.end).filter(|_| !edited);
        self.passage
    }
}

impl RatingForm {
    /// Reads the fields against what the evaluation asks for; a form with fields of other names was refused before ([`RatingNames`]).
    #[must_use]
    pub fn read(fields: &[(String, String)], asked: &Requirements) -> Self {
        let mut form = Self::default();
        let mut answer = Row::default();
        let mut rows: BTreeMap<(Side, usize), Row> = BTreeMap::new();
        for (name, value) in fields {
            let parts: Vec<&str> = name.split('.').collect();
            match parts[..] {
                ["preference"] => form.content.preference = form.point("preference", value),
                ["both_bad"] => form.content.both_bad = value == "on",
                ["rating"] => form.content.rating = form.rating("rating", "rating", value),
                ["correctness"] => form.content.correctness = form.answer(value),
                ["answer", "none"] => form.content.no_final_answer = value == "on",
                ["answer", part] => answer.take(part, value),
                ["criterion", at] => form.criterion(at, value, asked),
                ["tag", side, at] => form.tag(side, at, fields, asked),
                ["passage", side, row, part] => {
                    if let (Some(side), Ok(row)) = (side_of(side), row.parse())
                        && (rows.len() < MOST_ROWS || rows.contains_key(&(side, row)))
                    {
                        rows.entry((side, row)).or_default().take(part, value);
                    }
                }
                ["justification"] => form.content.justification = value.replace("\r\n", "\n"),
                ["submission_id"] => form.submission_id.clone_from(value),
                ["active_session"] => form.active_session.clone_from(value),
                ["draft_version"] => form.draft_version = value.parse().unwrap_or(0),
                ["active_ms"] => form.active_ms = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        for ((side, _), row) in rows {
            form.passage(side, row, asked);
        }
        if asked.kind == Kind::Correctness && !answer.passage.quote.trim().is_empty() {
            form.content.final_answer = Some(answer.passage());
        }
        form
    }

    /// Active time as the form reports it.
    #[must_use]
    pub fn active(&self) -> Active {
        let session = (!self.active_session.is_empty()).then(|| self.active_session.clone());
        Active { session, ms: self.active_ms }
    }

    /// A point of a scale; an empty value is a question not answered.
    fn point(&mut self, field: &str, value: &str) -> Option<Preference> {
        let point = value.parse().ok().and_then(Preference::new);
        if point.is_none() && !value.is_empty() {
            self.cannot_read(field, "Choose a point on the scale.");
        }
        point
    }

    /// Points from 0 to 100.
    fn rating(&mut self, field: &str, name: &str, value: &str) -> Option<Rating> {
        let value = value.trim();
        let rating = value.parse().ok().and_then(Rating::new);
        if rating.is_none() && !value.is_empty() {
            self.cannot_read(field, "Write a whole number from 0 to 100.");
            self.as_typed.insert(name.to_owned(), value.to_owned());
        }
        rating
    }

    fn answer(&mut self, value: &str) -> Option<Correctness> {
        let answer = Correctness::parse(value);
        if answer.is_none() && !value.is_empty() {
            self.cannot_read("correctness", "Say whether the response is right.");
        }
        answer
    }

    fn criterion(&mut self, at: &str, value: &str, asked: &Requirements) {
        let Some(criterion) = at.parse::<usize>().ok().and_then(|at| asked.criteria.get(at)) else {
            return self.cannot_read("criteria", "A rated criterion is not part of this evaluation; reload the page.");
        };
        let field = format!("criterion {}", criterion.name);
        if asked.kind == Kind::Comparison {
            if let Some(point) = self.point(&field, value) {
                self.content.criteria.insert(criterion.name.clone(), point);
            }
        } else if let Some(rating) = self.rating(&field, &format!("criterion.{at}"), value) {
            self.content.ratings.insert(criterion.name.clone(), rating);
        }
    }

    fn tag(&mut self, side: &str, at: &str, fields: &[(String, String)], asked: &Requirements) {
        let tag = at.parse::<usize>().ok().and_then(|at| asked.error_tags.get(at));
        match (side_of(side), tag) {
            (Some(of), Some(tag)) => {
                let name = format!("severity.{side}.{at}");
                let severity = fields.iter().find(|(field, _)| *field == name);
                let severity = severity.and_then(|(_, value)| Severity::parse(value)).unwrap_or_default();
                self.content.error_tags.push(ErrorTag::whole(of, tag, severity));
            }
            _ => self.cannot_read("error_tags", UNKNOWN_TAG),
        }
    }

    /// A row of which nothing was filled in is not used. One without a tag is kept, so that the quote is shown again.
    fn passage(&mut self, side: Side, row: Row, asked: &Requirements) {
        if row.tag.is_empty() && row.passage.quote.trim().is_empty() {
            return;
        }
        let tag = match (row.tag.as_str(), row.tag.parse::<usize>().ok().and_then(|at| asked.error_tags.get(at))) {
            (_, Some(tag)) => tag.clone(),
            ("", None) => {
                self.cannot_read("error_tags", "Choose which error is at the passage.");
                String::new()
            }
            _ => return self.cannot_read("error_tags", UNKNOWN_TAG),
        };
        let severity = row.severity;
        self.content.error_tags.push(ErrorTag { side, tag, severity, passage: Some(row.passage()) });
    }

    fn cannot_read(&mut self, field: &str, message: &str) {
        let error = FieldError::new(field, message);
        if !self.unreadable.contains(&error) {
            self.unreadable.push(error);
        }
    }
}

fn side_of(letter: &str) -> Option<Side> {
    match letter {
        "a" => Some(Side::A),
        "b" => Some(Side::B),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
