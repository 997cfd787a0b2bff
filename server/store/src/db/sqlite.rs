//! Opening SQLite: only where it is safe, and every connection alike.

use super::{Access, BeforeMigrating, migrations, readers::Readers, writer::Writer};
use crate::StoreError;
use sqlx::{AnyConnection, ConnectOptions, Executor, any::AnyConnectOptions};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// Connections that read from SQLite at once; more would only wait for the cores.
pub(super) const READERS: usize = 8;
/// How long a connection waits for the lock of another process.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// How long a start waits for the process before it to end: that one has ten seconds to answer what it has accepted.
const HANDOVER: Duration = Duration::from_secs(12);
/// Oldest SQLite without the WAL-reset bug, which can lose committed data.
pub(crate) const OLDEST: [u32; 3] = [3, 51, 3];
/// File systems on other machines, by their magic numbers: NFS, SMB, CIFS, SMB2, AFS, Ceph.
const REMOTE: [u64; 6] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x00C3_6400];

/// Opens the file: the readers and the writer.
pub(super) async fn open(
    path: &Path,
    access: Access,
    before: &BeforeMigrating,
) -> Result<(Readers, Writer), StoreError> {
    let wrong = |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", path.display()));
    let url = format!("sqlite://{}?mode=rw", path.display());
    let options = AnyConnectOptions::from_str(&url)?.disable_statement_logging();
    let lock = match access {
        Access::Inspect => {
            File::open(path).map_err(wrong)?;
            None
        }
        Access::Alone => {
            create_private(path).map_err(wrong)?;
            Some(lock(path, HANDOVER).await.map_err(wrong)?.map_err(|owner| in_use(path, &owner))?)
        }
        Access::Beside => {
            create_private(path).map_err(wrong)?;
            lock(path, Duration::ZERO).await.map_err(wrong)?.ok()
        }
    };
    refuse_remote(path)?;
    let mut connection = options.connect().await?;
    check_engine(&mut connection).await?;
    if lock.is_some() {
        migrations::run_sqlite(&mut connection, path, before).await?;
        prepare(&mut connection, false).await?;
    } else {
        prepare(&mut connection, access == Access::Inspect).await?;
        migrations::require_current(&mut connection).await?;
    }
    let readers = Readers::new(options.clone(), access == Access::Inspect);
    // The first is opened now: what stands in its way is said at the start.
    readers.take().await?;
    Ok((readers, Writer::start(options, connection, lock)))
}

/// A new connection for the writer.
pub(super) async fn connect_writer(options: &AnyConnectOptions) -> Result<AnyConnection, StoreError> {
    let mut connection = options.connect().await?;
    prepare(&mut connection, false).await?;
    Ok(connection)
}

/// Where the options' file is.
pub(super) fn path_of(options: &AnyConnectOptions) -> &Path {
    Path::new(options.database_url.path())
}

/// A file beside the database, such as its log: the same name with more behind it.
pub(crate) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

/// Every connection keeps foreign keys and waits for locks of other processes; every commit is synced (DUR-2).
pub(crate) async fn prepare(connection: &mut AnyConnection, looks_only: bool) -> Result<(), sqlx::Error> {
    let patience = format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis());
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(patience))).await?;
    for pragma in [
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        // 8 MiB for each of nine connections; the system keeps the rest of the file in memory once for all.
        "PRAGMA cache_size = -8192",
        "PRAGMA temp_store = MEMORY",
        // 16 MiB of log before it is folded into the file: half as many writes of pages that change again and again.
        "PRAGMA wal_autocheckpoint = 4000",
        "PRAGMA trusted_schema = OFF",
    ] {
        connection.execute(pragma).await?;
    }
    if looks_only {
        connection.execute("PRAGMA query_only = ON").await?;
    }
    Ok(())
}

/// Refuses a SQLite that can lose data and a file that is not written through a log; a new file gets its log here.
async fn check_engine(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    let numbers: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if numbers.as_slice() < OLDEST.as_slice() {
        return Err(StoreError::Unsafe(format!(
            "this program was built with SQLite {version}, which can lose committed data; it needs 3.51.3 or newer"
        )));
    }
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *connection).await?;
    let mut mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
    if pages == 0 {
        mode = sqlx::query_scalar("PRAGMA journal_mode = WAL").fetch_one(&mut *connection).await?;
    }
    if mode != "wal" {
        return Err(StoreError::Unsafe(format!(
            "the file is in journal mode {mode:?} instead of \"wal\", so another program has changed or copied it; \
             bring it into place with `assay restore`, which checks it"
        )));
    }
    Ok(())
}

/// SQLite's locks and shared memory do not work across machines.
fn refuse_remote(path: &Path) -> Result<(), StoreError> {
    let kind =
        rustix::fs::statfs(path).map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
    #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, clippy::unnecessary_cast)]
    let magic = kind.f_type as u64 & 0xFFFF_FFFF;
    if REMOTE.contains(&magic) {
        return Err(StoreError::Unsafe(format!(
            "{} is on a network file system, where SQLite can lose data; use a local disk or PostgreSQL",
            path.display()
        )));
    }
    Ok(())
}

/// Creates the file readable by its owner only; the log beside it inherits the mode.
fn create_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
}

/// Takes the lock beside the file, which ends with the process however that ends; `Err` with who has it. It is not on the
/// file itself: closing any handle of that would drop SQLite's own locks.
async fn lock(path: &Path, patience: Duration) -> std::io::Result<Result<File, String>> {
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(beside(path, ".lock"))?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if started.elapsed() < patience => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                file.read_to_string(&mut owner)?;
                return Ok(Err(owner.trim().to_owned()));
            }
        }
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(Ok(file))
}

fn in_use(path: &Path, owner: &str) -> StoreError {
    StoreError::Unsafe(format!(
        "{} is in use by another assay process{}; a SQLite file has one server. Stop that one first, or use PostgreSQL for several",
        path.display(),
        if owner.is_empty() { String::new() } else { format!(" ({owner})") }
    ))
}
