//! Rule 5: only approved judgments enter a release, a release stands, and it can be computed again bit for bit.

use crate::support::{World, refusal, release_hash};
use assay_domain::{Refusal, ReleaseId, Role, release::ReleaseState, review::Stage};
use assay_workflow::releases::{Anchor, ReleaseSettings, Resampling, StrengthWeights, Verification, Weighting};
use std::sync::Arc;

fn settings() -> ReleaseSettings {
    ReleaseSettings { weighting: Weighting::None, rounds: 100, ..ReleaseSettings::default() }
}

/// Four prompts, three models, everything judged by what stands on the left, everything approved.
async fn approved_world(database: crate::support::Database) -> World {
    let world = World::open(database, 4, &["X", "Yy", "Zzz"]).await;
    world.judge_all(&world.annotators(3).await, 1).await;
    let initial = world.person(&[Role::InitialReviewer]).await;
    let last = world.person(&[Role::FinalReviewer]).await;
    world.approve_all(&initial, Stage::Initial).await;
    assert_eq!(
        refusal(world.assay.make_release(&world.admin, world.evaluation, settings()).await).code(),
        "invalid",
        "initially approved is not approved"
    );
    world.approve_all(&last, Stage::Final).await;
    world
}

on_both! {
    a_release_counts_exactly_the_approved_judgments_and_verifies_bit_for_bit => |database| async move {
        let world = approved_world(database).await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        let release = world.assay.release(Some(&world.admin), id).await.unwrap();
        assert_eq!(release.board.counts.judgments, 36);
        assert_eq!(release.board.counts.annotators, 3);
        assert!((release.board.left_preferred.unwrap().share - 1.0).abs() < 1e-12);
        assert_eq!(world.assay.verify_release(id).await.unwrap(), Verification::Same);
        assert_eq!(world.number("SELECT COUNT(*) FROM release_judgment").await, 36);
    };

    conc_6_blind_7_a_release_is_of_one_moment_and_a_board_stands_while_others_judge_and_approve => |database| async move {
        let world = Arc::new(World::open(database, 6, &["X", "Yy", "Zzz"]).await);
        world.judge_all(&world.annotators(3).await, 1).await;
        world.approve_all(&world.person(&[Role::InitialReviewer]).await, Stage::Initial).await;
        let last = world.person(&[Role::FinalReviewer]).await;
        let approving = tokio::spawn({
            let world = Arc::clone(&world);
            async move { world.approve_all(&last, Stage::Final).await }
        });
        let (mut made, mut board) = (Vec::new(), None);
        loop {
            let over = approving.is_finished();
            // Before the first approval there is nothing to count.
            if let Ok(id) = world.assay.make_release(&world.admin, world.evaluation, settings()).await {
                if made.is_empty() {
                    world.assay.publish_release(&world.admin, id).await.unwrap();
                    board = Some(format!("{:?}", world.assay.release(None, id).await.unwrap()));
                }
                made.push(id);
            }
            if over {
                break;
            }
        }
        assert!(approving.await.unwrap() > 0);
        for id in &made {
            let counted = world.number(&format!("SELECT COUNT(*) FROM release_judgment WHERE release_id = {id}")).await;
            assert_eq!(counted % 3, 0, "whole tasks only");
            assert_eq!(world.assay.release(Some(&world.admin), *id).await.unwrap().board.counts.judgments, counted.unsigned_abs());
            assert_eq!(world.assay.verify_release(*id).await.unwrap(), Verification::Same);
        }
        let now = format!("{:?}", world.assay.release(None, made[0]).await.unwrap());
        assert_eq!(board, Some(now), "what is public changes when an admin publishes, not with what people do");
    };

    a_release_cannot_be_changed_and_takes_no_judgment_that_is_not_approved => |database| async move {
        let world = approved_world(database).await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        for sql in [
            "UPDATE release SET board = '{}'".to_owned(),
            "UPDATE release SET settings = '{}'".to_owned(),
            "DELETE FROM release".to_owned(),
            "DELETE FROM release_judgment".to_owned(),
            format!("INSERT INTO release_judgment (release_id, judgment_id) VALUES ({id}, 999999)"),
        ] {
            assert!(world.try_sql(&sql).await.unwrap_err().contains("rule 5"), "{sql}");
        }
    };

    only_published_releases_are_public_and_states_go_one_way => |database| async move {
        let world = approved_world(database).await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        let annotator = world.person(&[Role::Annotator]).await;
        assert_eq!(refusal(world.assay.release(None, id).await.map(|release| release.id)), Refusal::NotFound);
        assert_eq!(refusal(world.assay.release(Some(&annotator), id).await.map(|release| release.id)), Refusal::NotFound);
        assert!(world.assay.releases(None).await.unwrap().is_empty());
        assert_eq!(refusal(world.assay.publish_release(&annotator, id).await), Refusal::NotAllowed);
        assert_eq!(refusal(world.assay.deprecate_release(&world.admin, id).await), Refusal::Stale);
        world.assay.publish_release(&world.admin, id).await.unwrap();
        assert_eq!(refusal(world.assay.publish_release(&world.admin, id).await), Refusal::Stale);
        assert_eq!(world.assay.releases(None).await.unwrap().len(), 1);
        assert_eq!(refusal(world.assay.preview_release(&world.admin, id).await), Refusal::Stale, "nothing goes back");
        world.assay.deprecate_release(&world.admin, id).await.unwrap();
        assert!(world.assay.release(None, id).await.is_ok(), "a deprecated one stays readable");
        assert!(world.try_sql("UPDATE release SET state = 'draft'").await.unwrap_err().contains("rule 5"));
        assert_eq!(refusal(world.assay.release(None, ReleaseId(999)).await.map(|release| release.id)), Refusal::NotFound);
    };

    a_tampered_release_is_found => |database| async move {
        let world = approved_world(database).await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        world.unguard_releases().await;
        world.try_sql("UPDATE release SET board = REPLACE(board, '\"wins\":', '\"wins\":1')").await.unwrap();
        assert!(matches!(world.assay.verify_release(id).await.unwrap(), Verification::Different(_)));
    };

    a_provisional_release_is_public_says_so_and_may_be_published_or_deprecated => |database| async move {
        let world = approved_world(database).await;
        for last in [ReleaseState::Published, ReleaseState::Deprecated] {
            let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
            world.assay.preview_release(&world.admin, id).await.unwrap();
            let seen = world.assay.release(None, id).await.unwrap();
            assert_eq!(seen.state, ReleaseState::Provisional);
            assert!(seen.provisional_at.is_some() && seen.published_at.is_none());
            assert_eq!(refusal(world.assay.preview_release(&world.admin, id).await), Refusal::Stale);
            match last {
                ReleaseState::Published => world.assay.publish_release(&world.admin, id).await.unwrap(),
                _ => world.assay.deprecate_release(&world.admin, id).await.unwrap(),
            }
            assert_eq!(world.assay.release(None, id).await.unwrap().state, last);
            assert!(world.try_sql("UPDATE release SET provisional_at = 1").await.unwrap_err().contains("rule 5"));
            assert_eq!(world.assay.verify_release(id).await.unwrap(), Verification::Same);
        }
        let born = "INSERT INTO release (evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_by, created_at)
                    SELECT evaluation_id, 99, 'published', settings, engine_version, board, judgments_hash, hash, created_by, created_at FROM release WHERE id = 1";
        assert!(world.try_sql(born).await.unwrap_err().contains("rule 5"));
    };

    a_release_with_every_setting_verifies_bit_for_bit => |database| async move {
        let world = approved_world(database).await;
        let ranked = world.assay.evaluation(&world.admin, world.evaluation).await.unwrap().models;
        for resampling in [Resampling::Prompts, Resampling::Annotators, Resampling::Judgments, Resampling::ClusterSandwich, Resampling::Sandwich] {
            let settings = ReleaseSettings {
                weighting: Weighting::InversePairCountFloored(7.3),
                resampling,
                anchor: Some(Anchor { model: ranked[0].id, elo: 1_234.567_890_123_4 }),
                strength: Some(StrengthWeights { same: 0.1, slightly: 1.0 / 3.0, clearly: 0.7, much: 1.1 }),
                style: true,
                slices: vec!["level".to_owned()],
                slice_minimum: 10,
                ..settings()
            };
            let id = world.assay.make_release(&world.admin, world.evaluation, settings).await.unwrap();
            assert_eq!(world.assay.verify_release(id).await.unwrap(), Verification::Same, "{resampling:?}");
            let board = world.assay.release(Some(&world.admin), id).await.unwrap().board;
            assert_eq!(board.intervals.unwrap().by, resampling);
            assert_eq!(board.anchor.unwrap().0, ranked[0].name);
            assert!((board.rows.iter().find(|row| row.model == ranked[0].name).unwrap().elo.unwrap() - 1_234.567_890_123_4).abs() < 1e-9);
            // Two prompts of each level: 18 judgments each; every board is of the same three models.
            let levels: Vec<_> = board.slices.iter().map(|slice| (slice.value.as_str(), slice.prompts, slice.judgments)).collect();
            assert_eq!(levels, [("high", 2, 18), ("low", 2, 18)]);
            assert!(board.style.is_some() && board.counts.reviewers == 2 && board.counts.tasks == 12);
        }
    };

    values_with_too_few_judgments_are_counted_and_not_named => |database| async move {
        let world = approved_world(database).await;
        let settings = ReleaseSettings { slices: vec!["level".to_owned()], slice_minimum: 19, ..settings() };
        let id = world.assay.make_release(&world.admin, world.evaluation, settings).await.unwrap();
        let board = world.assay.release(Some(&world.admin), id).await.unwrap().board;
        assert!(board.slices.is_empty());
        assert_eq!(board.too_small, [("level".to_owned(), 2)]);
        assert!(!serde_json::to_string(&board).unwrap().contains("high"));
        let unknown = ReleaseSettings { slices: vec!["author".to_owned()], ..ReleaseSettings::default() };
        assert_eq!(refusal(world.assay.make_release(&world.admin, world.evaluation, unknown).await).code(), "invalid");
    };

    a_release_of_another_engine_is_said_to_be_whole_but_not_computed_again => |database| async move {
        let world = approved_world(database).await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        world.unguard_releases().await;
        // What an older version would have stored: its own name, and a hash over it.
        let release = world.text("SELECT settings FROM release").await;
        let (ids, board) = (world.text("SELECT judgments_hash FROM release").await, world.text("SELECT board FROM release").await);
        let hash = release_hash(&release, "engine 1", &ids, &board);
        world.try_sql(&format!("UPDATE release SET engine_version = 'engine 1', hash = '{hash}'")).await.unwrap();
        assert!(matches!(world.assay.verify_release(id).await.unwrap(), Verification::OtherEngine { made_by, .. } if made_by == "engine 1"));
        world.try_sql("UPDATE release SET engine_version = 'engine 0'").await.unwrap();
        assert!(matches!(world.assay.verify_release(id).await.unwrap(), Verification::Different(_)), "its hash covers the version");
    };

    a_diff_says_what_changed_and_only_to_those_who_may_read_both => |database| async move {
        let world = approved_world(database).await;
        let one = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        let other = ReleaseSettings { seed: 7, style: true, ..settings() };
        let other = world.assay.make_release(&world.admin, world.evaluation, other).await.unwrap();
        let diff = world.assay.compare_releases(Some(&world.admin), one, other).await.unwrap();
        assert_eq!((diff.shared, diff.added, diff.removed), (36, 0, 0));
        let changed: Vec<&str> = diff.settings.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(changed, ["seed", "style"]);
        assert!(diff.models.iter().all(|change| change.change() == Some(0.0) && !change.is_clear()));
        world.assay.publish_release(&world.admin, one).await.unwrap();
        assert_eq!(refusal(world.assay.compare_releases(None, one, other).await), Refusal::NotFound);
        assert_eq!(world.assay.compare_releases_from_console(one, other).await.unwrap(), diff);
    };
}
