//! Errors found: of a whole response by check-box, at passages by rows.

use super::super::parts::{key, language};
use super::marking::row_buttons;
use crate::i18n::{t, words};
use crate::ui::{error_for, textarea_content};
use assay_domain::FieldError;
use assay_domain::judgment::{ErrorTag, JudgmentContent, Severity, Side};
use assay_domain::setup::Kind;
use assay_workflow::annotation::TaskView;
use leptos::prelude::*;

/// Rows for passages offered beyond those filled in.
const EMPTY_ROWS: usize = 2;

/// The errors of each response; nothing when the evaluation has no tags.
pub(super) fn tags(task: &TaskView, content: &JudgmentContent, errors: &[FieldError]) -> Option<impl IntoView + use<>> {
    if task.error_tags.is_empty() {
        return None;
    }
    let columns = match task.kind {
        Kind::Comparison => vec![
            column(task, content, Side::A, "a", t!("annotate-errors-a")),
            column(task, content, Side::B, "b", t!("annotate-errors-b")),
        ],
        Kind::Rating | Kind::Correctness => vec![column(task, content, Side::A, "a", t!("annotate-errors-one"))],
    };
    let error = error_for(errors, "error_tags").map(|error| view! { <p class="field-error">{error}</p> });
    Some(view! { <div id="field-error_tags" tabindex="-1">{error}<div class="tags">{columns}</div></div> })
}

fn column(
    task: &TaskView,
    content: &JudgmentContent,
    side: Side,
    letter: &'static str,
    heading: String,
) -> impl IntoView + use<> {
    let here = || content.error_tags.iter().filter(move |error| error.side == side);
    let boxes: Vec<_> = task
        .error_tags
        .iter()
        .enumerate()
        .map(|(at, tag)| {
            let given = here().find(|error| &error.tag == tag && error.passage.is_none());
            let name = format!("tag.{letter}.{at}");
            let label = t!("annotate-how-bad", tag = tag);
            view! {
                <li class="check">
                    <input type="checkbox" id=name.clone() name=name.clone() checked=given.is_some() />
                    <label for=name>{tag.clone()}</label>
                    {severity(format!("severity.{letter}.{at}"), label, given.map(|error| error.severity))}
                </li>
            }
        })
        .collect();
    let filled: Vec<&ErrorTag> = here().filter(|error| error.passage.is_some()).collect();
    let source = if side == Side::A { Some(task.a.as_str()) } else { task.b.as_deref() };
    let rows: Vec<_> = (0..filled.len() + EMPTY_ROWS)
        .map(|row| passage_row(task, source, letter, row, filled.get(row).copied()))
        .collect();
    let open = !filled.is_empty();
    view! {
        <fieldset data-action="errors">
            <legend>{heading}{key("errors")}</legend>
            <ul class="plain">{boxes}</ul>
            <details class="at-passages" open=open>
                <summary>{t!("annotate-at-passages")}</summary>
                <p class="field-hint">{t!("annotate-at-passages-hint")}</p>
                <div class="passages" data-side=letter>{rows}</div>
            </details>
        </fieldset>
    }
}

/// One error at one passage: which, how bad, where.
fn passage_row(
    task: &TaskView,
    source: Option<&str>,
    letter: &str,
    row: usize,
    error: Option<&ErrorTag>,
) -> impl IntoView + use<> {
    let name = |part: &str| format!("passage.{letter}.{row}.{part}");
    let options: Vec<_> = task
        .error_tags
        .iter()
        .enumerate()
        .map(|(at, tag)| {
            let chosen = error.is_some_and(|error| &error.tag == tag);
            view! { <option value=at.to_string() selected=chosen>{tag.clone()}</option> }
        })
        .collect();
    let passage = error.and_then(|error| error.passage.clone()).unwrap_or_default();
    let follows = source.and_then(|source| passage.letters_before(source));
    let filled = (!passage.quote.is_empty()).then_some("");
    let place = passage.place.map(|(start, end)| (start.to_string(), end.to_string()));
    let (start, end) = place.unzip();
    let number = row + 1;
    view! {
        <div class="passage-row" data-row=row.to_string() data-number=number.to_string() data-filled=filled data-follows=follows>
            <span class="passage-number" aria-hidden="true">{number}</span>
            <select name=name("tag") aria-label=t!("annotate-error-at", number = number)><option value="">{t!("annotate-no-error")}</option>{options}</select>
            {severity(name("severity"), t!("annotate-how-bad-passage", number = number), error.map(|error| error.severity))}
            <textarea class="wide" rows="1" name=name("quote") aria-label=t!("annotate-passage-of", number = number) placeholder=t!("annotate-passage") lang=language(&task.attributes) dir="auto" inner_html=textarea_content(&passage.quote)></textarea>
            <input type="hidden" name=name("start") value=start.unwrap_or_default() />
            <input type="hidden" name=name("end") value=end.unwrap_or_default() />
            <input type="hidden" name=name("before") value=passage.before />
            {passage.place.is_some().then(|| view! { <input type="hidden" name=name("marked") value=passage.quote /> })}
            {row_buttons(&t!("annotate-passage-of", number = number))}
        </div>
    }
}

fn severity(name: String, label: String, chosen: Option<Severity>) -> impl IntoView + use<> {
    let options: Vec<_> = Severity::ALL
        .iter()
        .map(|severity| {
            let selected = chosen.unwrap_or_default() == *severity;
            view! { <option value=severity.as_str() selected=selected>{words::severity(*severity)}</option> }
        })
        .collect();
    view! { <select name=name aria-label=label class="severity">{options}</select> }
}
