//! What the key sheets say; the keys themselves stand on the elements as `data-key`.

use crate::i18n::t;

fn sheet<const N: usize>(keys: [(&str, String); N]) -> Vec<(String, String)> {
    keys.map(|(key, what)| (key.to_owned(), what)).to_vec()
}

/// In a list of tasks.
pub(super) fn of_list() -> Vec<(String, String)> {
    sheet([
        ("j k", t!("review-key-item")),
        ("↵", t!("review-key-open")),
        ("n", t!("review-take-first")),
        ("?", t!("review-key-sheet")),
    ])
}

/// On a task.
pub(super) fn of_task() -> Vec<(String, String)> {
    sheet([
        ("R S T …", t!("review-key-annotator")),
        ("1 – 5", t!("review-key-verdict")),
        ("c", t!("review-key-comment")),
        ("a", t!("review-key-agreeing")),
        ("j k", t!("review-key-difference")),
        ("e", t!("review-key-read")),
        ("g", t!("review-key-guidelines")),
        ("Ctrl ↵", t!("review-submit")),
        ("b", t!("review-give-back")),
        ("l", t!("review-back-to-list")),
        ("Esc", t!("review-key-leave")),
        ("?", t!("review-key-sheet")),
    ])
}
