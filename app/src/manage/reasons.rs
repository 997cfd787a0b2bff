//! The reasons that reviewers choose from.

use super::{invalid, overview::tabs};
use crate::i18n::{number, t, words};
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Badge, EmptyState, ErrorSummary, Field, Select, Table, Tone, error_for};
use assay_domain::review::Verdict;
use assay_domain::{FieldError, ReasonId};
use assay_workflow::Assay;
use assay_workflow::review::Reason;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

/// A reason to add.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReason {
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    text: String,
}

/// `GET /manage/reasons`
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    reasons_page(&assay, &context, &NewReason::default(), Vec::new()).await
}

async fn reasons_page(
    assay: &Assay,
    context: &PageContext,
    typed: &NewReason,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let reasons = assay.reasons(context.actor()?).await?;
    Ok(page(context, &t!("manage-reasons"), || {
        let rows: Vec<_> = reasons.iter().map(row).collect();
        let list = if rows.is_empty() {
            view! { <EmptyState title=t!("manage-reason-none")>""</EmptyState> }.into_any()
        } else {
            let columns = vec![
                t!("manage-reason-text"),
                t!("manage-reason-for"),
                t!("manage-reason-given"),
                t!("manage-reason-state"),
                String::new(),
            ];
            view! { <Table caption=t!("manage-reasons") columns=columns>{rows}</Table> }.into_any()
        };
        let verdicts = [Verdict::Return, Verdict::Reject, Verdict::SendBack];
        let options = verdicts.map(|verdict| (verdict.as_str().to_owned(), words::verdict(verdict))).to_vec();
        view! {
            <div class="stack">
                {tabs("/manage/reasons")}
                <h1>{t!("manage-reasons")}</h1>
                <p class="quiet-text narrow">{t!("manage-reasons-what")}</p>
                <ErrorSummary errors=errors.clone() />
                {list}
                <section class="card stack narrow">
                    <h2>{t!("manage-reason-add")}</h2>
                    <form method="post" action="/manage/reasons" class="stack">
                        <Select name="verdict" label=t!("manage-reason-for") options=options selected=typed.verdict.clone() error=error_for(&errors, "verdict") />
                        <Field name="text" label=t!("manage-reason-text") value=typed.text.clone() hint=t!("manage-reason-hint") error=error_for(&errors, "text") required=true />
                        <div><button class="button primary" type="submit">{t!("manage-reason-add")}</button></div>
                    </form>
                </section>
            </div>
        }
    }))
}

fn row(reason: &Reason) -> impl IntoView + use<> {
    let (tone, state) = if reason.retired {
        (Tone::Neutral, t!("manage-reason-retired"))
    } else {
        (Tone::Positive, t!("manage-reason-offered"))
    };
    let (verb, label, which) = if reason.retired {
        ("offer", t!("manage-reason-again"), t!("manage-reason-again-which", reason = &reason.text))
    } else {
        ("retire", t!("manage-reason-retire"), t!("manage-reason-retire-which", reason = &reason.text))
    };
    view! {
        <tr>
            <th scope="row">{reason.text.clone()}</th>
            <td>{words::verdict(reason.verdict)}</td>
            <td class="numeric">{number(reason.given, 0)}</td>
            <td><Badge tone=tone>{state}</Badge></td>
            <td>
                <form method="post" action=format!("/manage/reasons/{}/{verb}", reason.id)>
                    <button class="button quiet" type="submit" aria-label=which>{label}</button>
                </form>
            </td>
        </tr>
    }
}

/// `POST /manage/reasons`
pub async fn add(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Form(form): Form<NewReason>,
) -> Result<Response, Problem> {
    // A verdict that is none is refused with the words for approval: choose another.
    let verdict = Verdict::parse(&form.verdict).unwrap_or(Verdict::Approve);
    match assay.add_reason(context.actor()?, verdict, &form.text).await {
        Ok(_) => {
            Flash::done(t!("manage-reason-added")).leave(&session).await?;
            Ok(Redirect::to("/manage/reasons").into_response())
        }
        Err(error) => {
            let page = reasons_page(&assay, &context, &form, invalid(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn changed(
    assay: &Assay,
    context: &PageContext,
    session: &Session,
    id: i64,
    retired: bool,
) -> Result<Response, Problem> {
    assay.retire_reason(context.actor()?, ReasonId(id), retired).await?;
    Flash::done(t!("manage-reason-changed")).leave(session).await?;
    Ok(Redirect::to("/manage/reasons").into_response())
}

/// `POST /manage/reasons/{id}/retire`
pub async fn retire(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    changed(&assay, &context, &session, id, true).await
}

/// `POST /manage/reasons/{id}/offer`
pub async fn offer(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    changed(&assay, &context, &session, id, false).await
}
