//! What a review leaves behind: corrections beside the original, reasons from the list, and the recorded draw where a stage
//! looks at a share of the tasks. Rules 4 and 5.

use crate::support::{World, all, plan, refusal};
use assay_domain::{
    Actor, Refusal, Role,
    judgment::Preference,
    review::{Stage, Verdict},
    setup::EvaluationPlan,
};
use assay_store::releases::ApprovedOutcome;
use assay_workflow::review::{ReviewView, VerdictOn};

struct Desk {
    world: World,
    annotators: Vec<Actor>,
    initial: Actor,
    last: Actor,
}

impl Desk {
    /// One task, three judgments in.
    async fn of(database: crate::support::Database) -> Self {
        Self::over(World::open(database, 1, &["X", "Y"]).await).await
    }

    async fn over(world: World) -> Self {
        let annotators = world.annotators(3).await;
        world.judge_all(&annotators, 1).await;
        let initial = world.person(&[Role::InitialReviewer]).await;
        let last = world.person(&[Role::FinalReviewer]).await;
        Self { world, annotators, initial, last }
    }

    async fn next(&self, stage: Stage) -> Option<ReviewView> {
        let who = if stage == Stage::Initial { &self.initial } else { &self.last };
        self.world.assay.next_review(who, stage).await.unwrap()
    }

    async fn decide(&self, review: &ReviewView, verdicts: Vec<VerdictOn>) -> Result<(), assay_workflow::Error> {
        let who = if review.stage == Stage::Initial { &self.initial } else { &self.last };
        self.world.assay.decide(who, review.id.clone(), review.version, verdicts).await
    }
}

/// Approves all, and puts `point` in place of the first judgment.
fn corrected(review: &ReviewView, point: i64, why: &str) -> Vec<VerdictOn> {
    let mut verdicts = all(review, Verdict::Approve);
    let mut content = review.judgments[0].standing().clone();
    content.preference = Preference::new(point);
    content.criteria.insert("Correctness".into(), Preference::new(point).unwrap());
    verdicts[0].comment = why.into();
    verdicts[0].correction = Some(content);
    verdicts
}

/// What release makers read, as points of the task's first response.
async fn approved_points(world: &World) -> Vec<(i64, bool)> {
    let mut tx = world.assay.store().read().await.unwrap();
    let rows = assay_store::releases::approved(&mut tx, world.evaluation).await.unwrap();
    let first = world.number("SELECT r.model_id FROM task t JOIN response r ON r.id = t.first_response_id").await;
    rows.iter()
        .map(|row| match row.outcome {
            ApprovedOutcome::Comparison { left, preference, .. } => {
                (if left.0 == first { preference.value() } else { -preference.value() }, row.corrected)
            }
            other => panic!("not a comparison: {other:?}"),
        })
        .collect()
}

on_both! {
    a_correction_is_approved_and_the_original_stays => |database| async move {
        let desk = Desk::of(database).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        let before = review.judgments[0].content.clone();
        desk.decide(&review, corrected(&review, -3, "the second one runs")).await.unwrap();
        let review = desk.next(Stage::Final).await.unwrap();
        let shown = &review.judgments[0];
        assert_eq!(shown.content, before, "what was submitted is still there");
        let correction = shown.corrected.as_ref().unwrap();
        assert_eq!((correction.content.preference.unwrap().value(), correction.reason.as_str()), (-3, "the second one runs"));
        assert!(shown.decided[0].corrected && !review.judgments[1].decided[0].corrected);
        desk.decide(&review, all(&review, Verdict::Approve)).await.unwrap();
        let points = approved_points(&desk.world).await;
        assert_eq!(points.iter().filter(|(point, corrected)| *corrected && *point == -3).count(), 1, "{points:?}");
        assert_eq!(points.iter().filter(|(_, corrected)| *corrected).count(), 1);
        assert_eq!(desk.world.number("SELECT COUNT(*) FROM judgment WHERE preference = 1").await, 3);
    };

    final_review_corrects_a_correction_and_its_own_counts => |database| async move {
        let desk = Desk::of(database).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        desk.decide(&review, corrected(&review, -3, "first thought")).await.unwrap();
        let review = desk.next(Stage::Final).await.unwrap();
        desk.decide(&review, corrected(&review, 0, "second thought")).await.unwrap();
        let points = approved_points(&desk.world).await;
        assert_eq!(points.iter().filter(|(point, corrected)| *corrected && *point == 0).count(), 1, "{points:?}");
        assert_eq!((points.len(), points.iter().filter(|(_, corrected)| *corrected).count()), (3, 1));
    };

    a_correction_that_was_sent_back_stands_no_more_unless_made_again => |database| async move {
        let desk = Desk::of(database).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        desk.decide(&review, corrected(&review, -3, "a mistake")).await.unwrap();
        let review = desk.next(Stage::Final).await.unwrap();
        desk.decide(&review, all(&review, Verdict::SendBack)).await.unwrap();
        let review = desk.next(Stage::Initial).await.unwrap();
        desk.decide(&review, all(&review, Verdict::Approve)).await.unwrap();
        let review = desk.next(Stage::Final).await.unwrap();
        assert!(review.judgments.iter().all(|judgment| judgment.corrected.is_none()));
        desk.decide(&review, all(&review, Verdict::Approve)).await.unwrap();
        assert!(approved_points(&desk.world).await.iter().all(|(_, corrected)| !corrected));
    };

    a_correction_needs_an_approval_a_reason_a_change_and_a_whole_judgment => |database| async move {
        let desk = Desk::of(database).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        let standing = review.judgments[0].content.preference.unwrap().value();
        let mut returned = corrected(&review, -3, "why");
        returned[0].verdict = Verdict::Return;
        assert_eq!(refusal(desk.decide(&review, returned).await), Refusal::OutOfOrder);
        let mut half = corrected(&review, -3, "why");
        half[0].correction.as_mut().unwrap().criteria.clear();
        for verdicts in [corrected(&review, -3, " "), corrected(&review, standing, "why"), half] {
            let Refusal::Invalid { errors } = refusal(desk.decide(&review, verdicts).await) else { panic!("accepted") };
            assert!(errors[0].field.starts_with("annotator R, "), "{errors:?}");
        }
        let mut twice_wrong = corrected(&review, -3, " ");
        twice_wrong[0].correction.as_mut().unwrap().both_bad = true;
        let Refusal::Invalid { errors } = refusal(desk.decide(&review, twice_wrong).await) else { panic!("accepted") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["annotator R, comment", "annotator R, both_bad"], "everything there is to mend, at once");
        assert_eq!(desk.world.number("SELECT COUNT(*) FROM decision").await + desk.world.number("SELECT COUNT(*) FROM correction").await, 0);
    };

    the_database_takes_a_correction_only_with_its_approval => |database| async move {
        let desk = Desk::of(database).await;
        let forged = |verdict: &str, stage: &str| format!(
            "INSERT INTO correction (decision_id, judgment_id, stage, reviewer_id, content, reason, corrected_at)
             SELECT id, judgment_id, '{stage}', reviewer_id, '{{}}', 'x', 1 FROM decision WHERE verdict = '{verdict}'");
        let review = desk.next(Stage::Initial).await.unwrap();
        let mut verdicts = all(&review, Verdict::Approve);
        verdicts[1].verdict = Verdict::Return;
        desk.decide(&review, verdicts).await.unwrap();
        for sql in [forged("approve", "initial"), forged("return", "initial"), forged("approve", "final")] {
            assert!(desk.world.try_sql(&sql).await.unwrap_err().contains("rule 4"), "{sql}");
        }
        desk.world.judge_all(&desk.annotators, 1).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        desk.decide(&review, corrected(&review, 3, "why")).await.unwrap();
        let review = desk.next(Stage::Final).await.unwrap();
        desk.decide(&review, all(&review, Verdict::Approve)).await.unwrap();
        for sql in [
            forged("approve", "final"),
            "UPDATE correction SET reason = 'other'".to_owned(),
            "DELETE FROM correction".to_owned(),
        ] {
            assert!(desk.world.try_sql(&sql).await.unwrap_err().contains("rule 4"), "{sql}");
        }
    };

    a_returned_judgment_names_what_to_change_and_comes_back_beside_what_it_was => |database| async move {
        let desk = Desk::of(database).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        let (verdict, reason) = review.reasons.iter().find(|(verdict, _)| *verdict == Verdict::Return).unwrap().clone();
        let mut verdicts = all(&review, Verdict::Approve);
        verdicts[2] = VerdictOn {
            reason: Some(reason.clone()),
            fields: vec!["overall".into(), "criterion Correctness".into()],
            ..VerdictOn::new(verdicts[2].letter, verdict, "")
        };
        let before = review.judgments[2].content.clone();
        desk.decide(&review, verdicts).await.unwrap();
        for annotator in &desk.annotators {
            let Some(task) = desk.world.task(annotator).await else { continue };
            let returned = task.returned.unwrap();
            assert_eq!((returned.reason.as_deref(), returned.fields.len()), (Some(reason.as_str()), 2));
            desk.world.submit(annotator, &task.id, -2).await.unwrap();
        }
        let review = desk.next(Stage::Initial).await.unwrap();
        assert_eq!(review.judgments[2].before.as_ref(), Some(&before));
        assert_ne!(review.judgments[2].content, before);
        assert!(review.judgments[0].before.is_none());
        let told = &review.judgments[2].decided[0];
        assert_eq!((told.verdict, told.reason.as_deref()), (Verdict::Return, Some(reason.as_str())));
    };

    a_verdict_takes_only_reasons_and_fields_that_are_offered_for_it => |database| async move {
        let desk = Desk::of(database).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        let of = |wanted: Verdict| review.reasons.iter().find(|(verdict, _)| *verdict == wanted).unwrap().1.clone();
        for (reason, field) in [(of(Verdict::Reject), "overall"), ("made up".into(), "overall"), (of(Verdict::Return), "model")] {
            let mut verdicts = all(&review, Verdict::Return);
            verdicts[0].reason = Some(reason);
            verdicts[0].fields = vec![field.into()];
            assert!(matches!(refusal(desk.decide(&review, verdicts).await), Refusal::Invalid { .. }));
        }
        let forced = "INSERT INTO decision (task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at, reason_id)
             SELECT a.task_id, a.judgment_id, 'initial', 'return', p.id, '', 1, r.id FROM assignment a, person p, reason r
              WHERE p.login = '".to_owned() + &desk.initial.name + "' AND r.verdict = 'reject'";
        assert!(desk.world.try_sql(&forced).await.unwrap_err().contains("rule 4"));
    };

    the_admin_keeps_the_reasons_and_one_that_was_given_is_only_retired => |database| async move {
        let desk = Desk::of(database).await;
        let (world, admin) = (&desk.world, &desk.world.admin);
        let id = world.assay.add_reason(admin, Verdict::Return, " Look at the second turn ").await.unwrap();
        assert!(matches!(refusal(world.assay.add_reason(admin, Verdict::Return, "Look at the second turn").await), Refusal::Invalid { .. }));
        assert!(matches!(refusal(world.assay.add_reason(admin, Verdict::Approve, "Good").await), Refusal::Invalid { .. }));
        assert!(matches!(refusal(world.assay.add_reason(admin, Verdict::Reject, "").await), Refusal::Invalid { .. }));
        assert_eq!(refusal(world.assay.add_reason(&desk.initial, Verdict::Reject, "x").await), Refusal::NotAllowed);
        let review = desk.next(Stage::Initial).await.unwrap();
        let mut verdicts = all(&review, Verdict::Return);
        verdicts[0].reason = Some("Look at the second turn".into());
        verdicts[0].comment = String::new();
        desk.decide(&review, verdicts).await.unwrap();
        for sql in [format!("DELETE FROM reason WHERE id = {id}"), format!("UPDATE reason SET text = 'other' WHERE id = {id}")] {
            assert!(world.try_sql(&sql).await.unwrap_err().contains("rule 4"), "{sql}");
        }
        world.assay.retire_reason(admin, id, true).await.unwrap();
        world.judge_all(&desk.annotators, 2).await;
        let review = desk.next(Stage::Initial).await.unwrap();
        assert!(review.reasons.iter().all(|(_, text)| text != "Look at the second turn"), "it is offered no more");
        assert_eq!(review.judgments[0].decided[0].reason.as_deref(), Some("Look at the second turn"), "and still read");
        let kept = world.assay.reasons(admin).await.unwrap().into_iter().find(|reason| reason.id == id).unwrap();
        assert!(kept.retired && kept.given == 1);
    };

    a_stage_that_looks_at_a_share_lets_the_rest_through_by_a_recorded_draw => |database| async move {
        const TASKS: usize = 40;
        let share = EvaluationPlan { initial_coverage: 50, final_coverage: 30, ..plan("Share") };
        let desk = Desk::over(World::open_with(database, TASKS, &["X", "Y"], share).await).await;
        let world = &desk.world;
        let waiting = world.number("SELECT COUNT(*) FROM task WHERE state = 'initial_review'").await;
        assert!((8..=32).contains(&waiting), "{waiting} of 40 drawn at 50 %");
        assert_eq!(world.number("SELECT COUNT(*) FROM review_draw WHERE stage = 'initial' AND drawn = 1").await, waiting);
        assert_eq!(world.approve_all(&desk.initial, Stage::Initial).await as i64, waiting);
        world.approve_all(&desk.last, Stage::Final).await;
        assert_eq!(world.number("SELECT COUNT(*) FROM task WHERE state = 'approved'").await, 40);
        assert_eq!(world.number("SELECT COUNT(*) FROM review_draw").await, 80, "every task was drawn or not, at both stages");
        let passes = world.number("SELECT COUNT(*) FROM stage_pass").await;
        assert_eq!(passes, 3 * world.number("SELECT COUNT(*) FROM review_draw WHERE drawn = 0").await);
        assert_eq!(world.number("SELECT COUNT(*) FROM decision").await + passes, 240, "by review or by the draw, twice for each");
        assert_eq!(world.number("SELECT COUNT(*) FROM audit WHERE action = 'review.pass_by_draw'").await * 3, passes);
        let findings = assay_store::doctor::examine(world.assay.store()).await.unwrap();
        let unwell: Vec<_> = findings.iter().filter(|finding| !finding.healthy && finding.check.starts_with("rule")).collect();
        assert!(unwell.is_empty(), "{unwell:?}");
    };

    the_database_lets_nothing_pass_that_was_not_left_out_by_the_draw => |database| async move {
        let desk = Desk::of(database).await;
        for sql in [
            "INSERT INTO stage_pass (judgment_id, stage, passed_at) SELECT id, 'initial', 1 FROM judgment",
            "INSERT INTO review_draw (task_id, stage, drawn, drawn_at) SELECT id, 'initial', 0, 1 FROM task",
            "UPDATE review_plan SET initial_coverage = 1",
            "DELETE FROM review_plan",
        ] {
            assert!(desk.world.try_sql(sql).await.unwrap_err().contains("rule 4"), "{sql}");
        }
    };

    what_final_review_sends_back_is_looked_at_though_it_was_not_drawn => |database| async move {
        let share = EvaluationPlan { initial_coverage: 1, ..plan("Share") };
        let desk = Desk::over(World::open_with(database, 12, &["X", "Y"], share).await).await;
        let review = desk.next(Stage::Final).await.unwrap();
        assert!(review.judgments.iter().all(|judgment| judgment.decided.is_empty()), "nobody looked at it before");
        let before = desk.world.number("SELECT COUNT(*) FROM task WHERE state = 'initial_review'").await;
        desk.decide(&review, all(&review, Verdict::SendBack)).await.unwrap();
        assert_eq!(desk.world.number("SELECT COUNT(*) FROM task WHERE state = 'initial_review'").await, before + 1);
        let forced = "UPDATE assignment SET state = 'initially_approved' WHERE state = 'submitted'";
        assert!(desk.world.try_sql(forced).await.unwrap_err().contains("rule 4"), "an old pass does not count any more");
        desk.world.approve_all(&desk.initial, Stage::Initial).await;
        desk.world.approve_all(&desk.last, Stage::Final).await;
        assert_eq!(desk.world.number("SELECT COUNT(*) FROM task WHERE state = 'approved'").await, 12);
    };

    the_share_of_a_stage_is_a_whole_number_of_percent => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let version = world.assay.prompt_sets(&world.admin).await.unwrap()[0].versions[0].id;
        for share in [0, 101, -1] {
            let plan = EvaluationPlan { final_coverage: share, ..plan("Other") };
            assert!(matches!(refusal(world.assay.add_evaluation(&world.admin, version, plan, Vec::new()).await), Refusal::Invalid { .. }));
        }
        assert_eq!(world.assay.evaluation(&world.admin, world.evaluation).await.unwrap().evaluation.plan.final_coverage, 100);
    };
}
