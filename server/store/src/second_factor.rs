//! The second factor of people's accounts: an authenticator's secret, recovery codes, and the roles that need one.

use crate::{StoreError, Tx};
use assay_domain::{PersonId, Role, Timestamp};
use sqlx::Row;

/// An authenticator's secret.
#[derive(Clone)]
pub struct Factor {
    /// In base32, as apps take it.
    pub secret: String,
    /// The last step whose code was taken.
    pub last_step: i64,
    /// When it was offered.
    pub started_at: Timestamp,
    /// Whether a right code has turned it on.
    pub on: bool,
}

/// A person's second factor, offered or on.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, person: PersonId) -> Result<Option<Factor>, StoreError> {
    let row = sqlx::query("SELECT secret, last_step, started_at, confirmed_at FROM second_factor WHERE person_id = $1")
        .bind(person.0)
        .fetch_optional(tx.on())
        .await?;
    row.map(|row| {
        Ok(Factor {
            secret: row.try_get("secret")?,
            last_step: row.try_get("last_step")?,
            started_at: row.try_get("started_at")?,
            on: row.try_get::<Option<i64>, _>("confirmed_at")?.is_some(),
        })
    })
    .transpose()
}

/// Offers a secret in place of one that was offered before; `false` when a second factor is on already.
///
/// # Errors
/// What the database reports.
pub async fn offer(tx: &mut Tx, person: PersonId, secret: &str, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO second_factor (person_id, secret, started_at) VALUES ($1, $2, $3)
             ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, started_at = excluded.started_at
             WHERE second_factor.confirmed_at IS NULL",
    )
    .bind(person.0)
    .bind(secret.to_owned())
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Turns the offered secret on, with these recovery codes; `false` when none is offered.
///
/// # Errors
/// What the database reports.
pub async fn turn_on(
    tx: &mut Tx,
    person: PersonId,
    code_hashes: &[String],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let on = sqlx::query("UPDATE second_factor SET confirmed_at = $2 WHERE person_id = $1 AND confirmed_at IS NULL")
        .bind(person.0)
        .bind(now)
        .execute(tx.on())
        .await?;
    if on.rows_affected() == 0 {
        return Ok(false);
    }
    for hash in code_hashes {
        sqlx::query("INSERT INTO recovery_code (person_id, code_hash) VALUES ($1, $2)")
            .bind(person.0)
            .bind(hash.clone())
            .execute(tx.on())
            .await?;
    }
    Ok(true)
}

/// Takes the code of a step; `false` when that step's, or a later one's, was taken before.
///
/// # Errors
/// What the database reports.
pub async fn take_step(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool, StoreError> {
    let taken = sqlx::query("UPDATE second_factor SET last_step = $2 WHERE person_id = $1 AND last_step < $2")
        .bind(person.0)
        .bind(step)
        .execute(tx.on())
        .await?;
    Ok(taken.rows_affected() == 1)
}

/// Uses a recovery code up; `false` when there is none of this hash that was not used.
///
/// # Errors
/// What the database reports.
pub async fn use_recovery_code(
    tx: &mut Tx,
    person: PersonId,
    code_hash: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = sqlx::query(
        "UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL",
    )
    .bind(person.0)
    .bind(code_hash.to_owned())
    .bind(now)
    .execute(tx.on())
    .await?;
    Ok(used.rows_affected() == 1)
}

/// How many recovery codes a person has left.
///
/// # Errors
/// What the database reports.
pub async fn recovery_codes_left(tx: &mut Tx, person: PersonId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL")
        .bind(person.0)
        .fetch_one(tx.on())
        .await?)
}

/// Removes a person's second factor with its recovery codes; `false` when there was none.
///
/// # Errors
/// What the database reports.
pub async fn remove(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    sqlx::query("DELETE FROM recovery_code WHERE person_id = $1").bind(person.0).execute(tx.on()).await?;
    let removed = sqlx::query("DELETE FROM second_factor WHERE person_id = $1").bind(person.0).execute(tx.on()).await?;
    Ok(removed.rows_affected() == 1)
}

/// The roles that need a second factor, in the order of [`Role::ALL`].
///
/// # Errors
/// What the database reports.
pub async fn required(tx: &mut Tx) -> Result<Vec<Role>, StoreError> {
    let words: Vec<String> = sqlx::query_scalar("SELECT role FROM second_factor_role").fetch_all(tx.on()).await?;
    Ok(Role::ALL.into_iter().filter(|role| words.iter().any(|word| word == role.as_str())).collect())
}

/// Replaces the roles that need a second factor.
///
/// # Errors
/// What the database reports.
pub async fn require(tx: &mut Tx, roles: &[Role]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM second_factor_role").execute(tx.on()).await?;
    for role in roles {
        sqlx::query("INSERT INTO second_factor_role (role) VALUES ($1) ON CONFLICT (role) DO NOTHING")
            .bind(role.as_str())
            .execute(tx.on())
            .await?;
    }
    Ok(())
}
