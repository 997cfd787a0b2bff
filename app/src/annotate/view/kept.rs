//! What could not be submitted, shown so that nothing is lost.

use crate::ui::{Notice, NoticeKind};
use assay_domain::judgment::{Correctness, ErrorTag, JudgmentContent, Preference, Side};
use assay_domain::setup::Kind;
use leptos::prelude::*;

/// All of it, readable, with the way on.
pub(in crate::annotate) fn kept(message: &str, kind: Kind, content: &JudgmentContent) -> impl IntoView + use<> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut line = |name: &str, text: String| lines.push((name.to_owned(), text));
    match kind {
        Kind::Comparison => line("Overall", content.preference.map_or("not answered", Preference::label).to_owned()),
        Kind::Rating => {
            line("Overall", content.rating.map_or("not answered".to_owned(), |rating| rating.value().to_string()));
        }
        Kind::Correctness => {
            line("Overall", content.correctness.map_or("not answered", Correctness::label).to_owned());
        }
    }
    if content.both_bad {
        line("Both are bad", "yes".to_owned());
    }
    if content.no_final_answer {
        line("Gives no final answer", "yes".to_owned());
    }
    if let Some(answer) = &content.final_answer {
        line("Final answer", answer.quote.clone());
    }
    content.criteria.iter().for_each(|(name, point)| line(name, point.label().to_owned()));
    content.ratings.iter().for_each(|(name, rating)| line(name, rating.value().to_string()));
    for (side, heading) in [(Side::A, "Errors in response A"), (Side::B, "Errors in response B")] {
        let heading = if kind == Kind::Comparison { heading } else { "Errors" };
        let found: Vec<String> =
            content.error_tags.iter().filter(|error| error.side == side).map(error_in_words).collect();
        if !found.is_empty() {
            line(heading, found.join("; "));
        }
    }
    let lines: Vec<_> =
        lines.into_iter().map(|(name, text)| view! { <dt>{name}</dt><dd class="prewrap">{text}</dd> }).collect();
    let why = if content.justification.trim().is_empty() {
        view! { <dd>"nothing written"</dd> }.into_any()
    } else {
        view! { <dd class="prewrap">{content.justification.clone()}</dd> }.into_any()
    };
    let message = message.to_owned();
    view! {
        <div class="narrow stack">
            <h1>"Not submitted"</h1>
            <Notice kind=NoticeKind::Warning>{message}</Notice>
            <h2>"What you had chosen and written"</h2>
            <dl class="facts">
                {lines}
                <dt>"Why"</dt>{why}
            </dl>
            <p><a class="button primary" href="/annotate">"Go on to the next task"</a></p>
        </div>
    }
}

fn error_in_words(error: &ErrorTag) -> String {
    let place = error.passage.as_ref().map(|passage| format!(", at “{}”", passage.quote)).unwrap_or_default();
    format!("{} ({}{place})", error.tag, error.severity.as_str())
}
