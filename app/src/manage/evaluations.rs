//! One evaluation: opened, watched, closed.

use super::releases::{Draft, release_section};
use super::{export, invalid, one, overview::state};
use crate::annotate::parts::guidelines;
use crate::i18n::{self, field_error, t, words};
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, Notice, NoticeKind, TextArea};
use assay_domain::scale::Scale;
use assay_domain::setup::{EvaluationState, Kind};
use assay_domain::{EvaluationId, Refusal};
use assay_workflow::evaluations::EvaluationView;
use assay_workflow::releases::ReleaseView;
use assay_workflow::{Assay, Error, Progress};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// `GET /manage/evaluations/{id}`
pub async fn show(State(assay): State<Assay>, context: PageContext, Path(id): Path<i64>) -> Result<Response, Problem> {
    evaluation_page(&assay, &context, EvaluationId(id), Vec::new(), Draft::new()).await
}

/// The page, with why something was refused and the form for a release as it was sent.
pub(super) async fn evaluation_page(
    assay: &Assay,
    context: &PageContext,
    id: EvaluationId,
    refused: Vec<String>,
    release: Draft,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let shown = assay.evaluation(actor, id).await?;
    let releases: Vec<ReleaseView> =
        assay.releases(Some(actor)).await?.into_iter().filter(|release| release.evaluation == id).collect();
    let attributes = assay.slice_attributes(actor, id).await?;
    Ok(page(context, &t!("manage-evaluation"), || {
        let draft = shown.evaluation.state == EvaluationState::Draft;
        let refused: Vec<_> =
            refused.into_iter().map(|why| view! { <Notice kind=NoticeKind::Error>{why}</Notice> }).collect();
        view! {
            <div class="stack">
                <Breadcrumbs above=vec![(t!("manage-evaluations"), "/manage".to_owned())] here=shown.evaluation.plan.name.clone() />
                <div class="row between"><h1>{shown.evaluation.plan.name.clone()}</h1>{state(shown.evaluation.state)}</div>
                {refused}
                {moves(&shown)}
                <ul class="tabs">
                    <li><a href=format!("/manage/evaluations/{id}/flow")>{t!("manage-flow-see")}</a></li>
                    <li><a href=format!("/manage/evaluations/{id}/routing")>{t!("manage-routing")}</a></li>
                </ul>
                {(!draft).then(|| flow(shown.progress))}
                {(!shown.people.is_empty()).then(|| people(&shown))}
                {(!draft).then(|| release_section(&shown, &attributes, &releases, &release))}
                {(!draft).then(|| export::section(id))}
                {settings(&shown)}
            </div>
        }
    }))
}

fn moves(shown: &EvaluationView) -> impl IntoView + use<> {
    let (verb, label, what) = match shown.evaluation.state {
        EvaluationState::Draft => ("open", t!("manage-open"), t!("manage-open-text")),
        EvaluationState::Open => ("close", t!("manage-close"), t!("manage-close-text")),
        EvaluationState::Closed => ("reopen", t!("manage-reopen"), t!("manage-reopen-text")),
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
        (t!("manage-flow-annotating"), progress.annotating, "annotating"),
        (t!("manage-flow-initial"), progress.initial_review, "initial"),
        (t!("manage-flow-final"), progress.final_review, "final"),
        (t!("manage-flow-approved"), progress.approved, "approved"),
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
    let rows: Vec<_> = stages.iter().map(|(name, tasks, class)| view! { <tr><th scope="row"><span class=format!("swatch flow-{class}") aria-hidden="true"></span>{name.clone()}</th><td class="numeric">{*tasks}</td></tr> }).collect();
    view! {
        <section class="stack" aria-labelledby="flow-heading">
            <h2 id="flow-heading">{t!("manage-flow")}</h2>
            <svg class="flow" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label=t!("manage-flow-picture")>{bars}</svg>
            <table class="data narrow">
                <tbody>{rows}<tr><th scope="row">{t!("manage-all-tasks")}</th><td class="numeric">{progress.tasks}</td></tr>
                <tr><th scope="row">{t!("manage-judgments-in")}</th><td class="numeric">{t!("manage-of", done = progress.judged, total = progress.slots)}</td></tr>
                <tr><th scope="row">{t!("manage-being-judged")}</th><td class="numeric">{progress.held}</td></tr></tbody>
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
        <section class="stack">
            <h2 id="people-heading">{t!("manage-annotators")}</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="people-heading">
                <table class="data">
                    <thead><tr><th scope="col">{t!("manage-name")}</th><th scope="col" class="numeric">{t!("manage-waiting")}</th><th scope="col" class="numeric">{t!("manage-flow-approved")}</th><th scope="col" class="numeric">{t!("manage-returned")}</th><th scope="col" class="numeric">{t!("manage-rejected")}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn scale_in_words(scale: &Scale) -> String {
    match scale {
        Scale::Points => t!("manage-scale-points"),
        Scale::Labels(_) => scale.written(", "),
    }
}

fn settings(shown: &EvaluationView) -> impl IntoView + use<> {
    let plan = &shown.evaluation.plan;
    let models: Vec<String> = shown.models.iter().map(|model| model.name.clone()).collect();
    let criteria: Vec<String> =
        plan.criteria
            .iter()
            .map(|criterion| {
                if criterion.required { criterion.name.clone() } else { t!("manage-optional", name = &criterion.name) }
            })
            .collect();
    let listed = |names: &[String]| if names.is_empty() { t!("manage-none") } else { names.join(", ") };
    let [initial, last] = shown.looked;
    let drawn = (initial.came + last.came > 0).then(|| {
        let (initial, last) = ((initial.drawn, initial.came), (last.drawn, last.came));
        t!("manage-coverage-drawn", initial = initial.0, came = initial.1, last = last.0, passed = last.1)
    });
    view! {
        <section class="stack">
            <h2>{t!("manage-settings")}</h2>
            <dl class="facts">
                <dt>{t!("manage-kind")}</dt><dd>{words::kind(plan.kind)}</dd>
                <dt>{t!("manage-prompt-set")}</dt><dd>{t!("manage-set-version", set = &shown.prompt_set.0, version = shown.prompt_set.1)}</dd>
                <dt>{t!("manage-models")}</dt><dd>{models.join(", ")}</dd>
                <dt>{t!("manage-coverage")}</dt><dd>{t!("manage-coverage-of", initial = plan.initial_coverage, last = plan.final_coverage)}" "{drawn}</dd>
                <dt>{t!("manage-annotators-per-task")}</dt><dd>{plan.annotators_per_task}</dd>
                <dt>{t!("manage-lease")}</dt><dd>{t!("manage-minutes", n = plan.lease_seconds / 60)}</dd>
                <dt>{t!("manage-criteria")}</dt><dd>{listed(&criteria)}</dd>
                {(plan.kind == Kind::Rating).then(|| view! { <dt>{t!("manage-scale")}</dt><dd>{scale_in_words(&plan.scale)}</dd> })}
                <dt>{t!("manage-error-tags")}</dt><dd>{listed(&plan.error_tags)}</dd>
                <dt>{t!("manage-justification")}</dt><dd>{t!("manage-at-least", n = plan.minimum_justification)}</dd>
            </dl>
            <h3>{t!("manage-guidelines-version", version = shown.evaluation.guideline_version)}</h3>
            {guidelines(&plan.guidelines, None)}
            <form method="post" action=format!("/manage/evaluations/{}/guidelines", shown.evaluation.id) class="narrow stack">
                <input type="hidden" name="version" value=shown.evaluation.guideline_version.to_string() />
                <TextArea name="guidelines" label=t!("manage-guidelines-edit") value=plan.guidelines.clone() rows=8 hint=t!("manage-guidelines-edit-hint") />
                <div><button class="button" type="submit">{t!("manage-guidelines-save")}</button></div>
            </form>
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
        // Someone else, or another tab, was faster: the page shows how it stands now.
        Err(Error::Refused(stale @ Refusal::Stale)) => {
            let page =
                evaluation_page(assay, context, EvaluationId(id), vec![i18n::refusal(&stale)], Draft::new()).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => {
            let refused = invalid(error)?.into_iter().map(|error| field_error(&error)).collect();
            let page = evaluation_page(assay, context, EvaluationId(id), refused, Draft::new()).await?;
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
    let done = opened.as_ref().map_or_else(|_| String::new(), |tasks| t!("manage-opened", tasks = *tasks));
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
    moved(&assay, &context, &session, id, t!("manage-closed"), outcome).await
}

/// `POST /manage/evaluations/{id}/reopen`
pub async fn reopen(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.reopen_evaluation(context.actor()?, EvaluationId(id)).await;
    moved(&assay, &context, &session, id, t!("manage-reopened"), outcome).await
}

/// The fields of the form.
pub struct GuidelinesNames;

impl Names for GuidelinesNames {
    const NAMES: &'static [&'static str] = &["version", "guidelines"];
}

/// `POST /manage/evaluations/{id}/guidelines`: a new version, which annotators at work confirm before going on.
pub async fn edit_guidelines(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Sent(fields, ..): Sent<GuidelinesNames>,
) -> Result<Response, Problem> {
    let edited = one(&fields, "version").parse().unwrap_or(0);
    let saved = assay.edit_guidelines(context.actor()?, EvaluationId(id), edited, one(&fields, "guidelines")).await;
    let done =
        saved.as_ref().map_or_else(|_| String::new(), |version| t!("manage-guidelines-saved", version = *version));
    moved(&assay, &context, &session, id, done, saved.map(drop)).await
}
