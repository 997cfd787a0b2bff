//! Every route there is. A page or an action that is not named here does not exist.
//!
//! To add one: write its handler in its place's folder of `assay_app` and name it here. Reading is `get` and changes
//! nothing; whatever changes something is `post`.

use assay_workflow::Assay;
use axum::Router;
use axum::routing::get;

/// All pages and actions, without the middleware around them.
pub fn all() -> Router<Assay> {
    Router::new()
        .route("/", get(assay_app::home::show))
        .merge(assay_app::account::routes())
        .merge(assay_app::annotate::routes())
        .merge(assay_app::review::routes())
        .merge(assay_app::manage::routes())
        .merge(assay_app::board::routes())
}
