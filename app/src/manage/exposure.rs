//! `GET /manage/exposure`: who was shown which prompt, and when.

use super::{audit::number, overview::tabs};
use crate::i18n::t;
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use crate::ui::{EmptyState, ErrorSummary, Field, Select, Table, Time, error_for};
use assay_domain::{FieldError, PersonId};
use assay_workflow::exposure::{ExposurePage, Purpose, Wanted, external_id};
use assay_workflow::{Assay, Person};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use serde::Deserialize;

/// What was asked for. A prompt's id is the importer's own name for it, never its text.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    person: String,
    #[serde(default)]
    prompt: String,
    #[serde(default)]
    before: String,
}

impl Asked {
    fn wanted(&self) -> Result<Wanted, Vec<FieldError>> {
        let mut errors = Vec::new();
        let person = number(&self.person, "person", &mut errors).map(PersonId);
        let before = number(&self.before, "before", &mut errors);
        let prompt = external_id(&self.prompt).unwrap_or_else(|_| {
            errors.push(FieldError::new("prompt", "Give the prompt's id as it stood in the imported file."));
            None
        });
        if errors.is_empty() { Ok(Wanted { person, external_id: prompt, before }) } else { Err(errors) }
    }
}

/// Everyone to choose from, beginning with no choice.
pub(super) fn choices(people: &[Person]) -> Vec<(String, String)> {
    let everyone = people.iter().map(|person| (person.id.to_string(), format!("{} ({})", person.name, person.login)));
    std::iter::once((String::new(), t!("manage-anyone"))).chain(everyone).collect()
}

fn purpose(purpose: Purpose) -> String {
    match purpose {
        Purpose::Annotation => t!("manage-shown-annotation"),
        Purpose::InitialReview => t!("word-initial-review"),
        Purpose::FinalReview => t!("word-final-review"),
        Purpose::Management => t!("manage-shown-management"),
        Purpose::Export => t!("manage-shown-export"),
    }
}

/// `GET /manage/exposure`
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    match asked.wanted() {
        Ok(wanted) => Ok(ledger(&context, &asked, &assay.exposure(actor, &wanted).await?, Vec::new())),
        Err(errors) => {
            let mut nothing = assay.exposure(actor, &Wanted::default()).await?;
            nothing.entries.clear();
            nothing.more = false;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, ledger(&context, &asked, &nothing, errors)).into_response())
        }
    }
}

fn ledger(context: &PageContext, asked: &Asked, found: &ExposurePage, errors: Vec<FieldError>) -> Response {
    page(context, &t!("manage-exposure"), || {
        let rows: Vec<_> = found
            .entries
            .iter()
            .map(|entry| {
                view! {
                    <tr>
                        <td><Time at=entry.at /></td>
                        <td><a href=format!("/manage/exposure?person={}", entry.person)>{entry.name.clone()}</a></td>
                        <td>{purpose(entry.purpose)}</td>
                        <th scope="row"><code>{entry.external_id.clone()}</code></th>
                        <td><a href=format!("/manage/prompt-sets/{}", entry.set)>{entry.set_name.clone()}</a>" "{entry.version}</td>
                    </tr>
                }
            })
            .collect();
        let columns = vec![
            t!("manage-when"),
            t!("manage-who"),
            t!("manage-shown-why"),
            t!("manage-prompt-id"),
            t!("manage-prompt-set-version"),
        ];
        let list = if rows.is_empty() {
            view! { <EmptyState title=t!("manage-nothing-fits")><p>{t!("manage-nothing-fits-text")}</p></EmptyState> }
                .into_any()
        } else {
            view! { <Table caption=t!("manage-exposure") columns=columns>{rows}</Table> }.into_any()
        };
        // A form and not a link, so that the browser encodes what was typed.
        let older = found.entries.last().filter(|_| found.more).map(|last| {
            view! {
                <form method="get" action="/manage/exposure">
                    <input type="hidden" name="person" value=asked.person.clone() />
                    <input type="hidden" name="prompt" value=asked.prompt.clone() />
                    <input type="hidden" name="before" value=last.number.to_string() />
                    <button class="button" type="submit">{t!("manage-older")}</button>
                </form>
            }
        });
        view! {
            <div class="stack">
                {tabs("/manage/exposure")}
                <h1>{t!("manage-exposure")}</h1>
                <p class="quiet-text">{t!("manage-exposure-what")}</p>
                <ErrorSummary errors=errors.clone() />
                <form method="get" action="/manage/exposure" class="card row">
                    <Select name="person" label=t!("manage-who") options=choices(&found.people) selected=asked.person.trim().to_owned() />
                    <Field name="prompt" label=t!("manage-prompt-id") value=asked.prompt.clone() hint=t!("manage-prompt-id-hint") error=error_for(&errors, "prompt") />
                    <div><button class="button" type="submit">{t!("manage-filter")}</button></div>
                </form>
                {list}
                {older}
            </div>
        }
    })
}
