//! What routing goes by: an evaluation's plan, what tasks ask for, what people are qualified for and tied to, what they
//! had so far.

use crate::{StoreError, Tx, error::inconsistent};
use assay_domain::{
    EvaluationId, ModelId, PersonId, PromptId, PromptSetVersionId, VendorId,
    routing::{Locale, Qualifications, Requirement, RoutingPlan},
};
use sqlx::{Row, any::AnyRow};
use std::collections::BTreeMap;

fn plan(row: &AnyRow) -> Result<RoutingPlan, StoreError> {
    Ok(RoutingPlan {
        priority: row.try_get("priority")?,
        tasks_in_hand: row.try_get("tasks_in_hand")?,
        prompts_per_round: row.try_get("prompts_per_round")?,
        match_domain: row.try_get::<i64, _>("match_domain")? == 1,
        match_locale: row.try_get::<i64, _>("match_locale")? == 1,
        match_programming_language: row.try_get::<i64, _>("match_programming_language")? == 1,
        most_tasks: row.try_get("most_tasks")?,
        most_share: row.try_get("most_share")?,
        skips_per_hour: row.try_get("skips_per_hour")?,
        prompts_per_hour: row.try_get("prompts_per_hour")?,
    })
}

/// An evaluation's plan; the default one where nothing else was said.
///
/// # Errors
/// What the database reports.
pub async fn of_evaluation(tx: &mut Tx, id: EvaluationId) -> Result<RoutingPlan, StoreError> {
    let row = sqlx::query(
        "SELECT priority, tasks_in_hand, prompts_per_round, match_domain, match_locale, match_programming_language, most_tasks, most_share,
                skips_per_hour, prompts_per_hour FROM routing WHERE evaluation_id = $1",
    )
    .bind(id.0)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map_or_else(|| Ok(RoutingPlan::default()), plan)
}

/// Writes an evaluation's plan, with the cap per person that follows from it and its tasks.
///
/// # Errors
/// What the database reports.
pub async fn set(tx: &mut Tx, id: EvaluationId, plan: &RoutingPlan) -> Result<(), StoreError> {
    let tasks: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM task WHERE evaluation_id = $1").bind(id.0).fetch_one(tx.on()).await?;
    let cap = if tasks == 0 { None } else { plan.cap(tasks) };
    sqlx::query(
        "INSERT INTO routing (evaluation_id, priority, tasks_in_hand, prompts_per_round, match_domain, match_locale, match_programming_language,
                              most_tasks, most_share, skips_per_hour, prompts_per_hour, cap)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             ON CONFLICT (evaluation_id) DO UPDATE SET priority = excluded.priority, tasks_in_hand = excluded.tasks_in_hand,
                prompts_per_round = excluded.prompts_per_round, match_domain = excluded.match_domain, match_locale = excluded.match_locale,
                match_programming_language = excluded.match_programming_language, most_tasks = excluded.most_tasks,
                most_share = excluded.most_share, skips_per_hour = excluded.skips_per_hour, prompts_per_hour = excluded.prompts_per_hour,
                cap = excluded.cap",
    )
    .bind(id.0)
    .bind(plan.priority)
    .bind(plan.tasks_in_hand)
    .bind(plan.prompts_per_round)
    .bind(i64::from(plan.match_domain))
    .bind(i64::from(plan.match_locale))
    .bind(i64::from(plan.match_programming_language))
    .bind(plan.most_tasks)
    .bind(plan.most_share)
    .bind(plan.skips_per_hour)
    .bind(plan.prompts_per_hour)
    .bind(cap.unwrap_or(0))
    .execute(tx.on())
    .await?;
    Ok(())
}

/// An open evaluation as it stands for one person.
#[derive(Clone, Debug)]
pub struct OpenFor {
    /// Which.
    pub evaluation: EvaluationId,
    /// Its plan.
    pub plan: RoutingPlan,
    /// Tasks of it the person has taken.
    pub taken: i64,
    /// Most of them, when there is a cap.
    pub cap: Option<i64>,
    /// What its tasks ask for, each with its number.
    pub requirements: Vec<(i64, Requirement)>,
}

/// The open evaluations, as they stand for person `$1`.
pub(crate) const OPEN_FOR: &str =
    "SELECT e.id, COALESCE(k.tasks, 0) AS taken, w.cap, w.priority, w.tasks_in_hand, w.prompts_per_round, w.match_domain, w.match_locale,
            w.match_programming_language, w.most_tasks, w.most_share, w.skips_per_hour, w.prompts_per_hour
       FROM evaluation e LEFT JOIN routing w ON w.evaluation_id = e.id
       LEFT JOIN taken k ON k.evaluation_id = e.id AND k.person_id = $1
      WHERE e.state = 'open' ORDER BY e.id";

/// Rows of [`OPEN_FOR`]: the ones with the highest priority first, then the oldest.
pub(crate) fn open_for(rows: &[AnyRow]) -> Result<Vec<OpenFor>, StoreError> {
    let mut all = rows
        .iter()
        .map(|row| {
            let cap: Option<i64> = row.try_get("cap")?;
            let plan = if cap.is_some() { plan(row)? } else { RoutingPlan::default() };
            Ok(OpenFor {
                evaluation: EvaluationId(row.try_get("id")?),
                plan,
                taken: row.try_get("taken")?,
                cap: cap.filter(|cap| *cap > 0),
                requirements: Vec::new(),
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    all.sort_by_key(|open| std::cmp::Reverse(open.plan.priority));
    Ok(all)
}

/// What the tasks of a prompt-set version are routed by: each prompt's attributes, and the domain of the set.
///
/// # Errors
/// What the database reports.
pub async fn attributes(
    tx: &mut Tx,
    version: PromptSetVersionId,
) -> Result<(String, BTreeMap<PromptId, BTreeMap<String, String>>), StoreError> {
    let domain: String = sqlx::query_scalar(
        "SELECT s.domain FROM prompt_set s JOIN prompt_set_version v ON v.prompt_set_id = s.id WHERE v.id = $1",
    )
    .bind(version.0)
    .fetch_one(tx.on())
    .await?;
    let rows = sqlx::query("SELECT id, attributes FROM prompt WHERE version_id = $1 ORDER BY id")
        .bind(version.0)
        .fetch_all(tx.on())
        .await?;
    let mut all = BTreeMap::new();
    for row in rows {
        let id: i64 = row.try_get("id")?;
        let attributes = serde_json::from_str(row.try_get("attributes")?).map_err(|_| inconsistent("prompt", id))?;
        all.insert(PromptId(id), attributes);
    }
    Ok((domain, all))
}

/// Adds what some tasks of an evaluation ask for; they refer to it by the number answered.
///
/// # Errors
/// What the database reports.
pub async fn add_requirement(tx: &mut Tx, evaluation: EvaluationId, asked: &Requirement) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "INSERT INTO requirement (evaluation_id, domain, locale, programming_language) VALUES ($1, $2, $3, $4) RETURNING id",
    )
    .bind(evaluation.0)
    .bind(asked.domain.clone().unwrap_or_default())
    .bind(asked.locale.as_ref().map(|locale| locale.as_str().to_owned()).unwrap_or_default())
    .bind(asked.programming_language.clone().unwrap_or_default())
    .fetch_one(tx.on())
    .await?)
}

/// What the tasks of open evaluations ask for.
pub(crate) const REQUIREMENTS: &str = "SELECT q.id, q.evaluation_id, q.domain, q.locale, q.programming_language
       FROM requirement q JOIN evaluation e ON e.id = q.evaluation_id WHERE e.state = 'open' ORDER BY q.id";

/// A row of [`REQUIREMENTS`].
pub(crate) fn requirement(row: &AnyRow) -> Result<(EvaluationId, i64, Requirement), StoreError> {
    let id: i64 = row.try_get("id")?;
    let word = |column: &str| -> Result<Option<String>, StoreError> {
        Ok(Some(row.try_get::<String, _>(column)?).filter(|word| !word.is_empty()))
    };
    let locale = match word("locale")? {
        Some(tag) => Some(Locale::parse(&tag).ok_or_else(|| inconsistent("requirement", id))?),
        None => None,
    };
    let asked = Requirement { domain: word("domain")?, locale, programming_language: word("programming_language")? };
    Ok((EvaluationId(row.try_get("evaluation_id")?), id, asked))
}

/// What a person is qualified for.
///
/// # Errors
/// What the database reports.
pub async fn qualifications(tx: &mut Tx, person: PersonId) -> Result<Qualifications, StoreError> {
    let rows = sqlx::query(QUALIFICATIONS).bind(person.0).fetch_all(tx.on()).await?;
    qualifications_of(person, &rows)
}

/// What person `$1` is qualified for.
pub(crate) const QUALIFICATIONS: &str = "SELECT kind, value FROM qualification WHERE person_id = $1";

/// Rows of [`QUALIFICATIONS`].
pub(crate) fn qualifications_of(person: PersonId, rows: &[AnyRow]) -> Result<Qualifications, StoreError> {
    let mut found = Qualifications::default();
    for row in rows {
        let value: String = row.try_get("value")?;
        match row.try_get::<String, _>("kind")?.as_str() {
            "domain" => {
                found.domains.insert(value);
            }
            "locale" => {
                found.locales.insert(Locale::parse(&value).ok_or_else(|| inconsistent("qualification", person.0))?);
            }
            _ => {
                found.programming_languages.insert(value);
            }
        }
    }
    Ok(found)
}

/// Replaces what a person is qualified for.
///
/// # Errors
/// What the database reports.
pub async fn set_qualifications(tx: &mut Tx, person: PersonId, new: &Qualifications) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM qualification WHERE person_id = $1").bind(person.0).execute(tx.on()).await?;
    let rows = (new.domains.iter().map(|value| ("domain", value.as_str())))
        .chain(new.locales.iter().map(|value| ("locale", value.as_str())))
        .chain(new.programming_languages.iter().map(|value| ("programming_language", value.as_str())));
    for (kind, value) in rows {
        sqlx::query("INSERT INTO qualification (person_id, kind, value) VALUES ($1, $2, $3)")
            .bind(person.0)
            .bind(kind)
            .bind(value.to_owned())
            .execute(tx.on())
            .await?;
    }
    Ok(())
}

/// The vendors a person is tied to.
///
/// # Errors
/// What the database reports.
pub async fn vendors(tx: &mut Tx, person: PersonId) -> Result<Vec<VendorId>, StoreError> {
    let ids: Vec<i64> =
        sqlx::query_scalar("SELECT vendor_id FROM person_vendor WHERE person_id = $1 ORDER BY vendor_id")
            .bind(person.0)
            .fetch_all(tx.on())
            .await?;
    Ok(ids.into_iter().map(VendorId).collect())
}

/// Replaces the vendors a person is tied to. What was not for them may be now, so their turn begins anew.
///
/// # Errors
/// What the database reports.
pub async fn set_vendors(tx: &mut Tx, person: PersonId, vendors: &[VendorId]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM person_vendor WHERE person_id = $1").bind(person.0).execute(tx.on()).await?;
    sqlx::query("DELETE FROM passed WHERE person_id = $1").bind(person.0).execute(tx.on()).await?;
    for vendor in vendors {
        sqlx::query("INSERT INTO person_vendor (person_id, vendor_id) VALUES ($1, $2)")
            .bind(person.0)
            .bind(vendor.0)
            .execute(tx.on())
            .await?;
    }
    Ok(())
}

/// How often person `$2` was given each model's responses in evaluation `$1`.
pub(crate) const SEEN: &str = "SELECT model_id, times FROM seen_model WHERE evaluation_id = $1 AND person_id = $2";

/// Rows of [`SEEN`].
pub(crate) fn seen(rows: &[AnyRow]) -> Result<BTreeMap<ModelId, i64>, StoreError> {
    rows.iter().map(|row| Ok((ModelId(row.try_get("model_id")?), row.try_get("times")?))).collect()
}
