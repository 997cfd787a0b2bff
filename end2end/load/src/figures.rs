//! How long answers took.

use std::time::Duration;

/// Times of one kind of request.
#[derive(Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn append(&mut self, other: &mut Self) {
        self.0.append(&mut other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of the answers did not exceed.
    pub fn quantile(&mut self, share: f64) -> Duration {
        self.0.sort_unstable();
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        let place = (share * self.0.len() as f64) as usize;
        self.0.get(place.min(self.0.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    /// One line for a person.
    pub fn line(&mut self, name: &str) -> String {
        let [p50, p99, most] = [0.5, 0.99, 1.0].map(|share| self.quantile(share).as_secs_f64() * 1_000.0);
        format!("{name:<10} {:>8} answers   p50 {p50:>7.1} ms   p99 {p99:>7.1} ms   longest {most:>7.1} ms", self.len())
    }
}
