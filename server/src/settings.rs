//! Settings: built-in defaults, then the TOML file, then `ASSAY_…` in the environment, then flags; the later wins.

use assay_store::BeforeMigrating;
use assay_workflow::{GuessLimits, Hashing, Rate};
use clap::{Args, ValueEnum};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Pretty,
    /// For machines: one JSON object a line.
    Json,
}

/// Flags of `assay serve`. What is not given falls back to the environment, the file and the default.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub struct Flags {
    /// TOML file with settings, named like these flags with `_` for `-` [default: assay.toml, if there]
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,

    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,

    /// Where the data is: `sqlite:FILE` or `postgres://…` [default: sqlite:assay.sqlite]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,

    /// The https origin people use, when a TLS proxy stands in front, such as https://assay.example.org
    #[arg(long, value_name = "ORIGIN")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,

    /// PEM file with the certificate chain, to serve https without a proxy
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_cert: Option<PathBuf>,

    /// PEM file with the certificate's private key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_key: Option<PathBuf>,

    /// How log lines are written [default: pretty]
    #[arg(long, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<LogFormat>,

    /// What is logged, such as `info` or `warn,assay=debug`; never private text [default: info]
    #[arg(long, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,

    /// Folder for backups made on a schedule; none are made without it
    #[arg(long, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_dir: Option<PathBuf>,

    /// Minutes from one backup to the next [default: 1440, a day]
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_every: Option<u32>,

    /// Backups kept in that folder; older ones are removed [default: 14]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_keep: Option<u32>,

    /// Bring the schema up to date without making a copy of the data first; make a backup yourself before
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_backup: bool,

    /// Load a demonstration evaluation with accounts for every role, and print their passwords once
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
}

/// All settings, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// `sqlite:FILE` or `postgres://…`.
    pub database_url: String,
    /// The https origin of a proxy in front.
    #[serde(default)]
    pub public_url: Option<String>,
    /// Certificate chain, PEM.
    #[serde(default)]
    pub tls_cert: Option<PathBuf>,
    /// Private key, PEM.
    #[serde(default)]
    pub tls_key: Option<PathBuf>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Filter for log lines, in tracing's syntax.
    pub log: String,
    /// Folder for backups made on a schedule.
    #[serde(default)]
    pub backup_dir: Option<PathBuf>,
    /// Minutes from one backup to the next.
    pub backup_every: u32,
    /// Backups kept.
    pub backup_keep: u32,
    /// Change the schema without a copy of the data first.
    pub without_backup: bool,
    /// Load the demonstration.
    pub demo: bool,
    /// Connections held at once; more wait in the operating system's queue. Each takes some 20 KiB and one file.
    pub max_connections: usize,
    /// Largest ordinary request body in bytes. A judgment with its justification is a few KiB; 1 MiB leaves room.
    pub max_body: u64,
    /// Largest import in bytes. It is staged in the database as it arrives, never held in memory.
    pub max_import: u64,
    /// Requests under way at once; further ones are told to come back. Several times the people who work at once.
    pub max_requests: usize,
    /// Bytes of request bodies in memory at once, over all requests.
    pub max_bodies: u64,
    /// Seconds without a request after which a session ends.
    pub session_idle: u32,
    /// Seconds after which a session ends however busy it is: a long working day.
    pub session_longest: u32,
    /// Failed sign-ins an address may have at once.
    pub sign_in_burst: u32,
    /// Seconds until such an address may try once more.
    pub sign_in_seconds: u32,
    /// Failed sign-ins at one account at once, from addresses where its owner has not signed in lately.
    pub account_burst: u32,
    /// Seconds until one more may be tried at such an account.
    pub account_seconds: u32,
    /// Wrong codes of the second factor at one account at once.
    pub code_burst: u32,
    /// Seconds until one more may be tried.
    pub code_seconds: u32,
    /// Passwords hashed at a time, each with 19 MiB and one core; nothing means two, or one where there is one core.
    #[serde(default)]
    pub hash_threads: Option<usize>,
    /// Sign-ins that wait for that; further ones are told to come back.
    pub hash_queue: usize,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            database_url: "sqlite:assay.sqlite".to_owned(),
            public_url: None,
            tls_cert: None,
            tls_key: None,
            log_format: LogFormat::Pretty,
            log: "info".to_owned(),
            backup_dir: None,
            backup_every: 1_440,
            backup_keep: 14,
            without_backup: false,
            demo: false,
            max_connections: 8192,
            max_body: 1024 * 1024,
            max_import: 1024 * 1024 * 1024,
            max_requests: 2048,
            max_bodies: 64 * 1024 * 1024,
            session_idle: 8 * 3600,
            session_longest: 16 * 3600,
            sign_in_burst: 10,
            sign_in_seconds: 6,
            account_burst: 30,
            account_seconds: 2,
            code_burst: 5,
            code_seconds: 300,
            hash_threads: None,
            hash_queue: 256,
            trusted_proxies: Vec::new(),
        }
    }
}

/// Why the settings cannot be used; the text is for the person who starts the server.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A setting is unknown, has the wrong type, or the file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Box<figment::Error>),
    /// The file named by `--config` does not exist.
    #[error("there is no settings file {}", .0.display())]
    NoFile(PathBuf),
    /// Passwords and prompts would travel in clear text.
    #[error(
        "{0} can be reached from other machines, and without TLS passwords and private prompts would travel in clear text. \
         Either listen on 127.0.0.1, or give --tls-cert and --tls-key, or put a TLS proxy in front and give --public-url https://…"
    )]
    Exposed(SocketAddr),
    /// The public address is not an https origin.
    #[error("public_url must be an https origin without a path, such as https://assay.example.org, not {0:?}")]
    PublicUrl(String),
    /// One of the two TLS files is missing.
    #[error("tls_cert and tls_key belong together; only one is set")]
    HalfTls,
}

impl Settings {
    /// Reads all sources and checks the result.
    ///
    /// # Errors
    /// [`SettingsError`]
    pub fn load(flags: Flags) -> Result<Self, SettingsError> {
        let file = match flags.config.clone() {
            Some(path) if !path.is_file() => return Err(SettingsError::NoFile(path)),
            Some(path) => Some(path),
            None => Some(PathBuf::from("assay.toml")).filter(|path| path.is_file()),
        };
        // `ASSAY_CONFIG`-like names of other tools must not stop the start, so only known names are taken.
        let known = Serialized::defaults(Self::default());
        let names = [
            "listen",
            "database_url",
            "public_url",
            "tls_cert",
            "tls_key",
            "log_format",
            "log",
            "backup_dir",
            "backup_every",
            "backup_keep",
            "without_backup",
            "demo",
            "max_connections",
            "max_body",
            "max_import",
            "max_requests",
            "max_bodies",
            "session_idle",
            "session_longest",
            "sign_in_burst",
            "sign_in_seconds",
            "account_burst",
            "account_seconds",
            "code_burst",
            "code_seconds",
            "hash_threads",
            "hash_queue",
            "trusted_proxies",
        ];
        let mut sources = Figment::from(known);
        if let Some(path) = file {
            sources = sources.merge(Toml::file_exact(path));
        }
        sources
            .merge(Env::prefixed("ASSAY_").only(&names))
            .merge(Serialized::globals(flags))
            .extract::<Self>()
            .map_err(Box::new)?
            .checked()
    }

    /// How passwords are worked on.
    #[must_use]
    pub fn hashing(&self) -> Hashing {
        let default = Hashing::default();
        Hashing { threads: self.hash_threads.unwrap_or(default.threads), queue: self.hash_queue }
    }

    /// How much guessing of passwords and codes is let pass.
    #[must_use]
    pub fn guess_limits(&self) -> GuessLimits {
        GuessLimits {
            address: Rate { burst: self.sign_in_burst, seconds: self.sign_in_seconds },
            account: Rate { burst: self.account_burst, seconds: self.account_seconds },
            code: Rate { burst: self.code_burst, seconds: self.code_seconds },
        }
    }

    /// What comes before a change of the schema.
    #[must_use]
    pub fn before_migrating(&self) -> BeforeMigrating {
        match self.without_backup {
            true => BeforeMigrating::Nothing,
            false => BeforeMigrating::Copy(self.backup_dir.clone().unwrap_or_else(|| PathBuf::from("."))),
        }
    }

    /// Whether people reach the server by https.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.is_some() || self.tls_cert.is_some()
    }

    fn checked(mut self) -> Result<Self, SettingsError> {
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            return Err(SettingsError::HalfTls);
        }
        if let Some(url) = &self.public_url {
            let origin = url.trim_end_matches('/').to_ascii_lowercase();
            let host = origin.strip_prefix("https://").unwrap_or_default();
            if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
                return Err(SettingsError::PublicUrl(url.clone()));
            }
            self.public_url = Some(origin);
        }
        if !self.listen.ip().is_loopback() && !self.https() {
            return Err(SettingsError::Exposed(self.listen));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut Settings)) -> Result<Settings, SettingsError> {
        let mut settings = Settings::default();
        change(&mut settings);
        settings.checked()
    }

    #[test]
    fn auth_1_other_machines_are_served_only_over_tls() {
        let open = SocketAddr::from(([0, 0, 0, 0], 3000));
        assert!(matches!(with(|it| it.listen = open), Err(SettingsError::Exposed(_))));
        assert!(with(|it| (it.listen, it.public_url) = (open, Some("https://a.example/".into()))).is_ok());
        assert!(with(|_| {}).is_ok());
    }

    #[test]
    fn a_public_url_is_an_https_origin() {
        for wrong in ["http://a.example", "https://", "https://a.example/path", "a.example"] {
            assert!(
                matches!(with(|it| it.public_url = Some(wrong.into())), Err(SettingsError::PublicUrl(_))),
                "{wrong}"
            );
        }
        let settings = with(|it| it.public_url = Some("https://A.example/".into()));
        assert_eq!(settings.unwrap().public_url.as_deref(), Some("https://a.example"));
    }

    #[test]
    fn flags_win_over_defaults_and_absent_flags_change_nothing() {
        let flags = Flags { log: Some("warn".into()), ..Flags::default() };
        let settings = Settings::load(flags).unwrap();
        assert_eq!(settings.log, "warn");
        assert_eq!(settings.listen, Settings::default().listen);
    }
}
