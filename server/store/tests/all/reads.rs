//! The connections that read from SQLite: which one comes next, how many there are, and what becomes of a query that nobody
//! waits for any more.

use crate::support::sqlite;
use assay_store::{Store, Tx};
use std::time::Duration;

const MARK: i64 = 4_321;
const MARKED: &str = "PRAGMA busy_timeout";

/// Makes a connection known by a setting that nothing else has.
async fn mark(tx: &mut Tx) {
    tx.raw(&format!("PRAGMA busy_timeout = {MARK}")).await.unwrap();
}

#[tokio::test]
async fn the_connection_used_last_is_taken_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    let (mut one, other) = (store.read().await.unwrap(), store.read().await.unwrap());
    mark(&mut one).await;
    drop(other);
    drop(one);
    assert_eq!(store.read().await.unwrap().raw_number(MARKED).await.unwrap(), MARK);
    store.close().await;
}

#[tokio::test]
async fn there_are_so_many_and_whoever_comes_later_waits_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    let mut taken = Vec::new();
    for _ in 0..Store::READERS {
        taken.push(store.read().await.unwrap());
    }
    let asking = store.clone();
    let mut next = std::pin::pin!(asking.read());
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut next).await.is_err(), "it waits");
    taken.pop();
    assert_eq!(next.await.unwrap().raw_number("SELECT 1").await.unwrap(), 1);
    drop(taken);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_was_given_up_keeps_nobody_waiting_and_its_connection_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    let mut tx = store.read().await.unwrap();
    mark(&mut tx).await;
    let long =
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 12000000) SELECT COUNT(*) FROM c";
    assert!(tokio::time::timeout(Duration::from_millis(20), tx.raw_number(long)).await.is_err());
    drop(tx);
    assert_ne!(store.read().await.unwrap().raw_number(MARKED).await.unwrap(), MARK, "that one is still at work");
    // All of them at once: the marked one is among them as soon as its query has ended.
    let mut all = Vec::new();
    for _ in 0..Store::READERS {
        all.push(store.read().await.unwrap());
    }
    let mut marked = 0;
    for tx in &mut all {
        marked += usize::from(tx.raw_number(MARKED).await.unwrap() == MARK);
    }
    assert_eq!(marked, 1);
    drop(all);
    store.close().await;
}

#[tokio::test]
async fn a_closed_store_says_so_to_whoever_reads() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    let late = store.clone();
    store.close().await;
    assert!(late.read().await.is_err());
}
