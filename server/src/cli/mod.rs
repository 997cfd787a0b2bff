//! The command line, one file per verb.

mod audit;
mod backup;
pub mod data;
mod doctor;
mod export;
mod import;
mod migrate;
mod rank;
mod release;
mod restore;
mod serve;
mod user;

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
    /// Bring the database's schema up to date, as serving does at its start
    Migrate(migrate::Migrate),
    /// Add people from the machine the data is on
    User(user::User),
    /// Import prompts and responses from a JSONL file
    Import(import::Import),
    /// Rank the models of a file of battles; needs no database
    Rank(rank::Rank),
    /// Verify and compare releases
    Release(release::Release),
    /// Write a copy of all data to a new file while people work
    Backup(backup::Backup),
    /// Bring a copy back into an empty place, and examine it
    Restore(restore::Restore),
    /// Write approved judgments to a file that leaves the system, on record
    Export(export::Export),
    /// Verify the audit log's chain, or print the hash that stands for all of it
    Audit(audit::Audit),
    /// Check the database: engine, settings, the rules of the method, the audit chain; exits with 1 when anything is wrong
    Doctor(doctor::Doctor),
}

impl Assay {
    /// Does what was asked.
    ///
    /// # Errors
    /// Whatever the verb could not do.
    pub fn run(self) -> Outcome {
        match self.command {
            Command::Serve(verb) => verb.run(),
            Command::Migrate(verb) => verb.run(),
            Command::User(verb) => verb.run(),
            Command::Import(verb) => verb.run(),
            Command::Rank(verb) => verb.run(),
            Command::Release(verb) => verb.run(),
            Command::Backup(verb) => verb.run(),
            Command::Restore(verb) => verb.run(),
            Command::Export(verb) => verb.run(),
            Command::Audit(verb) => verb.run(),
            Command::Doctor(verb) => verb.run(),
        }
    }
}
