//! Databases of earlier versions are brought up to date with everything in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod work;

use super::*;
use crate::{Store, StoreOptions};
use sqlx::{ConnectOptions, Connection, any::AnyConnectOptions, migrate::Migration};
use std::{borrow::Cow, str::FromStr};

/// One judged task of a comparison, as version 2 of the schema had it.
const WORK: &str = "
    INSERT INTO person (id, name, login, login_key, state, created_at) VALUES (1, 'A', 'a', 'a', 'active', 0);
    INSERT INTO vendor (id, name, created_at) VALUES (1, 'V', 0);
    INSERT INTO model (id, vendor_id, name, created_at) VALUES (1, 1, 'X', 0), (2, 1, 'Y', 0);
    INSERT INTO prompt_set (id, name, domain, canary, created_at) VALUES (1, 'S', 'coding', 'c', 0);
    INSERT INTO prompt_set_version (id, prompt_set_id, number, created_at) VALUES (1, 1, 1, 0);
    INSERT INTO prompt (id, version_id, external_id, turns, attributes) VALUES (1, 1, 'p', '[]', '{}');
    INSERT INTO response (id, prompt_id, model_id, text, created_at) VALUES (1, 1, 1, 'x', 0), (2, 1, 2, 'y', 0);
    INSERT INTO evaluation (id, name, version_id, kind, annotators_per_task, lease_seconds, minimum_justification, guidelines, error_tags, state, created_at)
    VALUES (1, 'E', 1, 'comparison', 1, 60, 0, 'Be fair.', '[]', 'open', 7);
    INSERT INTO task (id, evaluation_id, prompt_id, first_response_id, second_response_id, position, state, waiting_since)
    VALUES (5, 1, 1, 1, 2, 0, 'annotating', 0);
    INSERT INTO assignment (id, public_id, task_id, annotator_id, left_is_first, state, claimed_at) VALUES (3, 'p', 5, 1, 0, 'held', 0);
    INSERT INTO slot (task_id, number, position, state, annotator_id, assignment_id, lease_expires_at) VALUES (5, 1, 0, 'held', 1, 3, 9);
    INSERT INTO judgment (id, assignment_id, revision, submission_id, content_hash, preference, content, active_ms, submitted_at)
    VALUES (8, 3, 1, 's', 'h', -2, '{\"preference\":-2}', 1, 2);
    UPDATE assignment SET state = 'submitted', judgment_id = 8;
    UPDATE slot SET state = 'judged', lease_expires_at = NULL;
    UPDATE task SET state = 'initial_review';";

fn first(migrations: &Migrator, number: usize) -> Migrator {
    let migrations: Vec<Migration> = migrations.iter().take(number).cloned().collect();
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

async fn old_sqlite(path: &Path, work: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = open(path, "rwc").await;
    connection.execute("PRAGMA journal_mode = WAL").await.unwrap();
    first(&SQLITE, 2).run(&mut connection).await.unwrap();
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(work.to_owned()))).await.unwrap();
    connection.close().await.unwrap();
}

async fn open(path: &Path, mode: &str) -> AnyConnection {
    let options = AnyConnectOptions::from_str(&format!("sqlite://{}?mode={mode}", path.display())).unwrap();
    options.connect().await.unwrap()
}

#[tokio::test]
async fn an_older_sqlite_database_keeps_its_work_and_its_rules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.sqlite");
    old_sqlite(&path, WORK).await;
    let store = Store::open(&StoreOptions::SqliteFile(path)).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let same = "SELECT COUNT(*) FROM judgment j JOIN assignment a ON a.judgment_id = j.id JOIN task t ON t.id = a.task_id
                 WHERE j.id = 8 AND j.preference = -2 AND j.guideline_version = 1 AND t.id = 5 AND t.second_response_id = 2";
    assert_eq!(tx.raw_number(same).await.unwrap(), 1);
    assert_eq!(
        tx.raw_text("SELECT text FROM guideline WHERE evaluation_id = 1 AND version = 1").await.unwrap(),
        "Be fair."
    );
    assert_eq!(tx.raw_number("SELECT COUNT(*) FROM pragma_foreign_key_check").await.unwrap(), 0);
    assert_eq!(tx.raw_number("PRAGMA foreign_keys").await.unwrap(), 1);
    drop(tx);
    for (sql, rule) in [
        ("UPDATE judgment SET preference = 0", "rule 4"),
        ("DELETE FROM judgment", "rule 4"),
        ("UPDATE task SET state = 'approved'", "rule 4"),
        ("DELETE FROM slot", "rule 1"),
        ("UPDATE guideline SET text = ''", "rule 4"),
        ("INSERT INTO slot (task_id, number, position, state) VALUES (77, 1, 0, 'open')", "FOREIGN KEY"),
    ] {
        let refused = store.write(move |tx| Box::pin(async move { tx.raw(sql).await })).await;
        assert!(
            refused.as_ref().is_err_and(|error: &StoreError| error.to_string().contains(rule)),
            "{sql}: {refused:?}"
        );
    }
    let mut tx = store.read().await.unwrap();
    let names = tx
        .raw_number("SELECT COUNT(*) FROM sqlite_schema WHERE sql LIKE '%task_new%' OR sql LIKE '%judgment_new%'")
        .await;
    assert_eq!(names.unwrap(), 0, "nothing refers to a table of the way");
}

#[tokio::test]
async fn a_database_whose_keys_fail_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.sqlite");
    let broken = "PRAGMA foreign_keys = OFF; INSERT INTO person_role (person_id, role) VALUES (99, 'admin');";
    old_sqlite(&path, broken).await;
    assert!(matches!(Store::open(&StoreOptions::SqliteFile(path.clone())).await, Err(StoreError::Migration(_))));
    let mut connection = open(&path, "rw").await;
    let columns = "SELECT COUNT(*) FROM pragma_table_info('evaluation') WHERE name = 'guidelines'";
    assert_eq!(sqlx::query_scalar::<_, i64>(columns).fetch_one(&mut connection).await.unwrap(), 1);
}
