//! `GET /manage/evaluations/{id}/flow`: where the tasks stand, how old they are, who has what in hand. The page loads itself
//! again every ten seconds, by a header and so without a script; a link stops that.

use crate::i18n::{number, t, words};
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use crate::ui::{Breadcrumbs, EmptyState, Table, Time};
use assay_domain::{EvaluationId, SECOND, Timestamp};
use assay_workflow::flow::Flow;
use assay_workflow::{Assay, Duty, OnDesk, Standing, Stretch};
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::REFRESH;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Seconds until the page loads itself again.
const REFRESH_AFTER: HeaderValue = HeaderValue::from_static("10");

/// Whether the page stands still.
#[derive(Debug, Default, Deserialize)]
pub struct Pace {
    still: Option<String>,
}

/// The page.
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<i64>,
    Query(pace): Query<Pace>,
) -> Result<Response, Problem> {
    let flow = assay.flow(context.actor()?, EvaluationId(id)).await?;
    let live = pace.still.is_none();
    let mut response = page(&context, &t!("manage-flow"), || flow_view(&flow, live));
    if live {
        response.headers_mut().insert(REFRESH, REFRESH_AFTER);
    }
    Ok(response)
}

fn flow_view(flow: &Flow, live: bool) -> impl IntoView + use<> {
    let here = format!("/manage/evaluations/{}", flow.evaluation.id);
    let (note, link, path) = if live {
        (t!("manage-flow-live"), t!("manage-flow-pause"), format!("{here}/flow?still=1"))
    } else {
        (t!("manage-flow-still"), t!("manage-flow-resume"), format!("{here}/flow"))
    };
    let tasks: i64 = flow.stretches.iter().map(|stretch| stretch.tasks).sum();
    let picture = if tasks == 0 {
        view! { <EmptyState title=t!("manage-flow-none")><p>{t!("manage-flow-none-text")}</p></EmptyState> }.into_any()
    } else {
        stretches(&flow.stretches, tasks, flow.now).into_any()
    };
    let name = flow.evaluation.plan.name.clone();
    view! {
        <div class="stack">
            <Breadcrumbs above=vec![(t!("manage-evaluations"), "/manage".to_owned()), (name, here)] here=t!("manage-flow") />
            <h1>{t!("manage-flow")}</h1>
            <p class="quiet-text">{note}" "<Time at=flow.now />" "<a href=path>{link}</a></p>
            {picture}
            {desks(&flow.desks, flow.now)}
        </div>
    }
}

/// The name and colour of a place.
fn place(standing: Standing) -> (String, &'static str) {
    match standing {
        Standing::Annotating(judgments) => (t!("manage-flow-annotating", judgments = judgments), "annotating"),
        Standing::InitialReview => (words::task_state(assay_domain::review::TaskState::InitialReview), "initial"),
        Standing::FinalReview => (words::task_state(assay_domain::review::TaskState::FinalReview), "final"),
        Standing::Approved => (words::task_state(assay_domain::review::TaskState::Approved), "approved"),
        Standing::Held => (t!("manage-flow-held"), "held"),
        Standing::Voided => (t!("manage-flow-voided"), "voided"),
    }
}

/// A bar for each place, and the table behind it.
fn stretches(all: &[Stretch], tasks: i64, now: Timestamp) -> impl IntoView + use<> {
    let most = all.iter().map(|stretch| stretch.tasks).max().unwrap_or(1).max(1);
    let height = 34 * i64::try_from(all.len()).unwrap_or(0);
    let bars: Vec<_> = all
        .iter()
        .zip(0_i64..)
        .map(|(stretch, row)| {
            let (name, class) = place(stretch.standing);
            let width = (stretch.tasks * 560 / most).max(2);
            view! {
                <text x="250" y=(row * 34 + 22).to_string() text-anchor="end">{name}</text>
                <rect class=format!("flow-{class}") x="260" y=(row * 34 + 6).to_string() width=width.to_string() height="22" rx="3"></rect>
                <text x=(268 + width).to_string() y=(row * 34 + 22).to_string()>{number(stretch.tasks, 0)}</text>
            }
        })
        .collect();
    let rows: Vec<_> = all
        .iter()
        .map(|stretch| {
            let (name, class) = place(stretch.standing);
            let done = stretch.standing == Standing::Approved;
            let ages = if done { [String::new(), String::new()] } else { [stretch.oldest, stretch.median].map(|since| age(now - since)) };
            let [oldest, median] = ages;
            view! { <tr><th scope="row"><span class=format!("swatch flow-{class}") aria-hidden="true"></span>{name}</th><td class="numeric">{number(stretch.tasks, 0)}</td><td>{oldest}</td><td>{median}</td></tr> }
        })
        .collect();
    view! {
        <section class="stack">
            <h2 id="flow-heading">{t!("manage-flow-where")}</h2>
            <svg class="flow-bars" viewBox=format!("0 0 900 {height}") role="img" aria-label=t!("manage-flow-picture")>{bars}</svg>
            <Table caption=t!("manage-flow-where") columns=vec![t!("manage-flow-place"), t!("manage-flow-tasks"), t!("manage-flow-oldest"), t!("manage-flow-median")]>
                {rows}
                <tr><th scope="row">{t!("manage-flow-all")}</th><td class="numeric">{number(tasks, 0)}</td><td></td><td></td></tr>
            </Table>
        </section>
    }
}

fn desks(all: &[OnDesk], now: Timestamp) -> impl IntoView + use<> {
    let rows: Vec<_> = all
        .iter()
        .map(|desk| {
            let duty = match desk.duty {
                Duty::Judge => t!("manage-flow-judges"),
                Duty::Revise => t!("manage-flow-revises"),
                Duty::Review(stage) => words::stage(stage),
            };
            let since = desk.since.map(|since| age(now - since));
            let until = desk.until.map(|until| if until > now { age(until - now) } else { t!("manage-flow-over") });
            view! { <tr><th scope="row">{desk.name.clone()}</th><td>{duty}</td><td class="numeric">{number(desk.tasks, 0)}</td><td>{since}</td><td>{until}</td></tr> }
        })
        .collect();
    let list = if rows.is_empty() {
        view! { <p>{t!("manage-flow-nobody")}</p> }.into_any()
    } else {
        view! {
            <Table caption=t!("manage-flow-who") columns=vec![t!("manage-name"), t!("manage-flow-duty"), t!("manage-flow-tasks"), t!("manage-flow-since"), t!("manage-flow-until")]>{rows}</Table>
        }
        .into_any()
    };
    view! { <section class="stack"><h2>{t!("manage-flow-who")}</h2>{list}</section> }
}

/// How long something is, in its two largest units.
fn age(span: i64) -> String {
    let minutes = span.max(0) / (60 * SECOND);
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    if days > 0 {
        t!("manage-age-days", days = days, hours = hours)
    } else if hours > 0 {
        t!("manage-age-hours", hours = hours, minutes = minutes)
    } else {
        t!("manage-age-minutes", minutes = minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_said_in_two_units() {
        assert_eq!(age(59 * SECOND), "0 min");
        assert_eq!(age(3_660 * SECOND), "1 h 1 min");
        assert_eq!(age((2 * 86_400 + 7_200) * SECOND), "2 d 2 h");
        assert_eq!(age(-5), "0 min");
    }
}
