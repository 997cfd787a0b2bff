//! Opening, writing and copying a database.
//!
//! One program for the whole crate: each further one would be linked with every dependency again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backups;
mod opening;
mod reads;
mod support;
mod writes;
