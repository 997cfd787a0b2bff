//! The doors of a running server, from outside: rows of the security list, each test named after its row. The binary runs
//! on a free port with everything logged, over a world whose private texts carry marks; requests are written by hand, so
//! that they can be what no client library would send.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod boards;
mod client;
mod compression;
mod crowd;
mod imports;
mod marks;
mod second_factor;
mod sessions;
mod shape;
mod tls;
mod upgrade;
mod world;
