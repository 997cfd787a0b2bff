//! The keyboard of the rating page: what can be done by a key, the keys it has at first, and a person's own.
//!
//! A key is written as people write it, in lower case: `b`, `?`, `shift+b`, `ctrl+enter`, `f2`. On a Mac `ctrl` is ⌘ as well.
//! Keys without `ctrl` that are a single character never act while something is being typed, and a person can switch them
//! off altogether (WCAG 2.1.4).

use crate::{FieldError, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that has a key, with the key it has at first, in the order of the sheet.
///
/// The name is what the page's HTML says in `data-action`; `point-…` are the points of the scale the person is at.
pub const ACTIONS: [(&str, &str); 30] = [
    ("point-1", "1"),
    ("point-2", "2"),
    ("point-3", "3"),
    ("point-4", "4"),
    ("point-5", "5"),
    ("point-6", "6"),
    ("point-7", "7"),
    ("point-8", "8"),
    ("point-9", "9"),
    ("point-10", "0"),
    ("next-scale", "n"),
    ("previous-scale", "p"),
    ("both-bad", "b"),
    ("final-answer", "a"),
    ("errors", "e"),
    ("mark", "m"),
    ("justification", "j"),
    ("prompt", "q"),
    ("responses", "r"),
    ("guidelines", "g"),
    ("differences", "d"),
    ("together", "t"),
    ("layout", "l"),
    ("save", "ctrl+s"),
    ("submit", "ctrl+enter"),
    ("undo", "u"),
    ("skip", "k"),
    ("flag", "f"),
    ("work", "w"),
    ("help", "?"),
];

/// What browsers keep for themselves, or people need everywhere.
const RESERVED: [&str; 21] = [
    "ctrl+a", "ctrl+c", "ctrl+f", "ctrl+h", "ctrl+l", "ctrl+n", "ctrl+p", "ctrl+q", "ctrl+r", "ctrl+t", "ctrl+v",
    "ctrl+w", "ctrl+x", "ctrl+y", "ctrl+z", "ctrl++", "ctrl+-", "ctrl+0", "f5", "f11", "f12",
];

/// A person's keyboard: what they changed, and whether single characters act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keymap {
    /// Whether keys that are a single character act outside of the scales.
    pub single: bool,
    /// The key of each action that is not as at first; empty for none.
    changed: BTreeMap<String, String>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { single: true, changed: BTreeMap::new() }
    }
}

impl Keymap {
    /// The key of an action; `None` when it has none or there is no such action.
    #[must_use]
    pub fn key_of(&self, action: &str) -> Option<&str> {
        let (_, first) = ACTIONS.iter().find(|(name, _)| *name == action)?;
        let key = self.changed.get(action).map_or(*first, String::as_str);
        (!key.is_empty()).then_some(key)
    }

    /// The action of a key.
    #[must_use]
    pub fn action_of(&self, key: &str) -> Option<&'static str> {
        ACTIONS.iter().map(|(name, _)| *name).find(|name| self.key_of(name) == Some(key))
    }

    /// Makes a keyboard of what a person wrote beside each action; what they left out stays as at first.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming each action whose key cannot be read, is the browser's own or is given twice.
    pub fn choose(single: bool, written: &BTreeMap<String, String>) -> Result<Self, Refusal> {
        let mut map = Self { single, changed: BTreeMap::new() };
        let mut errors = Vec::new();
        for (action, first) in ACTIONS {
            let Some(text) = written.get(action) else { continue };
            match read(text) {
                Ok(key) if key != first => {
                    map.changed.insert(action.to_owned(), key);
                }
                Ok(_) => {}
                Err(message) => errors.push(FieldError::new(action, message)),
            }
        }
        for (at, (action, _)) in ACTIONS.iter().enumerate() {
            let key = map.key_of(action);
            if key.is_some() && ACTIONS.iter().take(at).any(|(other, _)| map.key_of(other) == key) {
                errors.push(FieldError::new(*action, "Another action has this key already; choose a different one."));
            }
        }
        Refusal::if_any(errors)?;
        Ok(map)
    }
}

/// Reads a key as a person writes it; empty means no key.
fn read(text: &str) -> Result<String, &'static str> {
    const UNREADABLE: &str =
        "Write a single character, Shift+letter, Ctrl+key or F1 to F10, such as b, Ctrl+Enter or F2.";
    let text = text.trim().to_lowercase().replace('⌘', "ctrl").replace('↵', "enter").replace("cmd+", "ctrl+");
    if text.is_empty() {
        return Ok(text);
    }
    let (ctrl, rest) = text
        .strip_prefix("ctrl+")
        .or_else(|| text.strip_prefix("ctrl "))
        .map_or((false, &*text), |rest| (true, rest.trim()));
    let (shift, rest) = rest.strip_prefix("shift+").map_or((false, rest), |rest| (true, rest.trim()));
    let mut characters = rest.chars();
    let single = match (characters.next(), characters.next()) {
        (Some(one), None) => !one.is_control() && !one.is_whitespace(),
        _ => false,
    };
    let named = rest == "enter" && ctrl
        || rest.strip_prefix('f').is_some_and(|number| number.parse().is_ok_and(|n: u8| (1..=12).contains(&n)));
    if !single && !named || shift && !(single && rest.chars().all(char::is_alphabetic)) {
        return Err(UNREADABLE);
    }
    let key = format!("{}{}{rest}", if ctrl { "ctrl+" } else { "" }, if shift { "shift+" } else { "" });
    if RESERVED.contains(&key.as_str()) {
        return Err("Browsers use this key for themselves; choose a different one.");
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(pairs: &[(&str, &str)]) -> Result<Keymap, Refusal> {
        Keymap::choose(true, &pairs.iter().map(|(action, key)| ((*action).to_owned(), (*key).to_owned())).collect())
    }

    fn refused(pairs: &[(&str, &str)]) -> Vec<String> {
        match choose(pairs) {
            Err(Refusal::Invalid { errors }) => errors.into_iter().map(|error| error.field).collect(),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn every_action_has_a_key_of_its_own_at_first() {
        let map = Keymap::default();
        for (action, key) in ACTIONS {
            assert_eq!(map.key_of(action), Some(key));
            assert_eq!(map.action_of(key), Some(action));
            assert_eq!(read(key).as_deref(), Ok(key), "{key}");
        }
        assert_eq!((map.key_of("nothing"), map.action_of("ctrl+9")), (None, None));
    }

    #[test]
    fn a_person_moves_keys_and_takes_them_away() {
        let map =
            choose(&[("submit", "F2"), ("skip", ""), ("both-bad", " Shift+B "), ("errors", "e")]).unwrap_or_default();
        assert_eq!(map.action_of("f2"), Some("submit"));
        assert_eq!(map.action_of("ctrl+enter"), None);
        assert_eq!((map.key_of("skip"), map.action_of("k")), (None, None));
        assert_eq!(map.key_of("both-bad"), Some("shift+b"));
        assert_eq!(map.changed.len(), 3, "what is as at first is not kept");
    }

    #[test]
    fn a_key_given_twice_is_refused_at_the_later_action_unless_they_change_places() {
        assert_eq!(refused(&[("flag", "k")]), ["flag"]);
        assert_eq!(refused(&[("flag", "x"), ("skip", "X")]), ["flag"]);
        assert!(choose(&[("flag", "k"), ("skip", "f")]).is_ok());
    }

    #[test]
    fn what_is_no_key_or_the_browsers_own_is_refused() {
        for text in
            ["ab", "ctrl", "ctrl+", "alt+b", "shift+1", "enter", "tab", "space", " + b", "f13", "ctrl+w", "F5", "\u{7}"]
        {
            assert_eq!(refused(&[("flag", text)]), ["flag"], "{text:?}");
        }
        for text in ["ctrl+shift+k", "+", "ctrl+,", "ñ", "F1", "ф"] {
            assert!(choose(&[("flag", text)]).is_ok(), "{text}");
        }
    }
}
