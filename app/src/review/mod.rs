//! Reviewing: three judgments of one task side by side, in one neutral order, by people known as letters.

mod api;
mod form;
mod page;
mod view;

use crate::access::{REVIEWER, Routes};

/// The routes of this place.
pub fn routes() -> Routes {
    Routes::new()
        .get("/review", REVIEWER, page::queues)
        .hand_out("/review/{what}", REVIEWER.on("review"), page::show)
        .post("/review/{what}", REVIEWER.on("review"), page::decide)
        .post("/api/v1/reviews/{what}", REVIEWER.on("review"), api::decide)
        .hand_out("/api/v1/reviews/{what}/next", REVIEWER, api::next)
        .get("/api/v1/reviews/{what}/queue", REVIEWER, api::queue)
}
