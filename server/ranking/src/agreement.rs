//! How far annotators agree: Krippendorff's alpha and the share of agreeing pairs.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one annotator said about one unit (a task, for example).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The unit, any number.
    pub unit: u64,
    /// What was said: a category's number, a rank or a rating. Turn preferences so that they do not depend on the side.
    pub value: f64,
}

/// What values mean, and so how far apart two of them are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Categories: equal or not.
    Nominal,
    /// Ranks: apart by how many values lie between.
    Ordinal,
    /// Numbers: apart by their difference.
    Interval,
}

/// How far annotators agree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Krippendorff's alpha: 1 is full agreement, 0 what chance gives. `None` without two labels of one unit, or if all
    /// labels are the same (chance then agrees as well).
    pub alpha: Option<f64>,
    /// Pairs of labels of one unit.
    pub pairs: u64,
    /// Of them, those with the same value.
    pub agreeing: u64,
    /// Units with two labels or more.
    pub units: u64,
}

impl Agreement {
    /// Share of pairs that agree, 0 to 1.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.pairs > 0).then(|| self.agreeing as f64 / self.pairs as f64)
    }
}

/// Agreement of labels; units with a single label say nothing. Values that are not numbers are left out.
///
/// Alpha is 1 − D_o / D_e by the coincidence matrix (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).
#[must_use]
pub fn agreement(labels: &[Label], level: Level) -> Agreement {
    let mut labels: Vec<Label> = labels.iter().filter(|label| !label.value.is_nan()).copied().collect();
    // Zero has two signs and is one value.
    labels.iter_mut().for_each(|label| label.value += 0.0);
    labels.sort_by(|one, other| one.unit.cmp(&other.unit).then(one.value.total_cmp(&other.value)));
    let mut found = Agreement { alpha: None, pairs: 0, agreeing: 0, units: 0 };
    let mut values: Vec<f64> = labels.iter().map(|label| label.value).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let place = |value: f64| values.partition_point(|known| *known < value);
    // Ordered pairs of labels within units, each unit of m labels counting 1 / (m − 1) per pair.
    let mut coincidences: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut totals = vec![0.0; values.len()];
    for unit in labels.chunk_by(|one, other| one.unit == other.unit).filter(|unit| unit.len() > 1) {
        found.units += 1;
        found.pairs += unit.len() as u64 * (unit.len() as u64 - 1) / 2;
        let counts: Vec<(usize, u64)> = unit
            .chunk_by(|one, other| one.value == other.value)
            .map(|same| (place(same[0].value), same.len() as u64))
            .collect();
        let share = 1.0 / (unit.len() as f64 - 1.0);
        for &(one, count) in &counts {
            found.agreeing += count * (count - 1) / 2;
            totals[one] += count as f64;
            for &(other, times) in &counts {
                let pairs = if one == other { count * (count - 1) } else { count * times };
                *coincidences.entry((one, other)).or_default() += pairs as f64 * share;
            }
        }
    }
    let before: Vec<f64> = std::iter::once(0.0)
        .chain(totals.iter().scan(0.0, |sum, total| {
            *sum += total;
            Some(*sum)
        }))
        .collect();
    let square = |one: usize, other: usize| match level {
        Level::Nominal => f64::from(u8::from(one != other)),
        Level::Interval => (values[one] - values[other]).powi(2),
        Level::Ordinal => {
            let (low, high) = (one.min(other), one.max(other));
            (before[high + 1] - before[low] - (totals[low] + totals[high]) / 2.0).powi(2)
        }
    };
    let count: f64 = totals.iter().sum();
    let observed: f64 = coincidences.iter().map(|((one, other), pairs)| pairs * square(*one, *other)).sum();
    let mut expected = 0.0;
    for (one, total) in totals.iter().enumerate() {
        expected += totals.iter().enumerate().map(|(other, times)| total * times * square(one, other)).sum::<f64>();
    }
    if expected > 0.0 {
        found.alpha = Some(1.0 - (count - 1.0) * observed / expected);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Krippendorff 2011, section D: four observers, twelve units, missing data.
    fn published() -> Vec<Label> {
        let rows = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ];
        let mut labels = Vec::new();
        for row in rows {
            for (unit, value) in (0..).zip(row).filter(|(_, value)| *value != 0) {
                labels.push(Label { unit, value: f64::from(value) });
            }
        }
        labels
    }

    #[test]
    fn alpha_equals_the_published_example() {
        for (level, expected) in [(Level::Nominal, 0.743), (Level::Ordinal, 0.815), (Level::Interval, 0.849)] {
            let alpha = agreement(&published(), level).alpha.unwrap_or(f64::NAN);
            assert!((alpha - expected).abs() < 5e-4, "{level:?}: {alpha}");
        }
    }

    #[test]
    fn pairs_are_counted_within_units() {
        let labels =
            [(1, 1.0), (1, 1.0), (1, 0.0), (2, 0.0), (2, -0.0), (3, 1.0)].map(|(unit, value)| Label { unit, value });
        let found = agreement(&labels, Level::Nominal);
        assert_eq!((found.units, found.pairs, found.agreeing), (2, 4, 2));
    }

    #[test]
    fn agreement_of_nothing_and_of_one_value_has_no_alpha() {
        assert_eq!(agreement(&[], Level::Ordinal).share(), None);
        let same = [Label { unit: 1, value: 2.0 }; 3];
        let found = agreement(&same, Level::Interval);
        assert_eq!((found.alpha, found.share()), (None, Some(1.0)));
    }
}
