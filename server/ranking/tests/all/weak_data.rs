//! Weak data gets a plain answer, never a silent number.

use Outcome::{Loss, Tie, Win};
use assay_ranking::{
    Comparison, Error, Gauge, Leaderboard, Outcome, Rating, Resampling, Settings, StrengthWeights, Warning, Weighting,
    leaderboard,
};

fn judged(left: u32, right: u32, outcome: Outcome, prompt: u32) -> Comparison {
    Comparison { left, right, outcome, weight: 1.0, prompt, annotator: prompt % 3 }
}

fn quick() -> Settings {
    Settings { rounds: 300, minimum_judgments: 0, ..Settings::default() }
}

fn sentences(board: &Leaderboard) -> Vec<String> {
    board.warnings.iter().map(|warning| warning.sentence(|model| format!("model {model}"))).collect()
}

/// Three rated models, then one that always won and one that always lost.
fn separated() -> Vec<Comparison> {
    let mut data = Vec::new();
    for prompt in 0..40 {
        data.push(judged(0, 1, if prompt % 3 == 0 { Loss } else { Win }, prompt));
        data.push(judged(1, 2, if prompt % 4 == 0 { Loss } else { Win }, prompt));
        data.push(judged(2, 0, if prompt % 5 == 0 { Tie } else { Loss }, prompt));
        data.push(judged(3, prompt % 3, Win, prompt));
        data.push(judged(4, prompt % 3, Loss, prompt));
    }
    data
}

#[test]
fn models_that_always_won_or_always_lost_stand_outside_the_scale() {
    let board = leaderboard(5, &separated(), &quick()).unwrap();
    assert_eq!((board.rows[3].elo, board.rows[3].rank), (Rating::Above, None));
    assert_eq!((board.rows[4].elo, board.rows[4].rank), (Rating::Below, None));
    assert!(board.warnings.contains(&Warning::NeverLost { models: vec![3] }));
    assert!(board.warnings.contains(&Warning::NeverWon { models: vec![4] }));
    assert!(sentences(&board)[0].contains("model 3"));
    let without: Vec<_> = separated().into_iter().filter(|c| c.left < 3).collect();
    let alone = leaderboard(3, &without, &quick()).unwrap();
    for (with, without) in board.rows.iter().zip(&alone.rows) {
        assert!((with.elo.finite().unwrap() - without.elo.finite().unwrap()).abs() < 1e-9);
    }
    assert_eq!(board.order(), [&[3][..], &alone.order(), &[4]].concat());
}

#[test]
fn infinite_ratings_survive_json() {
    let board = leaderboard(5, &separated(), &quick()).unwrap();
    let json = serde_json::to_string(&board).unwrap();
    assert!(json.contains(r#""elo":"above""#) && !json.contains("null,\"lower\""));
    let back: Leaderboard = serde_json::from_str(&json).unwrap();
    assert_eq!((back.rows[3].elo, back.rows[4].elo), (Rating::Above, Rating::Below));
    assert_eq!(back.warnings, board.warnings);
    // serde_json reads floats to within their last bit unless told otherwise.
    let near = |one: Rating, other: Rating| (one.finite().unwrap() - other.finite().unwrap()).abs() < 1e-9;
    assert!((0..3).all(|at| near(back.rows[at].elo, board.rows[at].elo)));
}

#[test]
fn no_judgments_and_no_models_have_an_answer() {
    for models in [0, 1, 4] {
        let board = leaderboard(models, &[], &quick()).unwrap();
        assert!(board.warnings.contains(&Warning::NoJudgments));
        assert_eq!(board.warnings.contains(&Warning::OneModel), models < 2);
        assert_eq!(board.rows.len(), models);
        assert!(board.rows.iter().all(|row| row.elo == Rating::Unknown && row.rank.is_none()));
        assert!(board.position.is_none() && board.neighbours.is_empty());
    }
}

#[test]
fn all_ties_give_equal_ratings_and_say_so() {
    let data: Vec<_> = (0..30).map(|at| judged(at % 3, (at + 1) % 3, Tie, at)).collect();
    let board = leaderboard(3, &data, &quick()).unwrap();
    assert!(board.rows.iter().all(|row| row.elo == Rating::Finite(1000.0) && row.rank == Some(1)));
    assert!(board.warnings.contains(&Warning::AllTies));
    assert!(board.neighbours.iter().all(|two| two.order_right == 0.5 && two.further_judgments.is_none()));
}

#[test]
fn weights_of_zero_are_counted_and_decide_nothing() {
    let mut data: Vec<_> = (0..60).map(|at| judged(0, 1, [Win, Win, Loss][at as usize % 3], at)).collect();
    let base = leaderboard(3, &data, &Settings { weighting: Weighting::Given, ..quick() }).unwrap();
    data.extend((60..70).map(|at| Comparison { weight: 0.0, ..judged(2, 0, Win, at) }));
    for weighting in [Weighting::Given, Weighting::InversePairCount] {
        let board = leaderboard(3, &data, &Settings { weighting, ..quick() }).unwrap();
        assert!(board.warnings.contains(&Warning::ZeroWeights { judgments: 10 }));
        assert!(board.warnings.contains(&Warning::NotCompared { models: vec![2] }));
        assert_eq!((board.rows[2].judgments, board.rows[2].elo), (10, Rating::Unknown));
        assert!((board.rows[0].elo.finite().unwrap() - base.rows[0].elo.finite().unwrap()).abs() < 1e-9);
    }
    data.iter_mut().for_each(|comparison| comparison.weight = 0.0);
    let board = leaderboard(3, &data, &Settings { weighting: Weighting::Given, ..quick() }).unwrap();
    assert!(board.rows.iter().all(|row| row.elo == Rating::Unknown));
}

#[test]
fn a_few_losses_may_leave_an_end_unbounded_and_it_is_said_so() {
    let mut data: Vec<_> = (0..20).map(|prompt| judged(0, 1, Win, prompt)).collect();
    data.push(judged(0, 1, Loss, 20));
    let board = leaderboard(2, &data, &Settings { rounds: 1_000, ..quick() }).unwrap();
    // A resample misses the only loss with chance (20 / 21)^21 = 0.36.
    assert!((300..420).contains(&board.infinite_rounds), "{}", board.infinite_rounds);
    assert!(board.rows[0].elo.finite().is_some());
    assert_eq!((board.rows[0].upper, board.rows[1].lower), (Rating::Above, Rating::Below));
    assert!(board.warnings.iter().any(|warning| matches!(warning, Warning::InfiniteRounds { rounds: 1_000, .. })));
    assert_eq!(board.widths[0].mean_half_width, None);
}

#[test]
fn bad_comparisons_and_settings_are_refused_by_their_place() {
    let good = judged(0, 1, Win, 0);
    let refused = |bad: Comparison| leaderboard(2, &[good, bad], &quick()).unwrap_err();
    assert_eq!(refused(judged(1, 1, Tie, 0)), Error::SelfComparison(1));
    assert_eq!(refused(judged(0, 2, Tie, 0)), Error::UnknownModel(1));
    for weight in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(Comparison { weight, ..good }), Error::BadWeight(1));
    }
    let anchor = Gauge::Anchor { model: 2, at: 1000.0 };
    for settings in [
        Settings { rounds: 0, ..quick() },
        Settings { gauge: anchor, ..quick() },
        Settings { gauge: Gauge::Mean(f64::NAN), ..quick() },
        Settings { weighting: Weighting::InversePairCountFloored(0.0), ..quick() },
    ] {
        assert!(matches!(leaderboard(2, &[good], &settings), Err(Error::BadSettings(_))), "{settings:?}");
    }
}

#[test]
fn an_anchor_without_a_rating_is_not_used_and_it_is_said_so() {
    let settings = Settings { gauge: Gauge::Anchor { model: 3, at: 1000.0 }, ..quick() };
    let board = leaderboard(5, &separated(), &settings).unwrap();
    assert!(board.warnings.contains(&Warning::AnchorUnrated { model: 3 }));
    let mean: f64 = board.rows.iter().filter_map(|row| row.elo.finite()).sum::<f64>() / 3.0;
    assert!((mean - 1000.0).abs() < 1e-9);
}

#[test]
fn few_units_few_judgments_and_unused_weights_are_said() {
    let heavy = |at| Comparison { weight: 2.0, ..judged(0, 1, [Win, Loss, Tie][at as usize % 3], at) };
    let data: Vec<_> = (0..60).map(heavy).collect();
    let settings =
        Settings { resampling: Resampling::Annotators, weighting: Weighting::None, minimum_judgments: 61, ..quick() };
    let board = leaderboard(2, &data, &settings).unwrap();
    assert!(board.warnings.contains(&Warning::FewUnits { units: 3 }));
    assert!(board.warnings.contains(&Warning::WeightsNotUsed));
    assert!(board.warnings.contains(&Warning::BelowMinimum { models: vec![0, 1], minimum: 61 }));
    assert!(board.rows.iter().all(|row| row.provisional));
}

#[test]
fn too_many_judgments_for_a_bootstrap_by_prompt_get_the_cluster_sandwich_and_say_so() {
    let settings = Settings { sandwich_above: 100, ..quick() };
    let board = leaderboard(5, &separated(), &settings).unwrap();
    assert_eq!((board.resampling, board.rounds), (Resampling::ClusterSandwich, 0));
    assert!(board.warnings.contains(&Warning::SandwichServes { judgments: 200, above: 100 }));
    let settings = Settings { sandwich_above: 200, ..quick() };
    assert_eq!(
        leaderboard(5, &separated(), &settings).unwrap().resampling,
        Resampling::Prompts,
        "above 200, not from it on"
    );
}

#[test]
fn a_stated_weight_per_strength_counts_a_judgment_as_that_many() {
    let strengths = StrengthWeights { same: 1.0, slightly: 1.0, clearly: 2.0, much: 3.0 };
    let preferences = [3, -1, 0, 2, -3, 1, 2, -2, -1, 1];
    let weighted: Vec<_> = (0..)
        .zip(preferences)
        .map(|(at, preference)| Comparison {
            weight: strengths.of(preference),
            ..judged(0, 1, Outcome::of_preference(preference), at)
        })
        .collect();
    let repeated: Vec<_> =
        weighted.iter().flat_map(|one| vec![Comparison { weight: 1.0, ..*one }; one.weight as usize]).collect();
    let elo = |data: &[Comparison]| {
        leaderboard(2, data, &Settings { weighting: Weighting::Given, ..quick() }).unwrap().rows[0]
            .elo
            .finite()
            .unwrap()
    };
    assert!((elo(&weighted) - elo(&repeated)).abs() < 1e-9);
}

#[test]
fn what_it_takes_to_settle_an_order_shrinks_with_the_data_and_is_nothing_once_settled() {
    let data = |times: u32| -> Vec<_> {
        (0..100 * times)
            .map(|at| {
                judged(at % 2, 1 - at % 2, if at % 20 < 11 { [Win, Loss] } else { [Loss, Win] }[at as usize % 2], at)
            })
            .collect()
    };
    let neighbours =
        |times| leaderboard(2, &data(times), &Settings { rounds: 2_000, ..quick() }).unwrap().neighbours[0];
    let (few, many) = (neighbours(1), neighbours(10));
    assert_eq!((few.upper, few.lower), (0, 1));
    // 55 of 100: z = (0.55 − 0.5) / √(0.2475 / 100) = 1.005, Φ = 0.84; 95 % needs (1.645 / 1.005)² × 100 = 268 judgments or so.
    assert!((few.order_right - 0.84).abs() < 0.03, "{few:?}");
    let (spread, between) = (few.further_judgments.unwrap(), few.further_between_them.unwrap());
    assert!((150..190).contains(&spread), "{few:?}");
    assert!(spread.abs_diff(between) < 5, "with two models both ways are the same: {few:?}");
    assert!(many.order_right > 0.99 && many.further_judgments == Some(0), "{many:?}");
}

#[test]
fn an_advantage_of_the_left_side_is_seen() {
    let data: Vec<_> =
        (0..400).map(|at| judged(at % 2, 1 - at % 2, if at % 5 < 3 { Win } else { Loss }, at / 2)).collect();
    let position = leaderboard(2, &data, &quick()).unwrap().position.unwrap();
    assert!((position.left_share - 0.6).abs() < 1e-12);
    // By prompt, of five: 2, 1, 1, 2 and 0 of 2 points where 1.2 are expected: 2.8 of squares; 200 prompts have 112.
    let reach = 1.959_964 * 112.0_f64.sqrt() / 400.0;
    assert!(
        (position.lower - (0.6 - reach)).abs() < 1e-6 && (position.upper - (0.6 + reach)).abs() < 1e-6,
        "{position:?}"
    );
}

/// 60 prompts with three votes that are all alike, among them ties: 24 won, 18 tied, 18 lost. The share is 0.55, so the difference is
/// ln (0.55 / 0.45) = 0.2007; the variance by prompt is 60 · 9 · (0.2475 − 0.3 / 4) / (180 · 0.2475)² = 0.04693; and
/// 180 · ((1.6449 · √0.04693 / 0.2007)² − 1) = 387.6.
#[test]
fn what_it_takes_to_settle_an_order_allows_for_votes_that_are_alike_and_for_ties() {
    let votes = |prompt: u32| {
        if prompt < 24 {
            Win
        } else if prompt < 42 {
            Tie
        } else {
            Loss
        }
    };
    let data: Vec<_> = (0..180).map(|at| judged(0, 1, votes(at / 3), at / 3)).collect();
    let settings = Settings { resampling: Resampling::ClusterSandwich, ..quick() };
    let pair = leaderboard(2, &data, &settings).unwrap().neighbours[0];
    assert_eq!((pair.further_judgments, pair.further_between_them), (Some(388), Some(388)), "{pair:?}");
    // Φ(0.2007 / √0.04693) = Φ(0.9263).
    assert!((pair.order_right - 0.8229).abs() < 1e-3, "{pair:?}");
}

#[test]
fn a_pair_is_seen_from_both_sides_and_a_model_with_just_enough_judgments_is_not_provisional() {
    let outcomes = [Win, Loss, Win, Tie, Win, Loss];
    let data: Vec<_> = (0..).zip(outcomes).map(|(at, outcome)| judged(1, 0, outcome, at)).collect();
    let with = |minimum_judgments| leaderboard(2, &data, &Settings { minimum_judgments, ..quick() }).unwrap();
    let board = with(6);
    let seen: Vec<_> =
        board.matchups.iter().map(|pair| (pair.model, pair.opponent, pair.judgments, pair.wins, pair.ties)).collect();
    assert_eq!(seen, [(0, 1, 6, 2, 1), (1, 0, 6, 3, 1)]);
    assert!((board.matchups[1].observed() - 3.5 / 6.0).abs() < 1e-12);
    assert!(board.rows.iter().all(|row| !row.provisional) && with(7).rows.iter().all(|row| row.provisional));
}

#[test]
fn the_shares_of_ranks_name_the_rank_that_a_clear_model_has_in_every_round() {
    let beats = |left, right| (0..300).map(move |at| judged(left, right, if at % 10 == 0 { Loss } else { Win }, at));
    let data: Vec<_> = beats(2, 0).chain(beats(0, 1)).chain(beats(2, 1)).collect();
    let board = leaderboard(3, &data, &quick()).unwrap();
    for (model, rank) in [(2, 1), (0, 2), (1, 3)] {
        let shares = &board.rows[model].rank_shares;
        assert_eq!((shares.len(), shares[0].rank), (1, rank), "{shares:?}");
        assert!((shares[0].share - 1.0).abs() < 1e-12);
    }
}
