//! `assay`: the command line, the settings and the HTTP front; wires the other crates together.
//!
//! Rules live in `assay_domain`, SQL in `assay_store`, what people do in `assay_workflow`, pages in `assay_app`. Here is
//! only what connects them to a machine:
//!
//! - [`cli`]: one file per verb of the command line;
//! - [`settings`]: defaults, the TOML file, the environment, flags;
//! - [`http`]: the listener, the middleware every request passes, the embedded site, the routes;
//! - [`logging`].
//!
//! To add a verb: write `cli/<verb>.rs` with its arguments and a `run`, and name it in [`cli::Command`]. To add a route:
//! see [`http::routes`].

mod cli;
mod demo;
mod http;
mod logging;
mod settings;
mod upkeep;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::Assay::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not through the log: this is the answer to the person at the terminal.
            eprintln!("assay: {error}");
            let mut cause = std::error::Error::source(&*error);
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}
