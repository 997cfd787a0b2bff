//! Turns everything that went wrong into an answer a person or a program can use.
//!
//! Handlers return [`Problem`]; axum's extractors, its router and caught panics answer with bare text that may name types
//! or repeat input. Whatever is an error and not already a page or JSON is replaced here by fixed sentences.

use super::trace::RequestId;
use assay_app::i18n;
use assay_app::problem::{Problem, problem_page};
use assay_app::shell::{PageContext, SiteFiles};
use axum::Json;
use axum::extract::Request;
use axum::http::header::{ACCEPT, ALLOW, CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::Arc;

/// Middleware: see the module. Everything further in is said in the language of the request.
pub async fn present(request: Request, next: Next) -> Response {
    let wants_json = prefers_json(request.headers());
    let files = request.extensions().get::<Arc<SiteFiles>>().cloned().unwrap_or_default();
    let context = PageContext::anonymous(request.headers(), request.uri().path(), files);
    let id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());

    i18n::with(context.locale, answer(request, next, context, wants_json, id)).await
}

async fn answer(request: Request, next: Next, context: PageContext, wants_json: bool, id: String) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() || is_presented(response.headers()) {
        return response;
    }
    let problem = response.extensions().get::<Problem>().cloned().unwrap_or_else(|| Problem::of(status));
    let mut answer = if wants_json { json(&problem, &id) } else { problem_page(&context, &problem, &id) };
    for name in [ALLOW, RETRY_AFTER, CONNECTION] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// For tower-http's panic catcher: the cause is logged by the panic hook and told to nobody.
pub fn panicked(_cause: Box<dyn Any + Send + 'static>) -> Response {
    Problem::of(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// Whether a handler already made a page or a JSON answer of it.
fn is_presented(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
}

/// Programs ask for JSON; browsers ask for HTML before anything else.
fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match (accept.find("application/json"), accept.find("text/html")) {
        (Some(json), Some(html)) => json < html,
        (json, _) => json.is_some(),
    }
}

fn json(problem: &Problem, id: &str) -> Response {
    let body = serde_json::json!({
        "error": { "code": problem.code, "message": problem.message, "request_id": id }
    });
    (problem.status, Json(body)).into_response()
}
