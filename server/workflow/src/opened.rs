//! What opened evaluations ask for. It stands from the moment they open, so that it is read once and not for every task and
//! submission; guidelines alone get new versions, and a new version is read anew.

use crate::{Assay, Error};
use assay_domain::{
    EvaluationId, Refusal,
    setup::{EvaluationPlan, EvaluationState},
};
use assay_store::{Tx, evaluations};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The plans of opened evaluations, each with the version of its guidelines.
#[derive(Debug, Default)]
pub(crate) struct Opened(RwLock<HashMap<EvaluationId, (i64, Arc<EvaluationPlan>)>>);

impl Assay {
    /// The plan of an evaluation, with the guidelines of this version or a later one.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such evaluation.
    pub(crate) async fn opened(
        &self,
        tx: &mut Tx,
        id: EvaluationId,
        guideline_version: i64,
    ) -> Result<Arc<EvaluationPlan>, Error> {
        let known = self.opened.0.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some((version, plan)) = known
            && version == guideline_version
        {
            return Ok(plan);
        }
        let found = evaluations::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
        let plan = Arc::new(found.plan);
        if found.state != EvaluationState::Draft {
            let entry = (found.guideline_version, Arc::clone(&plan));
            self.opened.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, entry);
        }
        Ok(plan)
    }
}
