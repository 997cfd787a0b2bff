//! What can go wrong between a transaction and the disk.

/// A transaction was not done; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A constraint or trigger of the database refused to let a rule of the method be broken.
    #[error("the database refused: {0}")]
    Rule(String),
    /// A name that must be unique is taken.
    #[error("a unique name is taken")]
    Taken,
    /// The database cannot take this now: locked, full or shutting down. Trying again later is right.
    #[error("the database is not taking writes: {0}")]
    Unavailable(String),
    /// Another transaction came between; doing this one again is right.
    #[error("another change came between: {0}")]
    Contended(String),
    /// The engine, its settings or the file are such that data could be lost, or the schema is another program's. The text
    /// says how to mend it.
    #[error("{0}")]
    Unsafe(String),
    /// A row does not hold what the code that wrote it promised.
    #[error("{table} {row} is inconsistent")]
    Inconsistent {
        /// Which table.
        table: &'static str,
        /// Its id.
        row: i64,
    },
    /// Anything else the database reported; its text goes to the log, never to a person.
    #[error(transparent)]
    Database(sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// PostgreSQL: serialisation failure, deadlock.
const CONTENDED: [&str; 2] = ["40001", "40P01"];
/// PostgreSQL: full disk, out of memory, too many connections, shutting down, starting up.
const LATER: [&str; 6] = ["53100", "53200", "53300", "57P01", "57P02", "57P03"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let Some(reported) = error.as_database_error() else {
            return match error {
                sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Io(_) => Self::Unavailable(error.to_string()),
                other => Self::Database(other),
            };
        };
        let message = reported.message();
        if let Some(start) = message.find("rule ") {
            return Self::Rule(message[start..].to_owned());
        }
        if reported.is_unique_violation() {
            return Self::Taken;
        }
        let code = reported.code().unwrap_or_default();
        if CONTENDED.contains(&code.as_ref()) {
            return Self::Contended(message.to_owned());
        }
        // SQLite tells by its message; PostgreSQL by its code.
        let busy = ["locked", "disk is full", "disk I/O error", "readonly"].iter().any(|text| message.contains(text));
        if busy || LATER.contains(&code.as_ref()) {
            return Self::Unavailable(message.to_owned());
        }
        Self::Database(error)
    }
}

/// A row whose words are none of the method's.
pub(crate) fn inconsistent(table: &'static str, row: i64) -> StoreError {
    StoreError::Inconsistent { table, row }
}
