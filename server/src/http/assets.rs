//! The browser's files, inside the binary, compressed beforehand and named by a hash of their content.

use assay_app::shell::SiteFiles;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use assay_app::problem::Problem;

/// One file in its three forms.
struct Asset {
    name: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

/// Every file of the site; written by `build.rs`.
static SITE: &[Asset] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// Where the files are served.
pub const PREFIX: &str = "/assets";

/// The URLs that pages refer to.
#[must_use]
pub fn site_files() -> SiteFiles {
    let find = |stem: &str, extension: &str| {
        SITE.iter()
            .find(|asset| asset.name.starts_with(stem) && asset.name.ends_with(extension))
            .map(|asset| format!("{PREFIX}/{}", asset.name))
    };
    SiteFiles {
        style: find("style.", ".css"),
        loader: find("loader.", ".js"),
        client: find("client.", ".js"),
        wasm: find("client.", ".wasm"),
    }
}

/// `GET /assets/{name}`.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = SITE.iter().find(|asset| asset.name == name) else {
        return Problem::of(StatusCode::NOT_FOUND).into_response();
    };
    let (encoding, bytes) = if accepts(&headers, "br") {
        (Some("br"), asset.brotli)
    } else if accepts(&headers, "gzip") {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.plain)
    };
    let mut response = Body::from(bytes).into_response();
    let mut set = |name: HeaderName, value: &'static str| {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    };
    set(CONTENT_TYPE, content_type(asset.name));
    set(CACHE_CONTROL, "public, max-age=31536000, immutable");
    set(VARY, "accept-encoding");
    if let Some(encoding) = encoding {
        set(CONTENT_ENCODING, encoding);
    }
    response
}

/// Whether the client takes the encoding: named in `Accept-Encoding` and not with quality 0.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
            && !parts.any(|parameter| {
                parameter
                    .strip_prefix("q=")
                    .is_some_and(|quality| quality.parse::<f32>().is_ok_and(|quality| quality <= 0.0))
            })
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn an_encoding_with_quality_zero_is_not_accepted() {
        assert!(accepts(&headers("gzip, deflate, br;q=0.9"), "br"));
        assert!(!accepts(&headers("br;q=0, gzip"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
