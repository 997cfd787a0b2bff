//! The rating form: its fields, and what they say.
//!
//! `preference` and `criterion.N` hold −3 to 3, `both_bad` and `tag.a.N` / `tag.b.N` are check-boxes, N counting the
//! evaluation's criteria and tags from 0; `justification`, `active_ms` and `submission_id` are themselves.

use assay_domain::judgment::{ErrorTag, JudgmentContent, Preference, Requirements, Side};

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub struct RatingForm {
    /// What was judged; junk numbers count as not answered, so that the refusal names the field.
    pub content: JudgmentContent,
    /// Made when the page was rendered.
    pub submission_id: String,
    /// Milliseconds.
    pub active_ms: i64,
}

impl RatingForm {
    /// Reads the fields against what the evaluation asks for; fields it does not know are not part of a judgment.
    #[must_use]
    pub fn read(fields: &[(String, String)], asked: &Requirements) -> Self {
        let mut form = Self::default();
        let point = |value: &str| value.parse().ok().and_then(Preference::new);
        for (name, value) in fields {
            let mut parts = name.split('.');
            match (parts.next(), parts.next(), parts.next()) {
                (Some("preference"), None, None) => form.content.preference = point(value),
                (Some("both_bad"), None, None) => form.content.both_bad = value == "on",
                (Some("justification"), None, None) => form.content.justification = value.replace("\r\n", "\n"),
                (Some("submission_id"), None, None) => form.submission_id.clone_from(value),
                (Some("active_ms"), None, None) => form.active_ms = value.parse().unwrap_or(0),
                (Some("criterion"), Some(at), None) => {
                    let criterion = at.parse::<usize>().ok().and_then(|at| asked.criteria.get(at));
                    if let (Some(criterion), Some(point)) = (criterion, point(value)) {
                        form.content.criteria.insert(criterion.name.clone(), point);
                    }
                }
                (Some("tag"), Some(side), Some(at)) => {
                    let side = match side {
                        "a" => Some(Side::A),
                        "b" => Some(Side::B),
                        _ => None,
                    };
                    let tag = at.parse::<usize>().ok().and_then(|at| asked.error_tags.get(at));
                    if let (Some(side), Some(tag)) = (side, tag) {
                        form.content.error_tags.push(ErrorTag { side, tag: tag.clone() });
                    }
                }
                _ => {}
            }
        }
        form
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
            ("criterion.0", "3"),
            ("tag.b.0", "on"),
            ("justification", "a\r\nb"),
            ("active_ms", "7"),
        ]);
        assert_eq!(form.content.preference.map(Preference::value), Some(-2));
        assert_eq!(form.content.criteria["Clarity"].value(), 3);
        assert_eq!(form.content.error_tags, [ErrorTag { side: Side::B, tag: "made-up fact".into() }]);
        assert_eq!((form.content.justification.as_str(), form.active_ms), ("a\nb", 7));
    }

    #[test]
    fn junk_counts_as_not_answered_and_never_breaks() {
        for junk in ["4", "-4", "x", "", "1.5", "99999999999999999999"] {
            let form = read(&[("preference", junk), ("criterion.0", junk), ("active_ms", "soon")]);
            assert!(form.content.preference.is_none() && form.content.criteria.is_empty(), "{junk}");
        }
        let form = read(&[
            ("criterion.7", "1"),
            ("tag.c.0", "on"),
            ("tag.a.9", "on"),
            ("criterion.-1", "1"),
            ("user_id", "1"),
            ("tag.a.0.0", "on"),
        ]);
        assert_eq!(form.content.criteria.len(), 0);
    }
}
