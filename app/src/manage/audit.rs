//! `GET /manage/audit`: what happened, by whom, to what, when.

use super::found::{Found, Older};
use super::overview::tabs;
use crate::i18n::t;
use crate::problem::Problem;
use crate::shell::{PageContext, page};
use crate::ui::{ErrorSummary, Field, Select, Time, error_for};
use assay_domain::{FieldError, PersonId, Refusal, SECOND, Timestamp};
use assay_workflow::Assay;
use assay_workflow::audit::{AuditPage, Filter, subject};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use serde::Deserialize;

/// What was asked for, as it stands in the address; nothing in it is private.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    person: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    before: String,
}

impl Asked {
    fn filter(&self) -> Result<Filter, Vec<FieldError>> {
        let mut errors = Vec::new();
        let person = number(&self.person, "person", &mut errors).map(PersonId);
        let before = number(&self.before, "before", &mut errors);
        let from = day(&self.from, "from", &mut errors);
        // The last day that was asked for belongs to it.
        let until = day(&self.until, "until", &mut errors).map(|day| day.saturating_add(86_400 * SECOND));
        let mut word = |text: &str, field: &str| match subject(text) {
            Ok(found) => found,
            Err(Refusal::Invalid { .. }) | Err(_) => {
                errors.push(FieldError::new(field, "Write it as in the list, such as judgment.submit or task:17."));
                None
            }
        };
        let (action, subject) =
            (dotted(&self.action).and_then(|text| word(text, "action")), word(&self.subject, "subject"));
        if errors.is_empty() { Ok(Filter { person, action, subject, from, until, before }) } else { Err(errors) }
    }

    /// The way to the entries before one.
    fn older(&self, before: i64) -> Older {
        let asked = [
            ("person", &self.person),
            ("action", &self.action),
            ("subject", &self.subject),
            ("from", &self.from),
            ("until", &self.until),
        ];
        Older { page: "/manage/audit", asked: asked.map(|(name, value)| (name, value.clone())).to_vec(), before }
    }
}

fn dotted(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A number that the page's own links and choices bring.
pub(super) fn number(text: &str, field: &str, errors: &mut Vec<FieldError>) -> Option<i64> {
    let text = text.trim();
    match (text.is_empty(), text.parse()) {
        (true, _) => None,
        (false, Ok(number)) => Some(number),
        (false, Err(_)) => {
            errors.push(FieldError::new(field, "Choose one of the list."));
            None
        }
    }
}

/// The first moment of a day as browsers write it, `2026-11-25`, in UTC.
fn day(text: &str, field: &str, errors: &mut Vec<FieldError>) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let parts: Vec<i64> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    if let [year @ 1970..=9999, month @ 1..=12, day @ 1..=31] = parts[..]
        && text.len() == 10
    {
        return Some(days_since_1970(year, month, day) * 86_400 * SECOND);
    }
    errors.push(FieldError::new(field, "Write the day as year-month-day, such as 2026-11-25."));
    None
}

/// Howard Hinnant's `days_from_civil` (public domain, <https://howardhinnant.github.io/date_algorithms.html>).
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// `GET /manage/audit`
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    match asked.filter() {
        Ok(filter) => {
            let found = assay.audit(actor, &filter).await?;
            Ok(log_page(&context, &asked, &found, Vec::new()))
        }
        Err(errors) => {
            let mut nothing = assay.audit(actor, &Filter::default()).await?;
            nothing.entries.clear();
            nothing.more = false;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, log_page(&context, &asked, &nothing, errors)).into_response())
        }
    }
}

fn log_page(context: &PageContext, asked: &Asked, found: &AuditPage, errors: Vec<FieldError>) -> Response {
    page(context, &t!("manage-audit"), || {
        let name = |person: PersonId| {
            found
                .people
                .iter()
                .find(|known| known.id == person)
                .map_or_else(|| person.to_string(), |known| known.name.clone())
        };
        let rows: Vec<_> = found
            .entries
            .iter()
            .map(|entry| {
                let who = entry.person.map_or_else(|| t!("manage-audit-nobody"), name);
                view! {
                    <tr>
                        <th scope="row">{entry.number}</th>
                        <td><Time at=entry.at /></td>
                        <td>{who}</td>
                        <td><code>{entry.action.clone()}</code></td>
                        <td><code>{entry.subject.clone()}</code></td>
                        <td><code>{(entry.detail != "{}").then(|| entry.detail.clone())}</code></td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        let columns = vec![
            t!("manage-audit-number"),
            t!("manage-when"),
            t!("manage-who"),
            t!("manage-audit-action"),
            t!("manage-audit-subject"),
            t!("manage-audit-detail"),
        ];
        let older = found.entries.last().filter(|_| found.more).map(|last| asked.older(last.number));
        let people = super::exposure::choices(&found.people);
        let (length, hash) = found.head.clone();
        view! {
            <div class="stack">
                {tabs("/manage/audit")}
                <h1>{t!("manage-audit")}</h1>
                <p class="quiet-text">{t!("manage-audit-what")}</p>
                <ErrorSummary errors=errors.clone() />
                <form method="get" action="/manage/audit" class="card row">
                    <Select name="person" label=t!("manage-who") options=people selected=asked.person.trim().to_owned() />
                    <Field name="action" label=t!("manage-audit-action") value=asked.action.clone() hint=t!("manage-audit-action-hint") error=error_for(&errors, "action") />
                    <Field name="subject" label=t!("manage-audit-subject") value=asked.subject.clone() hint=t!("manage-audit-subject-hint") error=error_for(&errors, "subject") />
                    <Field name="from" label=t!("manage-from-day") kind="date" value=asked.from.clone() error=error_for(&errors, "from") />
                    <Field name="until" label=t!("manage-until-day") kind="date" value=asked.until.clone() error=error_for(&errors, "until") />
                    <div><button class="button" type="submit">{t!("manage-filter")}</button></div>
                </form>
                <Found caption=t!("manage-audit") columns=columns rows=rows older=older />
                <section class="card stack">
                    <h2>{t!("manage-audit-head")}</h2>
                    <p>{t!("manage-audit-head-text", entries = length)}</p>
                    <p class="table-scroll" tabindex="0"><code>{hash}</code></p>
                </section>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inj_5_what_is_none_of_the_lists_words_is_refused_before_it_reaches_the_database() {
        for bad in ["id;--", "a' OR 1=1", "person.password_hash desc", "\u{0}", "x\ny", "%"] {
            for asked in [
                Asked { subject: bad.into(), ..Asked::default() },
                Asked { action: bad.into(), ..Asked::default() },
                Asked { person: bad.into(), ..Asked::default() },
                Asked { from: bad.into(), ..Asked::default() },
                Asked { before: bad.into(), ..Asked::default() },
            ] {
                assert!(asked.filter().is_err(), "{asked:?}");
            }
        }
    }

    #[test]
    fn the_lists_own_words_are_found_by() {
        let asked = Asked { action: " judgment.submit".into(), subject: "task:17".into(), ..Asked::default() };
        let filter = asked.filter().unwrap();
        assert_eq!((filter.action.as_deref(), filter.subject.as_deref()), (Some("judgment.submit"), Some("task:17")));
    }

    #[test]
    fn days_are_whole_and_the_last_one_belongs_to_the_time_asked_for() {
        let asked = Asked { from: "2026-11-25".into(), until: "2026-11-25".into(), ..Asked::default() };
        let filter = asked.filter().unwrap();
        let (from, until) = (filter.from.unwrap(), filter.until.unwrap());
        assert_eq!(crate::ui::utc(from), [2026, 11, 25, 0, 0, 0]);
        assert_eq!(crate::ui::utc(until), [2026, 11, 26, 0, 0, 0]);
        assert_eq!(crate::ui::utc(days_since_1970(2024, 2, 29) * 86_400 * SECOND), [2024, 2, 29, 0, 0, 0]);
    }
}
