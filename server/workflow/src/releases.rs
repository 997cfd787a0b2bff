//! Releases: made from approved judgments, published, recomputed.

use crate::{Assay, Error, board, by, log};
use assay_domain::{Actor, EvaluationId, JudgmentId, Refusal, ReleaseId, Role, Timestamp, release::ReleaseState};
use assay_store::{
    Tx,
    audit::hex,
    evaluations, models,
    releases::{self, Approved, NewRelease, Release},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

pub use crate::board::{Board, BoardRow, Counts, ErrorTagRates, Share};

/// How judgments are weighted in the regression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightingChoice {
    /// By the inverse of how often the pair was compared.
    #[default]
    InversePairCount,
    /// Not at all.
    None,
}

/// What the bootstrap draws again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResamplingChoice {
    /// Prompts with all their judgments: three judgments of one prompt are not three independent votes.
    #[default]
    Prompts,
    /// Single judgments, as Chatbot Arena does.
    Judgments,
}

/// How a release is computed. Stored with it, so that it can be computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseSettings {
    /// The weights.
    pub weighting: WeightingChoice,
    /// The resampling unit.
    pub resampling: ResamplingChoice,
    /// Bootstrap rounds, 100 to 20,000.
    pub rounds: u32,
    /// The seed of the bootstrap.
    pub seed: u64,
    /// A model with fewer judgments is marked provisional.
    pub minimum_judgments: u64,
}

impl Default for ReleaseSettings {
    fn default() -> Self {
        Self {
            weighting: WeightingChoice::default(),
            resampling: ResamplingChoice::default(),
            rounds: 1_000,
            seed: 1,
            minimum_judgments: 50,
        }
    }
}

/// A release as a reader sees it.
#[derive(Clone, Debug)]
pub struct ReleaseView {
    /// Its id, which is public.
    pub id: ReleaseId,
    /// Of which evaluation.
    pub evaluation: EvaluationId,
    /// 1, 2, … within the evaluation.
    pub number: i64,
    /// Who may read it.
    pub state: ReleaseState,
    /// How it was computed.
    pub settings: ReleaseSettings,
    /// The engine that computed it.
    pub engine_version: String,
    /// SHA-256 over settings, engine version, judgments' ids and board.
    pub hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was deprecated.
    pub deprecated_at: Option<Timestamp>,
    /// What it says.
    pub board: Board,
}

/// What verifying a release found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The same judgments, settings and engine give the same bytes.
    Same,
    /// Something differs: what.
    Different(String),
}

impl Assay {
    /// Makes a draft release from all approved judgments of an evaluation, as one consistent snapshot.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn make_release(
        &self,
        actor: &Actor,
        evaluation: EvaluationId,
        settings: ReleaseSettings,
    ) -> Result<ReleaseId, Error> {
        actor.require(Role::Admin)?;
        if !(100..=20_000).contains(&settings.rounds) {
            return Err(Refusal::invalid("rounds", "Choose 100 to 20,000 rounds.").into());
        }
        let mut tx = self.store.read().await?;
        let approved = releases::approved(&mut tx, evaluation).await?;
        if approved.is_empty() {
            return Err(Refusal::invalid(
                "evaluation",
                "No judgment of this evaluation is approved yet; a release needs at least one.",
            )
            .into());
        }
        let ids: Vec<JudgmentId> = approved.iter().map(|judgment| judgment.judgment).collect();
        let board = compute(&mut tx, evaluation, approved, settings).await?;
        drop(tx);
        let (now, who) = (self.now(), actor.person);
        let (settings, board) = (to_json(&settings)?, to_json(&board)?);
        let judgments_hash = hash_of_ids(&ids);
        let hash = hash_of(&settings, &judgments_hash, &board);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let engine_version = board::ENGINE_VERSION.to_owned();
                    let new = NewRelease {
                        evaluation,
                        settings,
                        engine_version,
                        board,
                        judgments_hash,
                        hash: hash.clone(),
                        created_by: who,
                        now,
                    };
                    // The triggers of the store check again that every judgment is approved (rule 5).
                    let id = releases::add(tx, new, &ids).await?;
                    log(
                        tx,
                        now,
                        Some(who),
                        "release.make",
                        format!("release:{id}"),
                        json!({ "judgments": ids.len(), "hash": hash }),
                    )
                    .await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Publishes a draft release for everyone.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is not a draft.
    pub async fn publish_release(&self, actor: &Actor, id: ReleaseId) -> Result<(), Error> {
        self.move_release(actor, id, ReleaseState::Draft, ReleaseState::Published, "release.publish").await
    }

    /// Marks a published release as deprecated; it stays readable.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is not published.
    pub async fn deprecate_release(&self, actor: &Actor, id: ReleaseId) -> Result<(), Error> {
        self.move_release(actor, id, ReleaseState::Published, ReleaseState::Deprecated, "release.deprecate").await
    }

    async fn move_release(
        &self,
        actor: &Actor,
        id: ReleaseId,
        from: ReleaseState,
        to: ReleaseState,
        action: &'static str,
    ) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let release = releases::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    if release.state != from || !releases::move_state(tx, id, from, to, now).await? {
                        return Err(Refusal::Stale.into());
                    }
                    log(tx, now, who, action, format!("release:{id}"), json!({ "hash": release.hash })).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The releases a reader may see, newest first: everyone the published and deprecated ones, an admin all.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn releases(&self, reader: Option<&Actor>) -> Result<Vec<ReleaseView>, Error> {
        let all = releases::list(&mut self.store.read().await?).await?;
        all.into_iter().filter(|release| may_read(reader, release)).map(view).collect()
    }

    /// One release.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] also when the reader may not see it.
    pub async fn release(&self, reader: Option<&Actor>, id: ReleaseId) -> Result<ReleaseView, Error> {
        let found = releases::lookup(&mut self.store.read().await?, id).await?;
        view(found.filter(|release| may_read(reader, release)).ok_or(Refusal::NotFound)?)
    }

    /// Computes a release again from the database and compares every byte; needs the console, not a session.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or [`Error`] of the store.
    pub async fn verify_release(&self, id: ReleaseId) -> Result<Verification, Error> {
        let mut tx = self.store.read().await?;
        let release = releases::lookup(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        if release.engine_version != board::ENGINE_VERSION {
            let message = format!(
                "it was made by engine {}, this is {}; use that version to recompute it",
                release.engine_version,
                board::ENGINE_VERSION
            );
            return Ok(Verification::Different(message));
        }
        let settings: ReleaseSettings = from_json(&release.settings)?;
        let judgments = releases::judgments_of(&mut tx, id).await?;
        let ids: Vec<JudgmentId> = judgments.iter().map(|judgment| judgment.judgment).collect();
        // Names may have been corrected since; the numbers and names of the release are what it was made with.
        let board = to_json(&compute(&mut tx, release.evaluation, judgments, settings).await?)?;
        Ok(if hash_of_ids(&ids) != release.judgments_hash {
            Verification::Different("its list of judgments does not match its hash".into())
        } else if board != release.board {
            Verification::Different("the recomputed board differs".into())
        } else if hash_of(&release.settings, &release.judgments_hash, &board) != release.hash {
            Verification::Different("its hash does not match".into())
        } else {
            Verification::Same
        })
    }
}

async fn compute(
    tx: &mut Tx,
    evaluation: EvaluationId,
    approved: Vec<Approved>,
    settings: ReleaseSettings,
) -> Result<Board, Error> {
    let found = evaluations::lookup(tx, evaluation).await?.ok_or(Refusal::NotFound)?;
    let ranked = evaluations::models(tx, evaluation).await?;
    let models = models::list(tx).await?.into_iter().filter(|model| ranked.contains(&model.id)).collect::<Vec<_>>();
    tokio::task::spawn_blocking(move || board::compute(&found.plan, &models, &approved, settings))
        .await
        .map_err(|error| Error::Internal(error.to_string()))?
}

fn may_read(reader: Option<&Actor>, release: &Release) -> bool {
    release.state != ReleaseState::Draft || reader.is_some_and(|actor| actor.is(Role::Admin))
}

fn view(release: Release) -> Result<ReleaseView, Error> {
    Ok(ReleaseView {
        id: release.id,
        evaluation: release.evaluation,
        number: release.number,
        state: release.state,
        settings: from_json(&release.settings)?,
        engine_version: release.engine_version,
        hash: release.hash,
        created_at: release.created_at,
        published_at: release.published_at,
        deprecated_at: release.deprecated_at,
        board: from_json(&release.board)?,
    })
}

fn hash_of_ids(ids: &[JudgmentId]) -> String {
    let mut hasher = Sha256::new();
    ids.iter().for_each(|id| hasher.update(id.0.to_be_bytes()));
    hex(&hasher.finalize())
}

fn hash_of(settings: &str, judgments_hash: &str, board: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [settings, board::ENGINE_VERSION, judgments_hash, board] {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

fn to_json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

fn from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Internal(error.to_string()))
}
