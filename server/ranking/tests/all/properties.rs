//! What must hold for any comparisons.

use assay_ranking::{
    Comparison, Gauge, Leaderboard, Outcome, Rating, Resampling, Settings, Weighting, leaderboard,
    scores::{Score, rating_board},
    style::{Covariates, StyleSettings, styled_board},
};
use proptest::prelude::*;

const MODELS: u32 = 5;

fn comparisons() -> impl Strategy<Value = Vec<Comparison>> {
    let one = (0..MODELS, 1..MODELS, 0..3usize, 0..30u32, 0..4u32, 0..3u8).prop_map(
        |(left, step, outcome, prompt, annotator, weight)| Comparison {
            left,
            right: (left + step) % MODELS,
            outcome: [Outcome::Win, Outcome::Tie, Outcome::Loss][outcome],
            weight: f64::from(weight) * 0.75,
            prompt,
            annotator,
        },
    );
    proptest::collection::vec(one, 1..120)
}

fn weighting() -> impl Strategy<Value = Weighting> {
    prop_oneof![
        Just(Weighting::None),
        Just(Weighting::Given),
        Just(Weighting::InversePairCount),
        (0.5..60.0_f64).prop_map(Weighting::InversePairCountFloored),
    ]
}

fn board(comparisons: &[Comparison], weighting: Weighting) -> Leaderboard {
    let settings = Settings { weighting, resampling: Resampling::Sandwich, ..Settings::default() };
    leaderboard(MODELS as usize, comparisons, &settings).unwrap()
}

fn elos(comparisons: &[Comparison], weighting: Weighting) -> Vec<Rating> {
    board(comparisons, weighting).rows.iter().map(|row| row.elo).collect()
}

fn alike(one: Rating, other: Rating) -> bool {
    match (one, other) {
        (Rating::Finite(x), Rating::Finite(y)) => (x - y).abs() < 1e-6,
        (x, y) => x == y,
    }
}

fn all_alike(one: &[Rating], other: &[Rating]) -> bool {
    one.iter().zip(other).all(|(one, other)| alike(*one, *other))
}

fn all_finite(elos: &[Rating]) -> bool {
    elos.iter().all(|elo| elo.finite().is_some())
}

fn swapped(comparison: &Comparison) -> Comparison {
    let Comparison { left, right, outcome, .. } = *comparison;
    Comparison { left: right, right: left, outcome: outcome.reversed(), ..*comparison }
}

/// Prompts as annotators, and annotators as prompts.
fn turned(data: &[Comparison]) -> Vec<Comparison> {
    data.iter().map(|one| Comparison { prompt: one.annotator, annotator: one.prompt, ..*one }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn swapping_the_sides_of_any_judgments_changes_no_rating_and_no_interval(
        data in comparisons(), weighting in weighting(), which in proptest::collection::vec(any::<bool>(), 120)
    ) {
        let mirrored: Vec<_> = data.iter().zip(which).map(|(one, swap)| if swap { swapped(one) } else { *one }).collect();
        prop_assert_eq!(board(&data, weighting).rows, board(&mirrored, weighting).rows);
    }

    #[test]
    fn the_order_of_the_judgments_changes_no_bit(data in comparisons(), weighting in weighting(), turn in 0..120usize) {
        let mut turned = data.clone();
        turned.rotate_left(turn % data.len());
        prop_assert_eq!(board(&data, weighting).rows, board(&turned, weighting).rows);
    }

    #[test]
    fn doubling_the_data_leaves_the_ratings(data in comparisons(), weighting in weighting()) {
        // A floor on the pair counts sees twice the counts, and is meant to.
        prop_assume!(!matches!(weighting, Weighting::InversePairCountFloored(_)));
        let doubled = [data.clone(), data.clone()].concat();
        prop_assert!(all_alike(&elos(&data, weighting), &elos(&doubled, weighting)));
    }

    #[test]
    fn renaming_models_only_renames_the_result(data in comparisons(), weighting in weighting(), shift in 1..MODELS) {
        let renamed: Vec<_> = data.iter().map(|c| Comparison {
            left: (c.left + shift) % MODELS, right: (c.right + shift) % MODELS, ..*c
        }).collect();
        let (base, moved) = (board(&data, weighting), board(&renamed, weighting));
        // Where two parts are equally large the first one is rated, which depends on the names; compare whole boards only.
        let finite = |board: &Leaderboard| board.rows.iter().all(|row| row.elo.finite().is_some());
        prop_assert_eq!(finite(&base), finite(&moved));
        if finite(&base) {
            for (at, row) in base.rows.iter().enumerate() {
                let other = &moved.rows[(at + shift as usize) % MODELS as usize];
                prop_assert!(alike(row.elo, other.elo) && alike(row.lower, other.lower) && alike(row.upper, other.upper));
                prop_assert_eq!(row.wins, other.wins);
            }
        }
    }

    #[test]
    fn a_loss_turned_into_a_win_raises_a_rating(data in comparisons(), at in 0..1_000usize) {
        let at = at % data.len();
        let mut better = data.clone();
        better[at].outcome = Outcome::Win;
        let (before, after) = (elos(&data, Weighting::None), elos(&better, Weighting::None));
        if data[at].outcome != Outcome::Win && all_finite(&before) && all_finite(&after) {
            let of = |elos: &[Rating], model: u32| elos[model as usize].finite().unwrap();
            prop_assert!(of(&after, data[at].left) > of(&before, data[at].left));
            prop_assert!(of(&after, data[at].right) < of(&before, data[at].right));
        }
    }

    #[test]
    fn the_expected_score_of_a_rated_model_is_its_score(data in comparisons()) {
        let board = board(&data, Weighting::None);
        prop_assume!(board.rows.iter().all(|row| row.elo.finite().is_some()));
        for row in &board.rows {
            let expected: f64 = board.matchups.iter().filter(|matchup| matchup.model == row.model)
                .map(|matchup| matchup.judgments as f64 * matchup.predicted.unwrap()).sum();
            prop_assert!((expected - (row.wins as f64 + 0.5 * row.ties as f64)).abs() < 1e-8);
        }
    }

    #[test]
    fn an_anchor_moves_all_ratings_and_ends_by_one_number(data in comparisons(), model in 0..MODELS) {
        let base = board(&data, Weighting::None);
        prop_assume!(base.rows.iter().all(|row| row.elo.finite().is_some()));
        let settings = Settings {
            weighting: Weighting::None,
            resampling: Resampling::Sandwich,
            gauge: Gauge::Anchor { model, at: 1200.0 },
            ..Settings::default()
        };
        let moved = leaderboard(MODELS as usize, &data, &settings).unwrap();
        prop_assert!((moved.rows[model as usize].elo.finite().unwrap() - 1200.0).abs() < 1e-9);
        let anchor = &base.rows[model as usize];
        for (one, other) in base.rows.iter().zip(&moved.rows) {
            // A group that never met the anchor's is centred at its Elo.
            let from = if one.component == anchor.component { anchor.elo.finite().unwrap() } else { 1000.0 };
            let shift = 1200.0 - from;
            for (one, other) in [(one.elo, other.elo), (one.lower, other.lower), (one.upper, other.upper)] {
                prop_assert!((one.finite().unwrap() + shift - other.finite().unwrap()).abs() < 1e-8);
            }
            prop_assert_eq!(one.rank, other.rank);
        }
    }

    #[test]
    fn style_control_without_any_style_is_the_plain_board(data in comparisons(), weighting in weighting()) {
        let settings = Settings { weighting, resampling: Resampling::ClusterSandwich, ..Settings::default() };
        let plain = leaderboard(MODELS as usize, &data, &settings).unwrap();
        let covariates = Covariates { names: vec!["none".to_owned()], values: vec![0.0; data.len()] };
        let style = StyleSettings { position: false, ..StyleSettings::default() };
        let styled = styled_board(&plain, &data, &covariates, &settings, &style).unwrap();
        for (one, other) in plain.rows.iter().zip(&styled.rows) {
            prop_assert!(alike(one.elo, other.elo) && alike(one.lower, other.lower) && alike(one.upper, other.upper));
            prop_assert_eq!(one.rank, other.rank);
        }
        prop_assert_eq!(styled.coefficients[0].estimate, None);
    }

    #[test]
    fn annotators_are_drawn_as_prompts_are(data in comparisons(), weighting in weighting()) {
        let with = |resampling| Settings { weighting, resampling, rounds: 50, ..Settings::default() };
        let by_annotator = leaderboard(MODELS as usize, &data, &with(Resampling::Annotators)).unwrap();
        let by_prompt = leaderboard(MODELS as usize, &turned(&data), &with(Resampling::Prompts)).unwrap();
        prop_assert_eq!(&by_annotator.rows, &by_prompt.rows);
        prop_assert_eq!(&by_annotator.neighbours, &by_prompt.neighbours);
        let covariates = Covariates {
            names: vec!["length".to_owned()],
            values: (0..data.len()).map(|at| f64::from(at as u32 * 7 % 5) - 2.0).collect(),
        };
        let styled = |plain: &Leaderboard, data: &[Comparison], resampling| {
            styled_board(plain, data, &covariates, &with(resampling), &StyleSettings::default())
        };
        let one = styled(&by_annotator, &data, Resampling::Annotators);
        let other = styled(&by_prompt, &turned(&data), Resampling::Prompts);
        prop_assert_eq!(one.is_ok(), other.is_ok());
        if let (Ok(one), Ok(other)) = (one, other) {
            prop_assert_eq!((one.rows, one.coefficients), (other.rows, other.coefficients));
        }
        let scores = |data: &[Comparison]| -> Vec<Score> {
            let score = |one: &Comparison| Score {
                model: one.left, value: 100.0 * one.outcome.score(), prompt: one.prompt, annotator: one.annotator,
            };
            data.iter().map(score).collect()
        };
        let rated = |data: &[Comparison], resampling| {
            rating_board(MODELS as usize, &scores(data), &with(resampling)).unwrap().rows
        };
        prop_assert_eq!(rated(&data, Resampling::Annotators), rated(&turned(&data), Resampling::Prompts));
    }

    #[test]
    fn a_bootstrap_of_any_comparisons_ends_in_ordered_intervals_and_ranks(data in comparisons(), weighting in weighting()) {
        for resampling in [Resampling::Prompts, Resampling::Judgments, Resampling::Annotators] {
            let settings = Settings { weighting, resampling, rounds: 20, ..Settings::default() };
            let board = leaderboard(MODELS as usize, &data, &settings).unwrap();
            for row in &board.rows {
                prop_assert_eq!(row.rank.is_some(), row.elo.finite().is_some());
                if let (Some(lower), Some(upper)) = (row.lower.finite(), row.upper.finite()) {
                    prop_assert!(lower <= upper);
                }
                let shares: f64 = row.rank_shares.iter().map(|share| share.share).sum();
                prop_assert!(shares <= 1.0 + 1e-9);
            }
        }
    }
}
