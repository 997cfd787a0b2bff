//! Signing in and out, links for joining, the account page.

mod code;
mod keys;
mod language;
mod second_factor;
mod security;
pub mod session;

use crate::access::{ANYONE, Routes, SIGNED_IN};
use crate::i18n::{t, words};
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::{Flash, PageContext, Uncompressed, page};
use crate::ui::{Badge, ErrorSummary, Field, ThemeToggle, error_for};
use assay_domain::{FieldError, Refusal, Role};
use assay_workflow::people::{LinkAnswer, LinkPurpose, SignIn};
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use std::net::IpAddr;
use tower_sessions::Session;

/// The routes of this place.
pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", ANYONE, sign_in_page)
        .post("/sign-in", ANYONE, sign_in)
        .get("/sign-in/code", ANYONE, code::show)
        .post("/sign-in/code", ANYONE, code::give)
        .post("/sign-out", ANYONE, sign_out)
        .get("/link/{token}", ANYONE.on("link"), link_page)
        .post("/link/{token}", ANYONE.on("link"), use_link)
        .get("/account", SIGNED_IN, account)
        .get("/account/keys", SIGNED_IN, keys::show)
        .post("/account/keys", SIGNED_IN, keys::choose)
        .post("/account/password", SIGNED_IN, security::change_password)
        .get("/account/second-factor", SIGNED_IN, second_factor::show)
        .post("/account/second-factor", SIGNED_IN, second_factor::offer)
        .post("/account/second-factor/on", SIGNED_IN, second_factor::turn_on)
        .post("/account/second-factor/off", SIGNED_IN, second_factor::turn_off)
        .post("/account/sign-out-everywhere", SIGNED_IN, security::sign_out_everywhere)
        .post("/language", ANYONE, language::choose)
}

/// Where a request comes from; the HTTP layer puts it into the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// The address of a request that came by a connection.
pub(crate) type From = Option<Extension<ClientAddress>>;

/// The sign-in form, and where its page was asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in_page(context: PageContext, Query(asked): Query<SignInForm>) -> Response {
    sign_in_view(&context, "", &asked.next, Vec::new())
}

fn sign_in_view(context: &PageContext, login: &str, next: &str, errors: Vec<FieldError>) -> Response {
    let (login, next) = (login.to_owned(), own_path(next).to_owned());
    page(context, &t!("shell-sign-in"), || {
        view! {
            <div class="narrow stack">
                <h1>{t!("shell-sign-in")}</h1>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action="/sign-in" class="stack">
                    <input type="hidden" name="next" value=next />
                    <Field name="login" label=t!("account-login") value=login autocomplete="username" required=true error=error_for(&errors, "login") />
                    <Field name="password" label=t!("account-password") kind="password" autocomplete="current-password" required=true error=error_for(&errors, "password") />
                    <div><button class="button primary" type="submit">{t!("shell-sign-in")}</button></div>
                </form>
                <p class="quiet-text">{t!("account-no-account")}</p>
            </div>
        }
    })
}

async fn sign_in(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    from: From,
    Form(form): Form<SignInForm>,
) -> Result<Response, Problem> {
    match assay.sign_in(from.map(|from| from.0.0), &form.login, form.password).await {
        Ok(reached) => enter(&assay, &session, &reached, &form.next).await,
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            Ok((StatusCode::UNAUTHORIZED, sign_in_view(&context, &form.login, &form.next, errors)).into_response())
        }
        Err(Error::TooManyAttempts { seconds }) => Ok(too_many(seconds)),
        Err(other) => Err(other.into()),
    }
}

/// Begins the session and goes where the person wanted; asks for the code first where one is needed.
async fn enter(assay: &Assay, session: &Session, reached: &SignIn, next: &str) -> Result<Response, Problem> {
    let next = own_path(next);
    match reached {
        SignIn::Whole(signed_in) => {
            session::begin(session, signed_in).await?;
            let who = assay.identify(signed_in).await?;
            let roles = who.map(|who| who.actor.roles).unwrap_or_default();
            Ok(Redirect::to(if next.is_empty() { place_of(&roles) } else { next }).into_response())
        }
        SignIn::CodeNeeded(given) => {
            session::wait_for_code(session, given).await?;
            Ok(Redirect::to(&code::address(next)).into_response())
        }
    }
}

/// After many failures: when to try again.
fn too_many(seconds: u64) -> Response {
    let mut response = Problem::of(StatusCode::TOO_MANY_REQUESTS).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// A path of this site, or nothing: a link from elsewhere must not choose where a person lands.
fn own_path(next: &str) -> &str {
    // Browsers drop tabs and line breaks from addresses, so that "/\t/elsewhere" would become "//elsewhere".
    let strange = |c: char| c.is_control() || matches!(c, '\\' | ':');
    let safe = next.starts_with('/') && !next.starts_with("//") && !next.contains(strange);
    if safe { next } else { "" }
}

/// Where a person's work is.
pub(crate) fn place_of(roles: &[Role]) -> &'static str {
    if roles.contains(&Role::Admin) {
        "/manage"
    } else if roles.contains(&Role::Annotator) {
        "/annotate"
    } else {
        "/review"
    }
}

async fn sign_out(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
) -> Result<Response, Problem> {
    if let Some(actor) = &context.actor {
        assay.sign_out(actor.person).await?;
    }
    session::end(&session).await?;
    Ok(signed_out())
}

/// What a person gets who has signed out: the browser is asked to keep nothing.
fn signed_out() -> Response {
    ([("Clear-Site-Data", "\"cache\", \"storage\"")], Redirect::to("/sign-in")).into_response()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
}

async fn link_page(
    State(assay): State<Assay>,
    context: PageContext,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let purpose = assay.link_purpose(&token).await.map_err(dead_link)?;
    Ok(link_view(&context, &token, purpose, &LinkForm::default(), Vec::new()))
}

/// A link that is used up, expired or unknown; which of them is nobody's business.
fn dead_link(error: Error) -> Problem {
    match error {
        Error::Refused(Refusal::NotFound) => {
            Problem { status: StatusCode::GONE, code: "gone", message: t!("account-dead-link") }
        }
        other => other.into(),
    }
}

fn link_view(
    context: &PageContext,
    token: &str,
    purpose: LinkPurpose,
    typed: &LinkForm,
    errors: Vec<FieldError>,
) -> Response {
    let (action, typed) = (format!("/link/{token}"), typed.clone());
    let answer = page(context, &t!("account-welcome-title"), || {
        let (heading, text, who) = match purpose {
            LinkPurpose::Setup => (
                t!("account-set-up"),
                t!("account-set-up-text"),
                view! {
                    <Field name="name" label=t!("account-name") value=typed.name.clone() hint=t!("account-name-hint") autocomplete="name" required=true error=error_for(&errors, "name") />
                    <Field name="login" label=t!("account-login") value=typed.login.clone() hint=t!("account-login-hint") autocomplete="username" required=true error=error_for(&errors, "login") />
                }
                .into_any(),
            ),
            LinkPurpose::ChoosePassword { name, login } => (
                t!("account-welcome", name = name),
                t!("account-choose-password", login = &login),
                view! { <input type="hidden" name="login" value=login autocomplete="username" /> }.into_any(),
            ),
        };
        view! {
            <div class="narrow stack">
                <h1>{heading}</h1>
                <p>{text}</p>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action=action class="stack">
                    {who}
                    <Field name="password" label=t!("account-password") kind="password" hint=t!("account-password-hint") autocomplete="new-password" required=true error=error_for(&errors, "password") />
                    <div><button class="button primary" type="submit">{t!("account-begin")}</button></div>
                </form>
            </div>
        }
    });
    (Extension(Uncompressed), answer).into_response()
}

async fn use_link(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(token): Path<String>,
    Form(form): Form<LinkForm>,
) -> Result<Response, Problem> {
    let purpose = assay.link_purpose(&token).await.map_err(dead_link)?;
    let answer = LinkAnswer { name: form.name.clone(), login: form.login.clone(), password: form.password.clone() };
    match assay.use_link(&token, answer).await {
        Ok(reached) => {
            let answer = enter(&assay, &session, &reached, "").await?;
            if matches!(reached, SignIn::Whole(_)) {
                Flash::done(t!("account-signed-in")).leave(&session).await?;
            }
            Ok(answer)
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, link_view(&context, &token, purpose, &form, errors)).into_response())
        }
        Err(other) => Err(dead_link(other)),
    }
}

async fn account(context: PageContext) -> Result<Response, Problem> {
    account_view(&context, Vec::new())
}

/// The account page, with what to mend in its form for a new password.
fn account_view(context: &PageContext, errors: Vec<FieldError>) -> Result<Response, Problem> {
    let actor = context.actor()?.clone();
    let theme = context.theme.as_str();
    Ok(page(context, &t!("account-title"), || {
        let roles: Vec<_> = actor.roles.into_iter().map(|role| view! { <Badge>{words::role(role)}</Badge> }).collect();
        view! {
            <div class="narrow stack">
                <h1>{actor.name}</h1>
                <section class="stack">
                    <h2>{t!("account-roles")}</h2>
                    <p class="row">{roles}</p>
                </section>
                <section class="stack">
                    <h2>{t!("account-appearance")}</h2>
                    <ThemeToggle chosen=theme labels=[t!("account-colours"), t!("account-colours-system"), t!("account-colours-light"), t!("account-colours-dark")] />
                </section>
                {security::section(errors)}
                <section class="stack" aria-labelledby="second-factor-heading">
                    <h2 id="second-factor-heading">{t!("account-second-factor")}</h2>
                    <p>{t!("account-second-factor-what")}</p>
                    <p><a class="button" href="/account/second-factor">{t!("account-second-factor-open")}</a></p>
                </section>
                <section class="stack" aria-labelledby="leave-heading">
                    <h2 id="leave-heading">{t!("account-leave")}</h2>
                    <p>{t!("account-leave-text")}</p>
                    <form method="post" action="/sign-out"><button class="button" type="submit">{t!("account-sign-out")}</button></form>
                    <form method="post" action="/account/sign-out-everywhere"><button class="button" type="submit">{t!("account-sign-out-everywhere")}</button></form>
                </section>
            </div>
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn after_signing_in_a_person_lands_on_this_site_only() {
        assert_eq!(own_path("/review/initial"), "/review/initial");
        for foreign in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\0/evil.example",
            "\t//evil.example",
            "javascript:alert(1)",
            "",
            "/x\r\nSet-Cookie: a=b",
            "/https://x",
        ] {
            assert_eq!(own_path(foreign), "", "{foreign}");
        }
    }
}
