//! What rating and reviewing show alike: the guidelines, the prompt, a response.

pub(crate) use super::keyboard::key;
use crate::i18n::t;
use assay_domain::routing::Locale;
use assay_render::markdown;
use assay_workflow::Turn;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The language of a prompt and its responses for their `lang`, where the prompt's attributes name one: screen readers speak it, and
/// browsers choose letters and break words by it.
pub(crate) fn language(attributes: &BTreeMap<String, String>) -> Option<String> {
    Locale::parse(attributes.get("locale")?).map(|locale| locale.as_str().to_owned())
}

/// The direction of a text of several blocks in that language, for its `dir`. Each block finds its own, so that the whole would find
/// none: where the marks of its lists stand is the language's matter.
pub(crate) fn direction(language: Option<&str>) -> &'static str {
    if language.and_then(Locale::parse).is_some_and(|locale| locale.right_to_left()) { "rtl" } else { "auto" }
}

/// Words out of a prompt or a response inside a sentence of ours: in their own language and direction.
pub(crate) fn foreign(language: Option<&str>, words: &str) -> impl IntoView + use<> {
    view! { <span lang=language.map(str::to_owned) dir="auto">{words.to_owned()}</span> }
}

/// The evaluation's guidelines, folded.
pub(crate) fn guidelines(text: &str, shortcut: Option<&'static str>) -> Option<impl IntoView + use<>> {
    (!text.trim().is_empty()).then(|| {
        let html = markdown(text).into_string();
        view! {
            <details class="guidelines" id="guidelines" data-action=shortcut>
                <summary>{t!("annotate-guidelines")}{shortcut.map(key)}</summary>
                // Its own headings are below one of the page.
                <h2 class="visually-hidden">{t!("annotate-guidelines")}</h2>
                <div class="prose" inner_html=html></div>
            </details>
        }
    })
}

/// The conversation, its reference answer (folded, unless it decides what is asked) and its attributes.
pub(crate) fn prompt(
    turns: &[Turn],
    (reference, open): (Option<&str>, bool),
    attributes: &BTreeMap<String, String>,
) -> impl IntoView + use<> {
    let language = language(attributes);
    let dir = direction(language.as_deref());
    let single = turns.len() == 1;
    let turns: Vec<_> = turns
        .iter()
        .map(|turn| {
            let (who, class) = match turn.role.as_str() {
                "system" => (t!("annotate-turn-system"), "turn turn-system"),
                "assistant" => (t!("annotate-turn-assistant"), "turn turn-assistant"),
                _ => (t!("annotate-turn-user"), "turn turn-user"),
            };
            let label = (!single).then(|| view! { <h3 class="turn-role">{who}</h3> });
            let language = language.clone();
            view! { <div class=class>{label}<div class="prose" lang=language dir=dir inner_html=markdown(&turn.text).into_string()></div></div> }
        })
        .collect();
    let reference = reference.map(|text| {
        view! { <details open=open><summary>{t!("annotate-reference")}</summary><div class="prose" lang=language.clone() dir=dir inner_html=markdown(text).into_string()></div></details> }
    });
    let facts = (!attributes.is_empty()).then(|| {
        let facts: Vec<_> = attributes
            .iter()
            .map(|(name, value)| {
                view! { <li><span class="quiet-text">{name.replace('_', " ")}": "</span>{value.clone()}</li> }
            })
            .collect();
        view! { <ul class="attributes">{facts}</ul> }
    });
    view! {
        <section class="prompt" aria-labelledby="prompt-heading">
            <h2 id="prompt-heading" tabindex="-1" data-action="prompt">{t!("annotate-prompt")}</h2>
            {facts}
            {turns}
            {reference}
        </section>
    }
}

/// One response with its heading and its tools; long ones scroll inside themselves. `language` as [`language`] gives it.
pub(crate) fn pane(
    heading: &str,
    side: &str,
    text: &str,
    language: Option<String>,
    shortcut: Option<&'static str>,
    tools: Option<AnyView>,
) -> impl IntoView + use<> {
    let id = format!("response-{side}");
    let body = if text.trim().is_empty() {
        view! { <p class="quiet-text"><em>{t!("annotate-empty-response")}</em></p> }.into_any()
    } else {
        let dir = direction(language.as_deref());
        view! { <div class="prose" lang=language dir=dir inner_html=markdown(text).into_string()></div> }.into_any()
    };
    view! {
        <article class=format!("pane {side}") aria-labelledby=id.clone()>
            <div class="pane-head"><h2><span id=id.clone()>{heading.to_owned()}</span>{shortcut.map(key)}</h2>{tools}</div>
            <div class="pane-body" tabindex="0" role="region" aria-labelledby=id.clone() data-action=shortcut data-side=side.to_owned()>{body}</div>
        </article>
    }
}
