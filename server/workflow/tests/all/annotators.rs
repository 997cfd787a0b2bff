//! Rules 1, 2, 3 and 6 where annotators meet: exactly N, nobody twice, nothing lost, order fixed. CONC-1 to CONC-4, BLIND-3.

use crate::support::{Database, World, judged, refusal, submission};
use assay_domain::{Refusal, Role};

on_both! {
    a_fourth_annotator_never_gets_a_slot => |database| async move {
        let world = std::sync::Arc::new(World::open(database, 20, &["X", "Y"]).await);
        let mut at_work = tokio::task::JoinSet::new();
        for annotator in world.annotators(24).await {
            let world = world.clone();
            at_work.spawn(async move {
                let mut done = 0;
                loop {
                    match world.assay.next_task(&annotator).await {
                        Ok(assay_workflow::annotation::Next::Task(task)) => {
                            world.submit(&annotator, &task.id, 1).await.unwrap();
                            done += 1;
                        }
                        Ok(assay_workflow::annotation::Next::Nothing) => return done,
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
        let watcher = {
            let world = world.clone();
            tokio::spawn(async move {
                for _ in 0..50 {
                    assert_eq!(world.broken_tasks().await, 0);
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            })
        };
        let judgments: usize = at_work.join_all().await.into_iter().sum();
        watcher.await.unwrap();
        assert_eq!(judgments, 60);
        assert_eq!(world.broken_tasks().await, 0);
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'initial_review'").await, 20);
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 60);
    };

    nobody_judges_a_task_twice_however_many_tabs_are_open => |database| async move {
        let world = std::sync::Arc::new(World::open(database, 1, &["X", "Y"]).await);
        let annotator = world.person(&[Role::Annotator]).await;
        let mut tabs = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (world, annotator) = (world.clone(), annotator.clone());
            tabs.spawn(async move {
                loop {
                    match world.assay.next_task(&annotator).await {
                        Ok(assay_workflow::annotation::Next::Task(task)) => {
                            return world.submit(&annotator, &task.id, 1).await.is_ok();
                        }
                        Ok(assay_workflow::annotation::Next::Nothing) => return false,
                        Err(_) => {}
                    }
                }
            });
        }
        let accepted = tabs.join_all().await.into_iter().filter(|ok| *ok).count();
        assert_eq!(accepted, 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 1);
        assert!(world.task(&annotator).await.is_none(), "one's own task is never offered again");
    };

    sending_the_same_submission_again_is_safe_and_another_content_is_refused => |database| async move {
        let world = std::sync::Arc::new(World::open(database, 1, &["X", "Y"]).await);
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let sent = submission(&task.id, 2);
        let mut resends = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (world, annotator, sent) = (world.clone(), annotator.clone(), sent.clone());
            resends.spawn(async move { world.assay.submit(&annotator, sent).await });
        }
        let receipts = resends.join_all().await;
        assert!(receipts.iter().all(|receipt| receipt.as_ref().is_ok_and(|receipt| receipt.revision == 1)), "{receipts:?}");
        assert_eq!(receipts.iter().filter(|receipt| receipt.as_ref().is_ok_and(|receipt| !receipt.repeated)).count(), 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 1);
        let mut other = sent.clone();
        other.content = judged(-2);
        assert_eq!(refusal(world.assay.submit(&annotator, other).await), Refusal::SubmissionReused);
        let again = submission(&task.id, 1);
        assert_eq!(refusal(world.assay.submit(&annotator, again).await), Refusal::Stale);
    };

    a_late_submission_counts_while_its_slot_is_free_and_is_kept_as_a_draft_when_not => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let people = world.annotators(5).await;
        let late = world.task(&people[0]).await.unwrap();
        let too_late = world.task(&people[1]).await.unwrap();
        world.clock.advance(61);
        let third = world.task(&people[2]).await.unwrap();
        world.submit(&people[2], &third.id, 1).await.unwrap();
        world.submit(&people[0], &late.id, 1).await.expect("a free slot takes a late submission");
        let fourth = world.task(&people[3]).await.unwrap();
        world.submit(&people[3], &fourth.id, 1).await.unwrap();
        assert_eq!(refusal(world.submit(&people[1], &too_late.id, -3).await), Refusal::LeaseLost);
        assert!(world.task(&people[4]).await.is_none());
        assert_eq!(world.broken_tasks().await, 0);
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 3);
        assert_eq!(world.number("SELECT COUNT(*) FROM draft WHERE content LIKE '%because%'").await, 1, "the words are kept");
    };

    an_expired_lease_is_given_to_someone_else_and_a_sign_of_life_keeps_it => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let people = world.annotators(4).await;
        let mut tasks = Vec::new();
        for person in &people[..3] {
            tasks.push(world.task(person).await.unwrap());
        }
        assert!(world.task(&people[3]).await.is_none());
        world.clock.advance(45);
        world.assay.save_draft(&people[0], tasks[0].id.clone(), judged(1), 10).await.unwrap();
        world.clock.advance(45);
        assert!(world.task(&people[3]).await.is_some(), "a slot without sign of life opens");
        assert!(world.submit(&people[0], &tasks[0].id, 1).await.is_ok());
        assert_eq!(world.broken_tasks().await, 0);
    };

    an_annotator_cannot_touch_anothers_assignment => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let people = world.annotators(2).await;
        let task = world.task(&people[0]).await.unwrap();
        assert_eq!(refusal(world.submit(&people[1], &task.id, 1).await), Refusal::NotFound);
        assert_eq!(refusal(world.assay.task(&people[1], &task.id).await), Refusal::NotFound);
        assert_eq!(refusal(world.assay.save_draft(&people[1], task.id, judged(0), 0).await), Refusal::NotFound);
    };

    an_incomplete_judgment_is_refused_and_changes_nothing => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let mut wrong = submission(&task.id, 1);
        wrong.content.criteria.clear();
        assert!(matches!(refusal(world.assay.submit(&annotator, wrong).await), Refusal::Invalid { .. }));
        let mut wrong = submission(&task.id, 1);
        wrong.content.both_bad = true;
        assert!(matches!(refusal(world.assay.submit(&annotator, wrong).await), Refusal::Invalid { .. }));
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 0);
    };

    every_showing_is_in_the_exposure_ledger => |database| async move {
        let world = World::open(database, 2, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        world.judge_all(std::slice::from_ref(&annotator), 1).await;
        assert_eq!(world.number("SELECT COUNT(*) FROM exposure WHERE purpose = 'annotation'").await, 2);
        assert!(world.try_sql("DELETE FROM exposure").await.unwrap_err().contains("rule 7"));
    };
}

/// DUR-2: every connection of the pool and the writer keep WAL, FULL synchronisation and foreign keys; and a store that
/// broke a rule would be told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_finds_a_worked_in_database_healthy() {
    let world = World::open(Database::Sqlite, 3, &["X", "Y"]).await;
    world.judge_all(&world.annotators(3).await, 1).await;
    let findings = assay_store::doctor::examine(world.assay.store()).await.unwrap();
    assert!(findings.iter().all(|finding| finding.healthy), "{findings:#?}");
    assert_eq!(findings.iter().filter(|finding| finding.seen == "wal, 2, 1").count(), 9);
    world.try_sql("DROP TRIGGER audit_stands").await.unwrap();
    world.try_sql("UPDATE audit SET subject = 'vendor:9' WHERE number = 3").await.unwrap();
    let findings = assay_store::doctor::examine(world.assay.store()).await.unwrap();
    assert!(findings.iter().any(|finding| finding.check == "audit chain" && finding.seen == "broken at entry 3"));
}
