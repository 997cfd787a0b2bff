//! Responses that seem to tell who made them: an admin looks, and approves what tells nothing.

use super::several;
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, EmptyState};
use assay_domain::{PromptSetId, Refusal, ResponseId};
use assay_workflow::{Assay, Held};
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// `GET /manage/prompt-sets/{id}/held`: looking at them is an exposure of their prompts.
pub async fn show(State(assay): State<Assay>, context: PageContext, Path(id): Path<i64>) -> Result<Response, Problem> {
    let (actor, set) = (context.actor()?, PromptSetId(id));
    let sets = assay.prompt_sets(actor).await?;
    let name = sets.into_iter().find(|view| view.set.id == set).ok_or(Refusal::NotFound)?.set.name;
    let held = assay.held_responses(actor, set).await?;
    Ok(page(&context, &t!("manage-held"), || {
        let above = vec![
            (t!("manage-prompt-sets"), "/manage/prompt-sets".to_owned()),
            (name, format!("/manage/prompt-sets/{id}")),
        ];
        let list = if held.is_empty() {
            view! { <EmptyState title=t!("manage-held-none")><p>{t!("manage-held-none-text")}</p></EmptyState> }
                .into_any()
        } else {
            let items: Vec<_> = held.into_iter().map(item).collect();
            view! {
                <form method="post" action=format!("/manage/prompt-sets/{id}/held") class="stack">
                    {items}
                    <div><button class="button primary" type="submit">{t!("manage-held-approve")}</button></div>
                </form>
            }
            .into_any()
        };
        view! {
            <div class="stack">
                <Breadcrumbs above=above here=t!("manage-held") />
                <h1>{t!("manage-held")}</h1>
                <p>{t!("manage-held-text")}</p>
                {list}
            </div>
        }
    }))
}

fn item(held: Held) -> impl IntoView {
    let field = format!("held-{}", held.response);
    let why = if held.reason == "registered_name" { t!("manage-held-name") } else { t!("manage-held-introduction") };
    view! {
        <section class="card stack">
            <p class="check">
                <input type="checkbox" id=field.clone() name="response" value=held.response.to_string() />
                <label for=field>{t!("manage-held-item", id = &held.external_id, model = &held.model)}</label>
            </p>
            <p class="quiet-text">{why}</p>
            <pre tabindex="0" class="held-text">{held.text}</pre>
        </section>
    }
}

/// The fields of the form.
pub struct HeldNames;

impl Names for HeldNames {
    const NAMES: &'static [&'static str] = &["response"];
}

/// `POST /manage/prompt-sets/{id}/held`: approves what was ticked.
pub async fn approve(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Sent(fields, ..): Sent<HeldNames>,
) -> Result<Response, Problem> {
    let ids = several(&fields, "response").into_iter().map(|id| id.parse().map(ResponseId));
    let ids: Vec<ResponseId> = ids.collect::<Result<_, _>>().map_err(|_| Refusal::NotFound)?;
    let number = ids.len();
    assay.approve_responses(context.actor()?, PromptSetId(id), ids).await?;
    Flash::done(t!("manage-held-approved", count = number)).leave(&session).await?;
    Ok(Redirect::to(&format!("/manage/prompt-sets/{id}/held")).into_response())
}
