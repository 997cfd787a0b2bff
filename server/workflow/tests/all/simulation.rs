//! A whole evaluation worked to its end by many at once: 20 annotators and 4 reviewers, who skip, flag, let leases run out,
//! return, reject and send back at random, while a watcher looks for broken rules at every moment. Rules 1 to 4 of the method.
//!
//! `ASSAY_SIMULATION_TASKS=300` runs it in full; the test command runs a short form.

use crate::support::{Database, World, file_of, judged};
use assay_domain::{
    Actor, Refusal, Role,
    review::{Stage, Verdict},
    routing::{FlagReason, RoutingPlan, SkipReason},
};
use assay_workflow::{Error, Outcome, annotation::Next, review::VerdictOn};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

const ANNOTATORS: usize = 20;
const MODELS: [&str; 4] = ["W", "X", "Y", "Z"];

/// Each is a count of what must never be; the last two look at what order things were done in.
const RULES: [(&str, &str); 9] = [
    (
        "rule 1: more than three have a task, or one has it twice",
        "SELECT COUNT(*) FROM (SELECT task_id FROM assignment WHERE state NOT IN ('expired', 'released', 'rejected')
          GROUP BY task_id HAVING COUNT(*) > 3 OR COUNT(DISTINCT annotator_id) <> COUNT(*)) AS broken",
    ),
    (
        "rule 1: a task has not three slots",
        "SELECT COUNT(*) FROM (SELECT task_id FROM slot GROUP BY task_id HAVING COUNT(*) <> 3) AS broken",
    ),
    (
        "rule 1: a slot and its assignment disagree",
        "SELECT COUNT(*) FROM slot s LEFT JOIN assignment a ON a.id = s.assignment_id
          WHERE (s.state = 'open') <> (s.assignment_id IS NULL)
             OR (s.state = 'held' AND a.state <> 'held') OR (s.state = 'judged' AND a.state IN ('held', 'expired', 'released', 'rejected'))",
    ),
    (
        "rule 2: someone reviewed what they judged",
        "SELECT COUNT(*) FROM decision d JOIN assignment a ON a.task_id = d.task_id AND a.annotator_id = d.reviewer_id",
    ),
    (
        "rule 2: someone reviewed a task at both stages",
        "SELECT COUNT(*) FROM decision d JOIN decision e ON e.task_id = d.task_id AND e.reviewer_id = d.reviewer_id AND e.stage <> d.stage",
    ),
    (
        "rule 2: the person tied to a vendor had its models before them",
        "SELECT COUNT(*) FROM person_vendor v JOIN model m ON m.vendor_id = v.vendor_id JOIN response r ON r.model_id = m.id
           JOIN task t ON r.id IN (t.first_response_id, t.second_response_id)
          WHERE EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = v.person_id)
             OR EXISTS (SELECT 1 FROM decision d WHERE d.task_id = t.id AND d.reviewer_id = v.person_id)",
    ),
    (
        "rule 3: not everyone who holds a task is in the exposure ledger",
        "SELECT COUNT(*) FROM assignment a JOIN task t ON t.id = a.task_id
          WHERE NOT EXISTS (SELECT 1 FROM exposure x WHERE x.prompt_id = t.prompt_id AND x.person_id = a.annotator_id)",
    ),
    (
        "rule 4: a task is in review or approved without three judgments that stand",
        "SELECT COUNT(*) FROM task t WHERE t.state <> 'annotating' AND 3 <> (
            SELECT COUNT(*) FROM slot s JOIN assignment a ON a.id = s.assignment_id
             WHERE s.task_id = t.id AND a.state IN ('submitted', 'initially_approved', 'approved'))",
    ),
    (
        "rule 4: an approved judgment did not pass both stages",
        "SELECT COUNT(*) FROM assignment a WHERE a.state = 'approved' AND (
            NOT EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = a.judgment_id AND d.stage = 'initial' AND d.verdict = 'approve')
         OR NOT EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = a.judgment_id AND d.stage = 'final' AND d.verdict = 'approve'))",
    ),
];

/// What is shared by everyone at work.
struct Office {
    world: World,
    done: AtomicBool,
    flags_left: AtomicI64,
}

impl Office {
    fn closed(&self) -> bool {
        self.done.load(Ordering::SeqCst)
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(2)).await;
}

/// Whatever a rule may answer to someone who was a moment late; anything else is a fault.
fn only_late<T>(outcome: Result<T, Error>) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(Error::Refused(
            Refusal::LeaseLost
            | Refusal::Stale
            | Refusal::OutOfOrder
            | Refusal::NotFound
            | Refusal::TooManySkips
            | Refusal::ConflictOfInterest,
        )) => None,
        Err(other) => panic!("{other}"),
    }
}

async fn annotate(office: Arc<Office>, me: Actor, mut dice: ChaCha20Rng) {
    let assay = &office.world.assay;
    while !office.closed() {
        let task = match assay.next_task(&me).await.unwrap() {
            Next::Task(task) => task,
            Next::Nothing => {
                pause().await;
                continue;
            }
        };
        if dice.random_ratio(1, 3) {
            let _ = only_late(assay.task_ahead(&me, &task.id).await);
        }
        match dice.random_range(0..100) {
            0..3 => {
                let _ = only_late(assay.skip(&me, task.id, SkipReason::Expertise, "").await);
            }
            3..4 if office.flags_left.fetch_sub(1, Ordering::SeqCst) > 0 => {
                let _ = only_late(assay.flag(&me, task.id, FlagReason::Unclear, "").await);
            }
            // Goes to lunch: leases of whoever is slow now run out.
            4..6 => {
                let _ = only_late(assay.save_draft(&me, task.id, judged(1), 5).await);
                office.world.clock.advance(40);
            }
            6..16 => drop(only_late(assay.keep_lease(&me, &task.id).await)),
            _ => drop(only_late(office.world.submit(&me, &task.id, dice.random_range(-3..=3)).await)),
        }
    }
}

async fn review(office: Arc<Office>, me: Actor, stage: Stage, mut dice: ChaCha20Rng) {
    let assay = &office.world.assay;
    while !office.closed() {
        let Some(review) = only_late(assay.next_review(&me, stage).await).flatten() else {
            pause().await;
            continue;
        };
        let verdicts: Vec<VerdictOn> = review
            .judgments
            .iter()
            .filter(|judgment| judgment.waits)
            .map(|judgment| {
                let verdict = match (dice.random_range(0..40), stage) {
                    (0, _) => Verdict::Reject,
                    (1 | 2, _) => Verdict::Return,
                    (3, Stage::Final) => Verdict::SendBack,
                    _ => Verdict::Approve,
                };
                VerdictOn::new(judgment.letter, verdict, "a reason")
            })
            .collect();
        let _ = only_late(assay.decide(&me, review.id, review.version, verdicts).await);
    }
}

/// Looks at flagged prompts until everything is done.
async fn administer(office: Arc<Office>) {
    let (assay, admin) = (&office.world.assay, &office.world.admin);
    while !office.closed() {
        for flag in assay.flags(admin).await.unwrap().waiting {
            let outcome = if flag.id % 2 == 0 { Outcome::Voided } else { Outcome::Released };
            let _ = only_late(assay.resolve_flag(admin, flag.id, outcome, "looked at").await);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn check(world: &World, when: &str) {
    for (rule, sql) in RULES {
        assert_eq!(world.number(sql).await, 0, "{when}, {rule}");
    }
}

/// Tasks that are neither approved nor of a voided prompt.
const LEFT: &str = "SELECT COUNT(*) FROM task t WHERE t.state <> 'approved'
    AND NOT EXISTS (SELECT 1 FROM prompt_hold h WHERE h.prompt_id = t.prompt_id AND h.state = 'voided')";

async fn run(database: Database) {
    let tasks: usize = std::env::var("ASSAY_SIMULATION_TASKS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let routing =
        RoutingPlan { prompts_per_round: 5, prompts_per_hour: 100_000, most_share: 60, ..RoutingPlan::default() };
    let world = World::routed(database, &file_of(tasks / 6, &MODELS), &MODELS, routing).await;
    let people = world.annotators(ANNOTATORS).await;
    let (vendors, _) = world.assay.models(&world.admin).await.unwrap();
    for (person, vendor) in people.iter().take(2).zip(&vendors) {
        world
            .try_sql(&format!(
                "INSERT INTO person_vendor (person_id, vendor_id) VALUES ({}, {})",
                person.person, vendor.id
            ))
            .await
            .unwrap();
    }
    let mut reviewers = Vec::new();
    for _ in 0..4 {
        // Everyone may review at either stage; the rules bind the person.
        reviewers.push(world.person(&[Role::InitialReviewer, Role::FinalReviewer]).await);
    }
    let all = world.number("SELECT COUNT(*) FROM task").await;
    assert_eq!(all, i64::try_from(tasks / 6 * 6).unwrap());
    let office = Arc::new(Office { world, done: AtomicBool::new(false), flags_left: AtomicI64::new(3) });

    let mut at_work = tokio::task::JoinSet::new();
    for (number, person) in (0..).zip(people) {
        at_work.spawn(annotate(office.clone(), person, ChaCha20Rng::seed_from_u64(number)));
    }
    for (number, person) in (100..).zip(reviewers) {
        let stage = if number % 2 == 0 { Stage::Initial } else { Stage::Final };
        at_work.spawn(review(office.clone(), person, stage, ChaCha20Rng::seed_from_u64(number)));
    }
    at_work.spawn(administer(office.clone()));
    // Whoever lost a task may take it again, so that at the end none may be left that ran out.
    let (mut looks, mut expired) = (0, 0);
    while office.world.number(LEFT).await > 0 {
        check(&office.world, "at work").await;
        looks += 1;
        expired += office.world.number("SELECT COUNT(*) FROM assignment WHERE state = 'expired'").await;
        // Whoever panicked at work ends the run; the others never end before it is done.
        if let Some(ended) = at_work.try_join_next() {
            office.done.store(true, Ordering::SeqCst);
            ended.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    office.done.store(true, Ordering::SeqCst);
    at_work.join_all().await;
    check(&office.world, "at the end").await;
    let world = &office.world;
    assert!(looks > 3, "the watcher looked {looks} times");
    assert!(world.number("SELECT COUNT(*) FROM decision WHERE verdict <> 'approve'").await > 0);
    assert!(expired > 0, "no lease was seen to run out");
    assert_eq!(
        world.number("SELECT COUNT(*) FROM taken k WHERE k.tasks <> (SELECT COUNT(*) FROM assignment a WHERE a.annotator_id = k.person_id AND a.state NOT IN ('expired', 'released'))").await,
        0,
        "what is counted is what there is"
    );
    assert_eq!(
        world.number(&format!("SELECT COUNT(*) FROM taken WHERE tasks > {}", all * 60 / 100)).await,
        0,
        "the cap held"
    );
    let findings = assay_store::doctor::examine(world.assay.store()).await.unwrap();
    assert!(findings.iter().all(|finding| finding.healthy), "{findings:#?}");
}

on_both! {
    an_evaluation_runs_to_its_end_and_no_rule_is_broken_on_the_way => run;
}
