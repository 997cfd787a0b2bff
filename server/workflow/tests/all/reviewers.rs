//! Rules 2, 4 and 5 where reviewers meet: conflicts of interest, stages in order, one decision wins. ACL-4, ACL-5, CONC-5.

use crate::support::{World, all, refusal};
use assay_domain::{
    Actor, Refusal, Role,
    review::{Stage, Verdict},
};

/// A world with one task whose three judgments are in.
async fn judged_world(database: crate::support::Database) -> (World, Vec<Actor>) {
    let world = World::open(database, 1, &["X", "Y"]).await;
    let annotators = world.annotators(3).await;
    world.judge_all(&annotators, 1).await;
    (world, annotators)
}

fn with_roles(actor: &Actor, roles: &[Role]) -> Actor {
    Actor { roles: roles.to_vec(), ..actor.clone() }
}

on_both! {
    nobody_is_offered_or_may_decide_a_task_they_judged_even_after_a_role_change => |database| async move {
        let (world, annotators) = judged_world(database).await;
        let turned = with_roles(&annotators[0], &[Role::Annotator, Role::InitialReviewer, Role::FinalReviewer]);
        assert!(world.assay.next_review(&turned, Stage::Initial).await.unwrap().is_none());
        assert!(world.assay.review_queue(&turned, Stage::Initial).await.unwrap().is_empty());
        // With a claim forced into the database, the decision itself is refused by rule and by trigger.
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        let review = world.assay.next_review(&reviewer, Stage::Initial).await.unwrap().unwrap();
        world.try_sql(&format!("UPDATE review_claim SET reviewer_id = {}", turned.person)).await.unwrap();
        let decided = world.assay.decide(&turned, review.id.clone(), review.version, all(&review, Verdict::Approve)).await;
        assert_eq!(refusal(decided), Refusal::ConflictOfInterest);
        let forced = format!(
            "INSERT INTO decision (task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at)
             SELECT a.task_id, a.judgment_id, 'initial', 'approve', {}, '', 1 FROM assignment a", turned.person);
        assert!(world.try_sql(&forced).await.unwrap_err().contains("rule 2"));
        assert_eq!(world.number("SELECT COUNT(*) FROM decision").await, 0);
    };

    the_final_reviewer_is_not_the_initial_reviewer => |database| async move {
        let (world, _) = judged_world(database).await;
        let both = world.person(&[Role::InitialReviewer, Role::FinalReviewer]).await;
        assert_eq!(world.approve_all(&both, Stage::Initial).await, 1);
        assert!(world.assay.next_review(&both, Stage::Final).await.unwrap().is_none());
        let other = world.person(&[Role::FinalReviewer]).await;
        let review = world.assay.next_review(&other, Stage::Final).await.unwrap().unwrap();
        world.try_sql(&format!("UPDATE review_claim SET reviewer_id = {}", both.person)).await.unwrap();
        let decided = world.assay.decide(&both, review.id, review.version, Vec::new()).await;
        assert_eq!(refusal(decided), Refusal::ConflictOfInterest);
        let forced = format!(
            "INSERT INTO decision (task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at)
             SELECT a.task_id, a.judgment_id, 'final', 'approve', {}, '', 1 FROM assignment a", both.person);
        assert!(world.try_sql(&forced).await.unwrap_err().contains("rule 2"));
    };

    a_reviewer_is_never_given_the_rejected_slot_of_a_task_they_reviewed => |database| async move {
        let (world, _) = judged_world(database).await;
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        let review = world.assay.next_review(&reviewer, Stage::Initial).await.unwrap().unwrap();
        world.assay.decide(&reviewer, review.id.clone(), review.version, all(&review, Verdict::Reject)).await.unwrap();
        assert!(world.task(&with_roles(&reviewer, &[Role::Annotator])).await.is_none());
        let forced = format!(
            "INSERT INTO assignment (public_id, task_id, annotator_id, left_is_first, state, claimed_at)
             SELECT 'x', id, {}, 0, 'held', 1 FROM task", reviewer.person);
        assert!(world.try_sql(&forced).await.unwrap_err().contains("rule 2"));
    };

    reviews_come_after_all_judgments_and_final_after_initial => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let annotators = world.annotators(3).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let last = world.person(&[Role::FinalReviewer]).await;
        world.judge_all(&annotators[..2], 1).await;
        assert!(world.assay.next_review(&initial, Stage::Initial).await.unwrap().is_none(), "two of three are not enough");
        assert!(world.try_sql("UPDATE task SET state = 'initial_review'").await.unwrap_err().contains("rule 4"));
        world.judge_all(&annotators[2..], 1).await;
        assert!(world.assay.next_review(&last, Stage::Final).await.unwrap().is_none(), "final review waits for initial");
        assert!(world.try_sql("UPDATE task SET state = 'final_review'").await.unwrap_err().contains("rule 4"));
        assert!(world.try_sql("UPDATE assignment SET state = 'approved'").await.unwrap_err().contains("rule 4"));
        assert!(world.try_sql("UPDATE assignment SET state = 'initially_approved'").await.unwrap_err().contains("rule 4"));
        world.approve_all(&initial, Stage::Initial).await;
        world.approve_all(&last, Stage::Final).await;
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'approved'").await, 1);
    };

    after_approval_nothing_changes_in_place => |database| async move {
        let (world, annotators) = judged_world(database).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let last = world.person(&[Role::FinalReviewer]).await;
        world.approve_all(&initial, Stage::Initial).await;
        world.approve_all(&last, Stage::Final).await;
        assert!(world.task(&annotators[0]).await.is_none());
        for sql in [
            "UPDATE judgment SET preference = 3",
            "DELETE FROM judgment",
            "UPDATE assignment SET state = 'returned'",
            "UPDATE slot SET state = 'open', annotator_id = NULL, assignment_id = NULL",
            "UPDATE decision SET verdict = 'reject'",
            "DELETE FROM decision",
            "UPDATE response SET text = 'other'",
            "UPDATE prompt SET turns = '[]'",
        ] {
            assert!(world.try_sql(sql).await.unwrap_err().contains("rule"), "{sql}");
        }
    };

    a_returned_judgment_goes_back_with_the_comment_and_comes_again_as_a_revision => |database| async move {
        let (world, annotators) = judged_world(database).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
        let mut verdicts = all(&review, Verdict::Approve);
        verdicts[0].verdict = Verdict::Return;
        verdicts[0].comment = "look at the edge case".into();
        world.assay.decide(&initial, review.id, review.version, verdicts).await.unwrap();
        let mut returned = None;
        for annotator in &annotators {
            if let Some(task) = world.task(annotator).await {
                assert_eq!(task.returned.as_ref().map(|returned| returned.comment.as_str()), Some("look at the edge case"));
                assert_eq!(task.draft.justification, "because", "the former judgment is there to be revised");
                returned = Some((annotator, task));
            }
        }
        let (annotator, task) = returned.expect("one of the three has it back");
        assert!(world.assay.next_review(&initial, Stage::Initial).await.unwrap().is_none());
        assert_eq!(world.submit(annotator, &task.id, -1).await.unwrap().revision, 2);
        let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
        assert_eq!(review.judgments.iter().filter(|judgment| judgment.waits).count(), 1);
        assert!(review.judgments.iter().any(|judgment| judgment.revision == 2 && judgment.decided.len() == 1));
        world.assay.decide(&initial, review.id.clone(), review.version, all(&review, Verdict::Approve)).await.unwrap();
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'final_review'").await, 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 4, "every revision is kept");
    };

    a_rejected_judgment_opens_its_slot_for_someone_new_only => |database| async move {
        let (world, annotators) = judged_world(database).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
        let mut verdicts = all(&review, Verdict::Approve);
        verdicts[1].verdict = Verdict::Reject;
        world.assay.decide(&initial, review.id, review.version, verdicts).await.unwrap();
        for annotator in &annotators {
            assert!(world.task(annotator).await.is_none(), "none of the three gets it again");
        }
        let newcomer = world.annotators(1).await;
        world.judge_all(&newcomer, 2).await;
        assert_eq!(world.broken_tasks().await, 0);
        assert_eq!(world.approve_all(&initial, Stage::Initial).await, 1);
    };

    final_review_can_send_back_to_initial_review => |database| async move {
        let (world, _) = judged_world(database).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let last = world.person(&[Role::FinalReviewer]).await;
        world.approve_all(&initial, Stage::Initial).await;
        let review = world.assay.next_review(&last, Stage::Final).await.unwrap().unwrap();
        world.assay.decide(&last, review.id.clone(), review.version, all(&review, Verdict::SendBack)).await.unwrap();
        assert_eq!(world.approve_all(&initial, Stage::Initial).await, 1);
        assert_eq!(world.approve_all(&last, Stage::Final).await, 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'approved'").await, 1);
    };

    of_two_decisions_on_one_form_one_wins => |database| async move {
        let (world, _) = judged_world(database).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
        let world = std::sync::Arc::new(world);
        let mut tabs = tokio::task::JoinSet::new();
        for verdict in [Verdict::Approve, Verdict::Reject, Verdict::Return, Verdict::Approve] {
            let (world, initial, review) = (world.clone(), initial.clone(), review.clone());
            tabs.spawn(async move { world.assay.decide(&initial, review.id.clone(), review.version, all(&review, verdict)).await.is_ok() });
        }
        assert_eq!(tabs.join_all().await.into_iter().filter(|ok| *ok).count(), 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM decision").await, 3);
    };

    two_reviewers_never_have_the_same_task_in_hand => |database| async move {
        let world = std::sync::Arc::new(World::open(database, 6, &["X", "Y"]).await);
        let annotators = world.annotators(3).await;
        world.judge_all(&annotators, 1).await;
        let mut reviewers = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let reviewer = world.person(&[Role::InitialReviewer]).await;
            let world = world.clone();
            reviewers.spawn(async move {
                loop {
                    match world.assay.next_review(&reviewer, Stage::Initial).await {
                        Ok(review) => return review.map(|review| review.turns),
                        Err(assay_workflow::Error::Unavailable(_)) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
        let mut hands: Vec<String> = reviewers.join_all().await.into_iter().flatten().map(|turns| turns[0].text.clone()).collect();
        hands.sort();
        let in_hands = hands.len();
        hands.dedup();
        assert_eq!(hands.len(), in_hands);
    };

    a_form_with_a_missing_verdict_or_comment_changes_nothing => |database| async move {
        let (world, _) = judged_world(database).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
        let mut missing = all(&review, Verdict::Approve);
        missing.pop();
        assert!(matches!(refusal(world.assay.decide(&initial, review.id.clone(), review.version, missing).await), Refusal::Invalid { .. }));
        let mut silent = all(&review, Verdict::Return);
        silent[2].comment = "  ".into();
        assert!(matches!(refusal(world.assay.decide(&initial, review.id.clone(), review.version, silent).await), Refusal::Invalid { .. }));
        let stale = world.assay.decide(&initial, review.id.clone(), review.version - 1, all(&review, Verdict::Approve)).await;
        assert_eq!(refusal(stale), Refusal::Stale);
        assert_eq!(world.number("SELECT COUNT(*) FROM decision").await, 0);
    };

    a_reviewer_sees_letters_and_one_neutral_order => |database| async move {
        let (world, annotators) = judged_world(database).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
        let letters: String = review.judgments.iter().map(|judgment| judgment.letter).collect();
        assert_eq!(letters, "RST");
        // Everyone preferred what they saw on the left; in neutral order that is +1 or −1 by what they saw as A.
        for judgment in &review.judgments {
            let expected = if judgment.saw_first_as_a { 1 } else { -1 };
            assert_eq!(judgment.content.preference.unwrap().value(), expected);
        }
        let text = format!("{review:?}");
        assert!(annotators.iter().all(|annotator| !text.contains(&annotator.name)));
        assert!(!text.contains("Vendor"));
    };
}
