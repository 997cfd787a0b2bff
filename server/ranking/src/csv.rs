//! A streaming reader of comparisons as CSV (RFC 4180) or JSON (an array of objects, or one object after another): holds one
//! block or object of the text at a time, and names the line of a bad row.
//!
//! Columns (in JSON: the keys of the first object) by name, in any order, others ignored; the first name of each line below
//! is ours, the others are those of files that people have (FastChat: `model_a,model_b,winner`; evalica: `left,right,winner`):
//!
//! | what | column | values |
//! |---|---|---|
//! | left model | `left`, `model_a` | a name |
//! | right model | `right`, `model_b` | a name |
//! | outcome | `outcome`, `winner` | score of left `1`, `0.5`, `0`; or `left`, `right`, `tie`, `draw`; or `model_a`, `model_b`, `tie`, `tie (bothbad)`; in any case |
//! | preference | `preference` | a whole number from 3 (left is much better) to -3; gives the outcome where there is no column for that, and the strength where [`Reading::strength`] asks for it |
//! | weight | `weight` | a number from 0; 1 without the column |
//! | prompt | `prompt`, `cluster`, `prompt_id`, `question_id` | any text |
//! | annotator | `annotator`, `judge` | any text |
//! | covariates | `X_left` and `X_right`, or `X_a` and `X_b`, where asked for | numbers from 0 |
//!
//! Unknown outcomes and comparisons of a model with itself are refused, never guessed; rows with unknown outcomes can be
//! left out on request and are counted then. An empty prompt or annotator is one of its own, not one that all such rows
//! share, and is counted. Column names are read in any case where none has the exact one; models' names are taken letter by
//! letter.

mod json;
mod lines;
#[cfg(test)]
mod tests;

use crate::{Comparison, Outcome, StrengthWeights};
use json::Objects;
use lines::Lines;
use std::collections::HashMap;
use std::io::{Chain, Cursor, Read};

/// What to read beside models, outcomes, weights, prompts and annotators, and what to leave out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Read pairs of columns like `X_left` and `X_right` as covariates.
    pub covariates: bool,
    /// Multiply each weight by that of the preference's strength.
    pub strength: Option<StrengthWeights>,
    /// Take only rows that have these values (in any case) in these columns.
    pub only: Vec<(String, String)>,
    /// Leave rows with an unknown outcome out, in place of refusing the file.
    pub skip_unknown: bool,
}

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
    /// The text is no CSV or JSON in UTF-8.
    #[error("{0}")]
    NoText(&'static str),
    /// A column that must be there is not.
    #[error("line 1: there is no column {column}; there is {found}")]
    NoColumn {
        /// What it is called.
        column: String,
        /// What the header has, and what that may mean.
        found: String,
    },
    /// Two columns that are read have the same name.
    #[error("line 1: the column {0} stands there twice")]
    ColumnTwice(String),
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
    /// A number for something that has no name and so is like nothing else.
    fn another(&mut self) -> Result<u32, String> {
        let number = u32::try_from(self.names.len()).map_err(|_| "there are too many names".to_owned())?;
        self.names.push(String::new());
        Ok(number)
    }

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
    outcome: Option<usize>,
    preference: Option<usize>,
    weight: Option<usize>,
    prompt: Option<usize>,
    annotator: Option<usize>,
    covariates: Vec<(String, usize, usize)>,
    /// Columns that must have these values, in lower case.
    only: Vec<(usize, Vec<u8>)>,
}

const LEFT: &[&str] = &["left", "model_a"];
const RIGHT: &[&str] = &["right", "model_b"];
const OUTCOME: &[&str] = &["outcome", "winner"];
const PREFERENCE: &[&str] = &["preference"];
const PROMPT: &[&str] = &["prompt", "cluster", "prompt_id", "question_id"];
const ANNOTATOR: &[&str] = &["annotator", "judge"];

impl Columns {
    fn of(header: &[String], reading: &Reading) -> Result<Self, CsvError> {
        let find = |names: &[&str]| column(header, names);
        let need = |names: &[&str]| {
            find(names)?.ok_or_else(|| CsvError::NoColumn { column: names.join(" or "), found: what_is_there(header) })
        };
        let mut covariates = Vec::new();
        for (left, column) in header.iter().enumerate().filter(|_| reading.covariates) {
            for (one, other) in [("_left", "_right"), ("_a", "_b")] {
                let Some(name) = column.strip_suffix(one).filter(|name| *name != "model") else { continue };
                let other = format!("{name}{other}");
                if let Some(right) = header.iter().position(|column| *column == other) {
                    covariates.push((name.to_owned(), left, right));
                }
            }
        }
        let preference = find(PREFERENCE)?;
        let only = reading.only.iter().map(|(name, value)| Ok((need(&[name])?, value.to_lowercase().into_bytes())));
        Ok(Self {
            count: header.len(),
            left: need(LEFT)?,
            right: need(RIGHT)?,
            outcome: match preference {
                Some(_) => find(OUTCOME)?,
                None => Some(need(OUTCOME)?),
            },
            preference: if reading.strength.is_some() { Some(need(PREFERENCE)?) } else { preference },
            weight: find(&["weight"])?,
            prompt: find(PROMPT)?,
            annotator: find(ANNOTATOR)?,
            covariates,
            only: only.collect::<Result<_, CsvError>>()?,
        })
    }
}

/// The column with the first of these names that the header has: as it is, or else in any case.
fn column(header: &[String], names: &[&str]) -> Result<Option<usize>, CsvError> {
    for name in names {
        let alike = |exact: bool| {
            let same = move |column: &&String| if exact { *column == name } else { column.eq_ignore_ascii_case(name) };
            let mut found = (0..header.len()).filter(move |at| same(&&header[*at]));
            (found.next(), found.next())
        };
        match (alike(true), alike(false)) {
            ((Some(_), Some(_)), _) | ((None, _), (Some(_), Some(_))) => {
                return Err(CsvError::ColumnTwice((*name).to_owned()));
            }
            ((Some(at), None), _) | ((None, _), (Some(at), None)) => return Ok(Some(at)),
            ((None, _), (None, _)) => {}
        }
    }
    Ok(None)
}

/// The header's columns for a message, and why they may be one.
fn what_is_there(header: &[String]) -> String {
    let names: Vec<String> = header.iter().take(12).map(|name| format!("“{}”", shown(name.as_bytes()))).collect();
    let more = if header.len() > names.len() { ", …" } else { "" };
    let parted = header.len() == 1 && header[0].contains([';', '\t']);
    let hint = if parted { " (columns must be parted by commas)" } else { "" };
    format!("{}{more}{hint}", names.join(", "))
}

/// The outcome of the left model that a field names.
fn outcome(field: &[u8]) -> Option<Outcome> {
    match field {
        b"1" | b"1.0" | b"left" | b"model_a" => Some(Outcome::Win),
        b"0" | b"0.0" | b"right" | b"model_b" => Some(Outcome::Loss),
        b"0.5" | b"tie" | b"draw" | b"tie (bothbad)" => Some(Outcome::Tie),
        other if other.iter().any(u8::is_ascii_uppercase) => outcome(&other.to_ascii_lowercase()),
        _ => None,
    }
}

/// A point of the 7-point scale.
fn preference(field: &[u8]) -> Option<i8> {
    std::str::from_utf8(field).ok()?.parse().ok().filter(|value| (-3..=3).contains(value))
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

/// The rows of a file, whatever its format.
#[derive(Debug)]
enum Source<R> {
    Csv(Lines<R>),
    Json(Objects<R>),
}

impl<R: Read> Source<R> {
    fn advance(&mut self) -> Result<bool, CsvError> {
        match self {
            Self::Csv(lines) => lines.advance(),
            Self::Json(objects) => objects.advance(),
        }
    }

    fn field(&self, at: usize) -> &[u8] {
        match self {
            Self::Csv(lines) => lines.field(at),
            Self::Json(objects) => objects.field(at),
        }
    }

    fn fields(&self) -> usize {
        match self {
            Self::Csv(lines) => lines.fields.len(),
            Self::Json(objects) => objects.fields(),
        }
    }

    fn line(&self) -> u64 {
        match self {
            Self::Csv(lines) => lines.first_line,
            Self::Json(objects) => objects.line(),
        }
    }
}

/// Reads comparisons one by one.
#[derive(Debug)]
pub struct Comparisons<R> {
    source: Source<Chain<Cursor<Vec<u8>>, R>>,
    columns: Columns,
    strength: Option<StrengthWeights>,
    skip_unknown: bool,
    models: Dictionary,
    prompts: Dictionary,
    annotators: Dictionary,
    covariates: Vec<(f64, f64)>,
    read: u32,
    skipped: u64,
    without_prompt: u64,
    without_annotator: u64,
}

impl<R: Read> Comparisons<R> {
    /// Reads the header of a CSV text, or the first object of a JSON one; which it is shows at its first letter.
    ///
    /// # Errors
    /// [`CsvError`].
    pub fn new(mut source: R, reading: &Reading) -> Result<Self, CsvError> {
        let begin = beginning(&mut source).map_err(|source| CsvError::Io { line: 1, source })?;
        // No text in UTF-8 begins with these.
        match begin.last() {
            Some(0x1f) => {
                return Err(CsvError::NoText("the file is compressed; unpack it first, as in gzip -dc FILE | … -"));
            }
            Some(0xfe | 0xff) => return Err(CsvError::NoText("the file is UTF-16; save it as UTF-8")),
            _ => {}
        }
        let json = begin.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"[{".contains(byte));
        let source = Cursor::new(begin).chain(source);
        let (source, header) = if json {
            let objects = Objects::new(source)?;
            let header = objects.names().to_vec();
            (Source::Json(objects), header)
        } else {
            let mut lines = Lines::new(source);
            if !lines.advance()? {
                return Err(CsvError::Empty);
            }
            let name = |at: usize| String::from_utf8_lossy(lines.field(at)).trim().to_owned();
            let header = (0..lines.fields.len()).map(name).collect();
            (Source::Csv(lines), header)
        };
        Ok(Self {
            columns: Columns::of(&header, reading)?,
            strength: reading.strength,
            skip_unknown: reading.skip_unknown,
            source,
            models: Dictionary::default(),
            prompts: Dictionary::default(),
            annotators: Dictionary::default(),
            covariates: Vec::new(),
            read: 0,
            skipped: 0,
            without_prompt: 0,
            without_annotator: 0,
        })
    }

    /// The next comparison; `None` at the end. Without a prompt column every judgment is a prompt of its own.
    ///
    /// # Errors
    /// [`CsvError`].
    pub fn read(&mut self) -> Result<Option<Comparison>, CsvError> {
        while self.source.advance()? {
            match self.parse() {
                Ok(Some(comparison)) => return Ok(Some(comparison)),
                Ok(None) => {}
                Err(problem) => return Err(CsvError::Row { line: self.source.line(), problem }),
            }
        }
        Ok(None)
    }

    /// The comparison of the present row; `None` if it is left out.
    fn parse(&mut self) -> Result<Option<Comparison>, String> {
        let (source, columns) = (&self.source, &self.columns);
        if source.fields() != columns.count {
            return Err(format!("there are {} fields where the header has {}", source.fields(), columns.count));
        }
        let wanted = |(at, value): &(usize, Vec<u8>)| source.field(*at).to_ascii_lowercase() == *value;
        if !columns.only.iter().all(wanted) {
            return Ok(None);
        }
        let Some((outcome, strength)) = self.said()? else {
            self.skipped += 1;
            return Ok(None);
        };
        let (left, right) = (source.field(columns.left), source.field(columns.right));
        if left.is_empty() || right.is_empty() {
            return Err("a model has no name".to_owned());
        }
        if left == right {
            return Err(format!("{} is compared with itself", shown(left)));
        }
        let (left, right) = (self.models.number(left)?, self.models.number(right)?);
        let value = |at: usize, what: &str| {
            let field = source.field(at);
            number(field).ok_or_else(|| format!("{what} is “{}”; it must be a number from 0", shown(field)))
        };
        let weight = strength * columns.weight.map_or(Ok(1.0), |at| value(at, "the weight"))?;
        let unit = |at: usize, known: &mut Dictionary, without: &mut u64| match source.field(at) {
            [] => {
                *without += 1;
                known.another()
            }
            name => known.number(name),
        };
        let prompt =
            columns.prompt.map_or(Ok(self.read), |at| unit(at, &mut self.prompts, &mut self.without_prompt))?;
        let annotator =
            columns.annotator.map_or(Ok(0), |at| unit(at, &mut self.annotators, &mut self.without_annotator))?;
        self.covariates.clear();
        for (name, left, right) in &columns.covariates {
            self.covariates.push((value(*left, name)?, value(*right, name)?));
        }
        self.read = self.read.checked_add(1).ok_or("there are too many rows")?;
        Ok(Some(Comparison { left, right, outcome, weight, prompt, annotator }))
    }

    /// The outcome and the weight of its strength; `None` where it is unknown and may be.
    fn said(&self) -> Result<Option<(Outcome, f64)>, String> {
        let (source, columns) = (&self.source, &self.columns);
        let mut said = None;
        let mut strength = 1.0;
        if let Some(at) = columns.preference {
            match preference(source.field(at)) {
                Some(value) => {
                    said = Some(Outcome::of_preference(value));
                    strength = self.strength.map_or(1.0, |weights| weights.of(value));
                }
                // Where neither outcome nor weight depends on it, it may say anything.
                None if columns.outcome.is_some() && self.strength.is_none() => {}
                None if self.skip_unknown => return Ok(None),
                None => {
                    return Err(format!(
                        "the preference is “{}”; it must be a whole number from -3 to 3",
                        shown(source.field(at))
                    ));
                }
            }
        }
        if let Some(at) = columns.outcome {
            said = outcome(source.field(at));
            if said.is_none() && !self.skip_unknown {
                return Err(format!(
                    "the outcome is “{}”; it must be 1, 0.5 or 0, or left, right or tie, or model_a, model_b or tie",
                    shown(source.field(at))
                ));
            }
        }
        Ok(said.map(|outcome| (outcome, strength)))
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

    /// Rows so far whose prompt, and whose annotator, is empty though there is a column for it; each counts as another one.
    #[must_use]
    pub fn unnamed(&self) -> (u64, u64) {
        (self.without_prompt, self.without_annotator)
    }

    /// Rows left out so far because their outcome is unknown.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The line that the comparison read last starts on, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.source.line()
    }
}

/// A field in a message: not all of it, if it is long, and nothing that a terminal would act on.
fn shown(field: &[u8]) -> String {
    let text = String::from_utf8_lossy(field);
    let letters = text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter });
    let mut short: String = letters.take(60).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// The first bytes up to something that is not space, without a byte order mark.
fn beginning(source: &mut impl Read) -> std::io::Result<Vec<u8>> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let mut begin = Vec::new();
    let mut byte = [0];
    loop {
        match source.read(&mut byte) {
            Ok(0) => return Ok(begin),
            Ok(_) => begin.push(byte[0]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if begin == MARK {
            begin.clear();
        } else if !MARK.starts_with(&begin) && !byte[0].is_ascii_whitespace() {
            return Ok(begin);
        }
    }
}
