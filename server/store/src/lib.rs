//! The only SQL of Assay: one module per aggregate, one text for SQLite and PostgreSQL.
//!
//! [`Store::write`] runs a closure in a transaction that is synced to disk before it answers; [`Store::read`] gives a
//! connection for looking things up. Functions here take a [`Tx`], never decide a rule, and return plain rows; the rules
//! are decided in `assay-domain` by whoever calls, and backed by the constraints and triggers in `migrations/`.
//!
//! # Adding a query
//!
//! 1. Put it into the module of the table it is about, next to the row type that it fills.
//! 2. Write it once, with `$1`, `$2`, … (bound in order, every one of them) and plain BIGINT, TEXT and DOUBLE PRECISION
//!    columns; `SUM` and `AVG` go through `CAST(… AS BIGINT)` or `CAST(… AS DOUBLE PRECISION)`.
//! 3. Where the two databases must differ, give [`Dialect`] the one place that says so.
//! 4. Cover it in `tests/`, which runs everything on both.

#![warn(missing_docs)]

mod batch;
mod db;
mod error;

pub mod active;
pub mod assignments;
pub mod audit;
pub mod backup;
pub mod claims;
pub mod doctor;
pub mod evaluations;
pub mod exports;
pub mod exposure;
pub mod flags;
pub mod flow;
pub mod guidelines;
pub mod imports;
pub mod judgments;
pub mod models;
pub mod outlook;
pub mod own_work;
pub mod people;
pub mod prompt_sets;
pub mod releases;
pub mod reviews;
pub mod routing;
pub mod second_factor;
pub mod sessions;
pub mod settings;
pub mod tasks;

pub use db::{
    Access, BeforeMigrating, Contended, Dialect, Store, StoreOptions, Tx, create_postgres_database, newest_schema,
};
pub use error::StoreError;
