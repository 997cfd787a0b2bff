//! `assay backup`.

use super::{Outcome, data::DataFlags};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `assay backup`.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    data: DataFlags,

    /// The file to write; it must not exist
    path: PathBuf,
}

impl Backup {
    /// Writes the copy; the server may go on meanwhile.
    ///
    /// # Errors
    /// A file that exists or cannot be written, or missing tools of PostgreSQL.
    pub fn run(self) -> Outcome {
        self.data.run(|assay| async move {
            assay.back_up(&self.path).await?;
            println!(
                "{} holds everything that was acknowledged before now, without sessions and open links.",
                self.path.display()
            );
            Ok(())
        })
    }
}
