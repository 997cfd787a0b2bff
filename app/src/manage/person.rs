//! One person as far as routing goes: what they are qualified for, and whose models they never judge or review.

use super::{Fields, invalid, one, several};
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Breadcrumbs, ErrorSummary, TextArea, error_for};
use assay_domain::routing::{Locale, Qualifications};
use assay_domain::{FieldError, PersonId, VendorId};
use assay_workflow::Assay;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// `GET /manage/people/{id}`
pub async fn show(State(assay): State<Assay>, context: PageContext, Path(id): Path<i64>) -> Result<Response, Problem> {
    let person = assay.person_routing(context.actor()?, PersonId(id)).await?;
    let Qualifications { domains, locales, programming_languages } = &person.qualifications;
    let lines = |words: Vec<&str>| words.join("\n");
    let mut typed: Fields = vec![
        ("domains".into(), lines(domains.iter().map(String::as_str).collect())),
        ("locales".into(), lines(locales.iter().map(Locale::as_str).collect())),
        ("programming_languages".into(), lines(programming_languages.iter().map(String::as_str).collect())),
    ];
    typed.extend(person.vendors.iter().map(|vendor| ("vendors".to_owned(), vendor.to_string())));
    person_page(&assay, &context, PersonId(id), &typed, Vec::new()).await
}

async fn person_page(
    assay: &Assay,
    context: &PageContext,
    id: PersonId,
    typed: &Fields,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let person = assay.person_routing(actor, id).await?.person;
    let (vendors, _) = assay.models(actor).await?;
    Ok(page(context, &t!("manage-qualifications"), || {
        let value = |name: &str| one(typed, name).to_owned();
        let tied = several(typed, "vendors");
        let boxes: Vec<_> = vendors
            .iter()
            .map(|vendor| {
                let (id, value) = (format!("vendor-{}", vendor.id), vendor.id.to_string());
                let checked = tied.contains(&value.as_str());
                view! { <p class="check"><input type="checkbox" id=id.clone() name="vendors" value=value checked=checked /><label for=id>{vendor.name.clone()}</label></p> }
            })
            .collect();
        let none = boxes.is_empty().then(|| view! { <p class="quiet-text">{t!("manage-no-vendors")}</p> });
        let vendors_error = error_for(&errors, "vendors").map(|error| view! { <p class="field-error">{error}</p> });
        view! {
            <div class="narrow stack">
                <Breadcrumbs above=vec![(t!("manage-people"), "/manage/people".to_owned())] here=person.name.clone() />
                <h1>{t!("manage-qualifications-of", name = &person.name)}</h1>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action=format!("/manage/people/{id}") class="stack">
                    <TextArea name="domains" label=t!("manage-person-domains") value=value("domains") rows=3 hint=t!("manage-person-domains-hint") error=error_for(&errors, "domains") />
                    <TextArea name="locales" label=t!("manage-person-locales") value=value("locales") rows=3 hint=t!("manage-person-locales-hint") error=error_for(&errors, "locales") />
                    <TextArea name="programming_languages" label=t!("manage-person-programming-languages") value=value("programming_languages") rows=3 hint=t!("manage-one-a-line-or-commas") error=error_for(&errors, "programming_languages") />
                    <fieldset class="plain-set" id="field-vendors">
                        <legend>{t!("manage-person-vendors")}</legend>
                        <p class="field-hint">{t!("manage-person-vendors-hint")}</p>
                        {vendors_error}{none}{boxes}
                    </fieldset>
                    <div><button class="button primary" type="submit">{t!("manage-save")}</button></div>
                </form>
            </div>
        }
    }))
}

/// The fields of the form.
pub struct RoutingNames;

impl Names for RoutingNames {
    const NAMES: &'static [&'static str] = &["domains", "locales", "programming_languages", "vendors"];
}

/// `POST /manage/people/{id}`
pub async fn set(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Sent(fields, ..): Sent<RoutingNames>,
) -> Result<Response, Problem> {
    let (actor, id) = (context.actor()?, PersonId(id));
    // A vendor that is no number is none that is registered.
    let vendors = several(&fields, "vendors").into_iter().map(|id| VendorId(id.parse().unwrap_or(0))).collect();
    let read =
        Qualifications::read(one(&fields, "domains"), one(&fields, "locales"), one(&fields, "programming_languages"));
    let outcome = match read {
        Ok(qualifications) => assay.set_person_routing(actor, id, qualifications, vendors).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => {
            Flash::done(t!("manage-qualifications-saved")).leave(&session).await?;
            Ok(Redirect::to("/manage/people").into_response())
        }
        Err(error) => {
            let errors = invalid(error)?;
            let page = person_page(&assay, &context, id, &fields, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
