//! Prompt sets: made, filled from a file, looked at.

use super::{invalid, overview::tabs};
use crate::i18n::{field_error, t};
use crate::problem::Problem;
use crate::sent::{Form, unknown};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, EmptyState, ErrorSummary, Field, Notice, NoticeKind, Select, error_for};
use assay_domain::{Actor, FieldError, PromptSetId, Refusal, Role};
use assay_workflow::imports::Upload;
use assay_workflow::prompt_set_file::Coverage;
use assay_workflow::prompt_sets::{ImportReport, PromptSetView, Target};
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

const EXAMPLE: &str = r#"{"id": "coding-001", "prompt": "Write …", "attributes": {"use_case": "generation"}, "responses": {"Model One": "…", "Model Two": "…"}}
{"id": "coding-002", "turns": [{"role": "user", "text": "…"}, {"role": "assistant", "text": "…"}, {"role": "user", "text": "…"}], "reference": "…", "responses": {"Model One": "…", "Model Two": "…"}}"#;

/// The form for a new set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSet {
    #[serde(default)]
    name: String,
    #[serde(default)]
    domain: String,
}

/// `GET /manage/prompt-sets`
pub async fn list(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    sets_page(&assay, &context, &NewSet::default(), Vec::new()).await
}

async fn sets_page(
    assay: &Assay,
    context: &PageContext,
    typed: &NewSet,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let sets = assay.prompt_sets(context.actor()?).await?;
    let typed = typed.clone();
    Ok(page(context, &t!("manage-prompt-sets"), || {
        let rows: Vec<_> = sets
            .iter()
            .map(|view| {
                let (prompts, version) = view.versions.first().map_or((0, 0), |version| (version.prompts, version.number));
                view! {
                    <tr>
                        <th scope="row"><a href=format!("/manage/prompt-sets/{}", view.set.id)>{view.set.name.clone()}</a></th>
                        <td>{view.set.domain.clone()}</td>
                        <td class="numeric">{version}</td>
                        <td class="numeric">{prompts}</td>
                    </tr>
                }
            })
            .collect();
        let list = if rows.is_empty() {
            view! { <EmptyState title=t!("manage-no-sets")><p>{t!("manage-no-sets-text")}</p></EmptyState> }.into_any()
        } else {
            view! {
                <div class="table-scroll" tabindex="0" role="region" aria-label=t!("manage-prompt-sets")>
                    <table class="data">
                        <caption class="visually-hidden">{t!("manage-prompt-sets")}</caption>
                        <thead><tr><th scope="col">{t!("manage-name")}</th><th scope="col">{t!("manage-domain")}</th><th scope="col" class="numeric">{t!("manage-latest-version")}</th><th scope="col" class="numeric">{t!("manage-prompts-in-it")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        };
        view! {
            <div class="stack">
                {tabs("/manage/prompt-sets")}
                <h1>{t!("manage-prompt-sets")}</h1>
                {list}
                <section class="card narrow stack">
                    <h2>{t!("manage-new-set")}</h2>
                    <ErrorSummary errors=errors.clone() />
                    <form method="post" action="/manage/prompt-sets" class="stack">
                        <Field name="name" label=t!("manage-name") value=typed.name.clone() error=error_for(&errors, "name") required=true />
                        <Field name="domain" label=t!("manage-domain") value=typed.domain.clone() hint=t!("manage-domain-hint") error=error_for(&errors, "domain") required=true />
                        <div><button class="button primary" type="submit">{t!("manage-create-set")}</button></div>
                    </form>
                </section>
            </div>
        }
    }))
}

/// `POST /manage/prompt-sets`
pub async fn add(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Form(form): Form<NewSet>,
) -> Result<Response, Problem> {
    match assay.add_prompt_set(context.actor()?, &form.name, &form.domain).await {
        Ok(id) => {
            Flash::done(t!("manage-set-created")).leave(&session).await?;
            Ok(Redirect::to(&format!("/manage/prompt-sets/{id}")).into_response())
        }
        Err(error) => {
            let page = sets_page(&assay, &context, &form, invalid(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Where in the file a mistake is, such as `line 3, id`, in the reader's language.
fn place(field: &str) -> String {
    match field.strip_prefix("line ").and_then(|rest| rest.split_once(", ")) {
        Some((line, field)) => t!("manage-line", line = line, field = field),
        None => field.to_owned(),
    }
}

/// `GET /manage/prompt-sets/{id}`
pub async fn show(State(assay): State<Assay>, context: PageContext, Path(id): Path<i64>) -> Result<Response, Problem> {
    set_page(&assay, &context, PromptSetId(id), Outcome::default()).await
}

/// What became of an import, and what its form was set to.
struct Outcome {
    errors: Vec<FieldError>,
    report: Option<ImportReport>,
    target: Target,
    coverage: Coverage,
}

impl Default for Outcome {
    fn default() -> Self {
        Self { errors: Vec::new(), report: None, target: Target::Latest, coverage: Coverage::Complete }
    }
}

async fn set_page(
    assay: &Assay,
    context: &PageContext,
    id: PromptSetId,
    outcome: Outcome,
) -> Result<Response, Problem> {
    let Outcome { errors, report, target, coverage } = outcome;
    let target = if target == Target::New { "new" } else { "latest" };
    let partial = coverage == Coverage::Partial;
    let held = assay.count_held_responses(context.actor()?, id).await?;
    let sets = assay.prompt_sets(context.actor()?).await?;
    let found: PromptSetView = sets.into_iter().find(|view| view.set.id == id).ok_or(Refusal::NotFound)?;
    Ok(page(context, &t!("manage-prompt-set"), || {
        let rows: Vec<_> = found
            .versions
            .iter()
            .map(|version| {
                view! {
                    <tr>
                        <th scope="row" class="numeric">{version.number}</th>
                        <td class="numeric">{version.prompts}</td>
                        <td class="numeric">{version.responses}</td>
                        <td>{if version.sealed { t!("manage-version-sealed") } else { t!("manage-version-open") }}</td>
                    </tr>
                }
            })
            .collect();
        let waiting = (held > 0).then(|| {
            view! {
                <Notice kind=NoticeKind::Warning>
                    <p>{t!("manage-held-waiting", count = held)}</p>
                    <p><a href=format!("/manage/prompt-sets/{id}/held")>{t!("manage-held")}</a></p>
                </Notice>
            }
        });
        let mistakes = (!errors.is_empty()).then(|| {
            let items: Vec<_> = errors.iter().map(|error| view! { <li><strong>{place(&error.field)}</strong>": "{field_error(error)}</li> }).collect();
            view! { <div class="notice error" role="alert"><p>{t!("manage-nothing-imported")}</p><ul>{items}</ul></div> }
        });
        view! {
            <div class="stack">
                <Breadcrumbs above=vec![(t!("manage-prompt-sets"), "/manage/prompt-sets".to_owned())] here=found.set.name.clone() />
                <h1>{found.set.name.clone()}</h1>
                <dl class="facts">
                    <dt>{t!("manage-domain")}</dt><dd>{found.set.domain.clone()}</dd>
                    <dt>{t!("manage-canary")}</dt><dd><code>{found.set.canary.clone()}</code></dd>
                </dl>
                {report.map(imported)}
                {waiting}
                {mistakes}
                <div class="table-scroll" tabindex="0" role="region" aria-label=t!("manage-versions")>
                    <table class="data">
                        <caption class="visually-hidden">{t!("manage-versions")}</caption>
                        <thead><tr><th scope="col" class="numeric">{t!("manage-version")}</th><th scope="col" class="numeric">{t!("manage-prompts")}</th><th scope="col" class="numeric">{t!("manage-responses")}</th><th scope="col">{t!("manage-state")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <section class="card stack">
                    <h2>{t!("manage-import-heading")}</h2>
                    <form method="post" action=format!("/manage/prompt-sets/{id}/import") enctype="multipart/form-data" class="stack">
                        <Field name="file" label=t!("manage-file") kind="file" hint=t!("manage-file-hint") error=error_for(&errors, "file") required=true />
                        <Select name="target" label=t!("manage-into") options=vec![("latest".to_owned(), t!("manage-into-latest")), ("new".to_owned(), t!("manage-into-new"))] selected=target error=None />
                        <p class="check"><input type="checkbox" id="partial" name="partial" checked=partial /><label for="partial">{t!("manage-partial")}</label></p>
                        <div><button class="button primary" type="submit">{t!("manage-import")}</button></div>
                    </form>
                    <details>
                        <summary>{t!("manage-format")}</summary>
                        <pre tabindex="0">{EXAMPLE}</pre>
                        <p>{t!("manage-format-text")}</p>
                    </details>
                </section>
            </div>
        }
    }))
}

fn imported(report: ImportReport) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Success>
            {t!("manage-imported", version = report.version, prompts = report.new_prompts, responses = report.new_responses)}
        </Notice>
    }
}

/// `POST /manage/prompt-sets/{id}/import`
pub async fn import(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<i64>,
    mut form: Multipart,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    // Asked here too, before a large file is read on behalf of someone who may not import it.
    actor.require(Role::Admin)?;
    let id = PromptSetId(id);
    let (mut target, mut coverage) = (Target::Latest, Coverage::Complete);
    let outcome = match receive(&assay, actor, id, &mut form, &mut target, &mut coverage).await? {
        Ok(mut upload) => match upload.finish(target, coverage).await {
            Ok(report) => Ok(report),
            Err(error) => upload.abandon(error).await,
        },
        Err(error) => Err(error),
    };
    match outcome {
        Ok(report) => set_page(&assay, &context, id, Outcome { report: Some(report), ..Outcome::default() }).await,
        Err(error) => {
            let outcome = Outcome { errors: invalid(error)?, report: None, target, coverage };
            let page = set_page(&assay, &context, id, outcome).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Takes the form as it arrives, in whatever order its fields come; the file is staged piece by piece. The outer error is a
/// broken form, the inner one what is wrong with the file.
async fn receive(
    assay: &Assay,
    actor: &Actor,
    id: PromptSetId,
    form: &mut Multipart,
    target: &mut Target,
    coverage: &mut Coverage,
) -> Result<Result<Upload, Error>, Problem> {
    let broken = |_| Problem::of(StatusCode::BAD_REQUEST);
    let mut upload = None;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default().to_owned().as_str() {
            "file" if upload.is_none() => {
                let mut taken = assay.begin_import(actor, id).await?;
                while let Some(piece) = field.chunk().await.map_err(broken)? {
                    if let Err(error) = taken.feed(&piece).await {
                        return Ok(taken.abandon(error).await);
                    }
                }
                upload = Some(taken);
            }
            "target" if field.text().await.map_err(broken)? == "new" => *target = Target::New,
            "target" => {}
            "partial" => *coverage = Coverage::Partial,
            "file" => return Err(Problem::of(StatusCode::UNPROCESSABLE_ENTITY)),
            other => return Err(unknown(other)),
        }
    }
    Ok(upload.ok_or_else(|| Refusal::invalid("file", "Choose a file.").into()))
}
