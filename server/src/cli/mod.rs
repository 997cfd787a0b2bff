//! The command line, one file per verb.

mod serve;

use clap::{Parser, Subcommand};

/// What a verb returns: an error is printed with its causes and the process exits with 1.
pub type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Ranks language models by human judgment on prompts that stay private.
///
/// `assay serve` in an empty folder is a working installation: it keeps everything in one SQLite file there and prints a
/// link for creating the first admin.
#[derive(Debug, Parser)]
#[command(name = "assay", version)]
pub struct Assay {
    #[command(subcommand)]
    command: Command,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the product over HTTP until stopped with Ctrl-C or SIGTERM
    Serve(serve::Serve),
}

impl Assay {
    /// Does what was asked.
    ///
    /// # Errors
    /// Whatever the verb could not do.
    pub fn run(self) -> Outcome {
        match self.command {
            Command::Serve(serve) => serve.run(),
        }
    }
}
