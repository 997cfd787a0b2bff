//! The handlers of the review pages.

use super::form::{DecisionForm, DecisionNames};
use super::query::QueueQuery;
use super::view;
use crate::annotate::keyboard::with_keys;
use crate::i18n::{self, t};
use crate::problem::Problem;
use crate::sent::Sent;
use crate::shell::{Flash, PageContext, page};
use assay_domain::keys::Keymap;
use assay_domain::review::Stage;
use assay_domain::{Actor, FieldError, PublicId, Refusal, Role};
use assay_workflow::review::ReviewView;
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::{Path, Query, State};
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

fn stage(text: &str) -> Result<Stage, Refusal> {
    Stage::parse(text).ok_or(Refusal::NotFound)
}

/// `GET /review`: what waits at the stages this person works at.
pub async fn queues(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let mut queues = Vec::new();
    for stage in stages_of(actor)? {
        queues.push((stage, assay.review_queue(actor, stage).await?));
    }
    Ok(page(&context, &t!("review-heading"), || view::queues(&queues)))
}

/// `GET /review/{stage}/queue`: the tasks that wait, filtered and sorted as the address says.
pub async fn list(
    State(assay): State<Assay>,
    context: PageContext,
    Path(what): Path<String>,
    Query(fields): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let (actor, stage, query) = (context.actor()?, stage(&what)?, QueueQuery::read(&fields));
    let found = assay.review_list(actor, stage, &query.filter, query.page).await?;
    let waiting = assay.review_queue(actor, stage).await?;
    let keymap = assay.keymap(actor).await?;
    Ok(page(&context, &view::name_of(stage), || with_keys(keymap, || view::list(stage, &query, &found, &waiting))))
}

/// `GET /review/{stage}`: the task in hand that the address asks for, or the first of them.
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Path(what): Path<String>,
    Query(fields): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let (stage, query) = (stage(&what)?, QueueQuery::read(&fields).on_page(1));
    let actor = context.actor()?;
    match assay.next_review_of(actor, stage, query.filter.clone()).await? {
        Some(review) => {
            let keymap = assay.keymap(actor).await?;
            Ok(review_page(&context, keymap, &review, &DecisionForm::default(), Vec::new(), &query))
        }
        None => Ok(page(&context, &view::name_of(stage), || view::nothing(stage, &query))),
    }
}

/// `GET /review/{stage}/item/{item}`: takes a task chosen from the list.
pub async fn take(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path((what, item)): Path<(String, String)>,
    Query(fields): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let (stage, query) = (stage(&what)?, QueueQuery::read(&fields));
    let item = PublicId::parse(&item).ok_or(Refusal::NotFound)?;
    let actor = context.actor()?;
    let refused = match assay.take_review(actor, stage, item).await {
        Ok(review) => {
            let keymap = assay.keymap(actor).await?;
            return Ok(review_page(&context, keymap, &review, &DecisionForm::default(), Vec::new(), &query.on_page(1)));
        }
        Err(Error::Refused(Refusal::NotFound)) => t!("review-taken"),
        Err(Error::Refused(refusal @ Refusal::Invalid { .. })) => i18n::refusal(&refusal),
        Err(other) => return Err(other.into()),
    };
    Flash::info(refused).leave(&session).await?;
    Ok(Redirect::to(&format!("{}/queue{}", view::stage_path(stage), query.address())).into_response())
}

/// `POST /review/{id}/keep`: a sign of life of someone at work.
pub async fn keep(
    State(assay): State<Assay>,
    context: PageContext,
    Path(what): Path<String>,
) -> Result<Response, Problem> {
    let id = PublicId::parse(&what).ok_or(Refusal::NotFound)?;
    assay.keep_review(context.actor()?, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /review/{id}/back`: gives a review back undecided.
pub async fn give_back(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(what): Path<String>,
    Sent(fields, ..): Sent<DecisionNames>,
) -> Result<Response, Problem> {
    let id = PublicId::parse(&what).ok_or(Refusal::NotFound)?;
    let form = DecisionForm::new(fields, None);
    match assay.give_review_back(context.actor()?, id).await {
        Ok(stage) => {
            Flash::done(t!("review-given-back")).leave(&session).await?;
            Ok(Redirect::to(&format!("{}/queue{}", view::stage_path(stage), form.queue().address())).into_response())
        }
        Err(Error::Refused(Refusal::NotFound)) => Ok(gone(&context, &Refusal::Stale, &form)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /review/{id}`: decides on every judgment that waits.
pub async fn decide(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(what): Path<String>,
    Sent(fields, ..): Sent<DecisionNames>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    stages_of(actor)?;
    let id = PublicId::parse(&what).ok_or(Refusal::NotFound)?;
    let review = match assay.review(actor, &id).await {
        Ok(review) => review,
        // Decided already in another tab, or the lease ran out: the person is told, whatever the id was.
        Err(Error::Refused(Refusal::NotFound)) => {
            return Ok(gone(&context, &Refusal::Stale, &DecisionForm::new(fields, None)));
        }
        Err(other) => return Err(other.into()),
    };
    let form = DecisionForm::new(fields, Some(&review));
    let query = form.queue();
    let verdicts = match form.verdicts(&review) {
        Ok(verdicts) => verdicts,
        Err(errors) => return refused(&assay, &context, &review, &form, errors, &query).await,
    };
    match assay.decide(actor, id, form.version(), verdicts).await {
        Ok(()) => {
            Flash::done(t!("review-decided-flash")).leave(&session).await?;
            Ok(Redirect::to(&format!("{}{}", view::stage_path(review.stage), query.address())).into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            refused(&assay, &context, &review, &form, errors, &query).await
        }
        Err(Error::Refused(
            refusal @ (Refusal::Stale | Refusal::OutOfOrder | Refusal::ConflictOfInterest | Refusal::NotFound),
        )) => Ok(gone(&context, &refusal, &form)),
        Err(other) => Err(other.into()),
    }
}

fn review_page(
    context: &PageContext,
    keymap: Keymap,
    review: &ReviewView,
    typed: &DecisionForm,
    errors: Vec<FieldError>,
    query: &QueueQuery,
) -> Response {
    let queue = query.address();
    page(context, &view::name_of(review.stage), || with_keys(keymap, || view::review(review, typed, &errors, &queue)))
}

/// The page again, with everything chosen and typed, and what to mend.
async fn refused(
    assay: &Assay,
    context: &PageContext,
    review: &ReviewView,
    typed: &DecisionForm,
    errors: Vec<FieldError>,
    query: &QueueQuery,
) -> Result<Response, Problem> {
    let keymap = assay.keymap(context.actor()?).await?;
    let page = review_page(context, keymap, review, typed, errors, query);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What could not be decided, with what was written and the way on.
fn gone(context: &PageContext, refusal: &Refusal, typed: &DecisionForm) -> Response {
    let message = i18n::refusal(refusal);
    let body = page(context, &t!("review-not-decided"), || view::gone(&message, &typed.comments()));
    (StatusCode::CONFLICT, body).into_response()
}
