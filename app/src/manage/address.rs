//! The address of this installation, for links that a person hands over.

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::{Authority, Scheme};
use std::convert::Infallible;
use std::sync::Arc;

/// The configured origin that people use, such as `https://assay.example.org`. The HTTP layer puts it into the
/// extensions of every request where one is configured.
#[derive(Clone, Debug)]
pub struct PublicOrigin(pub Arc<str>);

/// As an extractor: the origin in front of a link's path. It never fails; without any sign of it the origin is empty and
/// links stay paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Such as `https://assay.example.org`, without a slash at the end.
    pub origin: String,
    /// Whether it was configured; otherwise it is what this request's browser used.
    pub configured: bool,
}

impl<S: Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        if let Some(PublicOrigin(origin)) = parts.extensions.get() {
            return Ok(Self { origin: origin.trim_end_matches('/').to_owned(), configured: true });
        }
        // The `Origin` header is of no use: under our referrer policy browsers send `null` in it.
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| parts.uri.authority().map(Authority::as_str));
        let host = host.and_then(|host| host.parse::<Authority>().ok()).filter(|host| !host.as_str().contains('@'));
        let encrypted = parts.uri.scheme() == Some(&Scheme::HTTPS);
        Ok(host.map_or_else(Self::default, |host| {
            // The session's cookie is `Secure`: a browser that is signed in from another machine came by https.
            let scheme = if is_loopback(host.host()) && !encrypted { "http" } else { "https" };
            Self { origin: format!("{scheme}://{host}"), configured: false }
        }))
    }
}

/// Whether a host is this machine, where browsers send `Secure` cookies without TLS too.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn address(uri: &str, host: Option<&str>, public: Option<&str>) -> Address {
        let mut request = Request::post(uri);
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if let Some(public) = public {
            parts.extensions.insert(PublicOrigin(public.into()));
        }
        let mut extracting = std::pin::pin!(Address::from_request_parts(&mut parts, &()));
        // It awaits nothing, so one poll is enough.
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match extracting.as_mut().poll(&mut context) {
            std::task::Poll::Ready(Ok(address)) => address,
            std::task::Poll::Pending => panic!("it waits for something"),
        }
    }

    #[test]
    fn a_link_begins_with_the_configured_origin_whatever_the_proxy_says() {
        let found = address("/manage/people", Some("127.0.0.1:3000"), Some("https://assay.example.org/"));
        assert_eq!(found, Address { origin: "https://assay.example.org".into(), configured: true });
    }

    #[test]
    fn without_one_a_link_begins_with_what_the_admins_browser_used() {
        let origin = |uri, host| address(uri, host, None).origin;
        for host in ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"] {
            assert_eq!(origin("/manage/people", Some(host)), format!("http://{host}"));
        }
        assert_eq!(origin("/manage/people", Some("assay.example.org")), "https://assay.example.org");
        assert_eq!(origin("https://127.0.0.1:3000/manage/people", None), "https://127.0.0.1:3000");
    }

    #[test]
    fn a_host_that_is_none_leaves_the_path_alone() {
        for host in [None, Some("user@evil.example"), Some("a b"), Some("x/<script>")] {
            assert_eq!(address("/manage/people", host, None), Address::default(), "{host:?}");
        }
    }
}
