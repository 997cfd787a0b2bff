//! What the verbs that work on the data share: where it is, and on whose behalf they act.

use super::Outcome;
use crate::settings::{Flags, Settings};
use assay_store::{Access, Store, StoreOptions};
use assay_workflow::{Assay, SystemClock, SystemEntropy};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the data is.
#[derive(Debug, Args)]
pub struct DataFlags {
    /// TOML file with settings [default: assay.toml, if there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Where the data is: `sqlite:FILE` or `postgres://…` [default: sqlite:assay.sqlite]
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,

    /// Bring the schema up to date, where that is needed, without a copy of the data first
    #[arg(long)]
    without_backup: bool,
}

impl DataFlags {
    /// The settings these flags lead to.
    pub fn settings(self) -> Result<Settings, Box<dyn std::error::Error + Send + Sync>> {
        let Self { config, database_url, without_backup } = self;
        Ok(Settings::load(Flags { config, database_url, without_backup, ..Flags::default() })?)
    }

    /// Opens the data beside a server that may be running, does the work and closes it again.
    pub fn run<W, F>(self, work: W) -> Outcome
    where
        W: FnOnce(Assay) -> F,
        F: Future<Output = Outcome>,
    {
        self.run_with(Access::Beside, work)
    }

    /// Opens the data for a purpose, does the work and closes it again.
    pub fn run_with<W, F>(self, access: Access, work: W) -> Outcome
    where
        W: FnOnce(Assay) -> F,
        F: Future<Output = Outcome>,
    {
        let settings = self.settings()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let assay = open(&settings, access).await?;
            let store = assay.store().clone();
            let outcome = work(assay).await;
            store.close().await;
            outcome
        })
    }
}

/// The product on the data the settings name.
///
/// # Errors
/// When the database cannot be opened or brought up to date.
pub async fn open(settings: &Settings, access: Access) -> Result<Assay, Box<dyn std::error::Error + Send + Sync>> {
    let place = StoreOptions::parse(&settings.database_url);
    let store = Store::open_with(&place, access, &settings.before_migrating()).await?;
    let assay = Assay::new(store, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
    Ok(assay.with_limits(settings.hashing(), settings.guess_limits())?)
}
