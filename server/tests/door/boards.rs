//! Rule 7 from outside: the public pages of boards of every kind, and their data, hold nothing of prompts, responses, judgments, reviews
//! and people.

use crate::marks::{Scanner, mark};
use crate::world::Server;
use assay_domain::judgment::{Correctness, JudgmentContent, Preference};
use assay_domain::review::{Stage, Verdict};
use assay_domain::scale::Rating;
use assay_domain::setup::{EvaluationPlan, Kind};
use assay_domain::{Actor, ReleaseId, Role};
use assay_store::{Store, StoreOptions};
use assay_workflow::annotation::{Next, Submission};
use assay_workflow::prompt_set_file::Coverage;
use assay_workflow::prompt_sets::Target;
use assay_workflow::releases::{PublicBenchmark, ReleaseSettings};
use assay_workflow::review::VerdictOn;
use assay_workflow::{Assay, SystemClock, SystemEntropy};
use std::path::Path;
use std::sync::Arc;

/// What must stay inside, what a board shows, and the releases: two of each kind.
pub struct Published {
    private: Vec<String>,
    models: Vec<String>,
    pub releases: Vec<ReleaseId>,
}

async fn person(assay: &Assay, private: &mut Vec<String>, role: Role) -> Actor {
    let name = mark('N');
    let (person, _) = assay.invite_from_console(&name, &name.to_lowercase(), &[role]).await.unwrap();
    private.push(name.clone());
    Actor { person, name, roles: vec![role] }
}

fn content(kind: Kind, task: usize, private: &mut Vec<String>) -> JudgmentContent {
    let justification = mark('J');
    private.push(justification.clone());
    let mut content = JudgmentContent { justification, ..JudgmentContent::default() };
    match kind {
        Kind::Comparison => content.preference = Preference::new([2, -1, 0, 1][task % 4]),
        Kind::Rating => content.rating = Rating::new(40 + 10 * (task % 5) as i64),
        Kind::Correctness => {
            content.correctness = Some([Correctness::Right, Correctness::Partly, Correctness::Wrong][task % 3]);
            content.no_final_answer = true;
        }
    }
    content
}

/// Puts a prompt set, an evaluation of each kind, its judgments, reviews and two public releases into a folder.
pub async fn publish(folder: &Path) -> Published {
    let store = Store::open(&StoreOptions::SqliteFile(folder.join("assay.sqlite"))).await.unwrap();
    let assay = Assay::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy)).unwrap();
    let mut private = Vec::new();
    let admin = person(&assay, &mut private, Role::Admin).await;
    let initial = person(&assay, &mut private, Role::InitialReviewer).await;
    let last = person(&assay, &mut private, Role::FinalReviewer).await;
    let mut annotators = Vec::new();
    for _ in 0..3 {
        annotators.push(person(&assay, &mut private, Role::Annotator).await);
    }
    let names = [mark('M'), mark('M')];
    let vendor = assay.add_vendor(&admin, "Vendor").await.unwrap();
    let mut models = Vec::new();
    for name in &names {
        models.push(assay.add_model(&admin, vendor, name).await.unwrap());
    }
    let mut releases = Vec::new();
    for kind in [Kind::Comparison, Kind::Rating, Kind::Correctness] {
        let set_name = mark('P');
        let set = assay.add_prompt_set(&admin, &set_name, "coding").await.unwrap();
        private.push(set_name);
        let mut file = String::new();
        for number in 0..6 {
            let [id, prompt, rare, first, second] = ['P', 'P', 'P', 'R', 'R'].map(mark);
            // A value that one prompt alone has would give it away.
            file.push_str(&format!(
                "{{\"id\":\"{id}\",\"prompt\":\"{prompt}\",\"attributes\":{{\"level\":\"{}\",\"source\":\"{rare}\"}},\"responses\":{{\"{}\":\"{first}\",\"{}\":\"{second}\"}}}}\n",
                ["low", "high"][number % 2], names[0], names[1],
            ));
            private.extend([id, prompt, rare, first, second]);
        }
        assay.import(&admin, set, file.into_bytes(), Target::Latest, Coverage::Complete).await.unwrap();
        let version = assay.prompt_sets(&admin).await.unwrap().into_iter().find(|known| known.set.id == set);
        let version = version.unwrap().versions[0].id;
        let guidelines = mark('P');
        let plan = EvaluationPlan {
            name: format!("Board {kind:?}"),
            kind,
            guidelines: guidelines.clone(),
            ..EvaluationPlan::default()
        };
        private.push(guidelines);
        let evaluation = assay.add_evaluation(&admin, version, plan, models.clone()).await.unwrap();
        assay.open_evaluation(&admin, evaluation).await.unwrap();
        for annotator in &annotators {
            let mut number = 0;
            while let Next::Task(task) = assay.next_task(annotator).await.unwrap() {
                let sent = Submission {
                    assignment: task.id.clone(),
                    submission_id: mark('J'),
                    content: content(kind, number, &mut private),
                    active: 1_000.into(),
                };
                assay.submit(annotator, sent).await.unwrap();
                number += 1;
            }
        }
        for (reviewer, stage) in [(&initial, Stage::Initial), (&last, Stage::Final)] {
            while let Some(review) = assay.next_review(reviewer, stage).await.unwrap() {
                let said = mark('J');
                let verdict = |letter| VerdictOn::new(letter, Verdict::Approve, said.clone());
                let verdicts =
                    review.judgments.iter().filter(|judgment| judgment.waits).map(|judgment| verdict(judgment.letter));
                assay.decide(reviewer, review.id.clone(), review.version, verdicts.collect()).await.unwrap();
                private.push(said);
            }
        }
        let benchmark =
            PublicBenchmark { name: "GSM8k".to_owned(), items: Some(1_319), accuracy: [(models[0], 90.0)].into() };
        let settings = ReleaseSettings {
            rounds: 100,
            style: kind == Kind::Comparison,
            slices: vec!["level".to_owned(), "source".to_owned()],
            slice_minimum: 9,
            benchmark: (kind == Kind::Correctness).then_some(benchmark),
            ..ReleaseSettings::default()
        };
        for _ in 0..2 {
            let release = assay.make_release(&admin, evaluation, settings.clone()).await.unwrap();
            assay.publish_release(&admin, release).await.unwrap();
            releases.push(release);
        }
    }
    store.close().await;
    Published { private, models: names.to_vec(), releases }
}

#[tokio::test]
async fn leak_6_public_boards_of_every_kind_hold_nothing_private_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let Published { private, models, releases } = publish(folder.path()).await;
    let server = Server::over(folder, &[], Default::default());
    let (private, models) = (Scanner::of(&private), Scanner::of(&models));
    let nobody = server.nobody();
    let mut addresses = vec!["/board".to_owned()];
    for pair in releases.chunks(2) {
        addresses.push(format!("/board/{}/since/{}", pair[1], pair[0]));
        for part in ["", ".json", ".csv", "?slice=1", "?slice=2", ".csv?slice=1"] {
            addresses.push(format!("/board/{}{part}", pair[0]));
        }
    }
    assert_eq!(addresses.len(), 1 + 3 * 7);
    for address in addresses {
        let answer = nobody.get(&address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text());
        assert!(models.find(&answer.body).is_some(), "{address} is about the models: {}", answer.text());
        assert_eq!(private.find(&answer.body), None, "{address}: {}", answer.text());
        for (header, value) in &answer.headers {
            assert_eq!(private.find(value.as_bytes()), None, "{address}: {header}");
        }
        for key in ["\"judgment_id", "\"annotator\"", "\"reviewer\"", "\"prompt_id", "\"person"] {
            assert!(!answer.text().contains(key), "{address} has {key}");
        }
    }
}
