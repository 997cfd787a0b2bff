//! The judgments as columns, criterion by criterion, with disagreement marked in words.

use super::words::{Part, decided, name_of};
use crate::annotate::returned::field_name;
use crate::i18n::{duration, t};
use crate::ui::{Badge, Tone};
use assay_domain::judgment::{JudgmentContent, Preference};
use assay_domain::setup::Kind;
use assay_workflow::review::{JudgmentView, ReviewView};
use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};

/// A mark beside a row's name: what differs, and how much that matters.
pub(super) type Mark = Option<(Tone, String)>;

/// How far the preferences of one row lie apart, in words: the outcome first, then the points between the two extremes.
pub(super) fn spread(points: &[Option<Preference>]) -> Mark {
    let given: Vec<i64> = points.iter().flatten().map(|point| point.value()).collect();
    let (least, most) = (given.iter().min()?, given.iter().max()?);
    let points = most - least;
    if *least < 0 && *most > 0 {
        Some((Tone::Negative, t!("review-opposed", points = points)))
    } else if given.iter().any(|point| point.signum() != least.signum()) {
        Some((Tone::Caution, t!("review-differ-by", points = points)))
    } else if points > 1 {
        Some((Tone::Neutral, t!("review-apart", points = points)))
    } else {
        None
    }
}

/// The mark of a row of what judgments say.
fn mark(review: &ReviewView, part: &Part, shown: &[&JudgmentContent]) -> Mark {
    if review.kind == Kind::Comparison && matches!(part, Part::Overall | Part::Criterion(_)) {
        return spread(&shown.iter().map(|content| part.preference(content)).collect::<Vec<_>>());
    }
    // Everyone writes a justification of their own.
    if *part == Part::Justification {
        return None;
    }
    let said: Vec<_> = shown.iter().map(|content| part.says(review, content)).collect();
    said.iter().any(|one| Some(one) != said.first()).then(|| (Tone::Caution, t!("review-differ")))
}

/// The table, and above it where the judgments differ, as links to the rows.
pub(super) fn judgments(review: &ReviewView) -> impl IntoView + use<> {
    let standing: Vec<&JudgmentContent> = review.judgments.iter().map(JudgmentView::standing).collect();
    let mut rows = Vec::new();
    let mut jumps = Vec::new();
    for (at, part) in Part::of(review).iter().enumerate() {
        let (name, mark) = (part.name(review), mark(review, part, &standing));
        if mark.is_some() {
            let (href, name) = (format!("#row-{at}"), name.clone());
            jumps.push(view! { <li><a href=href>{name}</a></li> });
        }
        let cells = review.judgments.iter().map(|judgment| cell(review, part, judgment)).collect();
        rows.push(row(Some(at), name, mark, cells));
    }
    let each = |name: String, cell: &dyn Fn(&JudgmentView) -> AnyView| {
        let cells = review.judgments.iter().map(|judgment| view! { <td>{cell(judgment)}</td> }.into_any()).collect();
        row(None, name, None, cells)
    };
    rows.push(each(t!("review-active-time"), &|judgment| duration(judgment.active_ms).into_any()));
    rows.push(each(t!("review-decided-so-far"), &history));
    let differences = if jumps.is_empty() {
        view! { <p>{t!("review-all-agree")}</p> }.into_any()
    } else {
        view! { <nav class="differences" aria-label=t!("review-differences")><span>{t!("review-differences")}": "</span><ul>{jumps}</ul></nav> }.into_any()
    };
    let columns: Vec<_> = review.judgments.iter().map(column).collect();
    view! {
        <section class="stack">
            <h2 id="judgments-heading">{t!("review-judgments")}</h2>
            {differences}
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="judgments-heading">
                <table class="data judgments">
                    <thead><tr><th scope="col">{t!("review-annotators")}</th>{columns}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The heading of an annotator's column: the letter, and how their judgment stands.
fn column(judgment: &JudgmentView) -> impl IntoView + use<> {
    let badge = |on: bool, tone: Tone, text: String| on.then(|| view! { " "<Badge tone=tone>{text}</Badge> });
    let again = judgment.revision > 1;
    view! {
        <th scope="col">
            {t!("review-annotator", letter = judgment.letter.to_string())}
            {badge(!judgment.waits, Tone::Neutral, t!("review-decided"))}
            {badge(again, Tone::Accent, t!("review-revision", number = judgment.revision))}
            {badge(judgment.corrected.is_some(), Tone::Caution, t!("review-corrected"))}
        </th>
    }
}

/// A row: its name, a mark where the judgments disagree, a cell for each.
fn row(at: Option<usize>, name: String, mark: Mark, cells: Vec<AnyView>) -> AnyView {
    let class = match &mark {
        Some((Tone::Negative, _)) => "disagree opposed",
        Some((Tone::Caution, _)) => "disagree",
        _ => "",
    };
    let id = at.map(|at| format!("row-{at}"));
    let (stop, differs) = if mark.is_some() { (Some("-1"), Some("")) } else { (None, None) };
    let mark = mark.map(|(tone, text)| view! { " "<Badge tone=tone>{text}</Badge> });
    view! { <tr class=class id=id tabindex=stop data-differs=differs><th scope="row">{name}{mark}</th>{cells}</tr> }
        .into_any()
}

/// What one annotator says of a part; with what it was before it came back, and what a reviewer put in its place.
fn cell(review: &ReviewView, part: &Part, judgment: &JudgmentView) -> AnyView {
    let now = part.says(review, &judgment.content);
    let differs = |content: &&JudgmentContent| part.says(review, content) != now;
    let before = judgment.before.as_ref().filter(differs);
    let corrected = judgment.corrected.as_ref().map(|one| &one.content).filter(differs);
    let shown = |content: &JudgmentContent| part.shows(review, content);
    let lean = match part.preference(judgment.standing()).map_or(0, Preference::value).signum() {
        1 => "lean-one",
        -1 => "lean-two",
        _ => "",
    };
    let context = (*part == Part::Justification && review.kind == Kind::Comparison).then(|| {
        let (a, b) = if judgment.saw_first_as_a { (1, 2) } else { (2, 1) };
        view! { <p class="quiet-text">{t!("review-which-is-a", a = a, b = b)}</p> }
    });
    let body = match (&before, *part == Part::Justification) {
        (Some(before), true) => difference(&before.justification, &now),
        (Some(before), false) => view! {
            <p>{shown(&judgment.content)}</p>
            <p class="was"><span class="quiet-text">{t!("review-before")}": "</span><del>{shown(before)}</del></p>
        }
        .into_any(),
        (None, _) => view! { <p class="prewrap">{shown(&judgment.content)}</p> }.into_any(),
    };
    let corrected = corrected.map(|corrected| {
        view! { <p class="correction"><span class="quiet-text">{t!("review-corrected")}": "</span><ins>{shown(corrected)}</ins></p> }
    });
    view! { <td class=lean>{context}{body}{corrected}</td> }.into_any()
}

/// Two texts as one, word by word: what went struck out, what came underlined.
pub(super) fn difference(before: &str, now: &str) -> AnyView {
    let changes: Vec<_> = TextDiff::from_words(before, now)
        .iter_all_changes()
        .map(|change| {
            let text = change.value().to_owned();
            match change.tag() {
                ChangeTag::Equal => view! { <span>{text}</span> }.into_any(),
                ChangeTag::Delete => view! { <del>{text}</del> }.into_any(),
                ChangeTag::Insert => view! { <ins>{text}</ins> }.into_any(),
            }
        })
        .collect();
    view! { <p class="prewrap difference">{changes}</p> }.into_any()
}

/// What was decided on a judgment so far.
fn history(judgment: &JudgmentView) -> AnyView {
    if judgment.decided.is_empty() {
        return "—".into_any();
    }
    let lines: Vec<_> = judgment
        .decided
        .iter()
        .map(|one| {
            let reason = one.reason.clone().map(|reason| view! { <p>{reason}</p> });
            let comment = (!one.comment.is_empty()).then(|| view! { <p class="prewrap">{one.comment.clone()}</p> });
            let fields = (!one.fields.is_empty()).then(|| {
                let names: Vec<_> = one.fields.iter().map(|field| field_name(field)).collect();
                view! { <p class="quiet-text">{t!("review-about", parts = names.join(", "))}</p> }
            });
            let stage = name_of(one.stage);
            view! { <li><p>{stage}": "<strong>{decided(one.verdict, one.corrected)}</strong></p>{reason}{comment}{fields}</li> }
        })
        .collect();
    view! { <ol class="plain history">{lines}</ol> }.into_any()
}

/// How far the judgments agree, above everything.
pub(super) fn agreement(review: &ReviewView) -> Option<impl IntoView + use<>> {
    let agreement = review.agreement?;
    let tone = if agreement.few_agree() { Tone::Negative } else { Tone::Neutral };
    let text = super::words::agreement(review.kind, agreement);
    Some(view! { <Badge tone=tone>{text}</Badge> })
}
