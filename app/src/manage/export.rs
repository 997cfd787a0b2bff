//! `POST /manage/evaluations/{id}/export`: approved judgments leave in a file, on record.

use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::PageContext;
use crate::ui::Field;
use assay_domain::EvaluationId;
use assay_workflow::Assay;
use assay_workflow::exports::JudgmentExport;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use serde::Deserialize;

/// The form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(default)]
    recipient: String,
}

/// The part of an evaluation's page that asks for an export.
pub(super) fn section(id: EvaluationId) -> impl IntoView {
    view! {
        <section class="card stack">
            <h2>{t!("manage-export")}</h2>
            <p>{t!("manage-export-what")}</p>
            <form method="post" action=format!("/manage/evaluations/{id}/export") class="stack">
                <Field name="recipient" label=t!("manage-export-recipient") hint=t!("manage-export-recipient-hint") required=true />
                <div><button class="button" type="submit">{t!("manage-export-button")}</button></div>
            </form>
        </section>
    }
}

/// The file, sent as it is read.
pub async fn judgments(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<i64>,
    Form(asked): Form<Asked>,
) -> Result<Response, Problem> {
    let export = assay.export_judgments(context.actor()?, EvaluationId(id), &asked.recipient).await?;
    let name = format!("attachment; filename=\"judgments-{id}-{}.jsonl\"", export.id());
    let lines = futures::stream::unfold(Some(export), |export: Option<JudgmentExport>| async move {
        let mut export = export?;
        match export.next().await {
            Ok(lines) => lines.map(|lines| (Ok(lines), Some(export))),
            // The connection breaks off, so that nobody takes the file for a whole one.
            Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
        }
    });
    let kind = "application/x-ndjson; charset=utf-8".to_owned();
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], Body::from_stream(lines)).into_response())
}
