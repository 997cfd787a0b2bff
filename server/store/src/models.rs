//! Vendors and models.

use crate::{StoreError, Tx};
use assay_domain::{ModelId, Timestamp, VendorId};
use sqlx::Row;

/// An organisation that makes models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vendor {
    /// Its id.
    pub id: VendorId,
    /// Its name.
    pub name: String,
}

/// One model version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its id.
    pub id: ModelId,
    /// Its name.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
}

/// Adds a vendor.
///
/// # Errors
/// [`StoreError::Taken`] when the name is in use.
pub async fn add_vendor(tx: &mut Tx, name: &str, now: Timestamp) -> Result<VendorId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>("INSERT INTO vendor (name, created_at) VALUES ($1, $2) RETURNING id")
        .bind(name.to_owned())
        .bind(now)
        .fetch_one(tx.on())
        .await?;
    Ok(VendorId(id))
}

/// Adds a model.
///
/// # Errors
/// [`StoreError::Taken`] when the name is in use.
pub async fn add_model(tx: &mut Tx, vendor: VendorId, name: &str, now: Timestamp) -> Result<ModelId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO model (vendor_id, name, created_at) VALUES ($1, $2, $3) RETURNING id",
    )
    .bind(vendor.0)
    .bind(name.to_owned())
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    Ok(ModelId(id))
}

/// Every vendor, by name.
///
/// # Errors
/// What the database reports.
pub async fn list_vendors(tx: &mut Tx) -> Result<Vec<Vendor>, StoreError> {
    let rows = sqlx::query("SELECT id, name FROM vendor ORDER BY name").fetch_all(tx.on()).await?;
    rows.iter().map(|row| Ok(Vendor { id: VendorId(row.try_get("id")?), name: row.try_get("name")? })).collect()
}

/// Every model, by vendor and name.
///
/// # Errors
/// What the database reports.
pub async fn list(tx: &mut Tx) -> Result<Vec<Model>, StoreError> {
    let rows = sqlx::query(
        "SELECT m.id, m.name, v.name AS vendor FROM model m JOIN vendor v ON v.id = m.vendor_id ORDER BY v.name, m.name",
    )
    .fetch_all(tx.on())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Model { id: ModelId(row.try_get("id")?), name: row.try_get("name")?, vendor: row.try_get("vendor")? })
        })
        .collect()
}
