//! The schema: brought up to date by one process at a time, each migration whole or not at all, and never by a program older
//! than the data.

use super::{BeforeMigrating, sqlite};
use crate::{StoreError, backup};
use sqlx::{AnyConnection, Executor, migrate::Migrator};
use std::path::Path;
use std::time::Duration;

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// The schema this program works with: the number of its last migration.
#[must_use]
pub fn newest_schema() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Brings a SQLite file up to date. The caller holds the lock of the file, so that nobody else does it at the same time; a
/// copy of the file as it was is put beside it first.
pub(super) async fn run_sqlite(
    connection: &mut AnyConnection,
    path: &Path,
    before: &BeforeMigrating,
) -> Result<(), StoreError> {
    let applied = refuse_newer(connection).await?;
    if applied == newest_schema() {
        return Ok(());
    }
    if applied > 0 && *before != BeforeMigrating::Nothing {
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

/// The advisory lock under which a PostgreSQL database is copied and brought up to date.
const UPGRADE_LOCK: i64 = 0x4173_7361_7900_0001;

/// Brings a PostgreSQL database up to date, under an advisory lock: of several processes that start at once, one does it. A
/// copy of what is there comes first.
pub(super) async fn run_postgres(
    connection: &mut AnyConnection,
    url: &str,
    before: &BeforeMigrating,
) -> Result<(), StoreError> {
    if refuse_newer(connection).await? == newest_schema() {
        return Ok(());
    }
    while !sqlx::query_scalar::<_, bool>("SELECT pg_try_advisory_lock($1)")
        .bind(UPGRADE_LOCK)
        .fetch_one(&mut *connection)
        .await?
    {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let applied = refuse_newer(connection).await?;
    if applied < newest_schema() {
        if let (BeforeMigrating::Copy(folder), 1..) = (before, applied) {
            copy_postgres(connection, url, folder, applied).await?;
        }
        POSTGRES.run(&mut *connection).await?;
    }
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(UPGRADE_LOCK).execute(&mut *connection).await?;
    Ok(())
}

/// Puts a copy of a PostgreSQL database of an older schema into a folder, over one of the same schema that may be there.
async fn copy_postgres(
    connection: &mut AnyConnection,
    url: &str,
    folder: &Path,
    applied: i64,
) -> Result<(), StoreError> {
    let name: String = sqlx::query_scalar("SELECT CAST(current_database() AS TEXT)").fetch_one(connection).await?;
    // A database may be named anything; a file may not.
    let name = name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_', "_");
    let copy = folder.join(format!("{name}.schema-{applied:04}"));
    backup::dump_postgres(url, &copy).await.map_err(|error| {
        StoreError::Unsafe(format!(
            "the data is of schema {applied} and must be brought to {}, but the copy that comes first could not be made in {}: \
             {error}. Nothing was changed. Install PostgreSQL's client programs (pg_dump) or name another folder with \
             backup_dir; or make a backup yourself and start once with --without-backup",
            newest_schema(),
            folder.display()
        ))
    })?;
    tracing::info!(copy = %copy.display(), from = applied, to = newest_schema(), "the data was copied; now the schema is brought up to date");
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
