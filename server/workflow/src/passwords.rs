//! Passwords: argon2id, few hashes at a time, equal work for unknown people.

use crate::Error;
use argon2::password_hash::phc::Output;
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, PasswordHasher, Version};
use assay_domain::{FieldError, Refusal};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

/// OWASP's minimum: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Fewest and most characters; the most only bounds the work of hashing.
const SHORTEST: usize = 10;
const LONGEST: usize = 256;
/// A password whose estimated number of guesses is below this falls to a guesser who is slowed down by us within days.
/// The first of every list of common passwords, and their usual decorations, are below it.
const FEWEST_GUESSES: u64 = 1_000_000;
/// Characters looked at for that estimate, which takes time that grows with their square.
const ESTIMATED: usize = 64;
/// How much less often than requests hashing threads are given a core when both want it (`nice`).
const POLITENESS: i32 = 10;

/// How passwords are worked on: what a crowd at the door may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// Hashes at a time, each of which takes 19 MiB and one core for some 20 ms.
    pub threads: usize,
    /// Sign-ins that wait for one; further ones are told to come back.
    pub queue: usize,
}

impl Default for Hashing {
    /// At most two at a time, so that a crowd costs 38 MiB and never all cores of a larger machine; a queue of some five
    /// seconds' work.
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self { threads: cores.min(2), queue: 256 }
    }
}

type Job = Box<dyn FnOnce(&mut Hasher) + Send>;

/// What one thread hashes with. Its memory is taken once: allocated anew for each hash, it would fragment the heap until a
/// crowd at the door had cost hundreds of MiB.
struct Hasher {
    argon2: Argon2<'static>,
    memory: Vec<Block>,
}

impl Hasher {
    fn new(argon2: Argon2<'static>) -> Self {
        Self { memory: vec![Block::default(); argon2.params().block_count()], argon2 }
    }

    fn hash(&self, password: &str) -> Result<String, Error> {
        self.argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(internal)
    }

    /// Whether the password is the one of the hash, whatever parameters it was made with.
    fn verify(&mut self, password: &str, hash: &str) -> Result<bool, Error> {
        let parsed = PasswordHash::new(hash).map_err(internal)?;
        let (Some(salt), Some(expected)) = (parsed.salt, parsed.hash) else {
            return Err(internal("a stored hash is not whole"));
        };
        let params = Params::try_from(&parsed).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let blocks = argon2.params().block_count().max(self.memory.len());
        self.memory.resize(blocks, Block::default());
        let mut found = vec![0; expected.as_bytes().len()];
        argon2
            .hash_password_into_with_memory(password.as_bytes(), &salt, &mut found, &mut self.memory)
            .map_err(internal)?;
        // Compares in constant time.
        Ok(Output::new(&found).map_err(internal)? == expected)
    }
}

/// Hashes and checks passwords, on threads of its own behind a bounded queue.
pub(crate) struct Passwords {
    jobs: mpsc::SyncSender<Job>,
    /// Of the queue and the threads.
    places: Semaphore,
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
    pub(crate) fn new(hashing: Hashing) -> Result<Self, Error> {
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut secret = [0; 32];
        rand::RngCore::fill_bytes(&mut rand::rng(), &mut secret);
        let decoy = argon2.hash_password(&secret).map_err(internal)?.to_string();
        let (jobs, waiting) = mpsc::sync_channel::<Job>(hashing.queue);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..hashing.threads.max(1) {
            let (mut hasher, waiting) = (Hasher::new(argon2.clone()), Arc::clone(&waiting));
            thread::Builder::new()
                .name("passwords".into())
                .spawn(move || work(&mut hasher, &waiting))
                .map_err(internal)?;
        }
        Ok(Self { jobs, places: Semaphore::new(hashing.queue + hashing.threads.max(1)), decoy })
    }

    /// Refuses what is too short, too long or among the first guesses, before any hash is run.
    pub(crate) fn check_rules(password: &str, login: &str) -> Result<(), Refusal> {
        let length = password.chars().count();
        let wrong = |message: String| FieldError::new("password", message);
        let error = if length < SHORTEST {
            wrong(format!("Choose at least {SHORTEST} characters; a sentence is easy to remember."))
                .say("refusal-password-short")
                .with("least", SHORTEST)
        } else if length > LONGEST {
            wrong(format!("Choose at most {LONGEST} characters.")).say("refusal-password-long").with("most", LONGEST)
        } else if !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase()) {
            wrong("The password contains your sign-in name; choose another.".to_owned())
        } else if guesses(password, login) < FEWEST_GUESSES {
            wrong("This is among the passwords that are guessed first; choose another.".to_owned())
        } else {
            return Ok(());
        };
        Err(error.into())
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String, Error> {
        self.run(move |hasher| hasher.hash(&password)).await?
    }

    /// A place in the queue for one sign-in, held until its password has been checked. Asked for before anything is looked up,
    /// so that those who are turned away keep nobody from the database.
    pub(crate) fn place(&self) -> Result<SemaphorePermit<'_>, Error> {
        self.places.try_acquire().map_err(|_| too_many())
    }

    /// Checks against a hash, or against nothing in the same time.
    pub(crate) async fn check(&self, password: String, hash: Option<String>) -> Result<Checked, Error> {
        if password.chars().count() > LONGEST {
            return Ok(Checked::Wrong);
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        self.run(move |hasher| {
            let right = hasher.verify(&password, &hash)? && known;
            let weak = !hash.starts_with(&format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},"));
            Ok(match (right, weak) {
                (false, _) => Checked::Wrong,
                (true, false) => Checked::Right,
                (true, true) => Checked::RightButWeak,
            })
        })
        .await?
    }

    /// Waits for a thread, unless too many wait already; whoever gave up waiting costs nothing.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&mut Hasher) -> T + Send + 'static) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |hasher| {
            if !answer.is_closed() {
                // The caller may go away while this runs; then nobody needs the answer.
                let _ = answer.send(work(hasher));
            }
        });
        self.jobs.try_send(job).map_err(|_| too_many())?;
        answered.await.map_err(internal)
    }
}

/// What a hashing thread does until the product is dropped.
fn work(hasher: &mut Hasher, waiting: &Mutex<mpsc::Receiver<Job>>) {
    // Other people's pages go first. Where the system refuses, hashing is merely less polite.
    let _ = rustix::process::setpriority_process(None, POLITENESS);
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A panic in one job must not take the thread from all others.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(hasher)));
    }
}

/// How many guesses a knowing guesser would need, estimated.
fn guesses(password: &str, login: &str) -> u64 {
    let looked_at: String = password.chars().take(ESTIMATED).collect();
    zxcvbn::zxcvbn(&looked_at, &[login, "assay"]).guesses()
}

fn too_many() -> Error {
    Error::Unavailable("too many sign-ins at once".into())
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn auth_2_short_long_common_and_personal_passwords_are_refused() {
        for weak in [
            "short",
            "password123",
            "Password123!",
            "1111111111",
            "qwertyuiop",
            "abcdefghij",
            "my name is bea@example.org!",
            "iloveyou123",
            &"x".repeat(LONGEST + 1),
        ] {
            assert!(Passwords::check_rules(weak, "bea@example.org").is_err(), "{weak}");
        }
        for good in ["a long enough sentence", "Tr0ub4dor&3xyz", &"a good long one, ".repeat(8), "пароль из слов"]
        {
            assert_eq!(Passwords::check_rules(good, "bea@example.org"), Ok(()), "{good}");
        }
    }

    #[tokio::test]
    async fn auth_2_a_password_is_compared_to_its_last_character() {
        let passwords = Passwords::new(Hashing::default()).unwrap();
        let long: String = "0123456789abcdef".repeat(8);
        let hash = passwords.hash(long.clone()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "AUTH-3: {hash}");
        assert!(matches!(passwords.check(long.clone(), Some(hash.clone())).await.unwrap(), Checked::Right));
        let changed_last = format!("{}X", &long[..long.len() - 1]);
        for wrong in [changed_last, long.to_uppercase(), format!("{long} ")] {
            assert!(matches!(passwords.check(wrong, Some(hash.clone())).await.unwrap(), Checked::Wrong));
        }
    }

    #[tokio::test]
    async fn auth_3_a_weaker_hash_of_the_right_password_is_noticed() {
        let passwords = Passwords::new(Hashing::default()).unwrap();
        let weaker = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8192, 1, 1, None).unwrap());
        let hash = weaker.hash_password(b"the right one").unwrap().to_string();
        assert!(matches!(passwords.check("the right one".into(), Some(hash)).await.unwrap(), Checked::RightButWeak));
    }

    #[test]
    fn dos_2_as_many_have_a_place_as_can_wait_and_be_worked_on() {
        let passwords = Passwords::new(Hashing { threads: 1, queue: 2 }).unwrap();
        let mut places: Vec<_> = (0..3).map(|_| passwords.place().unwrap()).collect();
        assert!(matches!(passwords.place(), Err(Error::Unavailable(_))));
        places.pop();
        assert!(passwords.place().is_ok(), "a place that was left is free");
    }

    #[tokio::test]
    async fn dos_2_a_crowd_beyond_the_queue_is_told_to_come_back() {
        let passwords = Arc::new(Passwords::new(Hashing { threads: 1, queue: 2 }).unwrap());
        let crowd: Vec<_> = (0..20)
            .map(|_| {
                let passwords = Arc::clone(&passwords);
                tokio::spawn(async move { passwords.check("anything".into(), None).await.is_ok() })
            })
            .collect();
        let mut served = 0;
        for one in crowd {
            served += usize::from(one.await.unwrap());
        }
        assert!((1..=4).contains(&served), "{served} of 20 were served by one thread with two places to wait");
    }
}
