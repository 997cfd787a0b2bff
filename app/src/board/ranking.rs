//! The ranking: the table that the page is about.

use super::view::{unit, value};
use crate::i18n::{number, t};
use crate::ui::{Badge, Tone};
use assay_domain::setup::Kind;
use assay_workflow::releases::{Board, BoardRow};
use leptos::prelude::*;

/// What a correctness board has beside accuracy: Wilson's interval, the share that was partly right, the gap to the benchmark.
fn correctness_cells(board: &Board, row: &BoardRow) -> impl IntoView + use<> {
    let kind = board.kind;
    let ends = |lower: f64, upper: f64| t!("board-from-to", from = number(lower, 1), to = number(upper, 1));
    let wilson = row.wilson.map_or_else(|| "—".to_owned(), |[lower, upper]| ends(lower, upper));
    let signed = |points: f64| format!("{}{}", if points < 0.0 { "" } else { "+" }, number(points, 1));
    let gap = board.benchmark.is_some().then(|| {
        let words = row.gap.map(|gap| {
            let (public, difference) = (number(gap.public, 1), signed(gap.difference));
            let (lower, upper) = (signed(gap.lower), signed(gap.upper));
            t!("board-gap-line", public = public, difference = difference, lower = lower, upper = upper)
        });
        view! { <td class="numeric">{words.unwrap_or_else(|| "—".to_owned())}</td> }
    });
    view! { <td class="numeric">{wilson}</td><td class="numeric">{value(kind, row.partly)}</td>{gap} }
}

/// The distance from the rating to an end of its interval.
fn end(kind: Kind, row: &BoardRow, end: Option<f64>, sign: char) -> String {
    match (row.value(), end) {
        (Some(middle), Some(end)) => format!("{sign}{}", value(kind, Some((end - middle).abs()))),
        (Some(_), None) => t!("board-unbounded"),
        _ => "—".to_owned(),
    }
}

pub(super) fn ranking(board: &Board, rows: &[BoardRow]) -> impl IntoView + use<> {
    let kind = board.kind;
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let counts = (kind == Kind::Comparison).then(|| {
                let counts = [row.wins, row.ties, row.losses].map(|count| number(count, 0)).join(" / ");
                view! { <td class="numeric">{counts}</td> }
            });
            view! {
                <tr>
                    <td class="numeric">{row.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string())}</td>
                    <th scope="row">{row.model.clone()}{row.provisional.then(|| view! { " "<Badge tone=Tone::Caution>{t!("board-row-provisional")}</Badge> })}</th>
                    <td>{row.vendor.clone()}</td>
                    <td class="numeric"><strong>{value(kind, row.value())}</strong></td>
                    <td class="numeric">{end(kind, row, row.upper, '+')}" / "{end(kind, row, row.lower, '−')}</td>
                    <td class="numeric">{number(row.judgments, 0)}</td>
                    {counts}
                    {(kind == Kind::Correctness).then(|| correctness_cells(board, row))}
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=t!("board-ranking")>
            <table class="data" id="ranking">
                <caption class="visually-hidden">{t!("board-ranking")}</caption>
                <thead><tr>
                    <th scope="col" class="numeric">{t!("board-rank")}</th><th scope="col">{t!("board-model")}</th><th scope="col">{t!("board-vendor")}</th>
                    <th scope="col" class="numeric">{unit(kind)}</th><th scope="col" class="numeric">{t!("board-interval")}</th>
                    <th scope="col" class="numeric">{t!("board-judgments")}</th>
                    {(kind == Kind::Comparison).then(|| view! { <th scope="col" class="numeric">{t!("board-won-tied-lost")}</th> })}
                    {(kind == Kind::Correctness).then(|| view! { <th scope="col" class="numeric">{t!("board-wilson")}</th><th scope="col" class="numeric">{t!("board-partly")}</th> })}
                    {board.benchmark.clone().map(|name| view! { <th scope="col" class="numeric">{t!("board-gap", name = name)}</th> })}
                </tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}
