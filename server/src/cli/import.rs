//! `assay import`.

use super::{Outcome, data::DataFlags};
use assay_workflow::{Error, imports::Upload, prompt_set_file::Coverage, prompt_sets::Target};
use clap::Args;
use std::io::Read as _;
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
        let mut file = std::fs::File::open(&self.file).map_err(|error| format!("{}: {error}", self.file.display()))?;
        let target = if self.new_version { Target::New } else { Target::Latest };
        let coverage = if self.partial { Coverage::Partial } else { Coverage::Complete };
        self.data.run(|assay| async move {
            let admin = assay.actor_named(&self.login).await?;
            let sets = assay.prompt_sets(&admin).await?;
            let set =
                sets.iter().find(|view| view.set.name == self.set).ok_or("there is no prompt set of this name")?;
            let mut upload = assay.begin_import(&admin, set.set.id).await?;
            let report = match send(&mut upload, &mut file).await {
                Ok(()) => upload.finish(target, coverage).await,
                Err(error) => Err(error),
            };
            let report = match report {
                Ok(report) => report,
                Err(error) => upload.abandon(error).await?,
            };
            println!(
                "Version {}: {} new prompts, {} new responses.",
                report.version, report.new_prompts, report.new_responses
            );
            if !report.names_its_maker.is_empty() {
                println!("Look at these prompts, on the page of the prompt set: a response seems to tell who made it, and is held until you approve it.");
                report.names_its_maker.iter().for_each(|id| println!("  {id}"));
            }
            Ok(())
        })
    }
}

/// Reads the file piece by piece, so that its size does not matter.
async fn send(upload: &mut Upload, file: &mut std::fs::File) -> Result<(), Error> {
    let mut piece = vec![0; 1 << 20];
    loop {
        let length = file.read(&mut piece).map_err(|error| Error::Unavailable(error.to_string()))?;
        if length == 0 {
            return Ok(());
        }
        upload.feed(&piece[..length]).await?;
    }
}
