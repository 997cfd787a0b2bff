//! My work: what an annotator did, how it stands, what came back and why. Only ever their own.

use crate::{Assay, Error};
use assay_domain::{
    Actor, Role,
    pace::{Day, Stint, Zone, against_usual},
};
pub use assay_store::own_work::{Piece, Pile};
use assay_store::{assignments, own_work};

/// How many days the drawing shows, today included.
const DAYS: i64 = 14;
/// How many whole weeks before this one are shown, and count as usual.
const WEEKS: i64 = 4;
/// Judgments of a pile on one page.
pub const PILE_PAGE: i64 = 20;

/// How an annotator's judgments stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MyWork {
    /// Waiting for review.
    pub waiting: i64,
    /// Through both stages.
    pub approved: i64,
    /// Returned and to be revised.
    pub returned: i64,
    /// Rejected.
    pub rejected: i64,
}

impl MyWork {
    /// How many stand in a pile.
    #[must_use]
    pub fn of(&self, pile: Pile) -> i64 {
        match pile {
            Pile::Returned => self.returned,
            Pile::Rejected => self.rejected,
            Pile::Waiting => self.waiting,
            Pile::Approved => self.approved,
        }
    }
}

/// Everything that the page of an annotator's own work shows.
#[derive(Clone, Debug)]
pub struct WorkReport {
    /// How the judgments stand.
    pub counts: MyWork,
    /// Tasks in hand: held, or taken back.
    pub open: i64,
    /// Approved judgments that never came back.
    pub approved_at_once: i64,
    /// The person's day.
    pub today: Day,
    /// What was done on it.
    pub done_today: Stint,
    /// The last days with what was done on each, the earliest first; the last is today.
    pub days: Vec<(Day, Stint)>,
    /// This week and the ones before with their Mondays, the latest first.
    pub weeks: Vec<(Day, Stint)>,
    /// The weeks before this one as one.
    pub usual: Stint,
    /// By how much this week's median lies above the usual one, in %.
    pub against_usual: Option<i64>,
    /// Which pile is listed.
    pub pile: Pile,
    /// Which page of it, from 1.
    pub page: i64,
    /// The judgments on it.
    pub pieces: Vec<Piece>,
}

impl WorkReport {
    /// The number of the listed pile's last page.
    #[must_use]
    pub fn last_page(&self) -> i64 {
        last_page(self.counts.of(self.pile))
    }
}

fn last_page(pieces: i64) -> i64 {
    ((pieces + PILE_PAGE - 1) / PILE_PAGE).max(1)
}

impl Assay {
    /// How the annotator's judgments stand.
    ///
    /// # Errors
    /// [`assay_domain::Refusal::NotAllowed`] for anyone but annotators.
    pub async fn my_work(&self, actor: &Actor) -> Result<MyWork, Error> {
        actor.require(Role::Annotator)?;
        let [waiting, approved, returned, rejected] =
            assignments::tally(&mut self.store.read().await?, actor.person).await?;
        Ok(MyWork { waiting, approved, returned, rejected })
    }

    /// The annotator's own work by the clock where they are. Without a wish for a pile, the first that has anything in it; a page
    /// beyond the last is the last.
    ///
    /// # Errors
    /// [`assay_domain::Refusal::NotAllowed`] for anyone but annotators.
    pub async fn work_report(
        &self,
        actor: &Actor,
        zone: Zone,
        pile: Option<Pile>,
        page: i64,
    ) -> Result<WorkReport, Error> {
        let counts = self.my_work(actor).await?;
        let today = zone.day_of(self.now());
        let monday = today.monday();
        let (first_day, first_week) = (today.before(DAYS - 1), monday.before(7 * WEEKS));
        let pile = pile.or_else(|| Pile::ALL.into_iter().find(|pile| counts.of(*pile) > 0)).unwrap_or(Pile::Returned);
        let page = page.clamp(1, last_page(counts.of(pile)));
        let mut tx = self.store.read().await?;
        let from = zone.start_of(first_day.min(first_week));
        let done = own_work::submissions(&mut tx, actor.person, from).await?;
        let of_days = |first, last| Stint::of_days(&done, zone, first, last);
        let days = (0..DAYS).rev().map(|ago| today.before(ago)).map(|day| (day, of_days(day, day))).collect();
        let weeks: Vec<_> = (0..=WEEKS)
            .map(|ago| monday.before(7 * ago))
            .map(|monday| (monday, of_days(monday, monday.before(-6))))
            .collect();
        let usual = of_days(first_week, monday.before(1));
        let this_week = of_days(monday, today);
        Ok(WorkReport {
            counts,
            open: own_work::open(&mut tx, actor.person).await?,
            approved_at_once: own_work::approved_at_once(&mut tx, actor.person).await?,
            today,
            done_today: of_days(today, today),
            days,
            weeks,
            usual,
            against_usual: against_usual(this_week.median_ms, usual.median_ms),
            pieces: own_work::pile(&mut tx, actor.person, pile, PILE_PAGE, (page - 1) * PILE_PAGE).await?,
            pile,
            page,
        })
    }
}
