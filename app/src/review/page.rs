//! The handlers of the review pages.

use super::form::{DecisionForm, by_form_field};
use super::view;
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use assay_domain::review::Stage;
use assay_domain::{Actor, FieldError, PublicId, Refusal, Role};
use assay_workflow::review::ReviewView;
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::HashMap;
use tower_sessions::Session;

/// The stages this person works at.
///
/// # Errors
/// [`Refusal::NotAllowed`] for who reviews nothing.
fn stages_of(actor: &Actor) -> Result<Vec<Stage>, Refusal> {
    let mut stages = Vec::new();
    for (stage, role) in [(Stage::Initial, Role::InitialReviewer), (Stage::Final, Role::FinalReviewer)] {
        if actor.is(role) {
            stages.push(stage);
        }
    }
    if stages.is_empty() { Err(Refusal::NotAllowed) } else { Ok(stages) }
}

/// `GET /review`: what waits at the stages this person works at.
pub async fn queues(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let mut queues = Vec::new();
    for stage in stages_of(actor)? {
        queues.push((stage, assay.review_queue(actor, stage).await?));
    }
    Ok(page(&context, "Review", || view::queues(&queues)))
}

/// `GET /review/{stage}`: the task in hand, or the one that has waited longest.
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Path(what): Path<String>,
) -> Result<Response, Problem> {
    let stage = Stage::parse(&what).ok_or(Refusal::NotFound)?;
    match assay.next_review(context.actor()?, stage).await? {
        Some(review) => Ok(review_page(&context, &review, &DecisionForm::default(), Vec::new())),
        None => Ok(page(&context, view::name_of(stage), || view::nothing(stage))),
    }
}

/// `POST /review/{id}`: decides on every judgment that waits.
pub async fn decide(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(what): Path<String>,
    Form(fields): Form<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    stages_of(actor)?;
    let id = PublicId::parse(&what).ok_or(Refusal::NotFound)?;
    let form = DecisionForm::new(fields);
    let review = match assay.review(actor, &id).await {
        Ok(review) => review,
        // Decided already in another tab, or the lease ran out: the person is told, whatever the id was.
        Err(Error::Refused(Refusal::NotFound)) => return Ok(gone(&context, &Refusal::Stale, &form)),
        Err(other) => return Err(other.into()),
    };
    let verdicts = match form.verdicts(&review) {
        Ok(verdicts) => verdicts,
        Err(errors) => return Ok(refused(&context, &review, &form, errors)),
    };
    match assay.decide(actor, id, form.version(), verdicts).await {
        Ok(()) => {
            Flash::done("Decided.").leave(&session).await?;
            Ok(Redirect::to(&format!("/review/{}", review.stage.as_str())).into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            Ok(refused(&context, &review, &form, by_form_field(errors)))
        }
        Err(Error::Refused(
            refusal @ (Refusal::Stale | Refusal::OutOfOrder | Refusal::ConflictOfInterest | Refusal::NotFound),
        )) => Ok(gone(&context, &refusal, &form)),
        Err(other) => Err(other.into()),
    }
}

fn review_page(context: &PageContext, review: &ReviewView, typed: &DecisionForm, errors: Vec<FieldError>) -> Response {
    page(context, view::name_of(review.stage), || view::review(review, typed, &errors))
}

/// The page again, with everything chosen and typed, and what to mend.
fn refused(context: &PageContext, review: &ReviewView, typed: &DecisionForm, errors: Vec<FieldError>) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, review_page(context, review, typed, errors)).into_response()
}

/// What could not be decided, with what was written and the way on.
fn gone(context: &PageContext, refusal: &Refusal, typed: &DecisionForm) -> Response {
    let body = page(context, "Not decided", || view::gone(&refusal.to_string(), &typed.comments()));
    (StatusCode::CONFLICT, body).into_response()
}
