//! Error tags per model: bars, and the table with the numbers.

use super::plot::shortened;
use super::view::of_counted;
use crate::i18n::t;
use assay_workflow::releases::{Board, ErrorTagRates};
use leptos::prelude::*;

/// Units of the drawing, as in the interval plot.
const WIDTH: f64 = 640.0;
/// Where bars begin, and the longest one.
const LEFT: f64 = 250.0;
const LONGEST: f64 = 310.0;
/// Height of a tag's heading and of a bar with its name.
const HEADING: f64 = 40.0;
const LINE: f64 = 28.0;
/// Characters of a model's name that fit beside its bar, also where letters are drawn larger.
const LONGEST_NAME: usize = 20;

pub(super) fn error_tags(board: &Board) -> Option<impl IntoView + use<>> {
    let given: Vec<&ErrorTagRates> =
        board.error_tags.iter().filter(|tag| tag.per_row.iter().any(|share| share.share > 0.0)).collect();
    if given.is_empty() {
        return None;
    }
    let head: Vec<_> =
        board.rows.iter().map(|row| view! { <th scope="col" class="numeric">{row.model.clone()}</th> }).collect();
    let rows: Vec<_> = given
        .iter()
        .map(|tag| {
            let cells: Vec<_> =
                tag.per_row.iter().map(|share| view! { <td class="numeric">{of_counted(*share)}</td> }).collect();
            view! { <tr><th scope="row">{tag.tag.clone()}</th>{cells}</tr> }
        })
        .collect();
    let chart = chart(board, &given);
    Some(view! {
        <section class="stack">
            <h2 id="tags-heading">{t!("board-tags")}</h2>
            <p class="quiet-text">{t!("board-tags-means")}</p>
            {chart}
            <details open=true>
                <summary>{t!("board-as-table")}</summary>
                <div class="table-scroll" tabindex="0" role="region" aria-labelledby="tags-heading">
                    <table class="data"><thead><tr><th scope="col">{t!("board-tag")}</th>{head}</tr></thead><tbody>{rows}</tbody></table>
                </div>
            </details>
        </section>
    })
}

fn chart(board: &Board, given: &[&ErrorTagRates]) -> impl IntoView + use<> {
    let longest = given.iter().flat_map(|tag| &tag.per_row).map(|share| share.share).fold(0.05, f64::max);
    let number = |value: f64| format!("{value:.1}");
    let mut top = 0.0;
    let mut blocks = Vec::new();
    for tag in given {
        let heading = view! { <text class="label" x="4" y=number(top + 26.0)>{shortened(&tag.tag, 50)}</text> };
        top += HEADING;
        let bars: Vec<_> = board
            .rows
            .iter()
            .zip(&tag.per_row)
            .zip(0_u32..)
            .map(|((row, share), at)| {
                let y = top + f64::from(at) * LINE;
                let width = share.share / longest * LONGEST;
                view! {
                    <text class="tick" x=number(LEFT - 8.0) y=number(y + 16.0) text-anchor="end">{shortened(&row.model, LONGEST_NAME)}</text>
                    <rect class="bar" x=number(LEFT) y=number(y + 2.0) width=number(width) height="16"></rect>
                    <text class="tick" x=number(LEFT + width + 6.0) y=number(y + 16.0)>{of_counted(*share)}</text>
                }
            })
            .collect();
        #[allow(clippy::cast_precision_loss)]
        let height = tag.per_row.len() as f64 * LINE;
        top += height;
        blocks.push(view! { {heading}{bars} });
    }
    view! {
        <figure class="plot">
            <svg viewBox=format!("0 0 {WIDTH} {top:.0}") role="img" aria-labelledby="tags-title">
                <title id="tags-title">{t!("board-tags-picture")}</title>
                {blocks}
            </svg>
        </figure>
    }
}
