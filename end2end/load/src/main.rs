//! Drives a running Assay as many people at once would, and checks what the method promises: `assay-load --help`.
//!
//! Each driver starts the release binary (`ASSAY_BINARY`) on fresh data, works on it over HTTP alone, and ends with an error
//! when a promise is broken, so that `.ci/test` can run its short form. To add one: a file with a `run`, a verb in [`Verb`].

mod backup;
mod crash;
mod crowd;
mod cycle;
mod figures;
mod harm;
mod person;
mod place;
mod steady;

use clap::{Parser, Subcommand};

/// What a driver returns; the error says which promise was broken.
type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Load and crash drivers.
#[derive(Debug, Parser)]
struct Load {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// How many cycles (next task, then submit) a second some annotators get through
    Cycle(cycle::Cycle),
    /// Many annotators on few tasks without think time: nobody too many, nobody twice, no failure
    Crowd(crowd::Crowd),
    /// Many annotators at an even pace: how long each answer takes
    Steady(steady::Steady),
    /// Kill -9 under load, again and again: nothing acknowledged is lost
    Crash(crash::Crash),
    /// Backups under load, each restored and checked
    Backup(backup::Backup),
    /// Parallel sign-ins and slow connections, while others work
    Harm(harm::Harm),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let outcome = match Load::parse().verb {
        Verb::Cycle(driver) => driver.run().await,
        Verb::Crowd(driver) => driver.run().await,
        Verb::Steady(driver) => driver.run().await,
        Verb::Crash(driver) => driver.run().await,
        Verb::Backup(driver) => driver.run().await,
        Verb::Harm(driver) => driver.run().await,
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            println!("FAILED: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
