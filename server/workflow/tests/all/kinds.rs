//! Rating and correctness beside comparison: one task per response, no order, and a database that keeps kinds apart.

use crate::support::{Database, World, plan, refusal, submission};
use assay_domain::{
    Refusal, Role,
    judgment::{Correctness, ErrorTag, JudgmentContent, Severity, Side},
    passage::Passage,
    review::Stage,
    scale::{Rating, Scale},
    setup::{EvaluationPlan, Kind},
};

async fn world(database: Database, kind: Kind, prompts: usize) -> World {
    World::open_with(database, prompts, &["X", "Y"], EvaluationPlan { kind, ..plan("E") }).await
}

fn rated(points: i64) -> JudgmentContent {
    let rating = Rating::new(points);
    JudgmentContent {
        rating,
        ratings: [("Correctness".to_owned(), rating.unwrap())].into(),
        ..JudgmentContent::default()
    }
}

fn answered(answer: Correctness, quote: &str) -> JudgmentContent {
    JudgmentContent {
        correctness: Some(answer),
        final_answer: Some(Passage::quoted(quote)),
        ratings: [("Correctness".to_owned(), Rating::new(1).unwrap())].into(),
        ..JudgmentContent::default()
    }
}

on_both! {
    every_response_is_one_task_judged_by_three_and_approved_by_two => |database| async move {
        for kind in [Kind::Rating, Kind::Correctness] {
            let world = world(database, kind, 3).await;
            assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE second_response_id IS NULL").await, 6);
            assert_eq!(world.number("SELECT COUNT(DISTINCT first_response_id) FROM task").await, 6);
            for annotator in world.annotators(3).await {
                while let Some(task) = world.task(&annotator).await {
                    assert!(task.b.is_none() && task.kind == kind && task.a.starts_with("answer"));
                    let mut sent = submission(&task.id, 0);
                    sent.content = if kind == Kind::Rating { rated(70) } else { answered(Correctness::Right, "by number") };
                    world.assay.submit(&annotator, sent).await.unwrap();
                }
            }
            assert_eq!(world.broken_tasks().await, 0);
            assert_eq!(world.number("SELECT COUNT(*) FROM assignment WHERE left_is_first = 0").await, 0, "one response has no order");
            for (role, stage) in [(Role::InitialReviewer, Stage::Initial), (Role::FinalReviewer, Stage::Final)] {
                let reviewer = world.person(&[role]).await;
                let review = world.assay.next_review(&reviewer, stage).await.unwrap().unwrap();
                assert_eq!((review.kind, review.responses.len()), (kind, 1));
                assert_eq!(world.approve_all(&reviewer, stage).await, 6);
            }
            assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'approved'").await, 6);
            let mut tx = world.assay.store().read().await.unwrap();
            let approved = assay_store::releases::approved(&mut tx, world.evaluation).await.unwrap();
            assert_eq!(approved.len(), 18);
            let of_kind = approved.iter().all(|judgment| match judgment.outcome {
                assay_store::releases::ApprovedOutcome::Rating { rating, .. } => kind == Kind::Rating && rating.value() == 70,
                assay_store::releases::ApprovedOutcome::Correctness { correctness, .. } => {
                    kind == Kind::Correctness && correctness == Correctness::Right
                }
                assay_store::releases::ApprovedOutcome::Comparison { .. } => false,
            });
            assert!(of_kind, "{approved:?}");
        }
    };

    an_answer_of_another_kind_or_off_the_scale_is_refused => |database| async move {
        let world = world(database, Kind::Rating, 1).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let mut sent = submission(&task.id, 1);
        assert!(matches!(refusal(world.assay.submit(&annotator, sent.clone()).await), Refusal::Invalid { .. }));
        sent.content = answered(Correctness::Right, "answer");
        assert!(matches!(refusal(world.assay.submit(&annotator, sent.clone()).await), Refusal::Invalid { .. }));
        sent.content = rated(50);
        sent.content.error_tags = vec![ErrorTag::whole(Side::B, "made-up fact", Severity::Minor)];
        assert!(matches!(refusal(world.assay.submit(&annotator, sent.clone()).await), Refusal::Invalid { .. }));
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 0);
        sent.content = rated(50);
        world.assay.submit(&annotator, sent).await.unwrap();
    };

    a_labelled_scale_takes_its_labels_only => |database| async move {
        let scale = Scale::read("Poor = 0; Good = 100").unwrap();
        let plan = EvaluationPlan { kind: Kind::Rating, scale: scale.clone(), ..plan("E") };
        let world = World::open_with(database, 1, &["X", "Y"], plan).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        assert_eq!(task.scale, scale, "as it was written");
        let mut sent = submission(&task.id, 0);
        sent.content = rated(50);
        assert!(matches!(refusal(world.assay.submit(&annotator, sent.clone()).await), Refusal::Invalid { .. }));
        sent.content = rated(100);
        world.assay.submit(&annotator, sent).await.unwrap();
    };

    a_passage_is_kept_with_its_place_in_the_text_as_sent => |database| async move {
        let world = world(database, Kind::Correctness, 1).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let mut sent = submission(&task.id, 0);
        sent.content = answered(Correctness::Wrong, "nowhere in it");
        assert!(matches!(refusal(world.assay.submit(&annotator, sent.clone()).await), Refusal::Invalid { .. }));
        sent.content = answered(Correctness::Wrong, "by\n number");
        world.assay.submit(&annotator, sent).await.unwrap();
        let found = world.number("SELECT COUNT(*) FROM judgment WHERE content LIKE '%\"quote\":\"by number\",\"place\":[9,18]%'").await;
        assert_eq!(found, 1, "the source's own white space");
    };

    the_database_keeps_kinds_apart_by_itself => |database| async move {
        let world = world(database, Kind::Rating, 1).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let first = world.number("SELECT MIN(first_response_id) FROM task").await;
        let other = world.number("SELECT MAX(first_response_id) FROM task").await;
        let add_task = |second: String| format!(
            "INSERT INTO task (evaluation_id, prompt_id, first_response_id, second_response_id, position, state, waiting_since)
             SELECT evaluation_id, prompt_id, {first}, {second}, 9, 'annotating', 0 FROM task WHERE first_response_id = {first}");
        assert!(world.try_sql(&add_task(other.to_string())).await.unwrap_err().contains("rule 5"));
        assert!(world.try_sql(&add_task("NULL".into())).await.is_err(), "a response is one task of its evaluation");
        let add_judgment = |column: &str, value: &str| format!(
            "INSERT INTO judgment (assignment_id, revision, submission_id, content_hash, {column}, content, active_ms, submitted_at, guideline_version)
             SELECT id, 1, 's', 'h', {value}, '{{}}', 0, 0, 1 FROM assignment");
        for (column, value) in [("preference", "1"), ("correctness", "'right'")] {
            assert!(world.try_sql(&add_judgment(column, value)).await.unwrap_err().contains("rule 5"), "{column}");
        }
        assert!(world.try_sql(&add_judgment("rating, preference", "1, 1")).await.is_err(), "one answer");
        assert!(world.try_sql(&add_judgment("rating", "101")).await.is_err(), "on the scale");
        let mut sent = submission(&task.id, 0);
        sent.content = rated(1);
        world.assay.submit(&annotator, sent).await.unwrap();
    };
}
