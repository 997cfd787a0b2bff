//! `assay import`.

use super::{Outcome, data::DataFlags};
use assay_workflow::{prompt_set_file::Coverage, prompt_sets::Target};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `assay import`.
#[derive(Debug, Args)]
#[command(after_long_help = "The file has one JSON object per line:\n  \
    {\"id\": \"coding-001\", \"prompt\": \"Write …\", \"attributes\": {\"use_case\": \"generation\"}, \"responses\": {\"Model One\": \"…\", \"Model Two\": \"…\"}}\n\n\
    Instead of prompt, a conversation: \"turns\": [{\"role\": \"user\", \"text\": \"…\"}, …]. reference and attributes are optional.\n\
    The models must be registered. All of the file is imported, or nothing.")]
pub struct Import {
    #[command(flatten)]
    data: DataFlags,

    /// The JSONL file
    file: PathBuf,

    /// Name of the prompt set to import into
    #[arg(long, value_name = "NAME")]
    set: String,

    /// Sign-in name of the admin on whose behalf this is done, for the audit log
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,

    /// Make a new version of the prompt set instead of adding to the latest
    #[arg(long)]
    new_version: bool,

    /// Allow prompts that lack some models' responses (each still needs two)
    #[arg(long)]
    partial: bool,
}

impl Import {
    /// Imports all of the file or nothing.
    ///
    /// # Errors
    /// Every mistake in the file, with its line and field.
    pub fn run(self) -> Outcome {
        let file = std::fs::read(&self.file).map_err(|error| format!("{}: {error}", self.file.display()))?;
        let target = if self.new_version { Target::New } else { Target::Latest };
        let coverage = if self.partial { Coverage::Partial } else { Coverage::Complete };
        self.data.run(|assay| async move {
            let admin = assay.actor_named(&self.login).await?;
            let sets = assay.prompt_sets(&admin).await?;
            let set =
                sets.iter().find(|view| view.set.name == self.set).ok_or("there is no prompt set of this name")?;
            let report = assay.import(&admin, set.set.id, file, target, coverage).await?;
            println!(
                "Version {}: {} new prompts, {} new responses.",
                report.version, report.new_prompts, report.new_responses
            );
            if !report.names_its_maker.is_empty() {
                println!("Look at these prompts: a response names a registered model or vendor.");
                report.names_its_maker.iter().for_each(|id| println!("  {id}"));
            }
            Ok(())
        })
    }
}
