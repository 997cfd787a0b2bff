//! A new evaluation: what is judged, by whom and by which criteria.

use super::{Fields, invalid, one, renamed, several};
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, EmptyState, ErrorSummary, Field, Select, TextArea, error_for};
use assay_domain::criteria_sets::CriteriaSet;
use assay_domain::scale::Scale;
use assay_domain::setup::{Criterion, DEFAULT_ERROR_TAGS, EvaluationPlan, Kind};
use assay_domain::{FieldError, ModelId, PromptSetVersionId};
use assay_workflow::Assay;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// Rows of the form for criteria: as many as an evaluation may have.
const CRITERIA_ROWS: usize = 20;

/// The fields of the form.
pub struct PlanNames;

impl Names for PlanNames {
    const NAMES: &'static [&'static str] = &[
        "name",
        "kind",
        "scale",
        "version",
        "models",
        "annotators_per_task",
        "lease_minutes",
        "minimum_justification",
        "initial_coverage",
        "final_coverage",
        "undo_seconds",
        "guidelines",
        "error_tags",
        "criteria_set",
        "criterion_name.*",
        "criterion_help.*",
        "criterion_scale.*",
        "criterion_required.*",
    ];
}

/// `GET /manage/evaluations/new`
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let mut fields: Fields = vec![
        ("annotators_per_task".into(), "3".into()),
        ("lease_minutes".into(), "60".into()),
        ("minimum_justification".into(), "0".into()),
        ("initial_coverage".into(), "100".into()),
        ("final_coverage".into(), "100".into()),
        ("undo_seconds".into(), "60".into()),
        ("error_tags".into(), DEFAULT_ERROR_TAGS.join("\n")),
    ];
    put_criteria(&mut fields, &CriteriaSet::GENERAL);
    form_page(&assay, &context, &fields, Vec::new()).await
}

/// `POST /manage/evaluations/new`: the form again with a ready-made set of criteria in its rows and everything else as typed.
pub async fn fill_in(
    State(assay): State<Assay>,
    context: PageContext,
    Sent(mut fields, ..): Sent<PlanNames>,
) -> Result<Response, Problem> {
    if let Some(set) = CriteriaSet::parse(one(&fields, "criteria_set")) {
        put_criteria(&mut fields, &set);
    }
    form_page(&assay, &context, &fields, Vec::new()).await
}

/// Puts a set into the rows of the form instead of what stood there.
fn put_criteria(fields: &mut Fields, set: &CriteriaSet) {
    fields.retain(|(name, _)| !name.starts_with("criterion_"));
    for (at, (name, help)) in set.criteria.iter().enumerate() {
        fields.push((format!("criterion_name.{at}"), (*name).into()));
        fields.push((format!("criterion_help.{at}"), (*help).into()));
        fields.push((format!("criterion_required.{at}"), "on".into()));
    }
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
        if versions.is_empty() || models.is_empty() {
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
        let kinds = vec![
            ("comparison".to_owned(), t!("manage-kind-comparison")),
            ("rating".to_owned(), t!("manage-kind-rating")),
            ("correctness".to_owned(), t!("manage-kind-correctness")),
        ];
        let sets = vec![
            ("general".to_owned(), t!("manage-set-general")),
            ("coding".to_owned(), t!("manage-set-coding")),
            ("language".to_owned(), t!("manage-set-language")),
        ];
        let models_error = error_for(&errors, "models").map(|error| view! { <p class="field-error">{error}</p> });
        let criteria_error = error_for(&errors, "criteria").map(|error| view! { <p class="field-error">{error}</p> });
        let rows: Vec<_> = (0..CRITERIA_ROWS)
            .map(|at| {
                let [name, help, scale, required] = ["name", "help", "scale", "required"].map(|part| format!("criterion_{part}.{at}"));
                let checked = !value(&required).is_empty() || value(&name).is_empty();
                view! {
                    <tr>
                        <td><input name=name.clone() value=value(&name) aria-label=t!("manage-criterion-name-of", number = at + 1) /></td>
                        <td><input name=help.clone() value=value(&help) class="wide" aria-label=t!("manage-criterion-help-of", number = at + 1) /></td>
                        <td><input name=scale.clone() value=value(&scale) aria-label=t!("manage-criterion-scale-of", number = at + 1) /></td>
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
                        <Select name="kind" label=t!("manage-kind") options=kinds selected=value("kind") error=error_for(&errors, "kind") />
                        <TextArea name="scale" label=t!("manage-scale") value=value("scale") rows=4 hint=t!("manage-scale-hint") error=error_for(&errors, "scale") />
                        <Select name="version" label=t!("manage-prompt-set") options=versions selected=value("version") error=error_for(&errors, "version") />
                        <fieldset class="plain-set" id="field-models"><legend>{t!("manage-models-to-compare")}</legend>{models_error}{boxes}</fieldset>
                        <Field name="annotators_per_task" label=t!("manage-annotators-per-task") kind="number" value=value("annotators_per_task") error=error_for(&errors, "annotators_per_task") />
                        <Field name="lease_minutes" label=t!("manage-lease-minutes") kind="number" value=value("lease_minutes") error=error_for(&errors, "lease_minutes") />
                        <Field name="minimum_justification" label=t!("manage-minimum-justification") kind="number" value=value("minimum_justification") hint=t!("manage-zero-optional") error=error_for(&errors, "minimum_justification") />
                        <Field name="initial_coverage" label=t!("manage-initial-coverage") kind="number" value=value("initial_coverage") hint=t!("manage-coverage-hint") error=error_for(&errors, "initial_coverage") />
                        <Field name="final_coverage" label=t!("manage-final-coverage") kind="number" value=value("final_coverage") error=error_for(&errors, "final_coverage") />
                        <Field name="undo_seconds" label=t!("manage-undo-seconds") kind="number" value=value("undo_seconds") hint=t!("manage-undo-hint") error=error_for(&errors, "undo_seconds") />
                        <TextArea name="guidelines" label=t!("manage-guidelines") value=value("guidelines") rows=8 hint=t!("manage-guidelines-hint") error=error_for(&errors, "guidelines") />
                        <TextArea name="error_tags" label=t!("manage-error-tags") value=value("error_tags") rows=6 hint=t!("manage-one-a-line") error=error_for(&errors, "error_tags") />
                    </div>
                    <fieldset class="plain-set" id="field-criteria">
                        <legend>{t!("manage-criteria")}</legend>
                        <p class="field-hint">{t!("manage-criteria-hint")}</p>
                        {criteria_error}
                        <div class="row">
                            <Select name="criteria_set" label=t!("manage-set-ready") options=sets selected=value("criteria_set") />
                            <button class="button" type="submit" formaction="/manage/evaluations/new" formnovalidate>{t!("manage-set-put")}</button>
                        </div>
                        <div class="table-scroll" tabindex="0" role="region" aria-label=t!("manage-criteria")>
                            <table class="data criteria-rows">
                                <thead><tr><th scope="col">{t!("manage-name")}</th><th scope="col">{t!("manage-criterion-help")}</th><th scope="col">{t!("manage-scale-column")}</th><th scope="col">{t!("manage-criterion-required")}</th></tr></thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                    </fieldset>
                    <div><button class="button primary" type="submit">{t!("manage-create-draft")}</button></div>
                </form>
            </div>
        }
        .into_any()
    }))
}

/// What is to be mended in the scale of a criterion.
fn scale_of(name: &str) -> FieldError {
    let message =
        format!("Write the scale of {name} as 2 to 11 different labels, each with what it stands for from 0 to 100.");
    FieldError::new("criteria", message).say("refusal-criterion-scale").with("name", name)
}

/// The plan a form describes, and what of it could not be read; numbers that are none become −1, which the plan's own check
/// refuses with the right words.
fn plan(fields: &Fields) -> (EvaluationPlan, Vec<FieldError>) {
    let mut errors = Vec::new();
    let number = |name: &str| one(fields, name).trim().parse::<i64>().unwrap_or(-1);
    let overall = Scale::read(one(fields, "scale")).unwrap_or_else(|message| {
        errors.push(FieldError::new("scale", message));
        Scale::Points
    });
    let criteria = (0..CRITERIA_ROWS)
        .filter_map(|at| {
            let typed = |part: &str| one(fields, &format!("criterion_{part}.{at}")).trim();
            let name = typed("name");
            (!name.is_empty()).then(|| Criterion {
                name: name.to_owned(),
                help: typed("help").to_owned(),
                required: !typed("required").is_empty(),
                scale: Scale::read(typed("scale")).unwrap_or_else(|_| {
                    errors.push(scale_of(name));
                    Scale::Points
                }),
            })
        })
        .collect();
    let kind = Kind::parse(one(fields, "kind"));
    let plan = EvaluationPlan {
        name: one(fields, "name").trim().to_owned(),
        kind: kind.unwrap_or_default(),
        annotators_per_task: number("annotators_per_task"),
        lease_seconds: number("lease_minutes").saturating_mul(60),
        minimum_justification: number("minimum_justification"),
        guidelines: one(fields, "guidelines").replace("\r\n", "\n"),
        scale: overall,
        criteria,
        error_tags: one(fields, "error_tags")
            .lines()
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect(),
        initial_coverage: number("initial_coverage"),
        final_coverage: number("final_coverage"),
        undo_seconds: number("undo_seconds"),
    };
    if kind.is_none() {
        errors.push(FieldError::new("kind", "Choose what is judged."));
    }
    (plan, errors)
}

/// `POST /manage/evaluations`
pub async fn add(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Sent(fields, ..): Sent<PlanNames>,
) -> Result<Response, Problem> {
    let version = PromptSetVersionId(one(&fields, "version").parse().unwrap_or(0));
    let models = several(&fields, "models").into_iter().filter_map(|id| id.parse().ok()).map(ModelId).collect();
    let (plan, unreadable) = plan(&fields);
    if !unreadable.is_empty() {
        let page = form_page(&assay, &context, &fields, unreadable).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match assay.add_evaluation(context.actor()?, version, plan, models).await {
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
