//! The person's keys on the pages of judging and reviewing: beside each control, in the sheet that `?` opens, and for the
//! islands to act on.

use crate::i18n::t;
use assay_domain::keys::{ACTIONS, Keymap, Place, all_actions};
use leptos::prelude::*;

/// The keyboard of the person this page is made for.
pub(crate) fn keymap() -> Keymap {
    use_context().unwrap_or_default()
}

/// Shows beside each control the key that this person has for it.
pub(crate) fn with_keys<V>(keymap: Keymap, view: impl FnOnce() -> V) -> V {
    provide_context(keymap);
    view()
}

/// The key of an action beside the control that it works on; hidden from sight while no script listens, and from screen readers
/// always, so that names stay names (the key sheet lists all keys). A word that is no action is a key itself.
pub(crate) fn key(action: &str) -> Option<impl IntoView + use<>> {
    let known = all_actions().any(|(name, _)| *name == action);
    let label = if known { keymap().key_of(action).map(label) } else { Some(action.to_owned()) };
    label.map(|label| view! { " "<kbd aria-hidden="true">{label}</kbd> })
}

/// A key as it is printed on keyboards: `ctrl+enter` is "Ctrl ↵".
pub(crate) fn label(key: &str) -> String {
    let (prefix, last) = key
        .char_indices()
        .rev()
        .find(|(at, c)| *c == '+' && at + 1 < key.len())
        .map_or(("", key), |(at, _)| key.split_at(at + 1));
    let last = match last {
        "enter" => "↵".to_owned(),
        last if prefix.is_empty() && last.chars().count() == 1 => last.to_owned(),
        last => last.to_uppercase(),
    };
    let prefix = prefix.replace("ctrl+", "Ctrl ").replace("shift+", "Shift ");
    format!("{prefix}{last}")
}

/// What an action does, for the sheets and the page on which keys are chosen. What goes by numbers is told as one.
#[must_use]
pub(crate) fn what(action: &str) -> String {
    match action {
        "next-scale" => t!("keys-next-scale"),
        "previous-scale" => t!("keys-previous-scale"),
        "both-bad" => t!("keys-both-bad"),
        "final-answer" => t!("keys-final-answer"),
        "errors" => t!("keys-errors"),
        "mark" => t!("keys-mark"),
        "justification" => t!("keys-justification"),
        "prompt" => t!("keys-prompt"),
        "responses" => t!("keys-responses"),
        "guidelines" => t!("keys-guidelines"),
        "differences" => t!("keys-differences"),
        "together" => t!("keys-together"),
        "layout" => t!("keys-layout"),
        "save" => t!("keys-save"),
        "submit" => t!("keys-submit"),
        "undo" => t!("keys-undo"),
        "skip" => t!("keys-skip"),
        "flag" => t!("keys-flag"),
        "work" => t!("keys-work"),
        "help" | "review-help" => t!("keys-help"),
        "comment" => t!("review-key-comment"),
        "approve" => t!("review-key-agreeing"),
        "next-stop" => t!("review-key-next"),
        "previous-stop" => t!("review-key-previous"),
        "read" => t!("review-key-read"),
        "review-guidelines" => t!("review-key-guidelines"),
        "decide" => t!("review-submit"),
        "give-back" => t!("review-give-back"),
        "list" => t!("review-back-to-list"),
        "take-first" => t!("review-take-first"),
        _ => match action.split_once('-') {
            Some(("annotator", _)) => t!("review-key-annotator"),
            Some(("verdict", _)) => t!("review-key-verdict"),
            _ => t!("keys-point"),
        },
    }
}

/// The keys as an island reads them, and whether single keys are switched off.
pub(crate) fn attributes(place: Place) -> (String, Option<&'static str>) {
    let keymap = keymap();
    let pairs: Vec<_> =
        place.actions().iter().filter_map(|(name, _)| Some(format!("{name}={}", keymap.key_of(name)?))).collect();
    (pairs.join(" "), (!keymap.single).then_some(""))
}

/// The sheet of all keys, closed at first.
pub(crate) fn sheet() -> impl IntoView {
    let keymap = keymap();
    let of = |action: &str| keymap.key_of(action).map(|key| view! { <kbd>{label(key)}</kbd>" " });
    let points: Vec<_> =
        ACTIONS.iter().filter(|(name, _)| name.starts_with("point-")).map(|(name, _)| of(name)).collect();
    let others: Vec<_> = ACTIONS
        .iter()
        .filter(|(name, _)| !name.starts_with("point-"))
        .filter_map(|(name, _)| Some(view! { <dt>{of(name)?}</dt><dd>{what(name)}</dd> }))
        .collect();
    view! {
        <dialog id="key-sheet" aria-labelledby="key-sheet-heading">
            <h2 id="key-sheet-heading">{t!("keys-heading")}</h2>
            <dl class="keys">
                <dt>{points}</dt><dd>{what("point-1")}</dd>
                <dt><kbd>"Esc"</kbd></dt><dd>{t!("keys-escape")}</dd>
                {others}
            </dl>
            {(!keymap.single).then(|| view! { <p>{t!("keys-single-off")}</p> })}
            <form method="dialog" class="row">
                <button class="button">{t!("keys-close")}</button>
                <a class="button quiet" href="/account/keys">{t!("keys-choose")}</a>
            </form>
        </dialog>
    }
}

/// What the island says, where no page shows it, by the name it asks for it; `{0}`, `{written}` and `{least}` are filled in by it.
pub(crate) fn messages() -> impl IntoView {
    let all = [
        ("saving", t!("say-saving")),
        ("saved", t!("say-saved", time = "{0}")),
        ("signed-out", t!("say-signed-out")),
        ("not-open", t!("say-not-open")),
        ("not-saved", t!("say-not-saved", status = "{0}")),
        ("not-saved-offline", t!("say-not-saved-offline")),
        ("offline", t!("say-offline")),
        ("submitting", t!("say-submitting")),
        ("submitted", t!("say-submitted")),
        ("submitted-undo", t!("say-submitted-undo", left = "{0}")),
        ("undo-left", t!("say-undo-left", left = "{0}")),
        ("undo-over", t!("say-undo-over")),
        ("submitted-offline", t!("say-submitted-offline")),
        ("not-submitted", t!("say-not-submitted", status = "{0}")),
        ("not-submitted-offline", t!("say-not-submitted-offline")),
        ("restored", t!("say-restored")),
        ("mark-start", t!("say-mark-start", response = "{0}")),
        ("mark-nothing", t!("say-mark-nothing")),
        ("mark-chosen", t!("say-mark-chosen", passage = "{0}")),
        ("marked", t!("say-marked", passage = "{0}")),
        ("unmarked", t!("say-unmarked")),
        ("passage", t!("say-passage", passage = "{0}")),
        ("written", t!("say-written", written = "{written}")),
        ("written-of", t!("say-written-of", written = "{written}", least = "{least}")),
    ];
    let all: Vec<_> = all.into_iter().map(|(name, text)| view! { <p data-message=name>{text}</p> }).collect();
    view! { <template id="messages">{all}</template> }
}

/// The choice when another tab or device saved a newer draft; hidden until then.
pub(crate) fn newer_draft() -> impl IntoView {
    view! {
        <div id="newer-draft" class="notice warning" role="alert" hidden>
            <p>{t!("newer-draft-text")}</p>
            <p class="row">
                <button class="button" type="button" data-do="show-newer">{t!("newer-draft-show")}</button>
                <button class="button" type="button" data-do="keep-mine">{t!("newer-draft-keep")}</button>
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_printed() {
        for (key, printed) in [
            ("b", "b"),
            ("?", "?"),
            ("ctrl+enter", "Ctrl ↵"),
            ("ctrl+s", "Ctrl S"),
            ("shift+b", "Shift B"),
            ("f2", "F2"),
            ("+", "+"),
            ("ctrl++", "Ctrl +"),
        ] {
            assert_eq!(label(key), printed);
        }
    }

    #[test]
    fn every_action_is_explained() {
        let plain = what("point-1");
        assert!(all_actions().all(|(name, _)| name.starts_with("point-") || what(name) != plain));
    }
}
