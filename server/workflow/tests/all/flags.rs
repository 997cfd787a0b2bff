//! Tasks that are skipped and prompts that are flagged: who gets them then, what is kept, what an admin decides. DOS-5.

use crate::support::{World, file_of, judged, refusal};
use assay_domain::{
    Refusal, Role,
    review::Stage,
    routing::{FlagReason, RoutingPlan, SkipReason},
};
use assay_workflow::{Outcome, Standing};
use std::sync::Arc;

on_both! {
    a_skipped_task_goes_to_others_and_never_comes_back => |database| async move {
        let world = World::open(database, 2, &["X", "Y"]).await;
        let people = world.annotators(4).await;
        let skipped = world.task(&people[0]).await.unwrap();
        world.assay.skip(&people[0], skipped.id.clone(), SkipReason::Expertise, "").await.unwrap();
        let next = world.task(&people[0]).await.unwrap();
        assert_ne!(next.turns[0].text, skipped.turns[0].text);
        world.submit(&people[0], &next.id, 1).await.unwrap();
        assert!(world.task(&people[0]).await.is_none(), "the skipped one is not offered again");
        assert_eq!(refusal(world.submit(&people[0], &skipped.id, 1).await), Refusal::OutOfOrder);
        assert_eq!(refusal(world.assay.skip(&people[0], skipped.id, SkipReason::Content, "").await), Refusal::OutOfOrder);
        world.judge_all(&people[1..], 1).await;
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 6);
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'initial_review'").await, 2);
        let said = world.try_sql("UPDATE assignment SET state = 'held' WHERE state = 'released'").await.unwrap_err();
        assert!(said.contains("rule of routing: a skipped task does not come back"), "{said}");
    };

    skips_need_a_reason_are_ones_own_and_are_limited => |database| async move {
        let routing = RoutingPlan { skips_per_hour: 3, ..RoutingPlan::default() };
        let world = World::routed(database, &file_of(9, &["X", "Y"]), &["X", "Y"], routing).await;
        let people = world.annotators(2).await;
        let task = world.task(&people[0]).await.unwrap();
        assert_eq!(refusal(world.assay.skip(&people[1], task.id.clone(), SkipReason::Content, "").await), Refusal::NotFound);
        let without = world.assay.skip(&people[0], task.id.clone(), SkipReason::Other, " ").await;
        assert!(matches!(refusal(without), Refusal::Invalid { .. }));
        for _ in 0..3 {
            let task = world.task(&people[0]).await.unwrap();
            world.assay.skip(&people[0], task.id, SkipReason::Other, "seen in a paper").await.unwrap();
        }
        let fourth = world.task(&people[0]).await.unwrap();
        assert_eq!(refusal(world.assay.skip(&people[0], fourth.id.clone(), SkipReason::Content, "").await), Refusal::TooManySkips);
        assert_eq!(refusal(world.assay.flag(&people[0], fourth.id.clone(), FlagReason::Unclear, "").await), Refusal::TooManySkips);
        assert_eq!(world.task(&people[0]).await.unwrap().id, fourth.id, "it stays in hand");
        world.clock.advance(3_601);
        let later = world.task(&people[0]).await.unwrap();
        world.assay.skip(&people[0], later.id, SkipReason::Content, "").await.unwrap();
    };

    skipping_and_submitting_at_once_has_one_winner => |database| async move {
        let world = Arc::new(World::open(database, 12, &["X", "Y"]).await);
        let annotator = world.person(&[Role::Annotator]).await;
        let (mut submitted, mut skipped) = (0, 0);
        for _ in 0..12 {
            let task = world.task(&annotator).await.unwrap();
            let (one, other) = tokio::join!(
                { let (world, annotator, id) = (world.clone(), annotator.clone(), task.id.clone());
                  tokio::spawn(async move { world.submit(&annotator, &id, 1).await.is_ok() }) },
                { let (world, annotator, id) = (world.clone(), annotator.clone(), task.id.clone());
                  tokio::spawn(async move { world.assay.skip(&annotator, id, SkipReason::Content, "").await.is_ok() }) },
            );
            let (one, other) = (one.unwrap(), other.unwrap());
            assert!(one != other, "exactly one of the two counts");
            submitted += i64::from(one);
            skipped += i64::from(other);
        }
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, submitted);
        assert_eq!(world.number("SELECT COUNT(*) FROM skip").await, skipped);
        assert_eq!(world.number("SELECT COUNT(*) FROM slot WHERE state = 'judged'").await, submitted);
        assert_eq!(world.number("SELECT COUNT(*) FROM slot WHERE state = 'held'").await, 0);
    };

    a_flagged_prompt_is_held_back_and_the_drafts_are_kept => |database| async move {
        let world = World::open(database, 1, &["X", "Y", "Z"]).await;
        let people = world.annotators(5).await;
        let first = world.task(&people[0]).await.unwrap();
        let second = world.task(&people[1]).await.unwrap();
        world.assay.save_draft(&people[0], first.id.clone(), judged(2), 10).await.unwrap();
        world.assay.save_draft(&people[1], second.id.clone(), judged(-2), 10).await.unwrap();
        world.assay.flag(&people[0], first.id.clone(), FlagReason::Other, "an image is missing").await.unwrap();
        for person in &people {
            assert!(world.task(person).await.is_none(), "all tasks of the prompt are held back");
        }
        let flow = world.assay.flow(&world.admin, world.evaluation).await.unwrap();
        assert_eq!(flow.stretches.iter().map(|stretch| (stretch.standing, stretch.tasks)).collect::<Vec<_>>(), [(Standing::Held, 3)]);
        let said = world
            .try_sql(&format!(
                "INSERT INTO assignment (public_id, task_id, annotator_id, left_is_first, state, claimed_at)
                 SELECT 'name', MIN(t.id), {}, 1, 'held', 1 FROM task t",
                people[4].person
            ))
            .await
            .unwrap_err();
        assert!(said.contains("rule of routing: no task of a prompt that is held back"), "{said}");

        let queue = world.assay.flags(&world.admin).await.unwrap();
        assert_eq!((queue.waiting.len(), queue.waiting[0].note.as_str()), (1, "an image is missing"));
        assert!(world.number("SELECT COUNT(*) FROM exposure WHERE purpose = 'management'").await > 0, "the admin saw the prompt");
        let flag = queue.waiting[0].id;
        let without = world.assay.resolve_flag(&world.admin, flag, Outcome::Released, "").await;
        assert!(matches!(refusal(without), Refusal::Invalid { .. }));
        assert_eq!(refusal(world.assay.resolve_flag(&people[0], flag, Outcome::Released, "no").await), Refusal::NotAllowed);
        world.assay.resolve_flag(&world.admin, flag, Outcome::Released, "The text is complete.").await.unwrap();
        assert_eq!(refusal(world.assay.resolve_flag(&world.admin, flag, Outcome::Voided, "again").await), Refusal::Stale);

        let again = world.task(&people[1]).await.unwrap();
        assert_eq!((again.id, again.draft), (second.id, judged(-2)), "the draft waited");
        world.judge_all(&people[..4], 1).await;
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 9);
        assert_eq!(world.broken_tasks().await, 0);
        assert_eq!(world.number("SELECT COUNT(*) FROM audit WHERE action IN ('prompt.flag', 'prompt.resolve')").await, 2);
    };

    a_voided_prompt_is_out_for_good_and_the_others_go_on => |database| async move {
        let world = World::open(database, 3, &["X", "Y"]).await;
        let people = world.annotators(3).await;
        let task = world.task(&people[0]).await.unwrap();
        let other = world.task(&people[1]).await.unwrap();
        world.assay.flag(&people[0], task.id.clone(), FlagReason::NamesItsMaker, "").await.unwrap();
        let flag = world.assay.flags(&world.admin).await.unwrap().waiting[0].id;
        world.assay.resolve_flag(&world.admin, flag, Outcome::Voided, "A response names its maker.").await.unwrap();
        world.judge_all(&people, 1).await;
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 6, "two prompts of three are left");
        if other.turns[0].text == task.turns[0].text {
            assert_eq!(refusal(world.submit(&people[1], &other.id, 1).await), Refusal::LeaseLost);
        }
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        assert_eq!(world.approve_all(&reviewer, Stage::Initial).await, 2);
        assert!(world.try_sql("DELETE FROM prompt_hold").await.unwrap_err().contains("rule of routing: a voided prompt stays"));
        let flow = world.assay.flow(&world.admin, world.evaluation).await.unwrap();
        assert!(flow.stretches.iter().any(|stretch| stretch.standing == Standing::Voided && stretch.tasks == 1));
    };

    a_prompt_flagged_after_its_judgments_waits_with_its_reviews => |database| async move {
        let world = World::open(database, 1, &["X", "Y", "Z"]).await;
        let people = world.annotators(4).await;
        world.judge_all(&people[..3], 1).await;
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        // The fourth never got one of the three tasks, so the flag is written as an earlier holder would have left it.
        world
            .try_sql(&format!(
                "INSERT INTO prompt_hold (prompt_id, state, since) SELECT MIN(id), 'held', 1 FROM prompt;
                 INSERT INTO flag (prompt_id, assignment_id, person_id, reason, note, flagged_at)
                 SELECT MIN(p.id), MIN(a.id), {}, 'unclear', '', 1 FROM prompt p, assignment a",
                people[0].person
            ))
            .await
            .unwrap();
        assert_eq!(world.approve_all(&reviewer, Stage::Initial).await, 0, "held back from reviewers too");
        let flag = world.assay.flags(&world.admin).await.unwrap().waiting[0].id;
        world.assay.resolve_flag(&world.admin, flag, Outcome::Released, "It is clear.").await.unwrap();
        assert_eq!(world.approve_all(&reviewer, Stage::Initial).await, 3);
    };
}
