//! Copies made while people work, and brought back.

use crate::support::{add, number, postgres, sql, sqlite};
use assay_store::sessions::{self, StoredSession};
use assay_store::{Access, Store, StoreError, StoreOptions, backup};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A person who is signed in and has a second factor, of which one code and one recovery code were taken.
async fn let_in(store: &Store) {
    let added = "INSERT INTO person (id, name, login, login_key, state, created_at) VALUES (1, 'Bea', 'bea', 'bea', 'active', 1)";
    sql(store, added).await.unwrap();
    sql(store, "INSERT INTO second_factor VALUES (1, 'SECRET', 77, 1, 2)").await.unwrap();
    sql(store, "INSERT INTO recovery_code VALUES (1, 'taken', 3), (1, 'free', NULL)").await.unwrap();
    store
        .write(|tx| {
            Box::pin(async move {
                let session = StoredSession { data: "{}".into(), expires_at: i64::MAX };
                sessions::create(tx, "a-session-that-must-not-be-usable", &session).await
            })
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn dur_5_a_copy_made_under_load_has_all_that_was_acknowledged_and_lets_nobody_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![(sqlite(folder.path()), StoreOptions::SqliteFile(folder.path().join("back.sqlite")))];
    if let (Some(from), Some(to)) = (postgres().await, postgres().await) {
        places.push((from, to));
    }
    for (number_of_place, (from, to)) in places.into_iter().enumerate() {
        let store = Store::open(&from).await.unwrap();
        let_in(&store).await;
        let stop = Arc::new(AtomicBool::new(false));
        let (told, busy) = (Arc::clone(&stop), store.clone());
        let work = tokio::spawn(async move {
            let mut written = 0;
            while !told.load(Ordering::SeqCst) {
                add(&busy, &format!("vendor {written}")).await.unwrap();
                written += 1;
            }
        });
        while number(&store, "SELECT COUNT(*) FROM vendor").await < 20 {
            tokio::task::yield_now().await;
        }
        let before = number(&store, "SELECT COUNT(*) FROM vendor").await;
        let copy = folder.path().join(format!("copy-{number_of_place}"));
        backup::make(&store, &copy).await.unwrap();
        stop.store(true, Ordering::SeqCst);
        work.await.unwrap();
        assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let bytes = std::fs::read(&copy).unwrap();
        let secret = b"a-session-that-must-not-be-usable";
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        let again = backup::make(&store, &copy).await;
        assert!(matches!(again, Err(StoreError::Unavailable(_))), "a copy is never written over");

        backup::restore(&to, &copy).await.unwrap();
        let restored = Store::open_for(&to, Access::Alone).await.unwrap();
        assert!(number(&restored, "SELECT COUNT(*) FROM vendor").await >= before);
        assert_eq!(number(&restored, "SELECT COUNT(*) FROM session").await, 0);
        // Nobody comes in with the password alone, or with a code that was taken before.
        let kept = "SELECT COUNT(*) FROM second_factor WHERE secret = 'SECRET' AND last_step = 77 AND confirmed_at = 2";
        assert_eq!(number(&restored, kept).await, 1);
        let codes = "SELECT COUNT(*) FROM recovery_code WHERE (code_hash = 'taken') = (used_at IS NOT NULL)";
        assert_eq!(number(&restored, codes).await, 2);
        let examined = assay_store::doctor::examine(&restored).await.unwrap();
        let wrong: Vec<_> =
            examined.iter().filter(|finding| !finding.healthy && finding.check != "free disk").collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        restored.close().await;
        assert!(backup::restore(&to, &copy).await.is_err(), "only into an empty place");
    }
}

#[tokio::test]
async fn a_damaged_copy_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    for number in 0..200 {
        add(&store, &format!("vendor {number} {}", "x".repeat(500))).await.unwrap();
    }
    let copy = folder.path().join("copy");
    backup::make(&store, &copy).await.unwrap();
    let whole = std::fs::read(&copy).unwrap();
    let back = folder.path().join("back.sqlite");
    let mut broken = whole.clone();
    let middle = broken.len() / 2;
    broken[middle..middle + 8_192].fill(0xA5);
    for damaged in [broken, whole[..whole.len() / 2].to_vec(), b"no database at all".to_vec(), Vec::new()] {
        std::fs::write(&copy, damaged).unwrap();
        assert!(backup::restore(&StoreOptions::SqliteFile(back.clone()), &copy).await.is_err());
        assert!(!back.exists() && !folder.path().join("back.sqlite.partial").exists());
    }
}
