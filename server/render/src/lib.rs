//! Private text as safe HTML: Markdown, code and LaTeX of prompts, responses and guidelines.
//!
//! # Why it is safe
//!
//! Nothing an author wrote is ever passed on as markup. The Markdown parser's *events* are written out by `document`, which
//! knows a fixed set of elements and attributes and escapes every character of text; an author's own HTML is an event like any
//! other and comes out as visible text. So there is nothing to sanitise afterwards, and what a model wrote is what is judged.
//! The one foreign writer in the chain, the LaTeX library's MathML, does not escape its input; `mathml` lets its output
//! through only after taking it apart and writing it anew from an allow-list, or not at all.
//!
//! What a page gets from here never loads anything and is never clickable: an image is its alternative text and address, a link is
//! its text and address. A click or a load would tell a foreign server that this prompt exists, who reads it and when, and a
//! response could carry such a beacon on purpose. Whoever wants to follow an address copies it, knowingly.
//!
//! The output is deterministic, and it is exactly what a browser's parser would print again (balanced, no repair needed), so that
//! it can be part of a hydrated page. Direction is worked out per block: right-to-left text reads right in a left-to-right page.
//!
//! # What may live here
//!
//! Pure functions from text to HTML, and a bounded memory of what they gave. No I/O, no clock, no settings, and no logging: the input
//! is private.
//!
//! # One more of …
//!
//! - **a Markdown element**: switch its option on in `document`, write its start and end there with fixed attributes only, and add
//!   it to the allow-list in `tests/support/mod.rs`, which every test of this crate holds the output against;
//! - **a language's name in code fences**: a line in `language` of `code`;
//! - **a LaTeX command that the library lacks**: a line in the table of `latex`;
//! - **a colour class**: a line in the table of `code` and its two colours in the site's `highlight.css`.

mod code;
mod differences;
mod document;
mod html;
mod kept;
mod latex;
mod mathml;
mod source;

use std::fmt;

/// HTML that is safe to put into a page as it is. Only this crate can make one.
#[derive(Clone, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Says how long it is and nothing else: the text is private and must not reach a log by way of `{:?}`.
impl fmt::Debug for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SafeHtml({} bytes)", self.0.len())
    }
}

/// A prompt's, response's or guideline's Markdown as HTML that is safe to put into a page as it is.
///
/// Tables, strikethrough, task lists, fenced code (highlighted by classes `hl-…`) and LaTeX between `$…$`, `$$…$$`, `\(…\)` and
/// `\[…\]` (as MathML) are understood. Never fails: what cannot be rendered is shown as its source.
#[must_use]
pub fn markdown(text: &str) -> SafeHtml {
    SafeHtml(kept::or_render(text, |text| document::write(&source::Source::read(text))))
}

/// What differs between two texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Differences {
    /// Their sources, word by word: `<del>` is in the first only, `<ins>` in the second only. For a block that keeps white space.
    pub html: SafeHtml,
    /// Whether all of both was compared. Of texts that are too long or differ in too much, some stands there as a whole, first the one's
    /// and then the other's.
    pub complete: bool,
}

/// Compares two texts. Takes a tenth of a second at most, however long they are and whatever they hold.
#[must_use]
pub fn differences(first: &str, second: &str) -> Differences {
    let (html, complete) = differences::write(first, second);
    Differences { html: SafeHtml(html), complete }
}

/// Loads the grammars and compiles the common languages' patterns, which otherwise slows the first text down by some tenths of a
/// second. For a server's start, on a thread of its own; calling it is never necessary.
pub fn warm_up() {
    for (language, sample) in code::SAMPLES {
        let _ = markdown(&format!("```{language}\n{sample}\n```\n\n$x$"));
    }
}
