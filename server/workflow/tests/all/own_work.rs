//! My work: only ever one's own, right after everything that can happen to a judgment, by one's own day.

use crate::support::{Database, World, all, judged, plan, refusal, submission};
use assay_domain::{
    Actor, Refusal, Role,
    judgment::Preference,
    pace::Zone,
    review::{Stage, Verdict},
    setup::EvaluationPlan,
};
use assay_workflow::own_work::{MyWork, PILE_PAGE, Pile, WorkReport};

/// Tasks that one annotator judges each.
async fn alone(database: Database, prompts: usize) -> World {
    let plan = EvaluationPlan { annotators_per_task: 1, ..plan("E") };
    World::open_with(database, prompts, &["X", "Y"], plan).await
}

async fn report(world: &World, who: &Actor, pile: Pile) -> WorkReport {
    world.assay.work_report(who, Zone::default(), Some(pile), 1).await.unwrap()
}

/// Judges the next task in so many seconds of active time.
async fn judge(world: &World, who: &Actor, seconds: i64) {
    let task = world.task(who).await.unwrap();
    let mut sent = submission(&task.id, 1);
    sent.active = (seconds * 1_000).into();
    world.assay.submit(who, sent).await.unwrap();
}

/// Decides on the next review by one verdict for all that waits.
async fn decide(world: &World, who: &Actor, stage: Stage, verdict: Verdict) {
    let review = world.assay.next_review(who, stage).await.unwrap().unwrap();
    let mut verdicts = all(&review, verdict);
    for one in &mut verdicts {
        one.fields = if verdict == Verdict::Return { vec!["justification".to_owned()] } else { Vec::new() };
    }
    world.assay.decide(who, review.id.clone(), review.version, verdicts).await.unwrap();
}

on_both! {
    anothers_work_is_never_shown_and_nobody_but_annotators_asks => |database| async move {
        let world = World::open(database, 2, &["X", "Y"]).await;
        let people = world.annotators(3).await;
        world.judge_all(&people, 1).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        decide(&world, &initial, Stage::Initial, Verdict::Return).await;
        let mut seen = Vec::new();
        for person in &people {
            for pile in Pile::ALL {
                let report = report(&world, person, pile).await;
                let own = world.number(&format!("SELECT COUNT(*) FROM assignment WHERE annotator_id = {}", person.person)).await;
                assert_eq!(report.counts.returned + report.counts.waiting, own);
                assert_eq!(report.pieces.len() as i64, report.counts.of(pile));
                seen.extend(report.pieces.iter().map(|piece| (person.person, piece.id.clone())));
            }
        }
        assert_eq!(seen.len(), 6, "every judgment once");
        for (person, id) in seen {
            let whose = world.number(&format!("SELECT annotator_id FROM assignment WHERE public_id = '{id}'")).await;
            assert_eq!(whose, person.0);
        }
        let idle = world.person(&[Role::Annotator]).await;
        let nothing = world.assay.work_report(&idle, Zone::default(), None, 1).await.unwrap();
        assert_eq!((nothing.counts, nothing.open, nothing.pieces.len()), (MyWork::default(), 0, 0));
        for other in [&world.admin, &initial] {
            assert_eq!(refusal(world.assay.work_report(other, Zone::default(), None, 1).await), Refusal::NotAllowed);
        }
    };

    counts_and_time_are_right_after_undo_return_reject_and_approval => |database| async move {
        let world = alone(database, 3).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let last = world.person(&[Role::FinalReviewer]).await;
        // Taken back: it is open again and does not count; sent again, it counts once with all its time.
        let task = world.task(&annotator).await.unwrap();
        let mut first = submission(&task.id, 1);
        first.active = 60_000.into();
        world.assay.submit(&annotator, first).await.unwrap();
        world.assay.undo(&annotator, &task.id).await.unwrap();
        let undone = report(&world, &annotator, Pile::Returned).await;
        assert_eq!((undone.counts, undone.open, undone.pieces.len()), (MyWork::default(), 1, 0));
        assert_eq!(undone.done_today.judgments, 0);
        let mut again = submission(&task.id, 2);
        again.active = 80_000.into();
        world.assay.submit(&annotator, again).await.unwrap();
        let sent = report(&world, &annotator, Pile::Waiting).await;
        assert_eq!((sent.counts.waiting, sent.open, sent.pieces.len()), (1, 0, 1));
        assert_eq!((sent.done_today.judgments, sent.done_today.revised, sent.done_today.active_ms), (1, 0, 80_000));
        // Returned: to be seen with its reason, and submitted again it is a revision with only the time it took.
        decide(&world, &initial, Stage::Initial, Verdict::Return).await;
        let back = report(&world, &annotator, Pile::Returned).await;
        assert_eq!((back.counts.returned, back.counts.waiting, back.open), (1, 0, 0));
        let piece = &back.pieces[0];
        assert_eq!((piece.id.clone(), piece.comment.as_str(), &piece.fields[..]), (task.id.clone(), "a reason", &["justification".to_owned()][..]));
        assert!(piece.since > piece.submitted_at && !piece.held);
        assert_eq!(world.assay.task(&annotator, &piece.id).await.unwrap().id, piece.id, "the link leads to it");
        let mut revised = submission(&task.id, -1);
        revised.active = 95_000.into();
        world.assay.submit(&annotator, revised).await.unwrap();
        let stint = report(&world, &annotator, Pile::Waiting).await.done_today;
        assert_eq!((stint.judgments, stint.revised, stint.active_ms, stint.median_ms), (1, 1, 95_000, Some(80_000)));
        // Approved by one, sent back, approved by both: what reviewers write each other is not for the annotator.
        decide(&world, &initial, Stage::Initial, Verdict::Approve).await;
        decide(&world, &last, Stage::Final, Verdict::SendBack).await;
        let waiting = report(&world, &annotator, Pile::Waiting).await;
        assert_eq!((waiting.counts.waiting, waiting.pieces[0].comment.as_str(), waiting.pieces[0].reason.as_deref()), (1, "", None));
        decide(&world, &initial, Stage::Initial, Verdict::Approve).await;
        decide(&world, &last, Stage::Final, Verdict::Approve).await;
        // Rejected: with its reason, and the place is someone else's.
        judge(&world, &annotator, 10).await;
        decide(&world, &initial, Stage::Initial, Verdict::Reject).await;
        judge(&world, &annotator, 20).await;
        let end = report(&world, &annotator, Pile::Rejected).await;
        assert_eq!(end.counts, MyWork { waiting: 1, approved: 1, returned: 0, rejected: 1 });
        assert_eq!((end.approved_at_once, end.pieces[0].comment.as_str()), (0, "a reason"), "the one approved had come back");
        assert_eq!((end.done_today.judgments, end.done_today.active_ms, end.done_today.median_ms), (3, 125_000, Some(20_000)));
        let approved = report(&world, &annotator, Pile::Approved).await;
        assert_eq!((approved.pieces.len(), approved.pieces[0].comment.as_str(), approved.pieces[0].corrected.as_deref()), (1, "", None));
        let sum: Vec<_> = approved.days.iter().map(|(_, stint)| stint.judgments + stint.revised).collect();
        assert_eq!((sum.len(), sum.iter().sum::<i64>(), sum[13]), (14, 4, 4));
    };

    what_reviewers_wrote_beside_an_approval_is_shown_once_it_stands => |database| async move {
        let world = alone(database, 1).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let (initial, last) = (world.person(&[Role::InitialReviewer]).await, world.person(&[Role::FinalReviewer]).await);
        judge(&world, &annotator, 5).await;
        let say = |who: Actor, stage, verdict, comment: &'static str| {
            let world = &world;
            async move {
                let review = world.assay.next_review(&who, stage).await.unwrap().unwrap();
                let mut verdicts = all(&review, verdict);
                verdicts[0].comment = comment.into();
                world.assay.decide(&who, review.id.clone(), review.version, verdicts).await.unwrap();
            }
        };
        say(initial.clone(), Stage::Initial, Verdict::Approve, "too hasty").await;
        assert_eq!(report(&world, &annotator, Pile::Waiting).await.pieces[0].remarks, [""; 0], "nothing is decided for good");
        say(last.clone(), Stage::Final, Verdict::SendBack, "for the reviewer alone").await;
        assert_eq!(report(&world, &annotator, Pile::Waiting).await.pieces[0].remarks, [""; 0]);
        say(initial, Stage::Initial, Verdict::Approve, "well argued").await;
        say(last, Stage::Final, Verdict::Approve, "a model for others").await;
        let piece = report(&world, &annotator, Pile::Approved).await.pieces.remove(0);
        assert_eq!(piece.remarks, ["well argued", "a model for others"], "what stands, initial review first");
        assert_eq!((piece.comment.as_str(), piece.corrected), ("", None));
    };

    a_correction_is_shown_with_its_reason_as_long_as_it_stands => |database| async move {
        let world = alone(database, 1).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let (initial, last) = (world.person(&[Role::InitialReviewer]).await, world.person(&[Role::FinalReviewer]).await);
        judge(&world, &annotator, 5).await;
        let review = world.assay.next_review(&initial, Stage::Initial).await.unwrap().unwrap();
        let mut verdicts = all(&review, Verdict::Approve);
        let mut content = judged(-3);
        content.preference = Preference::new(-3);
        verdicts[0].comment = "the other one runs".into();
        verdicts[0].correction = Some(content);
        world.assay.decide(&initial, review.id.clone(), review.version, verdicts).await.unwrap();
        assert_eq!(report(&world, &annotator, Pile::Waiting).await.pieces[0].corrected, None, "nothing is decided for good");
        decide(&world, &last, Stage::Final, Verdict::Approve).await;
        let piece = report(&world, &annotator, Pile::Approved).await.pieces.remove(0);
        assert_eq!((piece.corrected.as_deref(), piece.justification.as_str()), (Some("the other one runs"), "because"));
        assert_eq!(piece.remarks, ["a reason"], "the final reviewer's; the correction says why itself");
        let report = report(&world, &annotator, Pile::Approved).await;
        assert_eq!((report.counts.approved, report.approved_at_once), (1, 1));
    };

    a_returned_judgment_of_a_prompt_that_is_held_back_says_so => |database| async move {
        let plan = EvaluationPlan { annotators_per_task: 1, ..plan("E") };
        let world = World::open_with(database, 1, &["X", "Y", "Z"], plan).await;
        let people = world.annotators(2).await;
        judge(&world, &people[0], 5).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        decide(&world, &initial, Stage::Initial, Verdict::Return).await;
        assert!(!report(&world, &people[0], Pile::Returned).await.pieces[0].held);
        let other = world.task(&people[1]).await.unwrap().id;
        world.assay.flag(&people[1], other, assay_domain::routing::FlagReason::Unclear, "unreadable").await.unwrap();
        assert!(report(&world, &people[0], Pile::Returned).await.pieces[0].held);
    };

    days_are_those_of_the_persons_own_clock_and_weeks_are_compared => |database| async move {
        let world = alone(database, 6).await;
        let annotator = world.person(&[Role::Annotator]).await;
        // The clock of the tests begins at 08:00 UTC on Friday, 15 January 2027; at 22:00 it is Saturday in Nepal.
        judge(&world, &annotator, 100).await;
        world.clock.advance(14 * 3_600);
        judge(&world, &annotator, 300).await;
        let (world, annotator) = (&world, &annotator);
        let by = |minutes| {
            let zone = Zone::new(minutes).unwrap();
            async move { world.assay.work_report(annotator, zone, None, 1).await.unwrap() }
        };
        let (here, nepal) = (by(0).await, by(345).await);
        assert_eq!((here.done_today.judgments, here.done_today.median_ms), (2, Some(200_000)));
        assert_eq!((nepal.done_today.judgments, nepal.done_today.median_ms), (1, Some(300_000)));
        assert_eq!(nepal.today.before(1), here.today);
        assert_eq!((here.weeks[0].1.judgments, here.against_usual), (2, None), "nothing is usual yet");
        // A week on, Monday has come: the two are of the week before, and this week is told against it.
        world.clock.advance(7 * 86_400);
        judge(world, annotator, 150).await;
        let later = by(0).await;
        assert_eq!((later.weeks[0].1.judgments, later.weeks[1].1.judgments, later.usual.median_ms), (1, 2, Some(200_000)));
        assert_eq!(later.against_usual, Some(-25));
        assert_eq!(later.days.iter().map(|(_, stint)| stint.judgments).collect::<Vec<_>>()[6], 2, "seven days ago");
        // What is five weeks old is no part of what is usual.
        world.clock.advance(28 * 86_400);
        assert_eq!(by(0).await.usual.judgments, 1);
        assert_eq!(by(0).await.days.iter().map(|(_, stint)| stint.judgments).sum::<i64>(), 0);
    };

    a_long_pile_comes_in_pages_and_a_page_beyond_the_last_is_the_last => |database| async move {
        let pieces = usize::try_from(PILE_PAGE).unwrap() + 3;
        let world = alone(database, pieces).await;
        let annotator = world.person(&[Role::Annotator]).await;
        world.judge_all(std::slice::from_ref(&annotator), 1).await;
        let page = |number| {
            let (assay, annotator) = (world.assay.clone(), annotator.clone());
            async move { assay.work_report(&annotator, Zone::default(), None, number).await.unwrap() }
        };
        let (first, second, beyond) = (page(1).await, page(2).await, page(i64::MAX).await);
        assert_eq!((first.pile, first.pieces.len(), second.pieces.len(), second.last_page()), (Pile::Waiting, 20, 3, 2));
        assert_eq!((beyond.page, &beyond.pieces), (2, &second.pieces));
        assert_eq!((page(-7).await.page, page(0).await.page), (1, 1));
        let mut ids: Vec<_> = first.pieces.iter().chain(&second.pieces).map(|piece| piece.id.as_str().to_owned()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), pieces, "none twice, none left out");
    };
}
