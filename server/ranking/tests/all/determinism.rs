//! The same input and settings give the same bits, with any number of threads and on every machine.

use assay_ranking::{Comparison, Outcome, Resampling, Settings, Weighting, leaderboard};

fn data() -> Vec<Comparison> {
    (0..600)
        .map(|at: u32| Comparison {
            left: at % 4,
            right: (at % 4 + 1 + at / 4 % 3) % 4,
            outcome: [Outcome::Win, Outcome::Tie, Outcome::Loss, Outcome::Win][(at * 7 % 11 % 4) as usize],
            weight: 1.0 + f64::from(at % 2),
            prompt: at / 3,
            annotator: at * 5 % 17,
        })
        .collect()
}

const UNITS: [Resampling; 5] = [
    Resampling::Prompts,
    Resampling::Judgments,
    Resampling::Annotators,
    Resampling::ClusterSandwich,
    Resampling::Sandwich,
];

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for resampling in UNITS {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let settings = Settings { rounds: 200, resampling, ..Settings::default() };
            serde_json::to_string(&pool.install(|| leaderboard(4, &data(), &settings)).unwrap()).unwrap()
        };
        let one = on(1);
        assert!([2, 3, 7].into_iter().all(|threads| on(threads) == one), "{resampling:?}");
    }
}

#[test]
fn another_seed_gives_other_intervals_and_the_same_ratings() {
    let with = |seed| leaderboard(4, &data(), &Settings { seed, rounds: 200, ..Settings::default() }).unwrap();
    let (one, other) = (with(1), with(2));
    assert!(one.rows.iter().zip(&other.rows).all(|(one, other)| one.elo == other.elo && one.lower != other.lower));
}

/// Bits written down once, on x86-64. If they differ on some machine the promise is broken there; if they differ after a
/// change of the code the version must be raised, because no release made before can be recomputed.
#[test]
fn the_bits_are_those_that_were_written_down() {
    let mut seen = Vec::new();
    for (resampling, weighting) in
        UNITS.into_iter().zip([Weighting::InversePairCount, Weighting::None, Weighting::Given].into_iter().cycle())
    {
        let settings = Settings { resampling, weighting, rounds: 100, ..Settings::default() };
        let row = &leaderboard(4, &data(), &settings).unwrap().rows[2];
        seen.push([row.elo, row.lower, row.upper].map(|end| end.finite().unwrap().to_bits()));
    }
    assert_eq!(seen, WRITTEN, "{seen:#x?}");
}

const WRITTEN: [[u64; 3]; 5] = [
    [0x408f_1aeb_73b6_af45, 0x408e_7ef8_cf19_a12c, 0x408f_cf24_7786_d7f1],
    [0x408f_62bf_4254_c942, 0x408e_a462_b0ff_ee0c, 0x4090_052e_07fc_084b],
    [0x408f_14e5_a189_7d15, 0x408e_7c4c_b62e_9168, 0x408f_c852_f0b5_5718],
    [0x408f_1aeb_73b6_af45, 0x408e_7204_6c33_9931, 0x408f_c3d2_7b39_c559],
    [0x408f_62bf_4254_c942, 0x408e_9929_25ef_3656, 0x4090_162a_af5d_2e17],
];
