//! A new evaluation: what is compared, by whom and by which criteria.

use super::{Fields, invalid, one, renamed, several};
use crate::i18n::t;
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, EmptyState, ErrorSummary, Field, Select, TextArea, error_for};
use assay_domain::setup::{Criterion, DEFAULT_ERROR_TAGS, EvaluationPlan, Kind, criteria_sets};
use assay_domain::{FieldError, ModelId, PromptSetVersionId};
use assay_workflow::Assay;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// Rows of the form for criteria; the set of sixteen fits.
const CRITERIA_ROWS: usize = 16;

/// `GET /manage/evaluations/new`
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let mut fields: Fields = vec![
        ("annotators_per_task".into(), "3".into()),
        ("lease_minutes".into(), "60".into()),
        ("minimum_justification".into(), "0".into()),
        ("initial_coverage".into(), "100".into()),
        ("final_coverage".into(), "100".into()),
        ("error_tags".into(), DEFAULT_ERROR_TAGS.join("\n")),
    ];
    for (at, (name, help)) in criteria_sets::GENERAL.into_iter().enumerate() {
        fields.push((format!("criterion_name.{at}"), name.into()));
        fields.push((format!("criterion_help.{at}"), help.into()));
        fields.push((format!("criterion_required.{at}"), "on".into()));
    }
    form_page(&assay, &context, &fields, Vec::new()).await
}

async fn form_page(
    assay: &Assay,
    context: &PageContext,
    typed: &Fields,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let sets = assay.prompt_sets(actor).await?;
    let (_, models) = assay.models(actor).await?;
    let typed = typed.clone();
    Ok(page(context, &t!("manage-new-evaluation"), || {
        let value = |name: &str| one(&typed, name).to_owned();
        let versions: Vec<(String, String)> = sets
            .iter()
            .flat_map(|view| {
                view.versions.iter().filter(|version| version.prompts > 0).map(move |version| {
                    (
                        version.id.to_string(),
                        t!(
                            "manage-version-option",
                            set = &view.set.name,
                            version = version.number,
                            prompts = version.prompts
                        ),
                    )
                })
            })
            .collect();
        if versions.is_empty() || models.len() < 2 {
            return view! {
                <h1>{t!("manage-new-evaluation")}</h1>
                <EmptyState title=t!("manage-first")>
                    <p>{t!("manage-first-text")}</p>
                    <p><a href="/manage/models">{t!("manage-models")}</a>" · "<a href="/manage/prompt-sets">{t!("manage-prompt-sets")}</a></p>
                </EmptyState>
            }
            .into_any();
        }
        let chosen = several(&typed, "models").into_iter().map(str::to_owned).collect::<Vec<_>>();
        let boxes: Vec<_> = models
            .iter()
            .map(|model| {
                let (id, value) = (format!("model-{}", model.id), model.id.to_string());
                let checked = chosen.contains(&value);
                view! { <p class="check"><input type="checkbox" id=id.clone() name="models" value=value checked=checked /><label for=id>{format!("{} ({})", model.name, model.vendor)}</label></p> }
            })
            .collect();
        let coding_set = !value("coding_set").is_empty();
        let models_error = error_for(&errors, "models").map(|error| view! { <p class="field-error">{error}</p> });
        let criteria_error = error_for(&errors, "criteria").map(|error| view! { <p class="field-error">{error}</p> });
        let rows: Vec<_> = (0..CRITERIA_ROWS)
            .map(|at| {
                let (name, help, required) = (format!("criterion_name.{at}"), format!("criterion_help.{at}"), format!("criterion_required.{at}"));
                let checked = !value(&required).is_empty() || value(&name).is_empty();
                view! {
                    <tr>
                        <td><input name=name.clone() value=value(&name) aria-label=t!("manage-criterion-name-of", number = at + 1) /></td>
                        <td><input name=help.clone() value=value(&help) class="wide" aria-label=t!("manage-criterion-help-of", number = at + 1) /></td>
                        <td><input type="checkbox" name=required checked=checked aria-label=t!("manage-criterion-required-of", number = at + 1) /></td>
                    </tr>
                }
            })
            .collect();
        view! {
            <div class="stack">
                <Breadcrumbs above=vec![(t!("manage-evaluations"), "/manage".to_owned())] here=t!("manage-new-evaluation") />
                <h1>{t!("manage-new-evaluation")}</h1>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action="/manage/evaluations" class="stack">
                    <div class="narrow stack">
                        <Field name="name" label=t!("manage-name") value=value("name") hint=t!("manage-name-hint") error=error_for(&errors, "name") required=true />
                        <Select name="version" label=t!("manage-prompt-set") options=versions selected=value("version") error=error_for(&errors, "version") />
                        <fieldset class="plain-set" id="field-models"><legend>{t!("manage-models-to-compare")}</legend>{models_error}{boxes}</fieldset>
                        <Field name="annotators_per_task" label=t!("manage-annotators-per-task") kind="number" value=value("annotators_per_task") error=error_for(&errors, "annotators_per_task") />
                        <Field name="lease_minutes" label=t!("manage-lease-minutes") kind="number" value=value("lease_minutes") error=error_for(&errors, "lease_minutes") />
                        <Field name="minimum_justification" label=t!("manage-minimum-justification") kind="number" value=value("minimum_justification") hint=t!("manage-zero-optional") error=error_for(&errors, "minimum_justification") />
                        <Field name="initial_coverage" label=t!("manage-initial-coverage") kind="number" value=value("initial_coverage") hint=t!("manage-coverage-hint") error=error_for(&errors, "initial_coverage") />
                        <Field name="final_coverage" label=t!("manage-final-coverage") kind="number" value=value("final_coverage") error=error_for(&errors, "final_coverage") />
                        <TextArea name="guidelines" label=t!("manage-guidelines") value=value("guidelines") rows=8 hint=t!("manage-guidelines-hint") error=error_for(&errors, "guidelines") />
                        <TextArea name="error_tags" label=t!("manage-error-tags") value=value("error_tags") rows=6 hint=t!("manage-one-a-line") error=error_for(&errors, "error_tags") />
                    </div>
                    <fieldset class="plain-set" id="field-criteria">
                        <legend>{t!("manage-criteria")}</legend>
                        <p class="field-hint">{t!("manage-criteria-hint")}</p>
                        {criteria_error}
                        <div class="table-scroll" tabindex="0" role="region" aria-label=t!("manage-criteria")>
                            <table class="data criteria-rows">
                                <thead><tr><th scope="col">{t!("manage-name")}</th><th scope="col">{t!("manage-criterion-help")}</th><th scope="col">{t!("manage-criterion-required")}</th></tr></thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <p class="check"><input type="checkbox" id="coding_set" name="coding_set" checked=coding_set /><label for="coding_set">{t!("manage-coding-set")}</label></p>
                    </fieldset>
                    <div><button class="button primary" type="submit">{t!("manage-create-draft")}</button></div>
                </form>
            </div>
        }
        .into_any()
    }))
}

/// The plan a form describes; numbers that are none become −1, which the plan's own check refuses with the right words.
fn plan(fields: &Fields) -> EvaluationPlan {
    let number = |name: &str| one(fields, name).trim().parse::<i64>().unwrap_or(-1);
    let typed = (0..CRITERIA_ROWS).filter_map(|at| {
        let name = one(fields, &format!("criterion_name.{at}")).trim();
        (!name.is_empty()).then(|| Criterion {
            name: name.to_owned(),
            help: one(fields, &format!("criterion_help.{at}")).trim().to_owned(),
            required: !one(fields, &format!("criterion_required.{at}")).is_empty(),
        })
    });
    let coding = criteria_sets::CODING.iter().map(|(name, help)| Criterion {
        name: (*name).into(),
        help: (*help).into(),
        required: true,
    });
    EvaluationPlan {
        name: one(fields, "name").trim().to_owned(),
        kind: Kind::Comparison,
        annotators_per_task: number("annotators_per_task"),
        lease_seconds: number("lease_minutes").saturating_mul(60),
        minimum_justification: number("minimum_justification"),
        guidelines: one(fields, "guidelines").replace("\r\n", "\n"),
        criteria: if one(fields, "coding_set").is_empty() { typed.collect() } else { coding.collect() },
        error_tags: one(fields, "error_tags")
            .lines()
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect(),
        initial_coverage: number("initial_coverage"),
        final_coverage: number("final_coverage"),
    }
}

/// `POST /manage/evaluations`
pub async fn add(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let version = PromptSetVersionId(one(&fields, "version").parse().unwrap_or(0));
    let models = several(&fields, "models").into_iter().filter_map(|id| id.parse().ok()).map(ModelId).collect();
    match assay.add_evaluation(context.actor()?, version, plan(&fields), models).await {
        Ok(id) => {
            Flash::done(t!("manage-draft-created")).leave(&session).await?;
            Ok(Redirect::to(&format!("/manage/evaluations/{id}")).into_response())
        }
        Err(error) => {
            let errors = renamed(invalid(error)?, &[("lease_seconds", "lease_minutes")]);
            let page = form_page(&assay, &context, &fields, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
