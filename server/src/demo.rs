//! The demonstration: four prompt sets with responses of fictional models, an account for every role, and an evaluation of
//! each kind already judged, by simulation and said so, to show what leaderboards, reviews and one's own work look like.

mod simulation;

use assay_domain::{
    Actor, EvaluationId, ModelId, PromptSetVersionId, Role,
    criteria_sets::CriteriaSet,
    routing::RoutingPlan,
    scale::{Rating, Scale, ScaleLabel},
    setup::{Criterion, DEFAULT_ERROR_TAGS, EvaluationPlan, Kind},
};
use assay_workflow::{
    Assay, Entropy, Error, SystemEntropy, people::LinkAnswer, prompt_set_file::Coverage, prompt_sets::Target,
};
use serde::Deserialize;
use std::collections::HashMap;

const VENDORS: &str = include_str!("demo/vendors.json");
/// Domain and prompts of each set.
const SETS: [(&str, &str); 4] = [
    ("coding", include_str!("demo/coding.jsonl")),
    ("math", include_str!("demo/math.jsonl")),
    ("instruction following", include_str!("demo/instruction-following.jsonl")),
    ("Spanish", include_str!("demo/spanish.jsonl")),
];
/// Sign-in name, name and role of each account. The `sample-` people made simulated judgments, and so did the fourth
/// annotator, as whom one can look back on two weeks of work.
const PEOPLE: [(&str, &str, Role); 13] = [
    ("admin", "Ada (admin)", Role::Admin),
    ("annotator-1", "Ben", Role::Annotator),
    ("annotator-2", "Carla", Role::Annotator),
    ("annotator-3", "Deniz", Role::Annotator),
    (simulation::PAST_ANNOTATOR, "Galya", Role::Annotator),
    ("initial-reviewer", "Elif", Role::InitialReviewer),
    ("final-reviewer", "Femi", Role::FinalReviewer),
    ("sample-annotator-1", "Sample annotator 1", Role::Annotator),
    ("sample-annotator-2", "Sample annotator 2", Role::Annotator),
    ("sample-annotator-3", "Sample annotator 3", Role::Annotator),
    ("sample-initial-reviewer", "Sample initial reviewer", Role::InitialReviewer),
    ("sample-final-reviewer", "Sample final reviewer", Role::FinalReviewer),
    ("sample-admin", "Sample admin", Role::Admin),
];

/// One vendor of the demonstration.
#[derive(Deserialize)]
struct VendorLine {
    vendor: String,
    models: Vec<String>,
}

/// An account of the demonstration, to be printed once.
pub struct Account {
    /// What to sign in with.
    pub login: &'static str,
    /// A random password, kept nowhere in clear.
    pub password: String,
    /// What the person may do.
    pub role: Role,
}

/// Loads the demonstration into an empty installation; `None` when it has people already.
///
/// # Errors
/// What the workflow answers; nothing of the demonstration is ever loaded over existing accounts.
pub async fn load(assay: &Assay) -> Result<Option<Vec<Account>>, Error> {
    if assay.setup_token().await?.is_none() {
        return Ok(None);
    }
    let mut accounts = Vec::new();
    let mut actors = HashMap::new();
    for (login, name, role) in PEOPLE {
        // Simulated people get no password: nobody can sign in as them.
        let (id, token) = assay.invite_from_console(name, login, &[role]).await?;
        if !login.starts_with("sample-") {
            let password = password();
            assay.use_link(&token, LinkAnswer { password: password.clone(), ..LinkAnswer::default() }).await?;
            accounts.push(Account { login, password, role });
        }
        actors.insert(login, Actor { person: id, name: name.into(), roles: vec![role] });
    }
    let admin = &actors["admin"];
    let models = register(assay, admin).await?;
    let mut versions = HashMap::new();
    for (domain, prompts) in SETS {
        versions.insert(domain, import(assay, admin, domain, prompts).await?);
    }
    let open = async |domain: &str, plan: &EvaluationPlan| -> Result<EvaluationId, Error> {
        let version = versions.get(domain).copied().ok_or_else(|| internal("a set of the demonstration is missing"))?;
        let evaluation = assay.add_evaluation(admin, version, plan.clone(), models.clone()).await?;
        assay.open_evaluation(admin, evaluation).await?;
        Ok(evaluation)
    };
    // First those that are judged by simulation, each before the next is open, so that the simulated people find nothing else.
    let past = simulation::Past::begin(assay, &actors, &models)?;
    let plan = comparison("Math (simulated judgments)", include_str!("demo/guidelines-math.md"));
    past.compare(open("math", &plan).await?, &plan.name).await?;
    let plan = rating();
    let rated = open("instruction following", &plan).await?;
    past.rate(rated, &plan.name).await?;
    // What is left of it for visitors comes after everything else.
    assay.set_routing(admin, rated, RoutingPlan { priority: 1, ..RoutingPlan::default() }).await?;
    let plan = correctness();
    let right = open("math", &plan).await?;
    past.say_whether_right(right, &plan.name).await?;
    assay.set_routing(admin, right, RoutingPlan { priority: 2, ..RoutingPlan::default() }).await?;
    let instructions = include_str!("demo/guidelines-instruction-following.md");
    open("instruction following", &comparison("Instruction following", instructions)).await?;
    open("Spanish", &comparison("Spanish", include_str!("demo/guidelines-spanish.md"))).await?;
    let coding = comparison("Coding", include_str!("demo/guidelines-coding.md"));
    open("coding", &EvaluationPlan { criteria: CriteriaSet::CODING.on(&Scale::Points), ..coding }).await?;
    Ok(Some(accounts))
}

fn internal(what: &str) -> Error {
    Error::Internal(what.to_owned())
}

async fn register(assay: &Assay, admin: &Actor) -> Result<Vec<ModelId>, Error> {
    let vendors: Vec<VendorLine> = serde_json::from_str(VENDORS).map_err(|error| Error::Internal(error.to_string()))?;
    let mut models = Vec::new();
    for line in vendors {
        let vendor = assay.add_vendor(admin, &line.vendor).await?;
        for model in line.models {
            models.push(assay.add_model(admin, vendor, &model).await?);
        }
    }
    Ok(models)
}

async fn import(assay: &Assay, admin: &Actor, domain: &str, prompts: &str) -> Result<PromptSetVersionId, Error> {
    let set = assay.add_prompt_set(admin, &format!("Demonstration: {domain}"), domain).await?;
    assay.import(admin, set, prompts.into(), Target::Latest, Coverage::Complete).await?;
    let sets = assay.prompt_sets(admin).await?;
    let version = sets.iter().find(|view| view.set.id == set).and_then(|view| view.versions.first());
    Ok(version.ok_or_else(|| internal("a set of the demonstration has no version"))?.id)
}

/// Two responses side by side.
fn comparison(name: &str, guidelines: &str) -> EvaluationPlan {
    EvaluationPlan {
        name: name.into(),
        kind: Kind::Comparison,
        annotators_per_task: 3,
        lease_seconds: 3_600,
        minimum_justification: 20,
        guidelines: guidelines.into(),
        criteria: CriteriaSet::GENERAL.on(&Scale::Points),
        error_tags: DEFAULT_ERROR_TAGS.map(str::to_owned).to_vec(),
        ..EvaluationPlan::default()
    }
}

/// One response from 0 to 100, its criteria in words.
fn rating() -> EvaluationPlan {
    let words = [("Poor", 0), ("Weak", 25), ("Fair", 50), ("Good", 75), ("Excellent", 100)];
    let labels = words
        .into_iter()
        .filter_map(|(label, value)| Some(ScaleLabel { label: label.to_owned(), value: Rating::new(value)? }))
        .collect();
    EvaluationPlan {
        kind: Kind::Rating,
        criteria: CriteriaSet::GENERAL.on(&Scale::Labels(labels)),
        ..comparison("Instruction following, rated (simulated judgments)", include_str!("demo/guidelines-rated.md"))
    }
}

/// One response, right or wrong.
fn correctness() -> EvaluationPlan {
    EvaluationPlan {
        kind: Kind::Correctness,
        criteria: vec![Criterion {
            name: "Reasoning".to_owned(),
            help: "Does each step follow from the one before?".to_owned(),
            required: true,
            scale: Scale::Points,
        }],
        ..comparison("Math, right or wrong (simulated judgments)", include_str!("demo/guidelines-right-or-wrong.md"))
    }
}

/// Twenty letters and digits without look-alikes: some 97 bits.
fn password() -> String {
    const LETTERS: &[u8; 29] = b"abcdefghjkmnpqrstvwxyz2345678";
    let mut bytes = [0; 64];
    SystemEntropy.fill(&mut bytes);
    // Bytes beyond the last whole multiple are skipped, so that every letter is as likely.
    bytes.iter().filter(|byte| **byte < 232).take(20).map(|byte| char::from(LETTERS[usize::from(byte % 29)])).collect()
}
