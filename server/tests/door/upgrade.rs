//! DUR-6 on PostgreSQL, as the person who upgrades meets it: no copy, no change.

use assay_store::{Store, StoreOptions, create_postgres_database};
use std::process::Command;

#[tokio::test]
async fn dur_6_without_pg_dump_the_upgrade_says_so_and_changes_nothing_until_told_to_go_on() {
    let Ok(server) = std::env::var("ASSAY_TEST_POSTGRES_URL") else {
        println!("skipped: ASSAY_TEST_POSTGRES_URL names no server");
        return;
    };
    let name = format!("upgrade_{}", std::process::id());
    create_postgres_database(&server, &name).await.unwrap();
    let (address, parameters) = server.split_once('?').unwrap_or((&server, ""));
    let url = format!("{}/{name}?{parameters}", address.rsplit_once('/').unwrap().0);
    let store = Store::open(&StoreOptions::PostgresUrl(url.clone())).await.unwrap();
    // As the program before the second factor left it.
    let back = "DROP TABLE second_factor, recovery_code, second_factor_role;
                DROP FUNCTION second_factor_code_once, recovery_code_once;
                DROP FUNCTION release_not_of_voided CASCADE;
                DELETE FROM _sqlx_migrations WHERE version >= 9";
    let rolled = store.write(move |tx| Box::pin(async move { tx.raw(back).await })).await;
    rolled.map_err(|error: assay_store::StoreError| error).unwrap();
    store.close().await;
    let folder = tempfile::tempdir().unwrap();
    let migrate = |path: &str, more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["migrate", "--database-url", &url])
            .args(more)
            .env("PATH", path)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.success(), said)
    };
    let (done, said) = migrate("/nonexistent", &[]);
    assert!(!done && said.contains("pg_dump is not installed") && said.contains("--without-backup"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing half-made is left");
    let (done, said) = migrate(&std::env::var("PATH").unwrap(), &[]);
    assert!(done, "{said}");
    let copies: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(copies, [std::ffi::OsString::from(format!("{name}.schema-0008"))]);
    let (done, said) = migrate("/nonexistent", &[]);
    assert!(done, "what is up to date needs no copy: {said}");
}
