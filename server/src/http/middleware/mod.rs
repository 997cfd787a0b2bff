//! What happens to every request and answer, one file each. `super::service` puts them in order.

pub mod body;
pub mod headers;
pub mod origin;
pub mod problems;
pub mod trace;
