//! Connections and transactions: how the rest of the store gets at either database.
//!
//! `sqlite` and `postgres` open and check the engines, `migrations` brings their schema up to date, `readers` and `writer` are
//! SQLite's connections.

mod migrations;
mod postgres;
mod readers;
mod sqlite;
mod writer;

pub use migrations::newest_schema;
pub(crate) use migrations::refuse_newer;
pub use postgres::create_postgres_database;
pub(crate) use postgres::{DURABLE, show};
pub(crate) use sqlite::{OLDEST, beside};
pub(crate) use writer::KEEP_WRITE;

use crate::{StoreError, audit};
use futures::future::BoxFuture;
use readers::{On, Reader, Readers};
use sqlx::{Any, AnyConnection, AnyPool, Executor, Transaction, pool::PoolConnection};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

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

/// What the data is opened for. On PostgreSQL the server itself keeps processes apart; on SQLite a lock beside the file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To serve from it, or to change its schema: the only process that may, on SQLite.
    Alone,
    /// For one command, beside a server that may be running: the schema is brought up to date only when none is.
    Beside,
    /// To look only: nothing is created, migrated or written.
    Inspect,
}

/// What is done before the schema of data that is there already is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeforeMigrating {
    /// A copy is made, or nothing is changed: of a SQLite file beside it, of a PostgreSQL database by `pg_dump` in this
    /// folder.
    Copy(PathBuf),
    /// Nothing: whoever asks for this has a copy.
    Nothing,
}

/// Whether an error only says that another transaction came between, so that doing the work again is right.
pub trait Contended {
    /// See the trait.
    fn contended(&self) -> bool;
}

impl Contended for StoreError {
    fn contended(&self) -> bool {
        matches!(self, Self::Contended(_))
    }
}

/// How often a write that met another one is done again on PostgreSQL, with growing pauses, before its caller is told.
const MOST_ATTEMPTS: u32 = 8;

/// The database: connections to read from, and on SQLite one writer that puts several writes into one synced commit.
#[derive(Clone, Debug)]
pub struct Store {
    access: Access,
    engine: Engine,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite { readers: Readers, writer: Writer, file: Arc<Path> },
    Postgres { pool: AnyPool, url: Arc<str> },
}

/// A connection, inside a transaction when it comes from [`Store::write`].
pub struct Tx {
    connection: Handle,
    pub(crate) dialect: Dialect,
    /// What the audit log will tell of this transaction, chained when it commits.
    pub(crate) events: Vec<audit::Pending>,
}

enum Handle {
    Writer(Box<AnyConnection>),
    Reader(Reader),
    Pooled(PoolConnection<Any>),
    Transaction(Transaction<'static, Any>),
}

impl Tx {
    fn over(connection: Handle, dialect: Dialect) -> Self {
        Self { connection, dialect, events: Vec::new() }
    }

    /// Whether what is done here will be committed.
    pub(crate) fn writes(&self) -> bool {
        matches!(self.connection, Handle::Writer(_) | Handle::Transaction(_))
    }

    /// What sqlx runs a query on.
    pub(crate) fn on(&mut self) -> On<'_> {
        match &mut self.connection {
            Handle::Writer(connection) => On::own(connection),
            Handle::Reader(reader) => reader.on(),
            Handle::Pooled(connection) => On::own(connection),
            Handle::Transaction(transaction) => On::own(transaction),
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
    pub const READERS: usize = sqlite::READERS;

    /// Opens the database to serve from it and brings its schema up to date.
    ///
    /// # Errors
    /// When the file or server cannot be reached or trusted, another process serves from the file, or the schema is newer
    /// than this program.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        Self::open_for(options, Access::Alone).await
    }

    /// Opens the database for a purpose.
    ///
    /// # Errors
    /// As [`Store::open`]; with [`Access::Inspect`] also when there is no data or its schema is older than this program.
    pub async fn open_for(options: &StoreOptions, access: Access) -> Result<Self, StoreError> {
        Self::open_with(options, access, &BeforeMigrating::Copy(PathBuf::from("."))).await
    }

    /// Opens the database for a purpose and says what comes before a change of its schema.
    ///
    /// # Errors
    /// As [`Store::open_for`]; also when the copy that comes first cannot be made.
    pub async fn open_with(
        options: &StoreOptions,
        access: Access,
        before: &BeforeMigrating,
    ) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let engine = match options {
            StoreOptions::SqliteFile(path) => {
                let (readers, writer) = sqlite::open(path, access, before).await?;
                Engine::Sqlite { readers, writer, file: path.as_path().into() }
            }
            StoreOptions::PostgresUrl(url) => {
                Engine::Postgres { pool: postgres::open(url, access, before).await?, url: url.as_str().into() }
            }
        };
        Ok(Self { access, engine })
    }

    /// Which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match &self.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Whether all writes go one after the other through one connection.
    #[must_use]
    pub fn has_one_writer(&self) -> bool {
        matches!(self.engine, Engine::Sqlite { .. })
    }

    /// What it was opened for.
    #[must_use]
    pub fn access(&self) -> Access {
        self.access
    }

    /// SQLite's file; `None` on PostgreSQL.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.engine {
            Engine::Sqlite { file, .. } => Some(file),
            Engine::Postgres { .. } => None,
        }
    }

    /// PostgreSQL's address with its password, for `pg_dump` and `pg_restore`; `None` on SQLite.
    #[must_use]
    pub fn postgres_url(&self) -> Option<&str> {
        match &self.engine {
            Engine::Sqlite { .. } => None,
            Engine::Postgres { url, .. } => Some(url),
        }
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when none comes free in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let connection = match &self.engine {
            Engine::Sqlite { readers, .. } => Handle::Reader(readers.take().await?),
            Engine::Postgres { pool, .. } => Handle::Pooled(pool.acquire().await?),
        };
        Ok(Tx::over(connection, self.dialect()))
    }

    /// Runs `work` in a transaction. It is kept when `work` answers `Ok` and it answers only after the commit was synced;
    /// it leaves no trace when `work` answers `Err` or panics. On PostgreSQL it is done again when another transaction came
    /// between.
    ///
    /// # Errors
    /// What `work` answers, or [`StoreError`] when the commit itself failed.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Contended + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Clone + Send + 'static,
    {
        let pool = match &self.engine {
            Engine::Sqlite { writer, .. } => return writer.write(work).await,
            Engine::Postgres { pool, .. } => pool,
        };
        let mut attempt = 1;
        loop {
            match Self::attempt(pool, work.clone()).await {
                Err(error) if error.contended() && attempt < MOST_ATTEMPTS => {
                    // Two that met and waited equally long would meet again.
                    tokio::time::sleep(Duration::from_millis(postgres::pause(attempt))).await;
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    /// One try of a write on PostgreSQL.
    async fn attempt<T, E, F>(pool: &AnyPool, work: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
    {
        let transaction = pool.begin().await.map_err(StoreError::from)?;
        let mut tx = Tx::over(Handle::Transaction(transaction), Dialect::Postgres);
        let value = work(&mut tx).await?;
        let events = std::mem::take(&mut tx.events);
        audit::chain(&mut tx, events).await?;
        if let Handle::Transaction(transaction) = tx.connection {
            transaction.commit().await.map_err(StoreError::from)?;
        }
        Ok(value)
    }

    /// Waits for writes under way and closes every connection; on SQLite the log is folded into the file.
    pub async fn close(self) {
        match self.engine {
            Engine::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.stop().await;
            }
            Engine::Postgres { pool, .. } => pool.close().await,
        }
    }
}
