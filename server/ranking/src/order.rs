//! The order of models: ranks, how stable they are, and what it would take to be sure of them.

use crate::{
    ELO_PER_NAT, Neighbours, Outcome, RankShare, Rating, Row, bootstrap::Rounds, leaderboard::Assembly,
    sandwich::Covariances,
};
use std::collections::BTreeMap;

/// One-sided 95 % point of the normal law.
const ONE_SIDED: f64 = 1.644_853_626_951_472_2;

/// The normal law's distribution function; `libm`'s portable code.
fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

impl Assembly<'_> {
    pub fn share_ranks(&self, rounds: &Rounds, rows: &mut [Row]) {
        for part in &self.layout.parts {
            let mut counts: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); part.models.len()];
            let mut order: Vec<(f64, usize)> = Vec::new();
            for round in rounds.strengths.chunks(rounds.models) {
                order.clear();
                order.extend(part.models.iter().enumerate().map(|(at, model)| (round[*model as usize], at)));
                order.retain(|(strength, _)| !strength.is_nan());
                order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
                let mut rank = 0;
                for (place, &(strength, at)) in order.iter().enumerate() {
                    // Equal strengths share the better rank.
                    if place == 0 || differ(order[place - 1].0, strength) {
                        rank = place as u32 + 1;
                    }
                    *counts[at].entry(rank).or_default() += 1;
                }
            }
            for (model, counts) in part.models.iter().zip(counts) {
                let total = f64::from(self.settings.rounds);
                let share = |(rank, count): (u32, u32)| RankShare { rank, share: f64::from(count) / total };
                rows[*model as usize].rank_shares = counts.into_iter().map(share).collect();
            }
        }
    }

    pub fn neighbours(
        &self,
        rounds: Option<&Rounds>,
        used: &Covariances,
        by_judgment: &Covariances,
    ) -> Vec<Neighbours> {
        let judgments = self.evidence.sides.judgments as f64;
        let mut found = Vec::new();
        for (number, (part, fit)) in (0..).zip(self.layout.parts.iter().zip(&self.fits)) {
            let mut order: Vec<u32> = (0..part.models.len() as u32).collect();
            let strength = |local: u32| fit.strengths[local as usize];
            order.sort_by(|one, other| strength(*other).total_cmp(&strength(*one)));
            for pair in order.windows(2) {
                let (upper, lower) = (pair[0], pair[1]);
                let (above, below) = (part.models[upper as usize], part.models[lower as usize]);
                let difference = strength(upper) - strength(lower);
                let error = used.error_of_difference(number, upper, lower);
                let order_right = match rounds {
                    Some(rounds) => share_above(rounds, above as usize, below as usize),
                    None if error > 0.0 => normal(difference / error),
                    None => 0.5,
                };
                // The variance at which the normal law gives 95 %, in units of the present one.
                let wanted = (difference / ONE_SIDED).powi(2);
                let have = error.powi(2);
                let further = |judgments: f64| (difference > 0.0).then(|| judgments.max(0.0).ceil() as u64);
                let p = 1.0 / (1.0 + libm::exp(-difference));
                let effect = have / by_judgment.error_of_difference(number, upper, lower).powi(2);
                let told = (p * (1.0 - p)).powi(2) / self.spread(p) / effect;
                found.push(Neighbours {
                    upper: above,
                    lower: below,
                    difference: ELO_PER_NAT * difference,
                    order_right,
                    further_judgments: further(judgments * (have / wanted - 1.0)),
                    further_between_them: further((1.0 / wanted - 1.0 / have) / told),
                });
            }
        }
        found
    }

    /// E[(h − p)²] of one judgment with chance p, given how common ties are in the data.
    fn spread(&self, p: f64) -> f64 {
        let ties: u64 =
            self.evidence.cells.iter().filter(|cell| cell.outcome == Outcome::Tie).map(|cell| cell.count).sum();
        let ties = ties as f64 / self.evidence.sides.judgments as f64;
        // h is 1, ½ or 0 with E h = p and P(h = ½) = ties: Var h = p (1 − p) − ties / 4.
        (p * (1.0 - p) - ties / 4.0).max(0.05 * p * (1.0 - p))
    }
}

/// Whether two strengths of a round differ by more than its solution's error.
fn differ(one: f64, other: f64) -> bool {
    const SAME: f64 = 1e-8;
    // Equal infinities have no difference.
    one != other && (one - other).abs() > SAME
}

/// Share of rounds with `above` over `below`; equal, or not comparable in the round, counts half.
fn share_above(rounds: &Rounds, above: usize, below: usize) -> f64 {
    let count = |(one, other): (f64, f64)| match (differ(one, other), one > other) {
        (false, _) => 0.5,
        (true, right) => f64::from(u8::from(right)),
    };
    let total: f64 = rounds.of_model(above).zip(rounds.of_model(below)).map(count).sum();
    total / (rounds.strengths.len() / rounds.models) as f64
}

/// Rank of a model = 1 + the number of models of its component whose lower end is above its upper end; `None` for models
/// without an interval. An open end bounds nothing.
pub(crate) fn rank_by_ends(ends: &[(Option<u32>, Rating, Rating)]) -> Vec<Option<u32>> {
    let mut lower: BTreeMap<Option<u32>, Vec<f64>> = BTreeMap::new();
    for (component, end, _) in ends {
        if let Rating::Finite(end) = end {
            lower.entry(*component).or_default().push(*end);
        }
    }
    let rank = |(component, _, upper): &(Option<u32>, Rating, Rating)| match upper {
        Rating::Finite(upper) => {
            let above = lower.get(component).map_or(0, |ends| ends.iter().filter(|end| *end > upper).count());
            Some(above as u32 + 1)
        }
        Rating::Above => Some(1),
        Rating::Below | Rating::Unknown => None,
    };
    ends.iter().map(rank).collect()
}
