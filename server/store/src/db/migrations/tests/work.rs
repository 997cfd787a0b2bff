//! Every migration over a database that already holds work of every stage, releases included, on both databases.

use super::*;
use crate::{Access, StoreError, create_postgres_database, doctor};
use std::sync::atomic::{AtomicU64, Ordering};

/// Schema 2: three tasks of three prompts, each with one place: task 5 is approved and in two releases (the first published), task 6
/// waits for initial review, task 7 is open.
const AT_2: &str = "
    INSERT INTO person (id, name, login, login_key, state, created_at)
    VALUES (1, 'A', 'a', 'a', 'active', 0), (2, 'I', 'i', 'i', 'active', 0), (3, 'F', 'f', 'f', 'active', 0);
    INSERT INTO vendor (id, name, created_at) VALUES (1, 'V', 0);
    INSERT INTO model (id, vendor_id, name, created_at) VALUES (1, 1, 'X', 0), (2, 1, 'Y', 0);
    INSERT INTO prompt_set (id, name, domain, canary, created_at) VALUES (1, 'S', 'coding', 'c', 0);
    INSERT INTO prompt_set_version (id, prompt_set_id, number, created_at) VALUES (1, 1, 1, 0);
    INSERT INTO prompt (id, version_id, external_id, turns, attributes)
    VALUES (1, 1, 'p1', '[]', '{}'), (2, 1, 'p2', '[]', '{}'), (3, 1, 'p3', '[]', '{}');
    INSERT INTO response (id, prompt_id, model_id, text, created_at)
    VALUES (1, 1, 1, 'x', 0), (2, 1, 2, 'y', 0), (3, 2, 1, 'x', 0), (4, 2, 2, 'y', 0), (5, 3, 1, 'x', 0), (6, 3, 2, 'y', 0);
    INSERT INTO evaluation (id, name, version_id, kind, annotators_per_task, lease_seconds, minimum_justification, guidelines, error_tags, state, created_at)
    VALUES (1, 'E', 1, 'comparison', 1, 60, 0, 'Be fair.', '[]', 'open', 7);
    INSERT INTO task (id, evaluation_id, prompt_id, first_response_id, second_response_id, position, state, waiting_since)
    VALUES (5, 1, 1, 1, 2, 0, 'annotating', 0), (6, 1, 2, 3, 4, 1, 'annotating', 0), (7, 1, 3, 5, 6, 2, 'annotating', 0);
    INSERT INTO exposure (prompt_id, person_id, purpose, at) VALUES (1, 1, 'annotation', 0), (2, 1, 'annotation', 0);
    INSERT INTO assignment (id, public_id, task_id, annotator_id, left_is_first, state, claimed_at)
    VALUES (3, 'p', 5, 1, 0, 'held', 0), (4, 'q', 6, 1, 1, 'held', 0);
    INSERT INTO slot (task_id, number, position, state, annotator_id, assignment_id, lease_expires_at)
    VALUES (5, 1, 0, 'held', 1, 3, 9), (6, 1, 1, 'held', 1, 4, 9);
    INSERT INTO slot (task_id, number, position, state) VALUES (7, 1, 2, 'open');
    INSERT INTO judgment (id, assignment_id, revision, submission_id, content_hash, preference, content, active_ms, submitted_at)
    VALUES (8, 3, 1, 's', 'h', -2, '{\"preference\":-2}', 1, 2), (9, 4, 1, 't', 'h', 1, '{\"preference\":1}', 1, 2);
    UPDATE assignment SET state = 'submitted', judgment_id = id + 5;
    UPDATE slot SET state = 'judged', lease_expires_at = NULL WHERE task_id < 7;
    UPDATE task SET state = 'initial_review' WHERE id < 7;
    INSERT INTO decision (id, task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at) VALUES (1, 5, 8, 'initial', 'approve', 2, '', 3);
    UPDATE assignment SET state = 'initially_approved' WHERE id = 3;
    UPDATE task SET state = 'final_review' WHERE id = 5;
    INSERT INTO decision (id, task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at) VALUES (2, 5, 8, 'final', 'approve', 3, '', 4);
    UPDATE assignment SET state = 'approved' WHERE id = 3;
    UPDATE task SET state = 'approved' WHERE id = 5;
    INSERT INTO release (id, evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_by, created_at)
    VALUES (1, 1, 1, 'draft', '{\"seed\":1}', 'engine', '{\"rows\":[\"é\"]}', 'ids', 'whole', 1, 5),
           (2, 1, 2, 'draft', '{\"seed\":2}', 'engine', '{}', 'ids', 'other', 1, 6);
    INSERT INTO release_judgment (release_id, judgment_id) VALUES (1, 8), (2, 8);
    UPDATE release SET state = 'published', published_at = 6 WHERE id = 1;";

/// Schema 3: the guidelines were confirmed.
const AT_3: &str =
    "INSERT INTO guideline_confirmation (evaluation_id, version, person_id, confirmed_at) VALUES (1, 1, 1, 1);";

/// Schema 4: the open task's prompt was flagged by someone who had it, and voided.
const AT_4: &str = "
    INSERT INTO prompt_hold (prompt_id, state, since) VALUES (3, 'held', 1);
    INSERT INTO flag (id, prompt_id, assignment_id, person_id, reason, note, flagged_at) VALUES (1, 3, 3, 1, 'unclear', '', 1);
    UPDATE flag SET outcome = 'voided', explanation = 'It is.', resolved_by = 2, resolved_at = 2;
    UPDATE prompt_hold SET state = 'voided';";

/// Schema 5: initial review corrected task 6's judgment.
const AT_5: &str = "
    INSERT INTO decision (id, task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at) VALUES (3, 6, 9, 'initial', 'approve', 2, '', 5);
    INSERT INTO correction (decision_id, judgment_id, stage, reviewer_id, content, reason, corrected_at)
    VALUES (3, 9, 'initial', 2, '{\"preference\":0}', 'even', 5);
    UPDATE assignment SET state = 'initially_approved' WHERE id = 4;
    UPDATE task SET state = 'final_review' WHERE id = 6;";

/// A database that was brought to a schema step by step, with work done at each.
async fn lived_through(connection: &mut AnyConnection, migrations: &Migrator, schema: usize) {
    for (step, work) in (2..=schema).zip([AT_2, AT_3, AT_4, AT_5].into_iter().chain(std::iter::repeat(""))) {
        first(migrations, step).run(&mut *connection).await.unwrap();
        connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(work.to_owned()))).await.unwrap();
    }
}

async fn number(store: &Store, sql: &str) -> i64 {
    store.read().await.unwrap().raw_number(sql).await.unwrap()
}

async fn run(store: &Store, sql: &'static str) -> Result<u64, StoreError> {
    store.write(move |tx| Box::pin(async move { tx.raw(sql).await })).await
}

/// Everything is there as it was, the rules hold, and work goes on.
async fn is_whole(store: &Store, schema: usize) {
    for (sql, count) in [
        ("SELECT COUNT(*) FROM release WHERE id = 1 AND number = 1 AND state = 'published' AND settings = '{\"seed\":1}'
             AND engine_version = 'engine' AND board = '{\"rows\":[\"é\"]}' AND judgments_hash = 'ids' AND hash = 'whole'
             AND created_by = 1 AND created_at = 5 AND published_at = 6 AND provisional_at IS NULL AND deprecated_at IS NULL", 1),
        ("SELECT COUNT(*) FROM release_judgment WHERE judgment_id = 8", 2),
        ("SELECT COUNT(*) FROM judgment j JOIN assignment a ON a.judgment_id = j.id WHERE j.guideline_version = 1
             AND ((j.id = 8 AND j.preference = -2 AND a.state = 'approved') OR (j.id = 9 AND j.preference = 1))", 2),
        ("SELECT COUNT(*) FROM guideline WHERE evaluation_id = 1 AND version = 1 AND text = 'Be fair.'", 1),
        ("SELECT COUNT(*) FROM task t JOIN slot s ON s.task_id = t.id AND s.requirement_id = t.requirement_id", 3),
        ("SELECT tasks FROM taken WHERE evaluation_id = 1 AND person_id = 1", 2),
        ("SELECT CAST(SUM(times) AS BIGINT) FROM seen_model WHERE person_id = 1", 4),
        ("SELECT COUNT(*) FROM review_item WHERE task_id IN (5, 6)", 2),
        ("SELECT COUNT(*) FROM review_plan WHERE evaluation_id = 1 AND initial_coverage = 100 AND final_coverage = 100", 1),
        ("SELECT COUNT(*) FROM guideline_confirmation", i64::from(schema >= 3)),
        ("SELECT COUNT(*) FROM flag f JOIN prompt_hold h ON h.prompt_id = f.prompt_id WHERE f.outcome = h.state", i64::from(schema >= 4)),
        ("SELECT COUNT(*) FROM correction WHERE reason = 'even'", i64::from(schema >= 5)),
    ] {
        assert_eq!(number(store, sql).await, count, "from schema {schema}: {sql}");
    }
    let findings = doctor::examine(store).await.unwrap();
    let unwell: Vec<_> = findings
        .iter()
        .filter(|finding| {
            !finding.healthy && (finding.check.starts_with("rule") || finding.check.starts_with("orphans"))
        })
        .collect();
    assert!(unwell.is_empty(), "from schema {schema}: {unwell:?}");
    for (sql, rule) in [
        ("UPDATE release SET board = '{}' WHERE id = 1", "rule 5"),
        ("UPDATE release SET published_at = 7 WHERE id = 1", "rule 5"),
        ("UPDATE release SET state = 'provisional' WHERE id = 1", "rule 5"),
        ("DELETE FROM release", "rule 5"),
        ("DELETE FROM release_judgment", "rule 5"),
        ("UPDATE release_judgment SET judgment_id = 9", "rule 5"),
        ("INSERT INTO release_judgment (release_id, judgment_id) VALUES (2, 9)", "rule 5"),
        ("INSERT INTO release_judgment (release_id, judgment_id) VALUES (1, 8)", "rule 5"),
        ("UPDATE judgment SET preference = 0", "rule 4"),
        ("UPDATE assignment SET state = 'submitted' WHERE id = 3", "rule 4"),
        ("UPDATE slot SET position = 9 WHERE task_id = 5", "rule 4"),
        ("DELETE FROM slot", "rule 1"),
        ("UPDATE guideline SET text = ''", "rule 4"),
    ] {
        let refused = run(store, sql).await;
        assert!(
            refused.as_ref().is_err_and(|error| error.to_string().contains(rule)),
            "from schema {schema}: {sql}: {refused:?}"
        );
    }
    // The draft takes the state that came later, and a prompt that is voided now stays in the releases that have it.
    run(store, "UPDATE release SET state = 'provisional', provisional_at = 9 WHERE id = 2").await.unwrap();
    run(store, "INSERT INTO prompt_hold (prompt_id, state, since) VALUES (1, 'voided', 1)").await.unwrap();
    let release = "INSERT INTO release (id, evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_by, created_at)
                   VALUES (3, 1, 3, 'draft', '{}', 'engine', '{}', 'ids', 'third', 1, 9)";
    run(store, release).await.unwrap();
    let refused = run(store, "INSERT INTO release_judgment (release_id, judgment_id) VALUES (3, 8)").await;
    assert!(refused.is_err_and(|error| error.to_string().contains("voided")), "from schema {schema}");
    assert_eq!(number(store, "SELECT COUNT(*) FROM release_judgment").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_older_sqlite_database_with_releases_is_brought_up_to_date_whole() {
    for schema in 2..SQLITE.iter().count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.sqlite");
        sqlx::any::install_default_drivers();
        let mut connection = open(&path, "rwc").await;
        connection.execute("PRAGMA journal_mode = WAL").await.unwrap();
        connection.execute("PRAGMA foreign_keys = OFF").await.unwrap();
        lived_through(&mut connection, &SQLITE, schema).await;
        connection.close().await.unwrap();
        let store = Store::open(&StoreOptions::SqliteFile(path)).await.unwrap();
        assert_eq!(number(&store, "SELECT COUNT(*) FROM pragma_foreign_key_check").await, 0, "from schema {schema}");
        let left =
            "SELECT COUNT(*) FROM sqlite_schema WHERE sql LIKE '%release_new%' OR sql LIKE '%release_judgment_new%'";
        assert_eq!(number(&store, left).await, 0, "nothing refers to a table of the way");
        is_whole(&store, schema).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_older_postgres_database_with_releases_is_brought_up_to_date_whole() {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let Some(url) = std::env::var("ASSAY_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty()) else {
        println!("skipped: ASSAY_TEST_POSTGRES_URL names no server");
        return;
    };
    let copies = tempfile::tempdir().unwrap();
    for schema in 2..POSTGRES.iter().count() {
        let name = format!("m{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        create_postgres_database(&url, &name).await.unwrap();
        let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
        let server = address.rsplit_once('/').unwrap().0;
        let url = format!("{server}/{name}?{parameters}");
        let mut connection = AnyConnectOptions::from_str(&url).unwrap().connect().await.unwrap();
        lived_through(&mut connection, &POSTGRES, schema).await;
        connection.close().await.unwrap();
        let before = BeforeMigrating::Copy(copies.path().into());
        let store = Store::open_with(&StoreOptions::PostgresUrl(url), Access::Alone, &before).await.unwrap();
        is_whole(&store, schema).await;
        assert!(copies.path().join(format!("{name}.schema-{schema:04}")).exists(), "a copy came first");
    }
}
