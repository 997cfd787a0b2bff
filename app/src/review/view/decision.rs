//! What is decided on one judgment: the verdict, why, what to change, or what to put in its place.

use super::words::Part;
use crate::annotate::parts::{key, language};
use crate::i18n::{t, words::severity};
use crate::review::form::{Choice, DecisionForm, by_form_field};
use crate::ui::{ErrorSummary, TextArea, error_for};
use assay_domain::FieldError;
use assay_domain::judgment::{Correctness, ErrorTag, JudgmentContent, Preference, Severity, Side};
use assay_domain::review::{Stage, Verdict};
use assay_domain::scale::{Rating, Scale};
use assay_domain::setup::Kind;
use assay_workflow::review::{JudgmentView, ReviewView};
use leptos::prelude::*;

/// The form over every judgment that waits. `queue` is the address's part that the next task comes from.
pub(super) fn form(
    review: &ReviewView,
    typed: &DecisionForm,
    errors: &[FieldError],
    queue: &str,
) -> impl IntoView + use<> {
    let errors = by_form_field(errors.to_vec());
    let waiting: Vec<_> = review.judgments.iter().filter(|judgment| judgment.waits).collect();
    let decisions: Vec<_> = waiting.iter().map(|judgment| decision(review, judgment, typed, &errors)).collect();
    let agreeing = waiting.iter().filter(|judgment| review.agrees(judgment.letter)).count();
    let (all, agree_key) = (waiting.len(), agreeing < 2 || agreeing == waiting.len());
    let agree = (!agree_key).then(|| {
        view! {
            <button class="button primary" type="submit" name="all" value="agreeing" data-action="approve">
                {t!("review-approve-agreeing", count = agreeing)}{key("approve")}
            </button>
        }
    });
    let (class, action) = if agree.is_none() { ("button primary", Some("approve")) } else { ("button", None) };
    let label = if all == 1 { t!("word-approve") } else { t!("review-approve-all", count = all) };
    // The first button is the one that Enter presses, so it must not be one that approves.
    view! {
        <form method="post" action=format!("/review/{}", review.id) class="stack" autocomplete="off" aria-labelledby="decisions-heading"
            data-keep=format!("/review/{}/keep", review.id)>
            <h2 id="decisions-heading">{t!("review-decisions")}</h2>
            <input type="hidden" name="version" value=review.version.to_string() />
            <input type="hidden" name="queue" value=queue.to_owned() />
            <ErrorSummary errors=errors.clone() />
            <div class="decisions">{decisions}</div>
            <div class="submit-bar">
                <button class="button" type="submit" data-action="decide">{t!("review-submit")}{key("decide")}</button>
                {agree}
                <button class=class type="submit" name="all" value="approve" data-action=action>{label}{action.map(key)}</button>
                <button class="button quiet" type="submit" formaction=format!("/review/{}/back", review.id) formnovalidate data-action="give-back">
                    {t!("review-give-back")}{key("give-back")}
                </button>
            </div>
            <p class="notice warning" id="review-lost" role="status" hidden>{t!("review-lost")}</p>
        </form>
    }
}

fn decision(
    review: &ReviewView,
    judgment: &JudgmentView,
    typed: &DecisionForm,
    errors: &[FieldError],
) -> impl IntoView + use<> {
    let letter = judgment.letter;
    let annotator = format!("annotator-{}", u32::from(letter).saturating_sub(u32::from('Q')));
    let name = format!("verdict.{letter}");
    let chosen = typed.choice(letter);
    let choices =
        Verdict::of_stage(review.stage).iter().map(|verdict| Choice::Verdict(*verdict)).chain([Choice::Correct]);
    let radios: Vec<_> = (1..)
        .zip(choices)
        .map(|(number, choice)| {
            let id = format!("{}-{letter}", choice.as_str());
            view! {
                <p class="check">
                    <input type="radio" id=id.clone() name=name.clone() value=choice.as_str() checked=chosen == Some(choice) data-choice=number.to_string() />
                    <label for=id>{choice_name(choice)}{key(&format!("verdict-{number}"))}</label>
                </p>
            }
        })
        .collect();
    let missing = error_for(errors, &name).map(|error| view! { <p class="field-error">{error}</p> });
    let comment = format!("comment.{letter}");
    view! {
        <fieldset class="decision" id=format!("field-{name}") tabindex="-1" data-action=annotator.clone()>
            <legend>{t!("review-annotator", letter = letter.to_string())}{key(&annotator)}</legend>
            {missing}
            {radios}
            {reason(review, letter, typed, errors)}
            <TextArea name=comment.clone() label=t!("review-comment-for", letter = letter.to_string()) rows=3 value=typed.comment(letter)
                hint=comment_hint(review.stage) error=error_for(errors, &comment) />
            {what_to_change(review, letter, typed, errors)}
            {correction(review, judgment, typed, errors)}
        </fieldset>
    }
}

/// Who reads the comment, and when it is needed.
fn comment_hint(stage: Stage) -> String {
    match stage {
        Stage::Initial => t!("review-comment-hint"),
        Stage::Final => t!("review-comment-hint-final"),
    }
}

fn choice_name(choice: Choice) -> String {
    match choice {
        Choice::Verdict(Verdict::Approve) => t!("word-approve"),
        Choice::Verdict(Verdict::Return) => t!("review-return-to-annotator"),
        Choice::Verdict(Verdict::Reject) => t!("review-reject-for-new"),
        Choice::Verdict(Verdict::SendBack) => t!("review-send-back"),
        Choice::Correct => t!("review-correct-and-approve"),
    }
}

/// The reasons of the admin's list, by verdict.
fn reason(
    review: &ReviewView,
    letter: char,
    typed: &DecisionForm,
    errors: &[FieldError],
) -> Option<impl IntoView + use<>> {
    let chosen = typed.reason(letter).unwrap_or_default();
    let groups: Vec<_> = Verdict::of_stage(review.stage)
        .iter()
        .filter_map(|verdict| {
            let options: Vec<_> = review
                .reasons
                .iter()
                .filter(|(of, _)| of == verdict)
                .map(|(_, text)| view! { <option value=text.clone() selected=chosen == *text>{text.clone()}</option> })
                .collect();
            (!options.is_empty())
                .then(|| view! { <optgroup label=crate::i18n::words::verdict(*verdict)>{options}</optgroup> })
        })
        .collect();
    if groups.is_empty() {
        return None;
    }
    let (name, error) = (format!("reason.{letter}"), error_for(errors, &format!("reason.{letter}")));
    let id = format!("field-{name}");
    let error = error.map(|error| view! { <p class="field-error">{error}</p> });
    Some(view! {
        <div class="field">
            <label for=id.clone()>{t!("review-reason-for", letter = letter.to_string())}</label>
            {error}
            <select id=id name=name><option value="">{t!("review-no-reason")}</option>{groups}</select>
        </div>
    })
}

/// What of the judgment the annotator is to look at again.
fn what_to_change(
    review: &ReviewView,
    letter: char,
    typed: &DecisionForm,
    errors: &[FieldError],
) -> impl IntoView + use<> {
    let ticked = typed.fields_of(letter);
    let boxes: Vec<_> = Part::of(review)
        .iter()
        .filter_map(|part| Some((part.field()?, part.name(review))))
        .enumerate()
        .map(|(at, (field, name))| {
            let id = format!("part-{letter}-{at}");
            let name = if field == "error_tags" { t!("review-errors") } else { name };
            view! { <li class="check"><input type="checkbox" id=id.clone() name=format!("field.{letter}") value=field.clone() checked=ticked.contains(&field) /><label for=id>{name}</label></li> }
        })
        .collect();
    let error = error_for(errors, &format!("field.{letter}"));
    let open = !ticked.is_empty() || error.is_some();
    view! {
        <details open=open>
            <summary>{t!("review-what-to-change")}</summary>
            {error.map(|error| view! { <p class="field-error">{error}</p> })}
            <ul class="plain">{boxes}</ul>
        </details>
    }
}

/// The judgment as fields, to be changed and approved. The names are those of the rating form behind the letter.
fn correction(
    review: &ReviewView,
    judgment: &JudgmentView,
    typed: &DecisionForm,
    errors: &[FieldError],
) -> impl IntoView + use<> {
    let letter = judgment.letter;
    let corrected = typed.choice(letter) == Some(Choice::Correct);
    let content = if corrected { typed.correction(review, letter).content } else { judgment.standing().clone() };
    let own: Vec<_> = errors
        .iter()
        .filter(|error| error.field.starts_with(&format!("{letter}.")))
        .map(|error| view! { <p class="field-error">{crate::i18n::field_error(error)}</p> })
        .collect();
    let open = corrected || !own.is_empty();
    let mut fields = Vec::new();
    let select = |name: &str, label: String, options: Vec<(String, String)>, chosen: String| {
        let id = format!("field-{letter}.{name}");
        let options: Vec<_> = std::iter::once((String::new(), "—".to_owned()))
            .chain(options)
            .map(|(value, text)| view! { <option selected=value == chosen value=value>{text}</option> })
            .collect();
        view! { <div class="field"><label for=id.clone()>{label}</label><select id=id name=format!("{letter}.{name}")>{options}</select></div> }.into_any()
    };
    let preferences =
        || Preference::ALL.map(|point| (point.value().to_string(), super::words::preference(point))).to_vec();
    let points = |point: Option<Preference>| point.map(|point| point.value().to_string()).unwrap_or_default();
    let rated = |rating: Option<Rating>| rating.map(|rating| rating.value().to_string()).unwrap_or_default();
    let rating = |name: &str, label: String, scale: &Scale, given: Option<Rating>| match scale {
        Scale::Labels(labels) => {
            let options = labels.iter().map(|one| (one.value.value().to_string(), one.label.clone())).collect();
            select(name, label, options, rated(given))
        }
        Scale::Points => number_field(letter, name, label, rated(given)),
    };
    match review.kind {
        Kind::Comparison => {
            fields.push(select("preference", t!("review-overall"), preferences(), points(content.preference)));
            fields.push(tick(format!("{letter}.both_bad"), "on".into(), t!("review-both-bad"), content.both_bad));
        }
        Kind::Rating => fields.push(rating("rating", t!("review-overall"), &review.scale, content.rating)),
        Kind::Correctness => {
            let answers =
                Correctness::ALL.map(|one| (one.as_str().to_owned(), crate::i18n::words::correctness(one))).to_vec();
            let chosen = content.correctness.map(|one| one.as_str().to_owned()).unwrap_or_default();
            fields.push(select("correctness", t!("review-overall"), answers, chosen));
            let quote = content.final_answer.as_ref().map(|answer| answer.quote.clone()).unwrap_or_default();
            fields.push(quote_field(review, letter, quote));
            fields.push(tick(
                format!("{letter}.answer.none"),
                "on".into(),
                t!("review-no-final-answer"),
                content.no_final_answer,
            ));
        }
    }
    for (at, criterion) in review.criteria.iter().enumerate() {
        let name = format!("criterion.{at}");
        fields.push(match review.kind {
            Kind::Comparison => select(
                &name,
                criterion.name.clone(),
                preferences(),
                points(content.criteria.get(&criterion.name).copied()),
            ),
            Kind::Rating | Kind::Correctness => {
                rating(&name, criterion.name.clone(), &criterion.scale, content.ratings.get(&criterion.name).copied())
            }
        });
    }
    let why = format!("{letter}.justification");
    view! {
        <details class="correct" open=open id=format!("field-correction.{letter}")>
            <summary>{t!("review-correct-heading", letter = letter.to_string())}</summary>
            <p class="field-hint">{t!("review-correct-hint")}</p>
            {own}
            <div class="stack tight">
                {fields}
                {tags(review, letter, &content)}
                <TextArea name=why label=t!("review-justification") rows=4 value=content.justification.clone() error=None />
            </div>
        </details>
    }
}

fn number_field(letter: char, name: &str, label: String, value: String) -> AnyView {
    let id = format!("field-{letter}.{name}");
    view! { <div class="field"><label for=id.clone()>{label}</label><input id=id name=format!("{letter}.{name}") type="number" min="0" max="100" step="1" value=value /></div> }.into_any()
}

/// The final answer, in the language that it is written in.
fn quote_field(review: &ReviewView, letter: char, value: String) -> AnyView {
    let (name, label, language) =
        (format!("{letter}.answer.quote"), t!("review-final-answer"), language(&review.attributes));
    let id = format!("field-{name}");
    view! { <div class="field"><label for=id.clone()>{label}</label><input id=id name=name value=value lang=language dir="auto" /></div> }.into_any()
}

fn tick(name: String, value: String, label: impl IntoView + 'static, checked: bool) -> AnyView {
    let id = format!("tick-{name}");
    view! { <p class="check"><input type="checkbox" id=id.clone() name=name value=value checked=checked /><label for=id>{label}</label></p> }.into_any()
}

/// Errors of the whole response as one choice each, those at passages to be kept or not.
fn tags(review: &ReviewView, letter: char, content: &JudgmentContent) -> Vec<AnyView> {
    let comparison = review.kind == Kind::Comparison;
    let sides: &[(Side, &str)] = if comparison { &[(Side::A, "a"), (Side::B, "b")] } else { &[(Side::A, "a")] };
    sides
        .iter()
        .filter(|_| !review.error_tags.is_empty())
        .map(|(side, of)| {
            let whole: Vec<_> = review
                .error_tags
                .iter()
                .enumerate()
                .map(|(at, tag)| {
                    let found = content.error_tags.iter().find(|one| one.side == *side && one.tag == *tag && one.passage.is_none());
                    whole_tag(format!("{letter}.severity.{of}.{at}"), format!("{letter}.tag.{of}.{at}"), tag, found)
                })
                .collect();
            let at_passages: Vec<_> = content
                .error_tags
                .iter()
                .filter(|one| one.side == *side && one.passage.is_some())
                .enumerate()
                .filter_map(|(row, one)| passage_tag(review, &format!("{letter}.passage.{of}.{row}"), one))
                .collect();
            view! { <fieldset class="plain-set"><legend>{Part::Errors(*side).name(review)}</legend>{whole}{at_passages}</fieldset> }.into_any()
        })
        .collect()
}

fn whole_tag(severity_name: String, name: String, tag: &str, found: Option<&ErrorTag>) -> AnyView {
    let id = format!("tick-{name}");
    let options: Vec<_> = Severity::ALL
        .iter()
        .map(|one| {
            let chosen = found.is_some_and(|found| found.severity == *one);
            view! { <option value=one.as_str() selected=chosen>{severity(*one)}</option> }
        })
        .collect();
    let label = t!("review-severity-of", tag = tag);
    view! {
        <p class="check">
            <input type="checkbox" id=id.clone() name=name value="on" checked=found.is_some() /><label for=id>{tag.to_owned()}</label>
            <select name=severity_name aria-label=label>{options}</select>
        </p>
    }
    .into_any()
}

fn passage_tag(review: &ReviewView, name: &str, tag: &ErrorTag) -> Option<AnyView> {
    let at = review.error_tags.iter().position(|one| *one == tag.tag)?;
    let passage = tag.passage.clone()?;
    let (start, end) = passage.place.map(|(start, end)| (start.to_string(), end.to_string())).unzip();
    let hidden =
        |part: &str, value: String| view! { <input type="hidden" name=format!("{name}.{part}") value=value /> };
    // Only what stays ticked sends its tag; a row with a quote alone is left out by the reader of this form.
    Some(
        view! {
            {tick(format!("{name}.tag"), at.to_string(), super::words::error(language(&review.attributes).as_deref(), tag), true)}
            {hidden("severity", tag.severity.as_str().to_owned())}
            {hidden("quote", passage.quote)}
            {hidden("start", start.unwrap_or_default())}
            {hidden("end", end.unwrap_or_default())}
        }
        .into_any(),
    )
}
