//! A new evaluation: what is compared, by whom and by which criteria.

use super::{Fields, invalid, one, renamed, several};
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
    Ok(page(context, "New evaluation", || {
        let value = |name: &str| one(&typed, name).to_owned();
        let versions: Vec<(String, String)> = sets
            .iter()
            .flat_map(|view| {
                view.versions.iter().filter(|version| version.prompts > 0).map(move |version| {
                    (
                        version.id.to_string(),
                        format!("{} · version {} · {} prompts", view.set.name, version.number, version.prompts),
                    )
                })
            })
            .collect();
        if versions.is_empty() || models.len() < 2 {
            return view! {
                <h1>"New evaluation"</h1>
                <EmptyState title="Something comes first">
                    <p>"An evaluation needs at least two "<a href="/manage/models">"models"</a>" and a "<a href="/manage/prompt-sets">"prompt set"</a>" with prompts."</p>
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
                        <td><input name=name.clone() value=value(&name) aria-label=format!("Name of criterion {}", at + 1) /></td>
                        <td><input name=help.clone() value=value(&help) class="wide" aria-label=format!("Help for criterion {}", at + 1) /></td>
                        <td><input type="checkbox" name=required checked=checked aria-label=format!("Criterion {} is required", at + 1) /></td>
                    </tr>
                }
            })
            .collect();
        view! {
            <div class="stack">
                <Breadcrumbs above=vec![("Evaluations".to_owned(), "/manage".to_owned())] here="New evaluation" />
                <h1>"New evaluation"</h1>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action="/manage/evaluations" class="stack">
                    <div class="narrow stack">
                        <Field name="name" label="Name" value=value("name") hint="Annotators and reviewers see it; do not name a model." error=error_for(&errors, "name") required=true />
                        <Select name="version" label="Prompt set" options=versions selected=value("version") error=error_for(&errors, "version") />
                        <fieldset class="plain-set" id="field-models"><legend>"Models to compare"</legend>{models_error}{boxes}</fieldset>
                        <Field name="annotators_per_task" label="Annotators per task" kind="number" value=value("annotators_per_task") error=error_for(&errors, "annotators_per_task") />
                        <Field name="lease_minutes" label="Minutes a task is kept without a sign of life" kind="number" value=value("lease_minutes") error=error_for(&errors, "lease_minutes") />
                        <Field name="minimum_justification" label="Least characters of a justification" kind="number" value=value("minimum_justification") hint="0 makes it optional." error=error_for(&errors, "minimum_justification") />
                        <TextArea name="guidelines" label="Guidelines" value=value("guidelines") rows=8 hint="Markdown; shown beside each task." error=error_for(&errors, "guidelines") />
                        <TextArea name="error_tags" label="Error tags" value=value("error_tags") rows=6 hint="One a line." error=error_for(&errors, "error_tags") />
                    </div>
                    <fieldset class="plain-set" id="field-criteria">
                        <legend>"Criteria"</legend>
                        <p class="field-hint">"Rows without a name are left out."</p>
                        {criteria_error}
                        <div class="table-scroll" tabindex="0" role="region" aria-label="Criteria">
                            <table class="data criteria-rows">
                                <thead><tr><th scope="col">"Name"</th><th scope="col">"What to look for"</th><th scope="col">"Required"</th></tr></thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <p class="check"><input type="checkbox" id="coding_set" name="coding_set" checked=coding_set /><label for="coding_set">"Use the five coding criteria instead: correctness, efficiency, readability, adherence to the prompt, overall quality"</label></p>
                    </fieldset>
                    <div><button class="button primary" type="submit">"Create as a draft"</button></div>
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
            Flash::done("Created as a draft. Open it when everything is right.").leave(&session).await?;
            Ok(Redirect::to(&format!("/manage/evaluations/{id}")).into_response())
        }
        Err(error) => {
            let errors = renamed(invalid(error)?, &[("lease_seconds", "lease_minutes")]);
            let page = form_page(&assay, &context, &fields, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
