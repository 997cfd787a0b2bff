//! The page on which a person chooses their keys: a plain form, with or without a script.

use crate::annotate::keyboard::{label, what};
use crate::i18n::{field_error, t};
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{ErrorSummary, error_for};
use assay_domain::keys::{ACTIONS, Keymap};
use assay_domain::{FieldError, Refusal};
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
    let keymap = assay.keymap(context.actor()?).await?;
    let written = ACTIONS
        .iter()
        .map(|(action, _)| ((*action).to_owned(), keymap.key_of(action).map(label).unwrap_or_default()))
        .collect();
    Ok(page(&context, &t!("keys-heading"), || view(keymap.single, &written, Vec::new())))
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
    let written: BTreeMap<String, String> =
        fields.into_iter().filter_map(|(name, key)| Some((name.strip_prefix("key.")?.to_owned(), key))).collect();
    let chosen = if reset { BTreeMap::new() } else { written.clone() };
    match assay.choose_keys(actor, single, &chosen).await {
        Ok(()) => {
            Flash::done(t!("keys-kept")).leave(&session).await?;
            Ok(Redirect::to("/account/keys").into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            let page = page(&context, &t!("keys-heading"), || view(single, &written, errors));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn view(single: bool, written: &BTreeMap<String, String>, errors: Vec<FieldError>) -> impl IntoView + use<> {
    let first = Keymap::default();
    let mut summary = errors.clone();
    for error in &mut summary {
        error.message = format!("{}: {}", name_of(&error.field), field_error(error));
    }
    let rows: Vec<_> = ACTIONS
        .iter()
        .map(|(action, _)| {
            let error = error_for(&errors, action);
            let (id, error_id) = (format!("field-{action}"), format!("{action}-error"));
            let described = error.is_some().then(|| error_id.clone());
            let invalid = error.is_some().then_some("true");
            let key = written.get(*action).cloned().unwrap_or_default();
            view! {
                <tr>
                    <th scope="row"><label for=id.clone()>{name_of(action)}</label></th>
                    <td>
                        <input id=id name=format!("key.{action}") value=key size="14" autocapitalize="off" spellcheck="false" aria-describedby=described aria-invalid=invalid />
                        {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
                    </td>
                    <td class="quiet-text">{first.key_of(action).map(|key| view! { <kbd>{label(key)}</kbd> })}</td>
                </tr>
            }
        })
        .collect();
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
                <table class="data keys-table">
                    <thead><tr><th scope="col">{t!("keys-action")}</th><th scope="col">{t!("keys-key")}</th><th scope="col">{t!("keys-at-first")}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                <div class="row">
                    <button class="button primary" type="submit">{t!("keys-keep")}</button>
                    <button class="button quiet" type="submit" name="reset" value="on">{t!("keys-reset")}</button>
                    <a class="button quiet" href="/annotate">{t!("keys-back")}</a>
                </div>
            </form>
        </div>
    }
}

/// An action's name; each point of the scales has its number.
fn name_of(action: &str) -> String {
    match action.strip_prefix("point-") {
        Some(number) => t!("keys-point-number", number = number),
        None => what(action),
    }
}
