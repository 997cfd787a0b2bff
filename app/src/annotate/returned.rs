//! A judgment that came back: what its reviewer asks to change.

use crate::i18n::t;
use crate::ui::{Notice, NoticeKind};
use assay_workflow::annotation::Returned;
use leptos::prelude::*;

/// What a reviewer asks to change in a judgment that came back.
pub(super) fn came_back(returned: Returned) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Warning>
            <p><strong>{t!("annotate-came-back")}</strong></p>
            {why(returned.reason, returned.comment, &returned.fields)}
        </Notice>
    }
}

/// Why a judgment did not pass: the reason, the reviewer's words, the parts it is about.
pub(super) fn why(reason: Option<String>, comment: String, fields: &[String]) -> impl IntoView + use<> {
    let reason = reason.map(|reason| view! { <p>{t!("annotate-reason")}" "{reason}</p> });
    let comment = (!comment.is_empty())
        .then(|| view! { <p>{t!("annotate-reviewer-writes")}" "<span class="prewrap">{comment}</span></p> });
    let fields = (!fields.is_empty()).then(|| {
        let names: Vec<_> = fields.iter().map(|field| view! { <li>{field_name(field)}</li> }).collect();
        view! { <p>{t!("annotate-look-at")}</p><ul>{names}</ul> }
    });
    view! { {reason}{comment}{fields} }
}

/// What people call a part of a judgment.
pub(crate) fn field_name(field: &str) -> String {
    match field {
        "overall" => t!("annotate-overall-answer"),
        "error_tags" => t!("annotate-errors-found"),
        "justification" => t!("annotate-the-justification"),
        other => other.strip_prefix("criterion ").unwrap_or(other).to_owned(),
    }
}
