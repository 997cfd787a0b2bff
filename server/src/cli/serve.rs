//! `assay serve`.

use super::Outcome;
use crate::http::{self, listener::Listener};
use crate::logging;
use crate::settings::{Flags, Settings};
use clap::Args;

/// Arguments of `assay serve`. All settings can also come from `ASSAY_…` in the environment or from the TOML file.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    /// Serves until asked to stop.
    ///
    /// # Errors
    /// Settings that do not fit together, an address in use, unreadable certificate files.
    pub fn run(self) -> Outcome {
        let settings = Settings::load(self.flags)?;
        logging::start(settings.log_format, &settings.log)?;
        http::listener::raise_file_limit();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = Listener::bind(&settings).await?;
            let service = http::service(http::routes::all(), &settings);
            tracing::info!(address = %listener.address(), "serving; stop with Ctrl-C");
            listener.serve(service, http::listener::stop_signal()).await;
            tracing::info!("stopped");
            Ok(())
        })
    }
}
