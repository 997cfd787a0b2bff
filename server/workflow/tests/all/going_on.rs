//! Submitting and getting the next task in one go, as programs do.

use crate::support::{World, file_of, refusal, submission};
use assay_domain::routing::RoutingPlan;
use assay_domain::{Actor, PublicId, Refusal, Role};
use assay_store::StoreError;
use assay_workflow::annotation::{Next, Receipt, TaskView};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Submits a task and answers the receipt with the next one.
async fn go_on(world: &World, annotator: &Actor, task: &PublicId) -> (Receipt, Option<TaskView>) {
    let (receipt, next) = world.assay.submit_and_go_on(annotator, submission(task, 1)).await.unwrap();
    match next {
        Some(Next::Task(task)) => (receipt, Some(*task)),
        _ => (receipt, None),
    }
}

const HELD: &str = "SELECT COUNT(*) FROM slot WHERE state = 'held'";
const IN_REVIEW: &str =
    "SELECT COUNT(*) FROM task t JOIN review_item i ON i.task_id = t.id WHERE t.state = 'initial_review'";
const JUDGMENTS: &str = "SELECT COUNT(*) FROM judgment";

on_both! {
    a_submission_brings_the_next_task_along_until_there_is_none => |database| async move {
        let world = World::open(database, 4, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let mut next = world.task(&annotator).await;
        let mut seen = BTreeSet::new();
        while let Some(task) = next {
            assert!(seen.insert(task.id.as_str().to_owned()), "each task once");
            assert_eq!(world.number(HELD).await, 1);
            next = go_on(&world, &annotator, &task.id).await.1;
            if let Some(next) = &next {
                assert_eq!(world.task(&annotator).await.unwrap(), *next, "it is what asking for it answers");
            }
        }
        assert_eq!(seen.len(), 4);
        assert_eq!((world.number(HELD).await, world.number(JUDGMENTS).await), (0, 4));
        assert_eq!(world.number("SELECT COUNT(*) FROM exposure").await, 4, "every task is in the ledger once");
        assert_eq!(world.number("SELECT COUNT(*) FROM audit WHERE action = 'judgment.submit'").await, 4);
        assert_eq!(world.broken_tasks().await, 0);
    };

    the_task_fetched_ahead_comes_first => |database| async move {
        let world = World::open(database, 4, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let first = world.task(&annotator).await.unwrap();
        let Next::Task(ahead) = world.assay.task_ahead(&annotator, &first.id).await.unwrap() else { panic!("there is more") };
        assert_eq!(go_on(&world, &annotator, &first.id).await.1.unwrap().id, ahead.id);
        assert_eq!(world.number(HELD).await, 1, "nothing more was taken");
    };

    sent_again_it_answers_the_same_and_takes_nothing_more => |database| async move {
        let world = World::open(database, 4, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let sent = submission(&task.id, 1);
        let (receipt, next) = world.assay.submit_and_go_on(&annotator, sent.clone()).await.unwrap();
        let (again, same) = world.assay.submit_and_go_on(&annotator, sent).await.unwrap();
        assert_eq!((receipt.repeated, again.repeated, again.revision), (false, true, receipt.revision));
        assert!(next.is_some() && same == next);
        assert_eq!((world.number(HELD).await, world.number(JUDGMENTS).await), (1, 1));
    };

    what_is_refused_takes_nothing => |database| async move {
        let world = World::open(database, 4, &["X", "Y"]).await;
        let people = world.annotators(2).await;
        let task = world.task(&people[0]).await.unwrap();
        let theirs = world.assay.submit_and_go_on(&people[1], submission(&task.id, 1)).await;
        assert_eq!(refusal(theirs), Refusal::NotFound);
        let mut incomplete = submission(&task.id, 1);
        incomplete.content.preference = None;
        assert!(matches!(refusal(world.assay.submit_and_go_on(&people[0], incomplete).await), Refusal::Invalid { .. }));
        assert_eq!((world.number(HELD).await, world.number(JUDGMENTS).await), (1, 0));
        assert_eq!(world.number("SELECT COUNT(*) FROM exposure").await, 1);
    };

    a_limit_on_what_comes_next_does_not_refuse_the_submission => |database| async move {
        let routing = RoutingPlan { prompts_per_hour: 1, ..RoutingPlan::default() };
        let world = World::routed(database, &file_of(5, &["X", "Y"]), &["X", "Y"], routing).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let (receipt, next) = world.assay.submit_and_go_on(&annotator, submission(&task.id, 1)).await.unwrap();
        assert!(!receipt.repeated && next.is_none());
        assert_eq!(world.number(JUDGMENTS).await, 1);
        assert_eq!(refusal(world.assay.next_task(&annotator).await), Refusal::TooManyPrompts);
    };

    a_crowd_that_goes_on_leaves_every_task_with_three => |database| async move {
        let world = Arc::new(World::open(database, 20, &["X", "Y"]).await);
        let mut people = tokio::task::JoinSet::new();
        for annotator in world.annotators(12).await {
            let world = Arc::clone(&world);
            people.spawn(async move {
                let mut next = world.task(&annotator).await;
                while let Some(task) = next {
                    // Two tabs send the same judgment.
                    let tabs = futures::future::join_all((0..2).map(|_| world.assay.submit_and_go_on(&annotator, submission(&task.id, 1)))).await;
                    assert_eq!(tabs.iter().filter(|tab| tab.as_ref().is_ok_and(|(receipt, _)| !receipt.repeated)).count(), 1);
                    next = world.task(&annotator).await;
                }
            });
        }
        people.join_all().await;
        assert_eq!((world.number(JUDGMENTS).await, world.number(HELD).await), (60, 0));
        assert_eq!(world.broken_tasks().await, 0);
        assert_eq!(world.number(IN_REVIEW).await, 20);
        assert_eq!(world.number("SELECT COUNT(*) FROM (SELECT task_id FROM assignment GROUP BY task_id HAVING COUNT(*) <> 3) AS wrong").await, 0);
    };

    however_many_ask_at_once_nobody_is_turned_away => |database| async move {
        let world = Arc::new(World::open(database, 40, &["X", "Y"]).await);
        let mut people = tokio::task::JoinSet::new();
        for annotator in world.annotators(100).await {
            let world = Arc::clone(&world);
            people.spawn(async move { matches!(world.assay.next_task(&annotator).await.unwrap(), Next::Task(_)) });
        }
        assert!(people.join_all().await.into_iter().all(|got| got), "there are 120 places");
        assert_eq!((world.number(HELD).await, world.broken_tasks().await), (100, 0));
    };

    the_last_two_who_look_before_either_is_written_bring_the_task_to_review => |database| async move {
        let world = Arc::new(World::open(database, 3, &["X", "Y"]).await);
        let mut at_it = Vec::new();
        for annotator in world.annotators(3).await {
            let task = world.task(&annotator).await.unwrap();
            at_it.push((annotator, task.id));
        }
        let (first, first_task) = at_it.remove(0);
        go_on(&world, &first, &first_task).await;
        let (hold, held) = (Arc::new(Notify::new()), Arc::clone(&world));
        let until = Arc::clone(&hold);
        let holding = tokio::spawn(async move {
            let write = held.assay.store().write(move |_| {
                Box::pin(async move {
                    until.notified().await;
                    Ok::<_, StoreError>(())
                })
            });
            write.await
        });
        let last_two: Vec<_> = (at_it.into_iter())
            .map(|(annotator, task)| {
                let world = Arc::clone(&world);
                tokio::spawn(async move { go_on(&world, &annotator, &task).await.0 })
            })
            .collect();
        // Long enough for both to look; on SQLite both then wait for the writer, which is held up.
        tokio::time::sleep(Duration::from_millis(300)).await;
        hold.notify_one();
        holding.await.unwrap().unwrap();
        for one in last_two {
            assert!(!one.await.unwrap().repeated);
        }
        assert_eq!((world.number(JUDGMENTS).await, world.number(IN_REVIEW).await), (3, 1));
        assert_eq!(world.broken_tasks().await, 0);
    };

    whoever_goes_on_is_never_seen_without_a_task => |database| async move {
        let world = Arc::new(World::open(database, 60, &["X", "Y"]).await);
        if !world.assay.store().has_one_writer() {
            return;
        }
        let annotator = world.person(&[Role::Annotator]).await;
        let mut next = world.task(&annotator).await;
        let watch = Arc::clone(&world);
        let watching = tokio::spawn(async move {
            let mut without = 0;
            while watch.number(JUDGMENTS).await < 50 {
                without += i64::from(watch.number(HELD).await == 0);
            }
            without
        });
        for _ in 0..50 {
            next = go_on(&world, &annotator, &next.unwrap().id).await.1;
        }
        assert_eq!(watching.await.unwrap(), 0, "the judgment and the next claim are one commit");
    };
}
