//! A draft is never written over by an older one without a word.

use crate::support::{Database, World, judged, refusal};
use assay_domain::{Refusal, Role};
use std::sync::Arc;

on_both! {
    an_older_tab_is_told_of_a_newer_draft_and_changes_nothing => |database: Database| async move {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        assert_eq!(task.draft_version, 0);
        let save = |preference, base| world.assay.save_draft_over(&annotator, task.id.clone(), judged(preference), 0, base);
        assert_eq!(save(1, Some(0)).await.unwrap(), 1);
        assert_eq!(save(1, Some(0)).await.unwrap(), 1, "the same again is no change, whatever it began with");
        assert_eq!(save(2, Some(1)).await.unwrap(), 2);
        assert_eq!(refusal(save(-3, Some(1)).await), Refusal::NewerDraft { version: 2 });
        assert_eq!(refusal(save(-3, Some(0)).await), Refusal::NewerDraft { version: 2 });
        let shown = world.task(&annotator).await.unwrap();
        assert_eq!((shown.draft, shown.draft_version), (judged(2), 2));
        assert_eq!(save(-3, Some(2)).await.unwrap(), 3, "whoever knows the newer one may replace it");
        assert_eq!(save(3, None).await.unwrap(), 4, "a program that does not ask is not asked");
    };

    of_many_tabs_that_began_with_the_same_draft_one_is_saved => |database: Database| async move {
        let world = Arc::new(World::open(database, 1, &["X", "Y"]).await);
        let annotator = world.person(&[Role::Annotator]).await;
        let task = world.task(&annotator).await.unwrap();
        let mut tabs = tokio::task::JoinSet::new();
        for number in 0..7 {
            let (world, annotator, id) = (world.clone(), annotator.clone(), task.id.clone());
            tabs.spawn(async move { world.assay.save_draft_over(&annotator, id, judged(number - 3), 0, Some(0)).await });
        }
        let saved = tabs.join_all().await.into_iter().filter(Result::is_ok).count();
        assert_eq!(saved, 1);
        assert_eq!(world.number("SELECT version FROM draft").await, 1);
    };
}
