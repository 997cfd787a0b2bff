//! Refuses state changes that another site started, and methods and content types no route here uses.
//!
//! The `SameSite` cookie is the first defence; this is the one that does not depend on it (security row CSRF-1).
//! Fetch metadata is believed first, since no script can forge it; browsers send it only to https and localhost, so
//! `Origin` is the fallback. A request with neither is refused: every browser of the last years sends one of them.

use assay_app::problem::Problem;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What counts as our own origin.
#[derive(Clone, Debug)]
pub struct OwnOrigin {
    /// The configured public origin, such as `https://assay.example.org`.
    pub public: Option<Arc<str>>,
    /// Whether this process itself speaks TLS.
    pub tls: bool,
}

/// Content types of forms, programs' calls and imports. `text/plain` is not among them: a form of another site can send it.
const ACCEPTED: [&str; 5] = [
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
    "application/jsonl",
    "application/x-ndjson",
];

/// Middleware: see the module.
pub async fn guard(State(own): State<OwnOrigin>, request: Request, next: Next) -> Response {
    match judge(request.method(), request.headers(), request.uri().authority().map(|it| it.as_str()), &own) {
        Ok(()) => next.run(request).await,
        Err(status) => Problem::of(status).into_response(),
    }
}

fn judge(method: &Method, headers: &HeaderMap, authority: Option<&str>, own: &OwnOrigin) -> Result<(), StatusCode> {
    match *method {
        Method::GET | Method::HEAD => return Ok(()),
        Method::POST | Method::PUT | Method::PATCH | Method::DELETE => {}
        _ => return Err(StatusCode::METHOD_NOT_ALLOWED),
    }
    if !same_origin(headers, authority, own) {
        return Err(StatusCode::FORBIDDEN);
    }
    let kind = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let accepted = match kind {
        Some(kind) => ACCEPTED.contains(&kind.as_str()),
        None => {
            headers.get(CONTENT_LENGTH).is_none_or(|length| length == "0") && !headers.contains_key(TRANSFER_ENCODING)
        }
    };
    if accepted { Ok(()) } else { Err(StatusCode::UNSUPPORTED_MEDIA_TYPE) }
}

fn same_origin(headers: &HeaderMap, authority: Option<&str>, own: &OwnOrigin) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    // Two values would mean that something between us and the browser disagrees with it.
    if headers.get_all("sec-fetch-site").iter().count() > 1 || headers.get_all(ORIGIN).iter().count() > 1 {
        return false;
    }
    if let Some(site) = text("sec-fetch-site") {
        // `none` is the person's own doing: a bookmark, a reload, the address bar.
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return false };
    if let Some(public) = &own.public {
        return origin == &**public;
    }
    let scheme = if own.tls { "https" } else { "http" };
    let host = text(HOST.as_str()).or(authority);
    host.is_some_and(|host| origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")) == Some(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const LOCAL: OwnOrigin = OwnOrigin { public: None, tls: false };

    fn post(pairs: &[(&'static str, &'static str)]) -> Result<(), u16> {
        let pairs = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut headers = HeaderMap::from_iter(pairs);
        headers.insert(HOST, HeaderValue::from_static("assay.test:3000"));
        judge(&Method::POST, &headers, None, &LOCAL).map_err(|status| status.as_u16())
    }

    #[test]
    fn csrf_1_requests_of_other_sites_are_refused() {
        assert_eq!(post(&[("sec-fetch-site", "cross-site"), ("origin", "http://assay.test:3000")]), Err(403));
        assert_eq!(post(&[("sec-fetch-site", "same-site")]), Err(403));
        assert_eq!(post(&[("origin", "https://evil.example")]), Err(403));
        assert_eq!(post(&[("origin", "null")]), Err(403));
        assert_eq!(post(&[("origin", "https://assay.test:3000")]), Err(403));
        assert_eq!(post(&[]), Err(403));
    }

    #[test]
    fn csrf_1_our_own_pages_pass() {
        assert_eq!(post(&[("sec-fetch-site", "same-origin")]), Ok(()));
        assert_eq!(post(&[("origin", "http://assay.test:3000")]), Ok(()));
    }

    #[test]
    fn csrf_1_a_json_body_dressed_as_text_is_refused() {
        assert_eq!(post(&[("sec-fetch-site", "same-origin"), ("content-type", "text/plain")]), Err(415));
        assert_eq!(post(&[("sec-fetch-site", "same-origin"), ("content-length", "5")]), Err(415));
        assert_eq!(
            post(&[("sec-fetch-site", "same-origin"), ("content-type", "application/json; charset=utf-8")]),
            Ok(())
        );
    }

    #[test]
    fn behind_a_proxy_only_the_public_origin_passes() {
        let own = OwnOrigin { public: Some("https://assay.example".into()), tls: false };
        let with = |origin: &'static str| {
            let headers = HeaderMap::from_iter([
                (ORIGIN, HeaderValue::from_static(origin)),
                (HOST, HeaderValue::from_static("127.0.0.1:3000")),
            ]);
            judge(&Method::POST, &headers, None, &own).is_ok()
        };
        assert!(with("https://assay.example"));
        assert!(!with("http://127.0.0.1:3000"));
    }

    #[test]
    fn methods_nobody_uses_are_refused() {
        let trace = judge(&Method::TRACE, &HeaderMap::new(), None, &LOCAL);
        assert_eq!(trace, Err(StatusCode::METHOD_NOT_ALLOWED));
    }
}
