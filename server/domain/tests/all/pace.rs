//! Days, weeks and medians of one's own work.

use assay_domain::SECOND;
use assay_domain::pace::{Day, Stint, Submitted, Zone, against_usual};

const HOUR: i64 = 3_600 * SECOND;

fn submitted(at: i64, seconds: i64) -> Submitted {
    Submitted { at, active_ms: seconds * 1_000, revises: false }
}

#[test]
fn a_day_begins_at_the_persons_midnight() {
    // Half past midnight, UTC, on the second day of 1970.
    let at = 24 * HOUR + HOUR / 2;
    let day_in = |minutes| Zone::new(minutes).map(|zone| zone.day_of(at));
    assert_eq!(day_in(0), Some(Day(1)));
    assert_eq!(day_in(-45), Some(Day(0)), "not yet midnight there");
    assert_eq!(day_in(14 * 60), Some(Day(1)));
    assert_eq!(Zone::default().day_of(-1), Day(-1));
    for minutes in [-720, -210, 0, 345, 840] {
        let zone = Zone::new(minutes).unwrap();
        let day = zone.day_of(at);
        assert!(zone.start_of(day) <= at && at < zone.start_of(day.before(-1)), "{minutes}");
        assert_eq!(zone.day_of(zone.start_of(day)), day);
        assert_eq!(zone.day_of(zone.start_of(day) - 1), day.before(1));
    }
}

#[test]
fn a_zone_that_is_nowhere_in_use_is_none() {
    for minutes in [-721, 841, 7, i64::MAX, i64::MIN] {
        assert_eq!(Zone::new(minutes), None, "{minutes}");
    }
    assert_eq!(Zone::new(345).map(Zone::minutes), Some(345), "Nepal");
}

#[test]
fn weeks_begin_on_monday() {
    // 1970-01-01 was a Thursday, 2024-02-26 a Monday (day 19,779).
    assert_eq!(Day(0).monday(), Day(-3));
    for day in 19_779..19_786 {
        assert_eq!(Day(day).monday(), Day(19_779));
    }
    assert_eq!(Day(19_786).monday(), Day(19_786));
}

#[test]
fn a_stint_counts_what_lies_in_it_and_revisions_apart() {
    let zone = Zone::new(120).unwrap();
    let (start, end) = (zone.start_of(Day(10)), zone.start_of(Day(11)));
    let revision = Submitted { revises: true, ..submitted(start + 3, 5) };
    let all = [
        submitted(start - 1, 900),
        submitted(start, 10),
        submitted(start + 1, 40),
        submitted(start + 2, 20),
        revision,
        submitted(end, 900),
    ];
    let day = Stint::of_days(&all, zone, Day(10), Day(10));
    assert_eq!(day, Stint { judgments: 3, revised: 1, active_ms: 75_000, median_ms: Some(20_000) });
    let two_days = Stint::of_days(&all, zone, Day(10), Day(11));
    assert_eq!((two_days.judgments, two_days.median_ms), (4, Some(30_000)), "between the two in the middle");
    assert_eq!(Stint::of_days(&all, zone, Day(50), Day(60)), Stint::default());
    assert_eq!(Stint::between(&[revision], start, end).median_ms, None, "a revision says nothing of a judgment's time");
}

#[test]
fn a_median_is_told_against_what_is_usual_where_anything_is() {
    assert_eq!(against_usual(Some(90), Some(100)), Some(-10));
    assert_eq!(against_usual(Some(110), Some(100)), Some(10));
    assert_eq!((against_usual(Some(1_005), Some(1_000)), against_usual(Some(995), Some(1_000))), (Some(1), Some(-1)));
    assert_eq!(against_usual(Some(90), Some(0)), None);
    assert_eq!((against_usual(None, Some(1)), against_usual(Some(1), None)), (None, None));
}
