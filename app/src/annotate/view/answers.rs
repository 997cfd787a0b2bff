//! The questions with a scale: overall and per criterion, for every kind.

use super::super::form::RatingForm;
use super::super::parts::{key, language};
use super::marking::row_buttons;
use crate::i18n::{t, words};
use crate::ui::{error_for, textarea_content};
use assay_domain::FieldError;
use assay_domain::judgment::{Correctness, Preference};
use assay_domain::scale::{Rating, Scale};
use assay_domain::setup::Kind;
use assay_workflow::annotation::TaskView;
use leptos::prelude::*;

/// One question with its choices.
struct Question<'a> {
    /// The form's field.
    name: &'a str,
    legend: String,
    help: &'a str,
    errors: &'a [FieldError],
}

/// What the kind asks overall.
pub(super) fn overall(task: &TaskView, typed: &RatingForm, errors: &[FieldError]) -> AnyView {
    let content = &typed.content;
    let ask = |name, legend: String| Question { name, legend, help: "", errors };
    match task.kind {
        Kind::Comparison => view! {
            {preference(&ask("preference", t!("annotate-which-better")), content.preference)}
            <div>
                <p class="check">
                    <input type="checkbox" id="field-both_bad" name="both_bad" checked=content.both_bad aria-describedby="both_bad-error" data-action="both-bad" />
                    <label for="field-both_bad">{t!("annotate-both-bad")}{key("both-bad")}</label>
                </p>
                <p class="field-error" id="both_bad-error">{error_for(errors, "both_bad")}</p>
            </div>
        }
        .into_any(),
        Kind::Rating => rating(&ask("rating", t!("annotate-how-good")), &task.scale, content.rating, typed),
        Kind::Correctness => view! {
            {correctness(&ask("correctness", t!("annotate-is-right")), content.correctness)}
            {final_answer(task, typed, errors)}
        }
        .into_any(),
    }
}

/// One question per criterion.
pub(super) fn criteria(task: &TaskView, typed: &RatingForm, errors: &[FieldError]) -> impl IntoView + use<> {
    let questions: Vec<_> = task
        .criteria
        .iter()
        .enumerate()
        .map(|(at, criterion)| {
            let legend = if criterion.required {
                criterion.name.clone()
            } else {
                t!("annotate-optional", name = &criterion.name)
            };
            let name = format!("criterion.{at}");
            let question = Question { name: &name, legend, help: &criterion.help, errors };
            match task.kind {
                Kind::Comparison => preference(&question, typed.content.criteria.get(&criterion.name).copied()),
                Kind::Rating | Kind::Correctness => {
                    rating(&question, &criterion.scale, typed.content.ratings.get(&criterion.name).copied(), typed)
                }
            }
        })
        .collect();
    let error = error_for(errors, "criteria").map(|error| view! { <p class="field-error">{error}</p> });
    view! { <div class="criteria" id="field-criteria" tabindex="-1">{error}{questions}</div> }
}

/// The seven points from A to B.
fn preference(question: &Question<'_>, chosen: Option<Preference>) -> AnyView {
    let choices =
        Preference::ALL.map(|point| (point.value().to_string(), words::preference(point), chosen == Some(point)));
    choose("preference", question, &choices)
}

fn correctness(question: &Question<'_>, chosen: Option<Correctness>) -> AnyView {
    let choices =
        Correctness::ALL.map(|answer| (answer.as_str().to_owned(), words::correctness(answer), chosen == Some(answer)));
    choose("answers", question, &choices)
}

/// Points in a number field, or the labels of the scale.
fn rating(question: &Question<'_>, scale: &Scale, given: Option<Rating>, typed: &RatingForm) -> AnyView {
    match scale {
        Scale::Labels(labels) => {
            let choices: Vec<_> = labels
                .iter()
                .map(|label| (label.value.value().to_string(), label.label.clone(), given == Some(label.value)))
                .collect();
            choose("labels", question, &choices)
        }
        Scale::Points => {
            let name = question.name.to_owned();
            let value = typed
                .as_typed
                .get(question.name)
                .cloned()
                .or(given.map(|rating| rating.value().to_string()))
                .unwrap_or_default();
            let invalid = error_for(question.errors, question.name).is_some().then_some("true");
            let label = t!("annotate-points-of", name = &question.legend);
            frame(
                "points",
                question,
                view! {
                    <p class="points">
                        <input type="number" name=name min="0" max="100" step="1" inputmode="numeric" value=value aria-label=label aria-invalid=invalid />
                        <span class="quiet-text" aria-hidden="true">{t!("annotate-points-hint")}</span>
                    </p>
                }
                .into_any(),
            )
        }
    }
}

/// Radio buttons: value, label and whether it is chosen.
fn choose(scale: &'static str, question: &Question<'_>, choices: &[(String, String, bool)]) -> AnyView {
    let points: Vec<_> = choices
        .iter()
        .enumerate()
        .map(|(at, (value, label, chosen))| {
            // As far as there are keys: an eleventh choice has none.
            let shortcut = (at < 10).then(|| key(&format!("point-{}", at + 1)));
            view! {
                <label class=format!("point-{}", at + 1)>
                    <input type="radio" name=question.name.to_owned() value=value.clone() checked=*chosen />
                    <span>{label.clone()}{shortcut}</span>
                </label>
            }
        })
        .collect();
    frame(scale, question, view! { <div class="scale-points">{points}</div> }.into_any())
}

/// The question, its help and what is to be mended, around the control.
fn frame(scale: &'static str, question: &Question<'_>, control: AnyView) -> AnyView {
    let error = error_for(question.errors, question.name);
    let class = if error.is_some() { "scale invalid" } else { "scale" };
    let help = question.help.to_owned();
    view! {
        <fieldset class=class id=format!("field-{}", question.name) data-scale=scale tabindex="-1">
            <legend>{question.legend.clone()}</legend>
            {(!help.is_empty()).then(|| view! { <p class="field-hint">{help}</p> })}
            {error.map(|error| view! { <p class="field-error">{error}</p> })}
            {control}
        </fieldset>
    }
    .into_any()
}

/// Where the response gives its final answer.
fn final_answer(task: &TaskView, typed: &RatingForm, errors: &[FieldError]) -> impl IntoView + use<> {
    let error = error_for(errors, "final_answer");
    let class = if error.is_some() { "field final-answer invalid" } else { "field final-answer" };
    let passage = typed.content.final_answer.clone().unwrap_or_default();
    let follows = passage.letters_before(&task.a);
    let filled = (!passage.quote.is_empty()).then_some("");
    let place = passage.place.map(|(start, end)| (start.to_string(), end.to_string()));
    let (start, end) = place.unzip();
    let invalid = error.is_some().then_some("true");
    view! {
        <div class=class id="field-final_answer" tabindex="-1" data-action="final-answer">
            <label for="answer-quote">{t!("annotate-final-answer")}{key("final-answer")}</label>
            <p class="field-hint" id="answer-hint">{t!("annotate-final-answer-hint")}</p>
            <div class="answer-row" data-filled=filled data-follows=follows>
            <textarea id="answer-quote" rows="1" name="answer.quote" aria-describedby="answer-hint answer-error" aria-invalid=invalid lang=language(&task.attributes) dir="auto" inner_html=textarea_content(&passage.quote)></textarea>
            <input type="hidden" name="answer.start" value=start.unwrap_or_default() />
            <input type="hidden" name="answer.end" value=end.unwrap_or_default() />
            <input type="hidden" name="answer.before" value=passage.before />
            {passage.place.is_some().then(|| view! { <input type="hidden" name="answer.marked" value=passage.quote /> })}
            {row_buttons(&t!("annotate-answer-fact"))}
            </div>
            <p class="field-error" id="answer-error">{error}</p>
            <p class="check">
                <input type="checkbox" id="answer-none" name="answer.none" checked=typed.content.no_final_answer />
                <label for="answer-none">{t!("annotate-no-final-answer")}</label>
            </p>
        </div>
    }
}
