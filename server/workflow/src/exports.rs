//! Files that leave: logged, authorised, streamed, and marked so that they can be told from each other.

use crate::{Assay, Error, by, log};
use assay_domain::{Actor, EvaluationId, JudgmentId, Refusal, Role, setup::within};
use assay_store::{
    Store,
    audit::hex,
    evaluations,
    exports::{self, ApprovedJudgment},
    exposure::{self, Purpose},
    prompt_sets,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::OwnedSemaphorePermit;

/// Judgments read at a time.
const PAGE: i64 = 500;

/// An export under way: JSON lines, the first of which says what it is. Only one runs at a time.
pub struct JudgmentExport {
    store: Store,
    evaluation: EvaluationId,
    id: String,
    after: JudgmentId,
    head: Option<String>,
    _running: OwnedSemaphorePermit,
}

impl Assay {
    /// Begins an export of an evaluation's approved judgments. Who it is for, and that the asking person now has every prompt
    /// they are about, is on record before the first byte leaves.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins, [`Refusal::NotFound`], [`Refusal::Invalid`] without a recipient,
    /// [`Error::Unavailable`] while another export runs.
    pub async fn export_judgments(
        &self,
        actor: &Actor,
        evaluation: EvaluationId,
        recipient: &str,
    ) -> Result<JudgmentExport, Error> {
        actor.require(Role::Admin)?;
        if !within(recipient, 2, 200) {
            return Err(Refusal::invalid("recipient", "Say in 2 to 200 characters whom the file is for.").into());
        }
        let running = self
            .exports
            .clone()
            .try_acquire_owned()
            .map_err(|_| Error::Unavailable("another export is under way".into()))?;
        let (id, now, who, person) = (self.token(), self.now(), by(actor), actor.person);
        let (export, recipient) = (id.clone(), recipient.trim().to_owned());
        let head = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let found = evaluations::lookup(tx, evaluation).await?.ok_or(Refusal::NotFound)?;
                    let canary = prompt_sets::canary_of(tx, found.version).await?.ok_or(Refusal::NotFound)?;
                    let prompts = exposure::record_approved(tx, evaluation, person, Purpose::Export, now).await?;
                    let detail = json!({ "export": export, "prompts": prompts, "recipient": hex(&Sha256::digest(recipient.as_bytes())) });
                    log(tx, now, who, "export.judgments", format!("evaluation:{evaluation}"), detail).await?;
                    Ok::<_, Error>(json!({
                        "assay": "approved judgments", "canary": canary, "export": export, "recipient": recipient,
                        "evaluation": found.plan.name, "exported_at": now, "prompts": prompts,
                    }))
                })
            })
            .await?;
        Ok(JudgmentExport {
            store: self.store.clone(),
            evaluation,
            id,
            after: JudgmentId(0),
            head: Some(format!("{head}\n")),
            _running: running,
        })
    }
}

impl JudgmentExport {
    /// What tells this export from every other.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The next lines; `None` at the end.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn next(&mut self) -> Result<Option<String>, Error> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        let page = exports::approved_after(&mut self.store.read().await?, self.evaluation, self.after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = last.id;
        let lines = page.iter().map(|judgment| self.line(judgment)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(lines.concat()))
    }

    fn line(&self, judgment: &ApprovedJudgment) -> Result<String, Error> {
        // The same person is the same within one file, and another in the next.
        let annotator = hex(&Sha256::digest(format!("{}:{}", self.id, judgment.annotator)));
        let content = serde_json::to_value(&judgment.content).map_err(|error| Error::Internal(error.to_string()))?;
        let line = json!({
            "judgment": judgment.id.0, "prompt": judgment.prompt, "attributes": judgment.attributes,
            "model_a": judgment.model_a, "model_b": judgment.model_b, "content": content, "corrected": judgment.corrected,
            "annotator": &annotator[..12], "active_ms": judgment.active_ms, "submitted_at": judgment.submitted_at,
        });
        Ok(format!("{line}\n"))
    }
}
