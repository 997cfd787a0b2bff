//! Vendors and models: registered by admins, seen by nobody who judges or reviews.

use crate::{Assay, Error, by, error::taken, log};
use assay_domain::{Actor, ModelId, Refusal, Role, VendorId, setup::within};
use assay_store::models::{self, Model, Vendor};
use serde_json::json;

impl Assay {
    /// Registers an organisation that makes models.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn add_vendor(&self, actor: &Actor, name: &str) -> Result<VendorId, Error> {
        actor.require(Role::Admin)?;
        let name = name_of("vendor", name)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let id = models::add_vendor(tx, &name, now)
                        .await
                        .map_err(|error| taken(error, "vendor", "This vendor is registered already."))?;
                    log(tx, now, who, "vendor.add", format!("vendor:{id}"), json!({})).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Registers one model version.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn add_model(&self, actor: &Actor, vendor: VendorId, name: &str) -> Result<ModelId, Error> {
        actor.require(Role::Admin)?;
        let name = name_of("model", name)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if !models::list_vendors(tx).await?.iter().any(|known| known.id == vendor) {
                        return Err(Refusal::invalid("vendor", "Choose a registered vendor.").into());
                    }
                    let id = models::add_model(tx, vendor, &name, now)
                        .await
                        .map_err(|error| taken(error, "model", "A model of this name is registered already."))?;
                    log(tx, now, who, "model.add", format!("model:{id}"), json!({})).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Every vendor and every model.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn models(&self, actor: &Actor) -> Result<(Vec<Vendor>, Vec<Model>), Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        Ok((models::list_vendors(&mut tx).await?, models::list(&mut tx).await?))
    }
}

fn name_of(field: &str, name: &str) -> Result<String, Refusal> {
    if within(name, 1, 100) {
        Ok(name.trim().to_owned())
    } else {
        Err(Refusal::invalid(field, "Give a name of 1 to 100 characters."))
    }
}
