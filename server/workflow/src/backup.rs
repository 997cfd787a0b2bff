//! Copies of all data, made while people work.

use crate::{Assay, Error, log};
use assay_store::backup;
use serde_json::json;
use std::path::Path;

impl Assay {
    /// Writes a copy of the data to a new file; only the machine the data is on can ask for it. It is whole or not there, and
    /// has everything that was acknowledged before this began.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the file cannot be written.
    pub async fn back_up(&self, target: &Path) -> Result<(), Error> {
        let now = self.now();
        // Noted first: a copy that leaves without a line in the log is worse than a line without a copy.
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    log(tx, now, None, "backup.make", "installation".into(), json!({})).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(backup::make(&self.store, target).await?)
    }

    /// Notes that this data was brought back from a copy.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn note_restore(&self) -> Result<(), Error> {
        let now = self.now();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    log(tx, now, None, "backup.restore", "installation".into(), json!({})).await?;
                    Ok(())
                })
            })
            .await
    }
}
