//! What weak data cannot say, in the reader's language.

use crate::i18n::t;
use crate::ui::{Notice, NoticeKind};
use assay_workflow::releases::{BoardRow, Caution, FEW_UNITS, Resampling, ScoreWarning, Voided, Warning};
use leptos::prelude::*;

/// A notice for each caution; models are called as the rows call them.
pub(super) fn cautions(cautions: &[Caution], rows: &[BoardRow]) -> Vec<AnyView> {
    let notice = |caution: &Caution| {
        let said = match caution {
            Caution::Comparison(warning) => comparison(warning, rows),
            Caution::Score(warning) => score(warning, rows),
            // What the first releases stored is English in every language.
            Caution::Sentence(sentence) => {
                let sentence = sentence.clone();
                return view! { <Notice kind=NoticeKind::Warning><span lang="en">{sentence}</span></Notice> }
                    .into_any();
            }
        };
        view! { <Notice kind=NoticeKind::Warning>{said}</Notice> }.into_any()
    };
    cautions.iter().map(notice).collect()
}

/// That some of what a release counts would count no longer; nothing where there is none of it. On the page of a slice too, since
/// it may touch the slice.
pub(super) fn voided_since(voided: Voided) -> Option<impl IntoView> {
    let Voided { judgments, prompts } = voided;
    (judgments > 0).then(|| {
        let said = t!("board-voided-since", judgments = judgments, prompts = prompts);
        view! { <Notice kind=NoticeKind::Warning>{said}</Notice> }
    })
}

fn name(model: u32, rows: &[BoardRow]) -> String {
    rows.get(model as usize).map(|row| row.model.clone()).unwrap_or_default()
}

fn names(models: &[u32], rows: &[BoardRow]) -> String {
    models.iter().map(|model| name(*model, rows)).collect::<Vec<_>>().join(", ")
}

fn comparison(warning: &Warning, rows: &[BoardRow]) -> String {
    match warning {
        Warning::NoJudgments => t!("board-weak-no-judgments"),
        Warning::OneModel => t!("board-weak-one-model"),
        Warning::Disconnected { groups } => t!("board-weak-disconnected", groups = *groups),
        Warning::NeverLost { models } => t!("board-weak-never-lost", models = names(models, rows)),
        Warning::NeverWon { models } => t!("board-weak-never-won", models = names(models, rows)),
        Warning::Unplaced { models } => t!("board-weak-unplaced", models = names(models, rows)),
        Warning::NotCompared { models } => t!("board-weak-not-compared", models = names(models, rows)),
        Warning::BelowMinimum { models, minimum } => below_minimum(models, *minimum, rows),
        Warning::InfiniteRounds { infinite, rounds } => {
            t!("board-weak-infinite-rounds", infinite = *infinite, rounds = *rounds)
        }
        Warning::AllTies => t!("board-weak-all-ties"),
        Warning::ZeroWeights { judgments } => t!("board-weak-zero-weights", judgments = *judgments),
        Warning::WeightsNotUsed => t!("board-weak-weights-not-used"),
        Warning::SandwichServes { judgments, above } => {
            t!("board-weak-sandwich", judgments = *judgments, above = *above)
        }
        Warning::UnitUnknown { asked: Resampling::Annotators } => t!("board-weak-unit-annotator"),
        Warning::UnitUnknown { .. } => t!("board-weak-unit-prompt"),
        Warning::FewUnits { units } => few_units(*units),
        Warning::AnchorUnrated { model } => t!("board-weak-anchor", model = name(*model, rows)),
    }
}

fn score(warning: &ScoreWarning, rows: &[BoardRow]) -> String {
    match warning {
        ScoreWarning::NoJudgments => t!("board-weak-no-judgments"),
        ScoreWarning::NotJudged { models } => t!("board-weak-not-judged", models = names(models, rows)),
        ScoreWarning::BelowMinimum { models, minimum } => below_minimum(models, *minimum, rows),
        ScoreWarning::NoVariation { models } => t!("board-weak-no-variation", models = names(models, rows)),
        ScoreWarning::FewUnits { units } => few_units(*units),
    }
}

fn below_minimum(models: &[u32], minimum: u64, rows: &[BoardRow]) -> String {
    t!("board-weak-below-minimum", minimum = minimum, models = names(models, rows))
}

fn few_units(units: u64) -> String {
    t!("board-weak-few-units", units = units, enough = FEW_UNITS)
}
