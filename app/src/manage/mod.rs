//! Managing: people, models, prompt sets, evaluations and their releases. Admins only; the workflow refuses everyone else.

mod address;
mod evaluations;
mod models;
mod new_evaluation;
mod overview;
mod people;
mod prompt_sets;
mod releases;

pub use address::PublicOrigin;

use crate::problem::Problem;
use assay_domain::{FieldError, Refusal};
use assay_workflow::{Assay, Error};
use axum::Router;
use axum::routing::{get, post};

/// The routes of this place.
pub fn routes() -> Router<Assay> {
    Router::new()
        .route("/manage", get(overview::show))
        .route("/manage/people", get(people::show).post(people::invite))
        .route("/manage/people/{id}/roles", post(people::set_roles))
        .route("/manage/people/{id}/link", post(people::link))
        .route("/manage/people/{id}/disable", post(people::disable))
        .route("/manage/people/{id}/enable", post(people::enable))
        .route("/manage/models", get(models::show).post(models::add))
        .route("/manage/models/vendors", post(models::add_vendor))
        .route("/manage/prompt-sets", get(prompt_sets::list).post(prompt_sets::add))
        .route("/manage/prompt-sets/{id}", get(prompt_sets::show))
        .route("/manage/prompt-sets/{id}/import", post(prompt_sets::import))
        .route("/manage/evaluations", post(new_evaluation::add))
        .route("/manage/evaluations/new", get(new_evaluation::show))
        .route("/manage/evaluations/{id}", get(evaluations::show))
        .route("/manage/evaluations/{id}/open", post(evaluations::open))
        .route("/manage/evaluations/{id}/close", post(evaluations::close))
        .route("/manage/evaluations/{id}/reopen", post(evaluations::reopen))
        .route("/manage/evaluations/{id}/releases", post(releases::add))
}

/// Fields of a form whose names repeat or are numbered.
type Fields = Vec<(String, String)>;

/// The errors of a refused form, to be shown beside its fields; anything else goes on as it is.
fn invalid(error: Error) -> Result<Vec<FieldError>, Problem> {
    match error {
        Error::Refused(Refusal::Invalid { errors }) => Ok(errors),
        other => Err(other.into()),
    }
}

/// The same errors under the names that the page's fields have, so that each stands beside its field.
fn renamed(mut errors: Vec<FieldError>, names: &[(&str, &str)]) -> Vec<FieldError> {
    for error in &mut errors {
        if let Some((_, here)) = names.iter().find(|(there, _)| *there == error.field) {
            error.field = (*here).to_owned();
        }
    }
    errors
}

/// The values of a form's fields that may come several times, such as check-boxes.
fn several<'a>(fields: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
}

/// The value of a field, or nothing.
fn one<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}
