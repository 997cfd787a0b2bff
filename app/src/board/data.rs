//! A board as JSON and CSV, with full precision.

use assay_domain::release::ReleaseState;
use assay_domain::setup::Kind;
use assay_workflow::releases::{Board, BoardRow, ReleaseSettings, ReleaseView, Voided};
use serde::Serialize;

/// What `/board/{id}.json` answers.
#[derive(Debug, Serialize)]
pub struct BoardJson<'a> {
    release: ReleaseJson<'a>,
    board: &'a Board,
}

#[derive(Debug, Serialize)]
struct ReleaseJson<'a> {
    id: i64,
    number: i64,
    state: ReleaseState,
    settings: &'a ReleaseSettings,
    engine_version: &'a str,
    hash: &'a str,
    /// Microseconds since 1970, UTC.
    created_at: i64,
    provisional_at: Option<i64>,
    published_at: Option<i64>,
    deprecated_at: Option<i64>,
    /// Of what the board counts: what is of prompts voided by now. Looked up when asked, and no part of what the hash is over.
    voided_since: Voided,
}

impl<'a> BoardJson<'a> {
    pub fn of(release: &'a ReleaseView, voided_since: Voided) -> Self {
        Self {
            release: ReleaseJson {
                id: release.id.0,
                number: release.number,
                state: release.state,
                settings: &release.settings,
                engine_version: &release.engine_version,
                hash: &release.hash,
                created_at: release.created_at,
                provisional_at: release.provisional_at,
                published_at: release.published_at,
                deprecated_at: release.deprecated_at,
                voided_since,
            },
            board: &release.board,
        }
    }
}

/// RFC 4180, and text that a spreadsheet would take for a formula gets a `'` in front; numbers stay numbers.
fn text(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) { "'" } else { "" };
    let cell = format!("{guard}{cell}");
    if cell.contains(['"', ',', '\n', '\r', ';']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// The rows of a board, or of a slice of it, as CSV.
pub fn csv(kind: Kind, rows: &[BoardRow]) -> String {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let (value, counts) = match kind {
        Kind::Comparison => ("elo", ",wins,ties,losses"),
        Kind::Rating => ("mean", ""),
        Kind::Correctness => ("accuracy", ",wilson_lower,wilson_upper,partly,public,gap,gap_lower,gap_upper"),
    };
    let mut lines = vec![format!("rank,model,vendor,{value},lower,upper,judgments{counts},provisional")];
    for row in rows {
        let mut cells = vec![
            row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            text(&row.model),
            text(&row.vendor),
            number(row.value()),
            number(row.lower),
            number(row.upper),
            row.judgments.to_string(),
        ];
        if kind == Kind::Comparison {
            cells.extend([row.wins, row.ties, row.losses].map(|count| count.to_string()));
        }
        if kind == Kind::Correctness {
            let (wilson, gap) = (row.wilson, row.gap);
            cells.extend([wilson.map(|ends| ends[0]), wilson.map(|ends| ends[1]), row.partly].map(number));
            let gap = [
                gap.map(|gap| gap.public),
                gap.map(|gap| gap.difference),
                gap.map(|gap| gap.lower),
                gap.map(|gap| gap.upper),
            ];
            cells.extend(gap.map(number));
        }
        cells.push(row.provisional.to_string());
        lines.push(cells.join(","));
    }
    lines.join("\r\n") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn inj_4_a_name_that_looks_like_a_formula_stays_text() {
        assert_eq!(text("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(text("@SUM;x"), "\"'@SUM;x\"");
        assert_eq!(text("say \"hi\",\nthere"), "\"say \"\"hi\"\",\nthere\"");
        assert_eq!(text("Plain 1"), "Plain 1");
    }
}
