//! Comfort for the rating form: keys, drafts, active time, and a submission that survives a bad network.
//!
//! The island attaches to the server's HTML and owns none of it, so the form stays whole without it.

use leptos::prelude::*;

/// Attaches to the task that the page shows. It shows nothing itself.
#[island]
pub fn RatingKeys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| super::browser::attach());
    view! { <span hidden></span> }
}
