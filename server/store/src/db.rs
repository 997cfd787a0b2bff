//! Connections, transactions and the single writer.

use crate::StoreError;
use futures::{FutureExt, future::BoxFuture};
use sqlx::{
    Any, AnyConnection, AnyPool, ConnectOptions, Connection, Executor, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::Migrator,
    pool::PoolConnection,
};
use std::{panic::AssertUnwindSafe, path::PathBuf, str::FromStr, time::Duration};
use tokio::sync::{mpsc, oneshot};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Most submissions that share one commit, so that one commit stays short however long the queue.
const MOST_PER_COMMIT: usize = 64;
/// Connections that read from SQLite at once; more would only wait for the cores.
const READERS: u32 = 8;
/// Most writes that wait for the writer before further ones are told to come back later.
const WRITE_QUEUE: usize = 2_048;

/// Which database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one writer.
    Sqlite,
    /// A server, for several machines.
    Postgres,
}

impl Dialect {
    /// Chooses between two texts of one statement, where the databases must differ.
    #[must_use]
    pub(crate) fn pick(self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }
}

/// Where the data is.
#[derive(Clone, Debug)]
pub enum StoreOptions {
    /// An embedded SQLite file, created when missing, readable by its owner only.
    SqliteFile(PathBuf),
    /// A PostgreSQL server: `postgres://user:password@host/database`.
    PostgresUrl(String),
}

impl StoreOptions {
    /// Reads a `--database-url`: `postgres://…`, `sqlite:path` or a plain path.
    #[must_use]
    pub fn parse(url: &str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::PostgresUrl(url.to_owned())
        } else {
            let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
            Self::SqliteFile(PathBuf::from(path))
        }
    }
}

type Finish = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
type Job = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, (bool, Finish)> + Send>;

/// The database: a pool to read from, and on SQLite one writer that puts several writes into one synced commit.
#[derive(Clone, Debug)]
pub struct Store {
    dialect: Dialect,
    pool: AnyPool,
    writer: Option<mpsc::Sender<Job>>,
}

/// A connection, inside a transaction when it comes from [`Store::write`].
pub struct Tx {
    connection: Handle,
    pub(crate) dialect: Dialect,
}

enum Handle {
    Writer(Box<AnyConnection>),
    Reader(PoolConnection<Any>),
    Transaction(Transaction<'static, Any>),
}

impl Tx {
    /// What sqlx runs a query on.
    pub(crate) fn on(&mut self) -> &mut AnyConnection {
        match &mut self.connection {
            Handle::Writer(connection) => connection,
            Handle::Reader(connection) => connection,
            Handle::Transaction(transaction) => transaction,
        }
    }

    /// Runs one statement of a test against the bare tables, to show that the database itself holds a rule.
    ///
    /// # Errors
    /// What the database answers.
    #[doc(hidden)]
    pub async fn raw(&mut self, sql: &str) -> Result<u64, StoreError> {
        Ok(self.on().execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await?.rows_affected())
    }

    /// Reads one number by a statement of a test or of `doctor`.
    ///
    /// # Errors
    /// What the database answers.
    #[doc(hidden)]
    pub async fn raw_number(&mut self, sql: &str) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(self.on()).await?)
    }

    /// Reads one word by a statement of `doctor`.
    ///
    /// # Errors
    /// What the database answers.
    #[doc(hidden)]
    pub async fn raw_text(&mut self, sql: &str) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(self.on()).await?)
    }
}

impl Store {
    /// Connections that read from SQLite at once.
    pub const READERS: usize = READERS as usize;

    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When the file or server cannot be reached, or the schema is newer than this program.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        match options {
            StoreOptions::SqliteFile(path) => Self::open_sqlite(path).await,
            StoreOptions::PostgresUrl(url) => Self::open_postgres(url).await,
        }
    }

    async fn open_sqlite(path: &std::path::Path) -> Result<Self, StoreError> {
        create_private_file(path).map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
        let options =
            AnyConnectOptions::from_str(&format!("sqlite://{}?mode=rw", path.display()))?.disable_statement_logging();
        let mut connection = options.connect().await?;
        prepare_sqlite(&mut connection).await?;
        SQLITE_MIGRATIONS.run(&mut connection).await?;
        let pool = AnyPoolOptions::new()
            .max_connections(READERS)
            .after_connect(|connection, _| Box::pin(async move { prepare_sqlite(connection).await }))
            .connect_with(options)
            .await?;
        let (sender, jobs) = mpsc::channel(WRITE_QUEUE);
        tokio::spawn(write_in_groups(
            Tx { connection: Handle::Writer(Box::new(connection)), dialect: Dialect::Sqlite },
            jobs,
        ));
        Ok(Self { dialect: Dialect::Sqlite, pool, writer: Some(sender) })
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let options = AnyConnectOptions::from_str(url)?.disable_statement_logging();
        let pool = AnyPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        POSTGRES_MIGRATIONS.run(&pool).await?;
        Ok(Self { dialect: Dialect::Postgres, pool, writer: None })
    }

    /// Which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when none comes free in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx { connection: Handle::Reader(self.pool.acquire().await?), dialect: self.dialect })
    }

    /// Runs `work` in a transaction. It is kept when `work` answers `Ok` and it answers only after the commit was synced;
    /// it leaves no trace when `work` answers `Err` or panics.
    ///
    /// # Errors
    /// What `work` answers, or [`StoreError`] when the commit itself failed.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => write_through(writer, work).await,
            None => {
                let transaction = self.pool.begin().await.map_err(StoreError::from)?;
                let mut tx = Tx { connection: Handle::Transaction(transaction), dialect: self.dialect };
                let value = work(&mut tx).await?;
                if let Handle::Transaction(transaction) = tx.connection {
                    transaction.commit().await.map_err(StoreError::from)?;
                }
                Ok(value)
            }
        }
    }

    /// Waits for writes under way and closes every connection; on SQLite the log is folded into the file.
    pub async fn close(self) {
        drop(self.writer);
        self.pool.close().await;
    }
}

async fn write_through<T, E, F>(writer: &mpsc::Sender<Job>, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    let (answer, answered) = oneshot::channel::<Result<T, E>>();
    let job: Job = Box::new(move |tx| {
        Box::pin(async move {
            let result = AssertUnwindSafe(work(tx))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(StoreError::Unavailable("a write panicked and was undone".into()).into()));
            let keep = result.is_ok();
            let finish: Finish = Box::new(move |committed| {
                // A caller that went away does not need its answer; what was committed stays.
                let _ = answer.send(match committed {
                    Ok(()) => result,
                    Err(error) => result.and_then(|_| Err(error.into())),
                });
            });
            (keep, finish)
        })
    });
    let closed = || StoreError::Unavailable("the writer could not take it".into());
    writer.try_send(job).map_err(|refused| match refused {
        mpsc::error::TrySendError::Full(_) => StoreError::Unavailable("too many writes wait".into()),
        mpsc::error::TrySendError::Closed(_) => closed(),
    })?;
    answered.await.map_err(|_| closed())?
}

/// The single writer of SQLite: takes whatever waits, a savepoint each so that one failing does not fail the others, and
/// syncs once for all of them. Nobody is answered before that sync.
async fn write_in_groups(mut tx: Tx, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        if let Err(error) = tx.on().execute("BEGIN IMMEDIATE").await {
            // Dropping the job tells its caller that nothing was written.
            tracing::error!(%error, "the writer could not begin");
            drop(first);
            continue;
        }
        let mut finishes = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            finishes.push(run_in_savepoint(&mut tx, job).await);
            next = if finishes.len() < MOST_PER_COMMIT { jobs.try_recv().ok() } else { None };
        }
        let committed = tx.on().execute("COMMIT").await;
        if let Err(error) = &committed {
            tracing::error!(%error, "a commit failed; its writes were not acknowledged");
            let _ = tx.on().execute("ROLLBACK").await;
        }
        for finish in finishes {
            finish(match &committed {
                Ok(_) => Ok(()),
                Err(error) => Err(StoreError::Unavailable(error.to_string())),
            });
        }
    }
    if let Handle::Writer(connection) = tx.connection
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the writer did not close cleanly");
    }
}

async fn run_in_savepoint(tx: &mut Tx, job: Job) -> Finish {
    if let Err(error) = tx.on().execute("SAVEPOINT one_write").await {
        let message = error.to_string();
        // The job is dropped unrun, which tells its caller; this finish has nobody left to tell.
        drop(job);
        return Box::new(move |_| tracing::error!(message, "a savepoint could not be set"));
    }
    let (keep, finish) = job(tx).await;
    let end = if keep { "RELEASE one_write" } else { "ROLLBACK TO one_write; RELEASE one_write" };
    match tx.on().execute(end).await {
        Ok(_) => finish,
        Err(error) => {
            let message = error.to_string();
            Box::new(move |_| finish(Err(StoreError::Unavailable(message))))
        }
    }
}

/// Every connection keeps foreign keys and waits for locks of other processes; every commit is synced (DUR-2).
async fn prepare_sqlite(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    for pragma in [
        "PRAGMA busy_timeout = 5000",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA cache_size = -65536",
        "PRAGMA temp_store = MEMORY",
    ] {
        connection.execute(pragma).await?;
    }
    Ok(())
}

/// Creates the file readable by its owner only; the log beside it inherits the mode.
fn create_private_file(path: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
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
