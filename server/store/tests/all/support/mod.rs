//! What the tests of the store share.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use assay_store::audit::{self, Event};
use assay_store::{Store, StoreError, StoreOptions};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

static NUMBER: AtomicU64 = AtomicU64::new(0);

pub fn sqlite(folder: &Path) -> StoreOptions {
    StoreOptions::SqliteFile(folder.join("assay.sqlite"))
}

/// A fresh database on the PostgreSQL server of the tests; `None` where there is none.
pub async fn postgres() -> Option<StoreOptions> {
    let url = std::env::var("ASSAY_TEST_POSTGRES_URL").ok()?;
    let name = format!("s{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    assay_store::create_postgres_database(&url, &name).await.unwrap();
    let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
    let server = address.rsplit_once('/').unwrap().0;
    Some(StoreOptions::PostgresUrl(format!("{server}/{name}?{parameters}")))
}

/// Adds a vendor of this name with its audit event.
pub async fn add(store: &Store, name: &str) -> Result<(), StoreError> {
    let name = name.to_owned();
    store
        .write(move |tx| {
            Box::pin(async move {
                assay_store::models::add_vendor(tx, &name, 1).await?;
                audit::append(tx, event("vendor.add")).await
            })
        })
        .await
}

pub fn event(action: &str) -> Event<'_> {
    Event { at: 1, person: None, action, subject: "vendor:1".into(), detail: serde_json::json!({}) }
}

pub async fn number(store: &Store, sql: &str) -> i64 {
    store.read().await.unwrap().raw_number(sql).await.unwrap()
}

/// Runs plain SQL.
pub async fn sql(store: &Store, text: &str) -> Result<u64, StoreError> {
    let text = text.to_owned();
    store.write(move |tx| Box::pin(async move { tx.raw(&text).await })).await
}
