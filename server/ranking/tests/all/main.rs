//! The engine against references, against simulation and against itself.
//!
//! One program for the whole crate: each further one would be linked with every dependency again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod command;
mod coverage;
mod determinism;
mod properties;
mod references;
mod scores;
mod slices;
mod style;
mod support;
mod weak_data;
