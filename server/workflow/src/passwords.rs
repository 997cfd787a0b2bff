//! Passwords: argon2id, few hashes at a time, equal work for unknown people.

use crate::Error;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use assay_domain::{FieldError, Refusal};
use std::time::Duration;
use tokio::sync::Semaphore;

/// OWASP's minimum: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Each hash takes 19 MiB; this many at a time keep logins within 80 MiB however many come.
const PARALLEL_HASHES: usize = 4;
/// How long a hash waits for its turn before the caller is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Fewest and most characters; the most only bounds the work of hashing.
const SHORTEST: usize = 10;
const LONGEST: usize = 256;

/// Passwords that guessers try first, beyond what the shortest length and the rules below already refuse.
const COMMON: [&str; 20] = [
    "password",
    "qwertyuiop",
    "1234567890",
    "0123456789",
    "iloveyou",
    "letmein",
    "administrator",
    "welcome",
    "changeme",
    "trustno1",
    "superman",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "dragon",
    "monkey",
    "master",
    "abc123",
    "qwerty",
];

/// Hashes and checks passwords.
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    permits: Semaphore,
    /// A hash of nothing anyone knows, checked when the login is unknown so that the time tells nothing.
    decoy: String,
}

/// What a check of a password said.
pub(crate) enum Checked {
    Wrong,
    Right,
    /// Right, but hashed with weaker parameters than today's.
    RightButWeak,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, Error> {
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut secret = [0; 32];
        rand::RngCore::fill_bytes(&mut rand::rng(), &mut secret);
        let decoy = argon2.hash_password(&secret).map_err(internal)?.to_string();
        Ok(Self { argon2, permits: Semaphore::new(PARALLEL_HASHES), decoy })
    }

    /// Refuses what is too short, too long or among the first guesses, before any hash is run.
    pub(crate) fn check_rules(password: &str, login: &str) -> Result<(), Refusal> {
        let length = password.chars().count();
        let lower = password.to_lowercase();
        let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
        let wrong = |message: String| FieldError::new("password", message);
        let error = if length < SHORTEST {
            wrong(format!("Choose at least {SHORTEST} characters; a sentence is easy to remember."))
                .say("refusal-password-short")
                .with("least", SHORTEST)
        } else if length > LONGEST {
            wrong(format!("Choose at most {LONGEST} characters.")).say("refusal-password-long").with("most", LONGEST)
        } else if COMMON.contains(&stem)
            || COMMON.contains(&lower.as_str())
            || lower.chars().all(|c| lower.starts_with(c))
        {
            wrong("This is among the passwords that are guessed first; choose another.".to_owned())
        } else if !login.is_empty() && lower.contains(&login.to_lowercase()) {
            wrong("The password contains your sign-in name; choose another.".to_owned())
        } else {
            return Ok(());
        };
        Err(error.into())
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        self.run(move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(internal))
            .await?
    }

    /// Checks against a hash, or against nothing in the same time.
    pub(crate) async fn check(&self, password: String, hash: Option<String>) -> Result<Checked, Error> {
        if password.chars().count() > LONGEST {
            return Ok(Checked::Wrong);
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        let argon2 = self.argon2.clone();
        self.run(move || {
            let parsed = PasswordHash::new(&hash).map_err(internal)?;
            let right = argon2.verify_password(password.as_bytes(), &parsed).is_ok() && known;
            let weak = !hash.starts_with(&format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},"));
            Ok(match (right, weak) {
                (false, _) => Checked::Wrong,
                (true, false) => Checked::Right,
                (true, true) => Checked::RightButWeak,
            })
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let busy = |_| Error::Unavailable("too many sign-ins at once".into());
        let _permit = tokio::time::timeout(LONGEST_WAIT, self.permits.acquire())
            .await
            .map_err(|_| Error::Unavailable("too many sign-ins at once".into()))?
            .map_err(busy)?;
        tokio::task::spawn_blocking(work).await.map_err(internal)
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}
