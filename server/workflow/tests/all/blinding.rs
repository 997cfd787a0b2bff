//! Order and names tell nothing: left and right are a fair coin per task and annotator, public ids are random. BLIND-2 to BLIND-5.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::cast_precision_loss)]

use crate::support::{Database, World, file_of, plan};
use assay_domain::{PublicId, Role, routing::RoutingPlan};
use assay_workflow::annotation::TaskView;
use std::collections::BTreeSet;
use std::sync::Arc;

const MODELS: [&str; 2] = ["X", "Longer"];

/// Whether the model X stood on the left, as SQL over assignments `a`.
const X_ON_THE_LEFT: &str =
    "((SELECT m.name FROM task t JOIN response r ON r.id = t.first_response_id JOIN model m ON m.id = r.model_id
    WHERE t.id = a.task_id) = 'X') = (a.left_is_first = 1)";

impl World {
    /// The share of assignments of which something holds.
    async fn share(&self, of: &str) -> f64 {
        let all = self.number("SELECT COUNT(*) FROM assignment").await;
        self.number(&format!("SELECT COUNT(*) FROM assignment a WHERE {of}")).await as f64 / all as f64
    }
}

/// 3,334 tasks by three people who work at once, through everything that a claim goes through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_assignments_tell_nothing_by_their_order_or_their_names() {
    let routing = RoutingPlan { prompts_per_hour: 100_000, ..RoutingPlan::default() };
    let world = Arc::new(World::routed(Database::Sqlite, &file_of(3_334, &MODELS), &MODELS, routing).await);
    let mut at_work = tokio::task::JoinSet::new();
    for annotator in world.annotators(3).await {
        let world = world.clone();
        at_work.spawn(async move {
            let mut seen = 0;
            while let Some(task) = world.task(&annotator).await {
                if seen % 500 == 0 {
                    for _ in 0..50 {
                        let again = world.task(&annotator).await.unwrap();
                        assert_eq!((&task.id, &task.a), (&again.id, &again.a), "a reload shows the same order");
                    }
                }
                world.submit(&annotator, &task.id, 1).await.unwrap();
                seen += 1;
            }
            seen
        });
    }
    assert_eq!(at_work.join_all().await, [3_334; 3]);

    // Four standard deviations of a fair coin over 10,002 throws are 0.02.
    let fair = 0.48..=0.52;
    let left = world.share(X_ON_THE_LEFT).await;
    assert!(fair.contains(&left), "X on the left: {left}");
    let first = world.share("a.left_is_first = 1").await;
    assert!(fair.contains(&first), "the task's first response on the left: {first}");
    let agreeing = world
        .number("SELECT COUNT(*) FROM (SELECT task_id FROM assignment GROUP BY task_id HAVING COUNT(DISTINCT left_is_first) = 1) AS same")
        .await as f64
        / 3_334.0;
    assert!((0.21..=0.29).contains(&agreeing), "three annotators agree on the order: {agreeing}");

    // Names: of one length, and neither their order nor their first character goes with a model or with time.
    assert_eq!(world.number("SELECT COUNT(*) FROM assignment WHERE length(public_id) <> 32").await, 0);
    let low_with_x = world.share(&format!("(a.public_id < '8') = ({X_ON_THE_LEFT})")).await;
    assert!(fair.contains(&low_with_x), "low names with X on the left: {low_with_x}");
    let rising = world.share("a.public_id > (SELECT b.public_id FROM assignment b WHERE b.id = a.id - 1)").await;
    assert!(fair.contains(&rising), "names rise with time: {rising}");
    let even = world.share("instr('02468ace', substr(a.public_id, 32, 1)) > 0").await;
    assert!(fair.contains(&even), "even names: {even}");
}

/// The order comes from chance alone: the same people and tasks under another seed stand otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_seed_gives_another_order() {
    let mut orders = Vec::new();
    for _ in 0..2 {
        let world = World::open(Database::Sqlite, 40, &MODELS).await;
        world.judge_all(&world.annotators(1).await, 1).await;
        orders.push(world.number("SELECT SUM(left_is_first * (1 << (id - 1))) FROM assignment").await);
    }
    assert_ne!(orders[0], orders[1]);
}

/// Prompts that every model answers in words of which none comes twice.
fn unlike(prompts: usize, models: &[&str]) -> String {
    let mut words = (0..).map(|number| format!("w{number}"));
    (0..prompts)
        .map(|prompt| {
            let answers: Vec<_> =
                models.iter().map(|model| format!("\"{model}\":\"{}\"", words.next().unwrap())).collect();
            format!(
                "{{\"id\":\"p{prompt}\",\"prompt\":\"question {prompt}\",\"responses\":{{{}}}}}\n",
                answers.join(",")
            )
        })
        .collect()
}

/// Every task that one annotator gets, in order.
async fn all_tasks(world: &World) -> Vec<TaskView> {
    let annotator = world.person(&[Role::Annotator]).await;
    let mut all = Vec::new();
    while let Some(task) = world.task(&annotator).await {
        world.submit(&annotator, &task.id, 1).await.unwrap();
        all.push(task);
    }
    all
}

#[tokio::test]
async fn blind_4_what_tasks_of_a_model_have_in_common_others_have_too() {
    let models = ["X", "Yy", "Zzz"];
    let world = World::drafted(Database::Sqlite, &unlike(6, &models), &models, plan("Evaluation")).await;
    world.assay.open_evaluation(&world.admin, world.evaluation).await.unwrap();
    let mut tasks = Vec::new();
    for task in all_tasks(&world).await {
        let pair = world
            .text(&format!(
                "SELECT m1.name || ' ' || m2.name FROM assignment a JOIN task t ON t.id = a.task_id
                   JOIN response r1 ON r1.id = t.first_response_id JOIN response r2 ON r2.id = t.second_response_id
                   JOIN model m1 ON m1.id = r1.model_id JOIN model m2 ON m2.id = r2.model_id WHERE a.public_id = '{}'",
                task.id.as_str()
            ))
            .await;
        let shown = format!("{task:?}");
        let words: BTreeSet<String> = shown.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        tasks.push((pair, words));
    }
    assert_eq!(tasks.len(), 18);
    for model in models {
        let has = |pair: &str| pair.split(' ').any(|name| name == model);
        let mut common = tasks.iter().filter(|(pair, _)| has(pair)).map(|(_, words)| words.clone());
        let first = common.next().unwrap();
        let of_all: BTreeSet<_> = common.fold(first, |all, words| &all & &words);
        let elsewhere: BTreeSet<_> =
            tasks.iter().filter(|(pair, _)| !has(pair)).flat_map(|(_, words)| words.clone()).collect();
        assert_eq!(&of_all - &elsewhere, BTreeSet::new(), "a lasting name of {model}");
    }
}

#[tokio::test]
async fn blind_5_the_models_behind_the_same_texts_change_nothing_that_is_shown() {
    let mut shown = Vec::new();
    for models in [["Alpha", "Beta"], ["An Entirely Other One", "Zeta 12b"]] {
        let world = World::drafted(Database::Sqlite, &unlike(8, &models), &models, plan("Evaluation")).await;
        world.assay.open_evaluation(&world.admin, world.evaluation).await.unwrap();
        let name = PublicId::parse(&"0".repeat(32)).unwrap();
        let mut views: Vec<String> = Vec::new();
        for mut task in all_tasks(&world).await {
            // Chance decides what each is called, when it comes and which stands left, not the models: see above.
            task.id = name.clone();
            task.lease_expires_at = None;
            if task.b.as_ref().is_some_and(|b| *b < task.a) {
                let left = task.b.replace(task.a.clone());
                task.a = left.unwrap();
            }
            views.push(format!("{task:?}"));
        }
        views.sort();
        shown.push(views);
    }
    assert_eq!(shown[0].len(), 8);
    assert_eq!(shown[0], shown[1]);
}
