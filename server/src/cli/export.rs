//! `assay export`.

use super::{Outcome, data::DataFlags};
use assay_domain::EvaluationId;
use clap::Args;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

/// Arguments of `assay export`.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    data: DataFlags,

    /// The evaluation's number in its address: /manage/evaluations/NUMBER
    evaluation: i64,

    /// The file to write, JSON lines; it must not exist
    path: PathBuf,

    /// Sign-in name of the admin on whose behalf this is done, for the audit log and the exposure ledger
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,

    /// Whom the file is for, such as the name of an organisation; it stands in the file's first line
    #[arg(long, value_name = "NAME")]
    recipient: String,
}

impl Export {
    /// Writes the file, readable by its owner only.
    ///
    /// # Errors
    /// Whoever is no admin, an unknown evaluation, or a file that exists.
    pub fn run(self) -> Outcome {
        self.data.run(|assay| async move {
            let admin = assay.actor_named(&self.login).await?;
            let wrong = |error: std::io::Error| format!("{}: {error}", self.path.display());
            let mut file =
                std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(&self.path).map_err(wrong)?;
            let mut export = assay.export_judgments(&admin, EvaluationId(self.evaluation), &self.recipient).await?;
            while let Some(lines) = export.next().await? {
                file.write_all(lines.as_bytes()).map_err(wrong)?;
            }
            file.sync_all().map_err(wrong)?;
            println!("{} is export {}.", self.path.display(), export.id());
            Ok(())
        })
    }
}
