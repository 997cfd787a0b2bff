//! The annotator's cycle: the next task, then a judgment of it. The answer to a submission brings the next task along.

use crate::figures::Times;
use crate::person::Person;
use crate::place::Where;
use clap::Args;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Arguments of `cycle`.
#[derive(Debug, Args)]
pub struct Cycle {
    #[command(flatten)]
    place: Where,

    /// Annotators at work at once
    #[arg(long, default_value_t = 16)]
    annotators: usize,

    /// How long to measure
    #[arg(long, default_value_t = 10)]
    seconds: u64,

    /// Tasks to do, three judgments each
    #[arg(long, default_value_t = 12_000)]
    tasks: usize,

    /// Ask for each task by itself instead of taking the one that came with the answer before
    #[arg(long)]
    ask: bool,

    /// Fail below this many cycles a second
    #[arg(long, default_value_t = 0)]
    least: u64,
}

impl Cycle {
    pub async fn run(self) -> crate::Outcome {
        let place = self.place.furnish(self.tasks, self.annotators).await?;
        let server = place.serve().await?;
        let until = Instant::now() + Duration::from_secs(self.seconds);
        let started = Instant::now();
        let work: Vec<_> = place
            .people(server.address)
            .into_iter()
            .map(|person| tokio::spawn(work(person, until, self.ask)))
            .collect();
        let (mut tasks, mut submits) = (Times::default(), Times::default());
        for one in futures::future::join_all(work).await {
            let (mut task, mut submit) = one??;
            tasks.append(&mut task);
            submits.append(&mut submit);
        }
        let cycles = submits.len() as f64 / started.elapsed().as_secs_f64();
        println!("{}\n{}", tasks.line("task asked for"), submits.line("submission"));
        println!(
            "{cycles:.0} cycles/s with {} annotators; {} MiB of memory at most",
            self.annotators,
            server.most_memory() / 1024
        );
        let acknowledged = submits.len();
        server.end(rustix::process::Signal::TERM).await?;
        place.examine().await?;
        let [stored] = place.numbers(["SELECT COUNT(*) FROM judgment"]).await?;
        if stored != i64::try_from(acknowledged)? {
            return Err(format!("{acknowledged} judgments were acknowledged, {stored} are stored").into());
        }
        if cycles < self.least as f64 {
            return Err(format!("fewer than {} cycles/s", self.least).into());
        }
        Ok(())
    }
}

async fn work(mut person: Person, until: Instant, ask: bool) -> Result<(Times, Times), String> {
    let (mut tasks, mut submits) = (Times::default(), Times::default());
    let mut brought = Value::Null;
    while Instant::now() < until {
        if brought.is_null() {
            let asked = Instant::now();
            let mut answer = person.task().await.map_err(|_| "the server is gone")?;
            if answer.status != 200 {
                return Err(format!("the next task: {} {}", answer.status, answer.body));
            }
            tasks.add(asked.elapsed());
            brought = answer.body["task"].take();
        }
        let task = brought.take();
        if task.is_null() {
            return Err("the tasks ran out; give more with --tasks".into());
        }
        let judgment = person.judgment(&task);
        let sent = Instant::now();
        let mut answer = person.submit(&judgment).await.map_err(|_| "the server is gone")?;
        if answer.status != 200 {
            return Err(format!("a submission: {} {}", answer.status, answer.body));
        }
        submits.add(sent.elapsed());
        if !ask {
            brought = answer.body["next"].take();
        }
    }
    Ok((tasks, submits))
}
