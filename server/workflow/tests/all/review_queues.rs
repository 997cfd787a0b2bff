//! The queues of review: filtered, sorted, opened by choice; two people never get the same task. ACL-4, CONC-5, LEAK-7.

use crate::support::{World, all, judged, refusal, submission};
use assay_domain::{
    Actor, PublicId, Refusal, Role,
    review::{Stage, Verdict},
};
use assay_workflow::{
    Error,
    review::{Filter, ReviewView, Sort},
};
use std::{collections::HashSet, sync::Arc};
use tokio::task::JoinSet;

/// A world whose tasks were judged with these preferences in neutral order, by three annotators, task after task.
async fn judged_as(database: crate::support::Database, tasks: &[[i64; 3]]) -> (World, Vec<Actor>) {
    let world = World::open(database, tasks.len(), &["X", "Y"]).await;
    let annotators = world.annotators(3).await;
    for (place, annotator) in annotators.iter().enumerate() {
        for points in tasks {
            let task = world.task(annotator).await.unwrap();
            let left_is_first =
                world.number(&format!("SELECT left_is_first FROM assignment WHERE public_id = '{}'", task.id)).await
                    == 1;
            let point = if left_is_first { points[place] } else { -points[place] };
            world.submit(annotator, &task.id, point).await.unwrap();
        }
    }
    (world, annotators)
}

/// Keeps asking while the database is busy, as a browser would after a 503.
async fn patiently<T, F: Future<Output = Result<T, Error>>>(ask: impl Fn() -> F) -> Result<T, Error> {
    loop {
        match ask().await {
            Err(Error::Unavailable(_)) => tokio::task::yield_now().await,
            answer => return answer,
        }
    }
}

fn by(sort: Sort) -> Filter {
    Filter { sort, ..Filter::default() }
}

on_both! {
    agreement_is_stored_when_the_judgments_are_in_and_sorts_the_queue => |database| async move {
        let (world, _) = judged_as(database, &[[2, 2, 2], [1, 1, -1], [3, 0, -3]]).await;
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        let page = world.assay.review_list(&reviewer, Stage::Initial, &by(Sort::Agreement), 1).await.unwrap();
        let seen: Vec<_> = page.items.iter().map(|item| (item.agreement.unwrap(), item.distance.unwrap())).collect();
        assert_eq!(seen, [(0, 4_000), (333, 1_333), (1_000, 0)]);
        let ages: Vec<_> = world.assay.review_list(&reviewer, Stage::Initial, &by(Sort::Oldest), 1).await.unwrap()
            .items.iter().map(|item| item.waiting_since).collect();
        assert!(ages.is_sorted());
        let few = Filter { few_agree: true, ..Filter::default() };
        assert_eq!(world.assay.review_list(&reviewer, Stage::Initial, &few, 1).await.unwrap().total, 2);
        let first = world.assay.next_review_of(&reviewer, Stage::Initial, by(Sort::Agreement)).await.unwrap().unwrap();
        assert_eq!(first.agreement.unwrap().share, 0, "the order of the list is the order of the work");
    };

    a_filter_leaves_what_it_says_and_the_next_task_comes_from_it => |database| async move {
        let (world, annotators) = judged_as(database, &[[1, 1, 1], [0, 0, 0], [2, 2, 2]]).await;
        // One of the three is called both bad, after it was returned.
        let initial = world.person(&[Role::InitialReviewer]).await;
        let tied = loop {
            let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
            if review.judgments[0].content.preference.unwrap().value() == 0 {
                break review;
            }
            world.assay.decide(&initial, review.id.clone(), review.version, all(&review, Verdict::Approve)).await.unwrap();
        };
        let mut verdicts = all(&tied, Verdict::Approve);
        verdicts[0].verdict = Verdict::Return;
        world.assay.decide(&initial, tied.id.clone(), tied.version, verdicts).await.unwrap();
        for annotator in &annotators {
            while let Some(task) = world.task(annotator).await {
                let mut sent = submission(&task.id, 0);
                sent.content = judged(0);
                sent.content.both_bad = true;
                world.assay.submit(annotator, sent).await.unwrap();
            }
        }
        for filter in [
            Filter { both_bad: true, ..Filter::default() },
            Filter { returned: true, ..Filter::default() },
            Filter { domain: Some("coding".into()), both_bad: true, ..Filter::default() },
        ] {
            let page = world.assay.review_list(&initial, Stage::Initial, &filter, 1).await.unwrap();
            assert_eq!((page.total, page.items.len()), (1, 1), "{filter:?}");
        }
        let none = [
            Filter { domain: Some("math".into()), ..Filter::default() },
            Filter { critical: true, ..Filter::default() },
            Filter { evaluation: Some(PublicId::from_bits([9; 16])), ..Filter::default() },
        ];
        for filter in none {
            assert_eq!(world.assay.review_list(&initial, Stage::Initial, &filter, 1).await.unwrap().total, 0, "{filter:?}");
            assert!(world.assay.next_review_of(&initial, Stage::Initial, filter).await.unwrap().is_none());
        }
        let handle = world.assay.review_queue(&initial, Stage::Initial).await.unwrap()[0].handle.clone();
        let filter = Filter { evaluation: Some(handle), returned: true, ..Filter::default() };
        assert!(world.assay.next_review_of(&initial, Stage::Initial, filter).await.unwrap().is_some());
    };

    a_list_shows_no_task_the_person_may_not_review => |database| async move {
        let (world, annotators) = judged_as(database, &[[1, 1, 1], [2, 2, 2]]).await;
        let initial = world.person(&[Role::InitialReviewer, Role::FinalReviewer]).await;
        let turned = Actor { roles: vec![Role::InitialReviewer, Role::FinalReviewer], ..annotators[0].clone() };
        let list = |who: Actor, stage| { let assay = world.assay.clone(); async move { assay.review_list(&who, stage, &Filter::default(), 1).await.unwrap() } };
        let items = list(initial.clone(), Stage::Initial).await.items;
        assert_eq!(items.len(), 2);
        assert_eq!(list(turned.clone(), Stage::Initial).await.total, 0, "the annotator's own tasks");
        let chosen = world.assay.take_review(&turned, Stage::Initial, items[0].id.clone()).await;
        assert_eq!(refusal(chosen), Refusal::NotFound, "nor by its id");
        world.approve_all(&initial, Stage::Initial).await;
        assert_eq!(list(initial.clone(), Stage::Final).await.total, 0, "what they reviewed initially");
        let last = world.person(&[Role::FinalReviewer]).await;
        assert_eq!(list(last.clone(), Stage::Final).await.total, 2);
        let outsider = world.person(&[Role::Annotator]).await;
        assert_eq!(refusal(world.assay.review_list(&outsider, Stage::Initial, &Filter::default(), 1).await), Refusal::NotAllowed);
    };

    looking_at_the_list_is_no_exposure_and_taking_a_task_is_one => |database| async move {
        let (world, _) = judged_as(database, &[[1, 1, 1]]).await;
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        let page = world.assay.review_list(&reviewer, Stage::Initial, &Filter::default(), 1).await.unwrap();
        let shown = "SELECT COUNT(*) FROM exposure WHERE purpose = 'initial_review'";
        assert_eq!(world.number(shown).await, 0);
        let taken = world.assay.take_review(&reviewer, Stage::Initial, page.items[0].id.clone()).await.unwrap();
        let again = world.assay.take_review(&reviewer, Stage::Initial, page.items[0].id.clone()).await.unwrap();
        assert_eq!(taken.id, again.id, "a reload is the same review");
        assert_eq!(world.number(shown).await, 1);
        assert!(world.assay.review_list(&reviewer, Stage::Initial, &Filter::default(), 1).await.unwrap().items[0].in_hand);
        let other = world.person(&[Role::InitialReviewer]).await;
        assert_eq!(world.assay.review_list(&other, Stage::Initial, &Filter::default(), 1).await.unwrap().total, 0);
    };

    of_many_who_open_the_same_task_at_once_one_gets_it => |database| async move {
        let (world, _) = judged_as(database, &[[1, 1, 1], [2, 2, 2], [3, 3, 3]]).await;
        let world = Arc::new(world);
        let first = world.person(&[Role::InitialReviewer]).await;
        for item in world.assay.review_list(&first, Stage::Initial, &Filter::default(), 1).await.unwrap().items {
            let mut reviewers = JoinSet::new();
            for _ in 0..8 {
                let (world, item, reviewer) = (world.clone(), item.id.clone(), world.person(&[Role::InitialReviewer]).await);
                reviewers.spawn(async move { patiently(|| world.assay.take_review(&reviewer, Stage::Initial, item.clone())).await });
            }
            let answers = reviewers.join_all().await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
            assert!(answers.into_iter().filter(Result::is_err).all(|answer| refusal(answer) == Refusal::NotFound));
        }
    };

    many_reviewers_at_once_share_the_queue_without_meeting_and_without_missing_any => |database| async move {
        const TASKS: usize = 24;
        let (world, _) = judged_as(database, &[[1, -1, 0]; TASKS]).await;
        let world = Arc::new(world);
        let mut reviewers = JoinSet::new();
        for place in 0..6 {
            let (world, reviewer) = (world.clone(), world.person(&[Role::InitialReviewer]).await);
            reviewers.spawn(async move {
                let filter = by(Sort::ALL[place % Sort::ALL.len()]);
                let mut done: Vec<String> = Vec::new();
                while let Some(review) =
                    patiently(|| world.assay.next_review_of(&reviewer, Stage::Initial, filter.clone())).await.unwrap()
                {
                    done.push(review.turns[0].text.clone());
                    patiently(|| world.assay.decide(&reviewer, review.id.clone(), review.version, all(&review, Verdict::Approve))).await.unwrap();
                }
                done
            });
        }
        let done: Vec<String> = reviewers.join_all().await.concat();
        assert_eq!((done.len(), done.iter().collect::<HashSet<_>>().len()), (TASKS, TASKS), "each task once");
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'final_review'").await, 24);
    };

    a_review_is_kept_by_signs_of_life_and_goes_to_another_without_them => |database| async move {
        let (world, _) = judged_as(database, &[[1, 1, 1]]).await;
        let (one, other) = (world.person(&[Role::InitialReviewer]).await, world.person(&[Role::InitialReviewer]).await);
        let review = world.assay.next_review(&one, Stage::Initial).await.unwrap().unwrap();
        for _ in 0..3 {
            world.clock.advance(20 * 60);
            world.assay.keep_review(&one, review.id.clone()).await.unwrap();
        }
        assert!(world.assay.next_review(&other, Stage::Initial).await.unwrap().is_none());
        assert_eq!(refusal(world.assay.keep_review(&other, review.id.clone()).await), Refusal::NotFound, "it is not theirs to keep");
        world.clock.advance(31 * 60);
        let taken = world.assay.next_review(&other, Stage::Initial).await.unwrap().unwrap();
        assert_ne!(taken.id, review.id);
        assert_eq!(refusal(world.assay.keep_review(&one, review.id.clone()).await), Refusal::NotFound);
        let late = world.assay.decide(&one, review.id.clone(), review.version, all(&review, Verdict::Approve)).await;
        assert_eq!(refusal(late), Refusal::NotFound, "the task is in other hands");
        world.assay.decide(&other, taken.id.clone(), taken.version, all(&taken, Verdict::Approve)).await.unwrap();
    };

    a_review_given_back_is_free_at_once => |database| async move {
        let (world, _) = judged_as(database, &[[1, 1, 1]]).await;
        let (one, other) = (world.person(&[Role::InitialReviewer]).await, world.person(&[Role::InitialReviewer]).await);
        let review = world.assay.next_review(&one, Stage::Initial).await.unwrap().unwrap();
        assert_eq!(refusal(world.assay.give_review_back(&other, review.id.clone()).await), Refusal::NotFound);
        assert_eq!(world.assay.give_review_back(&one, review.id.clone()).await.unwrap(), Stage::Initial);
        assert!(world.assay.next_review(&other, Stage::Initial).await.unwrap().is_some());
        let late = world.assay.decide(&one, review.id.clone(), review.version, all(&review, Verdict::Approve)).await;
        assert_eq!(refusal(late), Refusal::NotFound);
    };

    nobody_takes_more_than_a_handful_out_of_the_queue => |database| async move {
        let (world, _) = judged_as(database, &[[1, 1, 1]; 7]).await;
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        let items = world.assay.review_list(&reviewer, Stage::Initial, &Filter::default(), 1).await.unwrap().items;
        let mut taken: Vec<ReviewView> = Vec::new();
        for item in &items[..5] {
            taken.push(world.assay.take_review(&reviewer, Stage::Initial, item.id.clone()).await.unwrap());
        }
        let sixth = world.assay.take_review(&reviewer, Stage::Initial, items[5].id.clone()).await;
        assert!(matches!(refusal(sixth), Refusal::Invalid { .. }));
        world.assay.give_review_back(&reviewer, taken[0].id.clone()).await.unwrap();
        world.assay.take_review(&reviewer, Stage::Initial, items[5].id.clone()).await.unwrap();
    };

    an_annotators_revision_and_an_approval_never_both_count => |database| async move {
        // The annotator resends a returned judgment while another reviewer's old form is sent again and again.
        for round in 0..10 {
            let (world, annotators) = judged_as(database, &[[1, 1, 1]]).await;
            let world = Arc::new(world);
            let one = world.person(&[Role::InitialReviewer]).await;
            let review = world.assay.next_review(&one, Stage::Initial).await.unwrap().unwrap();
            let mut verdicts = all(&review, Verdict::Approve);
            verdicts[0].verdict = Verdict::Return;
            world.assay.decide(&one, review.id, review.version, verdicts).await.unwrap();
            let mut returned = None;
            for annotator in &annotators {
                if let Some(task) = world.task(annotator).await {
                    returned = Some((annotator.clone(), task.id));
                }
            }
            let (annotator, task) = returned.unwrap();
            world.submit(&annotator, &task, 2).await.unwrap();
            let review = world.assay.next_review(&one, Stage::Initial).await.unwrap().unwrap();
            let mut both = JoinSet::new();
            let (deciding, reviewer) = (world.clone(), one.clone());
            both.spawn(async move {
                patiently(|| deciding.assay.decide(&reviewer, review.id.clone(), review.version, all(&review, Verdict::Approve))).await.is_ok()
            });
            let revising = world.clone();
            both.spawn(async move {
                let sent = submission(&task, -3);
                patiently(|| revising.assay.submit(&annotator, sent.clone())).await.is_ok()
            });
            let won = both.join_all().await.into_iter().filter(|ok| *ok).count();
            assert!(won >= 1, "round {round}");
            let approved_but_changed = world.number(
                "SELECT COUNT(*) FROM assignment a WHERE a.state IN ('initially_approved', 'approved') AND NOT EXISTS (
                    SELECT 1 FROM decision d WHERE d.judgment_id = a.judgment_id AND d.verdict = 'approve')").await;
            assert_eq!(approved_but_changed, 0, "round {round}");
        }
    };

    two_reviewers_with_the_same_task_decide_at_once_and_one_wins => |database| async move {
        for round in 0..10 {
            let (world, _) = judged_as(database, &[[1, 1, 1]]).await;
            let world = Arc::new(world);
            let (one, other) = (world.person(&[Role::InitialReviewer]).await, world.person(&[Role::InitialReviewer]).await);
            let first = world.assay.next_review(&one, Stage::Initial).await.unwrap().unwrap();
            world.clock.advance(31 * 60);
            let mut both = JoinSet::new();
            let (deciding, taking) = (world.clone(), world.clone());
            both.spawn(async move {
                patiently(|| deciding.assay.decide(&one, first.id.clone(), first.version, all(&first, Verdict::Approve))).await.is_ok()
            });
            both.spawn(async move {
                let Some(second) = patiently(|| taking.assay.next_review(&other, Stage::Initial)).await.unwrap() else { return false };
                patiently(|| taking.assay.decide(&other, second.id.clone(), second.version, all(&second, Verdict::Reject))).await.is_ok()
            });
            assert_eq!(both.join_all().await.into_iter().filter(|ok| *ok).count(), 1, "round {round}");
            assert_eq!(world.number("SELECT COUNT(*) FROM decision").await, 3, "round {round}");
            assert_eq!(world.number("SELECT COUNT(DISTINCT reviewer_id) FROM decision").await, 1, "round {round}");
        }
    };
}
