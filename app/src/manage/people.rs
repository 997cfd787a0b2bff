//! People: invited, given roles, shown their links once.

use super::address::Address;
use super::{Fields, invalid, one, overview::tabs, several};
use crate::i18n::{field_error, t, words};
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, Uncompressed, page};
use crate::ui::{Badge, ErrorSummary, Field, Notice, NoticeKind, Tone, error_for};
use assay_domain::{FieldError, PersonId, Role};
use assay_workflow::{Assay, Person, PersonState};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// `GET /manage/people`
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    people_page(&assay, &context, Shown::default()).await
}

/// A link to be handed over.
struct Handover {
    name: String,
    path: String,
    address: Address,
}

/// What the page shows beside the people.
#[derive(Default)]
struct Shown {
    /// What was typed into the invitation, and what to mend there.
    typed: Fields,
    errors: Vec<FieldError>,
    /// Why a change of someone's account was refused.
    refused: Vec<FieldError>,
    /// The link just made.
    link: Option<Handover>,
}

async fn people_page(assay: &Assay, context: &PageContext, shown: Shown) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let people = assay.people(actor).await?;
    let needing: Vec<_> =
        assay.second_factor_roles(actor).await?.into_iter().map(|role| role.as_str().to_owned()).collect();
    let Shown { typed, errors, refused, link } = shown;
    let roles = several(&typed, "roles").into_iter().map(str::to_owned).collect::<Vec<_>>();
    let (name, login) = (one(&typed, "name").to_owned(), one(&typed, "login").to_owned());
    let shows_link = link.is_some();
    let answer = page(context, &t!("manage-people"), || {
        let link = link.map(handover);
        let refused: Vec<_> = refused
            .into_iter()
            .map(|error| view! { <Notice kind=NoticeKind::Error>{t!("manage-nothing-changed", why = field_error(&error))}</Notice> })
            .collect();
        let rows: Vec<_> = people.iter().map(row).collect();
        let roles_error = error_for(&errors, "roles").map(|error| view! { <p class="field-error">{error}</p> });
        view! {
            <div class="stack">
                {tabs("/manage/people")}
                <h1>{t!("manage-people")}</h1>
                {link}
                {refused}
                <div class="table-scroll" tabindex="0" role="region" aria-label=t!("manage-people")>
                    <table class="data">
                        <caption class="visually-hidden">{t!("manage-people-caption")}</caption>
                        <thead><tr><th scope="col">{t!("manage-name")}</th><th scope="col">{t!("manage-signs-in-as")}</th><th scope="col">{t!("account-roles")}</th><th scope="col">{t!("manage-state")}</th><th scope="col">{t!("manage-change")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <section class="narrow stack">
                    <h2>{t!("manage-invite-someone")}</h2>
                    <ErrorSummary errors=errors.clone() />
                    <form method="post" action="/manage/people" class="stack">
                        <Field name="name" label=t!("manage-name") value=name hint=t!("manage-person-name-hint") error=error_for(&errors, "name") required=true />
                        <Field name="login" label=t!("account-login") value=login hint=t!("manage-login-hint") error=error_for(&errors, "login") required=true />
                        <fieldset class="plain-set" id="field-roles"><legend>{t!("account-roles")}</legend>{roles_error}{role_boxes("invite", &roles)}</fieldset>
                        <div><button class="button primary" type="submit">{t!("manage-invite")}</button></div>
                    </form>
                </section>
                <section class="narrow stack">
                    <h2>{t!("account-second-factor")}</h2>
                    <form method="post" action="/manage/second-factor" class="stack">
                        <fieldset class="plain-set">
                            <legend>{t!("manage-second-factor-roles")}</legend>
                            <p class="field-hint">{t!("manage-second-factor-roles-hint")}</p>
                            {role_boxes("second-factor", &needing)}
                        </fieldset>
                        <div><button class="button" type="submit">{t!("manage-save")}</button></div>
                    </form>
                </section>
            </div>
        }
    });
    Ok((shows_link.then_some(Extension(Uncompressed)), answer).into_response())
}

fn handover(link: Handover) -> impl IntoView {
    let hint = (!link.address.configured).then(|| {
        view! { <p class="quiet-text">{t!("manage-link-elsewhere", path = &link.path)}</p> }
    });
    view! {
        <Notice kind=NoticeKind::Success>
            <p>{t!("manage-link-give", name = link.name)}</p>
            <p><label class="visually-hidden" for="link">{t!("manage-link")}</label><input id="link" class="wide" readonly value=format!("{}{}", link.address.origin, link.path) /></p>
            {hint}
        </Notice>
    }
}

fn role_boxes(prefix: &str, held: &[String]) -> Vec<AnyView> {
    Role::ALL
        .into_iter()
        .map(|role| {
            let id = format!("{prefix}-{}", role.as_str());
            let checked = held.iter().any(|word| word == role.as_str());
            view! { <p class="check"><input type="checkbox" id=id.clone() name="roles" value=role.as_str() checked=checked /><label for=id>{words::role(role)}</label></p> }.into_any()
        })
        .collect()
}

fn row(person: &Person) -> impl IntoView + use<> {
    let held: Vec<String> = person.roles.iter().map(|role| role.as_str().to_owned()).collect();
    let badges: Vec<_> =
        person.roles.clone().into_iter().map(|role| view! { <Badge>{words::role(role)}</Badge>" " }).collect();
    let tone = match person.state {
        PersonState::Invited => Tone::Caution,
        PersonState::Active => Tone::Positive,
        PersonState::Disabled => Tone::Negative,
    };
    let word = t(match person.state {
        PersonState::Invited => "manage-person-invited",
        PersonState::Active => "manage-person-active",
        PersonState::Disabled => "manage-person-disabled",
    });
    let at = |verb: &str| format!("/manage/people/{}/{verb}", person.id);
    let (verb, label) = if person.state == PersonState::Disabled {
        ("enable", t!("manage-enable"))
    } else {
        ("disable", t!("manage-disable"))
    };
    let (factor, reset) = if person.second_factor {
        (
            Some(view! { " "<Badge>{t!("account-second-factor")}</Badge> }),
            Some(
                view! { <form method="post" action=at("second-factor")><button class="button" type="submit">{t!("manage-second-factor-reset")}</button></form> },
            ),
        )
    } else {
        (None, None)
    };
    view! {
        <tr>
            <th scope="row">{person.name.clone()}</th>
            <td>{person.login.clone()}</td>
            <td>{badges}</td>
            <td><Badge tone=tone>{word}</Badge>{factor}</td>
            <td>
                <details>
                    <summary>{t!("manage-change-person", name = &person.name)}</summary>
                    <div class="stack change">
                        <form method="post" action=at("roles")>
                            <fieldset class="plain-set">
                                <legend>{t!("manage-roles-of", name = &person.name)}</legend>
                                {role_boxes(&format!("person-{}", person.id), &held)}
                            </fieldset>
                            <button class="button" type="submit">{t!("manage-save-roles")}</button>
                        </form>
                        <p><a href=format!("/manage/people/{}", person.id)>{t!("manage-qualifications")}</a></p>
                        <form method="post" action=at("link")><button class="button" type="submit">{t!("manage-password-link")}</button></form>
                        {reset}
                        <form method="post" action=at(verb)><button class="button danger" type="submit">{label}</button></form>
                    </div>
                </details>
            </td>
        </tr>
    }
}

fn roles_of(fields: &Fields) -> Vec<Role> {
    several(fields, "roles").into_iter().filter_map(Role::parse).collect()
}

/// The fields of an invitation.
pub struct InviteNames;

impl Names for InviteNames {
    const NAMES: &'static [&'static str] = &["name", "login", "roles"];
}

/// `POST /manage/people`: the answer shows the link, once.
pub async fn invite(
    State(assay): State<Assay>,
    context: PageContext,
    address: Address,
    Sent(fields, ..): Sent<InviteNames>,
) -> Result<Response, Problem> {
    match assay.invite(context.actor()?, one(&fields, "name"), one(&fields, "login"), &roles_of(&fields)).await {
        Ok((_, token)) => {
            let handover =
                Handover { name: one(&fields, "name").trim().to_owned(), path: format!("/link/{token}"), address };
            people_page(&assay, &context, Shown { link: Some(handover), ..Shown::default() }).await
        }
        Err(error) => {
            let errors = invalid(error)?;
            let page = people_page(&assay, &context, Shown { typed: fields, errors, ..Shown::default() }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /manage/people/{id}/link`: the answer shows the link, once.
pub async fn link(
    State(assay): State<Assay>,
    context: PageContext,
    address: Address,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let token = assay.reset_link(actor, PersonId(id)).await?;
    let name =
        assay.people(actor).await?.into_iter().find(|person| person.id == PersonId(id)).map(|person| person.name);
    let handover = Handover { name: name.unwrap_or_default(), path: format!("/link/{token}"), address };
    people_page(&assay, &context, Shown { link: Some(handover), ..Shown::default() }).await
}

/// What became of a change: a flash and the list again, or the list with what is wrong.
async fn changed(
    assay: &Assay,
    context: &PageContext,
    session: &Session,
    done: String,
    outcome: Result<(), assay_workflow::Error>,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => {
            Flash::done(done).leave(session).await?;
            Ok(Redirect::to("/manage/people").into_response())
        }
        Err(error) => {
            let refused = invalid(error)?;
            let page = people_page(assay, context, Shown { refused, ..Shown::default() }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The fields of a form that chooses roles.
pub struct RolesNames;

impl Names for RolesNames {
    const NAMES: &'static [&'static str] = &["roles"];
}

/// `POST /manage/people/{id}/roles`
pub async fn set_roles(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Sent(fields, ..): Sent<RolesNames>,
) -> Result<Response, Problem> {
    let outcome = assay.set_roles(context.actor()?, PersonId(id), &roles_of(&fields)).await;
    changed(&assay, &context, &session, t!("manage-roles-changed"), outcome).await
}

/// `POST /manage/people/{id}/disable`
pub async fn disable(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.set_disabled(context.actor()?, PersonId(id), true).await;
    changed(&assay, &context, &session, t!("manage-account-closed"), outcome).await
}

/// `POST /manage/people/{id}/enable`
pub async fn enable(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.set_disabled(context.actor()?, PersonId(id), false).await;
    changed(&assay, &context, &session, t!("manage-account-opened"), outcome).await
}

/// `POST /manage/people/{id}/second-factor`
pub async fn reset_second_factor(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.reset_second_factor(context.actor()?, PersonId(id)).await;
    changed(&assay, &context, &session, t!("manage-second-factor-was-reset"), outcome).await
}

/// `POST /manage/second-factor`: the roles that need one.
pub async fn require_second_factor(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Sent(fields, ..): Sent<RolesNames>,
) -> Result<Response, Problem> {
    let outcome = assay.require_second_factor(context.actor()?, &roles_of(&fields)).await;
    changed(&assay, &context, &session, t!("manage-second-factor-roles-saved"), outcome).await
}
