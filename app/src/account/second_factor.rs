//! The page on which a person turns their second factor on and off: plain forms, with or without a script.

use super::{From, session, too_many};
use crate::i18n::{t, words};
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::{Flash, PageContext, Uncompressed, page};
use crate::ui::{Breadcrumbs, ErrorSummary, Field, Notice, NoticeKind, error_for};
use assay_domain::{FieldError, Refusal};
use assay_workflow::people::{Offer, Standing};
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};
use serde::Deserialize;
use tower_sessions::Session;

/// What the forms of this page send. Nothing of it is ever sent back.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Proof {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

/// The part of the page that differs from step to step.
enum Step {
    /// On or off, with what to mend in the form that changes it.
    Standing(Vec<FieldError>),
    /// A secret waits for its first code.
    Offered(Offer, Vec<FieldError>),
    /// It was turned on: the codes are shown, once.
    TurnedOn(Vec<String>),
}

/// `GET /account/second-factor`
pub(super) async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    factor_page(&assay, &context, Step::Standing(Vec::new())).await
}

async fn factor_page(assay: &Assay, context: &PageContext, step: Step) -> Result<Response, Problem> {
    let standing = assay.second_factor(context.actor()?).await?;
    let shows_secret = !matches!(step, Step::Standing(_));
    let answer = page(context, &t!("account-second-factor"), || {
        let resting: Vec<_> = standing
            .resting
            .iter()
            .map(|role| t!("account-second-factor-resting", role = words::role(*role)))
            .map(|text| view! { <Notice kind=NoticeKind::Warning>{text}</Notice> })
            .collect();
        let body = match step {
            Step::Standing(errors) => standing_view(&standing, errors).into_any(),
            Step::Offered(offer, errors) => offer_view(&offer, errors).into_any(),
            Step::TurnedOn(codes) => codes_view(codes).into_any(),
        };
        view! {
            <div class="narrow stack">
                <Breadcrumbs above=vec![(t!("account-title"), "/account".to_owned())] here=t!("account-second-factor") />
                <h1>{t!("account-second-factor")}</h1>
                {resting}
                {body}
            </div>
        }
    });
    Ok((shows_secret.then_some(Extension(Uncompressed)), answer).into_response())
}

fn standing_view(standing: &Standing, errors: Vec<FieldError>) -> impl IntoView + use<> {
    let password = view! { <Field name="password" label=t!("account-password-current") kind="password" autocomplete="current-password" required=true error=error_for(&errors, "password") /> };
    match standing.on {
        None => view! {
            <p>{t!("account-second-factor-off")}</p>
            <ErrorSummary errors=errors.clone() />
            <form method="post" action="/account/second-factor" class="stack">
                {password}
                <div><button class="button primary" type="submit">{t!("account-second-factor-begin")}</button></div>
            </form>
        }
        .into_any(),
        Some(left) => view! {
            <p>{t!("account-second-factor-on", left = left)}</p>
            <ErrorSummary errors=errors.clone() />
            <form method="post" action="/account/second-factor/off" class="stack">
                <h2>{t!("account-second-factor-turn-off")}</h2>
                <p>{t!("account-second-factor-turn-off-text")}</p>
                {password}
                <Field name="code" label=t!("account-code") hint=t!("account-code-hint") autocomplete="one-time-code" required=true error=error_for(&errors, "code") />
                <div><button class="button danger" type="submit">{t!("account-second-factor-turn-off")}</button></div>
            </form>
        }
        .into_any(),
    }
}

fn offer_view(offer: &Offer, errors: Vec<FieldError>) -> impl IntoView + use<> {
    let groups: Vec<String> =
        offer.secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let address = offer.address.clone();
    view! {
        <ErrorSummary errors=errors.clone() />
        <p>{t!("account-second-factor-scan")}</p>
        {square(&offer.address)}
        <details>
            <summary>{t!("account-second-factor-type")}</summary>
            <dl class="secret">
                <dt>{t!("account-second-factor-secret")}</dt>
                <dd><code id="second-factor-secret">{groups.join(" ")}</code></dd>
                <dt>{t!("account-second-factor-address")}</dt>
                <dd><code id="second-factor-address">{address}</code></dd>
            </dl>
        </details>
        <form method="post" action="/account/second-factor/on" class="stack" autocomplete="off">
            <Field name="code" label=t!("account-code") hint=t!("account-second-factor-first-code") autocomplete="one-time-code" required=true error=error_for(&errors, "code") />
            <div class="row">
                <button class="button primary" type="submit">{t!("account-second-factor-turn-on")}</button>
                <a class="button quiet" href="/account">{t!("account-second-factor-leave")}</a>
            </div>
        </form>
    }
}

/// The square that apps read, drawn as one path: black on white whatever the page's colours, with the quiet border of four
/// modules that readers need. Nothing when the address does not fit, which leaves the text.
fn square(address: &str) -> Option<impl IntoView + use<>> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path: String = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + 4, at / width + 4)).collect();
    let side = width + 8;
    Some(view! {
        <svg class="square" role="img" aria-label=t!("account-second-factor-square") viewBox=format!("0 0 {side} {side}") shape-rendering="crispEdges">
            <rect width=side height=side fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    })
}

fn codes_view(codes: Vec<String>) -> impl IntoView {
    let codes: Vec<_> = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect();
    view! {
        <Notice kind=NoticeKind::Success>{t!("account-second-factor-is-on")}</Notice>
        <h2>{t!("account-recovery-codes")}</h2>
        <p>{t!("account-recovery-codes-text")}</p>
        <ol class="recovery-codes">{codes}</ol>
        <p><a class="button primary" href="/account">{t!("account-recovery-codes-kept")}</a></p>
    }
}

/// `POST /account/second-factor`: the answer shows the secret.
pub(super) async fn offer(
    State(assay): State<Assay>,
    context: PageContext,
    from: From,
    Form(proof): Form<Proof>,
) -> Result<Response, Problem> {
    match assay.offer_second_factor(context.actor()?, from.map(|from| from.0.0), proof.password).await {
        Ok(offer) => factor_page(&assay, &context, Step::Offered(offer, Vec::new())).await,
        Err(error) => refused(error, |errors| factor_page(&assay, &context, Step::Standing(errors))).await,
    }
}

/// `POST /account/second-factor/on`: the answer shows the recovery codes, once; this browser goes on with a new session.
pub(super) async fn turn_on(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    from: From,
    Form(proof): Form<Proof>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    match assay.turn_on_second_factor(actor, from.map(|from| from.0.0), &proof.code).await {
        Ok((signed_in, codes)) => {
            session::begin(&session, &signed_in).await?;
            factor_page(&assay, &context, Step::TurnedOn(codes)).await
        }
        // The time for it ran out, or another tab turned it on: the page says how it stands.
        Err(Error::Refused(Refusal::NotFound)) => Ok(Redirect::to("/account/second-factor").into_response()),
        Err(error) => {
            let again = async |errors| {
                let offer = assay.offered_second_factor(actor).await?;
                factor_page(&assay, &context, Step::Offered(offer, errors)).await
            };
            refused(error, again).await
        }
    }
}

/// `POST /account/second-factor/off`
pub(super) async fn turn_off(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    from: From,
    Form(proof): Form<Proof>,
) -> Result<Response, Problem> {
    let from = from.map(|from| from.0.0);
    match assay.turn_off_second_factor(context.actor()?, from, proof.password, &proof.code).await {
        Ok(signed_in) => {
            session::begin(&session, &signed_in).await?;
            Flash::done(t!("account-second-factor-turned-off")).leave(&session).await?;
            Ok(Redirect::to("/account/second-factor").into_response())
        }
        Err(error) => refused(error, |errors| factor_page(&assay, &context, Step::Standing(errors))).await,
    }
}

/// The page again with what to mend, or when to try again.
async fn refused<F: Future<Output = Result<Response, Problem>>>(
    error: Error,
    again: impl FnOnce(Vec<FieldError>) -> F,
) -> Result<Response, Problem> {
    match error {
        Error::Refused(Refusal::Invalid { errors }) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again(errors).await?).into_response())
        }
        Error::TooManyAttempts { seconds } => Ok(too_many(seconds)),
        other => Err(other.into()),
    }
}
