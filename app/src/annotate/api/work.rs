//! `GET /api/v1/work`: what the page of one's own work shows, as JSON. Only ever the person's own; no reviewer or model is named.

use crate::problem::Problem;
use crate::shell::PageContext;
use crate::ui::utc;
use assay_domain::Timestamp;
use assay_domain::pace::{Day, Stint, Zone};
use assay_workflow::Assay;
use assay_workflow::own_work::{Piece, Pile, WorkReport};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

/// What a program may say of the work that it asks for; anything else is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkQuery {
    /// Which judgments are listed: `returned`, `rejected`, `waiting` or `approved`; without it the first pile with anything in it.
    pile: Option<String>,
    /// Which page of them, from 1.
    page: Option<i64>,
    /// Minutes ahead of UTC at which days begin at midnight; without it UTC.
    zone: Option<i64>,
}

#[derive(Debug, Serialize)]
struct WorkAnswer {
    work: WorkJson,
}

/// Every field listed, so that nothing is ever sent by accident. Moments are microseconds since 1970, UTC; days are those of the zone.
#[derive(Debug, Serialize)]
struct WorkJson {
    waiting: i64,
    approved: i64,
    returned: i64,
    rejected: i64,
    /// Tasks in hand: held, or taken back.
    open: i64,
    /// Of the approved ones, how many never came back.
    approved_at_once: i64,
    zone: i64,
    today: DayJson,
    /// The last fortnight, today last.
    days: Vec<DayJson>,
    /// This week and the ones before by their Mondays, this week first.
    weeks: Vec<DayJson>,
    /// The weeks before this one as one.
    usual: StintJson,
    /// By how much this week's median lies above the usual one, in %.
    against_usual: Option<i64>,
    pile: &'static str,
    page: i64,
    last_page: i64,
    judgments: Vec<PieceJson>,
}

#[derive(Debug, Serialize)]
struct DayJson {
    /// The day, or the first day of the week, as `2027-01-15`.
    from: String,
    #[serde(flatten)]
    done: StintJson,
}

#[derive(Debug, Serialize)]
struct StintJson {
    submitted: i64,
    revised: i64,
    active_ms: i64,
    /// Of the judgments submitted for the first time.
    median_ms: Option<i64>,
}

/// One judgment of the pile that is listed.
#[derive(Debug, Serialize)]
struct PieceJson {
    assignment: String,
    evaluation: String,
    justification: String,
    submitted_at: Timestamp,
    /// Since when it stands where it stands.
    since: Timestamp,
    /// Why it was returned or rejected.
    reason: Option<String>,
    comment: String,
    /// What to look at again.
    fields: Vec<String>,
    /// What reviewers wrote beside their approvals.
    remarks: Vec<String>,
    /// Why a reviewer approved something else in its place.
    corrected: Option<String>,
    /// Whether its prompt is held back, so that it cannot be revised now.
    held: bool,
}

impl From<Stint> for StintJson {
    fn from(stint: Stint) -> Self {
        Self {
            submitted: stint.judgments,
            revised: stint.revised,
            active_ms: stint.active_ms,
            median_ms: stint.median_ms,
        }
    }
}

impl From<(Day, Stint)> for DayJson {
    fn from((day, stint): (Day, Stint)) -> Self {
        let [year, month, day, ..] = utc(day.as_utc());
        Self { from: format!("{year:04}-{month:02}-{day:02}"), done: stint.into() }
    }
}

impl From<Piece> for PieceJson {
    fn from(piece: Piece) -> Self {
        Self {
            assignment: piece.id.as_str().to_owned(),
            evaluation: piece.evaluation,
            justification: piece.justification,
            submitted_at: piece.submitted_at,
            since: piece.since,
            reason: piece.reason,
            comment: piece.comment,
            fields: piece.fields,
            remarks: piece.remarks,
            corrected: piece.corrected,
            held: piece.held,
        }
    }
}

impl WorkJson {
    fn of(report: WorkReport, zone: Zone) -> Self {
        let last_page = report.last_page();
        let counts = report.counts;
        Self {
            waiting: counts.waiting,
            approved: counts.approved,
            returned: counts.returned,
            rejected: counts.rejected,
            open: report.open,
            approved_at_once: report.approved_at_once,
            zone: zone.minutes(),
            today: (report.today, report.done_today).into(),
            days: report.days.into_iter().map(Into::into).collect(),
            weeks: report.weeks.into_iter().map(Into::into).collect(),
            usual: report.usual.into(),
            against_usual: report.against_usual,
            pile: report.pile.as_str(),
            page: report.page,
            last_page,
            judgments: report.pieces.into_iter().map(Into::into).collect(),
        }
    }
}

/// `GET /api/v1/work`
pub async fn show(
    State(assay): State<Assay>,
    context: PageContext,
    Query(query): Query<WorkQuery>,
) -> Result<Response, Problem> {
    // A pile or a zone that there is not is the program's mistake; a person's page shows another instead.
    let unknown = || Problem::of(StatusCode::UNPROCESSABLE_ENTITY);
    let pile = query.pile.map(|pile| Pile::parse(&pile).ok_or_else(unknown)).transpose()?;
    let zone = query.zone.map_or(Ok(Zone::default()), |zone| Zone::new(zone).ok_or_else(unknown))?;
    let report = assay.work_report(context.actor()?, zone, pile, query.page.unwrap_or(1)).await?;
    Ok(Json(WorkAnswer { work: WorkJson::of(report, zone) }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_domain::PublicId;
    use serde_json::json;

    #[test]
    fn own_work_is_told_in_exactly_these_fields() {
        let stint = Stint { judgments: 3, revised: 1, active_ms: 90_000, median_ms: Some(25_000) };
        let piece = Piece {
            id: PublicId::from_bits([1; 16]),
            evaluation: "E".into(),
            justification: "why".into(),
            submitted_at: 5,
            since: 7,
            reason: Some("An error was overlooked".into()),
            comment: "look again".into(),
            fields: vec!["overall".into()],
            remarks: vec!["well argued".into()],
            corrected: None,
            held: false,
        };
        let report = WorkReport {
            counts: assay_workflow::own_work::MyWork { waiting: 1, approved: 2, returned: 3, rejected: 4 },
            open: 5,
            approved_at_once: 6,
            today: Day(20_000),
            done_today: stint,
            days: vec![(Day(20_000), stint)],
            weeks: vec![(Day(19_996), stint)],
            usual: Stint::default(),
            against_usual: Some(-25),
            pile: Pile::Returned,
            page: 1,
            pieces: vec![piece],
        };
        let told = serde_json::to_value(WorkJson::of(report, Zone::default())).ok();
        let done = |from: &str| json!({ "from": from, "submitted": 3, "revised": 1, "active_ms": 90_000, "median_ms": 25_000 });
        let expected = json!({
            "waiting": 1, "approved": 2, "returned": 3, "rejected": 4, "open": 5, "approved_at_once": 6, "zone": 0,
            "today": done("2024-10-04"), "days": [done("2024-10-04")], "weeks": [done("2024-09-30")],
            "usual": { "submitted": 0, "revised": 0, "active_ms": 0, "median_ms": null }, "against_usual": -25,
            "pile": "returned", "page": 1, "last_page": 1,
            "judgments": [{
                "assignment": PublicId::from_bits([1; 16]).as_str(), "evaluation": "E", "justification": "why", "submitted_at": 5,
                "since": 7, "reason": "An error was overlooked", "comment": "look again", "fields": ["overall"],
                "remarks": ["well argued"], "corrected": null, "held": false
            }]
        });
        assert_eq!(told, Some(expected));
    }
}
