//! The interval plot: one line per model, a dot at its rating, a bar over its 95 % interval.

use assay_workflow::releases::BoardRow;
use leptos::prelude::*;

const WIDTH: f64 = 640.0;
const LABELS: f64 = 180.0;
const LINE: f64 = 28.0;

/// Where the axis begins and ends, and its step, on round numbers.
fn axis(rows: &[BoardRow]) -> Option<(f64, f64, f64)> {
    let values = rows.iter().flat_map(|row| [row.lower, row.elo, row.upper]).flatten();
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if !low.is_finite() {
        return None;
    }
    let step =
        [10.0, 25.0, 50.0, 100.0, 250.0, 500.0].into_iter().find(|step| (high - low) / step <= 8.0).unwrap_or(1000.0);
    let (from, to) = ((low / step).floor() * step, (high / step).ceil() * step);
    Some((from, if to > from { to } else { from + step }, step))
}

/// The plot, drawn on the server. The table beside it has the numbers.
pub(super) fn intervals(rows: &[BoardRow]) -> Option<impl IntoView + use<>> {
    let (from, to, step) = axis(rows)?;
    let x = |value: f64| LABELS + (value - from) / (to - from) * (WIDTH - LABELS - 16.0);
    let rated: Vec<&BoardRow> = rows.iter().filter(|row| row.elo.is_some()).collect();
    #[allow(clippy::cast_precision_loss)]
    let height = rated.len() as f64 * LINE + 24.0;
    let number = |value: f64| format!("{value:.1}");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ticks = ((to - from) / step).round() as u32;
    let grid: Vec<_> = (0..=ticks)
        .map(|tick| {
            let value = from + f64::from(tick) * step;
            view! {
                <line class="grid-line" x1=number(x(value)) x2=number(x(value)) y1="0" y2=number(height - 20.0)></line>
                <text class="tick" x=number(x(value)) y=number(height - 4.0) text-anchor="middle">{format!("{value:.0}")}</text>
            }
        })
        .collect();
    let lines: Vec<_> = rated
        .iter()
        .zip(0_u32..)
        .map(|(row, at)| {
            let y = f64::from(at) * LINE + LINE / 2.0;
            // An unbounded end runs to the edge.
            let (left, right) = (row.lower.map_or(x(from), x), row.upper.map_or(x(to), x));
            view! {
                <text class="label" x="0" y=number(y + 4.0)>{row.model.clone()}</text>
                <line class="interval" x1=number(left) x2=number(right) y1=number(y) y2=number(y)></line>
                <circle class="rating-dot" cx=number(x(row.elo.unwrap_or(from))) cy=number(y) r="4.5"></circle>
            }
        })
        .collect();
    Some(view! {
        <figure class="plot">
            <svg viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-labelledby="plot-title">
                <title id="plot-title">"Elo with 95 % intervals; the table has the numbers"</title>
                {grid}
                {lines}
            </svg>
        </figure>
    })
}
