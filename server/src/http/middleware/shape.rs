//! Requests no honest client sends are refused before anything else looks at them.

use assay_app::problem::Problem;
use axum::extract::Request;
use axum::http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{HeaderValue, StatusCode, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Longest address with its query; ours stay under 200 bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Middleware: a request that gives its length in two ways may be understood differently by a proxy in front (request
/// smuggling), so it is refused, and any connection that carried a body of unsaid length is closed after the answer.
/// Compressed bodies are refused: nothing here unpacks them.
pub async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let chunked = headers.contains_key(TRANSFER_ENCODING);
    let refusal = if chunked && headers.contains_key(CONTENT_LENGTH) {
        Some(StatusCode::BAD_REQUEST)
    } else if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        Some(StatusCode::URI_TOO_LONG)
    } else if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        Some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
    } else {
        None
    };
    // HTTP/2 has neither the ambiguity nor the header.
    let close = request.version() <= Version::HTTP_11 && (chunked || refusal.is_some());
    let mut response = match refusal {
        Some(status) => Problem::of(status).into_response(),
        None => next.run(request).await,
    };
    if close {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
