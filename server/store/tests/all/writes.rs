//! The single writer of SQLite, and the same promises on PostgreSQL: what was answered is stored, what failed left nothing.

use crate::support::{add, number, postgres, sql, sqlite};
use assay_store::{Store, StoreError, audit};

#[tokio::test(flavor = "multi_thread")]
async fn one_write_that_fails_or_panics_fails_no_other_of_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![sqlite(folder.path())];
    places.extend(postgres().await);
    for place in places {
        let store = Store::open(&place).await.unwrap();
        let writes = (0..60).map(|write| {
            let store = store.clone();
            async move {
                match write % 3 {
                    0 => add(&store, &format!("vendor {write}")).await,
                    1 => sql(&store, "INSERT INTO vendor (name, created_at) VALUES (NULL, 1)").await.map(drop),
                    _ => {
                        // On PostgreSQL the panic goes on into the request's own task.
                        let panics = async move {
                            store
                                .write(|_| -> futures::future::BoxFuture<'_, Result<(), StoreError>> {
                                    Box::pin(async { panic!("a bug") })
                                })
                                .await
                        };
                        match tokio::spawn(panics).await {
                            Ok(done) => done,
                            Err(_) => Err(StoreError::Unavailable("panicked".into())),
                        }
                    }
                }
            }
        });
        let done = futures::future::join_all(writes).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 20);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM vendor").await, 20);
        let verdict = audit::verify(&mut store.read().await.unwrap(), None).await.unwrap();
        assert!(matches!(verdict, audit::Verdict::Whole { entries: 20, .. }), "{verdict:?}");
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dur_3_a_full_disk_loses_nothing_that_was_answered_and_heals_without_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    let filler = "x".repeat(20_000);
    let pages = number(&store, "PRAGMA page_count").await;
    sql(&store, &format!("PRAGMA max_page_count = {}", pages + 60)).await.unwrap();
    let mut kept = 0;
    let mut refused = 0;
    for round in 0..8 {
        let writes = (0..12).map(|write| {
            let (store, name) = (store.clone(), format!("{round} {write} {filler}"));
            async move { add(&store, &name).await }
        });
        for done in futures::future::join_all(writes).await {
            match done {
                Ok(()) => kept += 1,
                Err(StoreError::Unavailable(_)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(kept > 0 && refused > 0, "{kept} kept, {refused} refused");
    assert_eq!(
        number(&store, "SELECT COUNT(*) FROM vendor").await,
        kept,
        "what was answered is there, and nothing else"
    );
    assert_eq!(number(&store, "SELECT COUNT(*) FROM audit").await, kept);
    sql(&store, "PRAGMA max_page_count = 1000000").await.unwrap();
    add(&store, "after the disk had room again").await.unwrap();
    let verdict = audit::verify(&mut store.read().await.unwrap(), None).await.unwrap();
    assert!(matches!(verdict, audit::Verdict::Whole { .. }), "{verdict:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writes_that_wait_for_each_other_in_a_circle_are_both_done_on_postgres() {
    let Some(place) = postgres().await else { return };
    let store = Store::open(&place).await.unwrap();
    add(&store, "a").await.unwrap();
    add(&store, "b").await.unwrap();
    let touch = |first: &'static str, second: &'static str| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .write(move |tx| {
                    Box::pin(async move {
                        for name in [first, second] {
                            tx.raw(&format!("UPDATE vendor SET created_at = created_at + 1 WHERE name = '{name}'"))
                                .await?;
                            tx.raw("SELECT pg_sleep(0.2)").await?;
                        }
                        Ok::<_, StoreError>(())
                    })
                })
                .await
        })
    };
    let (one, other) = (touch("a", "b"), touch("b", "a"));
    one.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
    assert_eq!(number(&store, "SELECT CAST(SUM(created_at) AS BIGINT) FROM vendor").await, 2 + 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_waits_for_writes_and_folds_the_log_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let place = sqlite(folder.path());
    let store = Store::open(&place).await.unwrap();
    let writes: Vec<_> = (0..50)
        .map(|write| {
            let store = store.clone();
            tokio::spawn(async move { add(&store, &format!("vendor {write}")).await })
        })
        .collect();
    tokio::task::yield_now().await;
    store.clone().close().await;
    let mut kept = 0;
    for write in writes {
        kept += i64::from(write.await.unwrap().is_ok());
    }
    assert!(!folder.path().join("assay.sqlite-wal").exists(), "the log is gone");
    assert!(matches!(add(&store, "late").await, Err(StoreError::Unavailable(_))));
    let again = Store::open(&place).await.unwrap();
    assert_eq!(number(&again, "SELECT COUNT(*) FROM vendor").await, kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn aud_2_rows_of_the_log_are_neither_changed_nor_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![sqlite(folder.path())];
    places.extend(postgres().await);
    for place in places {
        let store = Store::open(&place).await.unwrap();
        add(&store, "one").await.unwrap();
        for change in
            ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "UPDATE exposure SET at = 0", "DELETE FROM exposure"]
        {
            let refused = sql(&store, change).await;
            let nothing_there = change.contains("exposure");
            assert!(nothing_there || matches!(refused, Err(StoreError::Rule(_))), "{change}: {refused:?}");
        }
        assert_eq!(number(&store, "SELECT COUNT(*) FROM audit WHERE action = 'vendor.add'").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn aud_3_every_tampering_is_found_and_the_row_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    for number in 0..30 {
        add(&store, &format!("vendor {number}")).await.unwrap();
    }
    let yesterday = audit::head(&mut store.read().await.unwrap()).await.unwrap().1;
    for number in 30..40 {
        add(&store, &format!("vendor {number}")).await.unwrap();
    }
    let verdict = async |kept: Option<&str>| audit::verify(&mut store.read().await.unwrap(), kept).await.unwrap();
    assert!(matches!(verdict(Some(&yesterday)).await, audit::Verdict::Whole { entries: 40, .. }));
    sql(&store, "DROP TRIGGER audit_stands; DROP TRIGGER audit_stays").await.unwrap();
    for (column, broken) in [
        ("at", "at + 1"),
        ("action", "action || ' '"),
        ("subject", "'vendor:2'"),
        ("detail", "'{\"a\":1}'"),
        ("person_id", "7"),
    ] {
        sql(&store, &format!("CREATE TABLE kept AS SELECT * FROM audit WHERE number = 17; UPDATE audit SET {column} = {broken} WHERE number = 17"))
            .await
            .unwrap();
        assert_eq!(verdict(None).await, audit::Verdict::Broken(17), "{column}");
        sql(
            &store,
            &format!("UPDATE audit SET {column} = (SELECT {column} FROM kept) WHERE number = 17; DROP TABLE kept"),
        )
        .await
        .unwrap();
    }
    assert!(matches!(verdict(None).await, audit::Verdict::Whole { .. }));
    sql(&store, "DELETE FROM audit WHERE number > 35").await.unwrap();
    assert_eq!(verdict(None).await, audit::Verdict::Broken(36), "cut off at the end");
    // Whoever also changes the head is caught by the head that was kept elsewhere.
    sql(
        &store,
        "DELETE FROM audit WHERE number > 25;
                 UPDATE audit_head SET number = 25, hash = (SELECT hash FROM audit WHERE number = 25)",
    )
    .await
    .unwrap();
    assert!(matches!(verdict(None).await, audit::Verdict::Whole { entries: 25, .. }));
    assert_eq!(verdict(Some(&yesterday)).await, audit::Verdict::HeadMissing);
}
