//! Bodies that are too large (413) or too slow (408) are stopped while they arrive.
//!
//! A limit on the time between two pieces would not do: one byte a second holds a connection for days. So a body has a
//! grace period and then must keep up a minimum average rate.

use assay_app::problem::Problem;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// How large and how slow a body may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes accepted.
    pub bytes: u64,
    /// Time allowed whatever the rate.
    pub grace: Duration,
    /// Bytes a second that must be reached on average after that.
    pub rate: u64,
}

impl Limits {
    /// Limits for a size, with ten seconds' grace and then at least 4 KiB a second.
    #[must_use]
    pub fn of_size(bytes: u64) -> Self {
        Self { bytes, grace: Duration::from_secs(10), rate: 4096 }
    }
}

/// How large bodies may be, by what they are for.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Bytes of an ordinary request.
    pub ordinary: u64,
    /// Bytes of an import.
    pub import: u64,
}

/// Middleware: [`limit`] with the size that the path calls for.
pub async fn limit_by_path(State(sizes): State<Sizes>, request: Request, next: Next) -> Response {
    let bytes = if request.uri().path().ends_with("/import") { sizes.import } else { sizes.ordinary };
    limit(State(Limits::of_size(bytes)), request, next).await
}

/// Fields one form may have; the largest of ours has some hundred.
const MOST_FIELDS: usize = 5_000;

const FINE: u8 = 0;
const TOO_LARGE: u8 = 1;
const TOO_SLOW: u8 = 2;

/// Middleware: `from_fn_with_state(Limits::of_size(n), body::limit)`.
pub async fn limit(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limits.bytes) {
        return Problem::of(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    }
    let is_form = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    // Each separator begins a field, so counting them needs no parsing and no memory.
    let fields_left = is_form.then_some(MOST_FIELDS);
    let verdict = Arc::new(AtomicU8::new(FINE));
    let request = request.map(|inner| {
        if inner.is_end_stream() {
            return inner;
        }
        let started = Instant::now();
        let timer = Box::pin(tokio::time::sleep_until(started + limits.grace));
        Body::new(Guarded { inner, limits, fields_left, seen: 0, started, timer, verdict: Arc::clone(&verdict) })
    });
    let response = next.run(request).await;
    // Extractors only see a body that broke off; say why it did.
    match verdict.load(Ordering::Relaxed) {
        TOO_LARGE => Problem::of(StatusCode::PAYLOAD_TOO_LARGE).into_response(),
        TOO_SLOW => Problem::of(StatusCode::REQUEST_TIMEOUT).into_response(),
        _ => response,
    }
}

/// A body that breaks off when it exceeds its limits.
struct Guarded {
    inner: Body,
    limits: Limits,
    fields_left: Option<usize>,
    seen: u64,
    started: Instant,
    timer: Pin<Box<Sleep>>,
    verdict: Arc<AtomicU8>,
}

impl Guarded {
    fn stop<T>(&self, why: u8, text: &'static str) -> Poll<Option<Result<T, axum::Error>>> {
        self.verdict.store(why, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(text))))
    }
}

impl HttpBody for Guarded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.seen += frame.data_ref().map_or(0, |data| data.len() as u64);
                if let (Some(left), Some(data)) = (self.fields_left, frame.data_ref()) {
                    let begun = data.iter().filter(|byte| **byte == b'&').count();
                    self.fields_left = left.checked_sub(begun);
                    if self.fields_left.is_none() {
                        return self.stop(TOO_LARGE, "the form has too many fields");
                    }
                }
                if self.seen > self.limits.bytes {
                    return self.stop(TOO_LARGE, "the body is too large");
                }
                let earned = Duration::from_secs(self.seen / self.limits.rate.max(1));
                let deadline = self.started + self.limits.grace + earned;
                self.timer.as_mut().reset(deadline);
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Pending => match self.timer.as_mut().poll(context) {
                Poll::Ready(()) => self.stop(TOO_SLOW, "the body is too slow"),
                Poll::Pending => Poll::Pending,
            },
            other => other,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use futures::stream;
    use tower::ServiceExt as _;

    async fn status(pieces: impl futures::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static) -> u16 {
        let limits = Limits { bytes: 10, grace: Duration::from_millis(50), rate: 1 };
        let echo = post(|body: Bytes| async move { body.len().to_string() });
        let router = Router::new().route("/", echo).layer(from_fn_with_state(limits, limit));
        let request = Request::post("/").body(Body::from_stream(pieces)).unwrap();
        router.oneshot(request).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn dos_3_a_body_one_byte_over_the_limit_is_refused() {
        let piece = |text: &'static str| Ok(Bytes::from_static(text.as_bytes()));
        assert_eq!(status(stream::iter([piece("12345"), piece("67890")])).await, 200);
        assert_eq!(status(stream::iter([piece("12345"), piece("678901")])).await, 413);
    }

    #[tokio::test]
    async fn dos_3_a_form_of_too_many_fields_is_refused_while_it_arrives() {
        let limits = Limits::of_size(1 << 20);
        let echo = post(|body: Bytes| async move { body.len().to_string() });
        let router = Router::new().route("/", echo).layer(from_fn_with_state(limits, limit));
        for (fields, expected) in [(MOST_FIELDS, 200), (MOST_FIELDS + 2, 413)] {
            let kind = (CONTENT_TYPE, "application/x-www-form-urlencoded");
            let request = Request::post("/").header(kind.0, kind.1).body(Body::from("a=b&".repeat(fields))).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status().as_u16(), expected);
        }
    }

    #[tokio::test]
    async fn dos_4_a_body_that_stops_arriving_is_cut_off() {
        assert_eq!(status(stream::pending()).await, 408);
    }
}
