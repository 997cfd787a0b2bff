//! The queues: how much waits where, and the list of what waits.

use super::words::{agreement, name_of, stage_path};
use crate::annotate::keyboard::attributes;
use crate::i18n::{number, t};
use crate::review::query::{QueueQuery, flags};
use crate::ui::{Badge, Breadcrumbs, EmptyState, Select, Table, Time, Tone};
use assay_domain::agreement::{Agreement, FEW_AGREE_BELOW};
use assay_domain::keys::Place;
use assay_domain::review::Stage;
use assay_workflow::Waiting;
use assay_workflow::review::{Item, QUEUE_PAGE, QueuePage, Sort};
use leptos::prelude::*;

/// What waits at each stage this person works at.
pub(in crate::review) fn queues(queues: &[(Stage, Vec<Waiting>)]) -> impl IntoView + use<> {
    let sections: Vec<_> = queues
        .iter()
        .map(|(stage, waiting)| {
            let body = if waiting.is_empty() { empty(*stage).into_any() } else { counts(*stage, waiting).into_any() };
            view! { <section class="stack"><h2>{name_of(*stage)}</h2>{body}</section> }
        })
        .collect();
    view! { <h1>{t!("review-heading")}</h1><div class="queues">{sections}</div> }
}

fn counts(stage: Stage, waiting: &[Waiting]) -> impl IntoView + use<> {
    let rows: Vec<_> = waiting
        .iter()
        .map(|one| {
            let mut query = QueueQuery { page: 1, ..QueueQuery::default() };
            query.filter.evaluation = Some(one.handle.clone());
            let href = format!("{}/queue{}", stage_path(stage), query.address());
            view! {
                <tr><th scope="row"><a href=href>{one.name.clone()}</a></th><td>{one.domain.clone()}</td>
                <td class="numeric">{number(one.tasks, 0)}</td><td><Time at=one.oldest /></td></tr>
            }
        })
        .collect();
    let columns = vec![t!("review-evaluation"), t!("review-domain"), t!("review-tasks"), t!("review-oldest-since")];
    let start = match stage {
        Stage::Initial => t!("review-start-initial"),
        Stage::Final => t!("review-start-final"),
    };
    view! {
        <Table caption=waiting_caption(stage) columns=columns>{rows}</Table>
        <p class="row">
            <a class="button primary" href=stage_path(stage)>{start}</a>
            <a class="button" href=format!("{}/queue", stage_path(stage))>{t!("review-choose")}</a>
        </p>
    }
}

fn waiting_caption(stage: Stage) -> String {
    match stage {
        Stage::Initial => t!("review-waiting-initial"),
        Stage::Final => t!("review-waiting-final"),
    }
}

fn empty(stage: Stage) -> impl IntoView {
    view! {
        <EmptyState title=t!("review-nothing-waits")>
            <p>{match stage {
                Stage::Initial => t!("review-nothing-initial"),
                Stage::Final => t!("review-nothing-final"),
            }}</p>
        </EmptyState>
    }
}

/// No task waits at a stage, or none that a filter leaves.
pub(in crate::review) fn nothing(stage: Stage, query: &QueueQuery) -> impl IntoView + use<> {
    let path = stage_path(stage);
    let filtered = query.filter != assay_workflow::review::Filter::default();
    let more = filtered.then(|| view! { <p>{t!("review-nothing-filtered")}</p> });
    view! {
        <div class="narrow stack">
            <h1>{name_of(stage)}</h1>
            {empty(stage)}
            {more}
            <p class="row">
                <a class="button" href=format!("{path}{}", query.address())>{t!("review-look-again")}</a>
                {filtered.then(|| view! { <a class="button" href=path.clone()>{t!("review-without-filter")}</a> })}
                <a class="button quiet" href="/review">{t!("review-back-to-queues")}</a>
            </p>
        </div>
    }
}

/// The list of what waits at a stage: filter, order, pages.
pub(in crate::review) fn list(
    stage: Stage,
    query: &QueueQuery,
    page: &QueuePage,
    waiting: &[Waiting],
) -> impl IntoView + use<> {
    let address = query.address();
    let rows: Vec<_> = page.items.iter().map(|item| row(stage, item, &address)).collect();
    let columns = vec![
        t!("review-task"),
        t!("review-agreement"),
        t!("review-flags"),
        t!("review-domain"),
        t!("review-waiting-since"),
    ];
    let table = if rows.is_empty() {
        view! { <EmptyState title=t!("review-nothing-waits")><p>{t!("review-nothing-filtered")}</p></EmptyState> }
            .into_any()
    } else {
        view! { <Table caption=waiting_caption(stage) columns=columns>{rows}</Table> }.into_any()
    };
    let next = (page.total > 0).then(|| {
        view! { <a class="button primary" data-action="take-first" href=format!("{}{address}", stage_path(stage))>{t!("review-take-first")}{crate::annotate::parts::key("take-first")}</a> }
    });
    let (keys, single_off) = attributes(Place::Reviewing);
    view! {
        <div class="stack" id="review-list" data-keys=keys data-single-off=single_off>
            <Breadcrumbs above=vec![(t!("review-heading"), "/review".to_owned())] here=name_of(stage) />
            <div class="toolbar"><h1>{name_of(stage)}</h1>{next}</div>
            {filter_form(stage, query, waiting)}
            <p role="status">{t!("review-tasks-found", count = page.total)}</p>
            {table}
            {pages(stage, query, page)}
            {super::key_sheet(super::keys::of_list())}
        </div>
    }
}

fn row(stage: Stage, item: &Item, address: &str) -> impl IntoView + use<> {
    let href = format!("{}/item/{}{address}", stage_path(stage), item.id);
    let agreed = match (item.agreement, item.distance) {
        (Some(share), Some(distance)) => {
            let said = agreement(item.kind, Agreement { share, distance });
            let few = (share < FEW_AGREE_BELOW)
                .then(|| view! { " "<Badge tone=Tone::Negative>{t!("review-few-agree")}</Badge> });
            view! { <span class="numeric">{said}</span>{few} }.into_any()
        }
        _ => "—".into_any(),
    };
    let flag = |on: bool, tone: Tone, text: String| on.then(|| view! { <Badge tone=tone>{text}</Badge>" " });
    view! {
        <tr>
            <th scope="row"><a href=href data-item="">{item.evaluation.clone()}</a></th>
            <td>{agreed}</td>
            <td>
                {flag(item.in_hand, Tone::Accent, t!("review-in-hand"))}
                {flag(item.returned, Tone::Caution, t!("review-returned-before"))}
                {flag(item.critical, Tone::Negative, t!("review-critical"))}
                {flag(item.both_bad, Tone::Caution, t!("review-both-bad"))}
            </td>
            <td>{item.domain.clone()}</td>
            <td><Time at=item.waiting_since /></td>
        </tr>
    }
}

fn filter_form(stage: Stage, query: &QueueQuery, waiting: &[Waiting]) -> impl IntoView + use<> {
    let any = || (String::new(), t!("review-any"));
    let mut evaluations = vec![any()];
    evaluations.extend(waiting.iter().map(|one| (one.handle.as_str().to_owned(), one.name.clone())));
    let mut domains: Vec<String> = waiting.iter().map(|one| one.domain.clone()).collect();
    domains.sort_unstable();
    domains.dedup();
    let domains = std::iter::once(any()).chain(domains.into_iter().map(|one| (one.clone(), one))).collect::<Vec<_>>();
    let sorts = Sort::ALL.map(|sort| (sort.as_str().to_owned(), sort_name(sort))).to_vec();
    let filter = &query.filter;
    let boxes: Vec<_> = flags(filter)
        .into_iter()
        .map(|(name, asked)| {
            let id = format!("flag-{name}");
            let label = match name {
                "returned" => t!("review-returned-before"),
                "few" => t!("review-few-agree"),
                "bad" => t!("review-both-bad"),
                _ => t!("review-critical"),
            };
            view! { <p class="check"><input type="checkbox" id=id.clone() name=name value="1" checked=asked /><label for=id>{label}</label></p> }
        })
        .collect();
    let evaluation = filter.evaluation.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default();
    view! {
        <form method="get" action=format!("{}/queue", stage_path(stage)) class="card queue-filter">
            <Select name="evaluation" label=t!("review-evaluation") options=evaluations selected=evaluation error=None />
            <Select name="domain" label=t!("review-domain") options=domains selected=filter.domain.clone().unwrap_or_default() error=None />
            <Select name="sort" label=t!("review-sort") options=sorts selected=filter.sort.as_str() error=None />
            <fieldset class="plain-set"><legend>{t!("review-only-flagged")}</legend>{boxes}</fieldset>
            <div><button class="button" type="submit">{t!("review-apply")}</button></div>
        </form>
    }
}

fn sort_name(sort: Sort) -> String {
    match sort {
        Sort::Oldest => t!("review-sort-oldest"),
        Sort::Newest => t!("review-sort-newest"),
        Sort::Agreement => t!("review-sort-agreement"),
        Sort::Flags => t!("review-sort-flags"),
        Sort::Domain => t!("review-domain"),
        Sort::Evaluation => t!("review-evaluation"),
    }
}

fn pages(stage: Stage, query: &QueueQuery, page: &QueuePage) -> Option<impl IntoView + use<>> {
    let last = (page.total + QUEUE_PAGE - 1) / QUEUE_PAGE;
    if last <= 1 {
        return None;
    }
    let link = |to: i64, text: String| {
        let there = (1..=last).contains(&to);
        there.then(|| view! { <a class="button" href=format!("{}/queue{}", stage_path(stage), query.on_page(to).address())>{text}</a> })
    };
    Some(view! {
        <nav class="row" aria-label=t!("review-pages")>
            {link(page.page - 1, t!("ui-page-before"))}
            <span>{t!("ui-page-of", page = page.page, last = last)}</span>
            {link(page.page + 1, t!("ui-page-after"))}
        </nav>
    })
}
