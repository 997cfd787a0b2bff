//! A board's page, put together.

use super::caution::{cautions, voided_since};
use super::method::method;
use super::order::{neighbours, stability};
use super::plot::intervals;
use super::ranking::ranking;
use super::style::style_control;
use super::tags::error_tags;
use super::wins::win_rates;
use crate::i18n::{around, number, t};
use crate::ui::{Badge, Notice, Time, Tone};
use assay_domain::release::ReleaseState;
use assay_domain::setup::Kind;
use assay_workflow::releases::{Board, BoardRow, Caution, ReleaseView, Share, Sibling, Voided};
use leptos::prelude::*;

/// The part of a board that is looked at: all prompts, or a slice of them.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub rows: &'a [BoardRow],
    pub cautions: &'a [Caution],
    pub judgments: u64,
    pub prompts: u64,
}

impl<'a> Part<'a> {
    /// Slices count from 1; `None` when there is no such slice.
    pub fn of(board: &'a Board, slice: Option<usize>) -> Option<Self> {
        let Some(number) = slice else {
            let counts = board.counts;
            let (rows, cautions) = (board.rows.as_slice(), board.cautions.as_slice());
            return Some(Self { rows, cautions, judgments: counts.judgments, prompts: counts.prompts });
        };
        let slice = board.slices.get(number.checked_sub(1)?)?;
        let (rows, cautions) = (slice.rows.as_slice(), slice.cautions.as_slice());
        Some(Self { rows, cautions, judgments: slice.judgments, prompts: slice.prompts })
    }
}

/// A rating as its kind is written: Elo whole and ungrouped, as everyone writes it; the others with one decimal.
pub(super) fn value(kind: Kind, value: Option<f64>) -> String {
    match (kind, value) {
        (_, None) => "—".to_owned(),
        (Kind::Comparison, Some(value)) => format!("{value:.0}"),
        (Kind::Rating, Some(value)) => number(value, 1),
        (Kind::Correctness, Some(value)) => t!("board-percent", share = number(value, 1)),
    }
}

/// What the number is called.
pub(super) fn unit(kind: Kind) -> String {
    match kind {
        Kind::Comparison => t!("board-elo"),
        Kind::Rating => t!("board-mean"),
        Kind::Correctness => t!("board-accuracy"),
    }
}

/// A share of 1 as whole per cent.
pub(super) fn percent(share: f64) -> String {
    t!("board-percent", share = number(share * 100.0, 0))
}

/// As [`percent`], of something counted.
pub(super) fn of_counted(share: Share) -> String {
    percent(share.share)
}

pub(super) fn state(release: &ReleaseView) -> AnyView {
    match (release.state, release.deprecated_at) {
        (ReleaseState::Draft, _) => view! { <Badge tone=Tone::Caution>{t!("board-draft")}</Badge> }.into_any(),
        (ReleaseState::Provisional, _) => {
            view! { <Badge tone=Tone::Caution>{t!("board-provisional")}</Badge> }.into_any()
        }
        (ReleaseState::Deprecated, at) => {
            let (before, after) = around("board-deprecated", "when");
            view! { <Badge tone=Tone::Negative>{before}{at.map(|at| view! { <Time at=at /> })}{after}</Badge> }
                .into_any()
        }
        (ReleaseState::Published, _) => ().into_any(),
    }
}

/// Everything a board says; to admins, with what they can do about it.
pub(super) fn board_view(
    release: &ReleaseView,
    siblings: &[Sibling],
    voided: Voided,
    slice: Option<usize>,
    admin: bool,
) -> impl IntoView + use<> {
    let board = &release.board;
    let part = Part::of(board, slice).or_else(|| Part::of(board, None));
    let cautions = part.map(|part| cautions(part.cautions, part.rows));
    let counts = board.counts;
    let basis = part.map(|part| match slice {
        None => t!("board-basis", judgments = part.judgments, prompts = part.prompts, annotators = counts.annotators),
        // How many people judged a part is not counted.
        Some(_) => t!("board-basis-slice", judgments = part.judgments, prompts = part.prompts),
    });
    let (before, after) = around("board-made", "when");
    let whole = slice.is_none();
    view! {
        <div class="stack board">
            <div class="row between"><h1>{board.evaluation.clone()}</h1>{state(release)}</div>
            <p class="quiet-text">{t!("board-release", number = release.number)}" "{before}<Time at=release.created_at />{after}" "{basis}</p>
            {(release.state == ReleaseState::Provisional).then(|| view! { <Notice>{t!("board-provisional-means")}</Notice> })}
            {voided_since(voided)}
            {admin.then(|| buttons(release))}
            {slices(release, slice)}
            {cautions}
            {part.map(|part| ranking(board, part.rows))}
            {part.and_then(|part| intervals(board.kind, part.rows))}
            {part.and_then(|part| stability(part.rows))}
            {whole.then(|| view! { {neighbours(board)}{win_rates(board)}{style_control(board)}{error_tags(board)} })}
            {method(release, slice)}
            {others(release, siblings)}
        </div>
    }
}

/// What an admin can do with it now.
fn buttons(release: &ReleaseView) -> Vec<AnyView> {
    let form = |verb: &str, label: String, what: String, class: &'static str| {
        let action = format!("/board/{}/{verb}", release.id);
        view! {
            <form method="post" action=action class="row">
                <button class=class type="submit">{label}</button><span class="quiet-text">{what}</span>
            </form>
        }
        .into_any()
    };
    let preview = || form("preview", t!("board-preview"), t!("board-preview-means"), "button");
    let publish = || form("publish", t!("board-publish"), t!("board-publish-means"), "button primary");
    let deprecate = || form("deprecate", t!("board-deprecate"), t!("board-deprecate-means"), "button");
    match release.state {
        ReleaseState::Draft => vec![publish(), preview()],
        ReleaseState::Provisional => vec![publish(), deprecate()],
        ReleaseState::Published => vec![deprecate()],
        ReleaseState::Deprecated => Vec::new(),
    }
}

/// Links to the boards of parts of the prompts, attribute by attribute.
fn slices(release: &ReleaseView, now: Option<usize>) -> Option<impl IntoView + use<>> {
    let board = &release.board;
    if board.slices.is_empty() && board.too_small.is_empty() {
        return None;
    }
    let link = |number: Option<usize>, label: String| {
        let href = number
            .map_or_else(|| format!("/board/{}", release.id), |number| format!("/board/{}?slice={number}", release.id));
        view! { <li><a href=href aria-current=(number == now).then_some("page")>{label}</a></li> }
    };
    let numbered: Vec<_> = board.slices.iter().enumerate().collect();
    let groups: Vec<_> = numbered
        .chunk_by(|one, other| one.1.attribute == other.1.attribute)
        .map(|group| {
            let links: Vec<_> = group.iter().map(|(at, slice)| link(Some(at + 1), slice.value.clone())).collect();
            view! { <div class="row slice-group"><span class="quiet-text">{group[0].1.attribute.clone()}</span><ul class="tabs">{links}</ul></div> }
        })
        .collect();
    let small: Vec<_> = board
        .too_small
        .iter()
        .map(|(attribute, count)| {
            let minimum = release.settings.slice_minimum;
            view! { <p class="quiet-text">{t!("board-too-small", attribute = attribute.as_str(), count = *count, minimum = minimum)}</p> }
        })
        .collect();
    Some(view! {
        <nav class="stack tight" aria-label=t!("board-slices")>
            <ul class="tabs">{link(None, t!("board-all-prompts"))}</ul>
            {groups}{small}
        </nav>
    })
}

/// The evaluation's other releases, and what changed between them.
fn others(release: &ReleaseView, siblings: &[Sibling]) -> Option<impl IntoView + use<>> {
    if siblings.is_empty() {
        return None;
    }
    let links: Vec<_> = siblings
        .iter()
        .map(|other| {
            let (before, after) =
                if other.number < release.number { (other.id, release.id) } else { (release.id, other.id) };
            view! {
                <li>
                    <a href=format!("/board/{}", other.id)>{t!("board-release-short", number = other.number)}</a>" · "
                    <a href=format!("/board/{after}/since/{before}")>{t!("board-what-changed")}</a>
                </li>
            }
        })
        .collect();
    Some(view! {
        <section class="stack" aria-labelledby="others-heading">
            <h2 id="others-heading">{t!("board-other-releases")}</h2>
            <ul>{links}</ul>
        </section>
    })
}
