//! Keys and signs of life for the pages of review. The island attaches to the server's HTML and owns none of it.

use leptos::prelude::*;

/// Listens for the person's keys, which stand on the page as `data-keys` and act on what says so by `data-action`, and keeps a review in hand while someone works.
#[island]
pub fn ReviewKeys(
    /// The sheet: keys and what they do, in the reader's language.
    keys: Vec<(String, String)>,
    /// The sheet's heading.
    heading: String,
    /// The word on the button that closes it.
    close: String,
    /// The words of the link to where keys are chosen.
    choose: String,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| super::browser::attach());
    let rows: Vec<_> = keys.into_iter().map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{what}</dd> }).collect();
    view! {
        <dialog id="key-sheet" aria-labelledby="key-sheet-heading">
            <h2 id="key-sheet-heading">{heading}</h2>
            <dl class="keys">{rows}</dl>
            <form method="dialog" class="row">
                <button class="button">{close}</button>
                <a class="button quiet" href="/account/keys">{choose}</a>
            </form>
        </dialog>
    }
}
