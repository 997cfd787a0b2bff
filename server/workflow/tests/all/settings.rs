//! What people set for themselves is theirs, and stays.

use crate::support::{Database, World, refusal};
use assay_domain::{Refusal, Role, keys::Keymap};
use std::collections::BTreeMap;

fn written(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(action, key)| ((*action).to_owned(), (*key).to_owned())).collect()
}

on_both! {
    a_persons_keys_are_kept_for_them_alone_and_a_conflict_changes_nothing => |database: Database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let (one, other) = (world.person(&[Role::Annotator]).await, world.person(&[Role::Annotator]).await);
        assert_eq!(world.assay.keymap(&one).await.unwrap(), Keymap::default());
        world.assay.choose_keys(&one, false, &written(&[("submit", "F2"), ("skip", "")])).await.unwrap();
        world.assay.choose_keys(&one, false, &written(&[("submit", "F3"), ("skip", "")])).await.unwrap();
        let kept = world.assay.keymap(&one).await.unwrap();
        assert_eq!((kept.key_of("submit"), kept.key_of("skip"), kept.single), (Some("f3"), None, false));
        assert_eq!(world.assay.keymap(&other).await.unwrap(), Keymap::default(), "nobody else's");
        // What reviewing does by a key is kept beside what judging does by it.
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        world.assay.choose_keys(&reviewer, true, &written(&[("comment", "k"), ("previous-stop", "c")])).await.unwrap();
        let own = world.assay.keymap(&reviewer).await.unwrap();
        assert_eq!((own.key_of("comment"), own.key_of("skip")), (Some("k"), Some("k")));
        let conflict = world.assay.choose_keys(&one, true, &written(&[("flag", "e")])).await;
        assert!(matches!(refusal(conflict), Refusal::Invalid { .. }));
        assert_eq!(world.assay.keymap(&one).await.unwrap(), kept, "a refused choice leaves everything as it was");
    };

    the_database_refuses_a_setting_that_is_none => |database: Database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let sql = "INSERT INTO person_setting (person_id, name, value) VALUES (1, 'pace', '{}')";
        assert!(world.try_sql(sql).await.is_err());
    };
}
