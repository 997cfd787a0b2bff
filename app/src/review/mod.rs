//! Reviewing: three judgments of one task side by side, in one neutral order, by people known as letters.

mod api;
mod form;
mod page;
mod view;

use assay_workflow::Assay;
use axum::Router;
use axum::routing::{get, post};

/// The routes of this place.
pub fn routes() -> Router<Assay> {
    Router::new()
        .route("/review", get(page::queues))
        .route("/review/{what}", get(page::show).post(page::decide))
        .route("/api/v1/reviews/{what}", post(api::decide))
        .route("/api/v1/reviews/{what}/next", get(api::next))
        .route("/api/v1/reviews/{what}/queue", get(api::queue))
}
