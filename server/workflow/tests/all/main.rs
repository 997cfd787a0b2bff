//! The rules as people meet them, on SQLite and, with `ASSAY_TEST_POSTGRES_URL`, on PostgreSQL.
//!
//! One program for the whole crate: each further one would be linked with every dependency again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

// First: its macro is for all that follow.
#[macro_use]
mod support;

mod annotators;
mod blinding;
mod counted;
mod drafts;
mod flags;
mod going_on;
mod kinds;
mod leases;
mod own_work;
mod people_and_sets;
mod releases;
mod review_outcomes;
mod review_queues;
mod reviewers;
mod routing;
mod score_boards;
mod second_factor;
mod second_thoughts;
mod settings;
mod simulation;
