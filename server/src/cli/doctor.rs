//! `assay doctor`.

use super::{Outcome, data::DataFlags};
use assay_workflow::Assay;
use clap::Args;

/// Arguments of `assay doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    data: DataFlags,
}

impl Doctor {
    /// Looks at the database and prints what was seen.
    ///
    /// # Errors
    /// When anything is not as it must be, so that the exit code says so.
    pub fn run(self) -> Outcome {
        self.data.run_with(assay_store::Access::Inspect, |assay| async move { examine(&assay).await })
    }
}

/// Prints what was seen.
///
/// # Errors
/// When anything is not as it must be.
pub async fn examine(assay: &Assay) -> Outcome {
    let mut findings = assay_store::doctor::examine(assay.store()).await?;
    findings.push(assay_store::doctor::clock(assay.store(), assay.now()).await?);
    for finding in &findings {
        println!("{}  {}: {}", if finding.healthy { "ok   " } else { "WRONG" }, finding.check, finding.seen);
    }
    let wrong = findings.iter().filter(|finding| !finding.healthy).count();
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} of {} checks failed", findings.len()).into()) }
}
