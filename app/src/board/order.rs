//! How sure the order is: neighbours, and the ranks that models had in the bootstrap's rounds.

use super::view::percent;
use crate::i18n::{number, t};
use assay_workflow::releases::{Board, BoardRow};
use leptos::prelude::*;

/// Ranks with fewer than this many columns are shown one by one.
const MOST_RANKS: u32 = 60;

/// Neighbours by rating, how likely their order is right, and what it would take to be sure.
pub(super) fn neighbours(board: &Board) -> Option<impl IntoView + use<>> {
    if board.neighbours.is_empty() {
        return None;
    }
    let further = |count: Option<u64>| match count {
        Some(0) => t!("board-settled"),
        Some(count) => number(count, 0),
        None => t!("board-equal"),
    };
    let lines: Vec<_> = board
        .neighbours
        .iter()
        .filter_map(|pair| Some((pair, board.rows.get(pair.upper)?, board.rows.get(pair.lower)?)))
        .map(|(pair, upper, lower)| {
            view! {
                <tr>
                    <th scope="row">{t!("board-above", upper = upper.model.as_str(), lower = lower.model.as_str())}</th>
                    <td class="numeric">{number(pair.difference, 0)}</td>
                    <td class="numeric">{t!("board-percent", share = number(pair.order_right * 100.0, 1))}</td>
                    <td class="numeric">{further(pair.further_judgments)}</td>
                    <td class="numeric">{further(pair.further_between_them)}</td>
                </tr>
            }
        })
        .collect();
    Some(view! {
        <section class="stack">
            <h2 id="neighbours-heading">{t!("board-neighbours")}</h2>
            <p class="quiet-text">{t!("board-neighbours-means")}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="neighbours-heading">
                <table class="data"><thead><tr>
                    <th scope="col">{t!("board-order")}</th><th scope="col" class="numeric">{t!("board-difference")}</th>
                    <th scope="col" class="numeric">{t!("board-order-right")}</th><th scope="col" class="numeric">{t!("board-further")}</th>
                    <th scope="col" class="numeric">{t!("board-further-pair")}</th>
                </tr></thead><tbody>{lines}</tbody></table>
            </div>
        </section>
    })
}

/// The share of the bootstrap's rounds in which each model had each rank, as a table whose cells are coloured.
pub(super) fn stability(rows: &[BoardRow]) -> Option<impl IntoView + use<>> {
    let most = rows.iter().flat_map(|row| &row.rank_shares).map(|share| share.rank).max()?.min(MOST_RANKS);
    let head: Vec<_> =
        (1..=most).map(|rank| view! { <th scope="col" class="numeric">{rank.to_string()}</th> }).collect();
    let lines: Vec<_> = rows
        .iter()
        .filter(|row| !row.rank_shares.is_empty())
        .map(|row| {
            let cells: Vec<_> = (1..=most)
                .map(|rank| {
                    let share =
                        row.rank_shares.iter().find(|share| share.rank == rank).map_or(0.0, |share| share.share);
                    let class = format!("numeric share share-{:.0}", share * 10.0);
                    let words = match share {
                        0.0 => "·".to_owned(),
                        share if share < 0.01 => t!("board-under-one-percent"),
                        share => percent(share),
                    };
                    view! { <td class=class>{words}</td> }
                })
                .collect();
            view! { <tr><th scope="row">{row.model.clone()}</th>{cells}</tr> }
        })
        .collect();
    Some(view! {
        <section class="stack">
            <h2 id="stability-heading">{t!("board-stability")}</h2>
            <p class="quiet-text">{t!("board-stability-means")}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="stability-heading">
                <table class="data heat-map"><thead><tr><th scope="col">{t!("board-model")}</th>{head}</tr></thead><tbody>{lines}</tbody></table>
            </div>
        </section>
    })
}
