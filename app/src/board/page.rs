//! The list of boards and a board's page.

use super::data::{BoardJson, csv};
use super::view::{Part, board_view, state, value};
use crate::i18n::{refusal, t};
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{EmptyState, Notice, NoticeKind};
use assay_domain::{Refusal, ReleaseId, Role};
use assay_workflow::releases::{ReleaseView, Sibling, Voided};
use assay_workflow::{Assay, Error};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

/// `GET /board`: the boards this reader may see.
pub async fn list(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let releases = assay.releases(context.actor.as_ref()).await?;
    Ok(page(&context, &t!("board-list"), || {
        let cards: Vec<_> = releases.iter().map(card).collect();
        let list = if cards.is_empty() {
            view! { <EmptyState title=t!("board-none")><p>{t!("board-none-hint")}</p></EmptyState> }.into_any()
        } else {
            view! { <div class="grid">{cards}</div> }.into_any()
        };
        view! { <div class="stack"><h1>{t!("board-list")}</h1>{list}</div> }
    }))
}

/// A release's card: what it is, how much it rests on, who leads.
pub fn card(release: &ReleaseView) -> impl IntoView + use<> {
    let board = &release.board;
    let leaders: Vec<_> = board
        .rows
        .iter()
        .filter(|row| row.value().is_some())
        .take(3)
        .map(|row| view! { <li>{row.model.clone()}" "<span class="numeric quiet-text">{value(board.kind, row.value())}</span></li> })
        .collect();
    let facts =
        t!("board-card", number = release.number, judgments = board.counts.judgments, prompts = board.counts.prompts);
    view! {
        <section class="card stack">
            <div class="row between"><h2><a href=format!("/board/{}", release.id)>{board.evaluation.clone()}</a></h2>{state(release)}</div>
            <ol class="leaders">{leaders}</ol>
            <p class="quiet-text">{facts}</p>
        </section>
    }
}

/// What part of a board is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// 1, 2, … of the release's slices; without it all prompts.
    slice: Option<usize>,
}

/// `GET /board/{id}`, `GET /board/{id}.json`, `GET /board/{id}.csv`, each with `?slice=…`.
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (id, format) = name.split_once('.').unwrap_or((&name, ""));
    let id = id.parse().map(ReleaseId).map_err(|_| Refusal::NotFound)?;
    let release = assay.release(context.actor.as_ref(), id).await?;
    let part = Part::of(&release.board, asked.slice).ok_or(Refusal::NotFound)?;
    match format {
        "" => {
            let siblings = assay.sibling_releases(context.actor.as_ref(), &release).await?;
            let voided = assay.voided_in(&release).await?;
            Ok(board_page(&context, &release, &siblings, voided, asked.slice, None))
        }
        "json" => Ok(Json(BoardJson::of(&release, assay.voided_in(&release).await?)).into_response()),
        "csv" => {
            let slice = asked.slice.map(|slice| format!("-slice-{slice}")).unwrap_or_default();
            let headers = [
                (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"board-{id}{slice}.csv\"")),
            ];
            Ok((headers, csv(release.board.kind, part.rows)).into_response())
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

fn board_page(
    context: &PageContext,
    release: &ReleaseView,
    siblings: &[Sibling],
    voided: Voided,
    slice: Option<usize>,
    refused: Option<String>,
) -> Response {
    let admin = context.actor.as_ref().is_some_and(|actor| actor.is(Role::Admin));
    page(context, &t!("board-one"), || {
        let refused = refused.map(|why| view! { <Notice kind=NoticeKind::Error>{why}</Notice> });
        view! { {refused}{board_view(release, siblings, voided, slice, admin)} }
    })
}

/// What became of a button: a flash and the board again, or the board as it stands now with why it was refused.
async fn moved(
    assay: &Assay,
    context: &PageContext,
    session: &Session,
    id: ReleaseId,
    done: String,
    outcome: Result<(), Error>,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => {
            Flash::done(done).leave(session).await?;
            Ok(Redirect::to(&format!("/board/{id}")).into_response())
        }
        Err(Error::Refused(stale @ Refusal::Stale)) => {
            let release = assay.release(context.actor.as_ref(), id).await?;
            let siblings = assay.sibling_releases(context.actor.as_ref(), &release).await?;
            let voided = assay.voided_in(&release).await?;
            let page = board_page(context, &release, &siblings, voided, None, Some(refusal(&stale)));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /board/{id}/preview`
pub async fn preview(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let id = ReleaseId(id);
    let outcome = assay.preview_release(context.actor()?, id).await;
    moved(&assay, &context, &session, id, t!("board-previewed"), outcome).await
}

/// `POST /board/{id}/publish`
pub async fn publish(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let id = ReleaseId(id);
    let outcome = assay.publish_release(context.actor()?, id).await;
    moved(&assay, &context, &session, id, t!("board-published"), outcome).await
}

/// `POST /board/{id}/deprecate`
pub async fn deprecate(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let id = ReleaseId(id);
    let outcome = assay.deprecate_release(context.actor()?, id).await;
    moved(&assay, &context, &session, id, t!("board-now-deprecated"), outcome).await
}
