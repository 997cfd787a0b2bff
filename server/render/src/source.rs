//! The author's text before Markdown: cleaned, with its LaTeX set aside.
//!
//! Markdown would take LaTeX apart (`\(` is an escaped bracket to it, `a_1 b_2` emphasis, a line that is only `=` makes a heading),
//! so formulas are found first and each is replaced by a marker of two noncharacters around its number. Unicode reserves
//! noncharacters for such use inside a program; the author's own are replaced before, so that a marker cannot be forged. A marker
//! that ends up in code or in a link's address is turned back into its source, so a formula found where there is none does no harm.

use std::borrow::Cow;

use crate::latex::LONGEST;

const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';

/// Display environments that are LaTeX mathematics even without `$$` around them.
const ENVIRONMENTS: [&str; 6] = ["equation", "align", "gather", "multline", "alignat", "eqnarray"];

/// One formula of a text.
pub struct Formula {
    /// What stood in the text, delimiters included; shown when it cannot be rendered.
    pub source: String,
    /// The LaTeX between the delimiters.
    pub latex: String,
    /// Whether it stands on a line of its own (`$$`, `\[`).
    pub display: bool,
}

/// A text whose formulas are set aside.
pub struct Source {
    /// The Markdown, with markers.
    pub markdown: String,
    formulas: Vec<Formula>,
}

/// A stretch of text between or at markers.
pub enum Piece<'a> {
    Text(&'a str),
    Formula(&'a Formula),
}

impl Source {
    /// Cleans the text (line ends, NUL, noncharacters) and sets its formulas aside. Takes time linear in its length.
    pub fn read(text: &str) -> Self {
        let clean = clean(text);
        let mut scanner = Scanner {
            text: &clean,
            at: 0,
            out: String::with_capacity(clean.len()),
            formulas: Vec::new(),
            searched: [0; 4],
        };
        scanner.run();
        Self { markdown: scanner.out, formulas: scanner.formulas }
    }

    /// The text's pieces in order.
    pub fn pieces<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Piece<'a>> {
        let mut rest = text;
        let mut formula = None;
        std::iter::from_fn(move || {
            if let Some(found) = formula.take() {
                return Some(Piece::Formula(found));
            }
            if rest.is_empty() {
                return None;
            }
            let Some((before, after)) = rest.split_once(OPEN) else {
                return Some(Piece::Text(std::mem::take(&mut rest)));
            };
            let (number, after) = after.split_once(CLOSE).unwrap_or((after, ""));
            rest = after;
            formula = number.parse().ok().and_then(|number: usize| self.formulas.get(number));
            Some(Piece::Text(before))
        })
    }

    /// The text with its markers turned back into what the author wrote.
    pub fn restore<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(OPEN) {
            return Cow::Borrowed(text);
        }
        let mut whole = String::new();
        for piece in self.pieces(text) {
            whole.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Formula(formula) => &formula.source,
            });
        }
        Cow::Owned(whole)
    }
}

fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        clean.push(match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                '\n'
            }
            '\0' | '\u{fdd0}'..='\u{fdef}' => char::REPLACEMENT_CHARACTER,
            c => c,
        });
    }
    clean
}

/// Which closing delimiter is looked for; the index of its memory in [`Scanner::searched`].
#[derive(Clone, Copy)]
enum Closer {
    Round = 0,
    Square = 1,
    Dollars = 2,
    End = 3,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    out: String,
    formulas: Vec<Formula>,
    /// Per closer: up to where it is known to be absent. Without it, many openers and no closer would take quadratic time.
    searched: [usize; 4],
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        let mut line_start = true;
        while self.at < self.text.len() {
            if line_start && self.fenced_code() {
                continue;
            }
            let rest = &self.text[self.at..];
            let at_line_start = std::mem::replace(&mut line_start, false);
            match rest.as_bytes().first() {
                Some(b'\n') => {
                    line_start = true;
                    self.copy(1);
                }
                Some(b'`') => self.code_span(),
                Some(b'\\') => self.backslash(at_line_start),
                Some(b'$') => self.dollar(),
                _ => {
                    let plain = rest.find(['\n', '`', '\\', '$']).unwrap_or(rest.len());
                    line_start = at_line_start && rest[..plain].chars().all(|c| c == ' ' || c == '>');
                    self.copy(plain);
                }
            }
        }
    }

    fn copy(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.text.len());
        self.out.push_str(&self.text[self.at..end]);
        self.at = end;
    }

    /// Copies a fenced code block that begins on this line, up to its closing fence or the text's end.
    fn fenced_code(&mut self) -> bool {
        let Some((mark, length)) = fence(&self.text[self.at..]) else { return false };
        for (number, line) in self.text[self.at..].split_inclusive('\n').enumerate() {
            self.out.push_str(line);
            self.at += line.len();
            let closes = fence(line).is_some_and(|(m, n)| m == mark && n >= length) && line.trim_end().ends_with(mark);
            if closes && number > 0 {
                break;
            }
        }
        true
    }

    /// Copies a code span whole, or its opening backticks where nothing closes them.
    fn code_span(&mut self) {
        let rest = &self.text[self.at..];
        let run = rest.len() - rest.trim_start_matches('`').len();
        let paragraph = &rest[..end_of_paragraph(rest)];
        let mut from = run;
        while let Some(found) = paragraph.get(from..).and_then(|tail| tail.find('`')) {
            let start = from + found;
            let length = paragraph[start..].len() - paragraph[start..].trim_start_matches('`').len();
            from = start + length;
            if length == run {
                self.copy(from);
                return;
            }
        }
        self.copy(run);
    }

    fn backslash(&mut self, at_line_start: bool) {
        let rest = &self.text[self.at..];
        let found = if rest.starts_with("\\(") {
            self.close(Closer::Round, 2, "\\)").map(|end| (2, end, 2, false))
        } else if rest.starts_with("\\[") {
            self.close(Closer::Square, 2, "\\]").map(|end| (2, end, 2, true))
        } else if at_line_start && let Some(name) = environment(rest) {
            let closer = format!("\\end{{{name}}}");
            self.close(Closer::End, "\\begin".len(), &closer).map(|end| (0, end + closer.len(), 0, true))
        } else {
            None
        };
        match found {
            Some((skip, end, closer, display)) => self.set_aside(skip, end, closer, display),
            None => self.copy(1 + rest[1..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8)),
        }
    }

    fn dollar(&mut self) {
        let rest = &self.text[self.at..];
        if rest.starts_with("$$") {
            match self.close(Closer::Dollars, 2, "$$").filter(|end| *end > 2) {
                Some(end) => self.set_aside(2, end, 2, true),
                None => self.copy(2),
            }
            return;
        }
        match inline_end(rest, self.text[..self.at].chars().next_back()) {
            Some(end) => self.set_aside(1, end, 1, false),
            None => self.copy(1),
        }
    }

    /// Where `closer` begins, from here on, within this paragraph and [`LONGEST`].
    fn close(&mut self, kind: Closer, skip: usize, closer: &str) -> Option<usize> {
        let rest = &self.text[self.at..];
        let mut limit = rest.len().min(LONGEST);
        while !rest.is_char_boundary(limit) {
            limit -= 1;
        }
        let bytes = rest.as_bytes();
        let mut at = skip.max(self.searched[kind as usize].saturating_sub(self.at));
        while at < limit {
            if bytes[at..].starts_with(closer.as_bytes()) {
                return (at + closer.len() <= limit).then_some(at);
            }
            match bytes[at] {
                b'\\' => at += 2,
                b'\n' if blank_line_follows(&bytes[at..]) => break,
                _ => at += 1,
            }
        }
        // Different environments share one memory; forgetting one only costs a formula that would be very odd.
        self.searched[kind as usize] = self.at + at.min(limit);
        None
    }

    fn set_aside(&mut self, skip: usize, end: usize, closer: usize, display: bool) {
        let whole = &self.text[self.at..self.at + end + closer];
        let mut latex = whole[skip..end].to_owned();
        // Inside a quotation every line begins with `>`; elsewhere a line of a formula that does is a relation and stays.
        if latex.contains('\n') && self.out.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('>')) {
            latex = latex.lines().map(|line| line.trim_start_matches(['>', ' '])).collect::<Vec<_>>().join("\n");
        }
        self.out.push(OPEN);
        self.out.push_str(&self.formulas.len().to_string());
        self.out.push(CLOSE);
        self.formulas.push(Formula { source: whole.to_owned(), latex, display });
        self.at += end + closer;
    }
}

/// The end of an inline `$…$` that starts `text`, or none: dollars are money more often than mathematics.
///
/// The rule is Pandoc's (no space inside, no digit after) made a little stricter: the very next `$` must close it, and neither a
/// word before nor a capital after may touch it, so that `US$5`, `$HOME/bin:$PATH` and `$5 and $6` stay text.
fn inline_end(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '$') {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'$' => break,
            b'`' => return None,
            b'\\' => at += 2,
            b'\n' if blank_line_follows(&bytes[at..]) => return None,
            _ => at += 1,
        }
        if at > LONGEST {
            return None;
        }
    }
    let inside = text.get(1..at)?;
    let padded = inside.is_empty() || inside.starts_with(char::is_whitespace) || inside.ends_with(char::is_whitespace);
    let after = text[at + 1..].chars().next();
    let touched = after.is_some_and(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || c == '_' || c == '$');
    (!padded && !touched).then_some(at)
}

fn blank_line_follows(bytes: &[u8]) -> bool {
    bytes[1..].iter().find(|b| !matches!(b, b' ' | b'\t')).is_none_or(|b| *b == b'\n')
}

/// The end of the paragraph in bytes, no further than a code span may reasonably reach.
fn end_of_paragraph(text: &str) -> usize {
    let mut limit = text.len().min(LONGEST);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    text[..limit].find("\n\n").unwrap_or(limit)
}

/// The mark and length of a code fence on the first line, in quotations and list items too.
fn fence(text: &str) -> Option<(char, usize)> {
    let line = text.split('\n').next()?;
    let line = line.trim_start_matches([' ', '\t', '>']);
    let line = line.strip_prefix(['-', '*', '+']).map_or(line, str::trim_start);
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    let length = line.len() - info.len();
    (length >= 3 && (mark == '~' || !info.contains('`'))).then_some((mark, length))
}

fn environment(text: &str) -> Option<&str> {
    let name = text.strip_prefix("\\begin{")?.split('}').next()?;
    ENVIRONMENTS.contains(&name.trim_end_matches('*')).then_some(name)
}
