//! `GET /manage`: what there is, and what to do next.

use crate::i18n::{t, words};
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use crate::ui::{Badge, EmptyState, Notice, NoticeKind, Progress, Tone};
use assay_domain::setup::EvaluationState;
use assay_workflow::{Assay, Evaluation, Progress as Tasks};
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

/// The steps from nothing to an open evaluation, each with whether it is done.
fn steps(
    models: usize,
    prompts: i64,
    people: usize,
    evaluations: &[(Evaluation, Tasks)],
) -> Vec<(bool, String, &'static str)> {
    let opened = evaluations.iter().any(|(evaluation, _)| evaluation.state != EvaluationState::Draft);
    vec![
        (models >= 2, t!("manage-step-models"), "/manage/models"),
        (prompts > 0, t!("manage-step-prompts"), "/manage/prompt-sets"),
        (people > 1, t!("manage-step-people"), "/manage/people"),
        (!evaluations.is_empty(), t!("manage-step-evaluation"), "/manage/evaluations/new"),
        (opened, t!("manage-step-open"), "/manage"),
    ]
}

/// The links between the pages of this place.
pub(super) fn tabs(here: &'static str) -> impl IntoView {
    let links: Vec<_> = [
        (t!("manage-evaluations"), "/manage"),
        (t!("manage-prompt-sets"), "/manage/prompt-sets"),
        (t!("manage-models"), "/manage/models"),
        (t!("manage-people"), "/manage/people"),
        (t!("manage-flags"), "/manage/flags"),
        (t!("manage-exposure"), "/manage/exposure"),
        (t!("manage-audit"), "/manage/audit"),
        (t!("manage-reasons"), "/manage/reasons"),
    ]
    .into_iter()
    .map(|(label, path)| view! { <li><a href=path aria-current=(path == here).then_some("page")>{label}</a></li> })
    .collect();
    view! { <nav aria-label=t!("shell-manage")><ul class="tabs">{links}</ul></nav> }
}

/// The page.
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let evaluations = assay.evaluations(actor).await?;
    let (_, models) = assay.models(actor).await?;
    let people = assay.people(actor).await?.len();
    let sets = assay.prompt_sets(actor).await?;
    let flags = assay.flags_waiting(actor).await?;
    let prompts = sets.iter().flat_map(|view| &view.versions).map(|version| version.prompts).sum();
    Ok(page(&context, &t!("manage-evaluations"), || {
        let steps = steps(models.len(), prompts, people, &evaluations);
        let checklist = steps.iter().any(|(done, _, _)| !done).then(|| {
            let items: Vec<_> = steps
                .into_iter()
                .map(|(done, label, path)| {
                    view! { <li><span aria-hidden="true">{if done { "✓ " } else { "○ " }}</span><a href=path>{label}</a>{done.then(|| view! { <span class="visually-hidden">" "{t!("manage-step-done")}</span> })}</li> }
                })
                .collect();
            view! { <section class="card stack"><h2>{t!("manage-next-steps")}</h2><ol class="plain">{items}</ol></section> }
        });
        let cards: Vec<_> = evaluations.iter().map(|(evaluation, tasks)| card(evaluation, *tasks)).collect();
        let list = if cards.is_empty() {
            view! { <EmptyState title=t!("manage-no-evaluations")><p>{t!("manage-no-evaluations-text")}</p></EmptyState> }.into_any()
        } else {
            view! { <div class="grid">{cards}</div> }.into_any()
        };
        let counts = t!(
            "manage-counts",
            evaluations = evaluations.len(),
            sets = sets.len(),
            models = models.len(),
            people = people,
        );
        view! {
            <div class="stack">
                {tabs("/manage")}
                <div class="row between"><h1>{t!("manage-evaluations")}</h1><a class="button primary" href="/manage/evaluations/new">{t!("manage-new-evaluation")}</a></div>
                <p class="quiet-text">{counts}</p>
                {(flags > 0).then(|| view! { <Notice kind=NoticeKind::Info><a href="/manage/flags">{t!("manage-flags-waiting", count = flags)}</a></Notice> })}
                {checklist}
                {list}
            </div>
        }
    }))
}

/// The badge of an evaluation's state.
pub(super) fn state(state: EvaluationState) -> impl IntoView {
    let tone = match state {
        EvaluationState::Draft => Tone::Caution,
        EvaluationState::Open => Tone::Positive,
        EvaluationState::Closed => Tone::Neutral,
    };
    view! { <Badge tone=tone>{words::evaluation_state(state)}</Badge> }
}

fn card(evaluation: &Evaluation, tasks: Tasks) -> impl IntoView + use<> {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let numbers = t!(
        "manage-card-numbers",
        annotating = tasks.annotating,
        initial = tasks.initial_review,
        last = tasks.final_review,
        approved = tasks.approved,
    );
    view! {
        <section class="card stack">
            <div class="row between"><h2><a href=format!("/manage/evaluations/{}", evaluation.id)>{evaluation.plan.name.clone()}</a></h2>{state(evaluation.state)}</div>
            <Progress done=count(tasks.judged) total=count(tasks.slots) label=t!("manage-progress-judgments") />
            <Progress done=count(tasks.approved) total=count(tasks.tasks) label=t!("manage-progress-tasks") />
            <p class="quiet-text">{numbers}</p>
        </section>
    }
}
