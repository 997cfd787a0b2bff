//! Many annotators who each submit at an even pace.

use crate::figures::Times;
use crate::person::Person;
use crate::place::Where;
use clap::Args;
use std::time::{Duration, Instant};

/// Arguments of `steady`.
#[derive(Debug, Args)]
pub struct Steady {
    #[command(flatten)]
    place: Where,

    /// Annotators at work at once
    #[arg(long, default_value_t = 500)]
    annotators: usize,

    /// Milliseconds from one submission of a person to their next
    #[arg(long, default_value_t = 1_000)]
    every: u64,

    /// How long to measure
    #[arg(long, default_value_t = 120)]
    seconds: u64,

    /// Fail when the 99th percentile of submissions is above this many milliseconds, 0 to only measure
    #[arg(long, default_value_t = 0)]
    most_submit: u64,

    /// Fail when the 99th percentile of next tasks is above this many milliseconds, 0 to only measure
    #[arg(long, default_value_t = 0)]
    most_task: u64,
}

impl Steady {
    pub async fn run(self) -> crate::Outcome {
        let every = Duration::from_millis(self.every);
        let judgments = self.annotators as u64 * (self.seconds * 1_000 / self.every + 2);
        let tasks = usize::try_from(judgments / 3)? + self.annotators;
        let place = self.place.furnish(tasks, self.annotators).await?;
        let server = place.serve().await?;
        let started = Instant::now();
        let until = started + Duration::from_secs(self.seconds);
        let work: Vec<_> = (0..)
            .zip(place.people(server.address))
            .map(|(number, person)| {
                // Spread over the interval, as people are.
                let first = started + every.mul_f64(f64::from(number) / self.annotators as f64);
                tokio::spawn(work(person, first, every, until))
            })
            .collect();
        let (mut next, mut submits) = (Times::default(), Times::default());
        for one in futures::future::join_all(work).await {
            let (mut task, mut submit) = one??;
            next.append(&mut task);
            submits.append(&mut submit);
        }
        let rate = submits.len() as f64 / started.elapsed().as_secs_f64();
        println!("{}\n{}", next.line("next task"), submits.line("submit"));
        println!("{rate:.0} submissions/s; {} MiB of memory at most", server.most_memory() / 1024);
        server.end(rustix::process::Signal::TERM).await?;
        place.examine().await?;
        for (what, times, most) in
            [("submissions", &mut submits, self.most_submit), ("next tasks", &mut next, self.most_task)]
        {
            if most > 0 && times.quantile(0.99) > Duration::from_millis(most) {
                return Err(format!("the 99th percentile of {what} is above {most} ms").into());
            }
        }
        Ok(())
    }
}

async fn work(mut person: Person, first: Instant, every: Duration, until: Instant) -> Result<(Times, Times), String> {
    let (mut tasks, mut submits) = (Times::default(), Times::default());
    let mut due = first;
    while due < until {
        tokio::time::sleep_until(due.into()).await;
        // Late answers count from when they were due, so that a stalled server cannot hide behind fewer requests.
        let answer = person.task().await.map_err(|_| "the server is gone")?;
        if answer.status != 200 || answer.body["task"].is_null() {
            return Err(format!("the next task: {} {}", answer.status, answer.body));
        }
        tasks.add(due.elapsed());
        let judgment = person.judgment(&answer.body["task"]);
        let sent = Instant::now();
        let answer = person.submit(&judgment).await.map_err(|_| "the server is gone")?;
        if answer.status != 200 {
            return Err(format!("a submission: {} {}", answer.status, answer.body));
        }
        submits.add(sent.elapsed());
        due += every;
    }
    Ok((tasks, submits))
}
