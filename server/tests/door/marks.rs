//! Marks in private texts, and the scanner that finds them in every form they could leave in.

use rand::RngCore;

/// A random mark of a class: `P` in prompts, `R` in responses, `M` in names of models and vendors, `J` in judgments.
pub fn mark(class: char) -> String {
    let mut bytes = [0; 8];
    rand::rng().fill_bytes(&mut bytes);
    format!("{class}{:016x}", u64::from_be_bytes(bytes))
}

/// Finds marks: plain, in either case, reversed, in hexadecimal, base64 at three offsets; JSON and URL encoding leave
/// letters and digits alone.
pub struct Scanner(Vec<(String, Vec<u8>)>);

impl Scanner {
    pub fn of(marks: &[String]) -> Self {
        let mut forms = Vec::new();
        for mark in marks {
            let mut form = |text: Vec<u8>| forms.push((mark.clone(), text));
            form(mark.to_lowercase().into_bytes());
            form(mark.to_lowercase().bytes().rev().collect());
            for text in [mark.clone(), mark.to_lowercase()] {
                form(text.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
                for offset in 0..3 {
                    form(base64_middle(text.as_bytes(), offset));
                }
            }
        }
        Self(forms)
    }

    /// The first mark found.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        let lower: Vec<u8> = bytes.to_ascii_lowercase();
        self.0.iter().find(|(_, form)| contains(bytes, form) || contains(&lower, form)).map(|(mark, _)| mark.as_str())
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The characters of base64 that depend on this text alone, when it stands `offset` bytes after a group's start.
fn base64_middle(text: &[u8], offset: usize) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // The first whole group begins at the next multiple of three.
    let start = (3 - offset) % 3;
    text[start..]
        .chunks_exact(3)
        .flat_map(|group| {
            let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
            [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift & 63) as usize])
        })
        .collect()
}

#[test]
fn the_scanner_finds_a_planted_mark_in_every_form() {
    let mark = "P0123456789abcdef".to_owned();
    let scanner = Scanner::of(std::slice::from_ref(&mark));
    for planted in
        ["x P0123456789abcdef y", "p0123456789ABCDEF", "fedcba9876543210P", "50303132333435363738396162636465662e"]
    {
        assert!(scanner.find(planted.as_bytes()).is_some(), "{planted}");
    }
    for (offset, base64) in
        ["UDAxMjM0NTY3ODlhYmNkZWY=", "eFAwMTIzNDU2Nzg5YWJjZGVm", "eHlQMDEyMzQ1Njc4OWFiY2RlZg=="].iter().enumerate()
    {
        assert!(scanner.find(base64.as_bytes()).is_some(), "base64 at offset {offset}");
    }
    assert!(scanner.find(b"nothing of the kind").is_none());
}
