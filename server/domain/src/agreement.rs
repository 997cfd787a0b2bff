//! How far the judgments of one task agree: what the queues of review are sorted by.
//!
//! It is a figure per task for people who decide what to look at first; what a release says about agreement is computed
//! by the ranking engine over all tasks.

use crate::judgment::JudgmentContent;

/// Below this share, in thousandths, few of a task's judgments agree.
pub const FEW_AGREE_BELOW: i64 = 500;

/// How far the judgments of one task agree, as whole numbers so that it is stored and sorted alike everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Share of the pairs of judgments that agree on the outcome (the sign of the overall preference), in thousandths,
    /// rounded down.
    pub share: i64,
    /// Mean distance of the pairs on the seven-point scale, in thousandths of a point, rounded down.
    pub distance: i64,
}

impl Agreement {
    /// Computes it from the judgments in one neutral order. `None` with fewer than two of them, or when one has no overall
    /// preference.
    ///
    /// With preferences p₁ … p_n and the n(n − 1)/2 pairs i < j: the share is |{sign pᵢ = sign pⱼ}| / pairs, the distance
    /// Σ |pᵢ − pⱼ| / pairs. Both-bad is a tie like any other.
    #[must_use]
    pub fn of(judgments: &[&JudgmentContent]) -> Option<Self> {
        let points: Vec<i64> = judgments
            .iter()
            .map(|judgment| judgment.preference.map(crate::judgment::Preference::value))
            .collect::<Option<_>>()?;
        let (mut pairs, mut agreeing, mut apart) = (0, 0, 0);
        for (at, one) in points.iter().enumerate() {
            for other in &points[at + 1..] {
                pairs += 1;
                agreeing += i64::from(one.signum() == other.signum());
                apart += (one - other).abs();
            }
        }
        (pairs > 0).then(|| Self { share: agreeing * 1_000 / pairs, distance: apart * 1_000 / pairs })
    }

    /// Whether a reviewer should look closely.
    #[must_use]
    pub fn few_agree(self) -> bool {
        self.share < FEW_AGREE_BELOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgment::Preference;

    fn of(points: &[i64]) -> Option<(i64, i64)> {
        let judgments: Vec<_> = points
            .iter()
            .map(|point| JudgmentContent { preference: Preference::new(*point), ..JudgmentContent::default() })
            .collect();
        Agreement::of(&judgments.iter().collect::<Vec<_>>()).map(|agreement| (agreement.share, agreement.distance))
    }

    #[test]
    fn agreement_is_the_share_of_pairs_with_one_outcome_and_their_mean_distance() {
        assert_eq!(of(&[2, 2, 2]), Some((1_000, 0)));
        assert_eq!(of(&[1, 3, 2]), Some((1_000, 1_333)), "strength differs, the outcome does not");
        assert_eq!(of(&[1, 1, -1]), Some((333, 1_333)));
        assert_eq!(of(&[3, 0, -3]), Some((0, 4_000)));
        assert_eq!(of(&[0, 0]), Some((1_000, 0)));
    }

    #[test]
    fn one_judgment_or_an_unfinished_one_has_no_agreement() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[2]), None);
        assert_eq!(of(&[2, 9]), None, "9 is no point of the scale, so nothing was said");
    }
}
