//! What the review place shows: pure functions of the queues, the task and what was chosen.

use super::form::DecisionForm;
use crate::annotate::parts::{guidelines, pane, prompt};
use crate::ui::{Badge, EmptyState, ErrorSummary, Notice, NoticeKind, Table, TextArea, Time, Tone, error_for};
use assay_domain::FieldError;
use assay_domain::judgment::{ErrorTag, JudgmentContent, Preference, Side};
use assay_domain::review::{Stage, Verdict};
use assay_domain::setup::Kind;
use assay_workflow::Waiting;
use assay_workflow::review::{JudgmentView, ReviewView};
use leptos::prelude::*;

/// What people call a stage.
pub(super) fn name_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Initial => "Initial review",
        Stage::Final => "Final review",
    }
}

/// What waits at each stage this person works at.
pub(super) fn queues(queues: &[(Stage, Vec<Waiting>)]) -> impl IntoView + use<> {
    let sections: Vec<_> = queues
        .iter()
        .map(|(stage, waiting)| {
            let body = if waiting.is_empty() { empty(*stage).into_any() } else { queue(*stage, waiting).into_any() };
            view! { <section class="stack"><h2>{name_of(*stage)}</h2>{body}</section> }
        })
        .collect();
    view! { <h1>"Review"</h1><div class="queues">{sections}</div> }
}

fn queue(stage: Stage, waiting: &[Waiting]) -> impl IntoView + use<> {
    let rows: Vec<_> = waiting
        .iter()
        .map(|one| view! { <tr><th scope="row">{one.name.clone()}</th><td class="numeric">{one.tasks}</td><td><Time at=one.oldest /></td></tr> })
        .collect();
    let caption = format!("Tasks that wait for {}", name_of(stage).to_lowercase());
    view! {
        <Table caption=caption columns=vec!["Evaluation", "Tasks", "Oldest since"]>{rows}</Table>
        <p><a class="button primary" href=format!("/review/{}", stage.as_str())>{format!("Start {}", name_of(stage).to_lowercase())}</a></p>
    }
}

fn empty(stage: Stage) -> impl IntoView {
    view! {
        <EmptyState title="Nothing waits">
            <p>{match stage {
                Stage::Initial => "A task comes here when all its judgments are in. Tasks you judged yourself go to someone else.",
                Stage::Final => "A task comes here when initial review has approved all its judgments. Tasks you reviewed initially go to someone else.",
            }}</p>
        </EmptyState>
    }
}

/// No task waits at a stage.
pub(super) fn nothing(stage: Stage) -> impl IntoView {
    view! {
        <div class="narrow stack">
            <h1>{name_of(stage)}</h1>
            {empty(stage)}
            <p class="row">
                <a class="button" href=format!("/review/{}", stage.as_str())>"Look again"</a>
                <a class="button quiet" href="/review">"Back to the queues"</a>
            </p>
        </div>
    }
}

/// What could not be decided: why, what was written, the way on.
pub(super) fn gone(message: &str, written: &[(char, String)]) -> impl IntoView + use<> {
    let written = (!written.is_empty()).then(|| {
        let comments: Vec<_> = written
            .iter()
            .map(|(letter, comment)| {
                view! { <dt>{format!("Comment for annotator {letter}")}</dt><dd class="prewrap">{comment.clone()}</dd> }
            })
            .collect();
        view! { <h2>"What you had written"</h2><dl class="facts">{comments}</dl> }
    });
    let message = message.to_owned();
    view! {
        <div class="narrow stack">
            <h1>"Not decided"</h1>
            <Notice kind=NoticeKind::Warning>{message}</Notice>
            {written}
            <p><a class="button primary" href="/review">"Back to the queues"</a></p>
        </div>
    }
}

/// The task, its judgments and the decisions to be made.
pub(super) fn review(review: &ReviewView, typed: &DecisionForm, errors: &[FieldError]) -> impl IntoView + use<> {
    let waiting: Vec<_> = review.judgments.iter().filter(|judgment| judgment.waits).collect();
    let all = if waiting.len() == 1 { "Approve".to_owned() } else { format!("Approve all {}", waiting.len()) };
    let decisions: Vec<_> =
        waiting.iter().map(|judgment| decision(review.stage, judgment.letter, typed, errors)).collect();
    // The first button is the one that Enter presses, so it must not be the one that approves everything.
    view! {
        <div class="review">
            <header class="rating-head"><h1>{name_of(review.stage)}</h1><span class="quiet-text">{review.evaluation.clone()}</span></header>
            {guidelines(&review.guidelines, None)}
            {prompt(&review.turns, review.reference.as_deref(), &review.attributes)}
            <div class="panes">{responses(review)}</div>
            {judgments(review)}
            <form method="post" action=format!("/review/{}", review.id) class="stack" autocomplete="off" aria-labelledby="decisions-heading">
                <h2 id="decisions-heading">"Decisions"</h2>
                <input type="hidden" name="version" value=review.version.to_string() />
                <ErrorSummary errors=errors.to_vec() />
                <div class="decisions">{decisions}</div>
                <div class="submit-bar">
                    <button class="button" type="submit" accesskey="s">"Submit decisions"</button>
                    <button class="button primary" type="submit" name="all" value="approve" accesskey="a">{all}</button>
                </div>
            </form>
        </div>
    }
}

/// The responses: two of a comparison, else one.
fn responses(review: &ReviewView) -> Vec<AnyView> {
    match &review.responses[..] {
        [only] => vec![pane("Response", "1", only, None).into_any()],
        several => several
            .iter()
            .zip(["1", "2"])
            .map(|(text, number)| pane(&format!("Response {number}"), number, text, None).into_any())
            .collect(),
    }
}

fn decision(stage: Stage, letter: char, typed: &DecisionForm, errors: &[FieldError]) -> impl IntoView + use<> {
    let name = format!("verdict.{letter}");
    let chosen = typed.verdict(letter);
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
                    <input type="radio" id=id.clone() name=name.clone() value=verdict.as_str() checked=chosen == Some(*verdict) />
                    <label for=id>{label}</label>
                </p>
            }
        })
        .collect();
    let missing = error_for(errors, &name).map(|error| view! { <p class="field-error">{error}</p> });
    let comment = format!("comment.{letter}");
    view! {
        <fieldset class="decision" id=format!("field-{name}") tabindex="-1">
            <legend>{format!("Annotator {letter}")}</legend>
            {missing}
            {radios}
            <TextArea name=comment.clone() label=format!("Comment for annotator {letter}") rows=3 value=typed.comment(letter)
                hint="Needed for everything but approval." error=error_for(errors, &comment) />
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

/// How far the judgments of one row lie apart, in words: the outcome first, then the points between the two extremes.
fn spread(points: &[Option<Preference>]) -> Option<(Tone, String)> {
    let given: Vec<i64> = points.iter().flatten().map(|point| point.value()).collect();
    let (least, most) = (given.iter().min()?, given.iter().max()?);
    let apart = match most - least {
        1 => "1 point apart".to_owned(),
        points => format!("{points} points apart"),
    };
    if *least < 0 && *most > 0 {
        Some((Tone::Negative, format!("opposed, {apart}")))
    } else if given.iter().any(|point| point.signum() != least.signum()) {
        Some((Tone::Caution, format!("differ, {apart}")))
    } else if most - least > 1 {
        Some((Tone::Neutral, apart))
    } else {
        None
    }
}

/// Seconds below a minute, then minutes and seconds.
fn duration(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

/// A row of the table of judgments: its name, a mark where the judgments disagree, a cell for each.
fn row(name: String, mark: Option<(Tone, String)>, cells: Vec<AnyView>) -> impl IntoView {
    let class = match &mark {
        Some((Tone::Negative, _)) => "disagree opposed",
        Some((Tone::Caution, _)) => "disagree",
        _ => "",
    };
    let mark = mark.map(|(tone, text)| view! { " "<Badge tone=tone>{text}</Badge> });
    view! { <tr class=class><th scope="row">{name}{mark}</th>{cells}</tr> }
}

/// The judgments as columns, criterion by criterion, with disagreement marked in words and colour.
fn judgments(review: &ReviewView) -> impl IntoView + use<> {
    let columns: Vec<_> = review
        .judgments
        .iter()
        .map(|judgment| {
            let decided = if judgment.waits { "" } else { " (decided)" };
            view! { <th scope="col">{format!("Annotator {}{decided}", judgment.letter)}</th> }
        })
        .collect();
    let compared = |name: String, point: &dyn Fn(&JudgmentContent) -> Option<Preference>| {
        let points: Vec<_> = review.judgments.iter().map(|judgment| point(&judgment.content)).collect();
        let cells = points.iter().map(|point| {
            let lean = point.map_or(0, Preference::value).signum();
            view! { <td class=format!("lean-{}", ["two", "none", "one"][usize::try_from(lean + 1).unwrap_or(1)])>{words(*point)}</td> }.into_any()
        });
        row(name, spread(&points), cells.collect())
    };
    let said = |name: String, words: &dyn Fn(&JudgmentContent) -> Option<String>| {
        let said: Vec<_> = review.judgments.iter().map(|judgment| words(&judgment.content)).collect();
        let differ = said.iter().any(|one| Some(one) != said.first());
        let cells = said.into_iter().map(|one| view! { <td>{one.unwrap_or("—".to_owned())}</td> }.into_any());
        row(name, differ.then(|| (Tone::Caution, "differ".to_owned())), cells.collect())
    };
    let comparison = review.kind == Kind::Comparison;
    let overall = match review.kind {
        Kind::Comparison => compared("Overall".to_owned(), &|content| content.preference).into_any(),
        Kind::Rating => {
            said("Overall".to_owned(), &|content| content.rating.map(|rating| review.scale.words(rating))).into_any()
        }
        Kind::Correctness => view! {
            {said("Overall".to_owned(), &|content| content.correctness.map(|answer| answer.label().to_owned()))}
            {said("Final answer".to_owned(), &|content| content.final_answer.as_ref().map(|answer| answer.quote.clone()))}
        }
        .into_any(),
    };
    let criteria: Vec<_> = review
        .criteria
        .iter()
        .map(|criterion| match review.kind {
            Kind::Comparison => {
                compared(criterion.name.clone(), &|content| content.criteria.get(&criterion.name).copied()).into_any()
            }
            Kind::Rating | Kind::Correctness => said(criterion.name.clone(), &|content| {
                content.ratings.get(&criterion.name).map(|rating| criterion.scale.words(*rating))
            })
            .into_any(),
        })
        .collect();
    let each = |name: &str, cell: &dyn Fn(&JudgmentView) -> AnyView| {
        let cells = review.judgments.iter().map(|judgment| view! { <td>{cell(judgment)}</td> }.into_any());
        row(name.to_owned(), None, cells.collect())
    };
    let bad = review.judgments.iter().filter(|judgment| judgment.content.both_bad).count();
    let bad_differs = (bad > 0 && bad < review.judgments.len()).then(|| (Tone::Caution, "differ".to_owned()));
    let both_bad = review.judgments.iter().map(|judgment| {
        let text = if judgment.content.both_bad { "yes" } else { "—" };
        view! { <td>{text}</td> }.into_any()
    });
    let errors_in = |side: Side| {
        move |judgment: &JudgmentView| {
            let found: Vec<String> =
                judgment.content.error_tags.iter().filter(|tag| tag.side == side).map(error).collect();
            if found.is_empty() { "—".into_any() } else { found.join(", ").into_any() }
        }
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
                        {comparison.then(|| row("Both are bad".to_owned(), bad_differs, both_bad.collect()))}
                        {each(if comparison { "Errors in response 1" } else { "Errors" }, &errors_in(Side::A))}
                        {comparison.then(|| each("Errors in response 2", &errors_in(Side::B)))}
                        {each("Justification", &|judgment| justification(judgment, comparison))}
                        {each("Active time", &|judgment| duration(judgment.active_ms).into_any())}
                        {each("Revision", &|judgment| judgment.revision.to_string().into_any())}
                        {each("Decided so far", &history)}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

/// An error tag with how bad it is and where.
fn error(tag: &ErrorTag) -> String {
    let place = tag.passage.as_ref().map(|passage| format!(" at “{}”", passage.quote)).unwrap_or_default();
    format!("{} ({}){place}", tag.tag, tag.severity.as_str())
}

/// The annotator's words, and which response they call A.
fn justification(judgment: &JudgmentView, comparison: bool) -> AnyView {
    let (a, b) = if judgment.saw_first_as_a { (1, 2) } else { (2, 1) };
    let text = match judgment.content.justification.as_str() {
        "" => view! { <p class="quiet-text">"Nothing written."</p> }.into_any(),
        text => view! { <p class="prewrap">{text.to_owned()}</p> }.into_any(),
    };
    view! {
        {comparison.then(|| view! { <p class="quiet-text">{format!("In this annotator's text, A is Response {a} and B is Response {b}.")}</p> })}
        {text}
    }
    .into_any()
}

/// What was decided on a judgment so far.
fn history(judgment: &JudgmentView) -> AnyView {
    if judgment.decided.is_empty() {
        return "—".into_any();
    }
    let lines: Vec<_> = judgment
        .decided
        .iter()
        .map(|decided| {
            let (stage, comment) = (decided.stage, &decided.comment);
            let verdict = match decided.verdict {
                Verdict::Approve if decided.corrected => "approved with a correction",
                Verdict::Approve => "approved",
                Verdict::Return => "returned",
                Verdict::Reject => "rejected",
                Verdict::SendBack => "sent back",
            };
            let comment = (!comment.is_empty()).then(|| view! { ": "<span class="prewrap">{comment.clone()}</span> });
            view! { <li>{format!("{}: {verdict}", name_of(stage))}{comment}</li> }
        })
        .collect();
    view! { <ul class="plain">{lines}</ul> }.into_any()
}

#[cfg(test)]
pub(super) mod tests;
