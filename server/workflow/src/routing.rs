//! What admins say about who is given which task: an evaluation's plan, people's qualifications and ties.

use crate::{Assay, Error, by, log};
use assay_domain::{
    Actor, EvaluationId, PersonId, Refusal, Role, VendorId,
    routing::{Qualifications, RoutingPlan},
};
use assay_store::{
    evaluations, models,
    people::{self, Person},
    routing,
};
use serde_json::json;

/// A person as far as routing goes.
#[derive(Clone, Debug)]
pub struct PersonRouting {
    /// Who.
    pub person: Person,
    /// What they are qualified for.
    pub qualifications: Qualifications,
    /// The vendors whose models they never judge or review.
    pub vendors: Vec<VendorId>,
}

impl Assay {
    /// How an evaluation gives out its tasks.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins, [`Refusal::NotFound`].
    pub async fn routing(&self, actor: &Actor, id: EvaluationId) -> Result<RoutingPlan, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        evaluations::lookup(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        Ok(routing::of_evaluation(&mut tx, id).await?)
    }

    /// Changes how an evaluation gives out its tasks.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], or [`Refusal::Invalid`] naming what to mend or what stands.
    pub async fn set_routing(&self, actor: &Actor, id: EvaluationId, plan: RoutingPlan) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let evaluation = evaluations::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    routing::of_evaluation(tx, id).await?.may_become(&plan, evaluation.state)?;
                    routing::set(tx, id, &plan).await?;
                    log(tx, now, who, "evaluation.route", format!("evaluation:{id}"), json!(plan)).await?;
                    Ok(())
                })
            })
            .await
    }

    /// A person's qualifications and ties.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for anyone but admins, [`Refusal::NotFound`].
    pub async fn person_routing(&self, actor: &Actor, id: PersonId) -> Result<PersonRouting, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        Ok(PersonRouting {
            person: people::lookup(&mut tx, id).await?.ok_or(Refusal::NotFound)?,
            qualifications: routing::qualifications(&mut tx, id).await?,
            vendors: routing::vendors(&mut tx, id).await?,
        })
    }

    /// Replaces a person's qualifications and ties. What they have in hand stays with them.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], or [`Refusal::Invalid`] for a vendor that is not registered.
    pub async fn set_person_routing(
        &self,
        actor: &Actor,
        id: PersonId,
        qualifications: Qualifications,
        vendors: Vec<VendorId>,
    ) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let mut vendors = vendors;
        vendors.sort_unstable();
        vendors.dedup();
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    people::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    people::lock(tx, id).await?;
                    let registered = models::list_vendors(tx).await?;
                    if vendors.iter().any(|vendor| !registered.iter().any(|known| known.id == *vendor)) {
                        return Err(Refusal::invalid("vendors", "Choose registered vendors.").into());
                    }
                    routing::set_qualifications(tx, id, &qualifications).await?;
                    routing::set_vendors(tx, id, &vendors).await?;
                    let detail = json!({ "qualifications": qualifications, "vendors": vendors });
                    log(tx, now, who, "person.route", format!("person:{id}"), detail).await?;
                    Ok(())
                })
            })
            .await
    }
}
