//! Prompt sets: made, filled from a file, looked at.

use super::{invalid, overview::tabs};
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, EmptyState, ErrorSummary, Field, Notice, NoticeKind, Select, error_for};
use assay_domain::{FieldError, PromptSetId, Refusal, Role};
use assay_workflow::Assay;
use assay_workflow::prompt_set_file::Coverage;
use assay_workflow::prompt_sets::{ImportReport, PromptSetView, Target};
use axum::Extension;
use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

const EXAMPLE: &str = r#"{"id": "coding-001", "prompt": "Write …", "attributes": {"use_case": "generation"}, "responses": {"Model One": "…", "Model Two": "…"}}
{"id": "coding-002", "turns": [{"role": "user", "text": "…"}, {"role": "assistant", "text": "…"}, {"role": "user", "text": "…"}], "reference": "…", "responses": {"Model One": "…", "Model Two": "…"}}"#;

/// The form for a new set.
#[derive(Clone, Debug, Default, Deserialize)]
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
    Ok(page(context, "Prompt sets", || {
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
            view! { <EmptyState title="No prompt sets yet"><p>"Create one below, then import prompts with the models' responses."</p></EmptyState> }.into_any()
        } else {
            view! {
                <div class="table-scroll" tabindex="0" role="region" aria-label="Prompt sets">
                    <table class="data">
                        <caption class="visually-hidden">"Prompt sets"</caption>
                        <thead><tr><th scope="col">"Name"</th><th scope="col">"Domain"</th><th scope="col" class="numeric">"Latest version"</th><th scope="col" class="numeric">"Prompts in it"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        };
        view! {
            <div class="stack">
                {tabs("/manage/prompt-sets")}
                <h1>"Prompt sets"</h1>
                {list}
                <section class="card narrow stack">
                    <h2>"New prompt set"</h2>
                    <ErrorSummary errors=errors.clone() />
                    <form method="post" action="/manage/prompt-sets" class="stack">
                        <Field name="name" label="Name" value=typed.name.clone() error=error_for(&errors, "name") required=true />
                        <Field name="domain" label="Domain" value=typed.domain.clone() hint="Such as coding, math, instruction following, Spanish." error=error_for(&errors, "domain") required=true />
                        <div><button class="button primary" type="submit">"Create prompt set"</button></div>
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
            Flash::done("Created. Now import prompts with their responses.").leave(&session).await?;
            Ok(Redirect::to(&format!("/manage/prompt-sets/{id}")).into_response())
        }
        Err(error) => {
            let page = sets_page(&assay, &context, &form, invalid(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
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
    let sets = assay.prompt_sets(context.actor()?).await?;
    let found: PromptSetView = sets.into_iter().find(|view| view.set.id == id).ok_or(Refusal::NotFound)?;
    Ok(page(context, "Prompt set", || {
        let rows: Vec<_> = found
            .versions
            .iter()
            .map(|version| {
                view! {
                    <tr>
                        <th scope="row" class="numeric">{version.number}</th>
                        <td class="numeric">{version.prompts}</td>
                        <td class="numeric">{version.responses}</td>
                        <td>{if version.sealed { "in use by an evaluation: takes further models' responses, no new prompts" } else { "not in use: takes prompts and responses" }}</td>
                    </tr>
                }
            })
            .collect();
        let mistakes = (!errors.is_empty()).then(|| {
            let items: Vec<_> = errors.iter().map(|error| view! { <li><strong>{error.field.clone()}</strong>": "{error.message.clone()}</li> }).collect();
            view! { <div class="notice error" role="alert"><p>"Nothing was imported. Mend this and send the file again:"</p><ul>{items}</ul></div> }
        });
        view! {
            <div class="stack">
                <Breadcrumbs above=vec![("Prompt sets".to_owned(), "/manage/prompt-sets".to_owned())] here=found.set.name.clone() />
                <h1>{found.set.name.clone()}</h1>
                <dl class="facts">
                    <dt>"Domain"</dt><dd>{found.set.domain.clone()}</dd>
                    <dt>"Canary"</dt><dd><code>{found.set.canary.clone()}</code></dd>
                </dl>
                {report.map(imported)}
                {mistakes}
                <div class="table-scroll" tabindex="0" role="region" aria-label="Versions">
                    <table class="data">
                        <caption class="visually-hidden">"Versions"</caption>
                        <thead><tr><th scope="col" class="numeric">"Version"</th><th scope="col" class="numeric">"Prompts"</th><th scope="col" class="numeric">"Responses"</th><th scope="col">"State"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <section class="card stack">
                    <h2>"Import prompts and responses"</h2>
                    <form method="post" action=format!("/manage/prompt-sets/{id}/import") enctype="multipart/form-data" class="stack">
                        <Field name="file" label="JSONL file" kind="file" hint="One prompt a line; all of the file is imported, or nothing." error=error_for(&errors, "file") required=true />
                        <Select name="target" label="Into" options=vec![("latest".to_owned(), "the latest version".to_owned()), ("new".to_owned(), "a new version".to_owned())] selected=target error=None />
                        <p class="check"><input type="checkbox" id="partial" name="partial" checked=partial /><label for="partial">"Allow prompts that lack some models' responses (each still needs two)"</label></p>
                        <div><button class="button primary" type="submit">"Import"</button></div>
                    </form>
                    <details>
                        <summary>"The format"</summary>
                        <pre tabindex="0">{EXAMPLE}</pre>
                        <p>"The models must be registered. Instead of one prompt, turns hold a conversation that ends with the user. reference and attributes are optional. An empty response means that the model said nothing."</p>
                    </details>
                </section>
            </div>
        }
    }))
}

fn imported(report: ImportReport) -> impl IntoView {
    let telling = (!report.names_its_maker.is_empty()).then(|| {
        let ids: Vec<_> = report.names_its_maker.iter().map(|id| view! { <li>{id.clone()}</li> }).collect();
        view! {
            <Notice kind=NoticeKind::Warning>
                <p>"In these prompts a response names a registered model or vendor, which would tell annotators who wrote it. Look at them before opening an evaluation:"</p>
                <ul>{ids}</ul>
            </Notice>
        }
    });
    view! {
        <Notice kind=NoticeKind::Success>
            {format!("Imported into version {}: {} new prompts, {} new responses.", report.version, report.new_prompts, report.new_responses)}
        </Notice>
        {telling}
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
    let broken = |_| Problem::of(StatusCode::BAD_REQUEST);
    let (mut file, mut target, mut coverage) = (None, Target::Latest, Coverage::Complete);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" => file = Some(field.bytes().await.map_err(broken)?.to_vec()),
            "target" if field.text().await.map_err(broken)? == "new" => target = Target::New,
            "partial" => coverage = Coverage::Partial,
            _ => {}
        }
    }
    let id = PromptSetId(id);
    let outcome = match file {
        Some(file) => assay.import(actor, id, file, target, coverage).await,
        None => Err(Refusal::invalid("file", "Choose a file.").into()),
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
