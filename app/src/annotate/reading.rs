//! Tools for reading two responses: scrolling them together, placing them below each other, what differs between them.

use super::keyboard::key;
use super::parts::language;
use crate::i18n::t;
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use assay_domain::{PublicId, Refusal};
use assay_workflow::Assay;
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

/// The tools above the responses. What needs a script shows only while one listens; the differences are a page of their own
/// without it.
pub(super) fn bar(id: &PublicId) -> impl IntoView + use<> {
    view! {
        <div class="reading-bar" role="group" aria-label=t!("reading-tools")>
            <button class="button quiet scripted" type="button" data-do="together" data-action="together" aria-pressed="false">{t!("reading-together")}{key("together")}</button>
            <button class="button quiet scripted" type="button" data-do="layout" data-action="layout" aria-pressed="false">{t!("reading-layout")}{key("layout")}</button>
            <a class="button quiet" id="differences-link" data-action="differences" href=format!("/annotate/{id}/differences")>{t!("reading-differences")}{key("differences")}</a>
        </div>
    }
}

/// Where the island shows the differences.
pub(super) fn dialog() -> impl IntoView {
    view! {
        <dialog id="differences" aria-labelledby="differences-heading">
            <h2 id="differences-heading">{t!("reading-differences-heading")}</h2>
            <p class="quiet-text">{t!("reading-differences-legend")}</p>
            <div class="differences-body" tabindex="0" role="region" aria-labelledby="differences-heading"></div>
            <form method="dialog"><button class="button">{t!("keys-close")}</button></form>
        </dialog>
    }
}

/// `GET /annotate/{id}/differences`: what differs between the two responses of a task in this annotator's hands.
pub async fn differences(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = PublicId::parse(&id).ok_or(Refusal::NotFound)?;
    let task = assay.task(context.actor()?, &id).await?;
    // A single response differs from nothing.
    let second = task.b.ok_or(Refusal::NotFound)?;
    let language = language(&task.attributes);
    let differences = assay_render::differences(&task.a, &second);
    let html = differences.html.into_string();
    let cut = (!differences.complete).then(|| view! { <p>{t!("reading-differences-cut")}</p> });
    Ok(page(&context, &t!("reading-differences-heading"), || {
        view! {
            <div class="stack">
                <h1>{t!("reading-differences-heading")}</h1>
                <p class="quiet-text">{t!("reading-differences-legend")}</p>
                <div id="differences-text" class="stack">
                    {cut}
                    <div class="differences prewrap" lang=language dir="auto" inner_html=html></div>
                </div>
                <p><a class="button" href=format!("/annotate/{id}")>{t!("keys-back")}</a></p>
            </div>
        }
    }))
}
