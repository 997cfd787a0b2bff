//! Leaderboards: public once published, aggregates only, readable without JavaScript.
//!
//! `page` answers requests; `view` puts a board's page together from one file per part: `ranking`, `plot`, `order` (how sure the order
//! is), `wins`, `style`, `tags`, `method`. Every picture is drawn on the server and has its table; `data` is the same as JSON and CSV.

mod caution;
mod changes;
mod data;
mod method;
mod order;
mod page;
mod plot;
mod ranking;
mod setting;
mod style;
mod tags;
#[cfg(test)]
mod tests;
mod view;
mod wins;

pub(crate) use page::card;

use crate::access::{ADMIN, ANYONE, Routes};

/// The routes of this place.
pub fn routes() -> Routes {
    Routes::new()
        .get("/board", ANYONE, page::list)
        .get("/board/{name}", ANYONE.on("release"), page::show)
        .get("/board/{name}/since/{before}", ANYONE.on("release"), changes::show)
        .post("/board/{name}/preview", ADMIN.on("release"), page::preview)
        .post("/board/{name}/publish", ADMIN.on("release"), page::publish)
        .post("/board/{name}/deprecate", ADMIN.on("release"), page::deprecate)
}
