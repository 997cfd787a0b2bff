//! Managing: people, models, prompt sets, evaluations and their releases. Admins only; the workflow refuses everyone else.

mod address;
mod audit;
mod evaluations;
mod export;
mod exposure;
mod flags;
mod flow;
mod found;
mod held;
mod models;
mod new_evaluation;
mod overview;
mod people;
mod person;
mod prompt_sets;
mod reasons;
mod releases;
mod routing;

pub use address::PublicOrigin;

use crate::access::{ADMIN, Routes};
use crate::problem::Problem;
use crate::sent::Fields;
use assay_domain::{FieldError, Refusal};
use assay_workflow::Error;

/// The routes of this place.
pub fn routes() -> Routes {
    Routes::new()
        .get("/manage", ADMIN, overview::show)
        .get("/manage/people", ADMIN, people::show)
        .post("/manage/people", ADMIN, people::invite)
        .post("/manage/people/{id}/roles", ADMIN.on("person"), people::set_roles)
        .post("/manage/people/{id}/link", ADMIN.on("person"), people::link)
        .post("/manage/people/{id}/disable", ADMIN.on("person"), people::disable)
        .post("/manage/people/{id}/enable", ADMIN.on("person"), people::enable)
        .post("/manage/people/{id}/second-factor", ADMIN.on("person"), people::reset_second_factor)
        .post("/manage/second-factor", ADMIN, people::require_second_factor)
        .get("/manage/people/{id}", ADMIN.on("person"), person::show)
        .post("/manage/people/{id}", ADMIN.on("person"), person::set)
        .get("/manage/flags", ADMIN, flags::show)
        .post("/manage/flags/{id}", ADMIN.on("flag"), flags::resolve)
        .get("/manage/audit", ADMIN, audit::show)
        .get("/manage/exposure", ADMIN, exposure::show)
        .post("/manage/evaluations/{id}/export", ADMIN.on("evaluation"), export::judgments)
        .get("/manage/models", ADMIN, models::show)
        .post("/manage/models", ADMIN, models::add)
        .post("/manage/models/vendors", ADMIN, models::add_vendor)
        .get("/manage/prompt-sets", ADMIN, prompt_sets::list)
        .post("/manage/prompt-sets", ADMIN, prompt_sets::add)
        .get("/manage/prompt-sets/{id}", ADMIN.on("prompt set"), prompt_sets::show)
        .post("/manage/prompt-sets/{id}/import", ADMIN.on("prompt set"), prompt_sets::import)
        .hand_out("/manage/prompt-sets/{id}/held", ADMIN.on("prompt set"), held::show)
        .post("/manage/prompt-sets/{id}/held", ADMIN.on("prompt set"), held::approve)
        .post("/manage/evaluations", ADMIN, new_evaluation::add)
        .get("/manage/reasons", ADMIN, reasons::show)
        .post("/manage/reasons", ADMIN, reasons::add)
        .post("/manage/reasons/{id}/retire", ADMIN.on("reason"), reasons::retire)
        .post("/manage/reasons/{id}/offer", ADMIN.on("reason"), reasons::offer)
        .get("/manage/evaluations/new", ADMIN, new_evaluation::show)
        .post("/manage/evaluations/new", ADMIN, new_evaluation::fill_in)
        .get("/manage/evaluations/{id}", ADMIN.on("evaluation"), evaluations::show)
        .get("/manage/evaluations/{id}/flow", ADMIN.on("evaluation"), flow::show)
        .get("/manage/evaluations/{id}/routing", ADMIN.on("evaluation"), routing::show)
        .post("/manage/evaluations/{id}/routing", ADMIN.on("evaluation"), routing::set)
        .post("/manage/evaluations/{id}/open", ADMIN.on("evaluation"), evaluations::open)
        .post("/manage/evaluations/{id}/close", ADMIN.on("evaluation"), evaluations::close)
        .post("/manage/evaluations/{id}/reopen", ADMIN.on("evaluation"), evaluations::reopen)
        .post("/manage/evaluations/{id}/guidelines", ADMIN.on("evaluation"), evaluations::edit_guidelines)
        .post("/manage/evaluations/{id}/releases", ADMIN.on("evaluation"), releases::add)
}

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
