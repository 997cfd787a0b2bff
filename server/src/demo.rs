//! The demonstration: four prompt sets with responses of fictional models, an account for every role, and one evaluation
//! already judged, by simulation and said so, to show what a leaderboard looks like.

use assay_domain::{
    Actor, EvaluationId, ModelId, Role,
    criteria_sets::CriteriaSet,
    judgment::{ErrorTag, JudgmentContent, Preference, Severity, Side},
    review::Stage,
    scale::Scale,
    setup::{Criterion, DEFAULT_ERROR_TAGS, EvaluationPlan, Kind},
};
use assay_workflow::{
    Assay, Entropy, Error, SystemEntropy,
    annotation::{Next, Submission},
    people::LinkAnswer,
    prompt_set_file::Coverage,
    prompt_sets::Target,
    releases::ReleaseSettings,
    review::VerdictOn,
};
use serde::Deserialize;
use std::collections::HashMap;

const VENDORS: &str = include_str!("demo/vendors.json");
/// Name, domain, prompts and guidelines of each evaluation.
const EVALUATIONS: [(&str, &str, &str, &str); 4] = [
    ("Coding", "coding", include_str!("demo/coding.jsonl"), include_str!("demo/guidelines-coding.md")),
    ("Math (simulated judgments)", "math", include_str!("demo/math.jsonl"), include_str!("demo/guidelines-math.md")),
    (
        "Instruction following",
        "instruction following",
        include_str!("demo/instruction-following.jsonl"),
        include_str!("demo/guidelines-instruction-following.md"),
    ),
    ("Spanish", "Spanish", include_str!("demo/spanish.jsonl"), include_str!("demo/guidelines-spanish.md")),
];
/// Sign-in name, name and role of each account. The `sample-` people made the simulated judgments.
const PEOPLE: [(&str, &str, Role); 12] = [
    ("admin", "Ada (admin)", Role::Admin),
    ("annotator-1", "Ben", Role::Annotator),
    ("annotator-2", "Carla", Role::Annotator),
    ("annotator-3", "Deniz", Role::Annotator),
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
    // First the one that is judged by simulation, so that the sample people find nothing else open.
    for (name, domain, file, guidelines) in EVALUATIONS.iter().cycle().skip(1).take(4) {
        let evaluation = set_up(assay, admin, &models, (name, domain, file, guidelines)).await?;
        if *domain == "math" {
            simulate(assay, &actors, evaluation).await?;
        }
    }
    Ok(Some(accounts))
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

async fn set_up(
    assay: &Assay,
    admin: &Actor,
    models: &[ModelId],
    (name, domain, file, guidelines): (&str, &str, &str, &str),
) -> Result<EvaluationId, Error> {
    let set = assay.add_prompt_set(admin, &format!("Demonstration: {domain}"), domain).await?;
    assay.import(admin, set, file.into(), Target::Latest, Coverage::Complete).await?;
    let sets = assay.prompt_sets(admin).await?;
    let version = sets.iter().find(|view| view.set.id == set).and_then(|view| view.versions.first());
    let version = version.ok_or_else(|| Error::Internal("the demonstration's set has no version".into()))?.id;
    let criteria = if domain == "coding" { CriteriaSet::CODING } else { CriteriaSet::GENERAL };
    let plan = EvaluationPlan {
        name: name.into(),
        kind: Kind::Comparison,
        annotators_per_task: 3,
        lease_seconds: 3_600,
        minimum_justification: 20,
        guidelines: guidelines.into(),
        criteria: criteria.on(&Scale::Points),
        error_tags: DEFAULT_ERROR_TAGS.map(str::to_owned).to_vec(),
        ..EvaluationPlan::default()
    };
    let evaluation = assay.add_evaluation(admin, version, plan, models.to_vec()).await?;
    assay.open_evaluation(admin, evaluation).await?;
    Ok(evaluation)
}

/// Judges, reviews and publishes an evaluation the way people would, through the same doors.
async fn simulate(assay: &Assay, actors: &HashMap<&str, Actor>, evaluation: EvaluationId) -> Result<(), Error> {
    for annotator in ["sample-annotator-1", "sample-annotator-2", "sample-annotator-3"].map(|login| &actors[login]) {
        while let Next::Task(task) = assay.next_task(annotator).await? {
            let content = simulated(annotator, &task.a, task.b.as_deref().unwrap_or_default(), &task.criteria);
            let submission = Submission {
                submission_id: task.id.as_str().to_owned(),
                assignment: task.id,
                content,
                active: 90_000.into(),
            };
            assay.submit(annotator, submission).await?;
        }
    }
    for (reviewer, stage) in [("sample-initial-reviewer", Stage::Initial), ("sample-final-reviewer", Stage::Final)] {
        while let Some(review) = assay.next_review(&actors[reviewer], stage).await? {
            let verdicts = review
                .judgments
                .iter()
                .filter(|judgment| judgment.waits)
                .map(|judgment| VerdictOn::approve(judgment.letter))
                .collect();
            assay.decide(&actors[reviewer], review.id, review.version, verdicts).await?;
        }
    }
    let settings = ReleaseSettings {
        style: true,
        slices: vec!["difficulty".to_owned(), "topic".to_owned()],
        slice_minimum: 50,
        ..ReleaseSettings::default()
    };
    let release = assay.make_release(&actors["sample-admin"], evaluation, settings).await?;
    assay.publish_release(&actors["sample-admin"], release).await
}

/// A made-up opinion: the longer answer tends to win, each annotator in their own noisy way.
fn simulated(annotator: &Actor, a: &str, b: &str, criteria: &[Criterion]) -> JudgmentContent {
    let noise =
        a.bytes().chain(b.bytes()).fold(annotator.person.0, |sum, byte| (sum * 31 + i64::from(byte)) % 10_007) % 5 - 2;
    let lengths = (a.len() as f64 / b.len().max(1) as f64).ln();
    #[allow(clippy::cast_possible_truncation)]
    let preference = Preference::new(((lengths * 2.0).round() as i64 + noise).clamp(-3, 3));
    let weaker = match preference.map(Preference::value) {
        Some(value) if value >= 2 => Some(Side::B),
        Some(value) if value <= -2 => Some(Side::A),
        _ => None,
    };
    JudgmentContent {
        preference,
        criteria: criteria.iter().filter_map(|criterion| Some((criterion.name.clone(), preference?))).collect(),
        error_tags: weaker
            .map(|side| ErrorTag::whole(side, DEFAULT_ERROR_TAGS[0], Severity::Major))
            .into_iter()
            .collect(),
        justification: "Simulated for the demonstration; nobody wrote this.".to_owned(),
        ..JudgmentContent::default()
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
