//! Reviewing: three judgments of one task side by side, in one neutral order, by people known as letters.

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod form;
pub mod island;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod view;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use super::{api, page};
    use crate::access::{REVIEWER, Routes};

    /// The routes of this place.
    pub fn routes() -> Routes {
        Routes::new()
            .get("/review", REVIEWER, page::queues)
            .hand_out("/review/{what}", REVIEWER.on("review"), page::show)
            .post("/review/{what}", REVIEWER.on("review"), page::decide)
            .get("/review/{what}/queue", REVIEWER, page::list)
            .hand_out("/review/{what}/item/{item}", REVIEWER.on("task"), page::take)
            .post("/review/{what}/keep", REVIEWER.on("review"), page::keep)
            .post("/review/{what}/back", REVIEWER.on("review"), page::give_back)
            .post("/api/v1/reviews/{what}", REVIEWER.on("review"), api::decide)
            .hand_out("/api/v1/reviews/{what}/next", REVIEWER, api::next)
            .get("/api/v1/reviews/{what}/queue", REVIEWER, api::queue)
    }
}
