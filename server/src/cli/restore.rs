//! `assay restore`.

use super::{Outcome, data::DataFlags, doctor};
use crate::settings::Settings;
use assay_store::{Access, StoreOptions, backup};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `assay restore`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "The copy comes from `assay backup` or a schedule of `assay serve --backup-dir`. It goes into an empty place only:\n\
    a SQLite file that does not exist yet, or a PostgreSQL database without tables. Everyone signs in again afterwards, and links\n\
    that were open must be sent anew."
)]
pub struct Restore {
    #[command(flatten)]
    data: DataFlags,

    /// The copy
    path: PathBuf,
}

impl Restore {
    /// Brings the copy back, its schema up to date, and lets `doctor` look at it.
    ///
    /// # Errors
    /// A place that is not empty, a damaged or newer copy, or anything `doctor` finds.
    pub fn run(self) -> Outcome {
        // The copy that is restored is the copy that would be made.
        let settings = Settings { without_backup: true, ..self.data.settings()? };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            backup::restore(&StoreOptions::parse(&settings.database_url), &self.path).await?;
            let assay = super::data::open(&settings, Access::Alone).await?;
            assay.note_restore().await?;
            let examined = doctor::examine(&assay).await;
            assay.store().clone().close().await;
            examined?;
            println!("Restored. Start the server again with `assay serve`.");
            Ok(())
        })
    }
}
