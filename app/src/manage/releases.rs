//! Releases of an evaluation: listed, and made from the judgments approved so far.

use super::evaluations::evaluation_page;
use super::{Fields, invalid, one};
use crate::i18n::{field_error, t};
use crate::problem::Problem;
use crate::shell::{Flash, PageContext};
use crate::ui::{ErrorSummary, Field, Select, error_for};
use assay_domain::release::ReleaseState;
use assay_domain::{EvaluationId, FieldError, Refusal};
use assay_workflow::releases::{ReleaseSettings, ReleaseView, Resampling, Weighting};
use assay_workflow::{Assay, Entropy, SystemEntropy};
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// The fields of the form for a release that a refusal may name.
const FORM: [&str; 3] = ["rounds", "seed", "minimum_judgments"];

/// The form for a release: what stands in it, and what to mend.
pub(super) struct Draft {
    typed: Fields,
    errors: Vec<FieldError>,
}

impl Draft {
    /// The usual settings and a random seed.
    pub(super) fn new() -> Self {
        let usual = ReleaseSettings::default();
        let mut bytes = [0; 4];
        SystemEntropy.fill(&mut bytes);
        let typed = [
            ("weighting", "inverse_pair_count".to_owned()),
            ("resampling", "prompts".to_owned()),
            ("rounds", usual.rounds.to_string()),
            ("seed", u32::from_le_bytes(bytes).to_string()),
            ("minimum_judgments", usual.minimum_judgments.to_string()),
        ];
        Self { typed: typed.map(|(name, value)| (name.to_owned(), value)).to_vec(), errors: Vec::new() }
    }
}

/// An evaluation's releases, and the form for a new one.
pub(super) fn release_section(id: EvaluationId, releases: &[ReleaseView], draft: &Draft) -> impl IntoView + use<> {
    let rows: Vec<_> = releases
        .iter()
        .map(|release| {
            let state = match release.state {
                ReleaseState::Draft => t!("manage-release-draft"),
                ReleaseState::Provisional => t!("manage-release-provisional"),
                ReleaseState::Published => t!("manage-release-published"),
                ReleaseState::Deprecated => t!("manage-release-deprecated"),
            };
            view! { <li><a href=format!("/board/{}", release.id)>{t!("manage-release-line", number = release.number)}</a>" — "{t!("manage-release-facts", judgments = release.board.counts.judgments, state = state)}</li> }
        })
        .collect();
    let Draft { typed, errors } = draft;
    let value = |name: &str| one(typed, name).to_owned();
    let option = |value: &str, label: String| (value.to_owned(), label);
    view! {
        <section class="stack" aria-labelledby="releases-heading">
            <h2 id="releases-heading">{t!("manage-releases")}</h2>
            {if rows.is_empty() { view! { <p class="quiet-text">{t!("manage-no-releases")}</p> }.into_any() } else { view! { <ul>{rows}</ul> }.into_any() }}
            <details class="card" open=!errors.is_empty()>
                <summary>{t!("manage-make-a-release")}</summary>
                <ErrorSummary errors=errors.clone() />
                <form method="post" action=format!("/manage/evaluations/{id}/releases") class="narrow stack">
                    <Select name="weighting" label=t!("manage-weights") options=vec![option("inverse_pair_count", t!("manage-weights-pairs")), option("none", t!("manage-none"))] selected=value("weighting") error=None />
                    <Select name="resampling" label=t!("manage-resampling") options=vec![option("prompts", t!("manage-resampling-prompts")), option("judgments", t!("manage-resampling-judgments"))] selected=value("resampling") error=None />
                    <Field name="rounds" label=t!("manage-rounds") kind="number" value=value("rounds") error=error_for(errors, "rounds") />
                    <Field name="seed" label=t!("manage-seed") kind="number" value=value("seed") hint=t!("manage-seed-hint") error=error_for(errors, "seed") />
                    <Field name="minimum_judgments" label=t!("manage-provisional") kind="number" value=value("minimum_judgments") error=error_for(errors, "minimum_judgments") />
                    <div><button class="button primary" type="submit">{t!("manage-make-release")}</button></div>
                </form>
            </details>
        </section>
    }
}

/// `POST /manage/evaluations/{id}/releases`
pub async fn add(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let made = match release_settings(&fields) {
        Ok(settings) => assay.make_release(actor, EvaluationId(id), settings).await,
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok(release) => {
            Flash::done(t!("manage-release-made")).leave(&session).await?;
            Ok(Redirect::to(&format!("/board/{release}")).into_response())
        }
        Err(error) => {
            let (errors, others): (Vec<_>, Vec<_>) =
                invalid(error)?.into_iter().partition(|error| FORM.contains(&error.field.as_str()));
            let refused = others.into_iter().map(|error| field_error(&error)).collect();
            let draft = Draft { typed: fields, errors };
            let page = evaluation_page(&assay, &context, EvaluationId(id), refused, draft).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn release_settings(fields: &Fields) -> Result<ReleaseSettings, Refusal> {
    let whole = |name: &str| {
        one(fields, name).trim().parse::<u64>().map_err(|_| FieldError::new(name, "Give a whole number of 0 or more."))
    };
    let (rounds, seed, minimum_judgments) = (whole("rounds"), whole("seed"), whole("minimum_judgments"));
    let errors: Vec<FieldError> =
        [&rounds, &seed, &minimum_judgments].into_iter().filter_map(|value| value.as_ref().err().cloned()).collect();
    Refusal::if_any(errors)?;
    Ok(ReleaseSettings {
        weighting: if one(fields, "weighting") == "none" { Weighting::None } else { Weighting::InversePairCount },
        resampling: if one(fields, "resampling") == "judgments" { Resampling::Judgments } else { Resampling::Prompts },
        rounds: rounds.ok().and_then(|rounds| u32::try_from(rounds).ok()).unwrap_or(u32::MAX),
        seed: seed.unwrap_or(0),
        minimum_judgments: minimum_judgments.unwrap_or(0),
        ..ReleaseSettings::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_as_it_is_offered_makes_a_release_with_the_usual_settings() {
        let settings = release_settings(&Draft::new().typed).unwrap();
        assert_eq!(ReleaseSettings { seed: settings.seed, ..ReleaseSettings::default() }, settings);
    }

    #[test]
    fn what_is_no_number_is_named_and_stays_in_the_form() {
        let mut draft = Draft::new();
        for (name, value) in &mut draft.typed {
            if FORM.contains(&name.as_str()) {
                *value = "<many>".to_owned();
            }
        }
        let Err(Refusal::Invalid { errors }) = release_settings(&draft.typed) else { panic!("it was accepted") };
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), FORM);
        draft.errors = errors;
        let html = Owner::new().with(|| release_section(EvaluationId(1), &[], &draft).into_view().to_html());
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 3, "{html}");
        assert!(html.contains("value=\"&lt;many&gt;\"") && html.contains("<details open"), "{html}");
        for field in FORM {
            assert!(
                html.contains(&format!("href=\"#field-{field}\"")) && html.contains(&format!("id=\"field-{field}\""))
            );
        }
    }
}
