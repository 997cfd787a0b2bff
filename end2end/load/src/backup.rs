//! Backups while people work, each restored into a new place and checked (DUR-5).

use crate::person::Person;
use crate::place::{Place, Where};
use clap::Args;
use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    place: Where,

    /// How many backups to make
    #[arg(long, default_value_t = 50)]
    backups: u32,

    /// Annotators at work at once
    #[arg(long, default_value_t = 200)]
    annotators: usize,

    /// Tasks, three judgments each
    #[arg(long, default_value_t = 40_000)]
    tasks: usize,
}

type Acknowledged = Arc<Mutex<HashSet<String>>>;

impl Backup {
    pub async fn run(self) -> crate::Outcome {
        let place = self.place.furnish(self.tasks, self.annotators).await?;
        let server = place.serve().await?;
        let acknowledged = Acknowledged::default();
        let work: Vec<_> = place
            .people(server.address)
            .into_iter()
            .map(|person| tokio::spawn(work(person, Arc::clone(&acknowledged))))
            .collect();
        let started = Instant::now();
        for number in 0..self.backups {
            let before = acknowledged.lock().map_err(|_| "a worker panicked")?.clone();
            self.one(&place, number, &before).await?;
        }
        println!(
            "{} backups in {:.1} s while {} judgments were acknowledged: each was restored, examined and complete",
            self.backups,
            started.elapsed().as_secs_f64(),
            acknowledged.lock().map_err(|_| "a worker panicked")?.len()
        );
        server.end(rustix::process::Signal::TERM).await?;
        for one in futures::future::join_all(work).await {
            one?;
        }
        place.examine().await
    }

    /// One backup, restored beside; it holds everything that was acknowledged before it began.
    async fn one(&self, place: &Place, number: u32, before: &HashSet<String>) -> crate::Outcome {
        let copy = place.folder.path().join(format!("backup-{number}"));
        let path = copy.display().to_string();
        let (made, text) = place.run(&["backup", &path]).await?;
        if !made {
            return Err(format!("backup: {text}").into());
        }
        let mode = std::fs::metadata(&copy)?.permissions().mode() & 0o777;
        if mode != 0o600 {
            return Err(format!("the backup has mode {mode:o}").into());
        }
        let folder = tempfile::tempdir()?;
        let restored = Place {
            database_url: self.place.fresh_database(folder.path()).await?,
            binary: place.binary.clone(),
            cookies: Vec::new(),
            folder,
        };
        let (done, text) = restored.run(&["restore", &path]).await?;
        if !done {
            return Err(format!("restore: {text}").into());
        }
        restored.examine().await?;
        crate::crash::lost(&restored.database_url, before).await?;
        let [secrets] =
            restored.numbers(["SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM invitation)"]).await?;
        if secrets > 0 {
            return Err(format!("{secrets} sessions and links are usable after a restore").into());
        }
        Ok(std::fs::remove_file(copy)?)
    }
}

async fn work(mut person: Person, acknowledged: Acknowledged) {
    while let Ok(answer) = person.task().await {
        if answer.body["task"].is_null() {
            return;
        }
        let judgment = person.judgment(&answer.body["task"]);
        let Ok(answer) = person.submit(&judgment).await else { return };
        if answer.status == 200
            && let Ok(mut all) = acknowledged.lock()
        {
            all.insert(judgment["submission_id"].as_str().unwrap_or_default().to_owned());
        }
    }
}
