//! What `assay doctor` looks at: the engine and its settings, the rules of the method, orphans, the audit chain.

use crate::{Dialect, Store, StoreError, audit, db};

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: String,
    /// What was seen.
    pub seen: String,
    /// Whether it is as it must be.
    pub healthy: bool,
}

/// A count that must be zero, by the rule it keeps.
const INVARIANTS: [(&str, &str); 10] = [
    ("rule 1: tasks with more or fewer than N slots",
     "SELECT COUNT(*) FROM task t JOIN evaluation e ON e.id = t.evaluation_id
       WHERE (SELECT COUNT(*) FROM slot s WHERE s.task_id = t.id) <> e.annotators_per_task"),
    ("rule 1: tasks with more than N annotators",
     "SELECT COUNT(*) FROM task t JOIN evaluation e ON e.id = t.evaluation_id
       WHERE (SELECT COUNT(*) FROM assignment a WHERE a.task_id = t.id
                AND a.state NOT IN ('expired', 'released', 'rejected')) > e.annotators_per_task"),
    ("rule 1: slots that do not match their assignment",
     "SELECT COUNT(*) FROM slot s LEFT JOIN assignment a ON a.id = s.assignment_id
       WHERE s.state <> 'open' AND (a.id IS NULL OR a.task_id <> s.task_id OR a.annotator_id <> s.annotator_id)"),
    ("rule 2: reviews by someone who was given the task",
     "SELECT COUNT(*) FROM decision d JOIN assignment a ON a.task_id = d.task_id AND a.annotator_id = d.reviewer_id"),
    ("rule 2: reviewers at both stages of a task",
     "SELECT COUNT(*) FROM decision i JOIN decision f ON f.task_id = i.task_id AND f.reviewer_id = i.reviewer_id
       WHERE i.stage = 'initial' AND f.stage = 'final'"),
    ("rule 4: approved judgments that did not pass both stages, by approval or by the draw",
     "SELECT COUNT(*) FROM assignment a WHERE a.state = 'approved' AND (
        (NOT EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = a.judgment_id AND d.stage = 'initial' AND d.verdict = 'approve') AND
         NOT EXISTS (SELECT 1 FROM stage_pass p WHERE p.judgment_id = a.judgment_id AND p.stage = 'initial')) OR
        (NOT EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = a.judgment_id AND d.stage = 'final' AND d.verdict = 'approve') AND
         NOT EXISTS (SELECT 1 FROM stage_pass p WHERE p.judgment_id = a.judgment_id AND p.stage = 'final')))"),
    ("rule 4: passes by a draw that did not let the task through",
     "SELECT COUNT(*) FROM stage_pass p JOIN judgment j ON j.id = p.judgment_id JOIN assignment a ON a.id = j.assignment_id
       WHERE NOT EXISTS (SELECT 1 FROM review_draw w WHERE w.task_id = a.task_id AND w.stage = p.stage AND w.drawn = 0)"),
    ("rule 4: approved tasks with a judgment that is not approved",
     "SELECT COUNT(*) FROM task t JOIN slot s ON s.task_id = t.id LEFT JOIN assignment a ON a.id = s.assignment_id
       WHERE t.state = 'approved' AND (a.state IS NULL OR a.state <> 'approved')"),
    ("rule 5: released judgments that are not approved",
     "SELECT COUNT(*) FROM release_judgment rj JOIN judgment j ON j.id = rj.judgment_id JOIN assignment a ON a.id = j.assignment_id
       WHERE a.state <> 'approved' OR a.judgment_id <> j.id"),
    ("rule 6: judgments whose assignment has no slot and was not rejected",
     "SELECT COUNT(*) FROM assignment a WHERE a.judgment_id IS NOT NULL AND a.state <> 'rejected'
        AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.assignment_id = a.id)"),
];

/// Looks at everything.
///
/// # Errors
/// When the database cannot be read at all.
pub async fn examine(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let mut findings = match store.dialect() {
        Dialect::Sqlite => sqlite(store).await?,
        Dialect::Postgres => postgres(store).await?,
    };
    let mut tx = store.read().await?;
    for (check, sql) in INVARIANTS {
        let broken = tx.raw_number(sql).await?;
        findings.push(Finding { check: check.into(), seen: broken.to_string(), healthy: broken == 0 });
    }
    let (seen, healthy) = match audit::verify(&mut tx).await? {
        Ok(length) => (format!("whole, {length} entries"), true),
        Err(number) => (format!("broken at entry {number}"), false),
    };
    findings.push(Finding { check: "audit chain".into(), seen, healthy });
    Ok(findings)
}

/// Engine version, and the settings of every connection a request can get (DUR-2).
async fn sqlite(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let mut connections = vec![store.read().await?];
    let version = connections[0].raw_text("SELECT sqlite_version()").await?;
    let numbers: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    findings.push(Finding {
        check: "SQLite version".into(),
        healthy: numbers.as_slice() >= db::OLDEST.as_slice(),
        seen: version,
    });
    while connections.len() < Store::READERS {
        connections.push(store.read().await?);
    }
    for (number, connection) in (1..).zip(&mut connections) {
        findings.extend(pragmas(&format!("reader {number}"), connection).await?);
    }
    drop(connections);
    findings.extend(store.write(|tx| Box::pin(async move { pragmas("writer", tx).await })).await?);
    let mut tx = store.read().await?;
    let seen = tx.raw_text("PRAGMA integrity_check").await?;
    findings.push(Finding { check: "integrity_check".into(), healthy: seen == "ok", seen });
    let orphans = tx.raw_number("SELECT COUNT(*) FROM pragma_foreign_key_check").await?;
    findings.push(Finding { check: "foreign_key_check".into(), seen: orphans.to_string(), healthy: orphans == 0 });
    Ok(findings)
}

async fn pragmas(who: &str, tx: &mut crate::Tx) -> Result<Vec<Finding>, StoreError> {
    let mode = tx.raw_text("PRAGMA journal_mode").await?;
    let synchronous = tx.raw_number("PRAGMA synchronous").await?;
    let foreign_keys = tx.raw_number("PRAGMA foreign_keys").await?;
    Ok(vec![Finding {
        check: format!("{who}: journal_mode, synchronous, foreign_keys"),
        healthy: mode == "wal" && synchronous == 2 && foreign_keys == 1,
        seen: format!("{mode}, {synchronous}, {foreign_keys}"),
    }])
}

async fn postgres(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let mut tx = store.read().await?;
    let mut findings = Vec::new();
    let seen = tx.raw_text("SHOW server_version").await?;
    findings.push(Finding { check: "PostgreSQL version".into(), healthy: true, seen });
    for setting in db::DURABLE {
        let seen = db::show(tx.on(), setting).await?;
        findings.push(Finding { check: setting.into(), healthy: seen != "off", seen });
    }
    Ok(findings)
}
