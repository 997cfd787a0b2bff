//! The ledger of who was shown which prompt, written before the bytes leave.

use crate::{StoreError, Tx};
use assay_domain::{PersonId, PromptId, Timestamp};

/// Why a prompt was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To judge it.
    Annotation,
    /// To review judgments of it.
    InitialReview,
    /// To review judgments of it the second time.
    FinalReview,
    /// To manage the prompt set.
    Management,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Annotation => "annotation",
            Self::InitialReview => "initial_review",
            Self::FinalReview => "final_review",
            Self::Management => "management",
        }
    }
}

/// Records that a person is about to be shown a prompt.
///
/// # Errors
/// What the database reports.
pub async fn record(
    tx: &mut Tx,
    prompt: PromptId,
    person: PersonId,
    purpose: Purpose,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO exposure (prompt_id, person_id, purpose, at) VALUES ($1, $2, $3, $4)")
        .bind(prompt.0)
        .bind(person.0)
        .bind(purpose.as_str())
        .bind(at)
        .execute(tx.on())
        .await?;
    Ok(())
}
