//! Records of a CSV text, block by block.

use super::CsvError;
use std::io::Read;

/// How much is read at once.
const BLOCK: usize = 1 << 18;
/// A record longer than this is a missing quote, not a record.
const LONGEST_RECORD: usize = 1 << 24;

/// Records of a CSV text.
#[derive(Debug)]
pub(super) struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    /// Of the part of the buffer that is not yet used.
    start: usize,
    end: usize,
    finished: bool,
    /// Line of the next byte, from 1.
    next_line: u64,
    /// Line that the present record starts on.
    pub(super) first_line: u64,
    /// Fields of the present record: places in `buffer`, or in `unquoted` where they begin with the mark.
    pub(super) fields: Vec<(u32, u32, bool)>,
    unquoted: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(source: R) -> Self {
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

    pub(super) fn field(&self, at: usize) -> &[u8] {
        let (start, end, unquoted) = self.fields[at];
        let text = if unquoted { &self.unquoted } else { &self.buffer };
        &text[start as usize..end as usize]
    }

    /// Goes to the next record that is not an empty line; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, CsvError> {
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
