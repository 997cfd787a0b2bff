//! Who was shown which prompt, and when.

use crate::{Assay, Error, audit::everyone};
use assay_domain::{Actor, PersonId, Refusal, Role};
use assay_store::exposure::{self, Filter};
pub use assay_store::exposure::{Exposure, Purpose};
use assay_store::people::Person;

/// Entries on one page.
const PAGE: i64 = 100;

/// What to look for, as an admin asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Shown to this person.
    pub person: Option<PersonId>,
    /// Of the prompt with this id in its imported file.
    pub external_id: Option<String>,
    /// Only entries before this number.
    pub before: Option<i64>,
}

/// One page of the ledger, newest first.
#[derive(Clone, Debug)]
pub struct ExposurePage {
    /// The entries.
    pub entries: Vec<Exposure>,
    /// Everyone, to choose from.
    pub people: Vec<Person>,
    /// Whether older ones follow.
    pub more: bool,
}

impl Assay {
    /// A page of the entries that fit.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn exposure(&self, actor: &Actor, wanted: &Wanted) -> Result<ExposurePage, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let people = everyone(&mut tx).await?;
        let prompts = match &wanted.external_id {
            Some(id) => exposure::prompts_named(&mut tx, id).await?.into_iter().map(Some).collect(),
            None => vec![None],
        };
        let mut entries = Vec::new();
        for prompt in prompts {
            let filter = Filter { person: wanted.person, prompt, before: wanted.before };
            entries.append(&mut exposure::search(&mut tx, &filter, PAGE + 1).await?);
        }
        entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.number));
        let more = entries.len() > PAGE as usize;
        entries.truncate(PAGE as usize);
        Ok(ExposurePage { entries, people, more })
    }
}

/// Reads the id of a prompt as someone typed it.
///
/// # Errors
/// [`Refusal::Invalid`] when no import could have brought it.
pub fn external_id(text: &str) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(Refusal::invalid("prompt", "Give the prompt's id as it stood in the imported file."));
    }
    Ok(Some(text.to_owned()))
}
