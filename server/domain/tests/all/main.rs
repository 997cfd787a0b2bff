//! The rules of the domain, tested from outside.
//!
//! One program for the whole crate: each further one would be linked with every dependency again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod active;
mod judgments;
mod pace;
mod routing;
mod rules;
