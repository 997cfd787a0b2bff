//! Annotating: one task, two responses or one, a judgment.

#[cfg(feature = "ssr")]
pub(crate) mod api;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
pub(crate) mod form;
pub mod island;
#[cfg(feature = "ssr")]
pub(crate) mod keyboard;
#[cfg(feature = "ssr")]
pub(crate) mod leave;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod parts;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
pub(crate) mod returned;
#[cfg(feature = "ssr")]
mod view;
#[cfg(feature = "ssr")]
mod work;

#[cfg(feature = "hydrate")]
pub(crate) use browser::keys::written;
#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use super::{api, leave, page, reading, work};
    use crate::access::{ANNOTATOR, Routes};

    /// The routes of this place.
    pub fn routes() -> Routes {
        Routes::new()
            .hand_out("/annotate", ANNOTATOR, page::show)
            .post("/annotate/next", ANNOTATOR, page::next)
            .get("/annotate/work", ANNOTATOR, work::show)
            .get("/annotate/{id}", ANNOTATOR.on("assignment"), page::one)
            .post("/annotate/{id}/undo", ANNOTATOR.on("assignment"), page::undo)
            .post("/annotate/{id}/guidelines", ANNOTATOR.on("assignment"), page::confirm_guidelines)
            .post("/annotate/{id}/submit", ANNOTATOR.on("assignment"), page::submit)
            .post("/annotate/{id}/draft", ANNOTATOR.on("assignment"), page::draft)
            .post("/annotate/{id}/ahead", ANNOTATOR.on("assignment"), page::ahead)
            .post("/annotate/{id}/alive", ANNOTATOR.on("assignment"), page::alive)
            .get("/annotate/{id}/differences", ANNOTATOR.on("assignment"), reading::differences)
            .post("/annotate/{id}/skip", ANNOTATOR.on("assignment"), leave::skip)
            .post("/annotate/{id}/flag", ANNOTATOR.on("assignment"), leave::flag)
            .post("/api/v1/tasks/{id}/skip", ANNOTATOR.on("assignment"), leave::skip_json)
            .post("/api/v1/tasks/{id}/flag", ANNOTATOR.on("assignment"), leave::flag_json)
            .hand_out("/api/v1/task", ANNOTATOR, api::task)
            .post("/api/v1/tasks/{id}/alive", ANNOTATOR.on("assignment"), api::alive)
            .post("/api/v1/judgments", ANNOTATOR.on("assignment"), api::submit)
            .post("/api/v1/drafts", ANNOTATOR.on("assignment"), api::draft)
            .post("/api/v1/tasks/{id}/undo", ANNOTATOR.on("assignment"), api::undo)
            .get("/api/v1/guidelines", ANNOTATOR, api::guidelines)
            .post("/api/v1/tasks/{id}/guidelines", ANNOTATOR.on("assignment"), api::confirm_guidelines)
            .get("/api/v1/work", ANNOTATOR, api::work::show)
    }
}
