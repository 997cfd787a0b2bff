//! Who is given which task: qualifications, limits, rounds, balance.
//!
//! A task asks for a [`Requirement`], a person has [`Qualifications`]. Where several tasks could be next, [`in_order`]
//! prefers the models that the person saw least.

use crate::{EvaluationId, FieldError, ModelId, Refusal, TaskId, setup::EvaluationState, setup::within};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod locale;
mod reasons;

pub use locale::Locale;
pub use reasons::{FlagReason, Note, SkipReason};

/// How an evaluation gives out its tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools)]
pub struct RoutingPlan {
    /// From 1 to 9; tasks of evaluations with a higher one come first.
    pub priority: i64,
    /// Most tasks a person has in hand: the one before them and those fetched ahead.
    pub tasks_in_hand: i64,
    /// How many prompts of every pair come before any pair's next ones.
    pub prompts_per_round: i64,
    /// Whether an annotator must be qualified for the prompt set's domain.
    pub match_domain: bool,
    /// Whether an annotator must know the prompt's `locale`.
    pub match_locale: bool,
    /// Whether an annotator must know the prompt's `programming_language`.
    pub match_programming_language: bool,
    /// Most tasks of the evaluation per person; 0 for as many as there are.
    pub most_tasks: i64,
    /// Most tasks per person as a share of all, in %.
    pub most_share: i64,
    /// How often a person may skip within an hour.
    pub skips_per_hour: i64,
    /// How many different prompts a person is shown within an hour before this evaluation gives them another.
    pub prompts_per_hour: i64,
}

impl Default for RoutingPlan {
    fn default() -> Self {
        Self {
            priority: 5,
            tasks_in_hand: 2,
            prompts_per_round: 50,
            match_domain: false,
            match_locale: false,
            match_programming_language: false,
            most_tasks: 0,
            most_share: 100,
            skips_per_hour: 20,
            prompts_per_hour: 300,
        }
    }
}

impl RoutingPlan {
    /// Checks the plan's own fields.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming every field to mend.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut errors = Vec::new();
        let mut need = |ok: bool, field: &str, message: &str| {
            if !ok {
                errors.push(FieldError::new(field, message));
            }
        };
        need((1..=9).contains(&self.priority), "priority", "Choose a priority of 1 to 9.");
        need((1..=5).contains(&self.tasks_in_hand), "tasks_in_hand", "Choose 1 to 5 tasks in hand.");
        need(
            (1..=10_000).contains(&self.prompts_per_round),
            "prompts_per_round",
            "Choose 1 to 10,000 prompts per round.",
        );
        need((0..=1_000_000).contains(&self.most_tasks), "most_tasks", "Choose 0 to 1,000,000 tasks; 0 sets no limit.");
        need((1..=100).contains(&self.most_share), "most_share", "Choose a share of 1 to 100 %.");
        need((0..=1_000).contains(&self.skips_per_hour), "skips_per_hour", "Choose 0 to 1,000 skips per hour.");
        need(
            (1..=100_000).contains(&self.prompts_per_hour),
            "prompts_per_hour",
            "Choose 1 to 100,000 prompts per hour.",
        );
        Refusal::if_any(errors)
    }

    /// Decides whether a plan may become another: what tasks were made by stands once they are made, the rest may change.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming what stands.
    pub fn may_become(&self, next: &Self, state: EvaluationState) -> Result<(), Refusal> {
        next.check()?;
        if state == EvaluationState::Draft {
            return Ok(());
        }
        let mut errors = Vec::new();
        if self.prompts_per_round != next.prompts_per_round {
            errors.push(FieldError::new("prompts_per_round", "The rounds stand once the evaluation is open."));
        }
        if (self.match_domain, self.match_locale, self.match_programming_language)
            != (next.match_domain, next.match_locale, next.match_programming_language)
        {
            errors.push(FieldError::new(
                "match",
                "What annotators must be qualified for stands once the evaluation is open.",
            ));
        }
        Refusal::if_any(errors)
    }

    /// Most tasks per person when there are this many; `None` when a person may do all.
    #[must_use]
    pub fn cap(&self, tasks: i64) -> Option<i64> {
        let by_share = (self.most_share < 100).then(|| (tasks.saturating_mul(self.most_share) / 100).max(1));
        let by_number = (self.most_tasks > 0).then_some(self.most_tasks);
        match (by_share, by_number) {
            (Some(share), Some(number)) => Some(share.min(number)),
            (share, number) => share.or(number),
        }
    }

    /// Whether a person may have one more task of the evaluation.
    #[must_use]
    pub fn has_room(&self, load: Load) -> bool {
        load.in_hand < self.tasks_in_hand && load.cap.is_none_or(|cap| load.taken < cap)
    }

    /// Decides whether a person may be shown one more prompt.
    ///
    /// # Errors
    /// [`Refusal::TooManyPrompts`].
    pub fn may_show(&self, shown_within_hour: i64) -> Result<(), Refusal> {
        if shown_within_hour < self.prompts_per_hour { Ok(()) } else { Err(Refusal::TooManyPrompts) }
    }

    /// Decides whether a person may skip once more.
    ///
    /// # Errors
    /// [`Refusal::TooManySkips`].
    pub fn may_skip(&self, skipped_within_hour: i64) -> Result<(), Refusal> {
        if skipped_within_hour < self.skips_per_hour { Ok(()) } else { Err(Refusal::TooManySkips) }
    }

    /// What a task of a prompt asks of its annotators.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when the prompt's locale is to be matched and is no language tag.
    pub fn requirement(&self, domain: &str, attributes: &BTreeMap<String, String>) -> Result<Requirement, Refusal> {
        let attribute = |name: &str| attributes.get(name).map(String::as_str).filter(|text| !text.trim().is_empty());
        let locale = match attribute("locale").filter(|_| self.match_locale) {
            Some(text) => Some(Locale::parse(text).ok_or_else(|| {
                Refusal::invalid(
                    "match",
                    "A prompt's locale is not a language tag such as es or es-MX; import it again.",
                )
            })?),
            None => None,
        };
        Ok(Requirement {
            domain: self.match_domain.then(|| plain(domain)).filter(|word| !word.is_empty()),
            locale,
            programming_language: attribute("programming_language")
                .filter(|_| self.match_programming_language)
                .map(plain),
        })
    }
}

/// How much a person has, as far as the limits of an evaluation ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Tasks in hand, of all evaluations.
    pub in_hand: i64,
    /// Tasks of this evaluation taken so far.
    pub taken: i64,
    /// Most of them, when there is a cap.
    pub cap: Option<i64>,
}

/// Words that compare alike: trimmed, in lower case.
fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What a task asks of its annotators.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Requirement {
    /// The domain, in lower case.
    pub domain: Option<String>,
    /// The language, with or without a region.
    pub locale: Option<Locale>,
    /// The programming language, in lower case.
    pub programming_language: Option<String>,
}

impl Requirement {
    /// Whether a person is qualified. For the locale see [`Locale::covers`].
    #[must_use]
    pub fn met_by(&self, person: &Qualifications) -> bool {
        self.domain.as_ref().is_none_or(|domain| person.domains.contains(domain))
            && self.locale.as_ref().is_none_or(|locale| person.locales.iter().any(|known| known.covers(locale)))
            && self.programming_language.as_ref().is_none_or(|language| person.programming_languages.contains(language))
    }
}

/// What a person is qualified for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualifications {
    /// Domains of prompt sets, in lower case.
    pub domains: BTreeSet<String>,
    /// Languages; one without a region stands for all its regions.
    pub locales: BTreeSet<Locale>,
    /// Programming languages, in lower case.
    pub programming_languages: BTreeSet<String>,
}

impl Qualifications {
    /// Reads what an admin typed: items separated by commas or line breaks.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming the field to mend.
    pub fn read(domains: &str, locales: &str, programming_languages: &str) -> Result<Self, Refusal> {
        let mut errors = Vec::new();
        let mut words = |field: &str, text: &str| -> BTreeSet<String> {
            let words: BTreeSet<String> = items(text).map(plain).collect();
            if words.len() > 100 || words.iter().any(|word| !within(word, 1, 80)) {
                errors.push(FieldError::new(field, "Give at most 100 items of up to 80 characters each."));
            }
            words
        };
        let domains = words("domains", domains);
        let programming_languages = words("programming_languages", programming_languages);
        let parsed: Vec<Option<Locale>> = items(locales).map(Locale::parse).collect();
        if parsed.len() > 100 || parsed.iter().any(Option::is_none) {
            errors.push(FieldError::new("locales", "Give language tags such as es, es-MX or zh-Hant, at most 100."));
        }
        Refusal::if_any(errors)?;
        Ok(Self { domains, locales: parsed.into_iter().flatten().collect(), programming_languages })
    }
}

/// The items of a text field.
fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n']).map(str::trim).filter(|item| !item.is_empty())
}

/// A task that could be next for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub task: TaskId,
    /// Its evaluation.
    pub evaluation: EvaluationId,
    /// Its place in the evaluation's order.
    pub position: i64,
    /// Its round.
    pub round: i64,
    /// Whose responses it shows.
    pub models: Vec<ModelId>,
}

impl AsRef<Self> for Candidate {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// How many candidates of the current round are looked at: enough to find one of each pair, few enough to stay fast.
pub const WINDOW: usize = 24;

/// Candidates in the order in which they are to be tried: the earliest round's first, of its next [`WINDOW`] the one whose
/// models this person saw least, by the most-seen of its models first.
#[must_use]
pub fn in_order<C: AsRef<Candidate>>(mut candidates: Vec<C>, seen: &BTreeMap<ModelId, i64>) -> Vec<C> {
    candidates.sort_by_key(|candidate| candidate.as_ref().position);
    candidates.dedup_by_key(|candidate| candidate.as_ref().task);
    let Some(round) = candidates.first().map(|candidate| candidate.as_ref().round) else { return candidates };
    let end = candidates.iter().take(WINDOW).take_while(|candidate| candidate.as_ref().round == round).count();
    candidates[..end].sort_by_key(|candidate| {
        let candidate = candidate.as_ref();
        let times = || candidate.models.iter().map(|model| seen.get(model).copied().unwrap_or(0));
        (times().max().unwrap_or(0), times().sum::<i64>(), candidate.position)
    });
    candidates
}

/// The round of each task, given the pair (or model) of each in the order of their prompts: a pair's first `per_round`
/// prompts are its round 1, the next its round 2.
#[must_use]
pub fn rounds<P: Ord>(pairs: impl IntoIterator<Item = P>, per_round: i64) -> Vec<i64> {
    let mut so_far: BTreeMap<P, i64> = BTreeMap::new();
    pairs
        .into_iter()
        .map(|pair| {
            let before = so_far.entry(pair).or_default();
            *before += 1;
            (*before - 1) / per_round.max(1) + 1
        })
        .collect()
}
