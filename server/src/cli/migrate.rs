//! `assay migrate`.

use super::{Outcome, data::DataFlags};
use clap::Args;

/// Arguments of `assay migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    data: DataFlags,
}

impl Migrate {
    /// Opening the data brings its schema up to date.
    ///
    /// # Errors
    /// When the database cannot be opened or is of a newer version.
    pub fn run(self) -> Outcome {
        self.data.run_with(assay_store::Access::Alone, |_| async {
            println!("The schema is up to date.");
            Ok(())
        })
    }
}
