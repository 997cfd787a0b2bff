//! Records of a JSON text: an array of objects, or one object after another, read object by object.

use super::CsvError;
use serde_json::{Map, Value};
use std::io::{BufReader, Read};

/// An object longer than this is a missing brace, not a judgment.
const LONGEST_OBJECT: usize = 1 << 24;

/// Records of a JSON text.
#[derive(Debug)]
pub(super) struct Objects<R> {
    source: std::io::Bytes<BufReader<R>>,
    /// Keys of the first object: what the records' fields are.
    names: Vec<String>,
    /// Fields of the present record: ends in `text`.
    ends: Vec<usize>,
    text: Vec<u8>,
    object: Vec<u8>,
    /// The present record's first line, and the line reached, from 1.
    first_line: u64,
    reached: u64,
    /// The first object was read for its keys and is still to be handed out.
    pending: bool,
}

impl<R: Read> Objects<R> {
    pub(super) fn new(source: R) -> Result<Self, CsvError> {
        let mut objects = Self {
            source: BufReader::with_capacity(1 << 18, source).bytes(),
            names: Vec::new(),
            ends: Vec::new(),
            text: Vec::new(),
            object: Vec::new(),
            first_line: 1,
            reached: 1,
            pending: false,
        };
        let first = objects.next()?.ok_or(CsvError::Empty)?;
        objects.names = first.keys().cloned().collect();
        objects.set(&first);
        objects.pending = true;
        Ok(objects)
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn fields(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn field(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }

    pub(super) fn line(&self) -> u64 {
        self.first_line
    }

    /// Goes to the next object; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, CsvError> {
        if std::mem::take(&mut self.pending) {
            return Ok(true);
        }
        let Some(object) = self.next()? else { return Ok(false) };
        self.set(&object);
        Ok(true)
    }

    /// Takes the values of the known names as text; a missing one and `null` are empty.
    fn set(&mut self, object: &Map<String, Value>) {
        self.ends.clear();
        self.text.clear();
        for name in &self.names {
            match object.get(name) {
                None | Some(Value::Null) => {}
                Some(Value::String(text)) => self.text.extend_from_slice(text.as_bytes()),
                Some(other) => self.text.extend_from_slice(other.to_string().as_bytes()),
            }
            self.ends.push(self.text.len());
        }
    }

    /// Cuts the next object out by its braces and parses it.
    fn next(&mut self) -> Result<Option<Map<String, Value>>, CsvError> {
        self.object.clear();
        let (mut depth, mut within, mut escaped) = (0_u32, false, false);
        while let Some(byte) = self.source.next() {
            let byte = byte.map_err(|source| CsvError::Io { line: self.reached, source })?;
            self.reached += u64::from(byte == b'\n');
            if depth == 0 {
                match byte {
                    b'{' => {
                        self.first_line = self.reached;
                        depth = 1;
                        self.object.push(byte);
                    }
                    b'[' | b']' | b',' => {}
                    _ if byte.is_ascii_whitespace() => {}
                    _ => return Err(self.bad(self.reached, "an object must stand here, one per judgment".to_owned())),
                }
                continue;
            }
            self.object.push(byte);
            if self.object.len() > LONGEST_OBJECT {
                return Err(self.bad(self.first_line, "the object is too long".to_owned()));
            }
            if within {
                within = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
                continue;
            }
            match byte {
                b'"' => within = true,
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return serde_json::from_slice(&self.object)
                    .map(Some)
                    .map_err(|error| self.bad(self.first_line, format!("this is no JSON object: {error}")));
            }
        }
        if depth > 0 {
            return Err(self.bad(self.first_line, "the object is not closed".to_owned()));
        }
        Ok(None)
    }

    fn bad(&self, line: u64, problem: String) -> CsvError {
        CsvError::Row { line, problem }
    }
}
