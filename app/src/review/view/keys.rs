//! What the key sheets of review say; the keys themselves stand on the elements by what they do, as `data-action`.

use crate::annotate::keyboard::{keymap, label, what};
use crate::i18n::t;

/// Keys of the person for these actions, with what they do. Actions of one kind, such as the verdicts, are one line.
fn sheet(actions: &[&str], fixed: &[(&str, String)]) -> Vec<(String, String)> {
    let keymap = keymap();
    let mut lines: Vec<(String, String)> = Vec::new();
    for action in actions {
        let Some(key) = keymap.key_of(action).map(label) else { continue };
        let what = what(action);
        match lines.last_mut() {
            Some((keys, same)) if *same == what => keys.push_str(&format!(" {key}")),
            _ => lines.push((key, what)),
        }
    }
    lines.extend(fixed.iter().map(|(key, what)| ((*key).to_owned(), what.clone())));
    lines
}

/// In a list of tasks.
pub(super) fn of_list() -> Vec<(String, String)> {
    sheet(&["next-stop", "previous-stop", "take-first", "review-help"], &[("↵", t!("review-key-open"))])
}

/// On a task with so many judgments.
pub(super) fn of_task(judgments: usize) -> Vec<(String, String)> {
    let annotators: Vec<String> = (1..=judgments).map(|number| format!("annotator-{number}")).collect();
    let verdicts = ["verdict-1", "verdict-2", "verdict-3", "verdict-4", "verdict-5"];
    let others = [
        "comment",
        "approve",
        "next-stop",
        "previous-stop",
        "read",
        "review-guidelines",
        "decide",
        "give-back",
        "list",
        "review-help",
    ];
    let actions: Vec<&str> = annotators.iter().map(String::as_str).chain(verdicts).chain(others).collect();
    sheet(&actions, &[("Esc", t!("review-key-leave"))])
}
