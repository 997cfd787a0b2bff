//! The keyboard of the pages on which people judge and review: what can be done by a key, the keys it has at first, and a
//! person's own.
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

/// The same for the pages of review. `verdict-…` are the choices for the judgment one is at, `annotator-…` the judgments by
/// their letters, R to Z.
pub const REVIEW_ACTIONS: [(&str, &str); 25] = [
    ("annotator-1", "r"),
    ("annotator-2", "s"),
    ("annotator-3", "t"),
    ("annotator-4", "u"),
    ("annotator-5", "v"),
    ("annotator-6", "w"),
    ("annotator-7", "x"),
    ("annotator-8", "y"),
    ("annotator-9", "z"),
    ("verdict-1", "1"),
    ("verdict-2", "2"),
    ("verdict-3", "3"),
    ("verdict-4", "4"),
    ("verdict-5", "5"),
    ("comment", "c"),
    ("approve", "a"),
    ("next-stop", "j"),
    ("previous-stop", "k"),
    ("read", "e"),
    ("review-guidelines", "g"),
    ("decide", "ctrl+enter"),
    ("give-back", "b"),
    ("list", "l"),
    ("take-first", "n"),
    ("review-help", "?"),
];

/// Where keys act. The same key may stand for one thing here and for another there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The rating page.
    Judging,
    /// The pages of review.
    Reviewing,
}

impl Place {
    /// Both places.
    pub const ALL: [Self; 2] = [Self::Judging, Self::Reviewing];

    /// What has a key there, with the key it has at first.
    #[must_use]
    pub fn actions(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Judging => &ACTIONS,
            Self::Reviewing => &REVIEW_ACTIONS,
        }
    }
}

/// Everything that has a key, wherever it acts.
pub fn all_actions() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    Place::ALL.into_iter().flat_map(Place::actions)
}

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
        let (_, first) = all_actions().find(|(name, _)| *name == action)?;
        let key = self.changed.get(action).map_or(*first, String::as_str);
        (!key.is_empty()).then_some(key)
    }

    /// The action of a key at a place.
    #[must_use]
    pub fn action_of(&self, place: Place, key: &str) -> Option<&'static str> {
        place.actions().iter().map(|(name, _)| *name).find(|name| self.key_of(name) == Some(key))
    }

    /// Makes a keyboard of what a person wrote beside each action; what they left out stays as at first.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming each action whose key cannot be read, is the browser's own or is given twice at one place.
    pub fn choose(single: bool, written: &BTreeMap<String, String>) -> Result<Self, Refusal> {
        let mut map = Self { single, changed: BTreeMap::new() };
        let mut errors = Vec::new();
        for &(action, first) in all_actions() {
            let Some(text) = written.get(action) else { continue };
            match read(text) {
                Ok(key) if key != first => {
                    map.changed.insert(action.to_owned(), key);
                }
                Ok(_) => {}
                Err(message) => errors.push(FieldError::new(action, message)),
            }
        }
        for actions in Place::ALL.map(Place::actions) {
            for (at, (action, _)) in actions.iter().enumerate() {
                let key = map.key_of(action);
                if key.is_some() && actions.iter().take(at).any(|(other, _)| map.key_of(other) == key) {
                    let message = "Another action has this key already; choose a different one.";
                    errors.push(FieldError::new(*action, message));
                }
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
        for place in Place::ALL {
            for &(action, key) in place.actions() {
                assert_eq!(map.key_of(action), Some(key));
                assert_eq!(map.action_of(place, key), Some(action));
                assert_eq!(read(key).as_deref(), Ok(key), "{key}");
            }
        }
        let mut names: Vec<_> = all_actions().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all_actions().count(), "one name, one action, wherever it acts");
        assert_eq!((map.key_of("nothing"), map.action_of(Place::Judging, "ctrl+9")), (None, None));
    }

    #[test]
    fn a_person_moves_keys_and_takes_them_away() {
        let map =
            choose(&[("submit", "F2"), ("skip", ""), ("both-bad", " Shift+B "), ("errors", "e")]).unwrap_or_default();
        assert_eq!(map.action_of(Place::Judging, "f2"), Some("submit"));
        assert_eq!(map.action_of(Place::Judging, "ctrl+enter"), None);
        assert_eq!((map.key_of("skip"), map.action_of(Place::Judging, "k")), (None, None));
        assert_eq!(map.key_of("both-bad"), Some("shift+b"));
        assert_eq!(map.changed.len(), 3, "what is as at first is not kept");
    }

    #[test]
    fn a_key_given_twice_is_refused_at_the_later_action_unless_they_change_places() {
        assert_eq!(refused(&[("flag", "k")]), ["flag"]);
        assert_eq!(refused(&[("flag", "x"), ("skip", "X")]), ["flag"]);
        assert!(choose(&[("flag", "k"), ("skip", "f")]).is_ok());
        // Judging has a key of its own for what reviewing does by it, and the other way round.
        assert_eq!(refused(&[("comment", "a")]), ["approve"]);
        let map = choose(&[("comment", "f"), ("flag", "c")]).unwrap_or_default();
        assert_eq!(map.action_of(Place::Reviewing, "f"), Some("comment"));
        assert_eq!(map.action_of(Place::Judging, "c"), Some("flag"));
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
