//! The simulated past of the demonstration: two weeks in which made-up people judged and reviewed through the same doors as
//! real ones. Their clock runs ahead from two weeks ago to now, so that one's own work has days and weeks to show.

use super::internal;
use assay_domain::{
    Actor, EvaluationId, ModelId, SECOND, Timestamp,
    judgment::{Correctness, ErrorTag, JudgmentContent, Preference, Severity, Side},
    passage::Passage,
    review::{Stage, Verdict},
    scale::{Rating, Scale},
    setup::{DEFAULT_ERROR_TAGS, Kind},
};
use assay_workflow::{
    Assay, Clock, Error, SystemClock, SystemEntropy,
    annotation::{Next, Submission, TaskView},
    releases::{PublicBenchmark, ReleaseSettings},
    review::{Filter, ReviewView, VerdictOn},
};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// The annotator whose past there is, and as whom one can sign in.
pub(super) const PAST_ANNOTATOR: &str = "annotator-4";
/// How many judgments they made on each of the last days.
const DAYS: [usize; 14] = [4, 6, 7, 0, 5, 6, 0, 4, 6, 8, 5, 0, 7, 8];
/// Tasks of one response each, where the past annotator is the third.
const OWN_TASKS: usize = 12;
/// Tasks that a further sample annotator is the third of; the rest is left for visitors.
const OTHER_TASKS: usize = 10;
/// Tasks that are left in a reviewer's queue.
const LEFT_TO_REVIEW: usize = 4;
const SAID: &str = "Simulated for the demonstration; nobody wrote this.";

/// A clock that begins two weeks ago and is set forward by what happens; never beyond the real one.
struct PastClock(AtomicI64);

impl Clock for PastClock {
    fn now(&self) -> Timestamp {
        // A millisecond a look, so that what comes later is later.
        self.0.fetch_add(SECOND / 1_000, Ordering::SeqCst).min(SystemClock.now())
    }
}

/// The people at work in it.
pub(super) struct Past<'a> {
    assay: Assay,
    clock: Arc<PastClock>,
    actors: &'a HashMap<&'static str, Actor>,
    models: &'a [ModelId],
    began: Timestamp,
    /// Judgments the past annotator made so far.
    made: AtomicUsize,
}

impl<'a> Past<'a> {
    /// Two weeks ago.
    pub(super) fn begin(
        assay: &Assay,
        actors: &'a HashMap<&'static str, Actor>,
        models: &'a [ModelId],
    ) -> Result<Self, Error> {
        // The last of the days is today, which has begun an hour ago at the latest.
        let began = SystemClock.now() - 13 * 86_400 * SECOND - 3_600 * SECOND;
        let clock = Arc::new(PastClock(AtomicI64::new(began)));
        let assay = Assay::new(assay.store().clone(), clock.clone(), Arc::new(SystemEntropy))?;
        Ok(Self { assay, clock, actors, models, began, made: AtomicUsize::new(0) })
    }

    fn actor(&self, login: &str) -> Result<&Actor, Error> {
        self.actors.get(login).ok_or_else(|| internal("an account of the demonstration is missing"))
    }

    /// Two responses side by side: everything is judged, approved and published.
    pub(super) async fn compare(&self, evaluation: EvaluationId, name: &str) -> Result<(), Error> {
        // At the same time, so that their writes share the disk's syncs.
        tokio::try_join!(
            self.judge("sample-annotator-1", usize::MAX),
            self.judge("sample-annotator-2", usize::MAX),
            self.judge(PAST_ANNOTATOR, usize::MAX)
        )?;
        self.review(name, Stage::Initial, 0, &mut |_| None).await?;
        self.review(name, Stage::Final, 0, &mut |_| None).await?;
        let settings = ReleaseSettings {
            style: true,
            slices: vec!["difficulty".to_owned(), "topic".to_owned()],
            slice_minimum: 50,
            ..ReleaseSettings::default()
        };
        self.publish(evaluation, settings).await
    }

    /// One response on a scale: mostly judged; some came back and were revised, one was rejected, one corrected.
    pub(super) async fn rate(&self, evaluation: EvaluationId, name: &str) -> Result<(), Error> {
        self.judge_some().await?;
        let mut looked = 0;
        self.review(name, Stage::Initial, LEFT_TO_REVIEW, &mut |review| {
            looked += 1;
            match looked {
                1 | 2 => returned("The justification is too thin to follow", "Name the instruction that was broken."),
                3 => rejected("The judgment does not follow the guidelines", "The word limit was not checked."),
                4 => corrected(review, "The limit was 25 words, and it has 31."),
                _ => None,
            }
        })
        .await?;
        self.judge("sample-annotator-3", OTHER_TASKS).await?;
        self.review(name, Stage::Initial, LEFT_TO_REVIEW, &mut |_| None).await?;
        self.review(name, Stage::Final, LEFT_TO_REVIEW, &mut |_| None).await?;
        self.publish(
            evaluation,
            ReleaseSettings { slices: vec!["difficulty".to_owned()], slice_minimum: 10, ..ReleaseSettings::default() },
        )
        .await
    }

    /// One response right or wrong: mostly judged; some wait for their annotator.
    pub(super) async fn say_whether_right(&self, evaluation: EvaluationId, name: &str) -> Result<(), Error> {
        self.judge_some().await?;
        let mut looked = 0;
        self.review(name, Stage::Initial, LEFT_TO_REVIEW, &mut |_| {
            looked += 1;
            match looked {
                1 => returned("An error in a response was overlooked", "The second step divides by the wrong number."),
                2 => returned("The justification is too thin to follow", ""),
                3 => rejected("The judgment was made without reading the responses", ""),
                _ => None,
            }
        })
        .await?;
        self.judge("sample-annotator-3", OTHER_TASKS).await?;
        self.review(name, Stage::Initial, LEFT_TO_REVIEW, &mut |_| None).await?;
        self.review(name, Stage::Final, LEFT_TO_REVIEW, &mut |_| None).await?;
        let accuracy = self.models.iter().copied().zip([91.0, 93.5, 78.0, 84.0]).collect();
        let benchmark = PublicBenchmark { name: "Made-up benchmark".to_owned(), items: Some(1_000), accuracy };
        self.publish(evaluation, ReleaseSettings { benchmark: Some(benchmark), ..ReleaseSettings::default() }).await
    }

    /// Two sample annotators judge everything, the past one some.
    async fn judge_some(&self) -> Result<(), Error> {
        tokio::try_join!(self.judge("sample-annotator-1", usize::MAX), self.judge("sample-annotator-2", usize::MAX))?;
        self.judge(PAST_ANNOTATOR, OWN_TASKS).await
    }

    /// Judges at most so many new tasks, and everything that came back before them.
    async fn judge(&self, login: &str, most: usize) -> Result<(), Error> {
        let annotator = self.actor(login)?;
        let mut new = 0;
        while new < most {
            if login == PAST_ANNOTATOR {
                self.go_to_work();
            }
            let Next::Task(task) = self.assay.next_task(annotator).await? else { break };
            new += usize::from(task.returned.is_none());
            let again = if task.returned.is_some() { "-again" } else { "" };
            let noise = noise(annotator, &task);
            let submission = Submission {
                submission_id: format!("{}{again}", task.id),
                content: simulated(noise, &task),
                active: (task.active_ms + self.active_ms(noise)).into(),
                assignment: task.id,
            };
            self.assay.submit(annotator, submission).await?;
        }
        Ok(())
    }

    /// Active time of a judgment: with practice it gets less.
    fn active_ms(&self, noise: i64) -> i64 {
        let made = i64::try_from(self.made.load(Ordering::SeqCst)).unwrap_or(0);
        75_000 + 17_000 * noise - 400 * made
    }

    /// Sets the clock to when the past annotator makes the next judgment.
    fn go_to_work(&self) {
        let mut place = self.made.fetch_add(1, Ordering::SeqCst);
        let mut day = 0;
        while day + 1 < DAYS.len() && place >= DAYS[day] {
            place -= DAYS[day];
            day += 1;
        }
        let (day, place) = (i64::try_from(day).unwrap_or(0), i64::try_from(place).unwrap_or(0));
        let at = self.began + day * 86_400 * SECOND + place * 150 * SECOND;
        self.clock.0.fetch_max(at, Ordering::SeqCst);
    }

    /// Decides until so many tasks of an evaluation are left at a stage. What is said of the third judgment is asked for, all
    /// else is approved.
    async fn review(
        &self,
        name: &str,
        stage: Stage,
        left: usize,
        third: &mut dyn FnMut(&ReviewView) -> Option<VerdictOn>,
    ) -> Result<(), Error> {
        let reviewer = self.actor(match stage {
            Stage::Initial => "sample-initial-reviewer",
            Stage::Final => "sample-final-reviewer",
        })?;
        let queues = self.assay.review_queue(reviewer, stage).await?;
        let Some(queue) = queues.into_iter().find(|queue| queue.name == name) else { return Ok(()) };
        let filter = Filter { evaluation: Some(queue.handle), ..Filter::default() };
        for _ in 0..usize::try_from(queue.tasks).unwrap_or(0).saturating_sub(left) {
            let Some(review) = self.assay.next_review_of(reviewer, stage, filter.clone()).await? else { break };
            let mut verdicts: Vec<_> = review
                .judgments
                .iter()
                .filter(|judgment| judgment.waits)
                .map(|judgment| VerdictOn::approve(judgment.letter))
                .collect();
            if let Some(last) = verdicts.last_mut()
                && let Some(said) = third(&review)
            {
                *last = VerdictOn { letter: last.letter, ..said };
            }
            self.assay.decide(reviewer, review.id, review.version, verdicts).await?;
        }
        Ok(())
    }

    async fn publish(&self, evaluation: EvaluationId, settings: ReleaseSettings) -> Result<(), Error> {
        let admin = self.actor("sample-admin")?;
        let release = self.assay.make_release(admin, evaluation, settings).await?;
        self.assay.publish_release(admin, release).await
    }
}

fn returned(reason: &str, comment: &str) -> Option<VerdictOn> {
    let fields = vec!["justification".to_owned()];
    Some(VerdictOn { reason: Some(reason.to_owned()), fields, ..VerdictOn::new('R', Verdict::Return, comment) })
}

fn rejected(reason: &str, comment: &str) -> Option<VerdictOn> {
    Some(VerdictOn { reason: Some(reason.to_owned()), ..VerdictOn::new('R', Verdict::Reject, comment) })
}

/// Another rating in place of the last judgment's.
fn corrected(review: &ReviewView, why: &str) -> Option<VerdictOn> {
    let mut content = review.judgments.iter().rfind(|judgment| judgment.waits)?.standing().clone();
    let rating = content.rating.map_or(50, Rating::value);
    content.rating = Rating::new(if rating > 40 { rating - 15 } else { rating + 15 });
    Some(VerdictOn { correction: Some(content), ..VerdictOn::new('R', Verdict::Approve, why) })
}

/// From 0 to 4, by who judges what.
fn noise(annotator: &Actor, task: &TaskView) -> i64 {
    let b = task.b.as_deref().unwrap_or_default();
    task.a.bytes().chain(b.bytes()).fold(annotator.person.0, |sum, byte| (sum * 31 + i64::from(byte)) % 10_007) % 5
}

/// A made-up opinion, each annotator in their own noisy way.
fn simulated(noise: i64, task: &TaskView) -> JudgmentContent {
    let written = JudgmentContent { justification: SAID.to_owned(), ..JudgmentContent::default() };
    match task.kind {
        Kind::Comparison => compared(noise, task, written),
        Kind::Rating => rated(noise, task, written),
        Kind::Correctness => answered(noise, task, written),
    }
}

/// The longer answer tends to win.
fn compared(noise: i64, task: &TaskView, written: JudgmentContent) -> JudgmentContent {
    let b = task.b.as_deref().unwrap_or_default();
    let lengths = (task.a.len() as f64 / b.len().max(1) as f64).ln();
    #[allow(clippy::cast_possible_truncation)]
    let preference = Preference::new(((lengths * 2.0).round() as i64 + noise - 2).clamp(-3, 3));
    let weaker = match preference.map(Preference::value) {
        Some(value) if value >= 2 => Some(Side::B),
        Some(value) if value <= -2 => Some(Side::A),
        _ => None,
    };
    let criteria = task.criteria.iter().filter_map(|criterion| Some((criterion.name.clone(), preference?)));
    JudgmentContent { preference, criteria: criteria.collect(), error_tags: major(weaker), ..written }
}

/// The longer answer tends to get more points.
fn rated(noise: i64, task: &TaskView, written: JudgmentContent) -> JudgmentContent {
    let length = i64::try_from(task.a.chars().count()).unwrap_or(0).min(700);
    let points = (45 + length / 16 + 4 * noise - 8).clamp(0, 100);
    let near = |scale: &Scale| match scale {
        Scale::Points => Rating::new(points),
        Scale::Labels(labels) => labels.iter().map(|one| one.value).min_by_key(|value| (value.value() - points).abs()),
    };
    let ratings = task.criteria.iter().filter_map(|criterion| Some((criterion.name.clone(), near(&criterion.scale)?)));
    let weak = (points < 60).then_some(Side::A);
    JudgmentContent { rating: near(&task.scale), ratings: ratings.collect(), error_tags: major(weak), ..written }
}

/// Mostly right; where it ends is taken for the final answer.
fn answered(noise: i64, task: &TaskView, written: JudgmentContent) -> JudgmentContent {
    let of_response = task.a.bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 10_007) % 9;
    let correctness = match of_response {
        0 | 1 => Correctness::Wrong,
        2 if noise > 2 => Correctness::Partly,
        _ => Correctness::Right,
    };
    let last = task.a.lines().rev().map(str::trim).find(|line| !line.is_empty());
    let end = task.a.trim_end().chars().count();
    let final_answer = last.map(|line| Passage {
        quote: line.to_owned(),
        place: Some((end - line.chars().count(), end)),
        before: String::new(),
    });
    let points = if correctness == Correctness::Right { 80 + 4 * noise } else { 30 + 5 * noise };
    let ratings = task.criteria.iter().filter_map(|one| Some((one.name.clone(), Rating::new(points)?)));
    let wrong = (correctness == Correctness::Wrong).then_some(Side::A);
    JudgmentContent {
        correctness: Some(correctness),
        no_final_answer: final_answer.is_none(),
        final_answer,
        ratings: ratings.collect(),
        error_tags: major(wrong),
        ..written
    }
}

fn major(side: Option<Side>) -> Vec<ErrorTag> {
    side.map(|side| ErrorTag::whole(side, DEFAULT_ERROR_TAGS[0], Severity::Major)).into_iter().collect()
}
