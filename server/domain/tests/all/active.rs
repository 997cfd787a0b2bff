//! Active time as properties: whatever is reported in whatever order, it never shrinks and never exceeds the time that passed.

use assay_domain::active::{Before, merged, span};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The counting as the store does it.
#[derive(Default)]
struct Task {
    sessions: BTreeMap<u8, Before>,
    spans: Vec<(i64, i64)>,
}

impl Task {
    fn report(&mut self, session: u8, ms: i64, now: i64) {
        let before = self.sessions.get(&session).copied().unwrap_or(Before { ms: 0, at: 0 });
        if let Some(new) = span(before, ms, now) {
            let (touching, rest) = self.spans.iter().partition(|one| one.0 <= new.1 && one.1 >= new.0);
            self.spans = rest;
            let touching: Vec<_> = touching;
            self.spans.push(merged(new, &touching));
        }
        self.sessions.insert(session, Before { ms: before.ms.max(ms), at: now });
    }

    fn total(&self) -> i64 {
        self.spans.iter().map(|(from, to)| to - from).sum::<i64>() / 1_000
    }
}

proptest! {
    #[test]
    fn it_never_shrinks_never_outruns_the_clock_and_resending_changes_nothing(
        reports in proptest::collection::vec((0..3u8, 0..20_000i64, 0..5_000_000i64), 1..30),
    ) {
        let (mut task, mut now) = (Task::default(), 0);
        for (session, ms, passed) in reports {
            now += passed;
            let before = task.total();
            task.report(session, ms, now);
            prop_assert!(task.total() >= before);
            prop_assert!(task.total() * 1_000 <= now);
            let counted = task.total();
            task.report(session, ms, now + 1);
            prop_assert_eq!(task.total(), counted);
            now += 1;
        }
    }
}

#[test]
fn one_tab_after_another_adds_up_and_two_at_once_count_once() {
    const SECOND: i64 = 1_000_000;
    let mut task = Task::default();
    for second in 1..=10 {
        task.report(1, second * 1_000, second * SECOND);
    }
    assert_eq!(task.total(), 10_000);
    for second in 11..=20 {
        task.report(2, (second - 10) * 1_000, second * SECOND);
    }
    assert_eq!(task.total(), 20_000, "after a reload it goes on");
    for second in 21..=30 {
        task.report(1, 10_000 + (second - 20) * 1_000, second * SECOND);
        task.report(2, 10_000 + (second - 20) * 1_000, second * SECOND + 1);
    }
    assert_eq!(task.total(), 30_000, "two tabs at once count once");
    let mut task = Task::default();
    task.report(2, 1_000, 31 * SECOND);
    task.report(1, 30_000, 31 * SECOND);
    assert_eq!(task.total(), 30_000, "a report that comes late is not lost");
}
