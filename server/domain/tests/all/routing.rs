//! Routing's decisions by themselves: languages, limits, rounds, balance.

use assay_domain::{
    EvaluationId, ModelId, Refusal, TaskId,
    routing::{Candidate, Load, Locale, Note, Qualifications, RoutingPlan, in_order, rounds},
    setup::EvaluationState,
};
use std::collections::{BTreeMap, BTreeSet};

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap_or_else(|| panic!("{tag}"))
}

#[test]
fn language_tags_are_read_in_any_spelling() {
    for (typed, tag) in [
        ("es", "es"),
        (" ES_mx ", "es-MX"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-CH-1996", ""),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("Spanish", ""),
        ("", ""),
        ("e", ""),
        ("es-", ""),
        ("es-MX-Latn", ""),
        ("es-MX-AR", ""),
        ("es-%", ""),
    ] {
        assert_eq!(Locale::parse(typed).map(|locale| locale.as_str().to_owned()).unwrap_or_default(), tag, "{typed}");
    }
}

#[test]
fn the_direction_is_that_of_the_script_that_is_named_or_usual() {
    for tag in ["ar", "he-IL", "ur-PK", "az-Arab", "pa-Arab-PK", "ckb"] {
        assert!(locale(tag).right_to_left(), "{tag}");
    }
    for tag in ["es-MX", "zh-Hant-TW", "az", "ar-Latn", "sl-rozaj-biske", "en-arabic"] {
        assert!(!locale(tag).right_to_left(), "{tag}");
    }
}

#[test]
fn a_region_is_covered_by_itself_and_by_the_bare_language() {
    for (person, prompt, covered) in [
        ("es-MX", "es-MX", true),
        ("es", "es-MX", true),
        ("es-MX", "es", true),
        ("es-ES", "es-MX", false),
        ("zh-Hant", "zh-Hant-TW", true),
        ("zh-Hans", "zh-Hant-TW", false),
        ("es", "est", false),
        ("fr", "es", false),
    ] {
        assert_eq!(locale(person).covers(&locale(prompt)), covered, "{person} for {prompt}");
    }
}

#[test]
fn only_what_the_plan_matches_is_asked_for() {
    let attributes: BTreeMap<String, String> =
        [("locale", "es_mx"), ("programming_language", " Rust ")].map(|(k, v)| (k.into(), v.into())).into();
    let asked = RoutingPlan::default().requirement("Coding", &attributes).unwrap();
    assert!(asked.met_by(&Qualifications::default()), "nothing is asked for");
    let plan = RoutingPlan {
        match_domain: true,
        match_locale: true,
        match_programming_language: true,
        ..RoutingPlan::default()
    };
    let asked = plan.requirement("Coding", &attributes).unwrap();
    assert!(asked.met_by(&Qualifications::read("CODING", "es", "c++, rust").unwrap()));
    for (domains, locales, languages) in [("", "es", "rust"), ("coding", "es-ES", "rust"), ("coding", "es", "c++")] {
        assert!(!asked.met_by(&Qualifications::read(domains, locales, languages).unwrap()));
    }
    let without = plan.requirement("coding", &BTreeMap::new()).unwrap();
    assert!(
        without.met_by(&Qualifications::read("coding", "", "").unwrap()),
        "a prompt that says nothing asks for nothing"
    );
}

#[test]
fn limits_hold_at_their_edge() {
    let plan = RoutingPlan { most_tasks: 10, most_share: 25, ..RoutingPlan::default() };
    assert_eq!((plan.cap(100), plan.cap(20), plan.cap(1)), (Some(10), Some(5), Some(1)));
    assert_eq!(RoutingPlan::default().cap(100), None);
    assert!(plan.has_room(Load { in_hand: 1, taken: 9, cap: Some(10) }));
    assert!(!plan.has_room(Load { in_hand: 2, taken: 0, cap: None }));
    assert!(!plan.has_room(Load { in_hand: 0, taken: 10, cap: Some(10) }));
    assert_eq!(plan.may_show(299), Ok(()));
    assert_eq!(plan.may_show(300), Err(Refusal::TooManyPrompts));
    assert_eq!(plan.may_skip(20), Err(Refusal::TooManySkips));
}

#[test]
fn what_tasks_were_made_by_stands_and_the_rest_may_change() {
    let plan = RoutingPlan::default();
    let wider = RoutingPlan { priority: 9, most_share: 30, prompts_per_hour: 10, ..plan.clone() };
    let other = RoutingPlan { prompts_per_round: 10, match_domain: true, ..plan.clone() };
    assert_eq!(plan.may_become(&wider, EvaluationState::Open), Ok(()));
    assert_eq!(plan.may_become(&other, EvaluationState::Draft), Ok(()));
    let Err(Refusal::Invalid { errors }) = plan.may_become(&other, EvaluationState::Closed) else { panic!() };
    assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["prompts_per_round", "match"]);
    let none = RoutingPlan { most_share: 0, ..plan.clone() };
    assert!(plan.may_become(&none, EvaluationState::Draft).is_err());
}

#[test]
fn notes_may_have_lines_but_no_end() {
    assert_eq!(Note::read("note", " one\r\ntwo ", true).unwrap().as_str(), "one\ntwo");
    assert!(Note::read("note", "", false).is_ok() && Note::read("note", " \n", true).is_err());
    assert!(Note::read("note", &"x".repeat(1_001), false).is_err() && Note::read("note", "a\0b", false).is_err());
}

#[test]
fn a_pairs_first_prompts_are_its_first_round() {
    let pairs = ["ab", "ac", "ab", "ab", "ac", "bc"];
    assert_eq!(rounds(pairs, 2), [1, 1, 1, 2, 1, 1]);
    assert_eq!(rounds(pairs, 0), [1, 1, 2, 3, 2, 1], "a plan that was not checked does no harm");
}

/// A small generator of its own: what is tested has no randomness.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// People of unlike speed share an evaluation of `models` models and `prompts` prompts, three to a task. Answers how far each
/// person's most-seen model lies above its fair share, in tasks, and how far pairs are ever apart.
fn work(models: i64, prompts: i64, per_round: i64, people: usize, seed: u64) -> (i64, i64) {
    let mut dice = Dice(seed);
    let mut pairs = Vec::new();
    for one in 0..models {
        pairs.extend((one + 1..models).map(|other| (one, other)));
    }
    let all: Vec<(i64, i64)> = (0..prompts).flat_map(|_| pairs.clone()).collect();
    let round_of = rounds(all.iter(), per_round);
    let mut order: Vec<usize> = (0..all.len()).collect();
    for index in (1..order.len()).rev() {
        order.swap(index, dice.below(index + 1));
    }
    order.sort_by_key(|number| round_of[*number]);
    let mut open: Vec<i64> = vec![3; all.len()];
    let mut had: Vec<BTreeSet<i64>> = vec![BTreeSet::new(); people];
    let mut seen: Vec<BTreeMap<ModelId, i64>> = vec![BTreeMap::new(); people];
    let mut started: BTreeMap<(i64, i64), i64> = pairs.iter().map(|pair| (*pair, 0)).collect();
    let (mut above, mut apart) = (0, 0);
    let mut idle = 0;
    while idle < people * 20 {
        // The first few do most of the work.
        let most = 1 + dice.below(people);
        let person = dice.below(most);
        let candidates: Vec<Candidate> = (0_i64..)
            .zip(&order)
            .filter(|(position, number)| open[**number] > 0 && !had[person].contains(position))
            .take(40)
            .map(|(position, number)| Candidate {
                task: TaskId(position),
                evaluation: EvaluationId(1),
                position,
                round: round_of[*number],
                models: vec![ModelId(all[*number].0), ModelId(all[*number].1)],
            })
            .collect();
        let Some(next) = in_order(candidates, &seen[person]).into_iter().next() else {
            idle += 1;
            continue;
        };
        idle = 0;
        let number = order[usize::try_from(next.position).unwrap()];
        if open[number] == 3 {
            *started.get_mut(&all[number]).unwrap() += 1;
        }
        open[number] -= 1;
        had[person].insert(next.position);
        for model in next.models {
            *seen[person].entry(model).or_default() += 1;
        }
        let fair = i64::try_from(had[person].len()).unwrap() * 2 / models;
        above = above.max(seen[person].values().max().unwrap() - fair);
        apart = apart.max(started.values().max().unwrap() - started.values().min().unwrap());
    }
    assert!(open.iter().all(|left| *left == 0), "every slot is filled");
    (above, apart)
}

#[test]
fn nobodys_most_seen_model_is_far_above_its_fair_share_and_pairs_stay_within_a_round() {
    for seed in 0..6 {
        for (models, prompts, per_round, people) in [(3, 30, 10, 6), (4, 24, 8, 7), (6, 12, 4, 9)] {
            let (above, apart) = work(models, prompts, per_round, people, seed);
            assert!(apart <= per_round, "{models} models: pairs are {apart} apart");
            assert!(above <= 6, "{models} models: {above} tasks above the fair share");
        }
    }
}
