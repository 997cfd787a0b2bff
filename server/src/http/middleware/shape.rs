//! Requests no honest client sends are refused before anything else looks at them.

use crate::http::framing::Ambiguous;
use assay_app::problem::Problem;
use axum::extract::Request;
use axum::http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Longest address with its query; ours stay under 200 bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Middleware. A body comes with its length or in chunks, never both: a proxy in front could understand such a request
/// differently from us (request smuggling). A chunked request is the last of its connection, so that nothing that was part of
/// it to someone else is a request to us. Compressed bodies are refused: nothing here unpacks them.
pub async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let chunked = headers.contains_key(TRANSFER_ENCODING);
    let ambiguous = request.extensions().get::<Ambiguous>().is_some_and(Ambiguous::is);
    let status = if chunked && (ambiguous || headers.contains_key(CONTENT_LENGTH) || !is_plainly_chunked(headers)) {
        StatusCode::BAD_REQUEST
    } else if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        StatusCode::URI_TOO_LONG
    } else if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    } else {
        let mut response = next.run(request).await;
        if chunked {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        return response;
    };
    let http_1 = request.version() <= Version::HTTP_11;
    let mut response = Problem::of(status).into_response();
    if http_1 {
        // Nothing that follows on such a connection can be trusted to be a request of its own.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Whether chunks are all that was done to the body: `gzip, chunked` would hide what is in them.
fn is_plainly_chunked(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    codings.next().is_some_and(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked")) && codings.next().is_none()
}
