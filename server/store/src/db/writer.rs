//! The single writer of SQLite: it takes whatever waits, a savepoint each so that one failing does not fail the others, and
//! syncs once for all of them. Nobody is answered before that sync.

use super::{Dialect, Handle, Tx, sqlite};
use crate::{StoreError, audit};
use futures::{FutureExt, future::BoxFuture};
use sqlx::{AnyConnection, Connection, Executor, any::AnyConnectOptions};
use std::fs::File;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Most submissions that share one commit, so that one commit stays short however long the queue.
const MOST_PER_COMMIT: usize = 64;
/// A group that has worked this long takes no more: those in it wait for their answer.
const LONGEST_GROUP: Duration = Duration::from_millis(50);
/// Most writes that wait for the writer before further ones are told to come back later.
const WRITE_QUEUE: usize = 2_048;
/// A log of this many bytes is started afresh, which waits for readers for a moment. SQLite only does it by itself at a
/// moment when nobody reads, which never comes under load.
const LARGEST_LOG: u64 = 64 << 20;
/// How long readers are waited for then.
const LOG_PATIENCE: Duration = Duration::from_millis(100);

type Finish = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
type Job = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, (bool, Finish)> + Send>;

enum Message {
    Write(Job),
    Stop(oneshot::Sender<()>),
}

/// The way to the writer: give each caller a clone.
#[derive(Clone, Debug)]
pub(super) struct Writer(mpsc::Sender<Message>);

impl Writer {
    /// Starts the writer on a connection that has been prepared. It keeps `lock` until it has ended.
    pub(super) fn start(options: AnyConnectOptions, connection: AnyConnection, lock: Option<File>) -> Self {
        let (sender, messages) = mpsc::channel(WRITE_QUEUE);
        let tx = Tx::over(Handle::Writer(Box::new(connection)), Dialect::Sqlite);
        tokio::spawn(Loop { options, tx, lock }.serve(messages));
        Self(sender)
    }

    /// Runs `work` in a transaction; see [`super::Store::write`].
    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
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
        self.0.try_send(Message::Write(job)).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Unavailable("too many writes wait".into()),
            mpsc::error::TrySendError::Closed(_) => closed(),
        })?;
        answered.await.map_err(|_| closed())?
    }

    /// Takes no more writes, does those that wait, folds the log into the file and ends.
    pub(super) async fn stop(&self) {
        let (stopped, wait) = oneshot::channel();
        if self.0.send(Message::Stop(stopped)).await.is_ok() {
            let _ = wait.await;
        }
    }
}

/// Begins a group and its first write: each trip to SQLite's thread costs more than these statements do.
const FIRST_WRITE: &str = "BEGIN IMMEDIATE; SAVEPOINT one_write";
/// Keeps one write of a group and begins the next.
const NEXT_WRITE: &str = "RELEASE one_write; SAVEPOINT one_write";
/// Keeps the last write of a group.
pub(crate) const KEEP_WRITE: &str = "RELEASE one_write";

struct Loop {
    options: AnyConnectOptions,
    tx: Tx,
    /// Keeps other processes from serving the same file.
    lock: Option<File>,
}

impl Loop {
    async fn serve(mut self, mut messages: mpsc::Receiver<Message>) {
        let mut stopped = Vec::new();
        while let Some(message) = messages.recv().await {
            match message {
                Message::Write(job) => self.group(job, &mut messages, &mut stopped).await,
                Message::Stop(answer) => stopped.push(answer),
            }
            if !stopped.is_empty() {
                messages.close();
            }
        }
        if let Err(error) = self.tx.on().execute("PRAGMA wal_checkpoint(TRUNCATE)").await {
            tracing::warn!(%error, "the log was not folded into the file; the next start does it");
        }
        if let Handle::Writer(connection) = self.tx.connection
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the writer did not close cleanly");
        }
        drop(self.lock);
        for answer in stopped {
            let _ = answer.send(());
        }
    }

    /// One commit: the first job and whatever waits behind it.
    async fn group(
        &mut self,
        first: Job,
        messages: &mut mpsc::Receiver<Message>,
        stopped: &mut Vec<oneshot::Sender<()>>,
    ) {
        if let Err(error) = self.begin().await {
            // Dropping the job tells its caller that nothing was written.
            tracing::error!(%error, "the writer could not begin");
            return;
        }
        let started = Instant::now();
        let (mut kept, mut undone, mut events) = (Vec::new(), Vec::new(), Vec::new());
        let mut broken = None;
        let mut next = Some(first);
        while let Some(job) = next.take() {
            let (keep, finish) = self.run(job).await;
            if keep {
                kept.push(finish);
                events.append(&mut self.tx.events);
            } else {
                match self.tx.on().execute("ROLLBACK TO one_write").await {
                    Ok(_) => undone.push(finish),
                    Err(error) => {
                        let error = StoreError::from(error);
                        let told = StoreError::Unavailable(error.to_string());
                        undone.push(Box::new(move |_| finish(Err(told))));
                        broken = Some(error);
                        break;
                    }
                }
            }
            if kept.len() + undone.len() < MOST_PER_COMMIT && started.elapsed() < LONGEST_GROUP {
                next = match messages.try_recv() {
                    Ok(Message::Write(job)) => Some(job),
                    Ok(Message::Stop(answer)) => {
                        stopped.push(answer);
                        None
                    }
                    Err(_) => None,
                };
            }
            // What was undone left its savepoint as it was when it began.
            if next.is_some()
                && keep
                && let Err(error) = self.tx.on().execute(sqlx::query(NEXT_WRITE)).await
            {
                // A full disk or a failing one makes SQLite undo the whole transaction by itself; going on would commit
                // what follows outside any transaction. The job is dropped unrun, which tells its caller.
                broken = Some(error.into());
                break;
            }
        }
        self.tx.events.clear();
        let committed = match broken {
            Some(error) => Err(error),
            None => self.commit(events).await,
        };
        if let Err(error) = &committed {
            tracing::error!(%error, writes = kept.len(), "a commit failed; its writes were not acknowledged");
            let _ = self.tx.on().execute("ROLLBACK").await;
        }
        for finish in kept {
            finish(match &committed {
                Ok(()) => Ok(()),
                Err(error) => Err(StoreError::Unavailable(error.to_string())),
            });
        }
        undone.into_iter().for_each(|finish| finish(Ok(())));
        self.keep_log_small().await;
    }

    /// Begins the transaction and the savepoint of its first write; a connection that was left in a bad state is put right,
    /// or replaced.
    async fn begin(&mut self) -> Result<(), StoreError> {
        self.tx.events.clear();
        if self.tx.on().execute(sqlx::query(FIRST_WRITE)).await.is_ok() {
            return Ok(());
        }
        let _ = self.tx.on().execute("ROLLBACK").await;
        let Err(error) = self.tx.on().execute(sqlx::query(FIRST_WRITE)).await else { return Ok(()) };
        let error = StoreError::from(error);
        if matches!(error, StoreError::Unavailable(_)) {
            return Err(error);
        }
        tracing::warn!(%error, "the writer opens a new connection");
        let fresh = sqlite::connect_writer(&self.options).await?;
        self.tx.connection = Handle::Writer(Box::new(fresh));
        Ok(self.tx.on().execute(sqlx::query(FIRST_WRITE)).await.map(drop)?)
    }

    async fn commit(&mut self, events: Vec<audit::Pending>) -> Result<(), StoreError> {
        audit::chain(&mut self.tx, events).await?;
        Ok(self.tx.on().execute(sqlx::query("COMMIT")).await.map(drop)?)
    }

    /// Runs a job in the savepoint that is open; whether it is to be kept.
    async fn run(&mut self, job: Job) -> (bool, Finish) {
        self.tx.events.clear();
        let started = Instant::now();
        let ended = job(&mut self.tx).await;
        if started.elapsed() > Duration::from_secs(1) {
            tracing::warn!(milliseconds = started.elapsed().as_millis(), "one write kept all others waiting");
        }
        ended
    }

    /// Starts the log afresh when it has grown beyond its bound.
    async fn keep_log_small(&mut self) {
        let log = sqlite::beside(sqlite::path_of(&self.options), "-wal");
        if log.metadata().is_ok_and(|log| log.len() > LARGEST_LOG) {
            let patience = |time: Duration| format!("PRAGMA busy_timeout = {}", time.as_millis());
            let restart =
                [patience(LOG_PATIENCE), "PRAGMA wal_checkpoint(TRUNCATE)".into(), patience(sqlite::PATIENCE)];
            for statement in restart {
                if let Err(error) = self.tx.on().execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await {
                    tracing::warn!(%error, "the log could not be started afresh yet");
                }
            }
        }
    }
}
