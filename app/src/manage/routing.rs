//! How an evaluation gives out its tasks: a form of its own, part of which may change while people work.

use super::{Fields, invalid, one};
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, ErrorSummary, Field, error_for};
use assay_domain::routing::RoutingPlan;
use assay_domain::setup::EvaluationState;
use assay_domain::{EvaluationId, FieldError};
use assay_workflow::Assay;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// The check-boxes: field, whether it is chosen.
const MATCHED: [&str; 3] = ["match_domain", "match_locale", "match_programming_language"];

fn fields_of(plan: &RoutingPlan) -> Fields {
    let mut fields: Fields = [
        ("priority", plan.priority),
        ("tasks_in_hand", plan.tasks_in_hand),
        ("prompts_per_round", plan.prompts_per_round),
        ("most_tasks", plan.most_tasks),
        ("most_share", plan.most_share),
        ("skips_per_hour", plan.skips_per_hour),
        ("prompts_per_hour", plan.prompts_per_hour),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_string()))
    .collect();
    let chosen = [plan.match_domain, plan.match_locale, plan.match_programming_language];
    for (name, _) in MATCHED.into_iter().zip(chosen).filter(|(_, chosen)| *chosen) {
        fields.push((name.to_owned(), "on".to_owned()));
    }
    fields
}

/// The plan a form describes. Fields that a form leaves out, as it does with what stands, keep their value; numbers that are
/// none become −1, which the plan's own check refuses with the right words.
fn plan_of(fields: &Fields, before: &RoutingPlan, open: bool) -> RoutingPlan {
    let number = |name: &str, before: i64| match fields.iter().find(|(field, _)| field == name) {
        Some((_, text)) => text.trim().parse().unwrap_or(-1),
        None => before,
    };
    let chosen = |name: &str, before: bool| if open { before } else { !one(fields, name).is_empty() };
    RoutingPlan {
        priority: number("priority", before.priority),
        tasks_in_hand: number("tasks_in_hand", before.tasks_in_hand),
        prompts_per_round: number("prompts_per_round", before.prompts_per_round),
        match_domain: chosen("match_domain", before.match_domain),
        match_locale: chosen("match_locale", before.match_locale),
        match_programming_language: chosen("match_programming_language", before.match_programming_language),
        most_tasks: number("most_tasks", before.most_tasks),
        most_share: number("most_share", before.most_share),
        skips_per_hour: number("skips_per_hour", before.skips_per_hour),
        prompts_per_hour: number("prompts_per_hour", before.prompts_per_hour),
    }
}

/// `GET /manage/evaluations/{id}/routing`
pub async fn show(State(assay): State<Assay>, context: PageContext, Path(id): Path<i64>) -> Result<Response, Problem> {
    let plan = assay.routing(context.actor()?, EvaluationId(id)).await?;
    routing_page(&assay, &context, EvaluationId(id), &fields_of(&plan), Vec::new()).await
}

async fn routing_page(
    assay: &Assay,
    context: &PageContext,
    id: EvaluationId,
    typed: &Fields,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let evaluation = assay.evaluation(context.actor()?, id).await?.evaluation;
    Ok(page(context, &t!("manage-routing"), || {
        let open = evaluation.state != EvaluationState::Draft;
        let value = |name: &str| one(typed, name).to_owned();
        let boxes: Vec<_> = MATCHED
            .into_iter()
            .zip([t!("manage-routing-domain"), t!("manage-routing-locale"), t!("manage-routing-programming-language")])
            .map(|(name, label)| {
                view! { <p class="check"><input type="checkbox" id=format!("field-{name}") name=name checked=!value(name).is_empty() disabled=open /><label for=format!("field-{name}")>{label}</label></p> }
            })
            .collect();
        let match_error = error_for(&errors, "match").map(|error| view! { <p class="field-error">{error}</p> });
        let rounds = if open {
            view! { <p>{t!("manage-routing-rounds-stand", prompts = value("prompts_per_round"))}</p> }.into_any()
        } else {
            view! { <Field name="prompts_per_round" label=t!("manage-routing-rounds") kind="number" value=value("prompts_per_round") hint=t!("manage-routing-rounds-hint") error=error_for(&errors, "prompts_per_round") /> }.into_any()
        };
        let here = format!("/manage/evaluations/{id}");
        view! {
            <div class="narrow stack">
                <Breadcrumbs above=vec![(t!("manage-evaluations"), "/manage".to_owned()), (evaluation.plan.name.clone(), here.clone())] here=t!("manage-routing") />
                <h1>{t!("manage-routing")}</h1>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action=format!("{here}/routing") class="stack">
                    <Field name="priority" label=t!("manage-routing-priority") kind="number" value=value("priority") hint=t!("manage-routing-priority-hint") error=error_for(&errors, "priority") />
                    <fieldset class="plain-set" id="field-match">
                        <legend>{t!("manage-routing-match")}</legend>
                        <p class="field-hint">{if open { t!("manage-routing-match-stands") } else { t!("manage-routing-match-hint") }}</p>
                        {match_error}
                        {boxes}
                    </fieldset>
                    {rounds}
                    <Field name="most_tasks" label=t!("manage-routing-most-tasks") kind="number" value=value("most_tasks") hint=t!("manage-routing-most-tasks-hint") error=error_for(&errors, "most_tasks") />
                    <Field name="most_share" label=t!("manage-routing-most-share") kind="number" value=value("most_share") hint=t!("manage-routing-most-share-hint") error=error_for(&errors, "most_share") />
                    <Field name="tasks_in_hand" label=t!("manage-routing-in-hand") kind="number" value=value("tasks_in_hand") hint=t!("manage-routing-in-hand-hint") error=error_for(&errors, "tasks_in_hand") />
                    <Field name="skips_per_hour" label=t!("manage-routing-skips") kind="number" value=value("skips_per_hour") error=error_for(&errors, "skips_per_hour") />
                    <Field name="prompts_per_hour" label=t!("manage-routing-prompts") kind="number" value=value("prompts_per_hour") hint=t!("manage-routing-prompts-hint") error=error_for(&errors, "prompts_per_hour") />
                    <div><button class="button primary" type="submit">{t!("manage-save")}</button></div>
                </form>
            </div>
        }
    }))
}

/// The fields of the form.
pub struct RoutingNames;

impl Names for RoutingNames {
    const NAMES: &'static [&'static str] = &[
        "priority",
        "tasks_in_hand",
        "prompts_per_round",
        "match_domain",
        "match_locale",
        "match_programming_language",
        "most_tasks",
        "most_share",
        "skips_per_hour",
        "prompts_per_hour",
    ];
}

/// `POST /manage/evaluations/{id}/routing`
pub async fn set(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Sent(fields, ..): Sent<RoutingNames>,
) -> Result<Response, Problem> {
    let (actor, id) = (context.actor()?, EvaluationId(id));
    let before = assay.routing(actor, id).await?;
    let open = assay.evaluation(actor, id).await?.evaluation.state != EvaluationState::Draft;
    let plan = plan_of(&fields, &before, open);
    match assay.set_routing(actor, id, plan.clone()).await {
        Ok(()) => {
            Flash::done(t!("manage-routing-saved")).leave(&session).await?;
            Ok(Redirect::to(&format!("/manage/evaluations/{id}")).into_response())
        }
        Err(error) => {
            let errors = invalid(error)?;
            // What was typed, and what the form leaves out because it stands.
            let mut typed = fields;
            for (name, value) in fields_of(&plan) {
                if !typed.iter().any(|(field, _)| *field == name) {
                    typed.push((name, value));
                }
            }
            let page = routing_page(&assay, &context, id, &typed, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_the_plan_was() {
        let plan = RoutingPlan { match_locale: true, most_share: 30, ..RoutingPlan::default() };
        assert_eq!(plan_of(&fields_of(&plan), &RoutingPlan::default(), false), plan);
    }

    #[test]
    fn what_stands_is_kept_when_the_form_leaves_it_out() {
        let plan = RoutingPlan { match_domain: true, prompts_per_round: 7, ..RoutingPlan::default() };
        let sent = vec![("priority".to_owned(), "9".to_owned())];
        assert_eq!(plan_of(&sent, &plan, true), RoutingPlan { priority: 9, ..plan });
    }
}
