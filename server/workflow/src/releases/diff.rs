//! What changed from one release to another.

use super::{Board, BoardRow, ReleaseView};
use assay_domain::{ReleaseId, setup::Kind};
use serde::Serialize;
use serde_json::Value;

/// Two releases side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReleaseDiff {
    /// The first.
    pub before: ReleaseId,
    /// Its number within its evaluation.
    pub before_number: i64,
    /// The second.
    pub after: ReleaseId,
    /// Its number within its evaluation.
    pub after_number: i64,
    /// What the second one's evaluation asked for.
    pub kind: Kind,
    /// Judgments that both have.
    pub shared: u64,
    /// Judgments that only the second has.
    pub added: u64,
    /// Judgments that only the first has.
    pub removed: u64,
    /// Settings (and the engine's version) that differ: name, first value, second value.
    pub settings: Vec<(String, String, String)>,
    /// Model by model: the second one's in its order, then those that only the first has.
    pub models: Vec<ModelChange>,
}

/// One model in two releases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelChange {
    /// Its name.
    pub model: String,
    /// Its line in the first, if it has one.
    pub before: Option<BoardRow>,
    /// Its line in the second, if it has one.
    pub after: Option<BoardRow>,
}

impl ModelChange {
    /// By how much its rating changed.
    #[must_use]
    pub fn change(&self) -> Option<f64> {
        Some(self.after.as_ref()?.value()? - self.before.as_ref()?.value()?)
    }

    /// Whether the two 95 % intervals do not meet: more than chance alone would explain.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        let ends = |row: &Option<BoardRow>| {
            let row = row.as_ref()?;
            row.value()?;
            Some((row.lower.unwrap_or(f64::NEG_INFINITY), row.upper.unwrap_or(f64::INFINITY)))
        };
        match (ends(&self.before), ends(&self.after)) {
            (Some(before), Some(after)) => before.1 < after.0 || after.1 < before.0,
            _ => false,
        }
    }
}

impl ReleaseDiff {
    pub(super) fn of(before: ReleaseView, after: ReleaseView, [shared, removed, added]: [i64; 3]) -> Self {
        let count = |judgments: i64| u64::try_from(judgments).unwrap_or(0);
        Self {
            before: before.id,
            before_number: before.number,
            after: after.id,
            after_number: after.number,
            kind: after.board.kind,
            shared: count(shared),
            added: count(added),
            removed: count(removed),
            settings: settings(&before, &after),
            models: models(before.board, after.board),
        }
    }
}

fn settings(before: &ReleaseView, after: &ReleaseView) -> Vec<(String, String, String)> {
    let of = |release: &ReleaseView| match serde_json::to_value(&release.settings) {
        Ok(Value::Object(settings)) => settings,
        _ => serde_json::Map::new(),
    };
    let (one, other) = (of(before), of(after));
    let mut changed: Vec<(String, String, String)> = one
        .iter()
        .filter_map(|(name, value)| {
            let now = other.get(name).unwrap_or(&Value::Null);
            (now != value).then(|| (name.clone(), words(value), words(now)))
        })
        .collect();
    if before.engine_version != after.engine_version {
        changed.push(("engine".to_owned(), before.engine_version.clone(), after.engine_version.clone()));
    }
    changed
}

/// A setting as text, without JSON's quotes.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn models(before: Board, after: Board) -> Vec<ModelChange> {
    let mut gone = before.rows;
    let mut changes = Vec::new();
    for row in after.rows {
        let place = gone.iter().position(|old| old.model == row.model);
        changes.push(ModelChange {
            model: row.model.clone(),
            before: place.map(|place| gone.remove(place)),
            after: Some(row),
        });
    }
    changes.extend(gone.into_iter().map(|row| ModelChange {
        model: row.model.clone(),
        before: Some(row),
        after: None,
    }));
    changes
}
