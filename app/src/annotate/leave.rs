//! Leaving a task without judging it: skipping it for good, or flagging its prompt as broken.

use super::keyboard::key;
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{ErrorSummary, Select, TextArea, error_for};
use assay_domain::routing::{FlagReason, SkipReason};
use assay_domain::{FieldError, PublicId, Refusal};
use assay_workflow::{Assay, Error};
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

/// Why a task is skipped, in the reader's language.
fn skip_reason(reason: SkipReason) -> String {
    match reason {
        SkipReason::Expertise => t!("annotate-skip-expertise"),
        SkipReason::Language => t!("annotate-skip-language"),
        SkipReason::Content => t!("annotate-skip-content"),
        SkipReason::Familiar => t!("annotate-skip-familiar"),
        SkipReason::Other => t!("annotate-other-reason"),
    }
}

/// What is wrong with a prompt, in the reader's language.
pub(crate) fn flag_reason(reason: FlagReason) -> String {
    match reason {
        FlagReason::Unclear => t!("annotate-flag-unclear"),
        FlagReason::Incomplete => t!("annotate-flag-incomplete"),
        FlagReason::WrongReference => t!("annotate-flag-wrong-reference"),
        FlagReason::NamesItsMaker => t!("annotate-flag-names-its-maker"),
        FlagReason::Harmful => t!("annotate-flag-harmful"),
        FlagReason::Display => t!("annotate-flag-display"),
        FlagReason::Other => t!("annotate-other-reason"),
    }
}

/// The two ways out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Skip,
    Flag,
}

/// What was sent: the two forms stand on one page, so each has field names of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    #[serde(default, alias = "flag_reason")]
    skip_reason: String,
    #[serde(default, alias = "flag_note")]
    skip_note: String,
}

/// Both forms, closed until they are wanted: they stand below the form for the judgment.
pub(super) fn ways_out(id: &PublicId) -> impl IntoView + use<> {
    view! {
        <section class="ways-out" aria-label=t!("annotate-leave")>
            <details data-action="skip"><summary>{t!("annotate-skip")}{key("skip")}</summary>{form(Way::Skip, id, &Leaving::default(), Vec::new())}</details>
            <details data-action="flag"><summary>{t!("annotate-flag")}{key("flag")}</summary>{form(Way::Flag, id, &Leaving::default(), Vec::new())}</details>
        </section>
    }
}

fn form(way: Way, id: &PublicId, typed: &Leaving, errors: Vec<FieldError>) -> impl IntoView + use<> {
    let (verb, hint, button) = match way {
        Way::Skip => ("skip", t!("annotate-skip-hint"), t!("annotate-skip-do")),
        Way::Flag => ("flag", t!("annotate-flag-hint"), t!("annotate-flag-do")),
    };
    let options: Vec<(String, String)> = match way {
        Way::Skip => SkipReason::ALL.map(|reason| (reason.as_str().to_owned(), skip_reason(reason))).to_vec(),
        Way::Flag => FlagReason::ALL.map(|reason| (reason.as_str().to_owned(), flag_reason(reason))).to_vec(),
    };
    view! {
        <form method="post" action=format!("/annotate/{id}/{verb}") class="stack">
            <p class="field-hint">{hint}</p>
            <Select name=format!("{verb}_reason") label=t!("annotate-leave-reason") options=options selected=typed.skip_reason.clone() error=error_for(&errors, &format!("{verb}_reason")) />
            <TextArea name=format!("{verb}_note") label=t!("annotate-leave-note") value=typed.skip_note.clone() rows=2 error=error_for(&errors, &format!("{verb}_note")) />
            <div><button class="button" type="submit">{button}</button></div>
        </form>
    }
}

async fn leave(assay: &Assay, context: &PageContext, way: Way, id: &PublicId, sent: (&str, &str)) -> Result<(), Error> {
    let actor = context.actor.as_ref().ok_or(Refusal::NotAllowed)?;
    let unknown = || Refusal::invalid("reason", "Choose a reason from the list.");
    match way {
        Way::Skip => assay.skip(actor, id.clone(), SkipReason::parse(sent.0).ok_or_else(unknown)?, sent.1).await,
        Way::Flag => assay.flag(actor, id.clone(), FlagReason::parse(sent.0).ok_or_else(unknown)?, sent.1).await,
    }
}

/// What became of it: the next task, or the form again.
async fn answer(
    assay: &Assay,
    context: &PageContext,
    session: &Session,
    way: Way,
    id: &str,
    typed: Leaving,
) -> Result<Response, Problem> {
    let id = PublicId::parse(id).ok_or(Refusal::NotFound)?;
    match leave(assay, context, way, &id, (&typed.skip_reason, &typed.skip_note)).await {
        Ok(()) => {
            let done = match way {
                Way::Skip => t!("annotate-skipped"),
                Way::Flag => t!("annotate-flagged"),
            };
            Flash::done(done).leave(session).await?;
            Ok(Redirect::to("/annotate").into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            let (verb, title) = match way {
                Way::Skip => ("skip", t!("annotate-skip")),
                Way::Flag => ("flag", t!("annotate-flag")),
            };
            let errors: Vec<FieldError> = errors
                .into_iter()
                .map(|error| FieldError { field: format!("{verb}_{}", error.field), ..error })
                .collect();
            let body = page(context, &title, || {
                view! {
                    <div class="narrow stack">
                        <h1>{title.clone()}</h1>
                        <ErrorSummary errors=errors.clone() />
                        {form(way, &id, &typed, errors)}
                        <p><a href=format!("/annotate/{id}")>{t!("annotate-leave-back")}</a></p>
                    </div>
                }
            });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /annotate/{id}/skip`
pub async fn skip(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<String>,
    Form(sent): Form<Leaving>,
) -> Result<Response, Problem> {
    answer(&assay, &context, &session, Way::Skip, &id, sent).await
}

/// `POST /annotate/{id}/flag`
pub async fn flag(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<String>,
    Form(sent): Form<Leaving>,
) -> Result<Response, Problem> {
    answer(&assay, &context, &session, Way::Flag, &id, sent).await
}

/// What a program sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeavingJson {
    reason: String,
    #[serde(default)]
    note: String,
}

/// `POST /api/v1/tasks/{id}/skip`
pub async fn skip_json(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
    json: Result<Json<LeavingJson>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let (id, sent) = (super::api::public_id(&id)?, super::api::body(json)?);
    leave(&assay, &context, Way::Skip, &id, (&sent.reason, &sent.note)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/tasks/{id}/flag`
pub async fn flag_json(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
    json: Result<Json<LeavingJson>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let (id, sent) = (super::api::public_id(&id)?, super::api::body(json)?);
    leave(&assay, &context, Way::Flag, &id, (&sent.reason, &sent.note)).await?;
    Ok(StatusCode::NO_CONTENT)
}
