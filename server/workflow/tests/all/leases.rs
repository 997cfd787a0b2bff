//! What an annotator has in hand: leases with a heartbeat, one task fetched ahead, never more than the limit. DOS-5.

use crate::support::{World, refusal};
use assay_domain::{Actor, Refusal, Role};
use assay_workflow::annotation::{Next, TaskView};
use std::sync::Arc;

/// What comes after the task in hand.
async fn ahead(world: &World, annotator: &Actor, in_hand: &TaskView) -> Option<TaskView> {
    match world.assay.task_ahead(annotator, &in_hand.id).await.unwrap() {
        Next::Task(task) => Some(*task),
        Next::Nothing => None,
    }
}

const HELD: &str = "SELECT COUNT(*) FROM slot WHERE state = 'held'";

on_both! {
    the_task_fetched_ahead_is_the_next_one => |database| async move {
        let world = World::open(database, 5, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let first = world.task(&annotator).await.unwrap();
        let second = ahead(&world, &annotator, &first).await.unwrap();
        assert_ne!(first.id, second.id);
        assert_eq!(ahead(&world, &annotator, &first).await.unwrap().id, second.id, "asking again claims nothing more");
        assert!(ahead(&world, &annotator, &second).await.is_some_and(|task| task.id == first.id));
        assert_eq!(world.task(&annotator).await.unwrap().id, first.id, "a reload shows the task held longest");
        assert_eq!(world.number("SELECT COUNT(*) FROM exposure").await, 2, "what is fetched ahead is in the ledger");
        world.submit(&annotator, &first.id, 1).await.unwrap();
        assert_eq!(world.task(&annotator).await.unwrap().id, second.id);
        assert_eq!(world.number(HELD).await, 1);
    };

    nobody_asks_ahead_of_a_task_that_is_not_theirs => |database| async move {
        let world = World::open(database, 5, &["X", "Y"]).await;
        let people = world.annotators(2).await;
        let task = world.task(&people[0]).await.unwrap();
        assert_eq!(refusal(world.assay.task_ahead(&people[1], &task.id).await), Refusal::NotFound);
        assert_eq!(refusal(world.assay.keep_lease(&people[1], &task.id).await), Refusal::NotFound);
        assert_eq!(world.number(HELD).await, 1);
    };

    however_many_tabs_ask_a_person_has_two_tasks_in_hand => |database| async move {
        let world = Arc::new(World::open(database, 30, &["X", "Y"]).await);
        let annotator = world.person(&[Role::Annotator]).await;
        let mut tabs = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (world, annotator) = (world.clone(), annotator.clone());
            tabs.spawn(async move {
                let first = world.task(&annotator).await.unwrap();
                let _ = world.assay.task_ahead(&annotator, &first.id).await.unwrap();
            });
        }
        tabs.join_all().await;
        assert_eq!(world.number(HELD).await, 2);
        assert_eq!(world.number("SELECT COUNT(*) FROM assignment").await, 2);
    };

    a_heartbeat_keeps_the_task_in_hand_and_lets_the_one_ahead_go => |database| async move {
        let world = World::open(database, 2, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let first = world.task(&annotator).await.unwrap();
        let second = ahead(&world, &annotator, &first).await.unwrap();
        for _ in 0..3 {
            world.clock.advance(45);
            let kept = world.assay.keep_lease(&annotator, &first.id).await.unwrap().unwrap();
            assert!(kept > world.assay.now() + 59_000_000, "the lease is whole again");
        }
        // Someone else comes: the task that was only fetched ahead is theirs to take.
        world.judge_all(&world.annotators(3).await, 1).await;
        assert_eq!(world.number("SELECT COUNT(*) FROM assignment WHERE state = 'expired'").await, 1);
        assert_eq!(refusal(world.assay.keep_lease(&annotator, &second.id).await), Refusal::LeaseLost);
        world.submit(&annotator, &first.id, 1).await.expect("the task in hand was kept");
        assert_eq!(world.broken_tasks().await, 0);
    };

    there_is_no_lease_to_keep_after_submitting => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        world.submit(&annotator, &task.id, 1).await.unwrap();
        assert_eq!(refusal(world.assay.keep_lease(&annotator, &task.id).await), Refusal::OutOfOrder);
    };
}
