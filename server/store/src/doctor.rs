//! What `assay doctor` looks at: the engine and its settings, the rules of the method, orphans, the audit chain, the machine.

use crate::{Access, Dialect, Store, StoreError, audit, db};
use assay_domain::Timestamp;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

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
const INVARIANTS: [(&str, &str); 14] = [
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
    ("rule 2: people who judged a task through two assignments",
     "SELECT COUNT(*) FROM (SELECT a.task_id FROM judgment j JOIN assignment a ON a.id = j.assignment_id
        GROUP BY a.task_id, a.annotator_id HAVING COUNT(DISTINCT a.id) > 1) AS twice"),
    ("rule 3: claims of open or judged slots without an entry in the exposure ledger",
     "SELECT COUNT(*) FROM assignment a JOIN task t ON t.id = a.task_id
       WHERE NOT EXISTS (SELECT 1 FROM exposure e WHERE e.prompt_id = t.prompt_id AND e.person_id = a.annotator_id)"),
    ("rule 4: tasks under review or approved that miss a judgment",
     "SELECT COUNT(*) FROM task t JOIN slot s ON s.task_id = t.id WHERE t.state <> 'annotating' AND s.state <> 'judged'"),
    ("orphans: judgments, drafts and decisions whose claim or judgment is not there",
     "SELECT (SELECT COUNT(*) FROM judgment j WHERE NOT EXISTS (SELECT 1 FROM assignment a WHERE a.id = j.assignment_id))
           + (SELECT COUNT(*) FROM draft d WHERE NOT EXISTS (SELECT 1 FROM assignment a WHERE a.id = d.assignment_id))
           + (SELECT COUNT(*) FROM decision d WHERE NOT EXISTS (SELECT 1 FROM judgment j WHERE j.id = d.judgment_id))
           + (SELECT COUNT(*) FROM assignment a WHERE a.judgment_id IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM judgment j WHERE j.id = a.judgment_id AND j.assignment_id = a.id))"),
];

/// Free bytes below which the disk is as good as full.
const LEAST_FREE: u64 = 256 << 20;

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
    let (seen, healthy) = match audit::verify(&mut tx, None).await? {
        audit::Verdict::Whole { entries, head } => (format!("whole, {entries} entries, head {head}"), true),
        audit::Verdict::Broken(number) => (format!("broken at entry {number}"), false),
        audit::Verdict::HeadMissing => ("the head is missing".into(), false),
    };
    findings.push(Finding { check: "audit chain".into(), seen, healthy });
    drop(tx);
    if let Some(file) = store.file() {
        findings.extend(modes(file));
        findings.push(free_space(file));
    }
    Ok(findings)
}

/// The clock must not be behind what was written by it: leases and sessions would last longer than they should.
///
/// # Errors
/// When the database cannot be read.
pub async fn clock(store: &Store, now: Timestamp) -> Result<Finding, StoreError> {
    let mut tx = store.read().await?;
    let last = tx
        .raw_number("SELECT COALESCE(MAX(at), 0) FROM (SELECT at FROM audit ORDER BY number DESC LIMIT 1) AS latest")
        .await?;
    let behind = last.saturating_sub(now) / 1_000_000;
    Ok(Finding {
        check: "clock".into(),
        seen: if behind > 0 {
            format!("{behind} s behind the audit log's last entry")
        } else {
            "ahead of all that was written".into()
        },
        healthy: behind <= 5,
    })
}

/// The file, its log and its shared memory are for their owner only.
fn modes(file: &Path) -> Vec<Finding> {
    let readable = |path: &Path| Some(path.metadata().ok()?.permissions().mode() & 0o777);
    ["", "-wal", "-shm", ".lock"]
        .into_iter()
        .filter_map(|more| {
            let mode = readable(&db::beside(file, more))?;
            Some(Finding {
                check: format!("mode of the file{more}"),
                seen: format!("{mode:o}"),
                healthy: mode & 0o077 == 0,
            })
        })
        .collect()
}

fn free_space(file: &Path) -> Finding {
    let check = "free disk".into();
    match rustix::fs::statvfs(file) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            Finding { check, seen: format!("{} MiB", free >> 20), healthy: free >= LEAST_FREE }
        }
        Err(error) => Finding { check, seen: error.to_string(), healthy: false },
    }
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
    if store.access() != Access::Inspect {
        findings.extend(store.write(|tx| Box::pin(async move { pragmas("writer", tx).await })).await?);
    }
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
