//! Evaluations: planned in a form, opened, watched, released.

use super::{invalid, one, overview::state, several};
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, EmptyState, ErrorSummary, Field, Select, TextArea, error_for};
use assay_domain::release::ReleaseState;
use assay_domain::setup::{Criterion, DEFAULT_ERROR_TAGS, EvaluationPlan, EvaluationState, Kind, criteria_sets};
use assay_domain::{EvaluationId, FieldError, ModelId, PromptSetVersionId, Refusal};
use assay_workflow::evaluations::EvaluationView;
use assay_workflow::releases::{ReleaseSettings, ReleaseView, ResamplingChoice, WeightingChoice};
use assay_workflow::{Assay, Entropy, Error, Progress, SystemEntropy};
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

type Fields = Vec<(String, String)>;

/// Rows of the form for criteria; the set of sixteen fits.
const CRITERIA_ROWS: usize = 16;

/// `GET /manage/evaluations/new`
pub async fn new(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
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
                        <Field name="lease_minutes" label="Minutes a task is kept without a sign of life" kind="number" value=value("lease_minutes") error=error_for(&errors, "lease_seconds") />
                        <Field name="minimum_justification" label="Least characters of a justification" kind="number" value=value("minimum_justification") hint="0 makes it optional." error=error_for(&errors, "minimum_justification") />
                        <TextArea name="guidelines" label="Guidelines" value=value("guidelines") rows=8 hint="Markdown; shown beside each task." error=error_for(&errors, "guidelines") />
                        <TextArea name="error_tags" label="Error tags" value=value("error_tags") rows=6 hint="One a line." error=error_for(&errors, "error_tags") />
                    </div>
                    <fieldset class="plain-set">
                        <legend>"Criteria"</legend>
                        <p class="field-hint">"Rows without a name are left out."</p>
                        {criteria_error}
                        <div class="table-scroll" tabindex="0" role="region" aria-label="Criteria">
                            <table class="data criteria-rows">
                                <thead><tr><th scope="col">"Name"</th><th scope="col">"What to look for"</th><th scope="col">"Required"</th></tr></thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <p class="check"><input type="checkbox" id="coding_set" name="coding_set" /><label for="coding_set">"Use the five coding criteria instead: correctness, efficiency, readability, adherence to the prompt, overall quality"</label></p>
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
            let page = form_page(&assay, &context, &fields, invalid(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `GET /manage/evaluations/{id}`
pub async fn show(State(assay): State<Assay>, context: PageContext, Path(id): Path<i64>) -> Result<Response, Problem> {
    evaluation_page(&assay, &context, EvaluationId(id), Vec::new()).await
}

async fn evaluation_page(
    assay: &Assay,
    context: &PageContext,
    id: EvaluationId,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let shown = assay.evaluation(actor, id).await?;
    let releases: Vec<ReleaseView> =
        assay.releases(Some(actor)).await?.into_iter().filter(|release| release.evaluation == id).collect();
    Ok(page(context, "Evaluation", || {
        let draft = shown.evaluation.state == EvaluationState::Draft;
        view! {
            <div class="stack">
                <Breadcrumbs above=vec![("Evaluations".to_owned(), "/manage".to_owned())] here=shown.evaluation.plan.name.clone() />
                <div class="row between"><h1>{shown.evaluation.plan.name.clone()}</h1>{state(shown.evaluation.state)}</div>
                <ErrorSummary errors=errors />
                {moves(&shown)}
                {(!draft).then(|| flow(shown.progress))}
                {(!shown.people.is_empty()).then(|| people(&shown))}
                {(!draft).then(|| release_section(id, &releases))}
                {settings(&shown)}
            </div>
        }
    }))
}

fn moves(shown: &EvaluationView) -> impl IntoView + use<> {
    let (verb, label, what) = match shown.evaluation.state {
        EvaluationState::Draft => (
            "open",
            "Open evaluation",
            "Opening seals the prompt-set version, makes the tasks and gives them to annotators. The settings stand after that.",
        ),
        EvaluationState::Open => (
            "close",
            "Close evaluation",
            "Closing gives out no new tasks. What is in hand can be finished and reviewed.",
        ),
        EvaluationState::Closed => ("reopen", "Open again", "Annotators get tasks again."),
    };
    let class = if shown.evaluation.state == EvaluationState::Open { "button" } else { "button primary" };
    view! {
        <form method="post" action=format!("/manage/evaluations/{}/{verb}", shown.evaluation.id) class="row">
            <button class=class type="submit">{label}</button><span class="quiet-text">{what}</span>
        </form>
    }
}

/// Where the tasks stand, as a bar and as numbers.
fn flow(progress: Progress) -> impl IntoView {
    let stages = [
        ("Annotating", progress.annotating, "annotating"),
        ("Initial review", progress.initial_review, "initial"),
        ("Final review", progress.final_review, "final"),
        ("Approved", progress.approved, "approved"),
    ];
    let mut at = 0;
    let bars: Vec<_> = stages
        .iter()
        .map(|(_, tasks, class)| {
            let width = tasks * 1000 / progress.tasks.max(1);
            let x = at;
            at += width;
            view! { <rect class=format!("flow-{class}") x=x.to_string() y="0" width=width.to_string() height="24"></rect> }
        })
        .collect();
    let rows: Vec<_> = stages.iter().map(|(name, tasks, class)| view! { <tr><th scope="row"><span class=format!("swatch flow-{class}") aria-hidden="true"></span>{*name}</th><td class="numeric">{*tasks}</td></tr> }).collect();
    view! {
        <section class="stack" aria-labelledby="flow-heading">
            <h2 id="flow-heading">"Where the tasks stand"</h2>
            <svg class="flow" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label="Tasks by state; the table has the numbers">{bars}</svg>
            <table class="data narrow">
                <tbody>{rows}<tr><th scope="row">"All tasks"</th><td class="numeric">{progress.tasks}</td></tr>
                <tr><th scope="row">"Judgments in, of all places"</th><td class="numeric">{format!("{} of {}", progress.judged, progress.slots)}</td></tr>
                <tr><th scope="row">"Being judged now"</th><td class="numeric">{progress.held}</td></tr></tbody>
            </table>
        </section>
    }
}

fn people(shown: &EvaluationView) -> impl IntoView + use<> {
    let rows: Vec<_> = shown
        .people
        .iter()
        .map(|person| {
            view! {
                <tr>
                    <th scope="row">{person.name.clone()}</th>
                    <td class="numeric">{person.submitted}</td>
                    <td class="numeric">{person.approved}</td>
                    <td class="numeric">{person.returned}</td>
                    <td class="numeric">{person.rejected}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="people-heading">
            <h2 id="people-heading">"Annotators"</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="people-heading">
                <table class="data">
                    <thead><tr><th scope="col">"Name"</th><th scope="col" class="numeric">"Waiting for review"</th><th scope="col" class="numeric">"Approved"</th><th scope="col" class="numeric">"Returned"</th><th scope="col" class="numeric">"Rejected"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn release_section(id: EvaluationId, releases: &[ReleaseView]) -> impl IntoView + use<> {
    let rows: Vec<_> = releases
        .iter()
        .map(|release| {
            let state = match release.state {
                ReleaseState::Draft => "draft: only admins see it",
                ReleaseState::Published => "published",
                ReleaseState::Deprecated => "deprecated",
            };
            view! { <li><a href=format!("/board/{}", release.id)>{format!("Release {}", release.number)}</a>{format!(" — {} judgments, {state}", release.board.counts.judgments)}</li> }
        })
        .collect();
    let mut bytes = [0; 4];
    SystemEntropy.fill(&mut bytes);
    let seed = u32::from_le_bytes(bytes).to_string();
    let option = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    view! {
        <section class="stack" aria-labelledby="releases-heading">
            <h2 id="releases-heading">"Releases"</h2>
            {if rows.is_empty() { view! { <p class="quiet-text">"None yet. A release is a leaderboard of the judgments approved so far; it never changes."</p> }.into_any() } else { view! { <ul>{rows}</ul> }.into_any() }}
            <details class="card">
                <summary>"Make a release"</summary>
                <form method="post" action=format!("/manage/evaluations/{id}/releases") class="narrow stack">
                    <Select name="weighting" label="Weights" options=vec![option("inverse_pair_count", "by the inverse of how often a pair was compared"), option("none", "none")] selected="inverse_pair_count" error=None />
                    <Select name="resampling" label="Intervals: draw again" options=vec![option("prompts", "prompts with all their judgments"), option("judgments", "single judgments")] selected="prompts" error=None />
                    <Field name="rounds" label="Bootstrap rounds" kind="number" value="1000" />
                    <Field name="seed" label="Seed" kind="number" value=seed hint="The same seed gives the same bits." />
                    <Field name="minimum_judgments" label="Provisional below this many judgments" kind="number" value="50" />
                    <div><button class="button primary" type="submit">"Make release"</button></div>
                </form>
            </details>
        </section>
    }
}

fn settings(shown: &EvaluationView) -> impl IntoView + use<> {
    let plan = &shown.evaluation.plan;
    let models: Vec<String> = shown.models.iter().map(|model| model.name.clone()).collect();
    let criteria: Vec<String> = plan.criteria.iter().map(|criterion| criterion.name.clone()).collect();
    view! {
        <section class="stack">
            <h2>"Settings"</h2>
            <dl class="facts">
                <dt>"Prompt set"</dt><dd>{format!("{}, version {}", shown.prompt_set.0, shown.prompt_set.1)}</dd>
                <dt>"Models"</dt><dd>{models.join(", ")}</dd>
                <dt>"Annotators per task"</dt><dd>{plan.annotators_per_task}</dd>
                <dt>"Lease"</dt><dd>{format!("{} minutes", plan.lease_seconds / 60)}</dd>
                <dt>"Criteria"</dt><dd>{criteria.join(", ")}</dd>
                <dt>"Error tags"</dt><dd>{plan.error_tags.join(", ")}</dd>
                <dt>"Justification"</dt><dd>{format!("at least {} characters", plan.minimum_justification)}</dd>
            </dl>
        </section>
    }
}

async fn moved(
    assay: &Assay,
    context: &PageContext,
    session: &Session,
    id: i64,
    done: String,
    outcome: Result<(), Error>,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => {
            Flash::done(done).leave(session).await?;
            Ok(Redirect::to(&format!("/manage/evaluations/{id}")).into_response())
        }
        Err(error) => {
            let page = evaluation_page(assay, context, EvaluationId(id), invalid(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /manage/evaluations/{id}/open`
pub async fn open(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let opened = assay.open_evaluation(context.actor()?, EvaluationId(id)).await;
    let done = opened.as_ref().map_or_else(|_| String::new(), |tasks| format!("Open, with {tasks} tasks."));
    moved(&assay, &context, &session, id, done, opened.map(drop)).await
}

/// `POST /manage/evaluations/{id}/close`
pub async fn close(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.close_evaluation(context.actor()?, EvaluationId(id)).await;
    moved(&assay, &context, &session, id, "Closed.".into(), outcome).await
}

/// `POST /manage/evaluations/{id}/reopen`
pub async fn reopen(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.reopen_evaluation(context.actor()?, EvaluationId(id)).await;
    moved(&assay, &context, &session, id, "Open again.".into(), outcome).await
}

/// `POST /manage/evaluations/{id}/releases`
pub async fn release(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let made = match release_settings(&fields) {
        Ok(settings) => assay.make_release(actor, EvaluationId(id), settings).await,
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok(release) => {
            Flash::done("The release is made. Only admins see it until you publish it.").leave(&session).await?;
            Ok(Redirect::to(&format!("/board/{release}")).into_response())
        }
        Err(error) => {
            let page = evaluation_page(&assay, &context, EvaluationId(id), invalid(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn release_settings(fields: &Fields) -> Result<ReleaseSettings, Refusal> {
    let whole = |name: &str| {
        one(fields, name).trim().parse::<u64>().map_err(|_| FieldError::new(name, "Give a whole number of 0 or more."))
    };
    let (rounds, seed, minimum_judgments) = (whole("rounds"), whole("seed"), whole("minimum_judgments"));
    let errors: Vec<FieldError> =
        [&rounds, &seed, &minimum_judgments].into_iter().filter_map(|value| value.as_ref().err().cloned()).collect();
    Refusal::if_any(errors)?;
    Ok(ReleaseSettings {
        weighting: if one(fields, "weighting") == "none" {
            WeightingChoice::None
        } else {
            WeightingChoice::InversePairCount
        },
        resampling: if one(fields, "resampling") == "judgments" {
            ResamplingChoice::Judgments
        } else {
            ResamplingChoice::Prompts
        },
        rounds: rounds.ok().and_then(|rounds| u32::try_from(rounds).ok()).unwrap_or(u32::MAX),
        seed: seed.unwrap_or(0),
        minimum_judgments: minimum_judgments.unwrap_or(0),
    })
}
