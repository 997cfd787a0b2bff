//! Leaderboards: public once published, aggregates only, readable without JavaScript.

mod data;
mod page;
mod plot;
#[cfg(test)]
mod tests;

pub(crate) use page::card;

use crate::access::{ADMIN, ANYONE, Routes};

/// The routes of this place.
pub fn routes() -> Routes {
    Routes::new()
        .get("/board", ANYONE, page::list)
        .get("/board/{name}", ANYONE.on("release"), page::show)
        .post("/board/{name}/publish", ADMIN.on("release"), page::publish)
        .post("/board/{name}/deprecate", ADMIN.on("release"), page::deprecate)
}
