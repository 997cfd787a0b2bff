//! The win-rate heat map: a table whose cells are coloured, observed and predicted.

use super::view::{of_counted, percent};
use crate::i18n::{number, t};
use assay_workflow::releases::Board;
use leptos::prelude::*;

pub(super) fn win_rates(board: &Board) -> Option<impl IntoView + use<>> {
    if board.win_rates.iter().flatten().all(Option::is_none) {
        return None;
    }
    let head: Vec<_> =
        board.rows.iter().map(|row| view! { <th scope="col" class="numeric">{row.model.clone()}</th> }).collect();
    let rows: Vec<_> = board
        .rows
        .iter()
        .zip(&board.win_rates)
        .enumerate()
        .map(|(at, (row, rates))| {
            let cells: Vec<_> = rates
                .iter()
                .enumerate()
                .map(|(column, rate)| {
                    let Some(rate) = rate else { return view! { <td class="numeric quiet-text">"·"</td> }.into_any() };
                    let predicted = board.predicted.get(at).and_then(|row| row.get(column).copied().flatten());
                    let class = format!("numeric heat heat-{:.0}", rate.share * 10.0);
                    view! {
                        <td class=class title=t!("board-of-judgments", count = number(rate.of, 0))>
                            {of_counted(*rate)}{predicted.map(|share| view! { " "<span class="predicted">{percent(share)}</span> })}
                        </td>
                    }
                    .into_any()
                })
                .collect();
            view! { <tr><th scope="row">{row.model.clone()}</th>{cells}</tr> }
        })
        .collect();
    let predicted = (!board.predicted.is_empty()).then(|| t!("board-wins-predicted"));
    Some(view! {
        <section class="stack">
            <h2 id="wins-heading">{t!("board-wins")}</h2>
            <p class="quiet-text">{t!("board-wins-means")}" "{predicted}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="wins-heading">
                <table class="data heat-map"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        </section>
    })
}
