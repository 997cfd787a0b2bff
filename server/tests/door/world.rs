//! A server over a small world: a person in every role, four annotators, an evaluation in every state a matrix needs.

use crate::client::{Answer, Client};
use crate::marks::{Scanner, mark};
use assay_domain::judgment::{JudgmentContent, Preference};
use assay_domain::setup::EvaluationPlan;
use assay_domain::{Actor, Role};
use assay_store::{Store, StoreOptions};
use assay_workflow::annotation::{Next, Submission};
use assay_workflow::people::LinkAnswer;
use assay_workflow::prompt_set_file::Coverage;
use assay_workflow::prompt_sets::Target;
use assay_workflow::{Assay, SystemClock, SystemEntropy};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

pub const PASSWORD: &str = "a sentence for the tests";

/// Everyone, and what they may do. `a4` never holds anything.
pub const PEOPLE: [(&str, Role); 8] = [
    ("ad", Role::Admin),
    ("a1", Role::Annotator),
    ("a2", Role::Annotator),
    ("a3", Role::Annotator),
    ("a4", Role::Annotator),
    ("r1", Role::InitialReviewer),
    ("r2", Role::InitialReviewer),
    ("f1", Role::FinalReviewer),
];

/// The running binary.
pub struct Server {
    pub address: SocketAddr,
    pub folder: tempfile::TempDir,
    pub child: Child,
    pub output: Arc<Mutex<String>>,
    /// Marks of every class, in this order: prompts, responses, names, judgments.
    pub marks: [Vec<String>; 4],
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `assay` prints and exits with.
pub fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_assay")).args(arguments).current_dir(folder).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

impl Server {
    /// Over an empty folder.
    pub fn empty(settings: &[(&str, &str)]) -> Self {
        Self::over(tempfile::tempdir().unwrap(), settings, Default::default())
    }

    /// Over the world.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let marks = fill(folder.path()).await;
        Self::over(folder, settings, marks)
    }

    /// Over a folder that holds a database.
    pub fn over(folder: tempfile::TempDir, settings: &[(&str, &str)], marks: [Vec<String>; 4]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", "sqlite:assay.sqlite"])
            .args(["--log-format", "json", "--log", "trace"])
            .envs(settings.iter().copied())
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = Arc::new(Mutex::new(String::new()));
        let (found, address) = mpsc::channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let (output, found) = (Arc::clone(&output), found.clone());
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let read = serde_json::from_str::<serde_json::Value>(&line).ok();
                    let address = read.as_ref().and_then(|line| line["fields"]["address"].as_str());
                    if let Some(address) = address.and_then(|url| url.rsplit('/').next()?.parse::<SocketAddr>().ok()) {
                        let _ = found.send(address);
                    }
                    let mut output = output.lock().unwrap();
                    output.push_str(&line);
                    output.push('\n');
                }
            });
        }
        drop(found);
        let address = address.recv_timeout(Duration::from_secs(60));
        let address = address.unwrap_or_else(|_| panic!("the server did not start:\n{}", output.lock().unwrap()));
        Self { address, folder, child, output, marks }
    }

    pub fn nobody(&self) -> Client {
        Client::at(self.address)
    }

    /// This person, signed in.
    pub async fn person(&self, login: &str) -> Client {
        let mut client = self.nobody();
        let answer = client.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, 303, "{login}: {}", answer.text());
        client
    }

    pub fn log(&self) -> String {
        self.output.lock().unwrap().clone()
    }

    /// Finds marks of every class.
    pub fn private(&self) -> Scanner {
        Scanner::of(&self.marks.concat())
    }

    /// Finds names of models and vendors.
    pub fn names(&self) -> Scanner {
        Scanner::of(&self.marks[2])
    }

    /// Every row of every table that requests may change, as one text; sessions and the times they are used at aside.
    pub async fn state(&self) -> String {
        // A copy: the server alone may have the file open.
        let copy = tempfile::tempdir().unwrap();
        for name in ["assay.sqlite", "assay.sqlite-wal"] {
            std::fs::copy(self.folder.path().join(name), copy.path().join(name)).unwrap();
        }
        let options = StoreOptions::SqliteFile(copy.path().join("assay.sqlite"));
        let store = Store::open(&options).await.unwrap();
        let mut tx = store.read().await.unwrap();
        let mut state = String::new();
        let tables = [
            "person",
            "person_role",
            "second_factor",
            "second_factor_role",
            "recovery_code WHERE used_at IS NULL",
            "invitation",
            "vendor",
            "model",
            "prompt_set",
            "prompt_set_version",
            "prompt",
            "response",
            "evaluation",
            "task",
            "assignment",
            "slot",
            "draft",
            "judgment",
            "decision",
            "review_claim",
            "release",
            "exposure",
            // That a refusal is on record is no change of what it was about (AUD-1).
            "audit WHERE action <> 'request.refuse'",
        ];
        for table in tables {
            let rows = tx.raw_number(&format!("SELECT COUNT(*) FROM {table}")).await.unwrap();
            state.push_str(&format!("{table} {rows}\n"));
        }
        let epochs = tx.raw_number("SELECT COALESCE(SUM(session_epoch), 0) FROM person").await.unwrap();
        let versions = tx.raw_number("SELECT COALESCE(SUM(version), 0) FROM task").await.unwrap();
        state.push_str(&format!("epochs {epochs} versions {versions}\n"));
        drop(tx);
        store.close().await;
        state
    }

    /// The most memory the process ever had, once what is loaded after the start has been loaded.
    pub async fn settled_memory(&self) -> u64 {
        let mut before = 0;
        while before != self.peak_memory() {
            before = self.peak_memory();
            tokio::time::sleep(Duration::from_secs(3)).await;
        }
        before
    }

    /// The most memory the process ever had, in MiB.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }
}

/// Puts the world into a folder: three prompts, two models, one task judged by three and waiting for its first review.
async fn fill(folder: &Path) -> [Vec<String>; 4] {
    let store = Store::open(&StoreOptions::SqliteFile(folder.join("assay.sqlite"))).await.unwrap();
    let assay = Assay::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy)).unwrap();
    let mut actors = Vec::new();
    for (login, role) in PEOPLE {
        let (person, link) = assay.invite_from_console(login, login, &[role]).await.unwrap();
        assay.use_link(&link, LinkAnswer { password: PASSWORD.into(), ..LinkAnswer::default() }).await.unwrap();
        actors.push(Actor { person, name: login.into(), roles: vec![role] });
    }
    let admin = &actors[0];
    let names: Vec<String> = (0..3).map(|_| mark('M')).collect();
    let vendor = assay.add_vendor(admin, &names[0]).await.unwrap();
    let mut models = Vec::new();
    for name in &names[1..] {
        models.push(assay.add_model(admin, vendor, name).await.unwrap());
    }
    let set = assay.add_prompt_set(admin, "Set", "coding").await.unwrap();
    let (mut prompts, mut responses, mut file) = (Vec::new(), Vec::new(), String::new());
    for number in 0..3 {
        let (prompt, first, second) = (mark('P'), mark('R'), mark('R'));
        file.push_str(&format!(
            "{{\"id\":\"p{number}\",\"prompt\":\"{prompt}\",\"responses\":{{\"{}\":\"{first}\",\"{}\":\"{second}\"}}}}\n",
            names[1], names[2]
        ));
        prompts.push(prompt);
        responses.extend([first, second]);
    }
    assay.import(admin, set, file.into_bytes(), Target::Latest, Coverage::Complete).await.unwrap();
    let version = assay.prompt_sets(admin).await.unwrap()[0].versions[0].id;
    let plan = EvaluationPlan { name: "Evaluation".into(), guidelines: "Be fair.".into(), ..EvaluationPlan::default() };
    let evaluation = assay.add_evaluation(admin, version, plan, models).await.unwrap();
    assay.open_evaluation(admin, evaluation).await.unwrap();
    let mut judgments = Vec::new();
    for annotator in &actors[1..4] {
        let Next::Task(task) = assay.next_task(annotator).await.unwrap() else { panic!("no task") };
        let justification = mark('J');
        let content = JudgmentContent {
            preference: Preference::new(1),
            justification: justification.clone(),
            ..JudgmentContent::default()
        };
        let submission = Submission {
            assignment: task.id.clone(),
            submission_id: format!("submission-{}", annotator.name),
            content,
            active: 1_000.into(),
        };
        assay.submit(annotator, submission).await.unwrap();
        judgments.push(justification);
    }
    store.close().await;
    [prompts, responses, names, judgments]
}

/// The id an annotator or reviewer was given for what they hold.
pub fn id_in(answer: &Answer, what: &str) -> String {
    answer.json()[what]["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}
