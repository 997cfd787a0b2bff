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

mod lines;
#[cfg(test)]
mod tests;

use crate::{Comparison, Outcome};
use lines::Lines;
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
