//! The start page.

use crate::account::place_of;
use crate::board::card;
use crate::i18n::t;
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use assay_domain::Role;
use assay_workflow::Assay;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

/// `GET /`: what this is, and the published leaderboards. Annotators and reviewers are led to their work instead, so that
/// no model's name stands on a page of theirs unasked.
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    if let Some(actor) = context.actor.as_ref().filter(|actor| !actor.is(Role::Admin)) {
        return Ok(Redirect::to(place_of(&actor.roles)).into_response());
    }
    let published = assay.releases(None).await?;
    Ok(page(&context, &t!("shell-start"), || {
        let boards = (!published.is_empty()).then(|| {
            let cards: Vec<_> = published.iter().map(card).collect();
            view! { <section class="stack"><h2>{t!("shell-leaderboards")}</h2><div class="grid">{cards}</div></section> }
        });
        let (label, path) = context
            .actor
            .as_ref()
            .map_or((t!("shell-sign-in"), "/sign-in"), |actor| (t!("shell-manage"), place_of(&actor.roles)));
        view! {
            <div class="stack">
                <div class="narrow stack">
                    <h1>{t!("home-heading")}</h1>
                    <p>{t!("home-what")}</p>
                    <p><a class="button primary" href=path>{label}</a></p>
                </div>
                {boards}
            </div>
        }
    }))
}
