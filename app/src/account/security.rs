//! The parts of the account page that guard it: the password, and ending every session.

use super::{From, account_view, session, too_many};
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::{Flash, PageContext};
use crate::ui::{ErrorSummary, Field, error_for};
use assay_domain::{FieldError, Refusal};
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

/// What the form for a new password sends. Nothing of it is ever sent back.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
}

/// The section of the account page.
pub(super) fn section(errors: Vec<FieldError>) -> impl IntoView {
    view! {
        <section class="stack" aria-labelledby="password-heading">
            <h2 id="password-heading">{t!("account-password")}</h2>
            <ErrorSummary errors=errors.clone() />
            <form method="post" action="/account/password" class="stack">
                <Field name="current_password" label=t!("account-password-current") kind="password" autocomplete="current-password" required=true error=error_for(&errors, "current_password") />
                <Field name="new_password" label=t!("account-password-new") kind="password" hint=t!("account-password-hint") autocomplete="new-password" required=true error=error_for(&errors, "new_password") />
                <div><button class="button" type="submit">{t!("account-password-change")}</button></div>
            </form>
        </section>
    }
}

/// `POST /account/password`: every other session ends, this browser goes on with a new one.
pub(super) async fn change_password(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    from: From,
    Form(form): Form<NewPassword>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    match assay.change_password(actor, from.map(|from| from.0.0), form.current_password, form.new_password).await {
        Ok(signed_in) => {
            session::begin(&session, &signed_in).await?;
            Flash::done(t!("account-password-changed")).leave(&session).await?;
            Ok(Redirect::to("/account").into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, account_view(&context, errors)?).into_response())
        }
        Err(Error::TooManyAttempts { seconds }) => Ok(too_many(seconds)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /account/sign-out-everywhere`
pub(super) async fn sign_out_everywhere(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
) -> Result<Response, Problem> {
    assay.sign_out_everywhere(context.actor()?).await?;
    session::end(&session).await?;
    Ok(super::signed_out())
}
