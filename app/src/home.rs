//! The start page.

use crate::shell::{PageContext, page};
use crate::ui::ThemeToggle;
use axum::response::Response;
use leptos::prelude::*;

/// `GET /`: what this is, and the way in.
pub async fn show(context: PageContext) -> Response {
    page(&context, "Start", || {
        view! {
            <div class="narrow stack">
                <h1>"Models, judged by people"</h1>
                <p>
                    "Assay ranks language models by human judgment on prompts that stay private. "
                    "Every task is judged by several people and passes two reviews before it counts."
                </p>
                <p><a class="button primary" href="/board">"See the leaderboards"</a></p>
                <section class="stack">
                    <h2>"Appearance"</h2>
                    <ThemeToggle chosen=context.theme.as_str() />
                </section>
            </div>
        }
    })
}
