//! The list of boards and a board's page.

use super::data::{BoardJson, csv};
use super::plot::intervals;
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Badge, EmptyState, Notice, NoticeKind, Time, Tone};
use assay_domain::release::ReleaseState;
use assay_domain::{Refusal, ReleaseId, Role};
use assay_workflow::releases::{Board, BoardRow, ReleaseView, Resampling, Share, Weighting};
use assay_workflow::{Assay, Error};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use leptos::prelude::*;
use tower_sessions::Session;

/// `GET /board`: the boards this reader may see.
pub async fn list(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let releases = assay.releases(context.actor.as_ref()).await?;
    Ok(page(&context, "Leaderboards", || {
        let cards: Vec<_> = releases.iter().map(card).collect();
        let list = if cards.is_empty() {
            view! { <EmptyState title="Nothing published yet"><p>"A leaderboard appears here when an admin publishes a release."</p></EmptyState> }.into_any()
        } else {
            view! { <div class="grid">{cards}</div> }.into_any()
        };
        view! { <div class="stack"><h1>"Leaderboards"</h1>{list}</div> }
    }))
}

/// A release's card: what it is, how much it rests on, who leads.
pub fn card(release: &ReleaseView) -> impl IntoView + use<> {
    let board = &release.board;
    let leaders: Vec<_> = board
        .rows
        .iter()
        .filter(|row| row.elo.is_some())
        .take(3)
        .map(|row| view! { <li>{row.model.clone()}<span class="numeric quiet-text">{format!(" {}", elo(row.elo))}</span></li> })
        .collect();
    view! {
        <section class="card stack">
            <div class="row between"><h2><a href=format!("/board/{}", release.id)>{board.evaluation.clone()}</a></h2>{state(release)}</div>
            <ol class="leaders">{leaders}</ol>
            <p class="quiet-text">{format!("Release {} · {} judgments of {} prompts", release.number, grouped(board.counts.judgments), grouped(board.counts.prompts))}</p>
        </section>
    }
}

fn state(release: &ReleaseView) -> AnyView {
    match (release.state, release.deprecated_at) {
        (ReleaseState::Draft, _) => view! { <Badge tone=Tone::Caution>"Draft: only admins see it"</Badge> }.into_any(),
        (ReleaseState::Deprecated, Some(at)) => {
            view! { <Badge tone=Tone::Negative>"Deprecated (as of "<Time at=at />")"</Badge> }.into_any()
        }
        (ReleaseState::Deprecated, None) => view! { <Badge tone=Tone::Negative>"Deprecated"</Badge> }.into_any(),
        (ReleaseState::Provisional, _) => view! { <Badge tone=Tone::Caution>"Provisional"</Badge> }.into_any(),
        (ReleaseState::Published, _) => ().into_any(),
    }
}

fn elo(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.0}"))
}

/// Thousands apart from 10,000 on.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let mut groups: Vec<&str> = if head.is_empty() { Vec::new() } else { vec![head] };
    groups.extend((0..tail.len() / 3).map(|at| &tail[at * 3..at * 3 + 3]));
    groups.join(",")
}

/// `GET /board/{id}`, `GET /board/{id}.json`, `GET /board/{id}.csv`.
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let (id, kind) = name.split_once('.').unwrap_or((&name, ""));
    let id = id.parse().map(ReleaseId).map_err(|_| Refusal::NotFound)?;
    let release = assay.release(context.actor.as_ref(), id).await?;
    match kind {
        "" => Ok(board_page(&context, &release, None)),
        "json" => Ok(Json(BoardJson::of(&release)).into_response()),
        "csv" => {
            let headers = [
                (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"board-{id}.csv\"")),
            ];
            Ok((headers, csv(&release.board)).into_response())
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

fn board_page(context: &PageContext, release: &ReleaseView, refused: Option<String>) -> Response {
    let admin = context.actor.as_ref().is_some_and(|actor| actor.is(Role::Admin));
    page(context, "Leaderboard", || {
        let refused = refused.map(|why| view! { <Notice kind=NoticeKind::Error>{why}</Notice> });
        view! { {refused}{board_view(release, admin)} }
    })
}

/// Everything a board says; to admins, with what they can do about it.
pub(super) fn board_view(release: &ReleaseView, admin: bool) -> impl IntoView + use<> {
    let board = &release.board;
    let cautions: Vec<_> = board
        .cautions
        .clone()
        .into_iter()
        .map(|caution| view! { <Notice kind=NoticeKind::Warning>{caution}</Notice> })
        .collect();
    let counts = board.counts;
    let basis = format!(
        " from {} approved judgments of {} prompts by {} annotators",
        grouped(counts.judgments),
        grouped(counts.prompts),
        grouped(counts.annotators)
    );
    view! {
        <div class="stack board">
            <div class="row between"><h1>{board.evaluation.clone()}</h1>{state(release)}</div>
            <p class="quiet-text">{format!("Release {}, made ", release.number)}<Time at=release.created_at />{basis}</p>
            {admin.then(|| buttons(release))}
            {cautions}
            {ranking(board)}
            {intervals(&board.rows)}
            {win_rates(board)}
            {error_tags(board)}
            {method(release)}
        </div>
    }
}

fn buttons(release: &ReleaseView) -> Option<impl IntoView + use<>> {
    let (verb, label, what, class) = match release.state {
        ReleaseState::Draft | ReleaseState::Provisional => {
            ("publish", "Publish", "Everyone can read it from then on; it stays as it is.", "button primary")
        }
        ReleaseState::Published => ("deprecate", "Deprecate", "It stays readable, marked with the date.", "button"),
        ReleaseState::Deprecated => return None,
    };
    Some(view! {
        <form method="post" action=format!("/board/{}/{verb}", release.id) class="row">
            <button class=class type="submit">{label}</button><span class="quiet-text">{what}</span>
        </form>
    })
}

/// The distance from the rating to an end of its interval.
fn end(row: &BoardRow, end: Option<f64>, sign: char) -> String {
    match (row.elo, end) {
        (Some(elo), Some(end)) => format!("{sign}{:.0}", (end - elo).abs()),
        (Some(_), None) => "unbounded".to_owned(),
        _ => "—".to_owned(),
    }
}

fn ranking(board: &Board) -> impl IntoView + use<> {
    let rows: Vec<_> = board
        .rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="numeric">{row.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string())}</td>
                    <th scope="row">{row.model.clone()}{row.provisional.then(|| view! { " "<Badge tone=Tone::Caution>"provisional"</Badge> })}</th>
                    <td>{row.vendor.clone()}</td>
                    <td class="numeric"><strong>{elo(row.elo)}</strong></td>
                    <td class="numeric">{end(row, row.upper, '+')}" / "{end(row, row.lower, '−')}</td>
                    <td class="numeric">{grouped(row.judgments)}</td>
                    <td class="numeric">{format!("{} / {} / {}", grouped(row.wins), grouped(row.ties), grouped(row.losses))}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Ranking">
            <table class="data">
                <caption class="visually-hidden">"Ranking"</caption>
                <thead><tr>
                    <th scope="col" class="numeric">"Rank"</th><th scope="col">"Model"</th><th scope="col">"Vendor"</th><th scope="col" class="numeric">"Elo"</th>
                    <th scope="col" class="numeric">"95 % interval"</th><th scope="col" class="numeric">"Judgments"</th><th scope="col" class="numeric">"Won / tied / lost"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn percent(share: Share) -> String {
    format!("{:.0} %", share.share * 100.0)
}

fn win_rates(board: &Board) -> impl IntoView + use<> {
    let head: Vec<_> =
        board.rows.iter().map(|row| view! { <th scope="col" class="numeric">{row.model.clone()}</th> }).collect();
    let rows: Vec<_> = board
        .rows
        .iter()
        .zip(&board.win_rates)
        .map(|(row, rates)| {
            let cells: Vec<_> = rates
                .iter()
                .map(|rate| match rate {
                    Some(rate) => {
                        let class = format!("numeric heat heat-{:.0}", rate.share * 10.0);
                        view! { <td class=class title=format!("of {} judgments", rate.of)>{percent(*rate)}</td> }
                            .into_any()
                    }
                    None => view! { <td class="numeric quiet-text">"·"</td> }.into_any(),
                })
                .collect();
            view! { <tr><th scope="row">{row.model.clone()}</th>{cells}</tr> }
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="wins-heading">
            <h2 id="wins-heading">"Win rates"</h2>
            <p class="quiet-text">"How often the model of the row was preferred to the model of the column; ties count half."</p>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="wins-heading">
                <table class="data heat-map"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        </section>
    }
}

fn error_tags(board: &Board) -> Option<impl IntoView + use<>> {
    let given =
        board.error_tags.iter().filter(|tag| tag.per_row.iter().any(|share| share.share > 0.0)).collect::<Vec<_>>();
    if given.is_empty() {
        return None;
    }
    let head: Vec<_> =
        board.rows.iter().map(|row| view! { <th scope="col" class="numeric">{row.model.clone()}</th> }).collect();
    let rows: Vec<_> = given
        .iter()
        .map(|tag| {
            let cells: Vec<_> =
                tag.per_row.iter().map(|share| view! { <td class="numeric">{percent(*share)}</td> }).collect();
            view! { <tr><th scope="row">{tag.tag.clone()}</th>{cells}</tr> }
        })
        .collect();
    Some(view! {
        <section class="stack" aria-labelledby="tags-heading">
            <h2 id="tags-heading">"Errors found"</h2>
            <p class="quiet-text">"Share of a model's judged responses that got the tag."</p>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="tags-heading">
                <table class="data"><thead><tr><th scope="col">"Error tag"</th>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        </section>
    })
}

fn method(release: &ReleaseView) -> impl IntoView + use<> {
    let (board, settings) = (&release.board, &release.settings);
    let weighting = match settings.weighting {
        Weighting::InversePairCount | Weighting::InversePairCountFloored(_) => {
            "each judgment weighs the inverse of how often its pair of models was compared"
        }
        Weighting::None | Weighting::Given => "every judgment weighs the same",
    };
    let unit = match settings.resampling {
        Resampling::Prompts | Resampling::ClusterSandwich => "prompts with all their judgments",
        Resampling::Annotators => "annotators with all their judgments",
        Resampling::Judgments | Resampling::Sandwich => "single judgments",
    };
    let widths = board.half_widths.map(|[prompts, judgments]| format!("Mean half-width of the intervals: {prompts:.1} Elo drawing prompts again, {judgments:.1} drawing single judgments."));
    let agreement = board.agreement.map(|share| {
        format!(
            "Two annotators of the same task agree on the outcome in {} of {} pairs.",
            percent(share),
            grouped(share.of)
        )
    });
    let left = board.left_preferred.map(|share| {
        format!(
            "The response on the left was preferred in {} (ties as half); 50 % would be no bias of position.",
            percent(share)
        )
    });
    view! {
        <section class="stack narrow" aria-labelledby="method-heading">
            <h2 id="method-heading">"Method"</h2>
            <p>{format!("Each task shows two responses to one prompt, unnamed and in random order, to independent annotators. Their judgments pass an initial and a final review by other people; only those approved by both are counted. Ratings are a Bradley–Terry fit on the Elo scale (1000 + 400 · log10 of strength, mean 1000); {weighting}; ties count half.")}</p>
            <p>{format!("Intervals are the 2.5th and 97.5th percentiles of {} bootstrap rounds that draw {unit} again. Rank is 1 + the number of models whose interval lies wholly above.", grouped(u64::from(settings.rounds)))}</p>
            <p>{widths}" "{agreement}" "{left}</p>
            <dl class="facts">
                <dt>"Seed"</dt><dd>{settings.seed}</dd>
                <dt>"Engine"</dt><dd>{release.engine_version.clone()}</dd>
                <dt>"Hash"</dt><dd><code class="hash">{release.hash.clone()}</code></dd>
                <dt>"Data"</dt><dd><a href=format!("/board/{}.json", release.id)>"JSON"</a>" · "<a href=format!("/board/{}.csv", release.id)>"CSV"</a></dd>
            </dl>
        </section>
    }
}

/// What became of a button: a flash and the board again, or the board as it stands now with why it was refused.
async fn moved(
    assay: &Assay,
    context: &PageContext,
    session: &Session,
    id: ReleaseId,
    done: &str,
    outcome: Result<(), Error>,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => {
            Flash::done(done).leave(session).await?;
            Ok(Redirect::to(&format!("/board/{id}")).into_response())
        }
        Err(Error::Refused(stale @ Refusal::Stale)) => {
            let release = assay.release(context.actor.as_ref(), id).await?;
            Ok((StatusCode::CONFLICT, board_page(context, &release, Some(stale.to_string()))).into_response())
        }
        Err(other) => Err(other.into()),
    }
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
    moved(&assay, &context, &session, id, "Published. Everyone can read it now.", outcome).await
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
    moved(&assay, &context, &session, id, "Deprecated. It stays readable.", outcome).await
}
