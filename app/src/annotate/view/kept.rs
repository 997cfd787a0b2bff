//! What could not be submitted, shown so that nothing is lost.

use crate::i18n::{t, words};
use crate::ui::{Notice, NoticeKind};
use assay_domain::judgment::{ErrorTag, JudgmentContent, Side};
use assay_domain::setup::Kind;
use leptos::prelude::*;

/// All of it, readable, with the way on.
pub(in crate::annotate) fn kept(message: &str, kind: Kind, content: &JudgmentContent) -> impl IntoView + use<> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut line = |name: String, text: String| lines.push((name, text));
    match kind {
        Kind::Comparison => line(
            t!("annotate-overall"),
            content.preference.map_or_else(|| t!("annotate-not-answered"), words::preference),
        ),
        Kind::Rating => {
            line(
                t!("annotate-overall"),
                content.rating.map_or_else(|| t!("annotate-not-answered"), |rating| rating.value().to_string()),
            );
        }
        Kind::Correctness => {
            line(
                t!("annotate-overall"),
                content.correctness.map_or_else(|| t!("annotate-not-answered"), words::correctness),
            );
        }
    }
    if content.both_bad {
        line(t!("annotate-both-bad"), t!("annotate-yes"));
    }
    if content.no_final_answer {
        line(t!("annotate-no-answer-fact"), t!("annotate-yes"));
    }
    if let Some(answer) = &content.final_answer {
        line(t!("annotate-answer-fact"), answer.quote.clone());
    }
    content.criteria.iter().for_each(|(name, point)| line(name.clone(), words::preference(*point)));
    content.ratings.iter().for_each(|(name, rating)| line(name.clone(), rating.value().to_string()));
    for (side, heading) in [(Side::A, t!("annotate-errors-a")), (Side::B, t!("annotate-errors-b"))] {
        let heading = if kind == Kind::Comparison { heading } else { t!("annotate-errors-fact") };
        let found: Vec<String> =
            content.error_tags.iter().filter(|error| error.side == side).map(error_in_words).collect();
        if !found.is_empty() {
            line(heading, found.join("; "));
        }
    }
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(name, text)| view! { <dt>{name}</dt><dd class="prewrap" dir="auto">{text}</dd> })
        .collect();
    let why = if content.justification.trim().is_empty() {
        view! { <dd>{t!("annotate-nothing-written")}</dd> }.into_any()
    } else {
        view! { <dd class="prewrap" dir="auto">{content.justification.clone()}</dd> }.into_any()
    };
    let message = message.to_owned();
    view! {
        <div class="narrow stack">
            <h1>{t!("annotate-not-submitted")}</h1>
            <Notice kind=NoticeKind::Warning>{message}</Notice>
            <h2>{t!("annotate-had-chosen")}</h2>
            <dl class="facts">
                {lines}
                <dt>{t!("annotate-why-fact")}</dt>{why}
            </dl>
            <p><a class="button primary" href="/annotate">{t!("annotate-go-on")}</a></p>
        </div>
    }
}

fn error_in_words(error: &ErrorTag) -> String {
    let severity = words::severity(error.severity);
    match &error.passage {
        Some(passage) => t!("annotate-tag-at", tag = &error.tag, severity = severity, quote = &passage.quote),
        None => t!("annotate-tag", tag = &error.tag, severity = severity),
    }
}
