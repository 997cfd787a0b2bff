//! What a release counts of what was approved, with numbers worked out by hand: corrections, voided prompts, stages that look at
//! a share of the tasks. Rule 5.

use crate::support::{Database, World, all, plan, refusal};
use assay_domain::{
    Actor, JudgmentId, Role,
    judgment::Preference,
    review::{Stage, Verdict},
    setup::EvaluationPlan,
};
use assay_workflow::{
    Outcome,
    releases::{BoardRow, ReleaseSettings, ReleaseView, Verification, Voided, Weighting},
};

fn settings() -> ReleaseSettings {
    ReleaseSettings { weighting: Weighting::None, rounds: 100, ..ReleaseSettings::default() }
}

/// Four prompts, two models, three annotators: `points` says by how much X is preferred, by the prompt's number and the
/// annotator's, whichever side it stands on.
async fn judged(database: Database, points: impl Fn(u32, usize) -> i64) -> World {
    let world = World::open(database, 4, &["X", "Yy"]).await;
    for (number, annotator) in world.annotators(3).await.iter().enumerate() {
        while let Some(task) = world.task(annotator).await {
            let prompt = task.turns[0].text.rsplit(' ').next().unwrap().parse().unwrap();
            let of_x = points(prompt, number);
            let sign = if task.a.ends_with("number 1") { 1 } else { -1 };
            world.submit(annotator, &task.id, sign * of_x).await.unwrap();
        }
    }
    world
}

async fn reviewers(world: &World) -> [Actor; 2] {
    [world.person(&[Role::InitialReviewer]).await, world.person(&[Role::FinalReviewer]).await]
}

async fn release(world: &World, settings: ReleaseSettings) -> ReleaseView {
    let id = world.assay.make_release(&world.admin, world.evaluation, settings).await.unwrap();
    assert_eq!(world.assay.verify_release(id).await.unwrap(), Verification::Same);
    world.assay.release(Some(&world.admin), id).await.unwrap()
}

/// Wins, ties and losses of X, and its rating.
fn of_x(release: &ReleaseView) -> ([u64; 3], f64) {
    let row: &BoardRow = release.board.rows.iter().find(|row| row.model == "X").unwrap();
    ([row.wins, row.ties, row.losses], row.elo.unwrap())
}

/// Of two models with mean 1000, the rating of the one that takes this share of the points.
fn elo(share: f64) -> f64 {
    1_000.0 + 200.0 * (share / (1.0 - share)).log10()
}

/// An admin finds a prompt broken for good, long after it was judged.
async fn void(world: &World, which: &str) {
    let annotator = "SELECT MIN(annotator_id) FROM assignment";
    world
        .try_sql(&format!(
            "INSERT INTO prompt_hold (prompt_id, state, since) SELECT {which}(id), 'held', 1 FROM prompt;
             INSERT INTO flag (prompt_id, assignment_id, person_id, reason, note, flagged_at)
             SELECT {which}(p.id), MIN(a.id), ({annotator}), 'unclear', '', 1 FROM prompt p, assignment a"
        ))
        .await
        .unwrap();
    let flag = world.assay.flags(&world.admin).await.unwrap().waiting[0].id;
    world.assay.resolve_flag(&world.admin, flag, Outcome::Voided, "It contradicts itself.").await.unwrap();
}

on_both! {
    a_correction_counts_in_place_of_what_it_corrects_or_neither_does => |database| async move {
        // The first annotator always finds Yy much better, the others X slightly.
        let world = judged(database, |_, annotator| if annotator == 0 { -2 } else { 1 }).await;
        let [initial, last] = reviewers(&world).await;
        // In two of the four tasks one of the slight preferences becomes a tie.
        let mut tasks = 0;
        while let Some(review) = world.assay.next_review(&initial, Stage::Initial).await.unwrap() {
            let mut verdicts = all(&review, Verdict::Approve);
            if tasks < 2 {
                let slight = review.judgments.iter().position(|judgment| judgment.content.preference.unwrap().value().abs() == 1);
                let slight = slight.unwrap();
                let mut content = review.judgments[slight].standing().clone();
                content.preference = Preference::new(0);
                verdicts[slight].correction = Some(content);
            }
            world.assay.decide(&initial, review.id.clone(), review.version, verdicts).await.unwrap();
            tasks += 1;
        }
        world.approve_all(&last, Stage::Final).await;

        let with = release(&world, settings()).await;
        assert_eq!((with.board.counts.judgments, with.board.counts.corrected, with.settings.left_out), (12, 2, 0));
        let ([wins, ties, losses], rating) = of_x(&with);
        assert_eq!([wins, ties, losses], [6, 2, 4]);
        assert!((rating - elo(7.0 / 12.0)).abs() < 1e-9, "{rating}");

        let without = release(&world, ReleaseSettings { leave_out_corrected: true, ..settings() }).await;
        assert_eq!((without.board.counts.judgments, without.board.counts.corrected, without.settings.left_out), (10, 0, 2));
        let (counted, rating) = of_x(&without);
        assert_eq!(counted, [6, 0, 4]);
        assert!((rating - elo(0.6)).abs() < 1e-9, "{rating}");
        assert_eq!(world.number("SELECT COUNT(*) FROM release_judgment").await, 22);
        let diff = world.assay.compare_releases(Some(&world.admin), with.id, without.id).await.unwrap();
        assert_eq!((diff.shared, diff.added, diff.removed), (10, 0, 2));
    };

    what_passed_unread_counts_and_the_release_says_which_share_was_read => |database| async move {
        let share = EvaluationPlan { initial_coverage: 50, final_coverage: 30, ..plan("Share") };
        let world = World::open_with(database, 12, &["X", "Yy"], share).await;
        world.judge_all(&world.annotators(3).await, 1).await;
        let [initial, last] = reviewers(&world).await;
        world.approve_all(&initial, Stage::Initial).await;
        world.approve_all(&last, Stage::Final).await;
        let made = release(&world, settings()).await;
        assert_eq!(made.board.coverage, Some([50, 30]));
        let counts = made.board.counts;
        assert_eq!((counts.judgments, counts.tasks, counts.prompts, counts.annotators, counts.corrected), (36, 12, 12, 3, 0));
        let read = world.number("SELECT COUNT(DISTINCT reviewer_id) FROM decision").await;
        assert_eq!(i64::try_from(counts.reviewers).unwrap(), read, "who reviewed nothing is not counted");
    };

    a_voided_prompt_leaves_new_releases_and_stays_in_old_ones => |database| async move {
        // On the first prompt all prefer Yy; on the others two of three prefer X.
        let world = judged(database, |prompt, annotator| if prompt == 0 || annotator == 0 { -1 } else { 1 }).await;
        let [initial, last] = reviewers(&world).await;
        world.approve_all(&initial, Stage::Initial).await;
        world.approve_all(&last, Stage::Final).await;
        let before = release(&world, settings()).await;
        let (counted, rating) = of_x(&before);
        assert_eq!((counted, before.settings.voided), ([6, 0, 6], 0));
        assert!((rating - 1_000.0).abs() < 1e-9, "{rating}");
        let stored = world.text("SELECT board FROM release").await;
        assert_eq!(world.assay.voided_in(&before).await.unwrap(), Voided::default());

        void(&world, "MIN").await;
        let after = release(&world, settings()).await;
        let (counted, rating) = of_x(&after);
        assert_eq!(counted, [6, 0, 3]);
        assert!((rating - elo(2.0 / 3.0)).abs() < 1e-9, "{rating}");
        assert_eq!((after.board.counts.judgments, after.board.counts.prompts), (9, 3));
        assert_eq!((after.settings.voided, after.settings.voided_prompts, after.settings.left_out), (3, 1, 0));
        let diff = world.assay.compare_releases(Some(&world.admin), before.id, after.id).await.unwrap();
        assert_eq!((diff.shared, diff.added, diff.removed), (9, 0, 3));

        // The one made before stands, and can be computed again from what it was made of; that it counts them is said beside it.
        assert_eq!(world.assay.voided_in(&before).await.unwrap(), Voided { judgments: 3, prompts: 1 });
        assert_eq!(world.assay.voided_in(&after).await.unwrap(), Voided::default());
        assert_eq!(world.text("SELECT board FROM release WHERE number = 1").await, stored);
        assert_eq!(world.assay.verify_release(before.id).await.unwrap(), Verification::Same);
        let voided = JudgmentId(world.number(
            "SELECT MIN(j.id) FROM judgment j JOIN assignment a ON a.id = j.assignment_id JOIN task t ON t.id = a.task_id
              WHERE t.prompt_id = (SELECT MIN(id) FROM prompt)",
        ).await);
        let forced = format!("INSERT INTO release_judgment (release_id, judgment_id) VALUES ({}, {voided})", after.id);
        let said = world.try_sql(&forced).await.unwrap_err();
        assert!(said.contains("rule 5: no judgment of a voided prompt"), "{said}");
    };

    a_held_prompt_counts_until_it_is_voided_and_nothing_left_is_said_plainly => |database| async move {
        let world = judged(database, |_, annotator| if annotator == 0 { -1 } else { 1 }).await;
        let nothing = refusal(world.assay.make_release(&world.admin, world.evaluation, settings()).await);
        assert!(format!("{nothing:?}").contains("approved yet"), "{nothing:?}");
        let [initial, last] = reviewers(&world).await;
        world.approve_all(&initial, Stage::Initial).await;
        world.approve_all(&last, Stage::Final).await;
        world.try_sql("INSERT INTO prompt_hold (prompt_id, state, since) SELECT id, 'held', 1 FROM prompt").await.unwrap();
        let made = release(&world, settings()).await;
        assert_eq!((made.board.counts.judgments, made.settings.voided), (12, 0), "nobody has decided yet");
        world.try_sql("UPDATE prompt_hold SET state = 'voided'").await.unwrap();
        let nothing = refusal(world.assay.make_release(&world.admin, world.evaluation, settings()).await);
        assert!(format!("{nothing:?}").contains("Every approved judgment is left out"), "{nothing:?}");
        assert_eq!(world.assay.verify_release(made.id).await.unwrap(), Verification::Same);
        assert_eq!(world.number("SELECT COUNT(*) FROM release").await, 1);
    };
}
