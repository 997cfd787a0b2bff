//! The review pages.

use crate::annotate::parts::{guidelines, pane, prompt};
use crate::problem::Problem;
use crate::shell::{Flash, PageContext, page};
use crate::ui::{Badge, EmptyState, ErrorSummary, Notice, NoticeKind, TextArea, Time, Tone, error_for};
use assay_domain::judgment::{JudgmentContent, Preference, Side};
use assay_domain::review::{Stage, Verdict};
use assay_domain::{Actor, FieldError, PublicId, Refusal, Role};
use assay_workflow::review::{JudgmentView, ReviewView, VerdictOn};
use assay_workflow::{Assay, Error, Waiting};
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use std::collections::HashMap;
use tower_sessions::Session;

fn role_of(stage: Stage) -> Role {
    match stage {
        Stage::Initial => Role::InitialReviewer,
        Stage::Final => Role::FinalReviewer,
    }
}

fn name_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Initial => "Initial review",
        Stage::Final => "Final review",
    }
}

/// `GET /review`: what waits at the stages this person works at.
pub async fn queues(State(assay): State<Assay>, context: PageContext) -> Result<Response, Problem> {
    let actor: &Actor = context.actor()?;
    let mut queues = Vec::new();
    for stage in [Stage::Initial, Stage::Final] {
        if actor.is(role_of(stage)) {
            queues.push((stage, assay.review_queue(actor, stage).await?));
        }
    }
    if queues.is_empty() {
        return Err(Refusal::NotAllowed.into());
    }
    Ok(page(&context, "Review", || {
        let sections: Vec<_> = queues.iter().map(|(stage, waiting)| queue(*stage, waiting)).collect();
        view! { <h1>"Review"</h1><div class="queues">{sections}</div> }
    }))
}

fn queue(stage: Stage, waiting: &[Waiting]) -> impl IntoView + use<> {
    let start = format!("/review/{}", stage.as_str());
    let body = if waiting.is_empty() {
        view! {
            <EmptyState title="Nothing waits">
                <p>{match stage {
                    Stage::Initial => "A task comes here when all its judgments are in. Tasks you judged yourself go to someone else.",
                    Stage::Final => "A task comes here when initial review has approved all its judgments. Tasks you reviewed initially go to someone else.",
                }}</p>
            </EmptyState>
        }
        .into_any()
    } else {
        let rows: Vec<_> = waiting
            .iter()
            .map(|one| view! { <tr><th scope="row">{one.name.clone()}</th><td class="numeric">{one.tasks}</td><td><Time at=one.oldest /></td></tr> })
            .collect();
        view! {
            <table class="data">
                <thead><tr><th scope="col">"Evaluation"</th><th scope="col" class="numeric">"Tasks"</th><th scope="col">"Oldest since"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <p><a class="button primary" href=start>{format!("Start {}", name_of(stage).to_lowercase())}</a></p>
        }
        .into_any()
    };
    view! { <section class="stack"><h2>{name_of(stage)}</h2>{body}</section> }
}

/// `GET /review/{stage}`: the task in hand, or the one that has waited longest.
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Path(what): Path<String>,
) -> Result<Response, Problem> {
    let stage = Stage::parse(&what).ok_or(Refusal::NotFound)?;
    match assay.next_review(context.actor()?, stage).await? {
        Some(review) => Ok(review_page(&context, &review, &HashMap::new(), Vec::new())),
        None => Ok(page(&context, name_of(stage), || {
            view! {
                <h1>{name_of(stage)}</h1>
                {queue(stage, &[])}
                <p><a class="button" href="/review">"Back to the queues"</a></p>
            }
        })),
    }
}

/// `POST /review/{id}`: decides on every judgment that waits.
pub async fn decide(
    State(assay): State<Assay>,
    context: PageContext,
    Extension(session): Extension<Session>,
    Path(what): Path<String>,
    Form(fields): Form<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let id = PublicId::parse(&what).ok_or(Refusal::NotFound)?;
    let review = match assay.review(actor, &id).await {
        Ok(review) => review,
        Err(Error::Refused(Refusal::NotFound)) => return Ok(gone(&context, &Refusal::Stale)),
        Err(other) => return Err(other.into()),
    };
    let version = fields.get("version").and_then(|version| version.parse().ok()).unwrap_or(-1);
    match assay.decide(actor, id, version, verdicts(&review, &fields)).await {
        Ok(()) => {
            Flash::done("Decided. Here is the next one.").leave(&session).await?;
            Ok(Redirect::to(&format!("/review/{}", review.stage.as_str())).into_response())
        }
        Err(Error::Refused(Refusal::Invalid { errors })) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, review_page(&context, &review, &fields, errors)).into_response())
        }
        Err(Error::Refused(refusal @ (Refusal::Stale | Refusal::OutOfOrder | Refusal::ConflictOfInterest))) => {
            Ok(gone(&context, &refusal))
        }
        Err(other) => Err(other.into()),
    }
}

/// The verdicts of the form; a judgment without one is left out, and the refusal names it.
fn verdicts(review: &ReviewView, fields: &HashMap<String, String>) -> Vec<VerdictOn> {
    let all = fields.get("all").is_some_and(|all| all == "approve");
    review
        .judgments
        .iter()
        .filter(|judgment| judgment.waits)
        .filter_map(|judgment| {
            let letter = judgment.letter;
            let comment = fields.get(&format!("comment.{letter}")).cloned().unwrap_or_default();
            let verdict =
                if all { Verdict::Approve } else { Verdict::parse(fields.get(&format!("verdict.{letter}"))?)? };
            Some(VerdictOn { letter, verdict, comment })
        })
        .collect()
}

fn gone(context: &PageContext, refusal: &Refusal) -> Response {
    let message = refusal.to_string();
    let body = page(context, "Not decided", || {
        view! {
            <div class="narrow stack">
                <h1>"Not decided"</h1>
                <Notice kind=NoticeKind::Warning>{message}</Notice>
                <p><a class="button primary" href="/review">"Back to the queues"</a></p>
            </div>
        }
    });
    (StatusCode::CONFLICT, body).into_response()
}

fn review_page(
    context: &PageContext,
    review: &ReviewView,
    typed: &HashMap<String, String>,
    errors: Vec<FieldError>,
) -> Response {
    page(context, name_of(review.stage), || {
        let waiting = review.judgments.iter().filter(|judgment| judgment.waits).count();
        let decisions: Vec<_> = review
            .judgments
            .iter()
            .filter(|judgment| judgment.waits)
            .map(|judgment| decision(review.stage, judgment, typed, &errors))
            .collect();
        view! {
            <div class="review">
                <header class="rating-head"><h1>{name_of(review.stage)}</h1><span class="quiet-text">{review.evaluation.clone()}</span></header>
                {guidelines(&review.guidelines)}
                {prompt(&review.turns, review.reference.as_deref(), &review.attributes)}
                <div class="panes">
                    {pane("Response 1", "1", &review.responses[0])}
                    {pane("Response 2", "2", &review.responses[1])}
                </div>
                {judgments(review)}
                <form method="post" action=format!("/review/{}", review.id) class="stack">
                    <input type="hidden" name="version" value=review.version.to_string() />
                    <ErrorSummary errors=errors.clone() />
                    <div class="submit-bar">
                        <button class="button primary" type="submit" name="all" value="approve">{format!("Approve all {waiting}")}</button>
                        <span class="quiet-text">"or decide one by one:"</span>
                    </div>
                    <div class="decisions">{decisions}</div>
                    <div><button class="button" type="submit">"Submit decisions"</button></div>
                </form>
            </div>
        }
    })
}

fn decision(
    stage: Stage,
    judgment: &JudgmentView,
    typed: &HashMap<String, String>,
    errors: &[FieldError],
) -> impl IntoView + use<> {
    let letter = judgment.letter;
    let name = format!("verdict.{letter}");
    let chosen = typed.get(&name).cloned();
    let radios: Vec<_> = Verdict::of_stage(stage)
        .iter()
        .map(|verdict| {
            let id = format!("{}-{letter}", verdict.as_str());
            let label = match verdict {
                Verdict::Approve => "Approve",
                Verdict::Return => "Return to the annotator",
                Verdict::Reject => "Reject; someone new judges",
                Verdict::SendBack => "Send back to initial review",
            };
            view! {
                <p class="check">
                    <input type="radio" id=id.clone() name=name.clone() value=verdict.as_str() checked=chosen.as_deref() == Some(verdict.as_str()) />
                    <label for=id>{label}</label>
                </p>
            }
        })
        .collect();
    let missing =
        error_for(errors, &format!("annotator {letter}")).map(|error| view! { <p class="field-error">{error}</p> });
    let comment = format!("comment.{letter}");
    view! {
        <fieldset class="decision">
            <legend>{format!("Annotator {letter}")}</legend>
            {missing}
            {radios}
            <TextArea name=comment.clone() label=format!("Comment for annotator {letter}") rows=3 value=typed.get(&comment).cloned().unwrap_or_default()
                hint="Needed for everything but approval." error=error_for(errors, &format!("annotator {letter}, comment")) />
        </fieldset>
    }
}

/// A preference in neutral words.
fn words(preference: Option<Preference>) -> &'static str {
    match preference.map(Preference::value) {
        Some(3) => "Response 1 is much better",
        Some(2) => "Response 1 is better",
        Some(1) => "Response 1 is slightly better",
        Some(0) => "About the same",
        Some(-1) => "Response 2 is slightly better",
        Some(-2) => "Response 2 is better",
        Some(_) => "Response 2 is much better",
        None => "—",
    }
}

/// The judgments as columns, criterion by criterion, with disagreement marked in words and colour.
fn judgments(review: &ReviewView) -> impl IntoView + use<> {
    let columns: Vec<_> = review
        .judgments
        .iter()
        .map(|judgment| view! { <th scope="col">{format!("Annotator {}", judgment.letter)}</th> })
        .collect();
    let compared = |label: String, point: &dyn Fn(&JudgmentContent) -> Option<Preference>| {
        let points: Vec<Option<Preference>> =
            review.judgments.iter().map(|judgment| point(&judgment.content)).collect();
        let signs: Vec<i64> = points.iter().flatten().map(|point| point.value().signum()).collect();
        let split = signs.iter().any(|sign| *sign > 0) && signs.iter().any(|sign| *sign < 0);
        let differ = signs.windows(2).any(|pair| pair[0] != pair[1]);
        let mark = match (split, differ) {
            (true, _) => Some(view! { <Badge tone=Tone::Negative>"opposed"</Badge> }.into_any()),
            (_, true) => Some(view! { <Badge tone=Tone::Caution>"differ"</Badge> }.into_any()),
            _ => None,
        };
        let cells: Vec<_> = points.iter().map(|point| view! { <td class=format!("lean lean-{}", point.map_or(0, Preference::value))>{words(*point)}</td> }).collect();
        view! { <tr><th scope="row">{label}" "{mark}</th>{cells}</tr> }
    };
    let overall = compared("Overall".into(), &|content| content.preference);
    let criteria: Vec<_> = review
        .criteria
        .iter()
        .map(|criterion| compared(criterion.name.clone(), &|content| content.criteria.get(&criterion.name).copied()))
        .collect();
    let row = |label: &'static str, cell: &dyn Fn(&JudgmentView) -> AnyView| {
        let cells: Vec<_> = review.judgments.iter().map(|judgment| view! { <td>{cell(judgment)}</td> }).collect();
        view! { <tr><th scope="row">{label}</th>{cells}</tr> }
    };
    let tags = |side: Side| {
        move |judgment: &JudgmentView| {
            let found: Vec<String> =
                judgment.content.error_tags.iter().filter(|tag| tag.side == side).map(|tag| tag.tag.clone()).collect();
            if found.is_empty() { "—".into_any() } else { found.join(", ").into_any() }
        }
    };
    let justification = |judgment: &JudgmentView| {
        let a = if judgment.saw_first_as_a { "Response 1" } else { "Response 2" };
        view! {
            <p class="quiet-text">{format!("In this text, A is {a}.")}</p>
            <p class="prewrap" dir="auto">{judgment.content.justification.clone()}</p>
        }
        .into_any()
    };
    let history = |judgment: &JudgmentView| {
        let lines: Vec<_> = judgment
            .decided
            .iter()
            .map(|(stage, verdict, comment)| {
                let text = format!("{}: {}", name_of(*stage), verdict.as_str().replace('_', " "));
                let comment =
                    (!comment.is_empty()).then(|| view! { <span class="prewrap">" — "{comment.clone()}</span> });
                view! { <li>{text}{comment}</li> }
            })
            .collect();
        if lines.is_empty() { "—".into_any() } else { view! { <ul class="plain">{lines}</ul> }.into_any() }
    };
    view! {
        <section class="stack" aria-labelledby="judgments-heading">
            <h2 id="judgments-heading">"Judgments"</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="judgments-heading">
                <table class="data judgments">
                    <thead><tr><th scope="col">"Annotators"</th>{columns}</tr></thead>
                    <tbody>
                        {overall}
                        {criteria}
                        {row("Both are bad", &|judgment| if judgment.content.both_bad { "yes".into_any() } else { "—".into_any() })}
                        {row("Errors in response 1", &tags(Side::A))}
                        {row("Errors in response 2", &tags(Side::B))}
                        {row("Justification", &justification)}
                        {row("Active time", &|judgment| format!("{} s", judgment.active_ms / 1000).into_any())}
                        {row("Revision", &|judgment| judgment.revision.to_string().into_any())}
                        {row("Decided so far", &history)}
                    </tbody>
                </table>
            </div>
        </section>
    }
}
