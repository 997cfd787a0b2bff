//! Log lines: ids, counts and times, never private text. They go to standard error.

use crate::settings::LogFormat;
use tracing_subscriber::EnvFilter;

/// Libraries that print what they carry (queries' parameters, headers, bodies) below `warn`; no filter opens them.
const SILENCED: [&str; 4] = ["sqlx=warn", "hyper=warn", "hyper_util=warn", "h2=warn"];

/// Starts logging for the process.
///
/// # Errors
/// When `filter` is not in tracing's syntax.
pub fn start(format: LogFormat, filter: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut filter = EnvFilter::try_new(filter)?;
    for directive in SILENCED {
        filter = filter.add_directive(directive.parse()?);
    }
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => builder.json().try_init(),
        LogFormat::Pretty => builder.compact().with_target(false).try_init(),
    }
}

/// A panic's message may hold private text, such as a formula that a library choked on; the log gets the place only.
pub fn panics_without_private_text() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
    }));
}
