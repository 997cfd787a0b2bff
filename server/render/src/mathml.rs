//! The gate between the LaTeX library's writer and the page.
//!
//! The library's output is read tag by tag and written anew: known elements with known attributes and values, text escaped, every element
//! closed in order. Anything else, and the formula is not rendered at all. So the safety of a page does not rest on the library.

use crate::html;

/// Stand-ins for `<`, `>` and `&` in an author's text while it is inside the library, which does not escape. They are noncharacters,
/// and [`crate::source`] has removed the author's own.
const SHIELDS: [(char, &str); 3] = [('\u{fdd2}', "<"), ('\u{fdd3}', ">"), ('\u{fdd4}', "&")];

/// The elements of MathML Core that the library writes. No `annotation-xml`, no `maction`, no `semantics`, no link.
const ELEMENTS: [&str; 22] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mstyle",
    "mpadded",
    "mphantom",
];

/// The classes of the library that the stylesheet knows all begin with one of these.
const CLASS_PREFIXES: [&str; 4] = ["menv-", "cell-", "mop-", "small"];

/// The colour by which [`crate::latex`] marks the content of `\boxed`, as the library writes it.
const FRAME: &str = "color: rgb(1 2 3)";

/// An author's text in the form that survives the library.
pub fn shield(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '<' => SHIELDS[0].0,
            '>' => SHIELDS[1].0,
            '&' => SHIELDS[2].0,
            c => c,
        })
        .collect()
}

/// The library's output as HTML that is safe and well-formed, or none.
pub fn rewrite(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = raw;
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix("</") {
            let (name, tail) = tail.split_once('>')?;
            if open.pop() != Some(name) {
                return None;
            }
            out.push_str("</");
            out.push_str(name);
            out.push('>');
            rest = tail;
        } else if rest.strip_prefix('<').is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_alphabetic())) {
            let (tag, tail) = rest[1..].split_once('>')?;
            let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            let name = ELEMENTS.iter().find(|known| **known == name)?;
            // Only as the outermost element is `math` the library's.
            if (*name == "math") != open.is_empty() {
                return None;
            }
            out.push('<');
            out.push_str(name);
            write_attributes(&mut out, attributes)?;
            out.push('>');
            if closed {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            } else {
                open.push(name);
            }
            rest = tail;
        } else {
            if open.is_empty() {
                return None;
            }
            rest = write_text(&mut out, rest);
        }
    }
    open.is_empty().then_some(out)
}

/// Writes the text at the start of `raw` and returns what follows it. A `<` that begins no tag is the relation "less than", which the
/// library writes as it is.
fn write_text<'a>(out: &mut String, raw: &'a str) -> &'a str {
    let first = raw.chars().next().map_or(0, char::len_utf8);
    let end = raw[first..].find('<').map_or(raw.len(), |at| first + at);
    let (text, rest) = raw.split_at(end);
    // The only entity that the library writes; an author's `&` is still shielded here.
    let mut text = text.replace("&nbsp;", "\u{a0}");
    for (shield, character) in SHIELDS {
        text = text.replace(shield, character);
    }
    html::text(out, &text);
    rest
}

/// Writes the known ones of `name="value"` pairs; leaves out `style`, which a strict content security policy would ignore anyway.
fn write_attributes(out: &mut String, attributes: &str) -> Option<()> {
    let mut rest = attributes.trim();
    let (mut written, mut classes, mut boxed) = (Vec::new(), "", false);
    while !rest.is_empty() {
        let (name, tail) = rest.split_once("=\"")?;
        let (value, tail) = tail.split_once('"')?;
        rest = tail.trim_start();
        match name {
            "class" => classes = value,
            "style" => boxed |= value.contains("border:") || value.contains(FRAME),
            _ if is_known(name, value)? && !written.contains(&name) => {
                written.push(name);
                out.push(' ');
                out.push_str(name);
                out.push_str("=\"");
                out.push_str(value);
                out.push('"');
            }
            _ => {}
        }
    }
    let known =
        classes.split_ascii_whitespace().filter(|class| CLASS_PREFIXES.iter().any(|known| class.starts_with(known)));
    let mut class = known.collect::<Vec<_>>().join(" ");
    if boxed {
        class = format!("{class} md-boxed").trim_start().to_owned();
    }
    if !class.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ' ') {
        return None;
    }
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(&class);
        out.push('"');
    }
    Some(())
}

/// Whether the attribute is kept; none where its value is nothing the library should write.
fn is_known(name: &str, value: &str) -> Option<bool> {
    let word = value.len() <= 12 && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '%'));
    if !word {
        return None;
    }
    // A space or rule as wide as the page, or ten of them, is a way to push other texts out of sight.
    let length = || {
        value
            .trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%')
            .parse::<f64>()
            .is_ok_and(|n| n.abs() <= 20.0)
    };
    Some(match name {
        "display" => matches!(value, "block" | "inline"),
        "displaystyle" | "stretchy" | "symmetric" | "movablelimits" | "largeop" | "accent" | "accentunder"
        | "fence" | "separator" => {
            matches!(value, "true" | "false")
        }
        "scriptlevel" => matches!(value, "0" | "1" | "2"),
        "mathvariant" => value == "normal",
        "width" | "height" | "minsize" | "maxsize" | "linethickness" | "lspace" | "rspace" => length(),
        _ => false,
    })
}
