//! My work: what a person did and how it stands. Plain HTML, the drawing included.

use super::returned;
use crate::i18n::{date, duration, number, short_date, t};
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use crate::ui::{EmptyState, Notice, NoticeKind, Table, Time};
use assay_domain::pace::{Day, Stint, Zone};
use assay_workflow::Assay;
use assay_workflow::own_work::{MyWork, Piece, Pile, WorkReport};
use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Units of the drawing; it is scaled to the page's width.
const WIDTH: f64 = 640.0;
/// Height of the bars' field.
const FIELD: f64 = 120.0;
/// Room above the bars and below them, for their numbers.
const ROOM: f64 = 28.0;

/// Which judgments are listed. What cannot be read is as if it were not there.
#[derive(Debug, Default, Deserialize)]
pub struct WorkQuery {
    #[serde(default)]
    pile: String,
    #[serde(default)]
    page: String,
}

/// `GET /annotate/work`: what this person did, and how it stands.
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Query(query): Query<WorkQuery>,
) -> Result<Response, Problem> {
    let zone = context.zone.unwrap_or_default();
    let page_number = query.page.parse().unwrap_or(1);
    let report = assay.work_report(context.actor()?, zone, Pile::parse(&query.pile), page_number).await?;
    Ok(page(&context, &t!("annotate-my-work"), || view(&report, context.zone)))
}

fn view(report: &WorkReport, zone: Option<Zone>) -> impl IntoView + use<> {
    let counts = report.counts;
    let nothing_yet = Pile::ALL.iter().all(|pile| counts.of(*pile) == 0) && report.open == 0;
    let body = if nothing_yet {
        view! { <EmptyState title=t!("work-nothing-yet")><p>{t!("work-nothing-yet-text")}</p></EmptyState> }.into_any()
    } else {
        view! {
            {to_do(report)}
            {pace(report)}
            {fortnight(report)}
            <p class="quiet-text">{clock(zone)}" "{t!("work-active-means")}</p>
            {standing(report)}
        }
        .into_any()
    };
    view! {
        <div class="my-work stack">
            <div class="toolbar"><h1>{t!("annotate-my-work")}</h1><a class="button primary" href="/annotate">{t!("annotate-go-on-judging")}</a></div>
            {body}
        </div>
    }
}

/// Whose midnight the days begin at.
fn clock(zone: Option<Zone>) -> String {
    let Some(zone) = zone else { return t!("work-clock-unknown") };
    let (sign, minutes) = (if zone.minutes() < 0 { '\u{2212}' } else { '+' }, zone.minutes().abs());
    t!("work-clock", zone = format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

/// What waits for this person, first of all.
fn to_do(report: &WorkReport) -> impl IntoView + use<> {
    let (returned, open) = (report.counts.returned, report.open);
    let returned = (returned > 0).then(|| {
        view! {
            <Notice kind=NoticeKind::Warning>
                <p>{t!("work-came-back", count = returned)}" "<a href=address(Pile::Returned, 1)>{t!("work-see-why")}</a></p>
            </Notice>
        }
    });
    let open = (open > 0).then(|| view! { <p>{t!("work-open", count = open)}</p> });
    view! { {returned}{open} }
}

/// Today, this week and the weeks before, and the pace against one's own.
fn pace(report: &WorkReport) -> impl IntoView + use<> {
    let mut rows = vec![row(t!("work-today"), &report.done_today)];
    for (at, (monday, stint)) in report.weeks.iter().enumerate() {
        let name = if at == 0 {
            t!("work-this-week", from = short_date(*monday))
        } else {
            t!("work-week", from = short_date(*monday), to = short_date(monday.before(-6)))
        };
        rows.push(row(name, stint));
    }
    let columns = vec![
        t!("work-when"),
        t!("work-submitted"),
        t!("work-revised"),
        t!("work-active"),
        t!("work-median"),
        t!("work-per-hour"),
    ];
    view! {
        <section class="stack tight">
            <h2>{t!("work-pace")}</h2>
            <p>{against_own(report)}</p>
            <Table caption=t!("work-pace") columns=columns>{rows}</Table>
        </section>
    }
}

fn row(name: String, stint: &Stint) -> impl IntoView + use<> {
    // A rate out of a few minutes says nothing.
    #[allow(clippy::cast_precision_loss)]
    let per_hour = (stint.active_ms >= 600_000)
        .then(|| (stint.judgments + stint.revised) as f64 * 3_600_000.0 / stint.active_ms as f64)
        .map_or_else(|| "—".to_owned(), |rate| number(rate, 1));
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="numeric">{number(stint.judgments, 0)}</td>
            <td class="numeric">{number(stint.revised, 0)}</td>
            <td class="numeric">{duration(stint.active_ms)}</td>
            <td class="numeric">{stint.median_ms.map_or_else(|| "—".to_owned(), duration)}</td>
            <td class="numeric">{per_hour}</td>
        </tr>
    }
}

/// The pace against one's own usual one, in a sentence.
fn against_own(report: &WorkReport) -> String {
    let now = report.weeks.first().and_then(|(_, week)| week.median_ms);
    let (Some(now), Some(usual)) = (now, report.usual.median_ms) else { return t!("work-usual-none") };
    let (now, usual) = (duration(now), duration(usual));
    match report.against_usual {
        Some(percent) if percent > 0 => t!("work-usual-slower", now = now, usual = usual, percent = percent),
        Some(percent) if percent < 0 => t!("work-usual-faster", now = now, usual = usual, percent = -percent),
        _ => t!("work-usual-same", now = now),
    }
}

/// The last days as bars, and as the table they are drawn from.
fn fortnight(report: &WorkReport) -> impl IntoView + use<> {
    let submitted = |stint: &Stint| stint.judgments + stint.revised;
    let most = report.days.iter().map(|(_, stint)| submitted(stint)).max().unwrap_or(0);
    let rows: Vec<_> = report.days.iter().rev().map(|(day, stint)| day_row(*day, stint)).collect();
    let total: i64 = report.days.iter().map(|(_, stint)| submitted(stint)).sum();
    let columns = vec![t!("work-day"), t!("work-submitted"), t!("work-revised"), t!("work-active"), t!("work-median")];
    let first = report.days.first().map_or(report.today, |(day, _)| *day);
    let title = t!("work-days-title", from = date(first), to = date(report.today));
    view! {
        <section class="stack tight">
            <h2>{t!("work-days")}</h2>
            <figure class="plot">
                <svg viewBox=format!("0 0 {WIDTH} {}", FIELD + 2.0 * ROOM) role="img" aria-labelledby="days-title" aria-describedby="days-words">
                    <title id="days-title">{title}</title>
                    <desc id="days-words">{t!("work-days-words", count = total)}</desc>
                    <line class="grid-line" x1="0" x2=WIDTH.to_string() y1=(FIELD + ROOM).to_string() y2=(FIELD + ROOM).to_string()></line>
                    {bars(&report.days, most)}
                </svg>
            </figure>
            <details>
                <summary>{t!("work-days-table")}</summary>
                <Table caption=t!("work-days") columns=columns>{rows}</Table>
            </details>
        </section>
    }
}

/// One bar a day with its number, and the day of the month below.
#[allow(clippy::cast_precision_loss)]
fn bars(days: &[(Day, Stint)], most: i64) -> Vec<impl IntoView + use<>> {
    let width = WIDTH / days.len().max(1) as f64;
    days.iter()
        .enumerate()
        .map(|(at, (day, stint))| {
            let number = stint.judgments + stint.revised;
            let height = FIELD * number as f64 / most.max(1) as f64;
            let (left, top) = (at as f64 * width, ROOM + FIELD - height);
            let middle = format!("{:.1}", left + width / 2.0);
            let [_, _, day_of_month, ..] = crate::ui::utc(day.as_utc());
            let bar = (number > 0).then(|| {
                view! {
                    <rect class="bar" x=format!("{:.1}", left + width * 0.15) y=format!("{top:.1}") width=format!("{:.1}", width * 0.7) height=format!("{height:.1}")></rect>
                    <text class="tick" x=middle.clone() y=format!("{:.1}", top - 6.0) text-anchor="middle">{number}</text>
                }
            });
            view! {
                {bar}
                <text class="tick" x=middle.clone() y=format!("{:.1}", FIELD + 2.0 * ROOM - 8.0) text-anchor="middle">{day_of_month}</text>
            }
        })
        .collect()
}

fn day_row(day: Day, stint: &Stint) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">{date(day)}</th>
            <td class="numeric">{number(stint.judgments, 0)}</td>
            <td class="numeric">{number(stint.revised, 0)}</td>
            <td class="numeric">{duration(stint.active_ms)}</td>
            <td class="numeric">{stint.median_ms.map_or_else(|| "—".to_owned(), duration)}</td>
        </tr>
    }
}

/// How the judgments stand: the share approved, the piles, and the pile that was asked for.
fn standing(report: &WorkReport) -> impl IntoView + use<> {
    let (counts, pile) = (report.counts, report.pile);
    let piles: Vec<_> = Pile::ALL
        .iter()
        .map(|one| {
            let current = (*one == pile).then_some("true");
            let pieces = number(counts.of(*one), 0);
            view! { <li><a class="segment" href=address(*one, 1) aria-current=current>{name_of(*one)}" "<span class="numeric">{pieces}</span></a></li> }
        })
        .collect();
    let pieces: Vec<_> = report.pieces.iter().map(|one| piece(pile, one)).collect();
    let list = if pieces.is_empty() {
        view! { <EmptyState title=nothing_in(pile)><p>{next_step(pile)}</p></EmptyState> }.into_any()
    } else {
        view! { <ol class="plain pieces">{pieces}</ol> }.into_any()
    };
    view! {
        <section class="stack" id="standing" aria-labelledby="standing-heading">
            <h2 id="standing-heading">{t!("work-standing")}</h2>
            <p>{approval(report)}</p>
            <nav aria-label=t!("work-standing")><ul class="segments plain">{piles}</ul></nav>
            {list}
            {pages(report)}
        </section>
    }
}

fn approval(report: &WorkReport) -> String {
    let MyWork { approved, rejected, .. } = report.counts;
    let decided = approved + rejected;
    if decided == 0 {
        return t!("work-approval-none");
    }
    let share = (approved * 100 + decided / 2) / decided;
    t!("work-approval", approved = approved, decided = decided, share = share, once = report.approved_at_once)
}

/// One judgment: where it belongs, why it stands as it does, what its annotator wrote, and what can be done with it.
fn piece(pile: Pile, piece: &Piece) -> impl IntoView + use<> {
    let since = piece.since;
    let when = match pile {
        Pile::Returned => t!("work-returned-since"),
        Pile::Rejected => t!("work-rejected-since"),
        Pile::Waiting => t!("work-waiting-since"),
        Pile::Approved => t!("work-approved-since"),
    };
    let corrected =
        piece.corrected.clone().map(|why| view! { <p>{t!("work-corrected")}" "<span class="prewrap">{why}</span></p> });
    let remarks: Vec<_> = piece
        .remarks
        .iter()
        .map(|remark| view! { <p>{t!("annotate-reviewer-writes")}" "<span class="prewrap">{remark.clone()}</span></p> })
        .collect();
    let written = (!piece.justification.trim().is_empty())
        .then(|| view! { <p class="quiet-text">{t!("work-you-wrote")}" "<span class="prewrap">{shortened(&piece.justification)}</span></p> });
    let action = (pile == Pile::Returned).then(|| {
        if piece.held {
            view! { <p class="quiet-text">{t!("work-held")}</p> }.into_any()
        } else {
            view! { <p><a class="button" href=format!("/annotate/{}", piece.id)>{t!("work-revise")}</a></p> }.into_any()
        }
    });
    view! {
        <li class="piece">
            <p class="row"><strong>{piece.evaluation.clone()}</strong><span class="quiet-text">{when}" "<Time at=since /></span></p>
            {returned::why(piece.reason.clone(), piece.comment.clone(), &piece.fields)}
            {remarks}
            {corrected}
            {written}
            {action}
        </li>
    }
}

/// The beginning of what was written: enough to know it again.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    let text = text.trim();
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

fn pages(report: &WorkReport) -> Option<impl IntoView + use<>> {
    let last = report.last_page();
    if last <= 1 {
        return None;
    }
    let link = |to: i64, text: String| {
        (1..=last).contains(&to).then(|| view! { <a class="button" href=address(report.pile, to)>{text}</a> })
    };
    Some(view! {
        <nav class="row" aria-label=t!("work-pages")>
            {link(report.page - 1, t!("ui-page-before"))}
            <span>{t!("ui-page-of", page = report.page, last = last)}</span>
            {link(report.page + 1, t!("ui-page-after"))}
        </nav>
    })
}

fn address(pile: Pile, page: i64) -> String {
    let page = if page > 1 { format!("&page={page}") } else { String::new() };
    format!("/annotate/work?pile={}{page}#standing", pile.as_str())
}

fn name_of(pile: Pile) -> String {
    match pile {
        Pile::Returned => t!("annotate-returned-to-you"),
        Pile::Rejected => t!("annotate-rejected"),
        Pile::Waiting => t!("annotate-waiting"),
        Pile::Approved => t!("annotate-approved-both"),
    }
}

fn nothing_in(pile: Pile) -> String {
    match pile {
        Pile::Returned => t!("work-no-returned"),
        Pile::Rejected => t!("work-no-rejected"),
        Pile::Waiting => t!("work-no-waiting"),
        Pile::Approved => t!("work-no-approved"),
    }
}

fn next_step(pile: Pile) -> String {
    match pile {
        Pile::Returned => t!("work-no-returned-text"),
        Pile::Rejected => t!("work-no-rejected-text"),
        Pile::Waiting => t!("work-no-waiting-text"),
        Pile::Approved => t!("work-no-approved-text"),
    }
}
