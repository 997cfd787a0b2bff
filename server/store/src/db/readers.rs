//! The connections that read from SQLite. sqlx's pool asks a connection after each use whether it is still there, which for a
//! file in the same process costs as much as a short query; so they are kept here, and asked only after a query that was
//! given up on the way: its thread is still at work then.

use super::sqlite;
use crate::StoreError;
use futures::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Any, AnyConnection, ConnectOptions, Connection, Describe, Either, Execute, Executor, SqlStr,
    any::{AnyConnectOptions, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// How long a read waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection is used: whatever went wrong in it ends with it.
const LIFETIME: Duration = Duration::from_secs(1_800);

/// The way to the readers: give each caller a clone.
#[derive(Clone)]
pub(super) struct Readers(Arc<Shared>);

struct Shared {
    options: AnyConnectOptions,
    /// Whether they must not even be able to write.
    look_only: bool,
    /// The one used last is taken first: what it keeps in memory is newest.
    free: Mutex<Vec<Kept>>,
    places: Arc<Semaphore>,
}

#[derive(Clone)]
struct Kept {
    opened: Instant,
    /// Locked while in use.
    connection: Arc<AsyncMutex<AnyConnection>>,
}

impl Readers {
    /// Connections are opened when they are needed, [`sqlite::READERS`] at most.
    pub(super) fn new(options: AnyConnectOptions, look_only: bool) -> Self {
        let places = Arc::new(Semaphore::new(sqlite::READERS));
        Self(Arc::new(Shared { options, look_only, free: Mutex::default(), places }))
    }

    /// A connection, in the order of asking.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when none comes free in time or no further one can be opened.
    pub(super) async fn take(&self) -> Result<Reader, StoreError> {
        let busy = || StoreError::Unavailable("too many reads wait".into());
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or_else(busy)?;
        let free = self.0.free().pop();
        let kept = match free {
            Some(kept) => kept,
            None => {
                let mut fresh = self.0.options.connect().await?;
                sqlite::prepare(&mut fresh, self.0.look_only).await?;
                Kept { opened: Instant::now(), connection: Arc::new(AsyncMutex::new(fresh)) }
            }
        };
        let connection = Arc::clone(&kept.connection).lock_owned().await;
        Ok(Reader { connection, busy: false, kept, shared: Arc::clone(&self.0), place: Some(place) })
    }

    /// Gives out none any more and closes them all, once those in use are back.
    pub(super) async fn close(&self) {
        let all = u32::try_from(sqlite::READERS).unwrap_or(u32::MAX);
        let places = self.0.places.acquire_many(all).await;
        self.0.places.close();
        let free = std::mem::take(&mut *self.0.free());
        for kept in free {
            if let Some(connection) = Arc::into_inner(kept.connection)
                && let Err(error) = connection.into_inner().close().await
            {
                tracing::warn!(%error, "a reader did not close cleanly");
            }
        }
        drop(places);
    }
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Readers").field("free", &self.0.free().len()).finish_non_exhaustive()
    }
}

impl Shared {
    fn free(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in use.
pub(super) struct Reader {
    connection: OwnedMutexGuard<AnyConnection>,
    /// A query has begun and was not seen to its end.
    busy: bool,
    kept: Kept,
    shared: Arc<Shared>,
    /// There until it is dropped. Given back last, so that whoever gets it finds the connection unlocked.
    place: Option<OwnedSemaphorePermit>,
}

impl Reader {
    pub(super) fn on(&mut self) -> On<'_> {
        On { connection: &mut self.connection, busy: Some(&mut self.busy) }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.kept.opened.elapsed() > LIFETIME {
            return;
        }
        let (kept, shared) = (self.kept.clone(), Arc::clone(&self.shared));
        if !self.busy {
            return shared.free().push(kept);
        }
        // Whoever gets the place must not wait for a query that nobody wants any more.
        let place = self.place.take();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let answered = Arc::clone(&kept.connection).lock_owned().await.ping().await;
                if answered.is_ok() {
                    shared.free().push(kept);
                }
                drop(place);
            });
        }
    }
}

/// What queries run on: a connection, and where it is noted whether a query on it was seen to its end.
#[derive(Debug)]
pub(crate) struct On<'c> {
    connection: &'c mut AnyConnection,
    busy: Option<&'c mut bool>,
}

impl<'c> On<'c> {
    /// A connection that nobody else takes over.
    pub(super) fn own(connection: &'c mut AnyConnection) -> Self {
        Self { connection, busy: None }
    }
}

impl<'c> Executor<'c> for On<'c> {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let answers = self.connection.fetch_many(query);
        let Some(busy) = self.busy else { return answers };
        *busy = true;
        let ended = stream::poll_fn(move |_| {
            *busy = false;
            Poll::Ready(None)
        });
        answers.chain(ended).boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let answer = self.connection.fetch_optional(query);
        let Some(busy) = self.busy else { return answer };
        *busy = true;
        answer.inspect(move |_| *busy = false).boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.connection.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Any>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.connection.describe(sql)
    }
}
