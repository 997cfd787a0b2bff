//! Exact multinomial draws in time that grows with the number of distinct cells, not with the number of judgments.
//!
//! N draws over cells with counts n_c: first K_c ~ Poisson(n_c (1 − ε)) per cell, then, given their sum T ≤ N, the missing
//! N − T draws one by one. Poisson counts given their sum are multinomial, so the total is exactly multinomial; T > N,
//! rare by the choice of ε, starts over. Poisson and cell draws come from alias tables (Walker 1977, Vose 1991) whose
//! chances are kept to 32 bits. Where few judgments are spread over many cells all draws go one by one.
//!
//! The generator is Xoshiro256++ (Blackman & Vigna 2019), seeded per round by ChaCha8 of (seed, round): every round has
//! its own stream, whatever thread runs it. Tables are built with +, −, × and ÷ only, so they are the same on all machines.

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::HashMap;

/// The generator of one bootstrap round.
pub(crate) fn generator(seed: u64, round: u32) -> Xoshiro256PlusPlus {
    let mut source = ChaCha8Rng::seed_from_u64(seed);
    source.set_stream(u64::from(round));
    let mut state = [0; 32];
    source.fill_bytes(&mut state);
    Xoshiro256PlusPlus::from_seed(state)
}

/// A choice among columns: column, or its alias where the fraction reaches the threshold.
#[derive(Clone, Debug, Default)]
struct Alias {
    /// Threshold of the fraction in the upper half, alias in the lower.
    columns: Vec<u64>,
}

impl Alias {
    /// Appends the table of these chances (any positive scale) and returns its length.
    fn append(&mut self, chances: &[f64]) -> u32 {
        let size = chances.len();
        let start = self.columns.len();
        let scale = size as f64 / chances.iter().sum::<f64>();
        let mut left: Vec<f64> = chances.iter().map(|chance| chance * scale).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..size).partition(|at| left[*at] < 1.0);
        // Whole columns point to themselves.
        self.columns.extend((0..size as u64).map(|at| (u64::from(u32::MAX) << 32) | at));
        while let (Some(low), Some(&high)) = (small.pop(), large.last()) {
            let threshold = (left[low] * 4_294_967_296.0).min(4_294_967_295.0) as u64;
            self.columns[start + low] = (threshold << 32) | high as u64;
            left[high] -= 1.0 - left[low];
            if left[high] < 1.0 {
                large.pop();
                small.push(high);
            }
        }
        size as u32
    }

    /// Picks from a table by 32 random bits.
    #[inline]
    fn pick32(table: &[u64], bits: u32) -> u32 {
        let product = u64::from(bits) * table.len() as u64;
        let column = product >> 32;
        let entry = table[column as usize];
        if (product & 0xffff_ffff) < (entry >> 32) { column as u32 } else { entry as u32 }
    }

    /// Picks from a table by 64 random bits, for tables too long for 32.
    #[inline]
    fn pick64(table: &[u64], bits: u64) -> u32 {
        let product = u128::from(bits) * table.len() as u128;
        let column = (product >> 64) as u64;
        let entry = table[column as usize];
        if (product as u64 >> 32) < (entry >> 32) { column as u32 } else { entry as u32 }
    }
}

/// Where one Poisson law's table lies, and its smallest value.
#[derive(Clone, Copy, Debug, Default)]
struct Law {
    start: u32,
    length: u32,
    least: u32,
}

/// Counts above this are split into a multiple of it and a rest, so that tables stay short and shared.
const SPLIT: u64 = 1 << 10;

/// A multinomial law over cells.
#[derive(Clone, Debug)]
pub(crate) struct Multinomial {
    cells: usize,
    total: u64,
    tables: Alias,
    /// Laws by number; 0 is the law that is always 0.
    laws: Vec<Law>,
    /// Per cell: its law, and for counts of [`SPLIT`] and more a second one. Empty where all draws go one by one.
    law_of: Vec<u32>,
    second_of: Vec<(u32, u32)>,
    /// Table over cells with their counts.
    single: Alias,
}

impl Multinomial {
    /// Draws as many as `counts` sum to, with chances in proportion to them.
    pub fn new(counts: &[u64]) -> Self {
        let total: u64 = counts.iter().sum();
        let mut law = Self {
            cells: counts.len(),
            total,
            tables: Alias::default(),
            laws: vec![Law::default()],
            law_of: Vec::new(),
            second_of: Vec::new(),
            single: Alias::default(),
        };
        if total == 0 {
            return law;
        }
        let weights: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
        law.single.append(&weights);
        // ε = 4.5 / √N puts N at 4.5 standard deviations of the Poisson sum.
        let missing = 4.5 * (total as f64).sqrt();
        if (counts.len() as f64) + missing >= total as f64 {
            return law;
        }
        let share = 1.0 - missing / total as f64;
        let mut known = HashMap::from([(0, 0)]);
        for (cell, &count) in counts.iter().enumerate() {
            let (low, high) = (count % SPLIT, count - count % SPLIT);
            let first = law.poisson(&mut known, low, share);
            law.law_of.push(first);
            if high > 0 {
                let second = law.poisson(&mut known, high, share);
                law.second_of.push((cell as u32, second));
            }
        }
        law
    }

    fn poisson(&mut self, known: &mut HashMap<u64, u32>, count: u64, share: f64) -> u32 {
        if let Some(&law) = known.get(&count) {
            return law;
        }
        let mean = count as f64 * share;
        // Chances relative to the mode's, as far as they can matter.
        const NEGLIGIBLE: f64 = 1e-14;
        let mode = mean.floor();
        let (mut below, mut above) = (Vec::new(), vec![1.0_f64]);
        let (mut value, mut chance) = (mode, 1.0);
        while value > 0.0 && chance > NEGLIGIBLE {
            chance *= value / mean;
            value -= 1.0;
            below.push(chance);
        }
        let least = value as u32;
        (value, chance) = (mode, 1.0);
        while chance > NEGLIGIBLE {
            value += 1.0;
            chance *= mean / value;
            above.push(chance);
        }
        below.reverse();
        below.append(&mut above);
        let start = self.tables.columns.len() as u32;
        let length = self.tables.append(&below);
        self.laws.push(Law { start, length, least });
        let law = self.laws.len() as u32 - 1;
        known.insert(count, law);
        law
    }

    #[inline]
    fn sample(&self, law: u32, bits: u32) -> u32 {
        let law = self.laws[law as usize];
        let table = &self.tables.columns[law.start as usize..(law.start + law.length) as usize];
        law.least + Alias::pick32(table, bits)
    }

    /// Draws into `counts`, one entry per cell.
    pub fn draw(&self, generator: &mut impl RngCore, counts: &mut [u32]) {
        debug_assert_eq!(counts.len(), self.cells);
        if self.total == 0 {
            counts.fill(0);
            return;
        }
        let mut missing = self.total;
        if self.law_of.is_empty() {
            counts.fill(0);
        } else {
            loop {
                let mut sum = 0_u64;
                for (counts, laws) in counts.chunks_mut(2).zip(self.law_of.chunks(2)) {
                    let bits = generator.next_u64();
                    for (at, (count, &law)) in counts.iter_mut().zip(laws).enumerate() {
                        *count = if law == 0 { 0 } else { self.sample(law, (bits >> (32 * at)) as u32) };
                        sum += u64::from(*count);
                    }
                }
                for &(cell, law) in &self.second_of {
                    let more = self.sample(law, generator.next_u32());
                    counts[cell as usize] += more;
                    sum += u64::from(more);
                }
                if sum <= self.total {
                    missing = self.total - sum;
                    break;
                }
            }
        }
        for _ in 0..missing {
            counts[Alias::pick64(&self.single.columns, generator.next_u64()) as usize] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sample mean and covariance against n_c and n_c (δ − n_d / N), on a law that takes every path: counts of zero, of
    /// one, and beyond the split.
    #[test]
    fn draws_have_the_mean_and_covariance_of_a_multinomial() {
        for counts in [vec![0, 1, 3, 40, 700, 5_000], vec![1, 2, 0, 4]] {
            let (law, total) = (Multinomial::new(&counts), counts.iter().sum::<u64>() as f64);
            let rounds = 40_000;
            let mut drawn = vec![0; counts.len()];
            let mut products = vec![vec![0.0; counts.len()]; counts.len()];
            for round in 0..rounds {
                law.draw(&mut generator(9, round), &mut drawn);
                assert_eq!(drawn.iter().map(|count| u64::from(*count)).sum::<u64>(), counts.iter().sum::<u64>());
                let away: Vec<f64> =
                    drawn.iter().zip(&counts).map(|(one, mean)| f64::from(*one) - *mean as f64).collect();
                for (row, one) in products.iter_mut().zip(&away) {
                    row.iter_mut().zip(&away).for_each(|(sum, other)| *sum += one * other);
                }
            }
            for (c, row) in products.iter().enumerate() {
                for (d, sum) in row.iter().enumerate() {
                    let (one, other) = (counts[c] as f64, counts[d] as f64);
                    let expected = one * (f64::from(u8::from(c == d)) - other / total);
                    let scale = (one * other).sqrt().max(1e-9);
                    assert!((sum / f64::from(rounds) - expected).abs() < 0.03 * scale + 1e-12, "{c} {d}");
                }
            }
        }
    }

    #[test]
    fn every_round_has_its_own_stream() {
        let first = |seed, round| generator(seed, round).next_u64();
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(2, 0));
        assert_eq!(first(1, 7), first(1, 7));
    }
}
