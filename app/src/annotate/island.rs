//! Comfort for the rating form: keys, drafts, active time, and a submission that survives a bad network.
//!
//! The island attaches to the server's HTML and owns none of it, so the form stays whole without it.

use leptos::prelude::*;

/// Attaches to the form `#rating` and shows the key sheet.
#[island]
pub fn RatingKeys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| super::browser::attach());
    view! {
        <dialog id="key-sheet" aria-labelledby="key-sheet-heading">
            <h2 id="key-sheet-heading">"Keys"</h2>
            <dl class="keys">
                <dt><kbd>"1"</kbd>" – "<kbd>"7"</kbd></dt><dd>"The point of the scale you are at, from A to B; then on to the next scale. From elsewhere: the overall scale"</dd>
                <dt><kbd>"n"</kbd>" "<kbd>"p"</kbd></dt><dd>"Next and previous scale"</dd>
                <dt><kbd>"b"</kbd></dt><dd>"Both are bad"</dd>
                <dt><kbd>"e"</kbd></dt><dd>"Errors in response A; again for those in B. Space ticks, Tab goes on"</dd>
                <dt><kbd>"j"</kbd></dt><dd>"Write the justification"</dd>
                <dt><kbd>"Esc"</kbd></dt><dd>"Leave the text field"</dd>
                <dt><kbd>"r"</kbd></dt><dd>"Read response A; again for B. Arrow keys scroll"</dd>
                <dt><kbd>"g"</kbd></dt><dd>"Open and close the guidelines"</dd>
                <dt><kbd>"Ctrl"</kbd>" "<kbd>"S"</kbd></dt><dd>"Save the draft now; it is also saved while you work"</dd>
                <dt><kbd>"Ctrl"</kbd>" "<kbd>"↵"</kbd></dt><dd>"Submit; with "<kbd>"⌘"</kbd>" on a Mac"</dd>
                <dt><kbd>"?"</kbd></dt><dd>"This sheet"</dd>
            </dl>
            <form method="dialog"><button class="button">"Close"</button></form>
        </dialog>
        <p class="quiet-text key-hint">"Press "<kbd>"?"</kbd>" for all keys."</p>
    }
}
