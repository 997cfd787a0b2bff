//! How far the judgments of one task agree: what the queues of review are sorted by.
//!
//! It is a figure per task for people who decide what to look at first; what a release says about agreement is computed
//! by the ranking engine over all tasks.

use crate::{judgment::JudgmentContent, setup::Kind};

/// Below this share, in thousandths, few of a task's judgments agree.
pub const FEW_AGREE_BELOW: i64 = 500;
/// Ratings this close to the middle one, in points, agree with it.
const CLOSE: i64 = 10;

/// How far the judgments of one task agree, as whole numbers so that it is stored and sorted alike everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// From 0 to 1,000, rounded down. Comparison and correctness: the share of the pairs of judgments with the same outcome
    /// (the sign of the overall preference; the answer). Rating: the part of the scale that the ratings do not spread over.
    pub share: i64,
    /// In thousandths of a point, rounded down. Comparison: mean distance of the pairs on the seven points. Rating: the range
    /// of the ratings. Correctness: 0.
    pub distance: i64,
}

impl Agreement {
    /// Computes it from the judgments in one neutral order. `None` with fewer than two of them, or when one does not say
    /// anything overall.
    ///
    /// With preferences p₁ … p_n and the n(n − 1)/2 pairs i < j: the share is |{sign pᵢ = sign pⱼ}| / pairs, the distance
    /// Σ |pᵢ − pⱼ| / pairs; both-bad is a tie like any other. With answers: the share of the pairs that are the same. With
    /// ratings: the distance is max − min, the share 1 − (max − min)/100.
    #[must_use]
    pub fn of(kind: Kind, judgments: &[&JudgmentContent]) -> Option<Self> {
        let points = points(kind, judgments)?;
        if kind == Kind::Rating {
            let range = points.iter().max()? - points.iter().min()?;
            return (points.len() > 1).then_some(Self { share: 1_000 - range * 10, distance: range * 1_000 });
        }
        let (mut pairs, mut agreeing, mut apart) = (0, 0, 0);
        for (at, one) in points.iter().enumerate() {
            for other in &points[at + 1..] {
                pairs += 1;
                agreeing += i64::from(outcome(kind, *one) == outcome(kind, *other));
                apart += (one - other).abs();
            }
        }
        let distance = if kind == Kind::Comparison { apart } else { 0 };
        (pairs > 0).then(|| Self { share: agreeing * 1_000 / pairs, distance: distance * 1_000 / pairs })
    }

    /// Whether a reviewer should look closely.
    #[must_use]
    pub fn few_agree(self) -> bool {
        self.share < FEW_AGREE_BELOW
    }
}

/// Which of the judgments agree with each other, as far as more than half of them do: the same outcome, or ratings within
/// ten points of the middle one. Nobody agrees where there is no such majority.
#[must_use]
pub fn agreeing(kind: Kind, judgments: &[&JudgmentContent]) -> Vec<bool> {
    let Some(points) = points(kind, judgments) else { return vec![false; judgments.len()] };
    let with = |one: i64| match kind {
        Kind::Rating => points.iter().map(|other| (one - other).abs() <= CLOSE).collect::<Vec<_>>(),
        _ => points.iter().map(|other| outcome(kind, one) == outcome(kind, *other)).collect(),
    };
    let mut sorted = points.clone();
    sorted.sort_unstable();
    // The middle one belongs to the majority, if there is one that lies together on the scale.
    let candidates = match kind {
        Kind::Rating => sorted.get(sorted.len() / 2).copied().into_iter().collect(),
        _ => sorted,
    };
    let majority =
        candidates.into_iter().map(with).find(|agree| 2 * agree.iter().filter(|one| **one).count() > points.len());
    majority.unwrap_or_else(|| vec![false; judgments.len()])
}

/// What each judgment says overall, as a number; `None` when one says nothing.
fn points(kind: Kind, judgments: &[&JudgmentContent]) -> Option<Vec<i64>> {
    judgments
        .iter()
        .map(|judgment| match kind {
            Kind::Comparison => judgment.preference.map(crate::judgment::Preference::value),
            Kind::Rating => judgment.rating.map(crate::scale::Rating::value),
            Kind::Correctness => judgment.correctness.map(|answer| answer as i64),
        })
        .collect()
}

fn outcome(kind: Kind, point: i64) -> i64 {
    if kind == Kind::Comparison { point.signum() } else { point }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgment::{Correctness, Preference};
    use crate::scale::Rating;

    fn compared(points: &[i64]) -> Vec<JudgmentContent> {
        let of = |point| JudgmentContent { preference: Preference::new(point), ..JudgmentContent::default() };
        points.iter().copied().map(of).collect()
    }

    fn rated(points: &[i64]) -> Vec<JudgmentContent> {
        points
            .iter()
            .map(|point| JudgmentContent { rating: Rating::new(*point), ..JudgmentContent::default() })
            .collect()
    }

    fn answered(answers: &[Correctness]) -> Vec<JudgmentContent> {
        let of = |answer| JudgmentContent { correctness: Some(answer), ..JudgmentContent::default() };
        answers.iter().copied().map(of).collect()
    }

    fn of(kind: Kind, judgments: &[JudgmentContent]) -> Option<(i64, i64)> {
        Agreement::of(kind, &judgments.iter().collect::<Vec<_>>())
            .map(|agreement| (agreement.share, agreement.distance))
    }

    fn agree(kind: Kind, judgments: &[JudgmentContent]) -> Vec<bool> {
        agreeing(kind, &judgments.iter().collect::<Vec<_>>())
    }

    #[test]
    fn comparisons_agree_by_the_share_of_pairs_with_one_outcome_and_their_mean_distance() {
        let of = |points: &[i64]| of(Kind::Comparison, &compared(points));
        assert_eq!(of(&[2, 2, 2]), Some((1_000, 0)));
        assert_eq!(of(&[1, 3, 2]), Some((1_000, 1_333)), "strength differs, the outcome does not");
        assert_eq!(of(&[1, 1, -1]), Some((333, 1_333)));
        assert_eq!(of(&[3, 0, -3]), Some((0, 4_000)));
        assert_eq!(of(&[0, 0]), Some((1_000, 0)));
    }

    #[test]
    fn ratings_agree_by_their_range_and_answers_by_the_share_of_equal_pairs() {
        assert_eq!(of(Kind::Rating, &rated(&[80, 90, 85])), Some((900, 10_000)));
        assert_eq!(of(Kind::Rating, &rated(&[0, 100])), Some((0, 100_000)));
        use Correctness::{Partly, Right, Wrong};
        assert_eq!(of(Kind::Correctness, &answered(&[Right, Right, Wrong])), Some((333, 0)));
        assert_eq!(of(Kind::Correctness, &answered(&[Right, Partly, Wrong])), Some((0, 0)));
    }

    #[test]
    fn one_judgment_or_an_unfinished_one_has_no_agreement() {
        assert_eq!(of(Kind::Comparison, &[]), None);
        assert_eq!(of(Kind::Comparison, &compared(&[2])), None);
        assert_eq!(of(Kind::Rating, &rated(&[50])), None);
        assert_eq!(of(Kind::Comparison, &compared(&[2, 9])), None, "9 is no point of the scale, so nothing was said");
        assert_eq!(of(Kind::Rating, &compared(&[1, 1])), None, "they answer another kind");
    }

    #[test]
    fn those_agree_who_share_the_outcome_of_more_than_half() {
        assert_eq!(agree(Kind::Comparison, &compared(&[3, 1, -1])), [true, true, false]);
        assert_eq!(agree(Kind::Comparison, &compared(&[1, 0, -1])), [false; 3]);
        assert_eq!(agree(Kind::Comparison, &compared(&[1, -1])), [false; 2], "half is no majority");
        assert_eq!(agree(Kind::Rating, &rated(&[20, 80, 90])), [false, true, true]);
        assert_eq!(agree(Kind::Rating, &rated(&[0, 50, 100])), [false; 3]);
        let answers = [Correctness::Wrong, Correctness::Right, Correctness::Right];
        assert_eq!(agree(Kind::Correctness, &answered(&answers)), [false, true, true]);
    }
}
