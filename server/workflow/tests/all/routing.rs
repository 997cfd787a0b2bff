//! Who is given which task: qualifications, ties to vendors, limits, rounds and balance.

use crate::support::{Database, World, file_of, plan, refusal};
use assay_domain::{
    Actor, Refusal, Role, VendorId,
    review::Stage,
    routing::{Qualifications, RoutingPlan, SkipReason},
};
use assay_workflow::{Error, annotation::Next};
use std::sync::Arc;

/// Prompts with attributes, answered by X and Y.
fn file_with(attributes: &[(&str, &str)]) -> String {
    attributes
        .iter()
        .enumerate()
        .map(|(number, (name, value))| {
            format!(
                "{{\"id\":\"p{number}\",\"prompt\":\"in {value}\",\"attributes\":{{\"{name}\":\"{value}\"}},\"responses\":{{\"X\":\"x\",\"Y\":\"y\"}}}}\n"
            )
        })
        .collect()
}

async fn qualify(world: &World, person: &Actor, domains: &str, locales: &str, languages: &str) {
    let qualifications = Qualifications::read(domains, locales, languages).unwrap();
    world.assay.set_person_routing(&world.admin, person.person, qualifications, Vec::new()).await.unwrap();
}

/// The prompts a person is given, in alphabetical order, until there is nothing more.
async fn given(world: &World, person: &Actor) -> Vec<String> {
    let mut prompts = Vec::new();
    while let Some(task) = world.task(person).await {
        prompts.push(task.turns[0].text.clone());
        world.submit(person, &task.id, 1).await.unwrap();
    }
    prompts.sort_unstable();
    prompts
}

async fn vendor_of(world: &World, model: &str) -> VendorId {
    let (vendors, models) = world.assay.models(&world.admin).await.unwrap();
    let name = models.into_iter().find(|known| known.name == model).unwrap().vendor;
    vendors.into_iter().find(|vendor| vendor.name == name).unwrap().id
}

async fn tie(world: &World, person: &Actor, model: &str) {
    let vendor = vendor_of(world, model).await;
    let set = world.assay.set_person_routing(&world.admin, person.person, Qualifications::default(), vec![vendor]);
    set.await.unwrap();
}

on_both! {
    a_task_goes_only_to_who_knows_its_language_and_region => |database| async move {
        let file = file_with(&[("locale", "es-MX"), ("locale", "es"), ("locale", "es-ES"), ("locale", "ES_mx"), ("locale", "fr")]);
        let routing = RoutingPlan { match_locale: true, ..RoutingPlan::default() };
        let world = World::routed(database, &file, &["X", "Y"], routing).await;
        let people = world.annotators(5).await;
        qualify(&world, &people[0], "", "es-MX", "").await;
        qualify(&world, &people[1], "", "es", "").await;
        qualify(&world, &people[2], "", "es-ES, fr-CA", "").await;
        qualify(&world, &people[3], "", "de", "").await;
        assert_eq!(given(&world, &people[0]).await, ["in ES_mx", "in es", "in es-MX"]);
        assert_eq!(given(&world, &people[1]).await, ["in ES_mx", "in es", "in es-ES", "in es-MX"]);
        assert_eq!(given(&world, &people[2]).await, ["in es", "in es-ES", "in fr"]);
        assert!(given(&world, &people[3]).await.is_empty());
        assert!(given(&world, &people[4]).await.is_empty(), "who has no qualification gets nothing that asks for one");
    };

    a_task_goes_only_to_who_knows_its_domain_and_programming_language => |database| async move {
        let file = file_with(&[("programming_language", "Rust"), ("programming_language", "sql"), ("use_case", "any")]);
        let routing = RoutingPlan { match_domain: true, match_programming_language: true, ..RoutingPlan::default() };
        let world = World::routed(database, &file, &["X", "Y"], routing).await;
        let people = world.annotators(3).await;
        qualify(&world, &people[0], "Coding", "", "RUST, Java").await;
        qualify(&world, &people[1], "math", "", "rust, sql").await;
        qualify(&world, &people[2], "coding", "", "sql\nrust").await;
        assert_eq!(given(&world, &people[0]).await, ["in Rust", "in any"]);
        assert!(given(&world, &people[1]).await.is_empty());
        assert_eq!(given(&world, &people[2]).await, ["in Rust", "in any", "in sql"]);
    };

    the_database_itself_refuses_the_unqualified_and_the_tied => |database| async move {
        let file = file_with(&[("locale", "es-MX")]);
        let routing = RoutingPlan { match_locale: true, ..RoutingPlan::default() };
        let world = World::routed(database, &file, &["X", "Y"], routing).await;
        let people = world.annotators(2).await;
        let claim = |person: &Actor| {
            format!(
                "INSERT INTO assignment (public_id, task_id, annotator_id, left_is_first, state, claimed_at)
                 SELECT 'name{0}', t.id, {0}, 1, 'held', 1 FROM task t",
                person.person
            )
        };
        qualify(&world, &people[0], "", "es-ES", "").await;
        let said = world.try_sql(&claim(&people[0])).await.unwrap_err();
        assert!(said.contains("rule of routing: a task goes to a person who is qualified"), "{said}");
        qualify(&world, &people[0], "", "es", "").await;
        world.try_sql(&claim(&people[0])).await.unwrap();
        qualify(&world, &people[1], "", "es-MX", "").await;
        let vendor = vendor_of(&world, "Y").await;
        world.try_sql(&format!("INSERT INTO person_vendor (person_id, vendor_id) VALUES ({}, {vendor})", people[1].person)).await.unwrap();
        let said = world.try_sql(&claim(&people[1])).await.unwrap_err();
        assert!(said.contains("rule 2: nobody judges the models of a vendor"), "{said}");
    };

    a_locale_that_is_none_is_said_before_anything_is_given_out => |database| async move {
        let file = file_with(&[("locale", "Mexican Spanish")]);
        let world = World::drafted(database, &file, &["X", "Y"], plan("Evaluation")).await;
        let routing = RoutingPlan { match_locale: true, ..RoutingPlan::default() };
        world.assay.set_routing(&world.admin, world.evaluation, routing).await.unwrap();
        assert!(matches!(refusal(world.assay.open_evaluation(&world.admin, world.evaluation).await), Refusal::Invalid { .. }));
        assert_eq!(world.number("SELECT COUNT(*) FROM task").await, 0);
        world.assay.set_routing(&world.admin, world.evaluation, RoutingPlan::default()).await.unwrap();
        world.assay.open_evaluation(&world.admin, world.evaluation).await.unwrap();
        let late = RoutingPlan { match_locale: true, ..RoutingPlan::default() };
        assert!(matches!(refusal(world.assay.set_routing(&world.admin, world.evaluation, late).await), Refusal::Invalid { .. }));
    };

    who_is_tied_to_a_vendor_neither_judges_nor_reviews_its_models => |database| async move {
        let models = ["X", "Y", "Z"];
        let world = World::open(database, 4, &models).await;
        let people = world.annotators(4).await;
        tie(&world, &people[0], "X").await;
        assert_eq!(given(&world, &people[0]).await.len(), 4, "only the pair without X is left");
        assert_eq!(
            world.number("SELECT COUNT(*) FROM assignment a JOIN task t ON t.id = a.task_id JOIN response r ON r.id IN (t.first_response_id, t.second_response_id)
                           JOIN model m ON m.id = r.model_id WHERE m.name = 'X'").await,
            0
        );
        world.judge_all(&people[1..], 1).await;
        let reviewer = world.person(&[Role::InitialReviewer]).await;
        tie(&world, &reviewer, "Z").await;
        assert_eq!(world.approve_all(&reviewer, Stage::Initial).await, 4, "only the pair without Z is theirs to review");
        let said = world
            .try_sql(&format!(
                "INSERT INTO decision (task_id, judgment_id, stage, verdict, reviewer_id, comment, decided_at)
                 SELECT a.task_id, a.judgment_id, 'initial', 'approve', {}, '', 1 FROM assignment a JOIN task t ON t.id = a.task_id
                  WHERE t.state = 'initial_review' AND a.state = 'submitted' LIMIT 1",
                reviewer.person
            ))
            .await
            .unwrap_err();
        assert!(said.contains("rule 2: nobody reviews the models of a vendor"), "{said}");
        // Who is no longer tied gets what lay behind them.
        let set = world.assay.set_person_routing(&world.admin, people[0].person, Qualifications::default(), Vec::new());
        set.await.unwrap();
        assert!(world.task(&people[0]).await.is_none(), "three others did those tasks");
    };

    an_untied_person_gets_the_tasks_they_went_past => |database| async move {
        let world = World::open(database, 6, &["X", "Y", "Z"]).await;
        let person = world.person(&[Role::Annotator]).await;
        tie(&world, &person, "X").await;
        assert_eq!(given(&world, &person).await.len(), 6);
        let set = world.assay.set_person_routing(&world.admin, person.person, Qualifications::default(), Vec::new());
        set.await.unwrap();
        assert_eq!(given(&world, &person).await.len(), 12);
    };

    the_caps_are_exact_however_many_tabs_are_open => |database| async move {
        let routing = RoutingPlan { most_tasks: 7, most_share: 40, tasks_in_hand: 5, ..RoutingPlan::default() };
        let world = Arc::new(World::routed(database, &file_of(20, &["X", "Y"]), &["X", "Y"], routing).await);
        let annotator = world.person(&[Role::Annotator]).await;
        let mut tabs = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (world, annotator) = (world.clone(), annotator.clone());
            tabs.spawn(async move {
                while let Some(task) = world.task(&annotator).await {
                    let _ = world.assay.task_ahead(&annotator, &task.id).await;
                    let _ = world.submit(&annotator, &task.id, 1).await;
                }
            });
        }
        tabs.join_all().await;
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 7, "7 of 20 is less than 40 %");
        let wider = RoutingPlan { most_tasks: 100, most_share: 40, ..RoutingPlan::default() };
        world.assay.set_routing(&world.admin, world.evaluation, wider).await.unwrap();
        assert_eq!(given(&world, &annotator).await.len(), 1, "8 are 40 %");
        let said = world
            .try_sql(&format!(
                "INSERT INTO assignment (public_id, task_id, annotator_id, left_is_first, state, claimed_at)
                 SELECT 'name', MAX(t.id), {}, 1, 'held', 1 FROM task t WHERE NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id)",
                annotator.person
            ))
            .await
            .unwrap_err();
        assert!(said.contains("rule of routing: a person has at most"), "{said}");
    };

    a_late_submission_does_not_overshoot_the_cap => |database| async move {
        let routing = RoutingPlan { most_tasks: 1, ..RoutingPlan::default() };
        let world = World::routed(database, &file_of(3, &["X", "Y"]), &["X", "Y"], routing).await;
        let people = world.annotators(2).await;
        let late = world.task(&people[0]).await.unwrap();
        world.clock.advance(61);
        let other = world.task(&people[1]).await.unwrap();
        world.submit(&people[1], &other.id, 1).await.unwrap();
        // The first task ran out: another one counts in its place, whichever it is.
        let next = world.task(&people[0]).await.unwrap();
        world.submit(&people[0], &next.id, 1).await.unwrap();
        if next.id != late.id {
            assert_eq!(refusal(world.submit(&people[0], &late.id, 1).await), Refusal::LeaseLost);
        }
        assert_eq!(world.number(&format!("SELECT tasks FROM taken WHERE person_id = {}", people[0].person)).await, 1);
    };

    a_higher_priority_comes_first => |database| async move {
        let world = World::open(database, 3, &["X", "Y"]).await;
        let version = world.assay.prompt_sets(&world.admin).await.unwrap()[0].versions[0].id;
        let (_, models) = world.assay.models(&world.admin).await.unwrap();
        let ids = models.iter().map(|model| model.id).collect();
        let urgent = world.assay.add_evaluation(&world.admin, version, plan("Urgent"), ids).await.unwrap();
        let routing = RoutingPlan { priority: 9, ..RoutingPlan::default() };
        world.assay.set_routing(&world.admin, urgent, routing).await.unwrap();
        world.assay.open_evaluation(&world.admin, urgent).await.unwrap();
        let annotator = world.person(&[Role::Annotator]).await;
        let mut order = Vec::new();
        while let Some(task) = world.task(&annotator).await {
            order.push(task.evaluation.clone());
            world.submit(&annotator, &task.id, 1).await.unwrap();
        }
        assert_eq!(order, ["Urgent", "Urgent", "Urgent", "Evaluation", "Evaluation", "Evaluation"]);
    };

    pairs_never_differ_by_more_than_a_round => |database| async move {
        let models = ["W", "X", "Y", "Z"];
        let routing = RoutingPlan { prompts_per_round: 5, ..RoutingPlan::default() };
        let world = Arc::new(World::routed(database, &file_of(20, &models), &models, routing).await);
        assert_eq!(world.number("SELECT MAX(round) FROM task").await, 4);
        assert_eq!(world.number("SELECT COUNT(*) FROM (SELECT round FROM task GROUP BY round HAVING COUNT(*) <> 30 OR COUNT(DISTINCT prompt_id) <> 5) AS odd").await, 0);
        let mut at_work = tokio::task::JoinSet::new();
        for annotator in world.annotators(4).await {
            let world = world.clone();
            at_work.spawn(async move {
                while let Some(task) = world.task(&annotator).await {
                    world.submit(&annotator, &task.id, 1).await.unwrap();
                    let apart = world
                        .number(
                            "SELECT MAX(tasks) - MIN(tasks) FROM (
                                SELECT COUNT(CASE WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id) THEN 1 END) AS tasks
                                  FROM task t JOIN response r1 ON r1.id = t.first_response_id JOIN response r2 ON r2.id = t.second_response_id
                                 GROUP BY CASE WHEN r1.model_id < r2.model_id THEN r1.model_id ELSE r2.model_id END,
                                          CASE WHEN r1.model_id < r2.model_id THEN r2.model_id ELSE r1.model_id END) AS pairs",
                        )
                        .await;
                    assert!(apart <= 5, "pairs are {apart} prompts apart");
                }
            });
        }
        at_work.join_all().await;
        assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 360);
    };

    nobody_is_shown_one_model_mostly => |database| async move {
        let models = ["U", "V", "W", "X", "Y"];
        let world = Arc::new(World::open(database, 24, &models).await);
        let mut at_work = tokio::task::JoinSet::new();
        for annotator in world.annotators(12).await {
            let world = world.clone();
            at_work.spawn(async move {
                let mut done = 0;
                while done < 20 {
                    let Some(task) = world.task(&annotator).await else { break };
                    world.submit(&annotator, &task.id, 1).await.unwrap();
                    done += 1;
                }
            });
        }
        at_work.join_all().await;
        // Of 20 tasks with two of five models each, every model's fair share is 8.
        assert_eq!(world.number("SELECT COUNT(*) FROM assignment").await, 240);
        let most = world.number("SELECT MAX(times) FROM seen_model").await;
        let least = world.number("SELECT MIN(times) FROM seen_model").await;
        assert!(most <= 10 && least >= 6, "{least} to {most}");
    };

    prompts_per_hour_are_limited_and_an_alert_is_left => |database| async move {
        let routing = RoutingPlan { prompts_per_hour: 3, skips_per_hour: 100, ..RoutingPlan::default() };
        let world = World::routed(database, &file_of(10, &["X", "Y"]), &["X", "Y"], routing).await;
        let annotator = world.person(&[Role::Annotator]).await;
        let mut shown = 0;
        let refused = loop {
            match world.assay.next_task(&annotator).await {
                Ok(Next::Task(task)) => {
                    shown += 1;
                    world.assay.skip(&annotator, task.id, SkipReason::Expertise, "").await.unwrap();
                }
                Ok(Next::Nothing) => panic!("there is more"),
                Err(Error::Refused(refusal)) => break refusal,
                Err(other) => panic!("{other}"),
            }
        };
        assert_eq!((shown, refused), (3, Refusal::TooManyPrompts));
        assert_eq!(world.number("SELECT COUNT(*) FROM audit WHERE action = 'assignment.refuse'").await, 1);
        world.clock.advance(3_601);
        assert!(world.task(&annotator).await.is_some());
    };
}

/// How long a claim takes must not grow with the tasks: each query for the next task walks one index in order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_walks_an_index_and_scans_no_table() {
    let world = World::open(Database::Sqlite, 3, &["X", "Y"]).await;
    let plan = assay_store::outlook::candidates_plan(&mut world.assay.store().read().await.unwrap()).await.unwrap();
    let text = plan.join("\n");
    assert_eq!(
        text.matches("SEARCH s USING INDEX slot_next (requirement_id=? AND state=? AND reopened=?").count(),
        2,
        "{text}"
    );
    // What is scanned are the two short lists themselves, and both as one.
    let scans: Vec<_> = plan.iter().filter(|step| step.starts_with("SCAN")).collect();
    assert!(scans.iter().all(|step| ["SCAN again", "SCAN fresh", "SCAN either"].contains(&step.as_str())), "{text}");
    assert!(!text.contains("TEMP B-TREE"), "the index gives the order: {text}");
}

/// What a person may have once is what they get once, whoever shares the work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_slot_is_filled_though_people_come_and_go() {
    let world = World::open(Database::Sqlite, 8, &["X", "Y"]).await;
    let people = world.annotators(3).await;
    // The first takes two and lets them run out while the others work.
    let first = world.task(&people[0]).await.unwrap();
    let _ = world.assay.task_ahead(&people[0], &first.id).await.unwrap();
    world.clock.advance(61);
    world.judge_all(&people[1..], 1).await;
    world.judge_all(&people[..1], 1).await;
    assert_eq!(world.number("SELECT COUNT(*) FROM judgment").await, 24);
}
