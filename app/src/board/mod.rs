//! Leaderboards: public once published, aggregates only, readable without JavaScript.

mod data;
mod page;
mod plot;
#[cfg(test)]
mod tests;

pub(crate) use page::card;

use assay_workflow::Assay;
use axum::Router;
use axum::routing::{get, post};

/// The routes of this place.
pub fn routes() -> Router<Assay> {
    Router::new()
        .route("/board", get(page::list))
        .route("/board/{name}", get(page::show))
        .route("/board/{name}/publish", post(page::publish))
        .route("/board/{name}/deprecate", post(page::deprecate))
}
