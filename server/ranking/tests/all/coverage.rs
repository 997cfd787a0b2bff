//! Do 95 % intervals hold the truth 95 % of the time when judgments of one prompt are alike?

use assay_ranking::{Comparison, ELO_PER_NAT, Outcome, Resampling, Settings, Weighting, leaderboard};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const TRUTH: [f64; 6] = [0.9, 0.5, 0.1, -0.1, -0.5, -0.9];

/// Prompts with three votes each: a vote is the prompt's own one with chance `alike`, else one of its own. Each alone is
/// drawn with the chance of the model, so the truth is exactly the strengths, whatever `alike`.
fn simulate(seed: u64, prompts: u32, alike: f64) -> Vec<Comparison> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut data = Vec::new();
    for prompt in 0..prompts {
        let left = random.random_range(0..TRUTH.len());
        let right = (left + random.random_range(1..TRUTH.len())) % TRUTH.len();
        let p = 1.0 / (1.0 + (TRUTH[right] - TRUTH[left]).exp());
        let ties = p * (1.0 - p);
        let mut vote = || match random.random::<f64>() {
            draw if draw < ties => Outcome::Tie,
            draw if draw < ties + p - ties / 2.0 => Outcome::Win,
            _ => Outcome::Loss,
        };
        let (shared, own) = (vote(), [vote(), vote(), vote()]);
        for (annotator, own) in (0..).zip(own) {
            let outcome = if random.random::<f64>() < alike { shared } else { own };
            data.push(Comparison { left: left as u32, right: right as u32, outcome, weight: 1.0, prompt, annotator });
        }
    }
    data
}

/// Share of (data set, model) whose interval holds the truth.
fn coverage(resampling: Resampling, weighting: Weighting, sets: u64, alike: f64) -> f64 {
    let settings = Settings { resampling, weighting, rounds: 200, minimum_judgments: 0, ..Settings::default() };
    let mut held = 0;
    for set in 0..sets {
        let board = leaderboard(TRUTH.len(), &simulate(set, 400, alike), &Settings { seed: set, ..settings }).unwrap();
        for (row, truth) in board.rows.iter().zip(TRUTH) {
            let truth = 1000.0 + ELO_PER_NAT * truth;
            held += u64::from(row.lower.finite().unwrap() <= truth && truth <= row.upper.finite().unwrap());
        }
    }
    held as f64 / (sets * TRUTH.len() as u64) as f64
}

#[test]
fn intervals_by_prompt_hold_the_truth_as_often_as_they_say() {
    for (resampling, weighting) in [
        (Resampling::Prompts, Weighting::None),
        (Resampling::Prompts, Weighting::InversePairCount),
        (Resampling::ClusterSandwich, Weighting::None),
    ] {
        let share = coverage(resampling, weighting, 300, 0.6);
        assert!((0.93..=0.97).contains(&share), "{resampling:?} {weighting:?}: {share}");
    }
}

#[test]
fn intervals_by_judgment_hold_it_too_seldom_where_votes_are_alike_and_often_enough_where_not() {
    let alike = coverage(Resampling::Judgments, Weighting::None, 200, 0.6);
    assert!(alike < 0.90, "{alike}");
    let independent = coverage(Resampling::Judgments, Weighting::None, 300, 0.0);
    assert!((0.93..=0.97).contains(&independent), "{independent}");
}
