//! Accounts and imports: nobody in without an invitation, one spelling one account, files all or nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use assay_domain::{Refusal, Role};
use assay_workflow::{people::LinkAnswer, prompt_set_file::Coverage, prompt_sets::Target};
use support::{World, file_of, refusal};

const PASSWORD: &str = "a long enough sentence";

fn answer(password: &str) -> LinkAnswer {
    LinkAnswer { name: "Ada".into(), login: "ada".into(), password: password.into() }
}

/// Counts of every table an import or a sign-up could touch.
async fn rows(world: &World) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["prompt_set_version", "prompt", "response", "model", "person", "invitation", "audit"] {
        counts.push(world.number(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

on_both! {
    a_link_works_once_and_only_with_a_good_password => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let (_, token) = world.assay.invite(&world.admin, "Bea", "bea", &[Role::Annotator]).await.unwrap();
        for weak in ["short", "password123", "1111111111", "my name is bea!"] {
            assert!(matches!(refusal(world.assay.use_link(&token, answer(weak)).await), Refusal::Invalid { .. }), "{weak}");
        }
        let signed_in = world.assay.use_link(&token, answer(PASSWORD)).await.unwrap();
        assert!(world.assay.actor(&signed_in).await.unwrap().unwrap().is(Role::Annotator));
        assert_eq!(refusal(world.assay.use_link(&token, answer(PASSWORD)).await), Refusal::NotFound);
        assert!(world.assay.sign_in(None, "BEA", PASSWORD.into()).await.is_ok());
        for (login, password) in [("bea", "a long enough sentencE"), ("bea", "a long enough sentence "), ("nobody", PASSWORD), ("admin", "")] {
            let refused = refusal(world.assay.sign_in(None, login, password.into()).await);
            assert_eq!(refused, Refusal::invalid("login", "The sign-in name or the password is not right."));
        }
    };

    the_setup_link_makes_one_admin_and_expires => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        // The world's admin has no password, so nobody can sign in as an admin yet.
        let first = world.assay.setup_token().await.unwrap().unwrap();
        let second = world.assay.setup_token().await.unwrap().unwrap();
        assert_ne!(first, second);
        assert_eq!(refusal(world.assay.use_link(&first, answer(PASSWORD)).await), Refusal::NotFound, "a newer link voids it");
        world.clock.advance(8 * 86_400);
        assert_eq!(refusal(world.assay.use_link(&second, answer(PASSWORD)).await), Refusal::NotFound, "it expires");
        let third = world.assay.setup_token().await.unwrap().unwrap();
        world.assay.use_link(&third, answer(PASSWORD)).await.unwrap();
        assert_eq!(refusal(world.assay.use_link(&third, answer(PASSWORD)).await), Refusal::NotFound);
        assert!(world.assay.setup_token().await.unwrap().is_none());
    };

    one_spelling_is_one_account => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        world.assay.invite(&world.admin, "Cy", "cyd", &[Role::Annotator]).await.unwrap();
        for spelling in ["Cyd", "ＣＹＤ", "cy\u{200B}d", "CYD"] {
            let refused = world.assay.invite(&world.admin, "Other", spelling, &[Role::Annotator]).await;
            assert!(matches!(refusal(refused), Refusal::Invalid { .. }), "{spelling}");
        }
    };

    a_change_of_roles_or_password_or_a_closed_account_ends_sessions => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let token = world.assay.setup_token().await.unwrap().unwrap();
        world.assay.use_link(&token, answer(PASSWORD)).await.unwrap();
        let (id, token) = world.assay.invite(&world.admin, "Dee", "dee", &[Role::Annotator]).await.unwrap();
        let session = world.assay.use_link(&token, answer(PASSWORD)).await.unwrap();
        world.assay.set_roles(&world.admin, id, &[Role::InitialReviewer]).await.unwrap();
        assert!(world.assay.actor(&session).await.unwrap().is_none());
        let session = world.assay.sign_in(None, "dee", PASSWORD.into()).await.unwrap();
        let link = world.assay.reset_link(&world.admin, id).await.unwrap();
        assert!(world.assay.actor(&session).await.unwrap().is_some(), "an unused link changes nothing");
        world.assay.use_link(&link, answer("another good sentence")).await.unwrap();
        assert!(world.assay.actor(&session).await.unwrap().is_none());
        let session = world.assay.sign_in(None, "dee", "another good sentence".into()).await.unwrap();
        world.assay.set_disabled(&world.admin, id, true).await.unwrap();
        assert!(world.assay.actor(&session).await.unwrap().is_none());
        assert!(world.assay.sign_in(None, "dee", "another good sentence".into()).await.is_err());
    };

    only_admins_manage => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let other = world.person(&[Role::Annotator, Role::InitialReviewer, Role::FinalReviewer]).await;
        assert_eq!(refusal(world.assay.invite(&other, "E", "eve", &[Role::Admin]).await), Refusal::NotAllowed);
        assert_eq!(refusal(world.assay.people(&other).await), Refusal::NotAllowed);
        assert_eq!(refusal(world.assay.prompt_sets(&other).await.map(|sets| sets.len())), Refusal::NotAllowed);
        assert_eq!(refusal(world.assay.models(&other).await.map(drop)), Refusal::NotAllowed);
        assert_eq!(refusal(world.assay.open_evaluation(&other, world.evaluation).await), Refusal::NotAllowed);
        let import = world.assay.import(&other, world.set, Vec::new(), Target::Latest, Coverage::Complete).await;
        assert_eq!(refusal(import), Refusal::NotAllowed);
        let annotator = world.person(&[Role::Admin]).await;
        assert_eq!(refusal(world.assay.next_task(&annotator).await), Refusal::NotAllowed, "an admin does not judge");
    };

    a_bad_file_changes_no_row_of_any_table => |database| async move {
        let world = World::open(database, 2, &["X", "Y"]).await;
        let good = file_of(40, &["X", "Y"]);
        let before = rows(&world).await;
        let unregistered = good.replace("\"Y\"", "\"Z\"");
        let changed = format!("{}\n", good.lines().next().unwrap().replace("question 0", "other"));
        let cut = &good[..good.len() - 30];
        for file in [unregistered.as_str(), &changed, cut, &format!("{good}{good}"), ""] {
            let into_latest = world.assay.import(&world.admin, world.set, file.into(), Target::Latest, Coverage::Complete).await;
            assert!(matches!(refusal(into_latest), Refusal::Invalid { .. }));
            if file != changed {
                let into_new = world.assay.import(&world.admin, world.set, file.into(), Target::New, Coverage::Complete).await;
                assert!(matches!(refusal(into_new), Refusal::Invalid { .. }));
            }
            assert_eq!(rows(&world).await, before, "{}", &file[..file.len().min(60)]);
        }
    };

    the_same_file_twice_changes_nothing_and_a_used_version_takes_only_responses => |database| async move {
        let world = World::open(database, 2, &["X", "Y"]).await;
        let again = world.assay.import(&world.admin, world.set, file_of(2, &["X", "Y"]).into(), Target::Latest, Coverage::Complete).await.unwrap();
        assert_eq!((again.new_prompts, again.new_responses), (0, 0));
        let more = world.assay.import(&world.admin, world.set, file_of(3, &["X", "Y"]).into(), Target::Latest, Coverage::Complete).await;
        assert!(matches!(refusal(more), Refusal::Invalid { .. }), "a version in use takes no new prompts");
        let (vendors, _) = world.assay.models(&world.admin).await.unwrap();
        world.assay.add_model(&world.admin, vendors[0].id, "Zed").await.unwrap();
        let third = world.assay.import(&world.admin, world.set, file_of(2, &["X", "Zed"]).into(), Target::Latest, Coverage::Complete).await.unwrap();
        assert_eq!((third.new_prompts, third.new_responses), (0, 2));
        let fresh = world.assay.import(&world.admin, world.set, file_of(3, &["X", "Y"]).into(), Target::New, Coverage::Complete).await.unwrap();
        assert_eq!((fresh.version, fresh.new_prompts), (2, 3));
    };

    a_response_that_names_its_maker_is_pointed_out => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let telling = file_of(2, &["X", "Y"]).replace("answer 1", "I am V-E-N-D O R's model, answer 1");
        let report = world.assay.import(&world.admin, world.set, telling.into(), Target::New, Coverage::Complete).await.unwrap();
        assert_eq!(report.names_its_maker, ["p1"]);
    };
}
