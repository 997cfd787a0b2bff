//! A streaming reader of comparisons as CSV (RFC 4180): holds one block of the text at a time, and names the line of a bad row.
//!
//! Columns by name, in any order, others ignored; the first name of each line below is ours, the others are those of
//! files that people have (FastChat: `model_a,model_b,winner`; evalica: `left,right,winner`):
//!
//! | what | column | values |
//! |---|---|---|
//! | left model | `left`, `model_a` | a name |
//! | right model | `right`, `model_b` | a name |
//! | outcome | `outcome`, `winner` | score of left `1`, `0.5`, `0`; or `left`, `right`, `tie`; or `model_a`, `model_b`, `tie`, `tie (bothbad)` |
//! | weight | `weight` | a number from 0; 1 without the column |
//! | prompt | `prompt`, `cluster`, `prompt_id`, `question_id` | any text |
//! | annotator | `annotator`, `judge` | any text |
//! | covariates | `X_left` and `X_right`, or `X_a` and `X_b`, where asked for | numbers from 0 |
//!
//! Unknown outcomes and comparisons of a model with itself are refused, never guessed.

use crate::{Comparison, Outcome};
use std::collections::HashMap;
use std::io::Read;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    /// The reader failed.
    #[error("line {line}: {source}")]
    Io {
        /// The line reached, from 1.
        line: u64,
        /// Its error.
        source: std::io::Error,
    },
    /// There is no header line.
    #[error("the file is empty; its first line must name the columns left, right and outcome")]
    Empty,
    /// A column that must be there is not.
    #[error("line 1: there is no column {0}")]
    NoColumn(&'static str),
    /// A row that cannot be used.
    #[error("line {line}: {problem}")]
    Row {
        /// Its line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
}

/// Names handed out as dense numbers in order of appearance.
#[derive(Clone, Debug, Default)]
struct Dictionary {
    numbers: HashMap<Box<[u8]>, u32, foldhash::fast::FixedState>,
    names: Vec<String>,
}

impl Dictionary {
    fn number(&mut self, name: &[u8]) -> Result<u32, String> {
        if let Some(&number) = self.numbers.get(name) {
            return Ok(number);
        }
        let text = std::str::from_utf8(name).map_err(|_| "a name is not UTF-8".to_owned())?;
        let number = u32::try_from(self.names.len()).map_err(|_| "there are too many names".to_owned())?;
        self.names.push(text.to_owned());
        self.numbers.insert(name.into(), number);
        Ok(number)
    }
}

/// Which column is what.
#[derive(Clone, Debug)]
struct Columns {
    count: usize,
    left: usize,
    right: usize,
    outcome: usize,
    weight: Option<usize>,
    prompt: Option<usize>,
    annotator: Option<usize>,
    covariates: Vec<(String, usize, usize)>,
}

const LEFT: &[&str] = &["left", "model_a"];
const RIGHT: &[&str] = &["right", "model_b"];
const OUTCOME: &[&str] = &["outcome", "winner"];
const PROMPT: &[&str] = &["prompt", "cluster", "prompt_id", "question_id"];
const ANNOTATOR: &[&str] = &["annotator", "judge"];

impl Columns {
    fn of(header: &[String], with_covariates: bool) -> Result<Self, CsvError> {
        let find = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|column| column == name));
        let need = |names: &[&'static str]| find(names).ok_or(CsvError::NoColumn(names[0]));
        let mut covariates = Vec::new();
        for (left, column) in header.iter().enumerate().filter(|_| with_covariates) {
            for (one, other) in [("_left", "_right"), ("_a", "_b")] {
                let Some(name) = column.strip_suffix(one).filter(|name| *name != "model") else { continue };
                let other = format!("{name}{other}");
                if let Some(right) = header.iter().position(|column| *column == other) {
                    covariates.push((name.to_owned(), left, right));
                }
            }
        }
        Ok(Self {
            count: header.len(),
            left: need(LEFT)?,
            right: need(RIGHT)?,
            outcome: need(OUTCOME)?,
            weight: find(&["weight"]),
            prompt: find(PROMPT),
            annotator: find(ANNOTATOR),
            covariates,
        })
    }
}

/// The outcome of the left model that a field names.
fn outcome(field: &[u8]) -> Option<Outcome> {
    match field {
        b"1" | b"1.0" | b"left" | b"model_a" => Some(Outcome::Win),
        b"0" | b"0.0" | b"right" | b"model_b" => Some(Outcome::Loss),
        b"0.5" | b"tie" | b"tie (bothbad)" => Some(Outcome::Tie),
        _ => None,
    }
}

/// A number from 0; short decimals, the common case, without the general parser (both are exact: Clinger 1990).
fn number(field: &[u8]) -> Option<f64> {
    const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let short = field.len() <= 16 && field.iter().any(u8::is_ascii_digit);
    let mut digits = 0_u64;
    let mut after_point = None;
    for &byte in field.iter().filter(|_| short) {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u64::from(byte - b'0');
                after_point = after_point.map(|count: usize| count + 1);
            }
            b'.' if after_point.is_none() => after_point = Some(0),
            _ => return general_number(field),
        }
    }
    // 2⁵³ and below are exact, and so are the powers of ten here: one rounding.
    if short && digits <= 1 << 53 {
        Some(digits as f64 / TENS[after_point.unwrap_or(0)])
    } else {
        general_number(field)
    }
}

fn general_number(field: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(field).ok()?.parse().ok()?;
    (value.is_finite() && value >= 0.0).then_some(value)
}

/// Reads comparisons one by one.
#[derive(Debug)]
pub struct Comparisons<R> {
    source: Lines<R>,
    columns: Columns,
    models: Dictionary,
    prompts: Dictionary,
    annotators: Dictionary,
    covariates: Vec<(f64, f64)>,
    read: u32,
}

impl<R: Read> Comparisons<R> {
    /// Reads the header. With `with_covariates`, pairs of columns like `X_left` and `X_right` are read too.
    ///
    /// # Errors
    /// [`CsvError`].
    pub fn new(source: R, with_covariates: bool) -> Result<Self, CsvError> {
        let mut source = Lines::new(source);
        if !source.advance()? {
            return Err(CsvError::Empty);
        }
        let header: Vec<String> = (0..source.fields.len())
            .map(|at| String::from_utf8_lossy(source.field(at)).trim().trim_start_matches('\u{feff}').to_owned())
            .collect();
        Ok(Self {
            columns: Columns::of(&header, with_covariates)?,
            source,
            models: Dictionary::default(),
            prompts: Dictionary::default(),
            annotators: Dictionary::default(),
            covariates: Vec::new(),
            read: 0,
        })
    }

    /// The next comparison; `None` at the end. Without a prompt column every judgment is a prompt of its own.
    ///
    /// # Errors
    /// [`CsvError`].
    pub fn read(&mut self) -> Result<Option<Comparison>, CsvError> {
        if !self.source.advance()? {
            return Ok(None);
        }
        match self.parse() {
            Ok(comparison) => Ok(Some(comparison)),
            Err(problem) => Err(CsvError::Row { line: self.source.first_line, problem }),
        }
    }

    fn parse(&mut self) -> Result<Comparison, String> {
        let (source, columns) = (&self.source, &self.columns);
        if source.fields.len() != columns.count {
            return Err(format!("there are {} fields where the header has {}", source.fields.len(), columns.count));
        }
        let shown = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        let (left, right) = (source.field(columns.left), source.field(columns.right));
        if left.is_empty() || right.is_empty() {
            return Err("a model has no name".to_owned());
        }
        if left == right {
            return Err(format!("{} is compared with itself", shown(left)));
        }
        let (left, right) = (self.models.number(left)?, self.models.number(right)?);
        let field = source.field(columns.outcome);
        let outcome = outcome(field).ok_or_else(|| {
            format!(
                "the outcome is “{}”; it must be 1, 0.5 or 0, or left, right or tie, or model_a, model_b or tie",
                shown(field)
            )
        })?;
        let value = |at: usize, what: &str| {
            let field = source.field(at);
            number(field).ok_or_else(|| format!("{what} is “{}”; it must be a number from 0", shown(field)))
        };
        let weight = columns.weight.map_or(Ok(1.0), |at| value(at, "the weight"))?;
        let prompt = columns.prompt.map_or(Ok(self.read), |at| self.prompts.number(source.field(at)))?;
        let annotator = columns.annotator.map_or(Ok(0), |at| self.annotators.number(source.field(at)))?;
        self.covariates.clear();
        for (name, left, right) in &columns.covariates {
            self.covariates.push((value(*left, name)?, value(*right, name)?));
        }
        self.read = self.read.checked_add(1).ok_or("there are too many rows")?;
        Ok(Comparison { left, right, outcome, weight, prompt, annotator })
    }

    /// The covariates of the comparison read last: (left, right) in the order of [`Comparisons::covariate_names`].
    #[must_use]
    pub fn covariates(&self) -> &[(f64, f64)] {
        &self.covariates
    }

    /// The covariates' names.
    pub fn covariate_names(&self) -> impl Iterator<Item = &str> {
        self.columns.covariates.iter().map(|(name, ..)| name.as_str())
    }

    /// The models' names so far, by index.
    #[must_use]
    pub fn models(&self) -> &[String] {
        &self.models.names
    }

    /// How many prompts there are so far; `None` without a column that says.
    #[must_use]
    pub fn prompts(&self) -> Option<usize> {
        self.columns.prompt.map(|_| self.prompts.names.len())
    }

    /// How many annotators there are so far; `None` without a column that says.
    #[must_use]
    pub fn annotators(&self) -> Option<usize> {
        self.columns.annotator.map(|_| self.annotators.names.len())
    }

    /// The line that the comparison read last starts on, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.source.first_line
    }
}

/// How much is read at once.
const BLOCK: usize = 1 << 18;
/// A record longer than this is a missing quote, not a record.
const LONGEST_RECORD: usize = 1 << 24;

/// Records of a CSV text.
#[derive(Debug)]
struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    /// Of the part of the buffer that is not yet used.
    start: usize,
    end: usize,
    finished: bool,
    /// Line of the next byte, from 1.
    next_line: u64,
    /// Line that the present record starts on.
    first_line: u64,
    /// Fields of the present record: places in `buffer`, or in `unquoted` where they begin with the mark.
    fields: Vec<(u32, u32, bool)>,
    unquoted: Vec<u8>,
}

impl<R: Read> Lines<R> {
    fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; BLOCK],
            start: 0,
            end: 0,
            finished: false,
            next_line: 1,
            first_line: 1,
            fields: Vec::new(),
            unquoted: Vec::new(),
        }
    }

    fn field(&self, at: usize) -> &[u8] {
        let (start, end, unquoted) = self.fields[at];
        let text = if unquoted { &self.unquoted } else { &self.buffer };
        &text[start as usize..end as usize]
    }

    /// Goes to the next record that is not an empty line; false at the end.
    fn advance(&mut self) -> Result<bool, CsvError> {
        loop {
            self.first_line = self.next_line;
            let Some((mut end, next)) = self.record()? else { return Ok(false) };
            let start = self.start;
            if end > start && self.buffer[end - 1] == b'\r' {
                end -= 1;
            }
            self.start = next;
            if end == start {
                continue;
            }
            self.fields.clear();
            self.unquoted.clear();
            if memchr::memchr(b'"', &self.buffer[start..end]).is_some() {
                self.split_quoted(start, end)?;
            } else {
                let mut from = start;
                for comma in memchr::memchr_iter(b',', &self.buffer[start..end]) {
                    self.fields.push((from as u32, (start + comma) as u32, false));
                    from = start + comma + 1;
                }
                self.fields.push((from as u32, end as u32, false));
            }
            return Ok(true);
        }
    }

    /// End of the record that begins at `start`, and the place after its line break. Line breaks within quotes belong to it.
    fn record(&mut self) -> Result<Option<(usize, usize)>, CsvError> {
        let (mut searched, mut within) = (0, false);
        loop {
            let text = &self.buffer[self.start + searched..self.end];
            match memchr::memchr(b'\n', text) {
                Some(at) => {
                    within ^= memchr::memchr_iter(b'"', &text[..at]).count() % 2 == 1;
                    self.next_line += 1;
                    let end = self.start + searched + at;
                    if !within {
                        return Ok(Some((end, end + 1)));
                    }
                    searched += at + 1;
                }
                None if self.finished => {
                    within ^= memchr::memchr_iter(b'"', text).count() % 2 == 1;
                    return match (within, self.start == self.end) {
                        (true, _) => Err(self.bad("a quoted field is not closed")),
                        (false, true) => Ok(None),
                        (false, false) => Ok(Some((self.end, self.end))),
                    };
                }
                None => self.fill()?,
            }
            if searched > LONGEST_RECORD {
                return Err(self.bad("a quoted field is not closed"));
            }
        }
    }

    fn bad(&self, problem: &str) -> CsvError {
        CsvError::Row { line: self.first_line, problem: problem.to_owned() }
    }

    /// Moves what is left to the front and reads more behind it.
    fn fill(&mut self) -> Result<(), CsvError> {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        if self.end == self.buffer.len() {
            if self.buffer.len() > LONGEST_RECORD {
                return Err(self.bad("the line is too long"));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.source.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.finished = true,
            Ok(more) => self.end += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(source) => return Err(CsvError::Io { line: self.next_line, source }),
        }
        Ok(())
    }

    /// Splits a record with quotes: a field in quotes loses them, and a doubled quote inside is one.
    fn split_quoted(&mut self, start: usize, end: usize) -> Result<(), CsvError> {
        let mut at = start;
        loop {
            if at < end && self.buffer[at] == b'"' {
                let from = self.unquoted.len();
                at += 1;
                loop {
                    let Some(quote) = memchr::memchr(b'"', &self.buffer[at..end]) else {
                        return Err(self.bad("a quoted field is not closed"));
                    };
                    self.unquoted.extend_from_slice(&self.buffer[at..at + quote]);
                    at += quote + 1;
                    if at < end && self.buffer[at] == b'"' {
                        self.unquoted.push(b'"');
                        at += 1;
                    } else {
                        break;
                    }
                }
                if at < end && self.buffer[at] != b',' {
                    return Err(self.bad("there is text behind a quoted field"));
                }
                self.fields.push((from as u32, self.unquoted.len() as u32, true));
            } else {
                let comma = memchr::memchr(b',', &self.buffer[at..end]).map_or(end, |comma| at + comma);
                if memchr::memchr(b'"', &self.buffer[at..comma]).is_some() {
                    return Err(self.bad("there is a quote within a field that is not quoted"));
                }
                self.fields.push((at as u32, comma as u32, false));
                at = comma;
            }
            if at == end {
                return Ok(());
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    /// Hands out a few bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn all(text: &str) -> Result<(Vec<Comparison>, Vec<String>), CsvError> {
        let mut found = Vec::new();
        for step in [1, 7, 1_000] {
            let mut reader = Comparisons::new(Drip(text.as_bytes(), step), true)?;
            let mut comparisons = Vec::new();
            while let Some(comparison) = reader.read()? {
                comparisons.push(comparison);
            }
            found.push((comparisons, reader.models().to_vec()));
        }
        assert!(found.windows(2).all(|two| two[0] == two[1]), "blocks matter");
        Ok(found.remove(0))
    }

    fn problem(text: &str) -> String {
        all(text).unwrap_err().to_string()
    }

    #[test]
    fn our_own_columns_are_read_in_any_order() {
        let text = "weight,outcome,right,left,prompt,annotator,note\n2.5,1,b,a,p,x,\n0,0.5,a,c,p,y,hm\n";
        let (comparisons, names) = all(text).unwrap();
        assert_eq!(names, ["a", "b", "c"]);
        let expected = [(0, 1, Outcome::Win, 2.5, 0, 0), (2, 0, Outcome::Tie, 0.0, 0, 1)];
        let seen = comparisons.iter().map(|c| (c.left, c.right, c.outcome, c.weight, c.prompt, c.annotator));
        assert_eq!(seen.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn files_of_fastchat_and_evalica_are_read_as_they_are() {
        let fastchat = "model_a,model_b,winner,judge\nx,y,model_a,j\nx,y,model_b,j\ny,x,tie,j\nx,y,tie (bothbad),j\n";
        let evalica = "left,right,winner\r\nx,y,left\r\nx,y,right\r\ny,x,tie\r\nx,y,tie\r\n";
        let outcomes = |text| all(text).unwrap().0.iter().map(|c| c.outcome).collect::<Vec<_>>();
        assert_eq!(outcomes(fastchat), [Outcome::Win, Outcome::Loss, Outcome::Tie, Outcome::Tie]);
        assert_eq!(outcomes(fastchat), outcomes(evalica));
    }

    #[test]
    fn quoted_names_may_hold_commas_quotes_and_line_breaks() {
        let (comparisons, names) = all("left,right,outcome\n\"a, \"\"b\"\"\nc\",d,\"1\"\n\nd,e,0").unwrap();
        assert_eq!(names, ["a, \"b\"\nc", "d", "e"]);
        assert_eq!(comparisons.len(), 2);
    }

    #[test]
    fn a_byte_order_mark_does_not_hide_the_first_column() {
        assert_eq!(all("\u{feff}left,right,outcome\na,b,1\n").unwrap().0.len(), 1);
    }

    #[test]
    fn a_bad_row_is_named_by_its_line() {
        let head = "left,right,outcome,weight\na,\"b\nb\",1,1\n\n";
        assert!(problem(&format!("{head}a,b,2,1\n")).starts_with("line 5: the outcome is “2”"));
        assert!(problem(&format!("{head}a,b,,1\n")).starts_with("line 5: the outcome is “”"));
        assert_eq!(problem(&format!("{head}a,a,1,1\n")), "line 5: a is compared with itself");
        assert_eq!(problem(&format!("{head}a,b,1\n")), "line 5: there are 3 fields where the header has 4");
        for weight in ["-1", "inf", "nan", "", "1e999", "1,5"] {
            assert!(problem(&format!("{head}a,b,1,{weight}\n")).starts_with("line 5: the"), "{weight}");
        }
        assert_eq!(problem(&format!("{head},b,1,1\n")), "line 5: a model has no name");
        assert_eq!(problem(&format!("{head}a,\"b,1,1\n")), "line 5: a quoted field is not closed");
        assert_eq!(problem(&format!("{head}a,\"b\"c,1,1\n")), "line 5: there is text behind a quoted field");
    }

    #[test]
    fn a_file_without_the_columns_says_which_is_missing() {
        assert_eq!(problem("left,right\n"), "line 1: there is no column outcome");
        assert!(problem("").starts_with("the file is empty"));
    }

    #[test]
    fn numbers_are_read_exactly() {
        for text in
            ["0", "1", "1.000000", "0.1", "123456.789012", "9007199254740993", "0.30000000000000004", "1e-5", "2.5e3"]
        {
            assert_eq!(number(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["", ".", "1.2.3", "-1", "inf", "NaN", "1x", "0x10"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn covariates_come_from_pairs_of_columns() {
        let text = "model_a,model_b,winner,tokens_a,tokens_b\nx,y,tie,10,30\n";
        let mut reader = Comparisons::new(text.as_bytes(), true).unwrap();
        reader.read().unwrap();
        assert_eq!(reader.covariate_names().collect::<Vec<_>>(), ["tokens"]);
        assert_eq!(reader.covariates(), [(10.0, 30.0)]);
    }
}
