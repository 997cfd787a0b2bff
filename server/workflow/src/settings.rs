//! What people set for themselves: their keyboard, the same on every device.

use crate::{Assay, Error, by, log};
use assay_domain::{Actor, keys::Keymap};
use assay_store::settings;
use serde_json::json;
use std::collections::BTreeMap;

const KEYS: &str = "keys";

impl Assay {
    /// The person's keyboard.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn keymap(&self, actor: &Actor) -> Result<Keymap, Error> {
        let kept = settings::lookup(&mut self.store.read().await?, actor.person, KEYS).await?;
        // A keyboard that an older version wrote and this one cannot read is as at first: nobody is locked out by it.
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    /// Makes a keyboard of what the person wrote beside each action and keeps it.
    ///
    /// # Errors
    /// [`assay_domain::Refusal::Invalid`] naming each action whose key cannot be used; nothing is kept then.
    pub async fn choose_keys(
        &self,
        actor: &Actor,
        single: bool,
        written: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let json = serde_json::to_string(&Keymap::choose(single, written)?)
            .map_err(|error| Error::Internal(error.to_string()))?;
        let (person, who, now) = (actor.person, by(actor), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    settings::keep(tx, person, KEYS, &json).await?;
                    log(tx, now, who, "person.choose_keys", format!("person:{person}"), json!({})).await?;
                    Ok(())
                })
            })
            .await
    }
}
