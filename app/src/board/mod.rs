//! A place of work; see the crate's guide.
