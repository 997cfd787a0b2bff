//! What rendering makes of honest and of hostile text.
//!
//! One program for the whole crate: each further one would be linked with every dependency again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod hostile;
mod properties;
mod rendering;
mod support;
