//! The method: everything that a reader needs to doubt the numbers.

use super::view::{of_counted, percent};
use crate::i18n::{number, t};
use assay_domain::setup::Kind;
use assay_workflow::releases::{Board, ReleaseSettings, ReleaseView, Resampling, Weighting};
use leptos::prelude::*;

fn weighting(settings: &ReleaseSettings) -> String {
    match (settings.weighting, settings.strength) {
        (Weighting::InversePairCount, _) => t!("board-weights-pairs"),
        (Weighting::InversePairCountFloored(floor), _) => t!("board-weights-floored", floor = number(floor, 0)),
        (Weighting::None | Weighting::Given, None) => t!("board-weights-none"),
        (Weighting::None | Weighting::Given, Some(_)) => t!("board-weights-strength-alone"),
    }
}

/// What the intervals are, in a sentence.
fn intervals(board: &Board, settings: &ReleaseSettings) -> String {
    // The first releases did not say what was done in fact; there it was what had been asked for.
    let by = board.intervals.as_ref().map_or(settings.resampling, |intervals| intervals.by);
    let rounds = number(board.intervals.as_ref().map_or(settings.rounds, |intervals| intervals.rounds), 0);
    match by {
        Resampling::Prompts => t!("board-by-prompts", rounds = rounds),
        Resampling::Judgments => t!("board-by-judgments", rounds = rounds),
        Resampling::Annotators => t!("board-by-annotators", rounds = rounds),
        Resampling::ClusterSandwich => t!("board-by-cluster-sandwich"),
        Resampling::Sandwich => t!("board-by-sandwich"),
    }
}

/// What was counted otherwise than usual, a sentence each; of a slice, what holds for it too.
fn choices(board: &Board, settings: &ReleaseSettings, whole: bool) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(weights) = settings.strength {
        let [same, slightly, clearly, much] =
            [weights.same, weights.slightly, weights.clearly, weights.much].map(|weight| number(weight, 2));
        said.push(t!("board-strength", same = same, slightly = slightly, clearly = clearly, much = much));
    }
    if settings.voided > 0 && whole {
        said.push(t!("board-voided", judgments = settings.voided, prompts = settings.voided_prompts));
    }
    match (settings.leave_out_corrected, board.counts.corrected) {
        _ if !whole => {}
        (true, _) => said.push(t!("board-left-out", count = settings.left_out)),
        (false, 0) => {}
        (false, count) => said.push(t!("board-corrected", count = count)),
    }
    if let Some([initial, last]) = board.coverage.filter(|coverage| *coverage != [100, 100]) {
        said.push(t!("board-coverage", initial = initial, last = last));
    }
    match &board.anchor {
        _ if board.kind != Kind::Comparison => {}
        // An anchor without a rating pins nothing; a caution says so.
        Some((model, _)) if board.rows.iter().any(|row| row.model == *model && row.elo.is_none()) => {}
        Some((model, elo)) => said.push(t!("board-anchored", model = model.as_str(), elo = format!("{elo:.0}"))),
        None => said.push(t!("board-centred")),
    }
    said
}

pub(super) fn method(release: &ReleaseView, slice: Option<usize>) -> impl IntoView + use<> {
    let (board, settings) = (&release.board, &release.settings);
    let counts = board.counts;
    // What was counted of all prompts would be taken for the slice's on its page.
    let whole = slice.is_none();
    let people = (whole && counts.reviewers > 0).then(|| {
        t!("board-people", annotators = counts.annotators, reviewers = counts.reviewers, tasks = counts.tasks)
    });
    let widths = board
        .half_widths
        .map(|[prompts, judgments]| t!("board-widths", prompts = number(prompts, 1), judgments = number(judgments, 1)));
    let agreement =
        board.agreement.map(|share| t!("board-agreement", share = of_counted(share), pairs = number(share.of, 0)));
    let alpha = board.alpha.map(|alpha| t!("board-alpha", alpha = number(alpha, 2)));
    let left = board.left_preferred.map(|share| match board.position {
        Some(position) => t!(
            "board-left-interval",
            share = of_counted(share),
            lower = percent(position.lower),
            upper = percent(position.upper)
        ),
        None => t!("board-left", share = of_counted(share)),
    });
    let link = |format: &str| match slice {
        Some(slice) if format == "csv" => format!("/board/{}.csv?slice={slice}", release.id),
        _ => format!("/board/{}.{format}", release.id),
    };
    let (judged, fit) = match board.kind {
        Kind::Comparison => (t!("board-method-judged"), format!("{} {}", t!("board-method-fit"), weighting(settings))),
        Kind::Rating => (t!("board-method-judged-one"), t!("board-method-mean")),
        Kind::Correctness => {
            let gap = board.benchmark.as_deref().map(|name| t!("board-method-gap", name = name)).unwrap_or_default();
            (t!("board-method-judged-one"), format!("{} {gap}", t!("board-method-accuracy")))
        }
    };
    let checks = whole.then(|| view! { <p>{widths}" "{agreement}" "{alpha}" "{left}</p> });
    let choices: Vec<_> = choices(board, settings, whole).into_iter().map(|sentence| format!("{sentence} ")).collect();
    view! {
        <section class="stack narrow" aria-labelledby="method-heading">
            <h2 id="method-heading">{t!("board-method")}</h2>
            <p>{judged}" "{people}</p>
            <p>{fit}" "{choices}</p>
            <p>{intervals(board, settings)}" "{t!("board-method-rank")}</p>
            {checks}
            <dl class="facts">
                <dt>{t!("board-seed")}</dt><dd>{settings.seed.to_string()}</dd>
                <dt>{t!("board-engine")}</dt><dd>{release.engine_version.clone()}</dd>
                <dt>{t!("board-hash")}</dt><dd><code class="hash">{release.hash.clone()}</code></dd>
                <dt>{t!("board-data")}</dt><dd><a href=link("json")>"JSON"</a>" · "<a href=link("csv")>"CSV"</a></dd>
            </dl>
            <p class="quiet-text">{t!("board-verify", id = release.id.to_string())}</p>
        </section>
    }
}
