//! What happens to every request and answer, one file each. `super::service` puts them in order.

pub mod body;
pub mod client;
pub mod compression;
pub mod headers;
pub mod load;
pub mod origin;
pub mod problems;
pub mod shape;
pub mod trace;
