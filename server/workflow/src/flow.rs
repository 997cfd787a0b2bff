//! The whole flow of an evaluation, as an admin watches it.

use crate::{Assay, Error};
use assay_domain::{Actor, EvaluationId, Refusal, Role, Timestamp};
use assay_store::{
    evaluations::{self, Evaluation},
    flow::{self, OnDesk, Stretch},
};

/// Where everything stands at one moment.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Which evaluation.
    pub evaluation: Evaluation,
    /// The moment.
    pub now: Timestamp,
    /// Where the tasks stand, in the order of their way.
    pub stretches: Vec<Stretch>,
    /// Who has what in hand.
    pub desks: Vec<OnDesk>,
}

impl Assay {
    /// Where the tasks of an evaluation stand, how old they are, who has what in hand.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins, [`Refusal::NotFound`].
    pub async fn flow(&self, actor: &Actor, id: EvaluationId) -> Result<Flow, Error> {
        actor.require(Role::Admin)?;
        let now = self.now();
        let mut tx = self.store.read().await?;
        let evaluation = evaluations::lookup(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        let stretches = flow::stretches(&mut tx, id).await?;
        let desks = flow::desks(&mut tx, id, now).await?;
        Ok(Flow { evaluation, now, stretches, desks })
    }
}
