//! Vendors and models.

use super::{invalid, overview::tabs, renamed};
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::Form;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{EmptyState, ErrorSummary, Field, Select, error_for};
use assay_domain::{FieldError, VendorId};
use assay_workflow::{Assay, Error};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

/// Both forms: a vendor has a name, a model a vendor too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    #[serde(default)]
    name: String,
    #[serde(default)]
    vendor: String,
}

/// What was typed into a form that was refused.
#[derive(Clone, Debug, Default)]
struct Typed {
    vendor: String,
    model: Named,
}

/// `GET /manage/models`
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    models_page(&assay, &context, &Typed::default(), Vec::new()).await
}

async fn models_page(
    assay: &Assay,
    context: &PageContext,
    typed: &Typed,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let (vendors, models) = assay.models(context.actor()?).await?;
    let typed = typed.clone();
    Ok(page(context, &t!("manage-models"), || {
        let rows: Vec<_> = models
            .iter()
            .map(|model| view! { <tr><th scope="row">{model.name.clone()}</th><td>{model.vendor.clone()}</td></tr> })
            .collect();
        let list = if rows.is_empty() {
            view! { <EmptyState title=t!("manage-no-models")><p>{t!("manage-no-models-text")}</p></EmptyState> }
                .into_any()
        } else {
            view! {
                <div class="table-scroll" tabindex="0" role="region" aria-label=t!("manage-models")>
                    <table class="data">
                        <caption class="visually-hidden">{t!("manage-models-caption")}</caption>
                        <thead><tr><th scope="col">{t!("manage-model")}</th><th scope="col">{t!("manage-vendor")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        };
        let options: Vec<(String, String)> =
            vendors.iter().map(|vendor| (vendor.id.to_string(), vendor.name.clone())).collect();
        let vendor_error = error_for(&errors, "vendor-name");
        let vendor_class = if vendor_error.is_some() { "field invalid" } else { "field" };
        let vendor_invalid = vendor_error.is_some().then_some("true");
        let vendor_described = vendor_error.is_some().then_some("vendor-name-error");
        let vendor_error =
            vendor_error.map(|error| view! { <p class="field-error" id="vendor-name-error">{error}</p> });
        let add_model = (!options.is_empty()).then(|| {
            view! {
                <section class="card stack">
                    <h2>{t!("manage-register-a-model")}</h2>
                    <form method="post" action="/manage/models" class="stack">
                        <Select name="vendor" label=t!("manage-vendor") options=options selected=typed.model.vendor.clone() error=error_for(&errors, "vendor") />
                        <Field name="name" label=t!("manage-model") value=typed.model.name.clone() hint=t!("manage-model-hint") error=error_for(&errors, "name") required=true />
                        <div><button class="button primary" type="submit">{t!("manage-register-model")}</button></div>
                    </form>
                </section>
            }
        });
        view! {
            <div class="stack">
                {tabs("/manage/models")}
                <h1>{t!("manage-models")}</h1>
                <ErrorSummary errors=errors.clone() />
                {list}
                <div class="grid">
                    {add_model}
                    <section class="card stack">
                        <h2>{t!("manage-register-a-vendor")}</h2>
                        <form method="post" action="/manage/models/vendors" class="stack">
                            <div class=vendor_class>
                                <label for="field-vendor-name">{t!("manage-vendor")}</label>
                                {vendor_error}
                                <input id="field-vendor-name" name="name" value=typed.vendor.clone() required aria-invalid=vendor_invalid aria-describedby=vendor_described />
                            </div>
                            <div><button class="button" type="submit">{t!("manage-register-vendor")}</button></div>
                        </form>
                    </section>
                </div>
            </div>
        }
    }))
}

async fn done(
    assay: &Assay,
    context: &PageContext,
    session: &Session,
    typed: &Typed,
    names: &[(&str, &str)],
    outcome: Result<(), Error>,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => {
            Flash::done(t!("manage-registered")).leave(session).await?;
            Ok(Redirect::to("/manage/models").into_response())
        }
        Err(error) => {
            let page = models_page(assay, context, typed, renamed(invalid(error)?, names)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /manage/models/vendors`
pub async fn add_vendor(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Form(form): Form<Named>,
) -> Result<Response, Problem> {
    let outcome = assay.add_vendor(context.actor()?, &form.name).await.map(drop);
    let typed = Typed { vendor: form.name, ..Typed::default() };
    done(&assay, &context, &session, &typed, &[("vendor", "vendor-name")], outcome).await
}

/// `POST /manage/models`
pub async fn add(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Form(form): Form<Named>,
) -> Result<Response, Problem> {
    let vendor = VendorId(form.vendor.parse().unwrap_or(0));
    let outcome = assay.add_model(context.actor()?, vendor, &form.name).await.map(drop);
    let typed = Typed { model: form, ..Typed::default() };
    done(&assay, &context, &session, &typed, &[("model", "name")], outcome).await
}
