//! The page on which a person chooses their keys: a plain form, with or without a script.

use crate::annotate::keyboard::{label, what};
use crate::i18n::{field_error, t};
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{ErrorSummary, error_for};
use assay_domain::keys::{Keymap, Place, all_actions};
use assay_domain::{Actor, FieldError, Refusal, Role};
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use std::collections::BTreeMap;
use tower_sessions::Session;

/// `GET /account/keys`
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let keymap = assay.keymap(actor).await?;
    Ok(page(&context, &t!("keys-heading"), || view(&places(actor), keymap.single, &as_written(&keymap), Vec::new())))
}

/// Every action's key as a person would write it.
fn as_written(keymap: &Keymap) -> BTreeMap<String, String> {
    all_actions()
        .map(|(action, _)| ((*action).to_owned(), keymap.key_of(action).map(label).unwrap_or_default()))
        .collect()
}

/// Where this person works with keys. Who works at neither, such as an admin who looks around, is shown both.
fn places(actor: &Actor) -> Vec<Place> {
    let works = |place: &Place| match place {
        Place::Judging => actor.is(Role::Annotator),
        Place::Reviewing => actor.is(Role::InitialReviewer) || actor.is(Role::FinalReviewer),
    };
    let places: Vec<_> = Place::ALL.into_iter().filter(works).collect();
    if places.is_empty() { Place::ALL.to_vec() } else { places }
}

/// The fields of the form.
pub struct KeysNames;

impl Names for KeysNames {
    const NAMES: &'static [&'static str] = &["single", "reset", "key.*"];
}

/// `POST /account/keys`
pub async fn choose(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Sent(fields, ..): Sent<KeysNames>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let has = |field: &str| fields.iter().any(|(name, _)| name == field);
    let (single, reset) = (has("single") || has("reset"), has("reset"));
    // What the page did not show stays as it is.
    let mut written = as_written(&assay.keymap(actor).await?);
    written.extend(fields.into_iter().filter_map(|(name, key)| Some((name.strip_prefix("key.")?.to_owned(), key))));
    let chosen = if reset { BTreeMap::new() } else { written.clone() };
    match assay.choose_keys(actor, single, &chosen).await {
        Ok(()) => {
            Flash::done(t!("keys-kept")).leave(&session).await?;
            Ok(Redirect::to("/account/keys").into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            let page = page(&context, &t!("keys-heading"), || view(&places(actor), single, &written, errors));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn view(
    places: &[Place],
    single: bool,
    written: &BTreeMap<String, String>,
    errors: Vec<FieldError>,
) -> impl IntoView + use<> {
    let mut summary = errors.clone();
    for error in &mut summary {
        error.message = format!("{}: {}", name_of(&error.field), field_error(error));
    }
    let tables: Vec<_> = places.iter().map(|place| table(*place, written, &errors)).collect();
    let back = if places.first() == Some(&Place::Reviewing) { "/review" } else { "/annotate" };
    view! {
        <div class="narrow stack">
            <h1>{t!("keys-heading")}</h1>
            <p>{t!("keys-intro")}</p>
            <ErrorSummary errors=summary />
            <form method="post" action="/account/keys" class="stack" autocomplete="off">
                <p class="check">
                    <input type="checkbox" id="field-single" name="single" checked=single aria-describedby="single-hint" />
                    <label for="field-single">{t!("keys-single")}</label>
                </p>
                <p class="field-hint" id="single-hint">{t!("keys-single-hint")}</p>
                {tables}
                <div class="row">
                    <button class="button primary" type="submit">{t!("keys-keep")}</button>
                    <button class="button quiet" type="submit" name="reset" value="on">{t!("keys-reset")}</button>
                    <a class="button quiet" href=back>{t!("keys-back")}</a>
                </div>
            </form>
        </div>
    }
}

/// A place's actions with a field for the key of each.
fn table(place: Place, written: &BTreeMap<String, String>, errors: &[FieldError]) -> impl IntoView + use<> {
    let heading = match place {
        Place::Judging => t!("keys-judging"),
        Place::Reviewing => t!("keys-reviewing"),
    };
    let rows: Vec<_> = place.actions().iter().map(|(action, first)| row(action, first, written, errors)).collect();
    view! {
        <table class="data keys-table">
            <caption>{heading}</caption>
            <thead><tr><th scope="col">{t!("keys-action")}</th><th scope="col">{t!("keys-key")}</th><th scope="col">{t!("keys-at-first")}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(action: &str, first: &str, written: &BTreeMap<String, String>, errors: &[FieldError]) -> impl IntoView + use<> {
    let error = error_for(errors, action);
    let (id, error_id) = (format!("field-{action}"), format!("{action}-error"));
    let described = error.is_some().then(|| error_id.clone());
    let invalid = error.is_some().then_some("true");
    let key = written.get(action).cloned().unwrap_or_default();
    view! {
        <tr>
            <th scope="row"><label for=id.clone()>{name_of(action)}</label></th>
            <td>
                <input id=id name=format!("key.{action}") value=key size="14" autocapitalize="off" spellcheck="false" aria-describedby=described aria-invalid=invalid />
                {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            </td>
            <td class="quiet-text"><kbd>{label(first)}</kbd></td>
        </tr>
    }
}

/// An action's name; what goes by numbers has its number or letter.
fn name_of(action: &str) -> String {
    let number = action.rsplit_once('-').and_then(|(kind, number)| Some((kind, number.parse::<u8>().ok()?)));
    match number {
        Some(("point", number)) => t!("keys-point-number", number = number),
        Some(("verdict", number)) => t!("keys-verdict", number = number),
        Some(("annotator", number)) => {
            t!("keys-annotator", letter = char::from(b'Q'.saturating_add(number)).to_string())
        }
        _ => what(action),
    }
}
