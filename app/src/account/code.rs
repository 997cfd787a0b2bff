//! The second step of signing in: a code of the authenticator app, or a recovery code.

use super::{From, enter, own_path, session, too_many};
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{ErrorSummary, Field, error_for};
use assay_domain::{FieldError, Refusal};
use assay_workflow::people::SignIn;
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

/// The code, and where its person wanted to go.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// Where the code is asked for.
pub(super) fn address(next: &str) -> String {
    match serde_urlencoded::to_string([("next", next)]) {
        Ok(query) if !next.is_empty() => format!("/sign-in/code?{query}"),
        _ => "/sign-in/code".to_owned(),
    }
}

/// `GET /sign-in/code`
pub(super) async fn show(
    context: PageContext,
    Extension(session): Extension<Session>,
    Query(asked): Query<CodeForm>,
) -> Result<Response, Problem> {
    if session::waiting(&session).await?.is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok(code_view(&context, &asked.next, Vec::new()))
}

fn code_view(context: &PageContext, next: &str, errors: Vec<FieldError>) -> Response {
    let next = own_path(next).to_owned();
    page(context, &t!("account-code-title"), || {
        view! {
            <div class="narrow stack">
                <h1>{t!("account-code-title")}</h1>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action="/sign-in/code" class="stack">
                    <input type="hidden" name="next" value=next />
                    <Field name="code" label=t!("account-code") hint=t!("account-code-hint") autocomplete="one-time-code" required=true error=error_for(&errors, "code") />
                    <div class="row">
                        <button class="button primary" type="submit">{t!("shell-sign-in")}</button>
                        <a class="button quiet" href="/sign-in">{t!("account-code-other")}</a>
                    </div>
                </form>
                <p class="quiet-text">{t!("account-code-lost")}</p>
            </div>
        }
    })
}

/// `POST /sign-in/code`
pub(super) async fn give(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    from: From,
    Form(form): Form<CodeForm>,
) -> Result<Response, Problem> {
    let Some(given) = session::waiting(&session).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    match assay.give_code(from.map(|from| from.0.0), &given, &form.code).await {
        Ok(signed_in) => enter(&assay, &session, &SignIn::Whole(signed_in), &form.next).await,
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            Ok((StatusCode::UNAUTHORIZED, code_view(&context, &form.next, errors)).into_response())
        }
        Err(Error::Refused(Refusal::NotFound)) => {
            session::end(&session).await?;
            Flash::info(t!("account-code-too-late")).leave(&session).await?;
            Ok(Redirect::to("/sign-in").into_response())
        }
        Err(Error::TooManyAttempts { seconds }) => Ok(too_many(seconds)),
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_code_is_asked_for_on_the_way_to_where_the_person_wanted_to_go() {
        assert_eq!(address(""), "/sign-in/code");
        assert_eq!(address("/board/x?by=a&b"), "/sign-in/code?next=%2Fboard%2Fx%3Fby%3Da%26b");
    }
}
