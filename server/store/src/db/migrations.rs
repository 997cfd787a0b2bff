//! The schema: brought up to date by one process at a time, each migration whole or not at all, and never by a program older
//! than the data.

use super::sqlite;
use crate::{StoreError, backup};
use sqlx::{AnyConnection, Executor, migrate::Migrator};
use std::path::Path;

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// The schema this program works with: the number of its last migration.
#[must_use]
pub fn newest_schema() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Brings a SQLite file up to date. The caller holds the lock of the file, so that nobody else does it at the same time; a
/// copy of the file as it was is put beside it first.
pub(super) async fn run_sqlite(connection: &mut AnyConnection, path: &Path) -> Result<(), StoreError> {
    let applied = refuse_newer(connection).await?;
    if applied == newest_schema() {
        return Ok(());
    }
    if applied > 0 {
        let copy = sqlite::beside(path, &format!(".schema-{applied:04}"));
        backup::replace_with_copy(connection, &copy).await?;
        tracing::info!(copy = %copy.display(), from = applied, to = newest_schema(), "the data was copied; now the schema is brought up to date");
    }
    // A migration that rebuilds a table drops the one that others refer to; what they refer to is checked afterwards.
    connection.execute("PRAGMA foreign_keys = OFF").await?;
    connection.execute("PRAGMA synchronous = FULL").await?;
    SQLITE.run(&mut *connection).await?;
    let orphans: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM pragma_foreign_key_check").fetch_one(&mut *connection).await?;
    if orphans > 0 {
        return Err(StoreError::Unsafe(format!(
            "{orphans} rows refer to rows that are not there; restore the copy that was made before the migration"
        )));
    }
    Ok(())
}

/// Brings a PostgreSQL database up to date, under an advisory lock: of several processes that start at once, one does it.
pub(super) async fn run_postgres(connection: &mut AnyConnection) -> Result<(), StoreError> {
    if refuse_newer(connection).await? < newest_schema() {
        POSTGRES.run(connection).await?;
    }
    Ok(())
}

/// Refuses data whose schema is not exactly this program's.
pub(super) async fn require_current(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let applied = refuse_newer(connection).await?;
    if applied < newest_schema() {
        return Err(StoreError::Unsafe(format!(
            "the data is of schema {applied} and this program works with {}; stop the server and run `assay migrate`",
            newest_schema()
        )));
    }
    Ok(())
}

/// The schema the data is of, 0 when it is empty; a newer one than this program's is left untouched.
pub(crate) async fn refuse_newer(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let applied = applied(connection).await?;
    if applied > newest_schema() {
        return Err(StoreError::Unsafe(format!(
            "the data is of schema {applied}, newer than this program's {}; use the newer program. Nothing was changed",
            newest_schema()
        )));
    }
    Ok(applied)
}

async fn applied(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let ever = if connection.backend_name() == "SQLite" {
        "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'"
    } else {
        "SELECT COUNT(*) FROM pg_tables WHERE tablename = '_sqlx_migrations' AND schemaname = ANY (current_schemas(false))"
    };
    if sqlx::query_scalar::<_, i64>(ever).fetch_one(&mut *connection).await? == 0 {
        return Ok(0);
    }
    let newest = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations";
    Ok(sqlx::query_scalar(newest).fetch_one(&mut *connection).await?)
}

#[cfg(test)]
mod tests;
