//! Annotating: one task, two responses, a judgment.

#[cfg(feature = "ssr")]
pub(crate) mod api;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod form;
pub mod island;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod parts;
#[cfg(feature = "ssr")]
pub(crate) mod returned;
#[cfg(feature = "ssr")]
mod view;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use super::{api, page};
    use assay_workflow::Assay;
    use axum::Router;
    use axum::routing::{get, post};

    /// The routes of this place.
    pub fn routes() -> Router<Assay> {
        Router::new()
            .route("/annotate", get(page::show))
            .route("/annotate/work", get(page::work))
            .route("/annotate/{id}/submit", post(page::submit))
            .route("/annotate/{id}/draft", post(page::draft))
            .route("/annotate/{id}/alive", post(page::alive))
            .route("/api/v1/task", get(api::task))
            .route("/api/v1/tasks/{id}/alive", post(api::alive))
            .route("/api/v1/judgments", post(api::submit))
            .route("/api/v1/drafts", post(api::draft))
            .route("/api/v1/work", get(api::work))
    }
}
