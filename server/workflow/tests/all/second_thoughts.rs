//! Undo, guidelines in versions, and active time: what happens around a submission.

use crate::support::{Database, World, judged, plan, refusal, submission};
use assay_domain::{Refusal, Role, review::Stage, setup::EvaluationPlan};
use assay_workflow::annotation::Active;
use std::sync::Arc;

/// One task that one annotator judges.
async fn alone(database: Database) -> World {
    let plan = EvaluationPlan { annotators_per_task: 1, ..plan("E") };
    World::open_with(database, 1, &["X", "Y"], plan).await
}

fn active(session: &str, ms: i64) -> Active {
    Active { session: Some(format!("page-load-{session}")), ms }
}

on_both! {
    an_undo_opens_the_judgment_as_a_revision_and_overwrites_nothing => |database| async move {
        let world = alone(database).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        world.submit(&annotator, &task.id, 2).await.unwrap();
        assert_eq!(world.assay.undoable(&annotator).await.unwrap().unwrap().id, task.id);
        world.assay.undo(&annotator, &task.id).await.unwrap();
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'annotating'").await, 1);
        let again = world.task(&annotator).await.unwrap();
        assert_eq!((&again.id, &again.draft), (&task.id, &judged(2)), "it is open again with what was submitted");
        assert!(again.returned.is_none(), "no reviewer asked for it");
        assert_eq!(world.assay.my_work(&annotator).await.unwrap().returned, 0);
        assert_eq!(refusal(world.assay.undo(&annotator, &task.id).await), Refusal::OutOfOrder, "once");
        let receipt = world.submit(&annotator, &task.id, -1).await.unwrap();
        assert_eq!(receipt.revision, 2);
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment WHERE revision = 1 AND preference = 2").await, 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'initial_review'").await, 1);
        assert!(world.try_sql("DELETE FROM undo").await.unwrap_err().contains("rule 4"));
    };

    an_undo_is_over_after_its_time_and_once_a_reviewer_has_the_task => |database| async move {
        let world = alone(database).await;
        let people = world.annotators(2).await;
        let task = world.task(&people[0]).await.unwrap();
        world.submit(&people[0], &task.id, 2).await.unwrap();
        assert_eq!(refusal(world.assay.undo(&people[1], &task.id).await), Refusal::NotFound, "only one's own");
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        world.assay.next_review(&reviewer, Stage::Initial).await.unwrap().unwrap();
        assert!(world.assay.undoable(&people[0]).await.unwrap().is_none());
        assert_eq!(refusal(world.assay.undo(&people[0], &task.id).await), Refusal::OutOfOrder);
        let by_hand = "INSERT INTO undo (judgment_id, undone_at) SELECT id, submitted_at FROM judgment";
        assert!(world.try_sql(by_hand).await.unwrap_err().contains("rule 4"), "the database knows it too");
        let world = alone(database).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        world.submit(&annotator, &task.id, 2).await.unwrap();
        world.clock.advance(61);
        assert!(world.assay.undoable(&annotator).await.unwrap().is_none());
        assert_eq!(refusal(world.assay.undo(&annotator, &task.id).await), Refusal::OutOfOrder);
    };

    an_undo_and_a_reviewer_who_meet_have_one_winner => |database| async move {
        let plan = EvaluationPlan { annotators_per_task: 1, undo_seconds: 3_600, ..plan("E") };
        let world = Arc::new(World::open_with(database, 12, &["X", "Y"], plan).await);
        let annotator = world.person(&[Role::Annotator]).await;
        let mut submitted = Vec::new();
        while let Some(task) = world.task(&annotator).await {
            world.submit(&annotator, &task.id, 1).await.unwrap();
            submitted.push(task.id);
        }
        let mut meeting = tokio::task::JoinSet::new();
        for id in submitted {
            let reviewer = world.person(&[Role::InitialReviewer]).await;
            let (here, annotator) = (world.clone(), annotator.clone());
            meeting.spawn(async move { here.assay.undo(&annotator, &id).await.is_ok() });
            let here = world.clone();
            meeting.spawn(async move {
                let _ = here.assay.next_review(&reviewer, Stage::Initial).await.unwrap();
                false
            });
        }
        let undone = meeting.join_all().await.into_iter().filter(|undone| *undone).count();
        let both = "SELECT COUNT(*) FROM review_claim c JOIN assignment a ON a.task_id = c.task_id JOIN undo u ON u.judgment_id = a.judgment_id";
        assert_eq!(world.number(both).await, 0, "no task is taken back and under review");
        assert_eq!(world.number("SELECT COUNT(*) FROM undo").await, i64::try_from(undone).unwrap());
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'annotating'").await, i64::try_from(undone).unwrap());
        let (claims, tasks) = (world.number("SELECT COUNT(*) FROM review_claim").await, 12);
        assert!(claims + i64::try_from(undone).unwrap() <= tasks);
    };

    new_guidelines_are_confirmed_before_going_on_and_nothing_is_lost => |database| async move {
        let world = World::open(database, 2, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        assert_eq!((task.guideline_version, task.confirm_guidelines), (1, false));
        let same = world.assay.edit_guidelines(&world.admin, world.evaluation, 1, "Be fair.").await;
        assert!(matches!(refusal(same), Refusal::Invalid { .. }));
        assert_eq!(refusal(world.assay.edit_guidelines(&annotator, world.evaluation, 1, "x").await), Refusal::NotAllowed);
        assert_eq!(world.assay.edit_guidelines(&world.admin, world.evaluation, 1, "Be fairer.").await.unwrap(), 2);
        assert_eq!(refusal(world.assay.edit_guidelines(&world.admin, world.evaluation, 1, "x").await), Refusal::Stale);
        assert_eq!(refusal(world.submit(&annotator, &task.id, 2).await), Refusal::GuidelinesChanged);
        let shown = world.task(&annotator).await.unwrap();
        assert_eq!((shown.guideline_version, shown.confirm_guidelines), (2, true));
        assert_eq!(shown.draft, judged(2), "what was sent is kept");
        assert_eq!(refusal(world.assay.confirm_guidelines(&annotator, &task.id, 1).await), Refusal::Stale);
        world.assay.confirm_guidelines(&annotator, &task.id, 2).await.unwrap();
        world.assay.confirm_guidelines(&annotator, &task.id, 2).await.unwrap();
        world.submit(&annotator, &task.id, 2).await.unwrap();
        assert_eq!(world.number("SELECT guideline_version FROM judgment").await, 2);
        assert!(!world.task(&annotator).await.unwrap().confirm_guidelines);
        let newcomer = world.person(&[Role::Annotator]).await;
        assert!(!world.task(&newcomer).await.unwrap().confirm_guidelines, "who never saw an earlier version has nothing to confirm");
        assert_eq!(world.number("SELECT COUNT(*) FROM guideline").await, 2);
        assert!(world.try_sql("UPDATE guideline SET text = ''").await.unwrap_err().contains("rule 4"));
    };

    active_time_adds_up_over_page_loads_and_counts_no_moment_twice => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let report = |ms, session| world.assay.save_draft(&annotator, task.id.clone(), judged(1), active(session, ms));
        world.clock.advance(10);
        report(10_000, "one").await.unwrap();
        report(10_000, "one").await.unwrap();
        report(9_000, "two").await.unwrap();
        let so_far = world.task(&annotator).await.unwrap().active_ms;
        assert!((10_000..10_010).contains(&so_far), "two tabs at once count once: {so_far}");
        world.clock.advance(20);
        report(19_000, "two").await.unwrap();
        report(99_000_000, "one").await.unwrap();
        let so_far = world.task(&annotator).await.unwrap().active_ms;
        assert!((30_000..30_010).contains(&so_far), "never more than passed: {so_far}");
        world.clock.advance(5);
        let mut sent = submission(&task.id, 1);
        sent.active = active("three", 5_000);
        world.assay.submit(&annotator, sent.clone()).await.unwrap();
        world.assay.submit(&annotator, sent).await.unwrap();
        let stored = world.number("SELECT active_ms FROM judgment").await;
        assert!((35_000..35_010).contains(&stored), "{stored}");
    };
}
