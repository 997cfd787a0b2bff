//! Every route there is. A page or an action that is not named here does not exist.
//!
//! To add one: write its handler in its place's folder of `assay_app` and name it here. Reading is `get` and changes
//! nothing; whatever changes something is `post`.

use axum::Router;
use axum::routing::get;

/// All pages and actions, without the middleware around them.
pub fn all() -> Router {
    Router::new().route("/", get(assay_app::home::show))
}
