//! Kill -9 under load, again and again (DUR-1): what was acknowledged is stored, and nothing is half done.

use crate::person::Person;
use crate::place::Where;
use assay_store::{Access, Store, StoreOptions};
use clap::Args;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Arguments of `crash`.
#[derive(Debug, Args)]
pub struct Crash {
    #[command(flatten)]
    place: Where,

    /// How often to kill the server
    #[arg(long, default_value_t = 200)]
    cycles: u32,

    /// Annotators at work at once
    #[arg(long, default_value_t = 50)]
    annotators: usize,

    /// Tasks, three judgments each
    #[arg(long, default_value_t = 40_000)]
    tasks: usize,

    /// `doctor` looks at everything after every so many cycles, and at the end
    #[arg(long, default_value_t = 20)]
    examine_every: u32,

    /// Milliseconds within which the server must be ready again
    #[arg(long, default_value_t = 2_000)]
    ready_within: u64,
}

impl Crash {
    pub async fn run(self) -> crate::Outcome {
        let place = self.place.furnish(self.tasks, self.annotators).await?;
        let mut acknowledged = HashSet::new();
        let mut slowest = Duration::ZERO;
        for cycle in 1..=self.cycles {
            let server = place.serve().await?;
            slowest = slowest.max(server.ready_after);
            // From almost at once to a second, so that kills meet starts, bursts and checkpoints.
            let until = Instant::now() + Duration::from_millis(u64::from(cycle.wrapping_mul(7_919) % 1_000));
            let work: Vec<_> =
                place.people(server.address).into_iter().map(|person| tokio::spawn(work(person))).collect();
            tokio::time::sleep_until(until.into()).await;
            server.end(rustix::process::Signal::KILL).await?;
            for one in futures::future::join_all(work).await {
                acknowledged.extend(one??);
            }
            lost(&place.database_url, &acknowledged).await?;
            if cycle % self.examine_every == 0 || cycle == self.cycles {
                place.examine().await?;
            }
        }
        println!(
            "{} kills, {} acknowledged judgments, 0 lost; ready again after {:.2} s at most",
            self.cycles,
            acknowledged.len(),
            slowest.as_secs_f64()
        );
        if slowest > Duration::from_millis(self.ready_within) {
            return Err(format!("a start took more than {} ms", self.ready_within).into());
        }
        Ok(())
    }
}

/// Works until the server is gone; the submission ids that were acknowledged.
async fn work(mut person: Person) -> Result<Vec<String>, String> {
    let mut acknowledged = Vec::new();
    while let Ok(answer) = person.task().await {
        if answer.status != 200 || answer.body["task"].is_null() {
            return Err(format!("the next task: {} {}", answer.status, answer.body));
        }
        let judgment = person.judgment(&answer.body["task"]);
        let Ok(answer) = person.submit(&judgment).await else { break };
        if answer.status != 200 {
            return Err(format!("a submission: {} {}", answer.status, answer.body));
        }
        acknowledged.push(judgment["submission_id"].as_str().unwrap_or_default().to_owned());
    }
    Ok(acknowledged)
}

/// An error when an acknowledged judgment is not stored.
pub async fn lost(database_url: &str, acknowledged: &HashSet<String>) -> crate::Outcome {
    let store = Store::open_for(&StoreOptions::parse(database_url), Access::Inspect).await?;
    let stored: HashSet<String> =
        assay_store::judgments::submission_ids(&mut store.read().await?).await?.into_iter().collect();
    store.close().await;
    match acknowledged.difference(&stored).next() {
        None => Ok(()),
        Some(one) => {
            let missing = acknowledged.difference(&stored).count();
            Err(format!("{missing} acknowledged judgments are lost, such as {one}").into())
        }
    }
}
