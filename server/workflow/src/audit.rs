//! Reading the audit log and walking its chain.

use crate::{Assay, Error, log};
use assay_domain::{Actor, Refusal, Role};
pub use assay_store::audit::{Entry, Filter, Verdict};
use assay_store::{
    Tx, audit,
    people::{self, Person},
};
use serde_json::json;

/// Entries on one page.
const PAGE: i64 = 100;

/// One page of the log, newest first.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Everyone, to name those in them and to choose from.
    pub people: Vec<Person>,
    /// Whether older ones follow.
    pub more: bool,
    /// How long the chain is and the hash that stands for all of it; worth keeping elsewhere.
    pub head: (i64, String),
}

impl Assay {
    /// A page of the entries that fit.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins.
    pub async fn audit(&self, actor: &Actor, filter: &Filter) -> Result<AuditPage, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let mut entries = audit::search(&mut tx, filter, PAGE + 1).await?;
        let more = entries.len() > PAGE as usize;
        entries.truncate(PAGE as usize);
        let people = everyone(&mut tx).await?;
        Ok(AuditPage { entries, people, more, head: audit::head(&mut tx).await? })
    }

    /// Walks the chain for someone at the machine the data is on; see [`audit::verify`].
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn verify_audit(&self, kept: Option<&str>) -> Result<Verdict, Error> {
        Ok(audit::verify(&mut self.store.read().await?, kept).await?)
    }

    /// The end of the chain, to be kept where this machine cannot change it.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn audit_head(&self) -> Result<(i64, String), Error> {
        Ok(audit::head(&mut self.store.read().await?).await?)
    }

    /// Notes that someone signed in asked for what they may not have. `route` is the route's pattern, never the address.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn note_refusal(&self, actor: &Actor, route: &str) -> Result<(), Error> {
        let (now, person, route) = (self.now(), actor.person, route.to_owned());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    log(tx, now, Some(person), "request.refuse", format!("route:{route}"), json!({})).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Everyone with an account, without their passwords' hashes.
pub(crate) async fn everyone(tx: &mut Tx) -> Result<Vec<Person>, Error> {
    let mut everyone = people::list(tx).await?;
    everyone.iter_mut().for_each(|person| person.password_hash = None);
    Ok(everyone)
}

/// Reads what someone typed to find entries by subject or action: a thing and its number, or a thing and a verb.
///
/// # Errors
/// [`Refusal::Invalid`] when it is neither empty nor `thing:number` or `thing.verb`.
pub fn subject(text: &str) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    let plain = text.len() <= 80 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".:_-/{}".contains(&b));
    match (text.is_empty(), plain) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(text.to_owned())),
        (false, false) => Err(Refusal::invalid("subject", "Write the subject as in the list, such as task:17.")),
    }
}
