//! Fresh data and the server on it.

use crate::person::Person;
use assay_domain::routing::RoutingPlan;
use assay_domain::setup::{Criterion, EvaluationPlan};
use assay_domain::{Actor, Role};
use assay_store::sessions::{self, StoredSession};
use assay_store::{Store, StoreError, StoreOptions};
use assay_workflow::prompt_set_file::Coverage;
use assay_workflow::prompt_sets::Target;
use assay_workflow::{Assay, Clock as _, SystemClock, SystemEntropy};
use clap::Args;
use serde_json::json;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};
use tower_sessions::session::Id;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Which database a driver works on.
#[derive(Clone, Debug, Args)]
pub struct Where {
    /// A PostgreSQL server to make a fresh database on, such as `postgres://assay@localhost/postgres`; SQLite without it
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,

    /// The server program
    #[arg(long, env = "ASSAY_BINARY", default_value = "target/release/assay")]
    pub binary: String,
}

/// Data with an open evaluation, and people who are signed in.
pub struct Place {
    pub folder: tempfile::TempDir,
    pub database_url: String,
    pub binary: String,
    /// Session cookies of the annotators.
    pub cookies: Vec<String>,
}

/// A running server.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
    /// How long it took from its start to its first answer.
    pub ready_after: Duration,
}

impl Where {
    /// The address of a fresh database; a file in `folder` on SQLite.
    pub async fn fresh_database(&self, folder: &std::path::Path) -> Result<String> {
        let Some(server) = &self.postgres else {
            return Ok(format!("sqlite:{}", folder.join("assay.sqlite").display()));
        };
        let name = format!("load_{}_{}", std::process::id(), SystemClock.now() % 1_000_000_000);
        assay_store::create_postgres_database(server, &name).await?;
        // The server may be named by a parameter, such as the folder of its socket, which has slashes of its own.
        let (address, parameters) = server.split_once('?').unwrap_or((server, ""));
        let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
        Ok(format!("{host}/{name}?{parameters}"))
    }

    /// An open evaluation of `tasks` comparisons, three annotators each, and `annotators` people to do them.
    pub async fn furnish(&self, tasks: usize, annotators: usize) -> Result<Place> {
        let folder = tempfile::tempdir()?;
        let database_url = self.fresh_database(folder.path()).await?;
        let store = Store::open(&StoreOptions::parse(&database_url)).await?;
        let assay = Assay::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy))?;
        let (id, _) = assay.invite_from_console("Admin", "admin", &[Role::Admin]).await?;
        let admin = Actor { person: id, name: "Admin".into(), roles: vec![Role::Admin] };
        let vendor = assay.add_vendor(&admin, "Vendor").await?;
        let models =
            [assay.add_model(&admin, vendor, "Model One").await?, assay.add_model(&admin, vendor, "Model Two").await?];
        let set = assay.add_prompt_set(&admin, "Load", "coding").await?;
        let filler = "Some words of ordinary length that a response is made of. ".repeat(20);
        let file: String = (0..tasks)
            .map(|number| {
                let responses = json!({ "Model One": format!("{number} {filler}"), "Model Two": format!("{filler} {number}") });
                format!("{}\n", json!({ "id": format!("p{number}"), "prompt": format!("Question {number}?"), "responses": responses }))
            })
            .collect();
        assay.import(&admin, set, file.into_bytes(), Target::Latest, Coverage::Complete).await?;
        let sets = assay.prompt_sets(&admin).await?;
        let version = sets.first().and_then(|set| set.versions.first()).ok_or("the import made no version")?.id;
        let criteria = ["Correctness", "Efficiency", "Readability", "Adherence", "Overall quality"]
            .map(|name| Criterion { name: name.into(), required: true, ..Criterion::default() })
            .to_vec();
        let plan = EvaluationPlan { name: "Load".into(), criteria, ..EvaluationPlan::default() };
        let evaluation = assay.add_evaluation(&admin, version, plan, models.to_vec()).await?;
        // People who need no time to think see more within an hour than real ones may.
        let routing = RoutingPlan { prompts_per_hour: 100_000, ..RoutingPlan::default() };
        assay.set_routing(&admin, evaluation, routing).await?;
        assay.open_evaluation(&admin, evaluation).await?;
        let mut cookies = Vec::new();
        for number in 0..annotators {
            let login = format!("annotator-{number}");
            let (id, _) = assay.invite_from_console(&login, &login, &[Role::Annotator]).await?;
            cookies.push(signed_in(&store, id.0).await?);
        }
        store.close().await;
        Ok(Place { folder, database_url, binary: self.binary.clone(), cookies })
    }
}

/// Stands in for choosing a password and signing in, which take 20 ms of hashing each: makes the account active and a
/// session as `app/src/account/session.rs` writes it.
async fn signed_in(store: &Store, person: i64) -> Result<String> {
    let (id, now) = (Id::default().to_string(), SystemClock.now());
    let epoch =
        store.read().await?.raw_number(&format!("SELECT session_epoch FROM person WHERE id = {person}")).await?;
    let data =
        json!({ "signed_in": { "person": person, "epoch": epoch, "started_at": now, "seen_at": now } }).to_string();
    let session = StoredSession { data, expires_at: now + 86_400_000_000 };
    let cookie = id.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.raw(&format!("UPDATE person SET state = 'active' WHERE id = {person}")).await?;
                sessions::create(tx, &id, &session).await?;
                Ok::<_, StoreError>(())
            })
        })
        .await?;
    Ok(cookie)
}

impl Place {
    /// Starts a server and waits for its first answer.
    pub async fn serve(&self) -> Result<Server> {
        self.serve_with(&[]).await
    }

    /// Starts a server with more arguments.
    pub async fn serve_with(&self, arguments: &[&str]) -> Result<Server> {
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("server.log"))?;
        let started = Instant::now();
        let child = Command::new(std::path::absolute(&self.binary)?)
            .args(["serve", "--listen", &address.to_string(), "--database-url", &self.database_url, "--log", "warn"])
            .args(arguments)
            .current_dir(self.folder.path())
            .stdout(Stdio::from(log.try_clone()?))
            .stderr(Stdio::from(log))
            .kill_on_drop(true)
            .spawn()?;
        let mut server = Server { child, address, ready_after: Duration::ZERO };
        let mut probe = Person::new(address, "");
        while !probe.send(hyper::Method::GET, "/healthz", None).await.is_ok_and(|answer| answer.status == 200) {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server ended with {status}:\n{}", self.log()).into());
            }
            if started.elapsed() > Duration::from_secs(60) {
                return Err(format!("the server is not ready after a minute:\n{}", self.log()).into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.ready_after = started.elapsed();
        Ok(server)
    }

    /// What the servers have logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    /// Runs another verb of the program on the data; its output, and whether it exited with 0.
    pub async fn run(&self, arguments: &[&str]) -> Result<(bool, String)> {
        let output = Command::new(std::path::absolute(&self.binary)?)
            .args(arguments)
            .args(["--database-url", &self.database_url])
            .current_dir(self.folder.path())
            .output()
            .await?;
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Ok((output.status.success(), text))
    }

    /// `assay doctor`: every invariant of rules 1 to 6, the engine, the audit chain.
    pub async fn examine(&self) -> crate::Outcome {
        let (healthy, text) = self.run(&["doctor"]).await?;
        if healthy { Ok(()) } else { Err(format!("doctor found:\n{text}").into()) }
    }

    /// Numbers from the bare database.
    pub async fn numbers<const N: usize>(&self, statements: [&str; N]) -> Result<[i64; N]> {
        let store = Store::open_for(&StoreOptions::parse(&self.database_url), assay_store::Access::Inspect).await?;
        let mut tx = store.read().await?;
        let mut numbers = [0; N];
        for (number, statement) in numbers.iter_mut().zip(statements) {
            *number = tx.raw_number(statement).await?;
        }
        drop(tx);
        store.close().await;
        Ok(numbers)
    }

    pub fn people(&self, server: SocketAddr) -> Vec<Person> {
        self.cookies.iter().map(|cookie| Person::new(server, cookie)).collect()
    }
}

impl Server {
    /// Kilobytes of memory it has used at most.
    pub fn most_memory(&self) -> u64 {
        let status = self.child.id().and_then(|id| std::fs::read_to_string(format!("/proc/{id}/status")).ok());
        let line = status.as_deref().and_then(|text| text.lines().find_map(|line| line.strip_prefix("VmHWM:")));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }

    /// Sends a signal and waits for the end; whether it exited with 0, and how long that took.
    pub async fn end(mut self, signal: rustix::process::Signal) -> Result<(bool, Duration)> {
        let started = Instant::now();
        let pid = self.child.id().and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?));
        if let Some(pid) = pid {
            rustix::process::kill_process(pid, signal)?;
        }
        let status = self.child.wait().await?;
        Ok((status.success(), started.elapsed()))
    }
}
