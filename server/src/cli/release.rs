//! `assay release`.

use super::{Outcome, data::DataFlags};
use assay_domain::ReleaseId;
use assay_workflow::releases::Verification;
use clap::{Args, Subcommand};

/// Arguments of `assay release`.
#[derive(Debug, Args)]
pub struct Release {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Compute a release again from the database and compare every byte; exits with 1 when anything differs
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    data: DataFlags,

    /// The release's number in its address: /board/NUMBER
    id: i64,
}

impl Release {
    /// Does what was asked.
    ///
    /// # Errors
    /// What differs.
    pub fn run(self) -> Outcome {
        let Verb::Verify(verify) = self.verb;
        verify.data.run(|assay| async move {
            match assay.verify_release(ReleaseId(verify.id)).await? {
                Verification::Same => {
                    println!("Release {} is the same, bit for bit.", verify.id);
                    Ok(())
                }
                Verification::Different(what) => Err(format!("release {}: {what}", verify.id).into()),
            }
        })
    }
}
