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
