//! Sessions in the database, for tower-sessions.
//!
//! `create` inserts and `save` only updates: a session that was ended while a request was under way stays ended (SESS-3).
//! Stores that save by upsert bring it back to life.

use assay_store::{
    Store, StoreError,
    people::Person,
    sessions::{self, StoredSession},
};
use async_trait::async_trait;
use std::cell::Cell;
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

/// Keeps sessions in the same database as everything else.
#[derive(Clone, Debug)]
pub struct DatabaseSessions(pub Store);

tokio::task_local! {
    /// The account of whoever the session belongs to that was looked up last.
    static OWNER: Cell<Option<Person>>;
}

/// Runs what looks at a request's session. Answers also the account of whoever it belongs to, where the session was looked up
/// in the database meanwhile: it came on the same trip.
pub async fn with_owner<T>(look: impl Future<Output = T>) -> (T, Option<Person>) {
    OWNER.scope(Cell::default(), async { (look.await, OWNER.with(Cell::take)) }).await
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

fn stored(record: &Record) -> Result<StoredSession> {
    let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    Ok(StoredSession { data, expires_at: micros(record.expiry_date) })
}

fn micros(moment: OffsetDateTime) -> i64 {
    i64::try_from(moment.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

#[async_trait]
impl SessionStore for DatabaseSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let session = stored(record)?;
        loop {
            let (id, session) = (record.id.to_string(), session.clone());
            let created =
                self.0.write(move |tx| Box::pin(async move { sessions::create(tx, &id, &session).await })).await;
            match created {
                Ok(()) => return Ok(()),
                Err(StoreError::Taken) => record.id = Id::default(),
                Err(other) => return Err(failed(other)),
            }
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (id, session) = (record.id.to_string(), stored(record)?);
        self.0
            .write(move |tx| Box::pin(async move { sessions::save(tx, &id, &session).await }))
            .await
            .map(drop)
            .map_err(|error: StoreError| failed(error))
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut tx = self.0.read().await.map_err(failed)?;
        let found =
            sessions::lookup(&mut tx, &id.to_string(), micros(OffsetDateTime::now_utc())).await.map_err(failed)?;
        found
            .map(|(session, person)| {
                // Nobody asks where a session is looked up outside a request.
                let _ = OWNER.try_with(|owner| owner.set(person));
                let data = serde_json::from_str(&session.data).map_err(|error| Error::Decode(error.to_string()))?;
                let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(i128::from(session.expires_at) * 1_000)
                    .map_err(failed)?;
                Ok(Record { id: *id, data, expiry_date })
            })
            .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let id = id.to_string();
        self.0
            .write(move |tx| Box::pin(async move { sessions::delete(tx, &id).await }))
            .await
            .map_err(|error: StoreError| failed(error))
    }
}
