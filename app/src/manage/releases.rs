//! Releases of an evaluation: listed, and made from the judgments approved so far.

use super::evaluations::evaluation_page;
use super::{Fields, invalid, one, several};
use crate::i18n::{field_error, t, words};
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext};
use crate::ui::{ErrorSummary, Field, Select, error_for};
use assay_domain::release::ReleaseState;
use assay_domain::setup::Kind;
use assay_domain::{EvaluationId, FieldError, ModelId, Refusal};
use assay_workflow::evaluations::EvaluationView;
use assay_workflow::releases::{
    Anchor, PublicBenchmark, ReleaseSettings, ReleaseView, Resampling, StrengthWeights, Weighting,
};
use assay_workflow::{Assay, Entropy, SystemEntropy};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// The fields of the form for a release that a refusal may name.
const FORM: [&str; 17] = [
    "benchmark",
    "benchmark_items",
    "benchmark_accuracy",
    "rounds",
    "seed",
    "minimum_judgments",
    "floor",
    "anchor",
    "anchor_elo",
    "strength_same",
    "strength_slightly",
    "strength_clearly",
    "strength_much",
    "strength",
    "slices",
    "slice_minimum",
    "resampling",
];

/// The form for a release: what stands in it, and what to mend.
pub(super) struct Draft {
    typed: Fields,
    errors: Vec<FieldError>,
}

impl Draft {
    /// The usual settings and a random seed.
    pub(super) fn new() -> Self {
        let usual = ReleaseSettings::default();
        let mut bytes = [0; 4];
        SystemEntropy.fill(&mut bytes);
        let typed = [
            ("weighting", "inverse_pair_count".to_owned()),
            ("floor", "50".to_owned()),
            ("resampling", "prompts".to_owned()),
            ("rounds", usual.rounds.to_string()),
            ("seed", u32::from_le_bytes(bytes).to_string()),
            ("minimum_judgments", usual.minimum_judgments.to_string()),
            ("anchor", String::new()),
            ("anchor_elo", "1000".to_owned()),
            ("strength_same", "1".to_owned()),
            ("strength_slightly", "1".to_owned()),
            ("strength_clearly", "2".to_owned()),
            ("strength_much", "3".to_owned()),
            ("slice_minimum", usual.slice_minimum.to_string()),
        ];
        Self { typed: typed.map(|(name, value)| (name.to_owned(), value)).to_vec(), errors: Vec::new() }
    }
}

/// An evaluation's releases, and the form for a new one.
pub(super) fn release_section(
    shown: &EvaluationView,
    attributes: &[String],
    releases: &[ReleaseView],
    draft: &Draft,
) -> impl IntoView + use<> {
    let id = shown.evaluation.id;
    let rows: Vec<_> = releases
        .iter()
        .map(|release| {
            let state = match release.state {
                ReleaseState::Draft => t!("manage-release-draft"),
                ReleaseState::Provisional => t!("manage-release-provisional"),
                ReleaseState::Published => t!("manage-release-published"),
                ReleaseState::Deprecated => t!("manage-release-deprecated"),
            };
            view! { <li><a href=format!("/board/{}", release.id)>{t!("manage-release-line", number = release.number)}</a>" — "{t!("manage-release-facts", judgments = release.board.counts.judgments, state = state)}</li> }
        })
        .collect();
    let errors = &draft.errors;
    view! {
        <section class="stack" aria-labelledby="releases-heading">
            <h2 id="releases-heading">{t!("manage-releases")}</h2>
            {if rows.is_empty() { view! { <p class="quiet-text">{t!("manage-no-releases")}</p> }.into_any() } else { view! { <ul>{rows}</ul> }.into_any() }}
            <details class="card" open=!errors.is_empty()>
                <summary>{t!("manage-make-a-release")}</summary>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action=format!("/manage/evaluations/{id}/releases") class="narrow stack">
                    {fields(draft)}
                    {(shown.evaluation.plan.kind == Kind::Comparison).then(|| fields_of_comparisons(shown, draft))}
                    {(shown.evaluation.plan.kind == Kind::Correctness).then(|| benchmark_fields(shown, draft))}
                    {slice_fields(attributes, draft)}
                    <div><button class="button primary" type="submit">{t!("manage-make-release")}</button></div>
                </form>
            </details>
        </section>
    }
}

fn choice(value: &str, label: String) -> (String, String) {
    (value.to_owned(), label)
}

/// What every kind of release asks for.
fn fields(draft: &Draft) -> impl IntoView + use<> {
    let Draft { typed, errors } = draft;
    let value = |name: &str| one(typed, name).to_owned();
    let units = vec![
        choice("prompts", t!("manage-resampling-prompts")),
        choice("judgments", t!("manage-resampling-judgments")),
        choice("annotators", t!("manage-resampling-annotators")),
        choice("cluster_sandwich", t!("manage-resampling-cluster-sandwich")),
        choice("sandwich", t!("manage-resampling-sandwich")),
    ];
    view! {
        <Select name="resampling" label=t!("manage-resampling") options=units selected=value("resampling") error=error_for(errors, "resampling") />
        <Field name="rounds" label=t!("manage-rounds") kind="number" value=value("rounds") error=error_for(errors, "rounds") />
        <Field name="seed" label=t!("manage-seed") kind="number" value=value("seed") hint=t!("manage-seed-hint") error=error_for(errors, "seed") />
        <Field name="minimum_judgments" label=t!("manage-provisional") kind="number" value=value("minimum_judgments") error=error_for(errors, "minimum_judgments") />
        {check("leave_out_corrected", t!("manage-leave-out-corrected"), value("leave_out_corrected") == "on")}
    }
}

/// What only comparisons have: weights, the scale, strength and style.
fn fields_of_comparisons(shown: &EvaluationView, draft: &Draft) -> impl IntoView + use<> {
    let Draft { typed, errors } = draft;
    let value = |name: &str| one(typed, name).to_owned();
    let weights = vec![
        choice("inverse_pair_count", t!("manage-weights-pairs")),
        choice("floored", t!("manage-weights-floored")),
        choice("none", t!("manage-none")),
    ];
    let models = shown.models.iter().map(|model| (model.id.to_string(), model.name.clone()));
    let anchors: Vec<_> = std::iter::once(choice("", t!("manage-anchor-none"))).chain(models).collect();
    let strengths = [
        ("strength_same", words::preference_strength(0)),
        ("strength_slightly", words::preference_strength(1)),
        ("strength_clearly", words::preference_strength(2)),
        ("strength_much", words::preference_strength(3)),
    ];
    let strengths: Vec<_> = strengths
        .into_iter()
        .map(|(name, label)| view! { <Field name=name label=label value=value(name) error=error_for(errors, name) /> })
        .collect();
    let strength_error =
        error_for(errors, "strength").map(|why| view! { <p class="field-error" id="field-strength">{why}</p> });
    view! {
        <Select name="weighting" label=t!("manage-weights") options=weights selected=value("weighting") error=None />
        <Field name="floor" label=t!("manage-floor") kind="number" value=value("floor") hint=t!("manage-floor-hint") error=error_for(errors, "floor") />
        <Select name="anchor" label=t!("manage-anchor") options=anchors selected=value("anchor") error=error_for(errors, "anchor") />
        <Field name="anchor_elo" label=t!("manage-anchor-elo") value=value("anchor_elo") error=error_for(errors, "anchor_elo") />
        {check("style", t!("manage-style"), value("style") == "on")}
        {check("weigh_strength", t!("manage-strength"), value("weigh_strength") == "on")}
        <fieldset class="stack"><legend>{t!("manage-strengths")}</legend>{strength_error}<div class="grid">{strengths}</div></fieldset>
    }
}

/// A public benchmark of the same difficulty, to show the gap to.
fn benchmark_fields(shown: &EvaluationView, draft: &Draft) -> impl IntoView + use<> {
    let Draft { typed, errors } = draft;
    let value = |name: &str| one(typed, name).to_owned();
    let models: Vec<_> = shown
        .models
        .iter()
        .map(|model| {
            let name = format!("accuracy.{}", model.id);
            view! { <Field name=name.clone() label=model.name.clone() value=value(&name) error=error_for(errors, &name) /> }
        })
        .collect();
    let error = error_for(errors, "benchmark_accuracy").map(|why| view! { <p class="field-error">{why}</p> });
    view! {
        <Field name="benchmark" label=t!("manage-benchmark") value=value("benchmark") hint=t!("manage-benchmark-hint") error=error_for(errors, "benchmark") />
        <Field name="benchmark_items" label=t!("manage-benchmark-items") kind="number" value=value("benchmark_items") error=error_for(errors, "benchmark_items") />
        <fieldset class="stack" id="field-benchmark_accuracy"><legend>{t!("manage-benchmark-accuracy")}</legend>{error}<div class="grid">{models}</div></fieldset>
    }
}

/// Reads it; without a name there is none.
fn benchmark(fields: &Fields, errors: &mut Vec<FieldError>) -> Option<PublicBenchmark> {
    let name = one(fields, "benchmark").trim();
    if name.is_empty() {
        return None;
    }
    let mut found = PublicBenchmark { name: name.to_owned(), ..PublicBenchmark::default() };
    match one(fields, "benchmark_items").trim() {
        "" => {}
        text => match text.parse() {
            Ok(items) => found.items = Some(items),
            Err(_) => errors.push(FieldError::new("benchmark_items", "Give a whole number of 0 or more.")),
        },
    }
    for (field, text) in fields.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let Some(model) = field.strip_prefix("accuracy.").and_then(|model| model.parse().ok()) else { continue };
        match text.trim().replace(',', ".").parse::<f64>() {
            Ok(share) if share.is_finite() => {
                found.accuracy.insert(ModelId(model), share);
            }
            _ => errors.push(FieldError::new(field.clone(), "Give a number.")),
        }
    }
    Some(found)
}

/// The attributes to slice by.
fn slice_fields(attributes: &[String], draft: &Draft) -> Option<impl IntoView + use<>> {
    if attributes.is_empty() {
        return None;
    }
    let Draft { typed, errors } = draft;
    let chosen = several(typed, "slices");
    let boxes: Vec<_> = attributes
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let id = format!("slice-{at}");
            view! { <p class="check"><input type="checkbox" id=id.clone() name="slices" value=name.clone() checked=chosen.contains(&name.as_str()) /><label for=id>{name.clone()}</label></p> }
        })
        .collect();
    let error = error_for(errors, "slices").map(|why| view! { <p class="field-error">{why}</p> });
    Some(view! {
        <fieldset class="stack" id="field-slices"><legend>{t!("manage-slices")}</legend>{error}{boxes}</fieldset>
        <Field name="slice_minimum" label=t!("manage-slice-minimum") kind="number" value=one(typed, "slice_minimum").to_owned() hint=t!("manage-slice-minimum-hint") error=error_for(errors, "slice_minimum") />
    })
}

fn check(name: &'static str, label: String, checked: bool) -> impl IntoView {
    view! { <p class="check"><input type="checkbox" id=name name=name checked=checked /><label for=name>{label}</label></p> }
}

/// The fields of the form.
pub struct ReleaseNames;

impl Names for ReleaseNames {
    const NAMES: &'static [&'static str] = &[
        "resampling",
        "rounds",
        "seed",
        "minimum_judgments",
        "weighting",
        "floor",
        "anchor",
        "anchor_elo",
        "weigh_strength",
        "strength_same",
        "strength_slightly",
        "strength_clearly",
        "strength_much",
        "style",
        "benchmark",
        "benchmark_items",
        "accuracy.*",
        "slices",
        "slice_minimum",
        "leave_out_corrected",
    ];
}

/// `POST /manage/evaluations/{id}/releases`
pub async fn add(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Sent(fields, ..): Sent<ReleaseNames>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let made = match release_settings(&fields) {
        Ok(settings) => assay.make_release(actor, EvaluationId(id), settings).await,
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok(release) => {
            Flash::done(t!("manage-release-made")).leave(&session).await?;
            Ok(Redirect::to(&format!("/board/{release}")).into_response())
        }
        Err(error) => {
            let (errors, others): (Vec<_>, Vec<_>) = invalid(error)?
                .into_iter()
                .partition(|error| FORM.contains(&error.field.as_str()) || error.field.starts_with("accuracy."));
            let refused = others.into_iter().map(|error| field_error(&error)).collect();
            let draft = Draft { typed: fields, errors };
            let page = evaluation_page(&assay, &context, EvaluationId(id), refused, draft).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Reads the form; what is not in it keeps its usual value.
fn release_settings(fields: &Fields) -> Result<ReleaseSettings, Refusal> {
    let mut errors = Vec::new();
    let usual = ReleaseSettings::default();
    let mut whole = |name: &str, usual: u64| match one(fields, name).trim() {
        "" if !fields.iter().any(|(field, _)| field == name) => usual,
        text => text.parse::<u64>().unwrap_or_else(|_| {
            errors.push(FieldError::new(name, "Give a whole number of 0 or more."));
            usual
        }),
    };
    let rounds = whole("rounds", u64::from(usual.rounds));
    let (seed, minimum_judgments) = (whole("seed", usual.seed), whole("minimum_judgments", usual.minimum_judgments));
    let slice_minimum = whole("slice_minimum", usual.slice_minimum);
    let mut real = |name: &str| {
        one(fields, name).trim().replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite()).unwrap_or_else(
            || {
                errors.push(FieldError::new(name, "Give a number."));
                0.0
            },
        )
    };
    let weighting = match one(fields, "weighting") {
        "none" => Weighting::None,
        "floored" => Weighting::InversePairCountFloored(real("floor")),
        _ => Weighting::InversePairCount,
    };
    let strength = (one(fields, "weigh_strength") == "on").then(|| StrengthWeights {
        same: real("strength_same"),
        slightly: real("strength_slightly"),
        clearly: real("strength_clearly"),
        much: real("strength_much"),
    });
    let anchor = match one(fields, "anchor") {
        "" => None,
        // What is no number is no model either, and is refused as such.
        model => Some(Anchor { model: ModelId(model.parse().unwrap_or(-1)), elo: real("anchor_elo") }),
    };
    let benchmark = benchmark(fields, &mut errors);
    Refusal::if_any(errors)?;
    Ok(ReleaseSettings {
        weighting,
        benchmark,
        resampling: match one(fields, "resampling") {
            "judgments" => Resampling::Judgments,
            "annotators" => Resampling::Annotators,
            "cluster_sandwich" => Resampling::ClusterSandwich,
            "sandwich" => Resampling::Sandwich,
            _ => Resampling::Prompts,
        },
        rounds: u32::try_from(rounds).unwrap_or(u32::MAX),
        seed,
        minimum_judgments,
        anchor,
        strength,
        style: one(fields, "style") == "on",
        slices: several(fields, "slices").into_iter().map(str::to_owned).collect(),
        slice_minimum,
        leave_out_corrected: one(fields, "leave_out_corrected") == "on",
        ..usual
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_as_it_is_offered_makes_a_release_with_the_usual_settings() {
        let settings = release_settings(&Draft::new().typed).unwrap();
        assert_eq!(ReleaseSettings { seed: settings.seed, ..ReleaseSettings::default() }, settings);
    }

    #[test]
    fn everything_chosen_in_the_form_is_in_the_settings() {
        let mut typed = Draft::new().typed;
        let mut set = |name: &str, value: &str| {
            typed.retain(|(field, _)| field != name);
            typed.push((name.to_owned(), value.to_owned()));
        };
        for (name, value) in [
            ("weighting", "floored"),
            ("floor", "20"),
            ("resampling", "annotators"),
            ("anchor", "3"),
            ("anchor_elo", "1114,5"),
            ("style", "on"),
            ("weigh_strength", "on"),
            ("slices", "topic"),
        ] {
            set(name, value);
        }
        typed.push(("slices".to_owned(), "locale".to_owned()));
        let settings = release_settings(&typed).unwrap();
        assert_eq!(settings.weighting, Weighting::InversePairCountFloored(20.0));
        assert_eq!(settings.resampling, Resampling::Annotators);
        assert_eq!(settings.anchor, Some(Anchor { model: ModelId(3), elo: 1_114.5 }));
        assert_eq!(settings.strength, Some(StrengthWeights { same: 1.0, slightly: 1.0, clearly: 2.0, much: 3.0 }));
        assert!(settings.style && settings.slices == ["topic", "locale"]);
    }

    #[test]
    fn a_benchmark_is_read_model_by_model() {
        let mut typed = Draft::new().typed;
        for (name, value) in
            [("benchmark", " GSM8k "), ("benchmark_items", "1319"), ("accuracy.3", "95,5"), ("accuracy.4", "")]
        {
            typed.push((name.to_owned(), value.to_owned()));
        }
        let found = release_settings(&typed).unwrap().benchmark.unwrap();
        assert_eq!((found.name.as_str(), found.items), ("GSM8k", Some(1_319)));
        assert_eq!(found.accuracy.into_iter().collect::<Vec<_>>(), [(ModelId(3), 95.5)]);
        typed.push(("accuracy.5".to_owned(), "most".to_owned()));
        assert!(release_settings(&typed).is_err());
    }

    #[test]
    fn what_is_no_number_is_named_beside_its_field() {
        let mut typed = Draft::new().typed;
        typed.push(("weigh_strength".to_owned(), "on".to_owned()));
        for (name, value) in &mut typed {
            match name.as_str() {
                "weighting" => "floored".clone_into(value),
                "anchor" => "1".clone_into(value),
                name if FORM.contains(&name) => "<many>".clone_into(value),
                _ => {}
            }
        }
        let Err(Refusal::Invalid { errors }) = release_settings(&typed) else { panic!("it was accepted") };
        let named: std::collections::BTreeSet<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(named.len(), 10, "{named:?}");
        let draft = Draft { typed, errors: errors.clone() };
        let html = Owner::new().with(|| fields(&draft).into_view().to_html());
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 3, "{html}");
        assert!(html.contains("value=\"&lt;many&gt;\""), "{html}");
    }
}
