//! The rules of Assay: what is judged, by whom, and who may do what to which task when.
//!
//! Nothing here does I/O, reads a clock or draws a random number; whatever a rule needs to know is passed in, so every
//! rule can be tested by itself. The words are those of the method: *prompt set, prompt, response, evaluation, task,
//! slot, assignment, judgment, initial review, final review, release*.
//!
//! The browser build sees only the plain types of this crate.
//!
//! # Adding a rule
//!
//! 1. Find the module of the thing that changes state ([`assignment`], [`judgment`], [`review`], [`release`]).
//! 2. Write the rule as a function from what is known to a decision or a [`Refusal`]; never from a page's wishes.
//! 3. Add the guarantee that backs it (a constraint or trigger) to `migrations/` of both databases, and a test to the
//!    store which tries to break it with plain SQL.

#![warn(missing_docs)]

pub mod active;
pub mod agreement;
pub mod assignment;
pub mod criteria_sets;
pub mod disclosure;
pub mod ids;
pub mod judgment;
pub mod keys;
pub mod pace;
pub mod passage;
pub mod people;
pub mod refusal;
pub mod release;
pub mod review;
pub mod routing;
pub mod scale;
pub mod setup;

pub use ids::*;
pub use people::{Actor, Role};
pub use refusal::{FieldError, Refusal};

/// A moment: microseconds since 1970-01-01T00:00:00 UTC.
pub type Timestamp = i64;

/// Microseconds in a second, for arithmetic on [`Timestamp`].
pub const SECOND: i64 = 1_000_000;
