//! Rating and correctness boards.

use assay_ranking::{
    Error, Resampling, Settings,
    scores::{Benchmark, Score, ScoreWarning, correctness_board, percent_of_scale, rating_board},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn score(model: u32, value: f64, prompt: u32) -> Score {
    Score { model, value, prompt, annotator: prompt % 3 }
}

#[test]
fn a_rating_board_ranks_by_means_from_0_to_100() {
    let scores: Vec<_> = (0..300)
        .flat_map(|prompt| {
            let noise = f64::from(prompt % 5) * 5.0;
            [score(0, 80.0 + noise, prompt), score(1, 30.0 + noise, prompt), score(2, 31.0 + noise, prompt)]
        })
        .collect();
    let board = rating_board(4, &scores, &Settings::default()).unwrap();
    let means: Vec<_> = board.rows.iter().map(|row| row.mean).collect();
    assert_eq!(means, [Some(90.0), Some(40.0), Some(41.0), None]);
    assert_eq!(board.rows.iter().map(|row| row.rank).collect::<Vec<_>>(), [Some(1), Some(2), Some(2), None]);
    assert!(board.warnings.contains(&ScoreWarning::NotJudged { models: vec![3] }));
    // Standard deviation 7.07 of 300 prompts: 1.96 × 7.07 / √300 = 0.80.
    let half = (board.rows[0].upper.unwrap() - board.rows[0].lower.unwrap()) / 2.0;
    assert!((half - 0.80).abs() < 0.06, "{half}");
    assert_eq!(percent_of_scale(4.0, 1.0, 5.0), 75.0);
}

#[test]
fn three_equal_ratings_of_a_prompt_are_one_when_prompts_are_drawn() {
    let once: Vec<_> = (0..200).map(|prompt| score(0, f64::from(prompt % 11) * 10.0, prompt)).collect();
    let thrice: Vec<_> = once.iter().flat_map(|one| [*one; 3]).collect();
    let width = |scores: &[Score], resampling| {
        let row = rating_board(1, scores, &Settings { resampling, ..Settings::default() }).unwrap().rows[0].clone();
        row.upper.unwrap() - row.lower.unwrap()
    };
    assert!((width(&once, Resampling::Prompts) - width(&thrice, Resampling::Prompts)).abs() < 1e-9);
    let ratio = width(&once, Resampling::Prompts) / width(&thrice, Resampling::Judgments);
    assert!((1.6..1.9).contains(&ratio), "√3, but {ratio}");
}

#[test]
fn a_correctness_board_has_wilsons_interval_and_the_gap_to_a_benchmark() {
    // 966 of 1,000 right, as on the published math board.
    let scores: Vec<_> = (0..1_000).map(|prompt| score(0, if prompt < 966 { 100.0 } else { 0.0 }, prompt)).collect();
    let benchmark = Benchmark { name: "public".to_owned(), accuracy: vec![Some(99.0)], items: None };
    let board = correctness_board(1, &scores, Some(&benchmark), &Settings::default()).unwrap();
    let row = &board.rows[0];
    assert_eq!(row.mean, Some(96.6));
    let (lower, upper) = row.wilson.unwrap();
    // Wilson 1927 by hand: (0.966 + 1.9207 / 1000 ± 1.96 √(0.0000328 + 0.00000096)) / 1.0038415.
    assert!((lower - 95.285).abs() < 5e-3 && (upper - 97.556).abs() < 5e-3, "{lower} {upper}");
    // SEAL: 96.60 +1.02 / −1.02.
    assert!((row.upper.unwrap() - 97.7).abs() < 0.2 && (row.lower.unwrap() - 95.5).abs() < 0.2, "{row:?}");
    let gap = row.gap.unwrap();
    assert!((gap.difference - 2.4).abs() < 1e-9 && gap.lower > 0.0);
    assert!((gap.lower - (99.0 - row.upper.unwrap())).abs() < 1e-9);
    let sampled = Benchmark { items: Some(1_319), ..benchmark };
    let wider = correctness_board(1, &scores, Some(&sampled), &Settings::default()).unwrap().rows[0].gap.unwrap();
    // The binomial variance of 99 % of 1,319 items on top, on both sides.
    let sampling = 1.959_964_f64.powi(2) * 99.0 * 1.0 / 1_319.0;
    let reach = |half: f64| (half * half + sampling).sqrt();
    assert!((wider.lower - (2.4 - reach(2.4 - gap.lower))).abs() < 1e-6, "{wider:?}");
    assert!((wider.upper - (2.4 + reach(gap.upper - 2.4))).abs() < 1e-6, "{wider:?}");
}

#[test]
fn a_model_that_is_always_right_has_no_bootstrap_width_and_it_is_said_so() {
    let scores: Vec<_> = (0..60).map(|prompt| score(0, 100.0, prompt)).collect();
    let board = correctness_board(1, &scores, None, &Settings::default()).unwrap();
    assert_eq!((board.rows[0].lower, board.rows[0].upper), (Some(100.0), Some(100.0)));
    assert!(board.warnings.contains(&ScoreWarning::NoVariation { models: vec![0] }));
    let (lower, upper) = board.rows[0].wilson.unwrap();
    assert!((93.0..95.0).contains(&lower) && (upper - 100.0).abs() < 1e-9);
}

#[test]
fn scores_outside_the_scale_are_refused() {
    for (value, model) in [(-1.0, 0), (101.0, 0), (f64::NAN, 0), (50.0, 3)] {
        assert!(rating_board(3, &[score(model, value, 0)], &Settings::default()).is_err());
    }
    assert!(matches!(correctness_board(1, &[score(0, 50.0, 0)], None, &Settings::default()), Err(Error::BadValue(_))));
    assert!(rating_board(0, &[], &Settings::default()).unwrap().warnings.contains(&ScoreWarning::NoJudgments));
}

#[test]
fn intervals_of_a_mean_hold_the_truth_as_often_as_they_say() {
    let (mut held, sets) = (0, 400);
    for seed in 0..sets {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut scores = Vec::new();
        for prompt in 0..150 {
            let prompts_own = random.random_range(0.0..60.0);
            scores.extend((0..3).map(|_| score(0, prompts_own + random.random_range(0.0..40.0), prompt)));
        }
        let row =
            rating_board(1, &scores, &Settings { rounds: 300, seed, ..Settings::default() }).unwrap().rows[0].clone();
        held += u32::from(row.lower.unwrap() <= 50.0 && 50.0 <= row.upper.unwrap());
    }
    let share = f64::from(held) / sets as f64;
    assert!((0.92..=0.98).contains(&share), "{share}");
}
