//! `assay audit`.

use super::{Outcome, data::DataFlags};
use assay_store::Access;
use assay_store::audit::Verdict;
use clap::{Args, Subcommand};

/// Arguments of `assay audit`.
#[derive(Debug, Args)]
pub struct Audit {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Walk the whole chain; exits with 1 and names the first entry that was changed or is missing
    Verify(Verify),
    /// Print how many entries there are and the hash that stands for all of them; keep it where this machine cannot change it
    Head(Head),
}

#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    data: DataFlags,

    /// A head kept from earlier: the chain must still contain it, so that entries cut off its end are missed
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
}

#[derive(Debug, Args)]
struct Head {
    #[command(flatten)]
    data: DataFlags,
}

impl Audit {
    /// Does what was asked.
    ///
    /// # Errors
    /// What is wrong with the chain.
    pub fn run(self) -> Outcome {
        match self.verb {
            Verb::Verify(verify) => verify.data.run_with(Access::Inspect, |assay| async move {
                match assay.verify_audit(verify.head.as_deref()).await? {
                    Verdict::Whole { entries, head } => {
                        println!("The chain of {entries} entries is whole. Its head: {head}");
                        Ok(())
                    }
                    Verdict::Broken(number) => {
                        Err(format!("entry {number} was changed, is missing, or does not follow from the one before")
                            .into())
                    }
                    Verdict::HeadMissing => Err(
                        "the chain does not contain the head you kept: entries were cut off or all were written anew"
                            .into(),
                    ),
                }
            }),
            Verb::Head(head) => head.data.run_with(Access::Inspect, |assay| async move {
                let (entries, hash) = assay.audit_head().await?;
                println!("{entries} {hash}");
                Ok(())
            }),
        }
    }
}
