//! Flagged prompts: what annotators say is broken, and what an admin makes of it.

use super::{invalid, one, overview::tabs};
use crate::annotate::leave;
use crate::i18n::t;
use crate::problem::Problem;
use crate::sent::{Names, Sent};
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Badge, EmptyState, ErrorSummary, Notice, NoticeKind, Table, TextArea, Time, Tone, error_for};
use assay_domain::{FieldError, Refusal};
use assay_workflow::{Assay, Error, Flag, Outcome};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use tower_sessions::Session;

/// What the page shows beside the flags: the form that was refused.
#[derive(Default)]
struct Refused {
    flag: i64,
    explanation: String,
    errors: Vec<FieldError>,
    stale: Option<String>,
}

/// `GET /manage/flags`
pub async fn show(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    flags_page(&assay, &context, Refused::default()).await
}

async fn flags_page(assay: &Assay, context: &PageContext, refused: Refused) -> Result<Response, Problem> {
    let queue = assay.flags(context.actor()?).await?;
    Ok(page(context, &t!("manage-flags"), || {
        let cards: Vec<_> = queue.waiting.iter().map(|flag| card(flag, &refused)).collect();
        let list = if cards.is_empty() {
            view! { <EmptyState title=t!("manage-flags-none")><p>{t!("manage-flags-none-text")}</p></EmptyState> }
                .into_any()
        } else {
            view! { <div class="stack">{cards}</div> }.into_any()
        };
        let stale = refused.stale.clone().map(|why| view! { <Notice kind=NoticeKind::Error>{why}</Notice> });
        let past: Vec<_> = queue.resolved.iter().filter_map(row).collect();
        let past = (!past.is_empty()).then(|| {
            view! {
                <section class="stack">
                    <h2>{t!("manage-flags-resolved")}</h2>
                    <Table caption=t!("manage-flags-resolved") columns=vec![t!("manage-flag-prompt"), t!("manage-flag-reason"), t!("manage-flag-outcome"), t!("manage-flag-explanation"), t!("manage-flag-by"), t!("manage-flag-when")]>{past}</Table>
                </section>
            }
        });
        view! {
            <div class="stack">
                {tabs("/manage/flags")}
                <h1>{t!("manage-flags")}</h1>
                <p class="quiet-text">{t!("manage-flags-what")}</p>
                {stale}
                {list}
                {past}
            </div>
        }
    }))
}

fn named(flag: &Flag) -> String {
    t!("manage-flag-named", id = &flag.text.external_id, set = &flag.set.0, version = flag.set.1)
}

fn card(flag: &Flag, refused: &Refused) -> impl IntoView + use<> {
    let again = refused.flag == flag.id;
    let errors = if again { refused.errors.clone() } else { Vec::new() };
    let typed = if again { refused.explanation.clone() } else { String::new() };
    let turns: Vec<_> = flag
        .text
        .turns
        .iter()
        .map(|turn| view! { <p class="quiet-text">{turn.role.clone()}</p><pre class="plain-text">{turn.text.clone()}</pre> })
        .collect();
    let reference = flag.text.reference.clone().map(|text| {
        view! { <p class="quiet-text">{t!("manage-flag-reference")}</p><pre class="plain-text">{text}</pre> }
    });
    let note = (!flag.note.is_empty()).then(|| view! { <blockquote>{flag.note.clone()}</blockquote> });
    // Several of these forms stand on one page, so each has field names of its own.
    let field = format!("explanation-{}", flag.id);
    let (name, reason, at, action) =
        (named(flag), leave::flag_reason(flag.reason), flag.flagged_at, format!("/manage/flags/{}", flag.id));
    let said = t!("manage-flag-said", name = &flag.by);
    let summary: Vec<FieldError> =
        errors.iter().map(|error| FieldError { field: field.clone(), ..error.clone() }).collect();
    let why = error_for(&errors, "explanation");
    view! {
        <section class="card stack">
            <div class="row between"><h2>{name}</h2><Badge tone=Tone::Caution>{reason}</Badge></div>
            <p class="quiet-text">{said}" "<Time at=at /></p>
            {note}
            <details><summary>{t!("manage-flag-show")}</summary>{turns}{reference}</details>
            <ErrorSummary errors=summary />
            <form method="post" action=action class="stack">
                <TextArea name=field label=t!("manage-flag-why") value=typed rows=2 error=why />
                <div class="row">
                    <button class="button" type="submit" name="outcome" value="released">{t!("manage-flag-release")}</button>
                    <button class="button danger" type="submit" name="outcome" value="voided">{t!("manage-flag-void")}</button>
                </div>
            </form>
        </section>
    }
}

fn row(flag: &Flag) -> Option<impl IntoView + use<>> {
    let (outcome, explanation, by, at) = flag.resolved.clone()?;
    let word = match outcome {
        Outcome::Released => t!("manage-flag-outcome-released"),
        Outcome::Voided => t!("manage-flag-outcome-voided"),
    };
    Some(view! {
        <tr><th scope="row">{named(flag)}</th><td>{leave::flag_reason(flag.reason)}</td><td>{word}</td><td>{explanation}</td><td>{by}</td><td><Time at=at /></td></tr>
    })
}

/// The fields of the form.
pub struct ResolveNames;

impl Names for ResolveNames {
    const NAMES: &'static [&'static str] = &["outcome", "explanation-*"];
}

/// `POST /manage/flags/{id}`
pub async fn resolve(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(flag): Path<i64>,
    Sent(fields, ..): Sent<ResolveNames>,
) -> Result<Response, Problem> {
    let outcome =
        Outcome::parse(one(&fields, "outcome")).ok_or_else(|| Problem::of(StatusCode::UNPROCESSABLE_ENTITY))?;
    let explanation = one(&fields, &format!("explanation-{flag}")).to_owned();
    match assay.resolve_flag(context.actor()?, flag, outcome, &explanation).await {
        Ok(()) => {
            let done = match outcome {
                Outcome::Released => t!("manage-flag-released"),
                Outcome::Voided => t!("manage-flag-voided"),
            };
            Flash::done(done).leave(&session).await?;
            Ok(Redirect::to("/manage/flags").into_response())
        }
        // Another admin was faster: the page shows how it stands now.
        Err(Error::Refused(stale @ Refusal::Stale)) => {
            let refused = Refused { stale: Some(crate::i18n::refusal(&stale)), ..Refused::default() };
            Ok((StatusCode::CONFLICT, flags_page(&assay, &context, refused).await?).into_response())
        }
        Err(error) => {
            let errors = invalid(error)?;
            let page = flags_page(&assay, &context, Refused { flag, explanation, errors, stale: None }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
