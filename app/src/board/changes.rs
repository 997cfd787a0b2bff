//! What changed from one release to another.

use super::setting;
use super::view::{unit, value};
use crate::i18n::{number, t};
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use crate::ui::{Badge, Tone};
use assay_domain::ReleaseId;
use assay_domain::setup::Kind;
use assay_workflow::Assay;
use assay_workflow::releases::{BoardRow, ReleaseDiff, ReleaseView};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

/// `GET /board/{after}/since/{before}`
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Path((after, before)): Path<(i64, i64)>,
) -> Result<Response, Problem> {
    let (reader, before, after) = (context.actor.as_ref(), ReleaseId(before), ReleaseId(after));
    let diff = assay.compare_releases(reader, before, after).await?;
    let releases = [assay.release(reader, before).await?, assay.release(reader, after).await?];
    Ok(page(&context, &t!("board-what-changed"), || changes(&diff, &releases)))
}

/// Rank and rating of one release, in a cell each.
fn cells(kind: Kind, row: Option<&BoardRow>) -> impl IntoView + use<> {
    let rank = row.and_then(|row| row.rank).map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    view! { <td class="numeric">{rank}</td><td class="numeric">{value(kind, row.and_then(BoardRow::value))}</td> }
}

/// The page, of the difference between two releases and of the two themselves.
pub(super) fn changes(diff: &ReleaseDiff, [one, other]: &[ReleaseView; 2]) -> impl IntoView + use<> {
    let settings: Vec<_> = diff
        .settings
        .iter()
        .map(|(name, before, after)| {
            let said = |release, stored: &String| setting::value(name, release).unwrap_or_else(|| stored.clone());
            view! { <tr><th scope="row">{setting::label(name)}</th><td>{said(one, before)}</td><td>{said(other, after)}</td></tr> }
        })
        .collect();
    let rows: Vec<_> = diff
        .models
        .iter()
        .map(|change| {
            let by = change.change().map(|by| format!("{}{}", if by < 0.0 { "" } else { "+" }, number(by, 1)));
            view! {
                <tr>
                    <th scope="row">{change.model.clone()}</th>
                    {cells(diff.kind, change.before.as_ref())}{cells(diff.kind, change.after.as_ref())}
                    <td class="numeric">{by.unwrap_or_else(|| "—".to_owned())}{change.is_clear().then(|| view! { " "<Badge tone=Tone::Accent>{t!("board-clear")}</Badge> })}</td>
                </tr>
            }
        })
        .collect();
    let (before, after) =
        (t!("board-release-short", number = diff.before_number), t!("board-release-short", number = diff.after_number));
    let group = |label: &String| view! { <th scope="colgroup" colspan="2" class="numeric">{label.clone()}</th> };
    let pair = || view! { <th scope="col" class="numeric">{t!("board-rank")}</th><th scope="col" class="numeric">{unit(diff.kind)}</th> };
    view! {
        <div class="stack board">
            <h1>{t!("board-what-changed")}</h1>
            <p>
                <a href=format!("/board/{}", diff.before)>{before.clone()}</a>" → "<a href=format!("/board/{}", diff.after)>{after.clone()}</a>
            </p>
            <p>{t!("board-changed-judgments", shared = diff.shared, added = diff.added, removed = diff.removed)}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label=t!("board-ranking")>
                <table class="data">
                    <caption class="visually-hidden">{t!("board-ranking")}</caption>
                    <thead>
                        <tr><th scope="col" rowspan="2">{t!("board-model")}</th>{group(&before)}{group(&after)}<th scope="col" rowspan="2" class="numeric">{t!("board-change")}</th></tr>
                        <tr>{pair()}{pair()}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet-text">{t!("board-clear-means")}</p>
            <h2>{t!("board-changed-settings")}</h2>
            {if settings.is_empty() {
                view! { <p>{t!("board-same-settings")}</p> }.into_any()
            } else {
                view! {
                    <div class="table-scroll" tabindex="0" role="region" aria-label=t!("board-changed-settings")>
                        <table class="data"><thead><tr><th scope="col">{t!("board-setting")}</th><th scope="col">{before.clone()}</th><th scope="col">{after.clone()}</th></tr></thead><tbody>{settings}</tbody></table>
                    </div>
                }.into_any()
            }}
        </div>
    }
}
