//! Opening PostgreSQL: only where a commit is on the disk when it answers.

use super::{Access, BeforeMigrating, migrations};
use crate::StoreError;
use sqlx::{
    Any, AnyPool, ConnectOptions, Connection, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Connections of one process. Each request uses one at a time; PostgreSQL allows 100 in all by default, so that three
/// processes and someone with `psql` fit.
const CONNECTIONS: u32 = 24;
/// Settings without which an acknowledged judgment can be lost (DUR-2).
pub(crate) const DURABLE: [&str; 3] = ["fsync", "synchronous_commit", "full_page_writes"];

/// Opens the pool.
pub(super) async fn open(url: &str, access: Access, before: &BeforeMigrating) -> Result<AnyPool, StoreError> {
    let options = AnyConnectOptions::from_str(url)?.disable_statement_logging();
    let mut connection = options.connect().await?;
    for setting in DURABLE {
        if show(&mut connection, setting).await? == "off" {
            return Err(StoreError::Unsafe(format!(
                "PostgreSQL runs with {setting} = off, so a power cut would lose judgments that were acknowledged; \
                 set it to on in postgresql.conf"
            )));
        }
    }
    match access {
        Access::Alone | Access::Beside => migrations::run_postgres(&mut connection, url, before).await?,
        Access::Inspect => migrations::require_current(&mut connection).await?,
    }
    connection.close().await?;
    Ok(AnyPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?)
}

/// The value of a setting of [`DURABLE`].
pub(crate) async fn show<'c>(
    connection: impl Executor<'c, Database = Any>,
    setting: &'static str,
) -> Result<String, StoreError> {
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SHOW {setting}"))).fetch_one(connection).await?)
}

/// Milliseconds to wait before the next attempt: longer each time, and different for those that wait at once.
pub(super) fn pause(attempt: u32) -> u64 {
    static TURN: AtomicU64 = AtomicU64::new(0);
    let spread = TURN.fetch_add(7, Ordering::Relaxed) % 11;
    (1 << attempt.min(6)) + spread
}

/// Makes an empty database on a PostgreSQL server, for tests and first installations.
///
/// # Errors
/// When the server cannot be reached or the name (letters, digits, underscores) is in use.
pub async fn create_postgres_database(server_url: &str, name: &str) -> Result<(), StoreError> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err(StoreError::Unavailable("a database name has letters, digits and underscores only".into()));
    }
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnectOptions::from_str(server_url)?.disable_statement_logging().connect().await?;
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))).await?;
    Ok(connection.close().await?)
}
