//! Control of style by made-up judgments whose answer is known.

use assay_ranking::{
    Comparison, ELO_PER_NAT, Error, Leaderboard, Outcome, Settings, Weighting, leaderboard,
    style::{Covariates, Scaling, StyleSettings, StyledBoard, normalised_difference, styled_board},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SETTINGS: Settings = Settings {
    weighting: Weighting::None,
    resampling: assay_ranking::Resampling::ClusterSandwich,
    rounds: 1,
    seed: 1,
    gauge: assay_ranking::Gauge::Mean(1000.0),
    minimum_judgments: 0,
    sandwich_above: 0,
};

/// Two models half a nat apart; the longer response and the left side have advantages of 0.8 and 0.3.
fn simulate(judgments: u32) -> (Vec<Comparison>, Covariates) {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let (mut data, mut values) = (Vec::new(), Vec::new());
    for prompt in 0..judgments {
        let left = random.random_range(0..2);
        let z: f64 = random.random_range(-1.0..1.0) + if left == 0 { 0.2 } else { -0.2 };
        let odds = if left == 0 { 0.5 } else { -0.5 } + 0.8 * z + 0.3;
        let won = random.random::<f64>() < 1.0 / (1.0 + f64::exp(-odds));
        let outcome = if won { Outcome::Win } else { Outcome::Loss };
        data.push(Comparison { left, right: 1 - left, outcome, weight: 1.0, prompt, annotator: 0 });
        values.push(z);
    }
    (data, Covariates { names: vec!["length".to_owned()], values })
}

fn styled(
    data: &[Comparison],
    covariates: &Covariates,
    style: StyleSettings,
) -> (Leaderboard, Result<StyledBoard, Error>) {
    let plain = leaderboard(2, data, &SETTINGS).unwrap();
    let styled = styled_board(&plain, data, covariates, &SETTINGS, &style);
    (plain, styled)
}

const AS_GIVEN: StyleSettings = StyleSettings { scaling: Scaling::AsGiven, ridge: 0.0, position: true };

#[test]
fn the_effects_of_style_and_of_the_side_come_out_and_the_rating_is_freed_of_them() {
    let (data, covariates) = simulate(20_000);
    let (plain, styled) = styled(&data, &covariates, AS_GIVEN);
    let styled = styled.unwrap();
    let length = styled.coefficients[0].estimate.unwrap();
    let position = styled.position.unwrap().estimate.unwrap();
    for (found, truth) in [(length, 0.8), (position, 0.3)] {
        assert!(found.lower < truth && truth < found.upper && found.upper - found.lower < 0.2, "{found:?}");
    }
    let gap = |one: f64, other: f64| (one - other) / ELO_PER_NAT;
    let controlled = gap(styled.rows[0].elo.finite().unwrap(), styled.rows[1].elo.finite().unwrap());
    let plain = gap(plain.rows[0].elo.finite().unwrap(), plain.rows[1].elo.finite().unwrap());
    assert!((controlled - 0.5).abs() < 0.06 && plain > 0.58, "{controlled} {plain}");
    assert_eq!((styled.rows[0].rank, styled.rows[1].rank), (Some(1), Some(2)));
}

/// The derivatives of the summed loss and its penalty vanish at the fit: Σ (p − h) z + λγ = 0, and no penalty on ratings.
#[test]
fn a_ridge_is_put_on_the_summed_loss_and_on_the_coefficients_alone() {
    let (data, covariates) = simulate(500);
    let ridge = 40.0;
    let found = styled(&data, &covariates, StyleSettings { ridge, position: false, ..AS_GIVEN }).1.unwrap();
    let gamma = found.coefficients[0].estimate.unwrap().value;
    let xi = |model: u32| found.rows[model as usize].elo.finite().unwrap() / ELO_PER_NAT;
    let (mut along_style, mut along_ratings) = (ridge * gamma, 0.0);
    for (judgment, z) in data.iter().zip(&covariates.values) {
        let p = 1.0 / (1.0 + f64::exp(-(xi(judgment.left) - xi(judgment.right) + gamma * z)));
        let pull = p - judgment.outcome.score();
        along_style += pull * z;
        along_ratings += if judgment.left == 0 { pull } else { -pull };
    }
    assert!(along_style.abs() < 1e-7 && along_ratings.abs() < 1e-7, "{along_style} {along_ratings}");
    let free = styled(&data, &covariates, StyleSettings { position: false, ..AS_GIVEN }).1.unwrap();
    let free = free.coefficients[0].estimate.unwrap();
    let reach = found.coefficients[0].estimate.unwrap().upper - gamma;
    assert!(gamma < free.value && reach < free.upper - free.value, "a penalty shrinks, and narrows");
}

#[test]
fn covariates_that_cannot_be_told_apart_or_that_decide_everything_are_refused() {
    let (data, covariates) = simulate(200);
    let twice = Covariates {
        names: vec!["one".to_owned(), "same".to_owned()],
        values: covariates.values.iter().flat_map(|value| [*value, *value * 2.0]).collect(),
    };
    let deciding =
        Covariates { values: data.iter().map(|one| one.outcome.score() - 0.5).collect(), ..covariates.clone() };
    let model = Covariates {
        values: data.iter().map(|one| if one.left == 0 { 1.0 } else { -1.0 }).collect(),
        ..covariates.clone()
    };
    let short = Covariates { values: vec![0.0; 3], ..covariates.clone() };
    let endless = Covariates { values: vec![f64::NAN; data.len()], ..covariates };
    for (what, covariates) in [("twice", twice), ("deciding", deciding), ("model", model)] {
        assert!(matches!(styled(&data, &covariates, AS_GIVEN).1, Err(Error::NotEstimable)), "{what}");
    }
    for (what, covariates) in [("short", short), ("endless", endless)] {
        assert!(matches!(styled(&data, &covariates, AS_GIVEN).1, Err(Error::BadValue(_))), "{what}");
    }
}

#[test]
fn a_normalised_difference_of_nothing_is_nothing() {
    assert_eq!(normalised_difference(0.0, 0.0, 0.0), 0.0);
    assert_eq!(normalised_difference(30.0, 10.0, 0.0), 0.5);
    assert_eq!(normalised_difference(3.0, 1.0, 1.0), 0.4);
}
