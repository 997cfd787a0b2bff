//! `assay user`: accounts, from the machine the data is on.

use super::{Outcome, data::DataFlags};
use assay_domain::Role;
use clap::{Args, Subcommand};

/// Arguments of `assay user`.
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Add a person and print the link with which they choose their password (works once, for seven days)
    Add(Add),
    /// Remove a person's second factor, for someone who lost the device and the recovery codes; their sessions end
    ResetSecondFactor(ResetSecondFactor),
}

#[derive(Debug, Args)]
struct ResetSecondFactor {
    #[command(flatten)]
    data: DataFlags,

    /// What they sign in with
    #[arg(long)]
    login: String,
}

#[derive(Debug, Args)]
struct Add {
    #[command(flatten)]
    data: DataFlags,

    /// Their name, as colleagues see it
    #[arg(long)]
    name: String,

    /// What they sign in with, such as an e-mail address
    #[arg(long)]
    login: String,

    /// A role they hold; may be given several times
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
    roles: Vec<Role>,
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| format!("a role is one of {}", Role::ALL.map(Role::as_str).join(", ")))
}

impl User {
    /// Does what was asked.
    ///
    /// # Errors
    /// A taken or unknown sign-in name, or data that cannot be opened.
    pub fn run(self) -> Outcome {
        match self.verb {
            Verb::Add(add) => add.data.run(|assay| async move {
                let (_, token) = assay.invite_from_console(&add.name, &add.login, &add.roles).await?;
                println!(
                    "Give this link, below the address of your installation, to {}:\n/link/{token}",
                    add.name.trim()
                );
                Ok(())
            }),
            Verb::ResetSecondFactor(reset) => reset.data.run(|assay| async move {
                assay.reset_second_factor_from_console(&reset.login).await?;
                println!("The second factor is removed. The password alone signs in again; every session has ended.");
                Ok(())
            }),
        }
    }
}
