//! Rule 5: only approved judgments enter a release, a release stands, and it can be computed again bit for bit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use assay_domain::{Refusal, ReleaseId, Role, review::Stage};
use assay_workflow::releases::{ReleaseSettings, Verification, WeightingChoice};
use support::{World, refusal};

fn settings() -> ReleaseSettings {
    ReleaseSettings { weighting: WeightingChoice::None, rounds: 100, ..ReleaseSettings::default() }
}

/// Four prompts, three models, everything judged by what stands on the left, everything approved.
async fn approved_world(database: support::Database) -> World {
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
        world.assay.deprecate_release(&world.admin, id).await.unwrap();
        assert!(world.assay.release(None, id).await.is_ok(), "a deprecated one stays readable");
        assert!(world.try_sql("UPDATE release SET state = 'draft'").await.unwrap_err().contains("rule 5"));
        assert_eq!(refusal(world.assay.release(None, ReleaseId(999)).await.map(|release| release.id)), Refusal::NotFound);
    };

    a_tampered_release_is_found => |database| async move {
        let world = approved_world(database).await;
        let id = world.assay.make_release(&world.admin, world.evaluation, settings()).await.unwrap();
        let drop = match database {
            support::Database::Sqlite => "DROP TRIGGER release_stands",
            support::Database::Postgres => "DROP TRIGGER release_stands ON release",
        };
        world.try_sql(drop).await.unwrap();
        world.try_sql("UPDATE release SET board = REPLACE(board, '\"wins\":', '\"wins\":1')").await.unwrap();
        assert!(matches!(world.assay.verify_release(id).await.unwrap(), Verification::Different(_)));
    };
}
