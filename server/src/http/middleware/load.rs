//! Overload is answered with 503 and `Retry-After` before memory or other people's waiting suffers.
//!
//! Three things are counted: requests under way, bytes of bodies in memory, and heavy work (imports, releases), of which
//! one at a time is enough to keep a core busy. Nobody waits in a queue here: whoever cannot be served now is told so at
//! once. The sign of life and the hashed files are outside of all this and always answer.

use assay_app::problem::Problem;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Bodies are counted in units of this many bytes, so that a semaphore's range suffices.
const UNIT: u64 = 1024;
/// Heavy work at a time.
const HEAVY: usize = 1;

/// What is left of everything that runs out.
#[derive(Clone, Debug)]
pub struct Load {
    requests: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
    largest: u64,
}

impl Load {
    /// With this many requests at once, this many bytes of bodies in memory, and none of them larger than `largest`.
    #[must_use]
    pub fn new(requests: usize, bodies: u64, largest: u64) -> Self {
        let units = usize::try_from(bodies.max(largest).div_ceil(UNIT)).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            requests: Arc::new(Semaphore::new(requests)),
            bodies: Arc::new(Semaphore::new(units)),
            heavy: Arc::new(Semaphore::new(HEAVY)),
            largest,
        }
    }
}

/// Middleware: see the module.
pub async fn shed(State(load): State<Load>, request: Request, next: Next) -> Response {
    let busy = || Problem::of(StatusCode::SERVICE_UNAVAILABLE).into_response();
    let Ok(_request) = load.requests.try_acquire() else { return busy() };
    let path = request.uri().path();
    let (import, release) = (path.ends_with("/import"), path.ends_with("/releases"));
    if request.method() == Method::POST && (import || release) {
        let Ok(_heavy) = load.heavy.try_acquire() else { return busy() };
        // An import passes through in pieces and is counted by its own limits.
        return next.run(request).await;
    }
    let units = u32::try_from(announced(request.headers(), load.largest).div_ceil(UNIT)).unwrap_or(u32::MAX);
    let Ok(_body) = load.bodies.try_acquire_many(units) else { return busy() };
    next.run(request).await
}

/// How large the body may become: what it says, or the most there is when it does not say. Larger ones are refused further
/// in, before they are read.
fn announced(headers: &HeaderMap, largest: u64) -> u64 {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match length {
        Some(length) => length.min(largest),
        None if headers.contains_key(TRANSFER_ENCODING) => largest,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::{Body, Bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use futures::stream;
    use tower::ServiceExt as _;

    /// An app, and how it answers a body of this announced length that never arrives (`None`) or is there (`Some`).
    fn app(load: Load) -> Router {
        let echo = post(|body: Bytes| async move { body.len().to_string() });
        Router::new().route("/", echo.clone()).route("/x/import", echo).layer(from_fn_with_state(load, shed))
    }

    async fn status(app: &Router, path: &str, length: usize) -> u16 {
        let request = Request::post(path).header(CONTENT_LENGTH, length).body(Body::from("x".repeat(length))).unwrap();
        app.clone().oneshot(request).await.unwrap().status().as_u16()
    }

    fn stall(app: &Router, path: &'static str, length: usize) -> tokio::task::JoinHandle<()> {
        let body = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let request = Request::post(path).header(CONTENT_LENGTH, length).body(body).unwrap();
        let app = app.clone();
        tokio::spawn(async move {
            let _ = app.oneshot(request).await;
        })
    }

    #[tokio::test]
    async fn overload_is_told_at_once_and_passes() {
        let app = app(Load::new(3, 4096, 4096));
        assert_eq!(status(&app, "/", 4096).await, 200);
        let stalled = [stall(&app, "/", 1024), stall(&app, "/", 1024)];
        tokio::task::yield_now().await;
        assert_eq!(status(&app, "/", 3000).await, 503, "bytes");
        assert_eq!(status(&app, "/", 1000).await, 200);
        let third = stall(&app, "/x/import", 1 << 30);
        tokio::task::yield_now().await;
        assert_eq!(status(&app, "/", 0).await, 503, "requests");
        third.abort();
        stalled.iter().for_each(tokio::task::JoinHandle::abort);
        tokio::task::yield_now().await;
        assert_eq!(status(&app, "/", 4096).await, 200);
    }

    #[tokio::test]
    async fn dos_5_one_import_at_a_time() {
        let app = app(Load::new(100, 4096, 4096));
        let stalled = stall(&app, "/x/import", 1 << 30);
        tokio::task::yield_now().await;
        assert_eq!(status(&app, "/x/import", 10).await, 503);
        assert_eq!(status(&app, "/", 10).await, 200);
        stalled.abort();
    }
}
