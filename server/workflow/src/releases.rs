//! Releases: made from approved judgments, published, recomputed.

use crate::{
    Assay, Error,
    board::{self, Edition},
    by, log,
};
mod diff;
mod settings;

use assay_domain::{
    Actor, EvaluationId, JudgmentId, Refusal, ReleaseId, ResponseId, Role, Timestamp, release::ReleaseState,
};
use assay_store::{
    Tx,
    audit::hex,
    evaluations, models,
    releases::{self, Approved, NewRelease, Release},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use crate::board::{
    Board, BoardRow, Caution, Counts, ErrorTagRates, GapLine, Intervals, NeighbourLine, Share, SliceBoard,
    StyleCoefficient, StyleReason, StyleRow, StyleUnknown, StyleView,
};
pub use assay_ranking::{
    FEW_UNITS, PositionBias, RankShare, Resampling, StrengthWeights, Warning, Weighting, Width, scores::ScoreWarning,
};
pub use diff::{ModelChange, ReleaseDiff};
pub use settings::{Anchor, PublicBenchmark, ReleaseSettings};

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
    /// When it became readable as provisional.
    pub provisional_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was deprecated.
    pub deprecated_at: Option<Timestamp>,
    /// What it says.
    pub board: Board,
}

/// Another release of the same evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// Its id, which is public.
    pub id: ReleaseId,
    /// 1, 2, … within the evaluation.
    pub number: i64,
}

/// What a release counts of prompts that were voided meanwhile. It is no part of the release, which stays as it was made; no new
/// release counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Voided {
    /// Judgments that it counts.
    pub judgments: i64,
    /// Prompts that they are of.
    pub prompts: i64,
}

/// What verifying a release found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The same judgments, settings and engine give the same bytes.
    Same,
    /// What is stored fits its hash, but another version made the numbers, so this one does not compute them again.
    OtherEngine {
        /// The version that made it.
        made_by: String,
        /// The version asked.
        this: String,
    },
    /// Something differs: what.
    Different(String),
}

/// Most texts of responses held at once while they are counted.
const TEXTS_AT_ONCE: i64 = 500;

impl Assay {
    /// Makes a draft release from all approved judgments of an evaluation, as one consistent snapshot.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], or [`Refusal::Invalid`] naming what to mend.
    pub async fn make_release(
        &self,
        actor: &Actor,
        evaluation: EvaluationId,
        mut settings: ReleaseSettings,
    ) -> Result<ReleaseId, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let found = evaluations::lookup(&mut tx, evaluation).await?.ok_or(Refusal::NotFound)?;
        let attributes = names(&releases::attributes(&mut tx, found.version).await?);
        settings.check(&evaluations::models(&mut tx, evaluation).await?, &attributes)?;
        let approved = settings.leave_out(releases::approved(&mut tx, evaluation).await?)?;
        let ids: Vec<JudgmentId> = approved.iter().map(|judgment| judgment.judgment).collect();
        // As they will be read back: a number may change its last bit on the way through text.
        let text = to_json(&settings)?;
        let board = compute(&mut tx, evaluation, approved, from_json(&text)?, Edition::Current).await?;
        drop(tx);
        let (now, who) = (self.now(), actor.person);
        let (settings, board) = (text, to_json(&board)?);
        let judgments_hash = hash_of_ids(&ids);
        let hash = hash_of(&settings, board::ENGINE_VERSION, &judgments_hash, &board);
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

    /// The attributes that an evaluation's prompts have, by name: what a release can be sliced by.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`].
    pub async fn slice_attributes(&self, actor: &Actor, evaluation: EvaluationId) -> Result<Vec<String>, Error> {
        actor.require(Role::Admin)?;
        let mut tx = self.store.read().await?;
        let found = evaluations::lookup(&mut tx, evaluation).await?.ok_or(Refusal::NotFound)?;
        Ok(names(&releases::attributes(&mut tx, found.version).await?))
    }

    /// Lets everyone read a draft, marked as provisional.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is not a draft.
    pub async fn preview_release(&self, actor: &Actor, id: ReleaseId) -> Result<(), Error> {
        self.move_release(actor, id, ReleaseState::Provisional, "release.preview").await
    }

    /// Publishes a draft or provisional release for everyone.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is neither.
    pub async fn publish_release(&self, actor: &Actor, id: ReleaseId) -> Result<(), Error> {
        self.move_release(actor, id, ReleaseState::Published, "release.publish").await
    }

    /// Marks a provisional or published release as deprecated; it stays readable.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::NotFound`], [`Refusal::Stale`] when it is neither.
    pub async fn deprecate_release(&self, actor: &Actor, id: ReleaseId) -> Result<(), Error> {
        self.move_release(actor, id, ReleaseState::Deprecated, "release.deprecate").await
    }

    async fn move_release(
        &self,
        actor: &Actor,
        id: ReleaseId,
        to: ReleaseState,
        action: &'static str,
    ) -> Result<(), Error> {
        actor.require(Role::Admin)?;
        let (now, who) = (self.now(), by(actor));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let release = releases::lookup(tx, id).await?.ok_or(Refusal::NotFound)?;
                    let from = release.state;
                    if !to.may_follow(from) || !releases::move_state(tx, id, from, to, now).await? {
                        return Err(Refusal::Stale.into());
                    }
                    log(tx, now, who, action, format!("release:{id}"), json!({ "hash": release.hash })).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The releases a reader may see, newest first: everyone all but drafts, an admin all.
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

    /// What a release that its reader was given counts of prompts that are voided by now.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn voided_in(&self, release: &ReleaseView) -> Result<Voided, Error> {
        let (judgments, prompts) = releases::voided(&mut self.store.read().await?, release.id).await?;
        Ok(Voided { judgments, prompts })
    }

    /// The other releases of its evaluation that a reader may see, newest first.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub async fn sibling_releases(&self, reader: Option<&Actor>, of: &ReleaseView) -> Result<Vec<Sibling>, Error> {
        let all = releases::numbers(&mut self.store.read().await?, of.evaluation).await?;
        let drafts = reader.is_some_and(|actor| actor.is(Role::Admin));
        let seen = all.into_iter().filter(|(id, _, state)| *id != of.id && (drafts || state.is_public()));
        Ok(seen.map(|(id, number, _)| Sibling { id, number }).collect())
    }

    /// What changed from one release to another, for whoever may read both.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] also when the reader may not see one of them.
    pub async fn compare_releases(
        &self,
        reader: Option<&Actor>,
        before: ReleaseId,
        after: ReleaseId,
    ) -> Result<ReleaseDiff, Error> {
        let judgments = releases::shared_judgments(&mut self.store.read().await?, before, after).await?;
        Ok(ReleaseDiff::of(self.release(reader, before).await?, self.release(reader, after).await?, judgments))
    }

    /// As [`Assay::compare_releases`], drafts too; needs the console, not a session.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or [`Error`] of the store.
    pub async fn compare_releases_from_console(
        &self,
        before: ReleaseId,
        after: ReleaseId,
    ) -> Result<ReleaseDiff, Error> {
        let mut tx = self.store.read().await?;
        let judgments = releases::shared_judgments(&mut tx, before, after).await?;
        let before = view(releases::lookup(&mut tx, before).await?.ok_or(Refusal::NotFound)?)?;
        let after = view(releases::lookup(&mut tx, after).await?.ok_or(Refusal::NotFound)?)?;
        Ok(ReleaseDiff::of(before, after, judgments))
    }

    /// Computes a release again from the database and compares every byte; needs the console, not a session.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or [`Error`] of the store.
    pub async fn verify_release(&self, id: ReleaseId) -> Result<Verification, Error> {
        let mut tx = self.store.read().await?;
        let release = releases::lookup(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        let judgments = releases::judgments_of(&mut tx, id).await?;
        let ids: Vec<JudgmentId> = judgments.iter().map(|judgment| judgment.judgment).collect();
        if hash_of_ids(&ids) != release.judgments_hash {
            return Ok(Verification::Different("its list of judgments does not match its hash".into()));
        }
        let Release { settings, engine_version, judgments_hash, board, .. } = &release;
        if hash_of(settings, engine_version, judgments_hash, board) != release.hash {
            return Ok(Verification::Different("its hash does not match what is stored".into()));
        }
        let Some(edition) = Edition::of(engine_version) else {
            let (made_by, this) = (release.engine_version, board::ENGINE_VERSION.to_owned());
            return Ok(Verification::OtherEngine { made_by, this });
        };
        let again = compute(&mut tx, release.evaluation, judgments, from_json(settings)?, edition).await?;
        let again = to_json(&again)?;
        Ok(if again == *board {
            Verification::Same
        } else {
            Verification::Different("the recomputed board differs".into())
        })
    }
}

/// The names among the attributes of prompts.
fn names<K>(attributes: &BTreeMap<K, BTreeMap<String, String>>) -> Vec<String> {
    let names: BTreeSet<&String> = attributes.values().flat_map(BTreeMap::keys).collect();
    names.into_iter().cloned().collect()
}

async fn compute(
    tx: &mut Tx,
    evaluation: EvaluationId,
    approved: Vec<Approved>,
    settings: ReleaseSettings,
    edition: Edition,
) -> Result<Board, Error> {
    let found = evaluations::lookup(tx, evaluation).await?.ok_or(Refusal::NotFound)?;
    let ranked = evaluations::models(tx, evaluation).await?;
    let models = models::list(tx).await?.into_iter().filter(|model| ranked.contains(&model.id)).collect::<Vec<_>>();
    let attributes =
        if settings.slices.is_empty() { BTreeMap::new() } else { releases::attributes(tx, found.version).await? };
    let mut features = HashMap::new();
    if settings.style {
        let mut after = ResponseId(0);
        loop {
            let texts = releases::response_texts(tx, found.version, after, TEXTS_AT_ONCE).await?;
            let Some(last) = texts.last() else { break };
            after = last.response;
            features.extend(texts.iter().map(|text| ((text.prompt, text.model), board::features(&text.text))));
        }
    }
    let reviewers = releases::reviewers(tx, evaluation).await?;
    let material = board::Material { plan: found.plan, models, approved, reviewers, attributes, features };
    tokio::task::spawn_blocking(move || board::compute(&material, &settings, edition))
        .await
        .map_err(|error| Error::Internal(error.to_string()))?
}

fn may_read(reader: Option<&Actor>, release: &Release) -> bool {
    release.state.is_public() || reader.is_some_and(|actor| actor.is(Role::Admin))
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
        provisional_at: release.provisional_at,
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

fn hash_of(settings: &str, engine_version: &str, judgments_hash: &str, board: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [settings, engine_version, judgments_hash, board] {
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
