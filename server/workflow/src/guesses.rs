//! Guessing is slowed down: per address and per account, counted by failed sign-ins only, so that neither a crowd behind
//! one address nor the rightful owner of an attacked account is locked out.
//!
//! Everything is in memory: a restart forgets it, which costs a guesser far more time than it gives back.

use assay_domain::{SECOND, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many failures are let pass at once, and how often one more is after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Failures at once.
    pub burst: u32,
    /// Seconds until one more.
    pub seconds: u32,
}

/// How much guessing is let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuessLimits {
    /// From one address (an IPv4 address, or the 2^64 addresses of one IPv6 network).
    pub address: Rate,
    /// At one account, from addresses where its owner has not signed in lately.
    pub account: Rate,
    /// Wrong codes of the second factor at one account: from where its owner signed in lately, and from everywhere else.
    pub code: Rate,
}

impl Default for GuessLimits {
    /// Ten failures from an address and one more every six seconds; thirty at an account and one more every two. A code has
    /// six digits and three are right at a time: five and one more every five minutes find one in a thousand days.
    fn default() -> Self {
        Self {
            address: Rate { burst: 10, seconds: 6 },
            account: Rate { burst: 30, seconds: 2 },
            code: Rate { burst: 5, seconds: 300 },
        }
    }
}

/// Entries kept of each kind, at some 100 bytes each.
const MOST: usize = 100_000;
/// How long an address stays known to be an owner's.
const KNOWN_FOR: Timestamp = 30 * 86_400 * SECOND;

/// A login as compared, in fixed size: what is typed there may be a megabyte, or a password by mistake.
type Account = [u8; 32];

/// The counts.
pub(crate) struct Guesses {
    limits: GuessLimits,
    addresses: Mutex<HashMap<IpAddr, Timestamp>>,
    accounts: Mutex<HashMap<Account, Timestamp>>,
    /// Codes given at an account: from an address known to be the owner's, or from any other.
    codes: Mutex<HashMap<(Account, Option<IpAddr>), Timestamp>>,
    /// Where owners have signed in, and when last.
    known: Mutex<HashMap<(Account, IpAddr), Timestamp>>,
}

/// One attempt to sign in.
pub(crate) struct Attempt {
    address: Option<IpAddr>,
    account: Account,
    at: Timestamp,
}

impl Attempt {
    /// `address` is nothing for attempts from this machine's own command line.
    pub(crate) fn new(address: Option<IpAddr>, login_key: &str, at: Timestamp) -> Self {
        Self { address: address.map(network), account: Sha256::digest(login_key.as_bytes()).into(), at }
    }
}

impl Guesses {
    pub(crate) fn new(limits: GuessLimits) -> Self {
        Self {
            limits,
            addresses: Mutex::default(),
            accounts: Mutex::default(),
            codes: Mutex::default(),
            known: Mutex::default(),
        }
    }

    /// Seconds to wait before this attempt may be made, when it may not be made now. Whether the account exists plays no
    /// part.
    pub(crate) fn wait(&self, attempt: &Attempt) -> Option<u64> {
        let by_address =
            attempt.address.and_then(|address| wait(&lock(&self.addresses), &address, self.limits.address, attempt.at));
        let by_account = if self.is_known(attempt) {
            None
        } else {
            wait(&lock(&self.accounts), &attempt.account, self.limits.account, attempt.at)
        };
        by_address.max(by_account)
    }

    /// Counts a failure; `true` when the next attempt will have to wait.
    pub(crate) fn failed(&self, attempt: &Attempt) -> bool {
        if let Some(address) = attempt.address {
            count(&mut lock(&self.addresses), address, self.limits.address, attempt.at);
        }
        if !self.is_known(attempt) {
            count(&mut lock(&self.accounts), attempt.account, self.limits.account, attempt.at);
        }
        self.wait(attempt).is_some()
    }

    /// Counts a code before it is looked at, so that many sent at once do not all pass; answers with the seconds to wait
    /// when it may not be looked at now. [`Guesses::code_right`] takes a right one back.
    pub(crate) fn take_code(&self, attempt: &Attempt) -> Result<(), u64> {
        let by_address =
            attempt.address.and_then(|address| wait(&lock(&self.addresses), &address, self.limits.address, attempt.at));
        let key = self.code_key(attempt);
        let mut codes = lock(&self.codes);
        match by_address.max(wait(&codes, &key, self.limits.code, attempt.at)) {
            Some(seconds) => Err(seconds),
            None => {
                count(&mut codes, key, self.limits.code, attempt.at);
                Ok(())
            }
        }
    }

    /// Forgets the codes given at this account from there: the owner has shown themselves.
    pub(crate) fn code_right(&self, attempt: &Attempt) {
        lock(&self.codes).remove(&self.code_key(attempt));
    }

    /// Counts a wrong code against its address too.
    pub(crate) fn code_wrong(&self, attempt: &Attempt) {
        if let Some(address) = attempt.address {
            count(&mut lock(&self.addresses), address, self.limits.address, attempt.at);
        }
    }

    /// Who knows the password must not be able to keep the owner out, so an address of the owner's counts by itself.
    fn code_key(&self, attempt: &Attempt) -> (Account, Option<IpAddr>) {
        (attempt.account, attempt.address.filter(|_| self.is_known(attempt)))
    }

    /// Remembers where an owner signed in, so that guessing from elsewhere does not stand in their way.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        let Some(address) = attempt.address else { return };
        let mut known = lock(&self.known);
        make_room(&mut known, |at| *at + KNOWN_FOR > attempt.at);
        known.insert((attempt.account, address), attempt.at);
    }

    fn is_known(&self, attempt: &Attempt) -> bool {
        attempt.address.is_some_and(|address| {
            lock(&self.known).get(&(attempt.account, address)).is_some_and(|at| *at + KNOWN_FOR > attempt.at)
        })
    }
}

/// An IPv6 client has its whole network to itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Each key has the moment at which all its failures are forgotten; every failure moves it on by the rate's interval.
fn count<K: Eq + Hash>(clean_at: &mut HashMap<K, Timestamp>, key: K, rate: Rate, now: Timestamp) {
    make_room(clean_at, |moment| *moment > now);
    let moment = clean_at.entry(key).or_insert(now);
    *moment = (*moment).max(now) + i64::from(rate.seconds) * SECOND;
}

fn wait<K: Eq + Hash>(clean_at: &HashMap<K, Timestamp>, key: &K, rate: Rate, now: Timestamp) -> Option<u64> {
    let clean_at = *clean_at.get(key)?;
    let full_at = clean_at - i64::from(rate.burst.saturating_sub(1)) * i64::from(rate.seconds) * SECOND;
    let micros = u64::try_from(full_at - now).ok().filter(|micros| *micros > 0)?;
    Some(micros.div_ceil(SECOND.unsigned_abs()))
}

/// Drops what no longer counts; should all of it count, a flood from everywhere is under way and starting over costs less
/// than memory without bounds.
fn make_room<K: Eq + Hash>(map: &mut HashMap<K, Timestamp>, counts: impl Fn(&Timestamp) -> bool) {
    if map.len() >= MOST {
        map.retain(|_, moment| counts(moment));
        if map.len() >= MOST {
            map.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn attempt(address: &str, login: &str, second: i64) -> Attempt {
        Attempt::new(Some(address.parse().unwrap()), login, second * SECOND)
    }

    #[test]
    fn dos_1_the_eleventh_failure_of_an_address_waits_and_the_owner_elsewhere_does_not() {
        let guesses = Guesses::new(GuessLimits::default());
        for tries in 0..10 {
            assert_eq!(guesses.wait(&attempt("192.0.2.1", "ada", 0)), None, "{tries}");
            guesses.failed(&attempt("192.0.2.1", "ada", 0));
        }
        assert_eq!(guesses.wait(&attempt("192.0.2.1", "ada", 0)), Some(6));
        assert_eq!(guesses.wait(&attempt("192.0.2.1", "another", 0)), Some(6));
        assert_eq!(guesses.wait(&attempt("192.0.2.2", "ada", 0)), None);
        assert_eq!(guesses.wait(&attempt("192.0.2.1", "ada", 7)), None);
    }

    #[test]
    fn dos_1_guesses_at_one_account_from_everywhere_come_to_one_every_two_seconds() {
        let guesses = Guesses::new(GuessLimits::default());
        guesses.succeeded(&attempt("198.51.100.7", "ada", 0));
        let mut through = 0;
        for second in 0..600 {
            for address in 0..100 {
                let attempt = attempt(&format!("192.0.2.{address}"), "ada", second);
                if guesses.wait(&attempt).is_none() {
                    through += 1;
                    guesses.failed(&attempt);
                }
            }
        }
        assert!((300..=331).contains(&through), "{through}");
        assert_eq!(guesses.wait(&attempt("198.51.100.7", "ada", 599)), None, "where she signed in before, she may");
    }

    #[test]
    fn dos_1_codes_at_one_account_from_everywhere_come_to_one_every_five_minutes_and_the_owner_is_not_kept_out() {
        let guesses = Guesses::new(GuessLimits::default());
        guesses.succeeded(&attempt("198.51.100.7", "ada", 0));
        let mut through = 0;
        for second in 0..3_600 {
            for address in 0..20 {
                let attempt = attempt(&format!("192.0.2.{address}"), "ada", second);
                if guesses.take_code(&attempt).is_ok() {
                    through += 1;
                    guesses.code_wrong(&attempt);
                }
            }
        }
        assert!((16..=17).contains(&through), "{through} in an hour");
        let owner = attempt("198.51.100.7", "ada", 3_599);
        for _ in 0..5 {
            assert_eq!(guesses.take_code(&owner), Ok(()));
        }
        assert!(guesses.take_code(&owner).is_err(), "their address has limits too");
        guesses.code_right(&owner);
        assert_eq!(guesses.take_code(&owner), Ok(()));
    }

    #[test]
    fn dos_1_all_addresses_of_one_ipv6_network_count_as_one() {
        let guesses = Guesses::new(GuessLimits::default());
        for host in 0..10 {
            guesses.failed(&attempt(&format!("2001:db8:1:2::{host}"), &format!("login-{host}"), 0));
        }
        assert!(guesses.wait(&attempt("2001:db8:1:2::ffff", "fresh", 0)).is_some());
        assert!(guesses.wait(&attempt("2001:db8:1:3::1", "fresh", 0)).is_none());
    }
}
