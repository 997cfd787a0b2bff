//! Escaping, in the same spelling as the HTML standard's serialiser, so that a browser would print our output unchanged.

/// Appends `text` so that it is text and nothing else, between tags and inside double-quoted attribute values alike.
///
/// `"` stays as it is between tags, because attribute values here are never an author's (see [`crate::document`]).
pub fn text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '\u{a0}']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        let mut chars = special.chars();
        out.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            _ => "&nbsp;",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// Where the first letter at or after `from` is (or the text's end), and whether it runs from right to left, as Hebrew, Arabic and their
/// neighbours in Unicode do.
pub fn first_letter(text: &str, from: usize) -> (usize, bool) {
    let rest = text.get(from..).unwrap_or("");
    rest.char_indices().find(|(_, c)| c.is_alphabetic()).map_or((text.len(), false), |(at, c)| {
        let right_to_left = matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff);
        (from + at, right_to_left)
    })
}
