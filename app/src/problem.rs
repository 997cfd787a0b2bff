//! What a person is told when something was not done.

use crate::i18n::{self, around, t};
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
    /// One or two plain sentences in the reader's language: what happened and what to do now.
    pub message: String,
}

impl Problem {
    /// A problem in the words for its status.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::BAD_REQUEST => ("bad_request", "problem-bad-request"),
            StatusCode::UNAUTHORIZED => ("signed_out", "problem-signed-out"),
            StatusCode::FORBIDDEN => ("forbidden", "problem-forbidden"),
            StatusCode::NOT_FOUND => ("not_found", "problem-not-found"),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "problem-method-not-allowed"),
            StatusCode::REQUEST_TIMEOUT => ("timeout", "problem-timeout"),
            StatusCode::CONFLICT => ("conflict", "problem-conflict"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "problem-too-large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "problem-unsupported-media-type"),
            StatusCode::UNPROCESSABLE_ENTITY => ("invalid", "problem-invalid"),
            StatusCode::TOO_MANY_REQUESTS => ("too_many_requests", "problem-too-many-requests"),
            StatusCode::SERVICE_UNAVAILABLE => ("overloaded", "problem-overloaded"),
            _ if status.is_client_error() => ("bad_request", "problem-refused"),
            _ => ("internal", "problem-internal"),
        };
        Self { status, code, message: t(message) }
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
            Refusal::Stale
            | Refusal::LeaseLost
            | Refusal::SubmissionReused
            | Refusal::NewerDraft { .. }
            | Refusal::OutOfOrder => StatusCode::CONFLICT,
            Refusal::TooManySkips | Refusal::TooManyPrompts => StatusCode::TOO_MANY_REQUESTS,
            Refusal::GuidelinesChanged => StatusCode::CONFLICT,
            Refusal::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, code: refusal.code(), message: i18n::refusal(&refusal) }
    }
}

impl From<assay_workflow::Error> for Problem {
    fn from(error: assay_workflow::Error) -> Self {
        match error {
            assay_workflow::Error::Refused(refusal) => refusal.into(),
            assay_workflow::Error::Unavailable(cause) | assay_workflow::Error::Contended(cause) => {
                tracing::warn!(%cause, "a request was put off");
                Self::of(StatusCode::SERVICE_UNAVAILABLE)
            }
            assay_workflow::Error::TooManyAttempts { .. } => Self::of(StatusCode::TOO_MANY_REQUESTS),
            assay_workflow::Error::Internal(cause) => Self::internal(cause),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let wait = match self.status {
            StatusCode::SERVICE_UNAVAILABLE => Some("1"),
            StatusCode::TOO_MANY_REQUESTS => Some("10"),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The page for a problem, with the request's id for the person to pass on.
#[must_use]
pub fn problem_page(context: &PageContext, problem: &Problem, request_id: &str) -> Response {
    let heading = t(match problem.status {
        StatusCode::NOT_FOUND => "problem-title-not-found",
        StatusCode::FORBIDDEN => "problem-title-forbidden",
        StatusCode::UNAUTHORIZED => "problem-title-signed-out",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => "problem-title-wait",
        status if status.is_server_error() => "problem-title-internal",
        _ => "problem-title-refused",
    });
    let (before, after) = around("problem-request", "id");
    let way_on = match problem.status {
        StatusCode::UNAUTHORIZED => view! { <a class="button primary" href="/sign-in">{t!("shell-sign-in")}</a> },
        _ => view! { <a class="button" href="/">{t!("problem-to-start")}</a> },
    };
    let answer = page(context, &heading, || {
        view! {
            <div class="narrow stack">
                <h1>{heading.clone()}</h1>
                <p>{problem.message.clone()}</p>
                <p>{way_on}</p>
                <p class="quiet-text">{before}<code>{request_id.to_owned()}</code>{after}</p>
            </div>
        }
    });
    (problem.status, answer).into_response()
}
