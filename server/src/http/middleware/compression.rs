//! Which answers go out as gzip: pages, JSON and CSV, for whoever takes it and is not sent by another site.
//!
//! The size of a compressed answer tells what is repeated in it (BREACH). Who can make a person's browser ask for
//! addresses of their choosing, and sees the sizes on the wire, could find a prompt out letter by letter on a page that repeats its
//! own address. So what another site set off is never compressed, and neither is a page that shows a credential
//! ([`Uncompressed`]). Files are compressed beforehand (`assets`); exports go out as they are read.

use assay_app::shell::Uncompressed;
use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Response as HttpResponse};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::CompressionLevel;
use tower_http::compression::predicate::SizeAbove;
use tower_http::compression::{CompressionLayer, Predicate};

/// Smaller answers fit into one packet as they are.
const SMALLEST: u16 = 1024;
/// A sixth of a rating page's bytes is left in 0.3 ms of a core; further levels save a twentieth of that and take twice as long.
const LEVEL: CompressionLevel = CompressionLevel::Precise(3);
/// What is worth it: texts that are whole before they are sent.
const KINDS: [&str; 3] = ["text/html", "application/json", "text/csv"];

/// The layer that compresses.
pub fn layer() -> CompressionLayer<Worthwhile> {
    CompressionLayer::new().quality(LEVEL).compress_when(Worthwhile)
}

/// Middleware, further in than the layer: marks the answers to requests that another site may have set off.
pub async fn withhold(request: Request, next: Next) -> Response {
    let ours = is_our_doing(request.headers());
    let mut response = next.run(request).await;
    if !ours {
        response.extensions_mut().insert(Uncompressed);
    }
    response
}

/// Whether the person or one of our own pages asked. A request without a cookie is answered with what everybody may read.
fn is_our_doing(headers: &HeaderMap) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    match (sites.next(), sites.next()) {
        (Some(site), None) => matches!(site.as_bytes(), b"same-origin" | b"none"),
        (None, _) => !headers.contains_key(COOKIE),
        (Some(_), Some(_)) => false,
    }
}

/// Whether an answer is of a kind and a size that compressing is good for, and holds nothing that forbids it.
#[derive(Clone, Copy, Debug)]
pub struct Worthwhile;

impl Predicate for Worthwhile {
    fn should_compress<B: HttpBody>(&self, response: &HttpResponse<B>) -> bool {
        let headers = response.headers();
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim_end();
        KINDS.contains(&kind)
            && SizeAbove::new(SMALLEST).should_compress(response)
            && response.extensions().get::<Uncompressed>().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn what_another_site_set_off_is_not_our_doing() {
        let asked = |site: Option<&'static str>, cookie: bool| {
            let site = site.map(|site| (axum::http::HeaderName::from_static("sec-fetch-site"), site));
            let cookie = cookie.then_some((COOKIE, "__Host-assay=x"));
            let headers = site.into_iter().chain(cookie);
            is_our_doing(&headers.map(|(name, value)| (name, HeaderValue::from_static(value))).collect())
        };
        for site in ["same-origin", "none"] {
            assert!(asked(Some(site), true) && asked(Some(site), false), "{site}");
        }
        for site in ["cross-site", "same-site", "", "Same-Origin"] {
            assert!(!asked(Some(site), true) && !asked(Some(site), false), "{site}");
        }
        // A browser that does not say where it comes from, and a program.
        assert!(!asked(None, true) && asked(None, false));
        let twice = ["same-origin", "same-origin"]
            .map(|site| ("sec-fetch-site".parse().unwrap(), HeaderValue::from_static(site)));
        assert!(!is_our_doing(&twice.into_iter().collect()));
    }
}
