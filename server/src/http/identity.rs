//! Who is asking: from the session's cookie to the [`Actor`] of the request, with today's roles.

use super::session_store;
use assay_app::account::session::{self, Limits};
use assay_app::problem::Problem;
use assay_domain::Actor;
use assay_workflow::{Assay, people::Identified};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::ACCEPT;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::Session;

/// Puts the signed-in [`Actor`] into the request's extensions. A session of a closed account, or of one whose roles or
/// password changed since, ends here: it acts on the next request (SESS-2, SESS-4).
pub async fn identify(
    State((assay, limits)): State<(Assay, Limits)>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let (signed_in, owner) = match session_store::with_owner(session::current(&session, limits)).await {
        (Ok(signed_in), owner) => (signed_in, owner),
        (Err(problem), _) => return problem.into_response(),
    };
    let mut who = None;
    if let Some(signed_in) = signed_in {
        let identified = match owner {
            Some(person) => Ok(Identified::by(&signed_in, person)),
            None => assay.identify(&signed_in).await,
        };
        match identified {
            Ok(Some(identified)) => {
                request.extensions_mut().insert::<Actor>(identified.actor.clone());
                who = Some(identified);
            }
            Ok(None) => {
                if let Err(problem) = session::end(&session).await {
                    return problem.into_response();
                }
            }
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    let page = request.method() == Method::GET
        && request
            .headers()
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned());
    let response = next.run(request).await;
    // Someone who asks for what they may not have is on record (AUD-1); strangers are not, or they could fill the disk.
    if response.status() == StatusCode::FORBIDDEN
        && let (Some(who), Some(route)) = (&who, route)
        && let Err(error) = assay.note_refusal(&who.actor, &route).await
    {
        tracing::warn!(%error, "a refusal could not be written to the audit log");
    }
    // Whose role rests for want of a second factor is shown where to turn it on.
    if page && response.status() == StatusCode::FORBIDDEN && who.is_some_and(|who| !who.resting.is_empty()) {
        return Redirect::to("/account/second-factor").into_response();
    }
    // A person who follows a link while signed out is asked to sign in and comes back; programs get the plain 401.
    if page && response.status() == StatusCode::UNAUTHORIZED {
        return Redirect::to(&format!("/sign-in?next={path}")).into_response();
    }
    response
}
