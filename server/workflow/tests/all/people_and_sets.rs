//! Accounts and imports: nobody in without an invitation, one spelling one account, files all or nothing.

use crate::support::{World, file_of, refusal};
use assay_domain::{Refusal, Role};
use assay_workflow::{
    people::{LinkAnswer, SignIn, SignedIn},
    prompt_set_file::Coverage,
    prompt_sets::Target,
};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

const PASSWORD: &str = "a long enough sentence";

fn answer(password: &str) -> LinkAnswer {
    LinkAnswer { name: "Ada".into(), login: "ada".into(), password: password.into() }
}

/// The session that begins.
fn whole(reached: SignIn) -> SignedIn {
    match reached {
        SignIn::Whole(signed_in) => signed_in,
        SignIn::CodeNeeded(_) => panic!("a code is asked for"),
    }
}

/// Counts of every table an import or a sign-up could touch.
async fn rows(world: &World) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["prompt_set_version", "prompt", "response", "model", "person", "invitation", "audit"] {
        counts.push(world.number(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

/// A file with some bytes changed, cut, doubled or replaced by what breaks parsers.
fn mutated(good: &[u8], random: &mut ChaCha20Rng) -> Vec<u8> {
    const HOSTILE: [&[u8]; 16] = [
        b"\xEF\xBB\xBF",
        b"\r\n",
        b"\n",
        b"\0",
        b"\\u0000",
        b"\\ud800",
        b"\xC0\x80",
        b"1e999",
        b"[[[[",
        b"{",
        b"}",
        b"\"",
        b",",
        b"null",
        b"\"id\":\"p0\",",
        b"\"X\":\"x\",",
    ];
    let mut file = good.to_vec();
    for _ in 0..random.random_range(1..4) {
        let at = random.random_range(0..file.len().max(1)).min(file.len());
        let to = (at + random.random_range(1..40)).min(file.len());
        match random.random_range(0..5) {
            0 => drop(file.splice(at..at, HOSTILE[random.random_range(0..HOSTILE.len())].iter().copied())),
            1 => drop(file.drain(at..to)),
            2 if at < file.len() => file[at] ^= 1 << random.random_range(0..8),
            3 => {
                let piece = file[at..to].to_vec();
                drop(file.splice(at..at, piece));
            }
            _ => file.truncate(at),
        }
    }
    file
}

on_both! {
    a_link_works_once_and_only_with_a_good_password => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let (_, token) = world.assay.invite(&world.admin, "Bea", "bea", &[Role::Annotator]).await.unwrap();
        for weak in ["short", "password123", "1111111111", "my name is bea!"] {
            assert!(matches!(refusal(world.assay.use_link(&token, answer(weak)).await), Refusal::Invalid { .. }), "{weak}");
        }
        let signed_in = whole(world.assay.use_link(&token, answer(PASSWORD)).await.unwrap());
        assert!(world.assay.identify(&signed_in).await.unwrap().unwrap().actor.is(Role::Annotator));
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
        let session = whole(world.assay.use_link(&token, answer(PASSWORD)).await.unwrap());
        world.assay.set_roles(&world.admin, id, &[Role::InitialReviewer]).await.unwrap();
        assert!(world.assay.identify(&session).await.unwrap().is_none());
        let session = whole(world.assay.sign_in(None, "dee", PASSWORD.into()).await.unwrap());
        let link = world.assay.reset_link(&world.admin, id).await.unwrap();
        assert!(world.assay.identify(&session).await.unwrap().is_some(), "an unused link changes nothing");
        world.assay.use_link(&link, answer("another good sentence")).await.unwrap();
        assert!(world.assay.identify(&session).await.unwrap().is_none());
        let session = whole(world.assay.sign_in(None, "dee", "another good sentence".into()).await.unwrap());
        world.assay.set_disabled(&world.admin, id, true).await.unwrap();
        assert!(world.assay.identify(&session).await.unwrap().is_none());
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

    blind_6_a_response_that_tells_its_maker_waits_for_an_admin => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let telling = file_of(2, &["X", "Y"]).replace("answer 1", "I am V-E-N-D O R's model, answer 1");
        let report = world.assay.import(&world.admin, world.set, telling.into(), Target::New, Coverage::Complete).await.unwrap();
        assert_eq!(report.names_its_maker, ["p1"]);
        let version = world.assay.prompt_sets(&world.admin).await.unwrap()[0].versions[0].id;
        let (_, models) = world.assay.models(&world.admin).await.unwrap();
        let models: Vec<_> = models.iter().map(|model| model.id).collect();
        let evaluation = world.assay.add_evaluation(&world.admin, version, crate::support::plan("Second"), models).await.unwrap();
        assert!(matches!(refusal(world.assay.open_evaluation(&world.admin, evaluation).await), Refusal::Invalid { .. }));
        let held = world.assay.held_responses(&world.admin, world.set).await.unwrap();
        assert_eq!(held.len(), 2);
        assert_eq!(world.number("SELECT COUNT(*) FROM exposure WHERE purpose = 'management'").await, 1, "LEAK-7");
        let ids: Vec<_> = held.iter().map(|held| held.response).collect();
        let task = format!(
            "INSERT INTO task (evaluation_id, prompt_id, first_response_id, second_response_id, position, state, waiting_since)
             VALUES ({evaluation}, {}, {}, {}, 1, 'annotating', 0)", held[0].prompt, ids[0], ids[1]);
        assert!(world.try_sql(&task).await.unwrap_err().contains("rule 3"), "the database itself holds it");
        world.assay.approve_responses(&world.admin, world.set, ids.clone()).await.unwrap();
        assert_eq!(refusal(world.assay.approve_responses(&world.admin, world.set, ids).await), Refusal::NotFound);
        assert!(world.assay.open_evaluation(&world.admin, evaluation).await.is_ok());
    };

    imp_2_an_import_that_breaks_off_leaves_nothing => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let before = rows(&world).await;
        let file = file_of(500, &["X", "Y"]);
        let mut upload = world.assay.begin_import(&world.admin, world.set).await.unwrap();
        upload.feed(&file.as_bytes()[..file.len() - 10]).await.unwrap();
        assert!(world.number("SELECT COUNT(*) FROM prompt").await > 300, "it is staged as it comes");
        assert_eq!(world.assay.prompt_sets(&world.admin).await.unwrap()[0].versions.len(), 1, "and seen by nobody");
        drop(upload);
        for _ in 0..1_000 {
            if rows(&world).await == before { return; }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("something is left");
    };

    imp_4_the_same_file_by_two_at_once_is_one_set_of_prompts => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let set = world.assay.add_prompt_set(&world.admin, "Other", "math").await.unwrap();
        let file = file_of(150, &["X", "Y"]);
        let both = (0..2).map(|_| {
            let (assay, admin, file) = (world.assay.clone(), world.admin.clone(), file.clone());
            tokio::spawn(async move { assay.import(&admin, set, file.into(), Target::Latest, Coverage::Complete).await })
        });
        let mut added = 0;
        for one in both.collect::<Vec<_>>() {
            // The database may let only one of them through; the other is told that something changed meanwhile.
            added += one.await.unwrap().map_or(0, |report| report.new_prompts);
        }
        assert_eq!(added, 150);
        let sets = world.assay.prompt_sets(&world.admin).await.unwrap();
        let versions = &sets.iter().find(|view| view.set.id == set).unwrap().versions;
        assert_eq!(versions.iter().map(|version| (version.number, version.prompts, version.responses)).collect::<Vec<_>>(), [(1, 150, 300)]);
    };

    imp_1_mutated_files_never_panic_and_leave_no_part => |database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let files = std::env::var("ASSAY_TEST_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
        let set = world.assay.add_prompt_set(&world.admin, "Other", "math").await.unwrap();
        let good = file_of(4, &["X", "Y"]).into_bytes();
        let mut random = ChaCha20Rng::seed_from_u64(7);
        let (mut before, mut taken) = (rows(&world).await, 0);
        for number in 0..files {
            let file = mutated(&good, &mut random);
            match world.assay.import(&world.admin, set, file, Target::New, Coverage::Complete).await {
                Ok(report) => {
                    taken += 1;
                    before = rows(&world).await;
                    assert!(report.new_responses >= 2 * report.new_prompts.min(1), "file {number}");
                }
                Err(assay_workflow::Error::Refused(_)) => assert_eq!(rows(&world).await, before, "file {number}"),
                Err(other) => panic!("file {number}: {other}"),
            }
        }
        println!("{taken} of {files} mutated files were still good ones");
        assert_eq!(world.number("SELECT COUNT(*) FROM prompt_set_version WHERE number < 0").await, 0);
    };
}
