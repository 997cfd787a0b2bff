//! `GET /manage/exposure`: who was shown which prompt, and when.

use super::found::{Found, Older};
use super::{audit::number, overview::tabs};
use crate::i18n::t;
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use crate::ui::{ErrorSummary, Field, Select, Time, error_for};
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
                .into_any()
            })
            .collect();
        let columns = vec![
            t!("manage-when"),
            t!("manage-who"),
            t!("manage-shown-why"),
            t!("manage-prompt-id"),
            t!("manage-prompt-set-version"),
        ];
        let older = found.entries.last().filter(|_| found.more).map(|last| Older {
            page: "/manage/exposure",
            asked: vec![("person", asked.person.clone()), ("prompt", asked.prompt.clone())],
            before: last.number,
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
                <Found caption=t!("manage-exposure") columns=columns rows=rows older=older />
            </div>
        }
    })
}
