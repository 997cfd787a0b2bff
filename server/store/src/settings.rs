//! What people set for themselves.

use crate::{StoreError, Tx};
use assay_domain::PersonId;

/// A setting of a person, as JSON; `None` while it is as at first.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, person: PersonId, name: &str) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT value FROM person_setting WHERE person_id = $1 AND name = $2")
        .bind(person.0)
        .bind(name.to_owned())
        .fetch_optional(tx.on())
        .await?)
}

/// Keeps a setting in place of the one before.
///
/// # Errors
/// What the database reports; [`StoreError::Rule`] for a name that is no setting.
pub async fn keep(tx: &mut Tx, person: PersonId, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO person_setting (person_id, name, value) VALUES ($1, $2, $3)
             ON CONFLICT (person_id, name) DO UPDATE SET value = excluded.value",
    )
    .bind(person.0)
    .bind(name.to_owned())
    .bind(value.to_owned())
    .execute(tx.on())
    .await?;
    Ok(())
}
