//! `assay release`.

use super::{Outcome, data::DataFlags};
use assay_domain::ReleaseId;
use assay_workflow::releases::{BoardRow, ReleaseDiff, Verification};
use clap::{Args, Subcommand};

/// Arguments of `assay release`.
#[derive(Debug, Args)]
pub struct Release {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Compute a release again from the database and compare every byte; exits with 1 when anything differs
    Verify(Verify),
    /// Say what changed from one release to another
    Diff(Diff),
}

#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    data: DataFlags,

    /// The release's number in its address: /board/NUMBER
    id: i64,
}

#[derive(Debug, Args)]
struct Diff {
    #[command(flatten)]
    data: DataFlags,

    /// The first release's number in its address: /board/NUMBER
    before: i64,

    /// The second release's
    after: i64,

    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

impl Release {
    /// Does what was asked.
    ///
    /// # Errors
    /// What differs.
    pub fn run(self) -> Outcome {
        match self.verb {
            Verb::Verify(verify) => verify.run(),
            Verb::Diff(diff) => diff.run(),
        }
    }
}

impl Verify {
    fn run(self) -> Outcome {
        self.data.run(|assay| async move {
            match assay.verify_release(ReleaseId(self.id)).await? {
                Verification::Same => {
                    println!("Release {} is the same, bit for bit.", self.id);
                    Ok(())
                }
                Verification::OtherEngine { made_by, this } => Err(format!(
                    "release {}: what is stored is whole (settings, judgments and board fit the hash), but “{made_by}” made the numbers and this is “{this}”; verify it with the program that made it",
                    self.id
                )
                .into()),
                Verification::Different(what) => Err(format!("release {}: {what}", self.id).into()),
            }
        })
    }
}

impl Diff {
    fn run(self) -> Outcome {
        self.data.run(|assay| async move {
            let diff = assay.compare_releases_from_console(ReleaseId(self.before), ReleaseId(self.after)).await?;
            if self.json {
                println!("{}", serde_json::to_string_pretty(&diff)?);
            } else {
                print!("{}", table(&diff));
            }
            Ok(())
        })
    }
}

fn table(diff: &ReleaseDiff) -> String {
    let mut text = format!(
        "Release {} to release {}: {} judgments in both, {} added, {} gone.\n",
        diff.before, diff.after, diff.shared, diff.added, diff.removed
    );
    for (name, before, after) in &diff.settings {
        text += &format!("{name}: {before} -> {after}\n");
    }
    for change in &diff.models {
        let shown = |row: &Option<BoardRow>| {
            row.as_ref().map_or_else(
                || "not there".to_owned(),
                |row| {
                    let rank = row.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
                    let value = row.value().map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
                    format!("rank {rank}, {value}")
                },
            )
        };
        let by = change
            .change()
            .map(|by| format!(" ({by:+.1}{})", if change.is_clear() { ", clear of both intervals" } else { "" }));
        text += &format!(
            "{}: {} -> {}{}\n",
            change.model,
            shown(&change.before),
            shown(&change.after),
            by.unwrap_or_default()
        );
    }
    text
}
