//! What a person is told when something was not done.

use crate::shell::{PageContext, page};
use assay_domain::Refusal;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

/// An answer that is not the page that was asked for: a status, a stable word for programs and a sentence for people.
///
/// A handler returns it (`Result<Response, Problem>`, `?` on a [`Refusal`]); the outermost middleware
/// (`server/src/http/middleware/problems.rs`) turns it into a page or into JSON, as the client prefers, and adds the
/// request's id. The message never repeats private text and never names a cause inside the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable word for programs, such as `not_found`.
    pub code: &'static str,
    /// One or two plain sentences: what happened and what to do now.
    pub message: String,
}

impl Problem {
    /// A problem in the words for its status.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::BAD_REQUEST => ("bad_request", "The request could not be understood. Go back and try again."),
            StatusCode::UNAUTHORIZED => {
                ("signed_out", "You are not signed in, or your session has ended. Sign in and try again.")
            }
            StatusCode::FORBIDDEN => (
                "forbidden",
                "You may not do this. If you followed a link from another site, open Assay itself and try there.",
            ),
            StatusCode::NOT_FOUND => ("not_found", "There is nothing here, or it is not yours."),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "This address cannot be used in that way."),
            StatusCode::REQUEST_TIMEOUT => {
                ("timeout", "The upload was too slow and was stopped. Nothing was saved; please try again.")
            }
            StatusCode::CONFLICT => (
                "conflict",
                "This changed since you opened it. Nothing was saved; reload the page to see how it stands.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("too_large", "What you sent is larger than this page accepts. Nothing was saved.")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("unsupported_media_type", "This address does not accept that kind of content.")
            }
            StatusCode::UNPROCESSABLE_ENTITY => (
                "invalid",
                "Something in the form is missing or has the wrong shape. Nothing was saved; go back and check it.",
            ),
            StatusCode::TOO_MANY_REQUESTS => {
                ("too_many_requests", "Too many attempts in a short time. Wait a little and try again.")
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                ("overloaded", "The server is busy and did not do this. Please try again in a moment.")
            }
            _ if status.is_client_error() => ("bad_request", "The request could not be carried out."),
            _ => (
                "internal",
                "Something went wrong on the server. It was noted; tell your admin the number below if it happens again.",
            ),
        };
        Self { status, code, message: message.to_owned() }
    }

    /// An error inside the server. The cause is logged here and told to nobody.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Refusal> for Problem {
    /// The status of each refusal: what is not this person's looks exactly like what does not exist.
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::NotAllowed | Refusal::ConflictOfInterest => StatusCode::FORBIDDEN,
            Refusal::Stale | Refusal::LeaseLost | Refusal::SubmissionReused | Refusal::OutOfOrder => {
                StatusCode::CONFLICT
            }
            Refusal::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, code: refusal.code(), message: refusal.to_string() }
    }
}

impl From<assay_workflow::Error> for Problem {
    fn from(error: assay_workflow::Error) -> Self {
        match error {
            assay_workflow::Error::Refused(refusal) => refusal.into(),
            assay_workflow::Error::Unavailable(cause) => {
                tracing::warn!(%cause, "a request was put off");
                Self::of(StatusCode::SERVICE_UNAVAILABLE)
            }
            assay_workflow::Error::Internal(cause) => Self::internal(cause),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The page for a problem, with the request's id for the person to pass on.
#[must_use]
pub fn problem_page(context: &PageContext, problem: &Problem, request_id: &str) -> Response {
    let heading = match problem.status {
        StatusCode::NOT_FOUND => "Nothing here",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::UNAUTHORIZED => "Please sign in",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => "One moment",
        status if status.is_server_error() => "That is our fault",
        _ => "That did not work",
    };
    let way_on = match problem.status {
        StatusCode::UNAUTHORIZED => view! { <a class="button primary" href="/sign-in">"Sign in"</a> },
        _ => view! { <a class="button" href="/">"To the start page"</a> },
    };
    let answer = page(context, heading, || {
        view! {
            <div class="narrow stack">
                <h1>{heading}</h1>
                <p>{problem.message.clone()}</p>
                <p>{way_on}</p>
                <p class="quiet-text">"Request "<code>{request_id.to_owned()}</code></p>
            </div>
        }
    });
    (problem.status, answer).into_response()
}
