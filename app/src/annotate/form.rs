//! The rating form: its fields, and what they say.
//!
//! `preference` and `criterion.N` hold −3 to 3, `both_bad` and `tag.a.N` / `tag.b.N` are check-boxes, N counting the
//! evaluation's criteria and tags from 0; `justification`, `active_ms` and `submission_id` are themselves.

use assay_domain::judgment::{ErrorTag, JudgmentContent, Preference, Side};
use assay_workflow::annotation::TaskView;

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
    /// Reads the fields against what the task asks for; fields it does not know are not part of a judgment.
    #[must_use]
    pub fn read(fields: &[(String, String)], task: &TaskView) -> Self {
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
                    let criterion = at.parse::<usize>().ok().and_then(|at| task.criteria.get(at));
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
                    let tag = at.parse::<usize>().ok().and_then(|at| task.error_tags.get(at));
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
