//! A small world to test in: a fresh database of either kind, people in every role, an open evaluation, a clock that
//! stands still until moved and random bytes that repeat.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use assay_domain::{
    Actor, EvaluationId, PersonId, PromptSetId, PublicId, Role,
    judgment::{JudgmentContent, Preference},
    review::{Stage, Verdict},
    routing::RoutingPlan,
    setup::{Criterion, EvaluationPlan},
};
use assay_store::{Dialect, Store, StoreOptions};
use assay_workflow::{
    Assay, Clock, Entropy, Error,
    annotation::{Next, Receipt, Submission, TaskView},
    prompt_set_file::Coverage,
    prompt_sets::Target,
    review::{ReviewView, VerdictOn},
};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::Digest;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// Runs one test body on both databases. PostgreSQL is used where `ASSAY_TEST_POSTGRES_URL` names a server.
macro_rules! on_both {
    ($($(#[$attribute:meta])* $name:ident => $body:expr;)*) => {
        mod on_sqlite {
            use super::*;
            $($(#[$attribute])* #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { ($body)($crate::support::Database::Sqlite).await; })*
        }
        mod on_postgres {
            use super::*;
            $($(#[$attribute])* #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if $crate::support::postgres_url().is_none() {
                    println!("skipped: ASSAY_TEST_POSTGRES_URL names no server");
                    return;
                }
                ($body)($crate::support::Database::Postgres).await;
            })*
        }
    };
}

/// The hash of a release as any version of the engine writes it: over its settings, engine, judgments and board.
pub fn release_hash(settings: &str, engine: &str, judgments: &str, board: &str) -> String {
    let mut hasher = sha2::Sha256::new();
    for part in [settings, engine, judgments, board] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    assay_store::audit::hex(&hasher.finalize())
}

pub fn postgres_url() -> Option<String> {
    std::env::var("ASSAY_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// A clock moved by hand.
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> i64 {
        // One microsecond a look, so that no two moments are the same.
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// Random bytes from a seed.
pub struct Seeded(Mutex<ChaCha20Rng>);

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(bytes);
    }
}

pub struct World {
    pub assay: Assay,
    pub clock: Arc<HandClock>,
    pub admin: Actor,
    pub evaluation: EvaluationId,
    pub set: PromptSetId,
    _folder: tempfile::TempDir,
}

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A fresh, empty store.
pub async fn fresh_store(database: Database, folder: &std::path::Path) -> Store {
    let options = match database {
        Database::Sqlite => StoreOptions::SqliteFile(folder.join("assay.sqlite")),
        Database::Postgres => {
            let url = postgres_url().unwrap();
            let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
            assay_store::create_postgres_database(&url, &name).await.unwrap();
            // The server may be named by a parameter, such as the folder of its socket, which has slashes of its own.
            let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
            let server = address.rsplit_once('/').unwrap().0;
            StoreOptions::PostgresUrl(format!("{server}/{name}?{parameters}"))
        }
    };
    Store::open(&options).await.unwrap()
}

/// A JSONL file of `prompts` prompts answered by each model.
pub fn file_of(prompts: usize, models: &[&str]) -> String {
    (0..prompts)
        .map(|prompt| {
            let responses: Vec<_> = models
                .iter()
                .map(|model| format!("\"{model}\":\"answer {prompt} by number {}\"", model.len()))
                .collect();
            format!(
                "{{\"id\":\"p{prompt}\",\"prompt\":\"question {prompt}\",\"attributes\":{{\"level\":\"{}\"}},\"responses\":{{{}}}}}\n",
                if prompt % 2 == 0 { "low" } else { "high" },
                responses.join(",")
            )
        })
        .collect()
}

pub fn plan(name: &str) -> EvaluationPlan {
    EvaluationPlan {
        name: name.into(),
        lease_seconds: 60,
        guidelines: "Be fair.".into(),
        criteria: vec![Criterion { name: "Correctness".into(), required: true, ..Criterion::default() }],
        error_tags: vec!["made-up fact".into()],
        ..EvaluationPlan::default()
    }
}

impl World {
    /// `prompts` × every pair of `models` tasks, open to annotators.
    pub async fn open(database: Database, prompts: usize, models: &[&str]) -> Self {
        Self::open_with(database, prompts, models, plan("Evaluation")).await
    }

    /// The same by another plan.
    pub async fn open_with(database: Database, prompts: usize, models: &[&str], plan: EvaluationPlan) -> Self {
        let world = Self::drafted(database, &file_of(prompts, models), models, plan).await;
        world.assay.open_evaluation(&world.admin, world.evaluation).await.unwrap();
        world
    }

    /// The tasks of a file's prompts, given out by another routing plan.
    pub async fn routed(database: Database, file: &str, models: &[&str], routing: RoutingPlan) -> Self {
        let world = Self::drafted(database, file, models, plan("Evaluation")).await;
        world.assay.set_routing(&world.admin, world.evaluation, routing).await.unwrap();
        world.assay.open_evaluation(&world.admin, world.evaluation).await.unwrap();
        world
    }

    /// The same before it is opened. The first model is `Vendor`'s, each other of a vendor of its own.
    pub async fn drafted(database: Database, file: &str, models: &[&str], plan: EvaluationPlan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = fresh_store(database, folder.path()).await;
        let clock = Arc::new(HandClock(AtomicI64::new(1_800_000_000_000_000)));
        let seed = NUMBER.fetch_add(1, Ordering::SeqCst);
        let entropy = Arc::new(Seeded(Mutex::new(ChaCha20Rng::seed_from_u64(seed))));
        let assay = Assay::new(store, clock.clone(), entropy).unwrap();
        let (id, _) = assay.invite_from_console("Admin", "admin", &[Role::Admin]).await.unwrap();
        let admin = Actor { person: id, name: "Admin".into(), roles: vec![Role::Admin] };
        let mut chosen = Vec::new();
        for (number, model) in models.iter().enumerate() {
            let vendor = if number == 0 { "Vendor".to_owned() } else { format!("Vendor {number}") };
            let vendor = assay.add_vendor(&admin, &vendor).await.unwrap();
            chosen.push(assay.add_model(&admin, vendor, model).await.unwrap());
        }
        let set = assay.add_prompt_set(&admin, "Set", "coding").await.unwrap();
        let file = file.as_bytes().to_vec();
        assay.import(&admin, set, file, Target::Latest, Coverage::Complete).await.unwrap();
        let version = assay.prompt_sets(&admin).await.unwrap()[0].versions[0].id;
        let evaluation = assay.add_evaluation(&admin, version, plan, chosen).await.unwrap();
        Self { assay, clock, admin, evaluation, set, _folder: folder }
    }

    /// A new person with roles.
    pub async fn person(&self, roles: &[Role]) -> Actor {
        let login = format!("person{}", NUMBER.fetch_add(1, Ordering::SeqCst));
        let (id, _) = self.assay.invite_from_console(&login, &login, roles).await.unwrap();
        Actor { person: id, name: login, roles: roles.to_vec() }
    }

    pub async fn annotators(&self, number: usize) -> Vec<Actor> {
        let mut all = Vec::new();
        for _ in 0..number {
            all.push(self.person(&[Role::Annotator]).await);
        }
        all
    }

    /// The annotator's next task.
    pub async fn task(&self, annotator: &Actor) -> Option<TaskView> {
        match self.assay.next_task(annotator).await.unwrap() {
            Next::Task(task) => Some(*task),
            Next::Nothing => None,
        }
    }

    pub async fn submit(&self, annotator: &Actor, task: &PublicId, preference: i64) -> Result<Receipt, Error> {
        self.assay.submit(annotator, submission(task, preference)).await
    }

    /// Judges everything there is for these people.
    pub async fn judge_all(&self, annotators: &[Actor], preference: i64) {
        for annotator in annotators {
            while let Some(task) = self.task(annotator).await {
                self.submit(annotator, &task.id, preference).await.unwrap();
            }
        }
    }

    /// Approves everything that waits at a stage.
    pub async fn approve_all(&self, reviewer: &Actor, stage: Stage) -> usize {
        let mut tasks = 0;
        while let Some(review) = self.assay.next_review(reviewer, stage).await.unwrap() {
            self.assay
                .decide(reviewer, review.id.clone(), review.version, all(&review, Verdict::Approve))
                .await
                .unwrap();
            tasks += 1;
        }
        tasks
    }

    /// One number from the bare database.
    pub async fn number(&self, sql: &str) -> i64 {
        self.assay.store().read().await.unwrap().raw_number(sql).await.unwrap()
    }

    /// One text from the bare database.
    pub async fn text(&self, sql: &str) -> String {
        self.assay.store().read().await.unwrap().raw_text(sql).await.unwrap()
    }

    /// Takes away what keeps stored releases from being changed, to be the one who tampers or the older program.
    pub async fn unguard_releases(&self) {
        let drop = match self.assay.store().dialect() {
            Dialect::Sqlite => "DROP TRIGGER release_stands",
            Dialect::Postgres => "DROP TRIGGER release_stands ON release",
        };
        self.try_sql(drop).await.unwrap();
    }

    /// Runs plain SQL and returns what the database says when it refuses.
    pub async fn try_sql(&self, sql: &str) -> Result<u64, String> {
        let sql = sql.to_owned();
        self.assay
            .store()
            .write(move |tx| Box::pin(async move { tx.raw(&sql).await }))
            .await
            .map_err(|error: assay_store::StoreError| error.to_string())
    }

    /// Tasks that break rule 1 at this moment: more than N places taken, or one person twice.
    pub async fn broken_tasks(&self) -> i64 {
        self.number(
            "SELECT COUNT(*) FROM (SELECT task_id FROM assignment WHERE state NOT IN ('expired', 'released', 'rejected')
              GROUP BY task_id HAVING COUNT(*) > 3 OR COUNT(DISTINCT annotator_id) <> COUNT(*)) AS broken",
        )
        .await
    }
}

pub fn judged(preference: i64) -> JudgmentContent {
    let preference = Preference::new(preference).unwrap();
    JudgmentContent {
        preference: Some(preference),
        criteria: [("Correctness".to_owned(), preference)].into(),
        justification: "because".into(),
        ..JudgmentContent::default()
    }
}

pub fn submission(task: &PublicId, preference: i64) -> Submission {
    let submission_id = format!("submission-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    Submission { assignment: task.clone(), submission_id, content: judged(preference), active: 1_000.into() }
}

/// The same verdict on every judgment that waits.
pub fn all(review: &ReviewView, verdict: Verdict) -> Vec<VerdictOn> {
    review
        .judgments
        .iter()
        .filter(|judgment| judgment.waits)
        .map(|judgment| VerdictOn::new(judgment.letter, verdict, "a reason"))
        .collect()
}

pub fn refusal(result: Result<impl std::fmt::Debug, Error>) -> assay_domain::Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

pub fn ids(people: &[Actor]) -> Vec<PersonId> {
    people.iter().map(|actor| actor.person).collect()
}
