//! Texts that were rendered already: a response is shown to several annotators and reviewers, and each time it is loaded anew, while
//! colouring its code takes up to thirty milliseconds.
//!
//! What is kept is private. It is in this process's memory and nowhere else, and there is a limit to it: the texts that were asked for
//! longest ago go first.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The most bytes that are kept: of some thousand ordinary responses, sources and HTML together.
const MOST: usize = 32 << 20;

/// Shorter texts take less time to render than they are worth in memory.
const SHORTEST: usize = 256;

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(|| Mutex::new(Kept::at_most(MOST)));

/// The HTML of a text: what was kept of it, or what `render` makes of it.
pub fn or_render(text: &str, render: impl FnOnce(&str) -> String) -> String {
    if text.len() < SHORTEST {
        return render(text);
    }
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(html) = kept().get(text) {
        return (*html).to_owned();
    }
    // Nobody waits for it: two that ask for the same text at once both render it.
    let html = render(text);
    kept().keep(text.into(), html.as_str().into());
    html
}

#[derive(Default)]
struct Generation {
    /// HTML by its source. The source itself and no hash of it: no two texts may ever be taken for each other.
    texts: HashMap<Arc<str>, Arc<str>>,
    bytes: usize,
}

/// Texts asked for since the last change of generations, and those of the generation before. When the young ones fill their half, the
/// old ones go.
struct Kept {
    half: usize,
    young: Generation,
    old: Generation,
}

impl Kept {
    fn at_most(bytes: usize) -> Self {
        Self { half: bytes / 2, young: Generation::default(), old: Generation::default() }
    }

    fn get(&mut self, text: &str) -> Option<Arc<str>> {
        if let Some(html) = self.young.texts.get(text) {
            return Some(Arc::clone(html));
        }
        let (text, html) = self.old.texts.remove_entry(text)?;
        self.old.bytes -= text.len() + html.len();
        self.keep(text, Arc::clone(&html));
        Some(html)
    }

    fn keep(&mut self, text: Arc<str>, html: Arc<str>) {
        let bytes = text.len() + html.len();
        if bytes > self.half || self.young.texts.contains_key(&text) {
            return;
        }
        if self.young.bytes + bytes > self.half {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.bytes += bytes;
        self.young.texts.insert(text, html);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes there really are, which must be those that are counted.
    fn bytes(kept: &Kept) -> usize {
        let of = |generation: &Generation| -> usize {
            let bytes = generation.texts.iter().map(|(text, html)| text.len() + html.len()).sum();
            assert_eq!(bytes, generation.bytes);
            bytes
        };
        of(&kept.young) + of(&kept.old)
    }

    #[test]
    fn a_text_is_rendered_once() {
        let text = "a text of the test of rendering once, ".repeat(10);
        assert_eq!(or_render(&text, |text| format!("<p>{text}</p>")), format!("<p>{text}</p>"));
        assert_eq!(or_render(&text, |_| unreachable!("it is kept")), format!("<p>{text}</p>"));
        let other = format!("{text}.");
        assert_eq!(or_render(&other, |_| "another".to_owned()), "another");
    }

    #[test]
    fn memory_has_a_limit_and_what_is_asked_for_stays() {
        let mut kept = Kept::at_most(1_000);
        kept.keep("wanted".into(), "html of it".into());
        for at in 0..500 {
            kept.keep(format!("text {at}").into(), "x".repeat(at % 90).into());
            assert!(bytes(&kept) <= 1_000, "{} after {at}", bytes(&kept));
            assert_eq!(kept.get("wanted").as_deref(), Some("html of it"), "after {at}");
        }
        assert_eq!(kept.get("text 0"), None);
        assert!(kept.get("text 499").is_some());
    }

    #[test]
    fn a_text_too_large_for_it_pushes_nothing_out() {
        let mut kept = Kept::at_most(1_000);
        kept.keep("small".into(), "html".into());
        kept.keep("large".into(), "x".repeat(600).into());
        assert!(kept.get("small").is_some() && kept.get("large").is_none());
        kept.keep("small".into(), "html".into());
        assert_eq!(bytes(&kept), 9, "the same text is counted once");
    }
}
