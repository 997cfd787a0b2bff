//! The rating form: its fields, and what they say.
//!
//! `preference` and `criterion.N` hold −3 to 3, `both_bad` and `tag.a.N` / `tag.b.N` are check-boxes, N counting the
//! evaluation's criteria and tags from 0; `justification`, `active_ms` and `submission_id` are themselves.

use assay_domain::FieldError;
use assay_domain::judgment::{ErrorTag, JudgmentContent, Preference, Requirements, Side};

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub struct RatingForm {
    /// What was judged, as far as it could be read.
    pub content: JudgmentContent,
    /// Made when the page was rendered.
    pub submission_id: String,
    /// Milliseconds; what is no number counts as none, since the clock must not stand in a judgment's way.
    pub active_ms: i64,
    /// Answers that could not be read: never dropped without a word, so nothing is submitted while there are any.
    pub unreadable: Vec<FieldError>,
}

impl RatingForm {
    /// Reads the fields against what the evaluation asks for; fields it does not know are not part of a judgment.
    #[must_use]
    pub fn read(fields: &[(String, String)], asked: &Requirements) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            let mut parts = name.split('.');
            match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some("preference"), None, ..) => form.content.preference = form.point("preference", value),
                (Some("both_bad"), None, ..) => form.content.both_bad = value == "on",
                (Some("justification"), None, ..) => form.content.justification = value.replace("\r\n", "\n"),
                (Some("submission_id"), None, ..) => form.submission_id.clone_from(value),
                (Some("active_ms"), None, ..) => form.active_ms = value.parse().unwrap_or(0),
                (Some("criterion"), Some(at), None, _) => form.criterion(at, value, asked),
                (Some("tag"), Some(side), Some(at), None) => form.tag(side, at, asked),
                _ => {}
            }
        }
        form
    }

    /// A point of a scale; an empty value is a question not answered.
    fn point(&mut self, field: &str, value: &str) -> Option<Preference> {
        let point = value.parse().ok().and_then(Preference::new);
        if point.is_none() && !value.is_empty() {
            self.cannot_read(field, "Choose a point on the scale.");
        }
        point
    }

    fn criterion(&mut self, at: &str, value: &str, asked: &Requirements) {
        let Some(criterion) = at.parse::<usize>().ok().and_then(|at| asked.criteria.get(at)) else {
            return self.cannot_read("criteria", "A rated criterion is not part of this evaluation; reload the page.");
        };
        if let Some(point) = self.point(&format!("criterion {}", criterion.name), value) {
            self.content.criteria.insert(criterion.name.clone(), point);
        }
    }

    fn tag(&mut self, side: &str, at: &str, asked: &Requirements) {
        let side = match side {
            "a" => Some(Side::A),
            "b" => Some(Side::B),
            _ => None,
        };
        let tag = at.parse::<usize>().ok().and_then(|at| asked.error_tags.get(at));
        match (side, tag) {
            (Some(side), Some(tag)) => self.content.error_tags.push(ErrorTag { side, tag: tag.clone() }),
            _ => self.cannot_read("error_tags", "An error tag is not part of this evaluation; reload the page."),
        }
    }

    fn cannot_read(&mut self, field: &str, message: &str) {
        let error = FieldError::new(field, message);
        if !self.unreadable.contains(&error) {
            self.unreadable.push(error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_domain::setup::Criterion;

    fn read(pairs: &[(&str, &str)]) -> RatingForm {
        let criterion = Criterion { name: "Clarity".into(), help: String::new(), required: true };
        let asked = Requirements {
            criteria: vec![criterion],
            error_tags: vec!["made-up fact".into()],
            minimum_justification: 0,
        };
        let fields: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        RatingForm::read(&fields, &asked)
    }

    #[test]
    fn a_whole_form_is_read() {
        let form = read(&[
            ("preference", "-2"),
            ("both_bad", "on"),
            ("criterion.0", "3"),
            ("tag.b.0", "on"),
            ("justification", "a\r\nb"),
            ("active_ms", "7"),
        ]);
        assert_eq!(form.content.preference.map(Preference::value), Some(-2));
        assert!(form.content.both_bad && form.unreadable.is_empty());
        assert_eq!(form.content.criteria["Clarity"].value(), 3);
        assert_eq!(form.content.error_tags, [ErrorTag { side: Side::B, tag: "made-up fact".into() }]);
        assert_eq!((form.content.justification.as_str(), form.active_ms), ("a\nb", 7));
    }

    #[test]
    fn junk_instead_of_a_number_gets_a_message_at_its_field() {
        for junk in ["4", "-4", "x", "1.5", " 1", "99999999999999999999"] {
            let form = read(&[("preference", junk), ("criterion.0", junk), ("active_ms", "soon")]);
            assert!(form.content.preference.is_none() && form.content.criteria.is_empty(), "{junk}");
            let fields: Vec<_> = form.unreadable.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, ["preference", "criterion Clarity"], "{junk}");
            assert_eq!(form.active_ms, 0, "a broken clock stops nobody");
        }
    }

    #[test]
    fn an_empty_value_is_a_question_not_answered() {
        let form = read(&[("preference", ""), ("criterion.0", "")]);
        assert!(form.content.preference.is_none() && form.content.criteria.is_empty() && form.unreadable.is_empty());
    }

    #[test]
    fn a_criterion_or_tag_out_of_range_gets_a_message_and_never_breaks() {
        for (name, field) in [
            ("criterion.7", "criteria"),
            ("criterion.-1", "criteria"),
            ("criterion.x", "criteria"),
            ("criterion.99999999999999999999", "criteria"),
            ("tag.a.9", "error_tags"),
            ("tag.c.0", "error_tags"),
            ("tag.a.", "error_tags"),
        ] {
            let form = read(&[(name, "1")]);
            assert_eq!(form.unreadable.len(), 1, "{name}");
            assert_eq!(form.unreadable[0].field, field, "{name}");
            assert!(form.content.criteria.is_empty() && form.content.error_tags.is_empty(), "{name}");
        }
    }

    #[test]
    fn fields_that_are_no_part_of_a_judgment_change_nothing() {
        let form = read(&[("user_id", "1"), ("status", "approved"), ("tag.a.0.0", "on"), ("", ""), ("...", "1")]);
        assert!(form.content == JudgmentContent::default() && form.unreadable.is_empty());
    }
}
