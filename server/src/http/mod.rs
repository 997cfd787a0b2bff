//! The HTTP front: from a connection to a handler and back.
//!
//! A request passes, from the outside in: an id for it, security headers, compression, the presentation of errors, the panic catcher,
//! the log line, its shape, the origin guard, where it comes from, the load, limits on the body, the session, the check of
//! the role, its handler. [`service`] puts them in this order and is the only place that does.

pub mod assets;
pub mod framing;
pub mod identity;
pub mod listener;
pub mod middleware;
pub mod routes;
pub mod session_store;
pub mod tls;

use crate::settings::Settings;
use assay_app::account::session;
use assay_app::manage::PublicOrigin;
use assay_app::problem::Problem;
use assay_workflow::Assay;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use middleware::{body, client, compression, headers, load, origin, problems, shape, trace};
use session_store::DatabaseSessions;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer};

/// The pages with everything around them.
pub fn service(pages: Router<Assay>, assay: Assay, settings: &Settings) -> Router {
    let public = settings.public_url.as_deref().map(|origin| Extension(PublicOrigin(Arc::from(origin))));
    let own =
        origin::OwnOrigin { public: settings.public_url.as_deref().map(Arc::from), tls: settings.tls_cert.is_some() };
    // `__Host-` makes browsers insist on Secure, Path=/ and no Domain; they count http://127.0.0.1 as secure.
    let sessions = SessionManagerLayer::new(DatabaseSessions(assay.store().clone()))
        .with_expiry(Expiry::OnInactivity(Duration::seconds(settings.session_longest.into())))
        .with_name("__Host-assay")
        .with_secure(true)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/");

    let lasts = session::Limits { idle: settings.session_idle, longest: settings.session_longest };
    let load = load::Load::new(settings.max_requests, settings.max_bodies, settings.max_body);
    let sizes = body::Sizes { ordinary: settings.max_body, import: settings.max_import };
    let pages = pages
        .layer(from_fn_with_state((assay.clone(), lasts), identity::identify))
        .layer(sessions)
        .layer(from_fn_with_state(sizes, body::limit_by_path))
        .layer(from_fn_with_state(load, load::shed))
        .layer(from_fn_with_state(client::Trusted::from(settings.trusted_proxies.as_slice()), client::locate))
        .with_state(assay.clone());
    let outside = routes::outside().into_router().with_state(assay);
    // Links that admins hand over begin with it.
    let pages = match public {
        Some(public) => pages.layer(public),
        None => pages,
    };
    Router::new()
        .merge(pages)
        .merge(outside)
        .fallback(nothing_here)
        // `body::limit` is the one limit on sizes, so that import routes can have their own.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(own, origin::guard))
        .layer(from_fn(shape::check))
        .layer(from_fn(trace::log))
        .layer(CatchPanicLayer::custom(problems::panicked))
        .layer(from_fn(problems::present))
        .layer(from_fn(compression::withhold))
        .layer(compression::layer())
        .layer(Extension(Arc::new(assets::site_files())))
        .layer(from_fn_with_state(headers::Https(settings.https()), headers::secure))
        .layer(from_fn(trace::identify))
}

async fn nothing_here() -> impl IntoResponse {
    Problem::of(StatusCode::NOT_FOUND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::{HeaderMap, Request};
    use axum::routing::get;
    use tower::ServiceExt as _;

    /// Status, headers and text of a `GET`.
    async fn get_page(path: &str, accept: &str) -> (u16, HeaderMap, String) {
        async fn broken() -> &'static str {
            panic!("a cause with private text")
        }
        let folder = tempfile::tempdir().unwrap();
        let database_url = folder.path().join("assay.sqlite").display().to_string();
        let settings = Settings { database_url, ..Settings::default() };
        let assay = crate::cli::data::open(&settings, assay_store::Access::Alone).await.unwrap();
        let pages = routes::pages().into_router().route("/broken", get(broken));
        let request = Request::get(path).header("accept", accept).body(Body::empty()).unwrap();
        let response = service(pages, assay, &settings).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status.as_u16(), parts.headers, String::from_utf8(text.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn leak_2_answers_and_errors_alike_are_stored_by_nobody() {
        for path in ["/", "/nothing", "/broken", "/task/1/x.css"] {
            let (_, headers, _) = get_page(path, "text/html").await;
            assert_eq!(headers["cache-control"], "no-store", "{path}");
            assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
        }
    }

    #[tokio::test]
    async fn leak_5_a_panic_becomes_a_generic_page_with_a_request_id() {
        let (status, headers, text) = get_page("/broken", "text/html").await;
        assert_eq!(status, 500);
        assert!(text.contains(headers["x-request-id"].to_str().unwrap()));
        assert!(!text.contains("private text"));
    }

    #[tokio::test]
    async fn programs_get_errors_as_json() {
        let (status, headers, text) = get_page("/nothing", "application/json").await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (404, "application/json"));
        let error: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(error["error"]["code"], "not_found");
        assert_eq!(error["error"]["request_id"], headers["x-request-id"].to_str().unwrap());
    }

    #[tokio::test]
    async fn inj_3_every_page_has_an_enforced_policy_with_its_own_nonce() {
        let policy =
            async || get_page("/", "text/html").await.1["content-security-policy"].to_str().unwrap().to_owned();
        let (first, second) = (policy().await, policy().await);
        assert_ne!(first, second);
        assert!(first.starts_with("default-src 'none'; script-src 'self' 'nonce-"));
        assert!(!first.contains("unsafe-inline") && !first.contains("'unsafe-eval'"));
    }
}
