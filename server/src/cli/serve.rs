//! `assay serve`.

use super::{Outcome, data};
use crate::demo;
use crate::http::{self, listener::Listener};
use crate::logging;
use crate::settings::{Flags, Settings};
use crate::upkeep;
use assay_store::Access;
use assay_workflow::Assay;
use clap::Args;

/// Arguments of `assay serve`. All settings can also come from `ASSAY_…` in the environment or from the TOML file.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    flags: Flags,

    /// Print every route as CSV (method, path, who may use it, what it changes, on what) and stop
    #[arg(long)]
    print_routes: bool,
}

impl Serve {
    /// Serves until asked to stop.
    ///
    /// # Errors
    /// Settings that do not fit together, an address in use, unreadable certificate files.
    pub fn run(self) -> Outcome {
        if self.print_routes {
            print!("{}", http::routes::table());
            return Ok(());
        }
        let settings = Settings::load(self.flags)?;
        logging::start(settings.log_format, &settings.log)?;
        http::listener::raise_file_limit();
        logging::panics_without_private_text();
        // Loading the grammars takes a third of a second; no request should wait for it.
        std::thread::spawn(assay_app::warm_up);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = Listener::bind(&settings).await?;
            let assay = data::open(&settings, Access::Alone).await?;
            tokio::spawn(upkeep::keep(assay.clone(), settings.clone()));
            let address = match &settings.public_url {
                Some(url) => url.clone(),
                None => format!("{}://{}", if settings.https() { "https" } else { "http" }, listener.address()),
            };
            greet(&assay, &settings, &address).await?;
            let store = assay.store().clone();
            let service = http::service(http::routes::pages().into_router(), assay, &settings);
            tracing::info!(address, "serving; stop with Ctrl-C");
            listener.serve(service, http::listener::stop_signal()).await;
            store.close().await;
            tracing::info!("stopped");
            Ok(())
        })
    }
}

/// Tells the person at the terminal, once and not through the log, how to get in.
async fn greet(assay: &Assay, settings: &Settings, address: &str) -> Outcome {
    if settings.demo {
        match demo::load(assay).await? {
            Some(accounts) => {
                println!(
                    "The demonstration is loaded. Sign in at {address}/sign-in; the passwords are shown only now:\n"
                );
                for account in accounts {
                    println!("  {:<18} {:<22} {}", account.role.label(), account.login, account.password);
                }
                println!();
            }
            None => {
                println!("There are people in this database already; the demonstration was not loaded over them.\n")
            }
        }
    } else if let Some(token) = assay.setup_token().await? {
        println!(
            "Nobody can sign in as an admin yet. Open this link to make the first one (it works once, for seven days):\n"
        );
        println!("  {address}/link/{token}\n");
    }
    Ok(())
}
