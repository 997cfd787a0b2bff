//! Opening data: only engines and files that keep what they were given, one server at a time, never by an older program.

use crate::support::{add, number, postgres, sql, sqlite};
use assay_store::{Access, BeforeMigrating, Store, StoreError, StoreOptions, newest_schema};
use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions, Connection, Executor, any::AnyConnectOptions};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The reason a place is not opened.
async fn refused(place: &StoreOptions, access: Access) -> String {
    match Store::open_for(place, access).await {
        Err(StoreError::Unsafe(reason) | StoreError::Unavailable(reason)) => reason,
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it was opened"),
    }
}

async fn plain(path: &Path, statements: &str) {
    sqlx::any::install_default_drivers();
    let options = AnyConnectOptions::from_str(&format!("sqlite://{}?mode=rwc", path.display())).unwrap();
    let mut connection = options.disable_statement_logging().connect().await.unwrap();
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statements.to_owned()))).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn dur_7_a_second_server_on_the_same_file_is_refused_and_commands_work_beside() {
    let folder = tempfile::tempdir().unwrap();
    let place = sqlite(folder.path());
    let server = Store::open(&place).await.unwrap();
    let impatient = tokio::time::timeout(std::time::Duration::from_millis(500), Store::open(&place)).await;
    assert!(!impatient.is_ok_and(|opened| opened.is_ok()), "two servers on one file");
    let command = Store::open_for(&place, Access::Beside).await.unwrap();
    let look = Store::open_for(&place, Access::Inspect).await.unwrap();
    for (store, name) in [(&server, "server"), (&command, "command"), (&server, "server again")] {
        add(store, name).await.unwrap();
    }
    assert_eq!(number(&look, "SELECT COUNT(*) FROM vendor").await, 3);
    assert!(add(&look, "by a look").await.is_err(), "looking writes nothing");
    command.close().await;
    look.close().await;
    server.close().await;
    Store::open(&place).await.unwrap();
}

#[tokio::test]
async fn dur_7_a_file_without_a_log_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    plain(&folder.path().join("assay.sqlite"), "CREATE TABLE something (id INTEGER)").await;
    let reason = refused(&sqlite(folder.path()), Access::Alone).await;
    assert!(reason.contains("journal mode") && reason.contains("assay restore"), "{reason}");
}

#[tokio::test]
async fn looking_creates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    refused(&sqlite(folder.path()), Access::Inspect).await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn dur_6_an_older_program_leaves_newer_data_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![sqlite(folder.path())];
    places.extend(postgres().await);
    for place in places {
        let store = Store::open(&place).await.unwrap();
        sql(
            &store,
            "UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)",
        )
        .await
        .unwrap();
        store.close().await;
        let file = folder.path().join("assay.sqlite");
        let before = std::fs::read(&file).unwrap_or_default();
        for access in [Access::Alone, Access::Beside, Access::Inspect] {
            let reason = refused(&place, access).await;
            assert!(reason.contains("9999") && reason.contains("newer"), "{reason}");
        }
        assert_eq!(std::fs::read(&file).unwrap_or_default(), before);
    }
}

/// A file with the first migrations only and a row in it, as an older program left it.
async fn old_file(path: &Path) {
    static ALL: Migrator = sqlx::migrate!("../../migrations/sqlite");
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(path).unwrap();
    plain(path, "PRAGMA journal_mode = WAL").await;
    let options = AnyConnectOptions::from_str(&format!("sqlite://{}?mode=rw", path.display())).unwrap();
    let mut connection = options.disable_statement_logging().connect().await.unwrap();
    let first = ALL.iter().filter(|migration| migration.version <= 2).cloned().collect();
    Migrator::with_migrations(first).run(&mut connection).await.unwrap();
    connection.execute("INSERT INTO vendor (name, created_at) VALUES ('kept', 1)").await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn dur_6_a_copy_is_made_before_the_schema_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("assay.sqlite");
    old_file(&file).await;
    let reason = refused(&sqlite(folder.path()), Access::Inspect).await;
    assert!(reason.contains("assay migrate"), "{reason}");
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    assert_eq!(number(&store, "SELECT MAX(version) FROM _sqlx_migrations").await, newest_schema());
    assert_eq!(number(&store, "SELECT COUNT(*) FROM vendor WHERE name = 'kept'").await, 1);
    store.close().await;
    let copy = folder.path().join("assay.sqlite.schema-0002");
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let back = StoreOptions::SqliteFile(folder.path().join("back.sqlite"));
    assay_store::backup::restore(&back, &copy).await.unwrap();
    assert_eq!(number(&Store::open(&back).await.unwrap(), "SELECT COUNT(*) FROM vendor WHERE name = 'kept'").await, 1);
}

/// A PostgreSQL database with the first migrations only and a row in it; its address and how to open it.
async fn old_postgres() -> Option<(String, StoreOptions)> {
    static ALL: Migrator = sqlx::migrate!("../../migrations/postgres");
    let place = postgres().await?;
    let StoreOptions::PostgresUrl(url) = &place else { panic!("another database") };
    let mut connection = AnyConnectOptions::from_str(url).unwrap().disable_statement_logging().connect().await.unwrap();
    let first = ALL.iter().filter(|migration| migration.version <= 2).cloned().collect();
    Migrator::with_migrations(first).run(&mut connection).await.unwrap();
    connection.execute("INSERT INTO vendor (name, created_at) VALUES ('kept', 1)").await.unwrap();
    connection.close().await.unwrap();
    Some((url.clone(), place))
}

async fn schema(url: &str) -> i64 {
    let mut connection = AnyConnectOptions::from_str(url).unwrap().disable_statement_logging().connect().await.unwrap();
    sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(&mut connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn dur_6_on_postgres_a_copy_is_made_before_the_schema_changes_by_the_one_that_migrates() {
    let Some((_, place)) = old_postgres().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let before = BeforeMigrating::Copy(folder.path().into());
    let starts = (0..3).map(|_| Store::open_with(&place, Access::Alone, &before));
    for opened in futures::future::join_all(starts).await {
        assert_eq!(number(&opened.unwrap(), "SELECT MAX(version) FROM _sqlx_migrations").await, newest_schema());
    }
    let copies: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(copies.len() == 1 && copies[0].to_string_lossy().ends_with(".schema-0002"), "{copies:?}");
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(copies[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let back = postgres().await.unwrap();
    assay_store::backup::restore(&back, &copies[0]).await.unwrap();
    let StoreOptions::PostgresUrl(url) = &back else { panic!("another database") };
    assert_eq!(schema(url).await, 2, "as it was");
    let store = Store::open_with(&back, Access::Alone, &BeforeMigrating::Nothing).await.unwrap();
    assert_eq!(number(&store, "SELECT COUNT(*) FROM vendor WHERE name = 'kept'").await, 1);
}

#[tokio::test]
async fn dur_6_on_postgres_nothing_changes_when_the_copy_cannot_be_made_unless_told_so() {
    let Some((url, place)) = old_postgres().await else { return };
    let nowhere = BeforeMigrating::Copy(PathBuf::from("/nonexistent/folder"));
    let reason = match Store::open_with(&place, Access::Alone, &nowhere).await {
        Err(StoreError::Unsafe(reason)) => reason,
        other => panic!("{:?}", other.map(drop)),
    };
    assert!(reason.contains("--without-backup") && reason.contains("Nothing was changed"), "{reason}");
    assert_eq!(schema(&url).await, 2);
    let fresh = postgres().await.unwrap();
    Store::open_with(&fresh, Access::Alone, &nowhere).await.expect("an empty database needs no copy");
    Store::open_with(&place, Access::Alone, &BeforeMigrating::Nothing).await.unwrap();
    assert_eq!(schema(&url).await, newest_schema());
}

#[tokio::test]
async fn dur_2_a_postgres_database_that_does_not_wait_for_the_disk_is_refused() {
    let Some(place) = postgres().await else { return };
    let StoreOptions::PostgresUrl(url) = &place else { panic!("another database") };
    let name = url.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut connection = AnyConnectOptions::from_str(url).unwrap().disable_statement_logging().connect().await.unwrap();
    let off = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(off))).await.unwrap();
    let reason = refused(&place, Access::Alone).await;
    assert!(reason.contains("synchronous_commit = off") && reason.contains("power cut"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dur_6_of_five_that_start_at_once_on_postgres_one_migrates_and_all_work() {
    let Some(place) = postgres().await else { return };
    let starts = (0..5).map(|_| {
        let place = place.clone();
        async move { Store::open(&place).await }
    });
    for (start, opened) in futures::future::join_all(starts).await.into_iter().enumerate() {
        add(&opened.unwrap(), &format!("start {start}")).await.unwrap();
    }
    let store = Store::open(&place).await.unwrap();
    assert_eq!(number(&store, "SELECT COUNT(*) FROM vendor").await, 5);
}

/// What a killed child of the test below does; not a test of its own.
#[tokio::test]
#[ignore = "run by the test below in a process of its own"]
async fn migrates_what_it_is_told() {
    let Some(path) = std::env::var_os("ASSAY_TEST_MIGRATE") else { return };
    let _ = Store::open(&StoreOptions::SqliteFile(PathBuf::from(path))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dur_6_a_kill_during_migration_ends_in_the_new_schema_with_the_old_data() {
    let migrates = |file: &std::path::Path| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command
            .args(["opening::migrates_what_it_is_told", "--exact", "--ignored"])
            .env("ASSAY_TEST_MIGRATE", file)
            .stdout(std::process::Stdio::piped());
        command
    };
    let folder = tempfile::tempdir().unwrap();
    old_file(&folder.path().join("assay.sqlite")).await;
    let unharmed = migrates(&folder.path().join("assay.sqlite")).output().unwrap();
    let said = String::from_utf8(unharmed.stdout).unwrap();
    assert!(said.contains("1 passed"), "there is nothing to kill: {said}");
    for moment in 0..20_u64 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("assay.sqlite");
        old_file(&file).await;
        let mut child = migrates(&file).spawn().unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(moment * 4)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let store = Store::open(&sqlite(folder.path())).await.unwrap();
        assert_eq!(number(&store, "SELECT MAX(version) FROM _sqlx_migrations").await, newest_schema());
        assert_eq!(number(&store, "SELECT COUNT(*) FROM vendor WHERE name = 'kept'").await, 1);
        let examined = assay_store::doctor::examine(&store).await.unwrap();
        let wrong: Vec<_> =
            examined.iter().filter(|finding| !finding.healthy && finding.check != "free disk").collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
