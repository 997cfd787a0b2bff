//! Requests no honest client sends are refused before anything else looks at them.

use assay_app::problem::Problem;
use axum::extract::Request;
use axum::http::header::{CONNECTION, CONTENT_ENCODING, TRANSFER_ENCODING};
use axum::http::{HeaderValue, StatusCode, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Longest address with its query; ours stay under 200 bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Middleware. A body comes with its length: `Transfer-Encoding` is refused, because the HTTP library below drops a
/// `Content-Length` beside it before we can see that a proxy in front might have understood the request differently
/// (request smuggling); no browser sends it. Compressed bodies are refused: nothing here unpacks them.
pub async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let status = if headers.contains_key(TRANSFER_ENCODING) {
        StatusCode::BAD_REQUEST
    } else if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        StatusCode::URI_TOO_LONG
    } else if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    } else {
        return next.run(request).await;
    };
    let http_1 = request.version() <= Version::HTTP_11;
    let mut response = Problem::of(status).into_response();
    if http_1 {
        // Nothing that follows on such a connection can be trusted to be a request of its own.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
