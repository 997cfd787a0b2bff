//! The interval plot: one line per model, a dot at its rating, a bar over its 95 % interval.

use super::view::{unit, value};
use crate::i18n::t;
use assay_domain::setup::Kind;
use assay_workflow::releases::BoardRow;
use leptos::prelude::*;

/// Units of the drawing; it is scaled to the page's width, so names stand above their bars and not beside them.
const WIDTH: f64 = 640.0;
/// Room at both sides, for half of the outermost tick labels and for arrows.
const MARGIN: f64 = 24.0;
/// Height of one model's name with its bar.
const LINE: f64 = 46.0;
/// Height of the axis's labels.
const FOOT: f64 = 30.0;
/// Characters of a name that fit on a phone, where letters are drawn larger.
const LONGEST_NAME: usize = 44;

/// Where the axis begins and ends, and its step, on round numbers.
fn axis(rows: &[BoardRow]) -> Option<(f64, f64, f64)> {
    let values =
        rows.iter().filter(|row| row.value().is_some()).flat_map(|row| [row.lower, row.value(), row.upper]).flatten();
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if !low.is_finite() {
        return None;
    }
    let step = [0.5, 1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0]
        .into_iter()
        .find(|step| (high - low) / step <= 8.0)
        .unwrap_or(1000.0);
    let (from, to) = ((low / step).floor() * step, (high / step).ceil() * step);
    Some((from, if to > from { to } else { from + step }, step))
}

/// A name that fits; the table has it whole.
pub(super) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// The plot in words, for those who do not see it.
fn described(kind: Kind, row: &BoardRow) -> String {
    let end = |end: Option<f64>| end.map_or_else(|| t!("board-unbounded"), |end| value(kind, Some(end)));
    t!(
        "board-plot-line",
        model = row.model.as_str(),
        rating = value(kind, row.value()),
        lower = end(row.lower),
        upper = end(row.upper)
    )
}

fn tick_label(kind: Kind, value: f64, step: f64) -> String {
    match kind {
        Kind::Comparison => format!("{value:.0}"),
        Kind::Rating | Kind::Correctness => crate::i18n::number(value, usize::from(step < 1.0)),
    }
}

/// The plot, drawn on the server. The table beside it has the numbers.
pub(super) fn intervals(kind: Kind, rows: &[BoardRow]) -> Option<impl IntoView + use<>> {
    let (from, to, step) = axis(rows)?;
    let x = |value: f64| MARGIN + (value - from) / (to - from) * (WIDTH - 2.0 * MARGIN);
    let rated: Vec<&BoardRow> = rows.iter().filter(|row| row.value().is_some()).collect();
    #[allow(clippy::cast_precision_loss)]
    let height = rated.len() as f64 * LINE + FOOT;
    let number = |value: f64| format!("{value:.1}");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ticks = ((to - from) / step).round() as u32;
    let grid: Vec<_> = (0..=ticks)
        .map(|tick| {
            let value = from + f64::from(tick) * step;
            view! {
                <line class="grid-line" x1=number(x(value)) x2=number(x(value)) y1="0" y2=number(height - FOOT)></line>
                <text class="tick" x=number(x(value)) y=number(height - 8.0) text-anchor="middle">{tick_label(kind, value, step)}</text>
            }
        })
        .collect();
    let lines: Vec<_> = rated
        .iter()
        .zip(0_u32..)
        .map(|(row, at)| {
            let top = f64::from(at) * LINE;
            let y = top + 33.0;
            // An unbounded end runs to the edge and has an arrow there.
            let (left, right) = (row.lower.map_or(4.0, x), row.upper.map_or(WIDTH - 4.0, x));
            let arrow = |tip: f64, back: f64| {
                let points = format!("{tip:.1},{y:.1} {back:.1},{:.1} {back:.1},{:.1}", y - 6.0, y + 6.0);
                view! { <polygon class="arrow" points=points></polygon> }
            };
            view! {
                <text class="label" x="4" y=number(top + 20.0)>{shortened(&row.model, LONGEST_NAME)}</text>
                <line class="interval" x1=number(left) x2=number(right) y1=number(y) y2=number(y)></line>
                {row.lower.is_none().then(|| arrow(0.0, 10.0))}
                {row.upper.is_none().then(|| arrow(WIDTH, WIDTH - 10.0))}
                <circle class="rating-dot" cx=number(x(row.value().unwrap_or(from))) cy=number(y) r="5"></circle>
            }
        })
        .collect();
    let words: Vec<String> = rated.iter().map(|row| described(kind, row)).collect();
    Some(view! {
        <figure class="plot">
            <svg viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-labelledby="plot-title" aria-describedby="plot-words">
                <title id="plot-title">{t!("board-plot", unit = unit(kind))}</title>
                <desc id="plot-words">{words.join(" ")}</desc>
                {grid}
                {lines}
            </svg>
        </figure>
    })
}
