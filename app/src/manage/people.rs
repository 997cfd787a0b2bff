//! People: invited, given roles, shown their links once.

use super::address::Address;
use super::{Fields, invalid, one, overview::tabs, several};
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Badge, ErrorSummary, Field, Notice, NoticeKind, Tone, error_for};
use assay_domain::{FieldError, PersonId, Role};
use assay_workflow::{Assay, Person, PersonState};
use axum::Extension;
use axum::extract::{Form, Path, State};
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
    let people = assay.people(context.actor()?).await?;
    let Shown { typed, errors, refused, link } = shown;
    let roles = several(&typed, "roles").into_iter().map(str::to_owned).collect::<Vec<_>>();
    let (name, login) = (one(&typed, "name").to_owned(), one(&typed, "login").to_owned());
    Ok(page(context, "People", || {
        let link = link.map(handover);
        let refused: Vec<_> = refused
            .into_iter()
            .map(|error| view! { <Notice kind=NoticeKind::Error>{format!("Nothing was changed. {}", error.message)}</Notice> })
            .collect();
        let rows: Vec<_> = people.iter().map(row).collect();
        let roles_error = error_for(&errors, "roles").map(|error| view! { <p class="field-error">{error}</p> });
        view! {
            <div class="stack">
                {tabs("/manage/people")}
                <h1>"People"</h1>
                {link}
                {refused}
                <div class="table-scroll" tabindex="0" role="region" aria-label="People">
                    <table class="data">
                        <caption class="visually-hidden">"People and their roles"</caption>
                        <thead><tr><th scope="col">"Name"</th><th scope="col">"Signs in as"</th><th scope="col">"Roles"</th><th scope="col">"State"</th><th scope="col">"Change"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <section class="narrow stack">
                    <h2>"Invite someone"</h2>
                    <ErrorSummary errors=errors.clone() />
                    <form method="post" action="/manage/people" class="stack">
                        <Field name="name" label="Name" value=name hint="As colleagues see it; reviewers never see an annotator's." error=error_for(&errors, "name") required=true />
                        <Field name="login" label="Sign-in name" value=login hint="Such as an e-mail address." error=error_for(&errors, "login") required=true />
                        <fieldset class="plain-set" id="field-roles"><legend>"Roles"</legend>{roles_error}{role_boxes("invite", &roles)}</fieldset>
                        <div><button class="button primary" type="submit">"Invite"</button></div>
                    </form>
                </section>
            </div>
        }
    }))
}

fn handover(link: Handover) -> impl IntoView {
    let hint = (!link.address.configured).then(|| {
        view! { <p class="quiet-text">{format!("If people reach this installation at another address, put that in front of {} instead.", link.path)}</p> }
    });
    view! {
        <Notice kind=NoticeKind::Success>
            <p>{format!("Give this link to {}. It is shown only now, works once and for seven days:", link.name)}</p>
            <p><label class="visually-hidden" for="link">"Link"</label><input id="link" class="wide" readonly value=format!("{}{}", link.address.origin, link.path) /></p>
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
            view! { <p class="check"><input type="checkbox" id=id.clone() name="roles" value=role.as_str() checked=checked /><label for=id>{role.label()}</label></p> }.into_any()
        })
        .collect()
}

fn row(person: &Person) -> impl IntoView + use<> {
    let held: Vec<String> = person.roles.iter().map(|role| role.as_str().to_owned()).collect();
    let badges: Vec<_> =
        person.roles.clone().into_iter().map(|role| view! { <Badge>{role.label()}</Badge>" " }).collect();
    let tone = match person.state {
        PersonState::Invited => Tone::Caution,
        PersonState::Active => Tone::Positive,
        PersonState::Disabled => Tone::Negative,
    };
    let word = person.state.as_str();
    let at = |verb: &str| format!("/manage/people/{}/{verb}", person.id);
    let (verb, label) =
        if person.state == PersonState::Disabled { ("enable", "Enable") } else { ("disable", "Disable") };
    view! {
        <tr>
            <th scope="row">{person.name.clone()}</th>
            <td>{person.login.clone()}</td>
            <td>{badges}</td>
            <td><Badge tone=tone>{word}</Badge></td>
            <td>
                <details>
                    <summary>{format!("Change {}", person.name)}</summary>
                    <div class="stack change">
                        <form method="post" action=at("roles")>
                            <fieldset class="plain-set">
                                <legend>{format!("Roles of {}", person.name)}</legend>
                                {role_boxes(&format!("person-{}", person.id), &held)}
                            </fieldset>
                            <button class="button" type="submit">"Save roles"</button>
                        </form>
                        <form method="post" action=at("link")><button class="button" type="submit">"New password link"</button></form>
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

/// `POST /manage/people`: the answer shows the link, once.
pub async fn invite(
    State(assay): State<Assay>,
    context: PageContext,
    address: Address,
    Form(fields): Form<Fields>,
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
    done: &str,
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

/// `POST /manage/people/{id}/roles`
pub async fn set_roles(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let outcome = assay.set_roles(context.actor()?, PersonId(id), &roles_of(&fields)).await;
    changed(&assay, &context, &session, "The roles are changed; the person signs in again.", outcome).await
}

/// `POST /manage/people/{id}/disable`
pub async fn disable(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.set_disabled(context.actor()?, PersonId(id), true).await;
    changed(&assay, &context, &session, "The account is closed; what the person did stays.", outcome).await
}

/// `POST /manage/people/{id}/enable`
pub async fn enable(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let outcome = assay.set_disabled(context.actor()?, PersonId(id), false).await;
    changed(&assay, &context, &session, "The account is open again.", outcome).await
}
