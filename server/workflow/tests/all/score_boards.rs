//! Boards of ratings and of correctness: what was approved becomes means and shares, and can be computed again bit for bit.

use crate::support::{Database, World, plan, release_hash, submission};
use assay_domain::{
    Role,
    judgment::{Correctness, ErrorTag, JudgmentContent, Severity, Side},
    review::Stage,
    scale::Rating,
    setup::{EvaluationPlan, Kind},
};
use assay_workflow::releases::{Caution, PublicBenchmark, ReleaseSettings, ScoreWarning, Verification};

fn settings() -> ReleaseSettings {
    ReleaseSettings { rounds: 200, slices: vec!["level".to_owned()], slice_minimum: 6, ..ReleaseSettings::default() }
}

/// Four prompts answered by two models, each judged by three people as `say` has it (whether it is the first model's, the
/// annotator's number), everything approved.
async fn judged(database: Database, kind: Kind, say: impl Fn(bool, usize) -> JudgmentContent) -> World {
    let world = World::open_with(database, 4, &["X", "Yy"], EvaluationPlan { kind, ..plan("E") }).await;
    for (number, annotator) in world.annotators(3).await.iter().enumerate() {
        while let Some(task) = world.task(annotator).await {
            let mut sent = submission(&task.id, 0);
            sent.content = say(task.a.ends_with("number 1"), number);
            sent.content.ratings = [("Correctness".to_owned(), Rating::new(1).unwrap())].into();
            world.assay.submit(annotator, sent).await.unwrap();
        }
    }
    for (role, stage) in [(Role::InitialReviewer, Stage::Initial), (Role::FinalReviewer, Stage::Final)] {
        world.approve_all(&world.person(&[role]).await, stage).await;
    }
    world
}

on_both! {
    ratings_become_means_with_intervals_and_verify_bit_for_bit => |database| async move {
        let world = judged(database, Kind::Rating, |first, annotator| JudgmentContent {
            // 90, 80 and 70, and always 40.
            rating: Rating::new(if first { 90 - 10 * annotator as i64 } else { 40 }),
            error_tags: if first { Vec::new() } else { vec![ErrorTag::whole(Side::A, "made-up fact", Severity::Major)] },
            ..JudgmentContent::default()
        })
        .await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        assert_eq!(world.assay.verify_release(id).await.unwrap(), Verification::Same);
        let board = world.assay.release(Some(&world.admin), id).await.unwrap().board;
        let seen: Vec<_> = board.rows.iter().map(|row| (row.model.as_str(), row.score, row.elo, row.rank, row.judgments)).collect();
        assert_eq!(seen, [("X", Some(80.0), None, Some(1), 12), ("Yy", Some(40.0), None, Some(2), 12)]);
        assert!(board.rows.iter().all(|row| row.provisional && row.wilson.is_none() && row.gap.is_none()));
        assert_eq!((board.counts.judgments, board.counts.tasks, board.counts.prompts, board.counts.reviewers), (24, 8, 4, 2));
        let tags: Vec<f64> = board.error_tags[0].per_row.iter().map(|share| share.share).collect();
        assert_eq!(tags, [0.0, 1.0]);
        assert!(board.agreement.is_none() && board.alpha.unwrap() > 0.5 && board.win_rates.is_empty());
        let levels: Vec<_> = board.slices.iter().map(|slice| (slice.value.as_str(), slice.judgments, slice.rows[0].score)).collect();
        assert_eq!(levels, [("high", 12, Some(80.0)), ("low", 12, Some(80.0))]);
        let same = Caution::Score(ScoreWarning::NoVariation { models: vec![1] });
        assert!(board.cautions.contains(&same), "all of Yy's ratings are the same: {:?}", board.cautions);
    };

    a_release_of_the_version_before_is_still_computed_again_bit_for_bit => |database| async move {
        let world = judged(database, Kind::Rating, |first, annotator| JudgmentContent {
            rating: Rating::new(if first { 90 - 10 * annotator as i64 } else { 40 }),
            ..JudgmentContent::default()
        })
        .await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        // As that version stored it: sentences in the board, and settings that knew of no voided prompts.
        let (mut board, mut set) = (world.text("SELECT board FROM release").await, world.text("SELECT settings FROM release").await);
        let few = |units: u32| format!("The intervals rest on only {units} independent units (fewer than 30), too few to be trusted.");
        let same = "Every judgment of Yy is the same, so the bootstrap gives an interval without width; it does not mean certainty.";
        for (data, sentence) in [
            (r#"{"below_minimum":{"models":[0,1],"minimum":50}}"#, "Provisional, with fewer than 50 judgments: X, Yy."),
            (r#"{"no_variation":{"models":[1]}}"#, same),
            (r#"{"few_units":{"units":4}}"#, &few(4)),
            (r#"{"few_units":{"units":2}}"#, &few(2)),
        ] {
            assert!(board.contains(data), "{data} is not in {board}");
            board = board.replace(data, &format!("\"{sentence}\""));
        }
        let unknown = r#""voided":0,"voided_prompts":0,"#;
        assert!(set.contains(unknown), "{set}");
        set = set.replace(unknown, "");
        let (engine, ids) = ("assay-ranking 2, board 3", world.text("SELECT judgments_hash FROM release").await);
        let hash = release_hash(&set, engine, &ids, &board);
        world.unguard_releases().await;
        let store = |board: &str| {
            format!("UPDATE release SET engine_version = '{engine}', settings = '{set}', board = '{board}', hash = '{hash}'")
        };
        world.try_sql(&store(&board)).await.unwrap();
        assert_eq!(world.assay.verify_release(id).await.unwrap(), Verification::Same);
        let read = world.assay.release(Some(&world.admin), id).await.unwrap();
        assert!(read.board.cautions.contains(&Caution::Sentence(same.to_owned())));
        world.try_sql(&store(&board.replace("Provisional, with", "Provisional with"))).await.unwrap();
        assert!(matches!(world.assay.verify_release(id).await.unwrap(), Verification::Different(_)));
    };

    answers_become_accuracy_with_wilsons_interval_and_the_gap_to_a_benchmark => |database| async move {
        let world = judged(database, Kind::Correctness, |first, annotator| JudgmentContent {
            correctness: Some(match (first, annotator) {
                (true, 0) => Correctness::Partly,
                (true, _) => Correctness::Right,
                (false, _) => Correctness::Wrong,
            }),
            no_final_answer: true,
            ..JudgmentContent::default()
        })
        .await;
        let ranked = world.assay.evaluation(&world.admin, world.evaluation).await.unwrap().models;
        let first = ranked.iter().find(|model| model.name == "X").unwrap().id;
        let benchmark = PublicBenchmark { name: "GSM8k".to_owned(), items: Some(1_319), accuracy: [(first, 95.3)].into() };
        let settings = ReleaseSettings { benchmark: Some(benchmark), ..settings() };
        let id = world.assay.make_release(&world.admin, world.evaluation, settings).await.unwrap();
        assert_eq!(world.assay.verify_release(id).await.unwrap(), Verification::Same);
        let board = world.assay.release(Some(&world.admin), id).await.unwrap().board;
        let row = &board.rows[0];
        // Partly right is not right: 8 of 12.
        assert!((row.score.unwrap() - 200.0 / 3.0).abs() < 1e-9 && (row.partly.unwrap() - 100.0 / 3.0).abs() < 1e-9);
        // Wilson for 8 of 12, from the formula by hand.
        let [lower, upper] = row.wilson.unwrap();
        assert!((lower - 39.06).abs() < 0.01 && (upper - 86.19).abs() < 0.01, "{lower} {upper}");
        let gap = row.gap.unwrap();
        assert!((gap.difference - (95.3 - 200.0 / 3.0)).abs() < 1e-9 && gap.lower < gap.difference && gap.upper > gap.difference);
        assert_eq!(board.benchmark.as_deref(), Some("GSM8k"));
        assert!(board.rows[1].score == Some(0.0) && board.rows[1].gap.is_none());
        assert_eq!(board.agreement.unwrap().of, 24);
    };
}
