//! LaTeX to MathML, by pulldown-latex, with the guards that it needs.
//!
//! The library is trusted with understanding LaTeX and with nothing else (version 0.7, read and tried):
//!
//! - it writes text, function names and error messages unescaped, so `\text{<script>…}` would be a script. Text is escaped before
//!   its writer sees it and its output passes [`crate::mathml`];
//! - macros expand by recursion and without a bound, so one line can exhaust the stack, which ends the process. Definitions are refused,
//!   as are long chains of commands, which recurse too, and deep nesting;
//! - `\href`, `\htmlData`, `\includegraphics`, `\url` and their like do not exist in it, and must not be added.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::{Content, Event};
use pulldown_latex::{Parser, Storage, push_mathml};

use crate::mathml;

/// The longest formula rendered, in bytes. Printed formulas are far below; the limit keeps the library's worst cases short.
pub const LONGEST: usize = 4_096;

/// The deepest nesting of groups; the library reads a group once per level above it.
const DEEPEST: usize = 40;

/// The longest chain of commands without an argument in between, such as `\sqrt\sqrt\sqrt x`; the library recurses on each link.
const LONGEST_CHAIN: usize = 60;

/// Commands that define others.
const DEFINERS: [&str; 9] =
    ["def", "edef", "gdef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand"];

/// Commands that the library lacks, and what says nearly the same. Each takes its argument along.
const REWRITES: [(&str, &str); 14] = [
    // A colour that stands for a frame; an author cannot name it, as `#` is refused (see `mathml`).
    ("boxed", r"\textcolor{#010203}"),
    ("fbox", r"\fcolorbox{black}{white}"),
    ("textbf", r"\text"),
    ("textit", r"\text"),
    ("textrm", r"\text"),
    ("textsf", r"\text"),
    ("texttt", r"\text"),
    ("textnormal", r"\text"),
    ("mbox", r"\text"),
    ("hbox", r"\text"),
    ("tag", r"\qquad\text"),
    ("notag", ""),
    ("nonumber", ""),
    ("bold", r"\mathbf"),
];

/// The formula as MathML, or none where it is not valid, not supported or too much.
pub fn to_mathml(latex: &str, display: bool) -> Option<String> {
    let latex = prepare(latex)?;
    // The library still has assertions that odd input may reach; a formula that does so is shown as its source.
    catch_unwind(AssertUnwindSafe(|| convert(&latex, display))).ok().flatten()
}

fn convert(latex: &str, display: bool) -> Option<String> {
    let storage = Storage::new();
    let events = Parser::new(latex, &storage).collect::<Result<Vec<_>, _>>().ok()?;
    let texts: Vec<Option<String>> = events
        .iter()
        .map(|event| match event {
            Event::Content(Content::Text(text) | Content::Function(text) | Content::Number(text)) => {
                Some(mathml::shield(text))
            }
            _ => None,
        })
        .collect();
    let shielded = events.into_iter().zip(&texts).map(|(event, text)| {
        Ok::<_, Infallible>(match (event, text) {
            (Event::Content(Content::Text(_)), Some(text)) => Event::Content(Content::Text(text)),
            (Event::Content(Content::Function(_)), Some(text)) => Event::Content(Content::Function(text)),
            (Event::Content(Content::Number(_)), Some(text)) => Event::Content(Content::Number(text)),
            (event, _) => event,
        })
    });
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let mut raw = String::new();
    push_mathml(&mut raw, shielded, RenderConfig { display_mode, ..RenderConfig::default() }).ok()?;
    mathml::rewrite(&raw)
}

/// Checks the limits and replaces what the library does not know.
fn prepare(latex: &str) -> Option<String> {
    if latex.len() > LONGEST || latex.trim().is_empty() {
        return None;
    }
    let mut out = String::with_capacity(latex.len());
    let (mut depth, mut chain) = (0_usize, 0_usize);
    let mut chars = latex.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                let rest = &latex[at + 1..];
                let name = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
                chain += 1;
                match name {
                    "" => {
                        // The library cuts a one-letter command by bytes.
                        let (_, sign) = chars.next().filter(|(_, c)| c.is_ascii())?;
                        out.push('\\');
                        out.push(sign);
                    }
                    _ if chain > LONGEST_CHAIN || DEFINERS.contains(&name) => return None,
                    "begin" | "begingroup" | "left" => depth += 1,
                    "end" | "endgroup" | "right" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if !name.is_empty() {
                    match REWRITES.iter().find(|(from, _)| *from == name) {
                        Some((_, to)) => out.push_str(to),
                        None => {
                            out.push('\\');
                            out.push_str(name);
                        }
                    }
                    for _ in name.chars() {
                        chars.next();
                    }
                }
            }
            // Parameters of macros and hexadecimal colours; the latter are cut by bytes, not characters.
            '#' => return None,
            '{' => {
                depth += 1;
                chain = 0;
                out.push(c);
            }
            '}' => {
                depth = depth.saturating_sub(1);
                chain = 0;
                out.push(c);
            }
            c => {
                if !matches!(c, '^' | '_' | ' ' | '\n' | '\t') {
                    chain = 0;
                }
                out.push(c);
            }
        }
        if depth > DEEPEST {
            return None;
        }
    }
    Some(out)
}
