//! Copies of the data, made while people work, and bringing one back.
//!
//! SQLite copies itself; PostgreSQL's own `pg_dump` and `pg_restore` do it for PostgreSQL and must be installed. A copy has no
//! sessions and no unused links: whoever finds one cannot come in with it.

use crate::{Store, StoreError, StoreOptions, db};
use sqlx::{Any, AnyConnection, ConnectOptions, Connection, Executor, any::AnyConnectOptions};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::str::FromStr;
use tokio::process::Command;

/// Tables whose rows let someone in.
const SECRETS: [&str; 2] = ["session", "invitation"];
/// How a SQLite file begins.
const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Writes a copy of the data to a new file, readable by its owner only, while people work. It holds everything that was
/// acknowledged before this began, and is whole or not there.
///
/// # Errors
/// When the file exists already or cannot be written, or PostgreSQL's tools are missing.
pub async fn make(store: &Store, target: &Path) -> Result<(), StoreError> {
    if target.exists() {
        return Err(wrong(target, &"there is a file of this name already; give another name"));
    }
    match store.postgres_url() {
        Some(url) => dump_postgres(url, target).await,
        None => {
            let mut tx = store.read().await?;
            let partial = copy_to_partial(tx.on(), target).await?;
            drop(tx);
            let forgot = forget_secrets(&partial).await;
            finish(forgot, &partial, target)
        }
    }
}

/// Brings a copy back into an empty place. Opening that place afterwards brings its schema up to date.
///
/// # Errors
/// When the place is not empty, the copy is damaged or of a newer program, or PostgreSQL's tools are missing.
pub async fn restore(options: &StoreOptions, copy: &Path) -> Result<(), StoreError> {
    sqlx::any::install_default_drivers();
    match options {
        StoreOptions::SqliteFile(target) => restore_sqlite(copy, target).await,
        StoreOptions::PostgresUrl(url) => restore_postgres(url, copy).await,
    }
}

async fn restore_sqlite(copy: &Path, target: &Path) -> Result<(), StoreError> {
    for more in ["", "-wal", "-shm", "-journal"] {
        let there = db::beside(target, more);
        if there.metadata().is_ok_and(|file| file.len() > 0 || !more.is_empty()) {
            return Err(wrong(&there, &"a restore goes into an empty place; move this file away first"));
        }
    }
    let mut magic = [0; 16];
    File::open(copy).and_then(|mut file| file.read_exact(&mut magic)).map_err(|error| wrong(copy, &error))?;
    if &magic != SQLITE_MAGIC {
        return Err(wrong(copy, &"this is no copy of a SQLite database"));
    }
    let partial = partial(target);
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| wrong(folder, &error))?;
    }
    create_private(&partial).map_err(|error| wrong(&partial, &error))?;
    let checked = async {
        std::fs::copy(copy, &partial).map_err(|error| wrong(&partial, &error))?;
        let mut connection = open_file(&partial).await?;
        let seen: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await?;
        if seen != "ok" {
            return Err(wrong(copy, &format!("this copy is damaged: {seen}")));
        }
        db::refuse_newer(&mut connection).await?;
        connection.close().await?;
        forget_secrets(&partial).await?;
        let mut connection = open_file(&partial).await?;
        connection.execute("PRAGMA journal_mode = WAL").await?;
        Ok(connection.close().await?)
    };
    let checked = checked.await;
    finish(checked, &partial, target)
}

/// Gives a copy its name when all went well, else removes it.
fn finish(outcome: Result<(), StoreError>, partial: &Path, target: &Path) -> Result<(), StoreError> {
    let outcome = outcome.and_then(|()| put_in_place(partial, target).map_err(|error| wrong(target, &error)));
    if outcome.is_err() {
        let _ = std::fs::remove_file(partial);
    }
    outcome
}

async fn open_file(path: &Path) -> Result<AnyConnection, StoreError> {
    let url = format!("sqlite://{}?mode=rw", path.display());
    Ok(AnyConnectOptions::from_str(&url)?.disable_statement_logging().connect().await?)
}

/// Removes what lets someone in, with its bytes.
async fn forget_secrets(path: &Path) -> Result<(), StoreError> {
    let mut connection = open_file(path).await?;
    connection.execute("PRAGMA secure_delete = ON").await?;
    for table in SECRETS {
        connection.execute(sqlx::AssertSqlSafe(format!("DELETE FROM {table}"))).await?;
    }
    Ok(connection.close().await?)
}

/// Writes a copy of a PostgreSQL database to `target`, over one that may be there.
pub(crate) async fn dump_postgres(url: &str, target: &Path) -> Result<(), StoreError> {
    let partial = partial(target);
    create_private(&partial).map_err(|error| wrong(&partial, &error))?;
    let mut dump = tool("pg_dump", url)?;
    dump.args(["--format=custom", "--no-owner", "--no-privileges"]);
    for table in SECRETS {
        dump.arg(format!("--exclude-table-data={table}"));
    }
    let done = run(dump.arg("--file").arg(&partial)).await;
    finish(done, &partial, target)
}

async fn restore_postgres(url: &str, copy: &Path) -> Result<(), StoreError> {
    let mut connection = AnyConnectOptions::from_str(url)?.disable_statement_logging().connect().await?;
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    let there: i64 = sqlx::query_scalar(tables).fetch_one(&mut connection).await?;
    connection.close().await?;
    if there > 0 {
        return Err(StoreError::Unsafe("a restore goes into an empty database, and this one has tables".into()));
    }
    let mut restore = tool("pg_restore", url)?;
    restore.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]);
    run(restore.arg(copy)).await
}

/// One of PostgreSQL's tools on a database; the password goes by the environment, which other people cannot list.
fn tool(name: &str, url: &str) -> Result<Command, StoreError> {
    let mut address = AnyConnectOptions::from_str(url)?.database_url;
    let mut command = Command::new(name);
    if let Some(password) = address.password() {
        command.env("PGPASSWORD", password);
        let _ = address.set_password(None);
    }
    command.arg(format!("--dbname={address}")).stdin(Stdio::null()).kill_on_drop(true);
    Ok(command)
}

async fn run(command: &mut Command) -> Result<(), StoreError> {
    let name = command.as_std().get_program().to_string_lossy().into_owned();
    let output = command.output().await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::Unavailable(format!(
            "{name} is not installed; it comes with PostgreSQL's client programs, of the server's version or newer"
        )),
        _ => StoreError::Unavailable(format!("{name}: {error}")),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(StoreError::Unavailable(format!("{name}: {}", said.lines().next().unwrap_or("it failed and said nothing"))))
}

fn wrong(path: &Path, what: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unavailable(format!("{}: {what}", path.display()))
}

/// Writes a consistent copy of a SQLite file to `target`, over one that may be there.
pub(crate) async fn replace_with_copy(connection: &mut AnyConnection, target: &Path) -> Result<(), StoreError> {
    let partial = copy_to_partial(connection, target).await?;
    finish(Ok(()), &partial, target)
}

/// Writes a consistent copy of a SQLite file beside `target`. Readers and the writer go on meanwhile.
async fn copy_to_partial<'c>(
    connection: impl Executor<'c, Database = Any>,
    target: &Path,
) -> Result<PathBuf, StoreError> {
    let partial = partial(target);
    let path = partial.to_str().ok_or_else(|| wrong(&partial, &"the path is not UTF-8"))?.to_owned();
    create_private(&partial).map_err(|error| wrong(&partial, &error))?;
    // SQLite writes into an empty file, so the mode is right from the first byte.
    let copied = sqlx::query("VACUUM INTO $1").bind(path).execute(connection).await;
    if let Err(error) = copied {
        let _ = std::fs::remove_file(&partial);
        return Err(error.into());
    }
    Ok(partial)
}

/// An empty file that only its owner can read; what a killed process left there goes.
fn create_private(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(path).map(drop)
}

/// The name of a copy that is not whole yet.
fn partial(target: &Path) -> PathBuf {
    db::beside(target, ".partial")
}

/// Gives a finished copy its name, so that neither a crash nor a power cut leaves half of it under that name.
fn put_in_place(partial: &Path, target: &Path) -> std::io::Result<()> {
    File::open(partial)?.sync_all()?;
    std::fs::rename(partial, target)?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
