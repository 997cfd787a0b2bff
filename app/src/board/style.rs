//! The board with style controlled, beside the plain one.

use super::view::value;
use crate::i18n::{number, t};
use assay_workflow::releases::{Board, StyleCoefficient};
use leptos::prelude::*;

/// What a covariate is called; one of a later engine keeps its own word.
fn name(covariate: &str) -> String {
    match covariate {
        "tokens" => t!("board-style-tokens"),
        "headers" => t!("board-style-headers"),
        "lists" => t!("board-style-lists"),
        "bold" => t!("board-style-bold"),
        "code blocks" => t!("board-style-code"),
        "position" => t!("board-style-position"),
        other => other.to_owned(),
    }
}

fn coefficient(found: &StyleCoefficient) -> impl IntoView + use<> {
    let signed = |value: f64| format!("{}{}", if value < 0.0 { "" } else { "+" }, number(value, 1));
    let (estimate, interval) = match found.elo {
        Some([middle, lower, upper]) => (signed(middle), t!("board-from-to", from = signed(lower), to = signed(upper))),
        None => ("—".to_owned(), t!("board-style-never-varies")),
    };
    view! { <tr><th scope="row">{name(&found.name)}</th><td class="numeric">{estimate}</td><td class="numeric">{interval}</td></tr> }
}

pub(super) fn style_control(board: &Board) -> Option<impl IntoView + use<>> {
    let style = board.style.as_ref()?;
    let body = if style.unknown.is_some() {
        view! { <p>{t!("board-style-unknown")}</p> }.into_any()
    } else {
        let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
        let lines: Vec<_> = board
            .rows
            .iter()
            .zip(&style.rows)
            .map(|(row, styled)| {
                let interval = match (styled.lower, styled.upper) {
                    (Some(lower), Some(upper)) => t!(
                        "board-from-to",
                        from = value(board.kind, Some(lower)),
                        to = value(board.kind, Some(upper))
                    ),
                    _ => "—".to_owned(),
                };
                view! {
                    <tr>
                        <th scope="row">{row.model.clone()}</th>
                        <td class="numeric">{rank(row.rank)}</td><td class="numeric">{value(board.kind, row.value())}</td>
                        <td class="numeric">{rank(styled.rank)}</td><td class="numeric">{value(board.kind, styled.elo)}</td>
                        <td class="numeric">{interval}</td>
                    </tr>
                }
            })
            .collect();
        let coefficients: Vec<_> = style.coefficients.iter().map(coefficient).collect();
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="style-heading">
                <table class="data">
                    <thead><tr>
                        <th scope="col">{t!("board-model")}</th>
                        <th scope="col" class="numeric">{t!("board-plain-rank")}</th><th scope="col" class="numeric">{t!("board-plain-elo")}</th>
                        <th scope="col" class="numeric">{t!("board-styled-rank")}</th><th scope="col" class="numeric">{t!("board-styled-elo")}</th>
                        <th scope="col" class="numeric">{t!("board-interval")}</th>
                    </tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            <div class="table-scroll" tabindex="0" role="region" aria-label=t!("board-style-coefficients")>
                <table class="data">
                    <caption class="visually-hidden">{t!("board-style-coefficients")}</caption>
                    <thead><tr><th scope="col">{t!("board-style-what")}</th><th scope="col" class="numeric">{t!("board-style-worth")}</th><th scope="col" class="numeric">{t!("board-interval")}</th></tr></thead>
                    <tbody>{coefficients}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    Some(view! {
        <section class="stack">
            <h2 id="style-heading">{t!("board-style")}</h2>
            <p class="quiet-text">{t!("board-style-means")}</p>
            {body}
        </section>
    })
}
