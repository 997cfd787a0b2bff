//! The format in which prompts and responses come: JSON Lines, one prompt a line, all or nothing.
//!
//! ```json
//! {"id": "coding-001", "prompt": "Write …", "attributes": {"use_case": "generation"}, "responses": {"Model One": "…", "Model Two": "…"}}
//! {"id": "coding-002", "turns": [{"role": "user", "text": "…"}, {"role": "assistant", "text": "…"}, {"role": "user", "text": "…"}], "responses": {…}}
//! ```
//!
//! `id` names the prompt within its prompt set. A prompt is either `prompt` (one user turn) or `turns`. `reference` (a
//! reference answer) and `attributes` (text values) are optional. `responses` maps a registered model's name to its
//! response, as Markdown; an empty one means that the model said nothing. A byte-order mark, CRLF line ends and blank lines are accepted; everything else that is unusual
//! is refused with its line and field.

use assay_domain::FieldError;
use assay_store::prompt_sets::{PromptText, Turn};
use serde::{Deserialize, Deserializer, de};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest single text, in bytes.
const LONGEST_TEXT: usize = 1 << 20;
/// Longest line, in bytes.
const LONGEST_LINE: usize = 16 << 20;
/// How many errors are told at once.
pub(crate) const MOST_ERRORS: usize = 20;

/// One line of the file, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, from 1.
    pub number: usize,
    /// The prompt.
    pub prompt: PromptText,
    /// Response by model name.
    pub responses: BTreeMap<String, String>,
}

/// Which models each line must answer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Every line has a response of every model that the file names.
    Complete,
    /// A line may lack some models' responses, but has at least two.
    Partial,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    #[serde(default)]
    prompt: Option<String>,
    #[serde(default)]
    turns: Option<Vec<RawTurn>>,
    #[serde(default)]
    reference: Option<String>,
    #[serde(default, deserialize_with = "unique_keys")]
    attributes: BTreeMap<String, String>,
    #[serde(deserialize_with = "unique_keys")]
    responses: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTurn {
    role: String,
    text: String,
}

/// A map of texts in which a key given twice is refused instead of silently taking the last.
fn unique_keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    struct Unique;
    impl<'de> de::Visitor<'de> for Unique {
        type Value = BTreeMap<String, String>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object of texts")
        }
        fn visit_map<A: de::MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = access.next_entry::<String, String>()? {
                if map.insert(key, value).is_some() {
                    return Err(de::Error::custom("duplicate key"));
                }
            }
            Ok(map)
        }
    }
    deserializer.deserialize_map(Unique)
}

/// Takes a file apart into lines as it arrives; holds one line at most.
#[derive(Default)]
pub struct Reader {
    rest: Vec<u8>,
    number: usize,
}

impl Reader {
    /// Takes the next bytes and answers the lines they complete, each checked by itself. A line that is too long is refused
    /// when all of it has gone by, without being held. Mistakes name line and field and never repeat private text.
    pub fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(Result<Line, FieldError>)) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.rest.len() + piece.len() <= LONGEST_LINE {
                self.rest.extend_from_slice(piece);
            } else if self.rest.len() <= LONGEST_LINE {
                // One byte over the limit says that it is too long; what follows of it is dropped.
                self.rest.resize(LONGEST_LINE + 1, b' ');
            }
            if piece.ends_with(b"\n") {
                self.end_line(&mut each);
            }
        }
    }

    /// The last line, when the file does not end with a line break.
    pub fn finish(mut self, mut each: impl FnMut(Result<Line, FieldError>)) {
        if !self.rest.is_empty() {
            self.end_line(&mut each);
        }
    }

    fn end_line(&mut self, each: &mut impl FnMut(Result<Line, FieldError>)) {
        self.number += 1;
        let line = std::mem::take(&mut self.rest);
        let bytes = line.strip_suffix(b"\n").unwrap_or(&line);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let bytes = if self.number == 1 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes };
        if line.len() > LONGEST_LINE || !bytes.iter().all(u8::is_ascii_whitespace) {
            each(parse_line(self.number, if line.len() > LONGEST_LINE { &line } else { bytes }));
        }
    }
}

/// What the lines of a file must be together, remembered in little: ids as hashes, and which models answered.
#[derive(Default)]
pub struct Together {
    lines: HashMap<[u8; 16], usize>,
    /// Each combination of models, with the first line that has it.
    models: BTreeMap<BTreeSet<String>, usize>,
}

impl Together {
    /// Takes note of a line.
    ///
    /// # Errors
    /// When its id stood on an earlier line.
    pub fn add(&mut self, line: &Line) -> Result<(), FieldError> {
        let models: BTreeSet<String> = line.responses.keys().cloned().collect();
        self.models.entry(models).or_insert(line.number);
        match self.lines.insert(key(&line.prompt.external_id), line.number) {
            None => Ok(()),
            Some(first) => {
                let message = format!("The same id stands on line {first}; ids are unique within a file.");
                Err(at(line.number, "id", message).say("refusal-file-same-id").with("first", first))
            }
        }
    }

    /// The line on which an id stands.
    #[must_use]
    pub fn line_of(&self, external_id: &str) -> usize {
        self.lines.get(&key(external_id)).copied().unwrap_or(0)
    }

    /// What is wrong with all of them together.
    #[must_use]
    pub fn mistakes(&self, coverage: Coverage) -> Vec<FieldError> {
        if self.lines.is_empty() {
            return vec![FieldError::new("file", "The file has no prompts; give one JSON object per line.")];
        }
        let all: BTreeSet<&String> = self.models.keys().flatten().collect();
        if coverage == Coverage::Partial {
            return Vec::new();
        }
        let lacking = self.models.iter().filter_map(|(models, line)| {
            let missing = all.iter().find(|model| !models.contains(**model))?;
            Some((*line, *missing))
        });
        let mut lacking: Vec<_> = lacking.collect();
        lacking.sort();
        lacking
            .into_iter()
            .take(MOST_ERRORS)
            .map(|(line, missing)| {
                at(line, &format!("responses.{missing}"), "This response is missing: other lines have one of this model. Add it, or allow prompts that lack some models' responses.")
            })
            .collect()
    }
}

fn key(external_id: &str) -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&Sha256::digest(external_id.as_bytes())[..16]);
    key
}

fn at(number: usize, field: &str, message: impl Into<String>) -> FieldError {
    FieldError::new(format!("line {number}, {field}"), message)
}

fn parse_line(number: usize, bytes: &[u8]) -> Result<Line, FieldError> {
    if bytes.len() > LONGEST_LINE {
        return Err(at(number, "line", "The line is longer than 16 MiB."));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to() + 1;
        at(number, "line", format!("Not valid UTF-8 from byte {byte} of the line; save the file as UTF-8."))
            .say("refusal-file-utf8")
            .with("byte", byte)
    })?;
    // serde would read an array as the fields in order; only an object is meant.
    if !text.trim_start().starts_with('{') {
        return Err(at(number, "line", "Each line is one whole JSON object, starting with {."));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let raw: Raw = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| json_error(number, &error))?;
    deserializer.end().map_err(|error| {
        let column = error.column();
        at(number, "line", format!("Text after the end of the object, at column {column}."))
            .say("refusal-file-after")
            .with("column", column)
    })?;
    check_line(number, raw)
}

/// Names the field and kind of a mistake without repeating what the file says.
fn json_error(number: usize, error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let path = error.path().to_string();
    // The path is "." for the whole object and "?" where it broke off between fields.
    let field = if matches!(path.as_str(), "." | "?") { "line".to_owned() } else { path };
    let inner = error.inner();
    let text = inner.to_string();
    let column = inner.column();
    if inner.is_syntax() || inner.is_eof() {
        at(number, &field, format!("Not valid JSON at column {column}; each line is one whole JSON object."))
            .say("refusal-file-json")
            .with("column", column)
    } else if let Some(name) = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        at(number, name, "This field is missing.")
    } else if text.starts_with("unknown field") {
        at(number, &field, "This field is not known; a line has id, prompt or turns, reference, attributes, responses.")
    } else if let Some(name) = text.strip_prefix("duplicate field `").and_then(|rest| rest.split('`').next()) {
        at(number, name, "This field is given twice.")
    } else if text.starts_with("duplicate key") {
        at(number, &field, "A name is given twice in this object.")
    } else {
        at(number, &field, format!("The value at column {column} is of the wrong type."))
            .say("refusal-file-type")
            .with("column", column)
    }
}

fn check_line(number: usize, raw: Raw) -> Result<Line, FieldError> {
    let id = raw.id.trim().to_owned();
    if id.is_empty() || id.chars().count() > 200 || id.chars().any(char::is_control) {
        return Err(at(number, "id", "Give an id of 1 to 200 characters without control characters."));
    }
    let turns = match (raw.prompt, raw.turns) {
        (Some(text), None) => vec![Turn { role: "user".into(), text }],
        (None, Some(turns)) => turns.into_iter().map(|turn| Turn { role: turn.role, text: turn.text }).collect(),
        (None, None) => return Err(at(number, "prompt", "This field is missing; give prompt or turns.")),
        (Some(_), Some(_)) => return Err(at(number, "turns", "Give prompt or turns, not both.")),
    };
    if turns.iter().any(|turn| !["system", "user", "assistant"].contains(&turn.role.as_str())) {
        return Err(at(number, "turns", "A role is none of system, user, assistant."));
    }
    if turns.last().is_none_or(|turn| turn.role != "user") {
        return Err(at(number, "turns", "The last turn must be the user's; the responses answer it."));
    }
    for (index, turn) in turns.iter().enumerate() {
        check_text(
            number,
            if turns.len() == 1 { "prompt".into() } else { format!("turns[{index}].text") },
            &turn.text,
        )?;
    }
    if let Some(reference) = &raw.reference {
        check_text(number, "reference".into(), reference)?;
    }
    for (key, value) in &raw.attributes {
        let tidy =
            |text: &str| !text.trim().is_empty() && text.chars().count() <= 200 && !text.chars().any(char::is_control);
        if !tidy(key) || !tidy(value) {
            return Err(at(
                number,
                "attributes",
                "Attribute names and values have 1 to 200 characters without control characters.",
            ));
        }
    }
    let mut responses = BTreeMap::new();
    for (model, text) in raw.responses {
        // An empty response is one: the model said nothing.
        check_size(number, &format!("responses.{}", model.trim()), &text)?;
        if responses.insert(model.trim().to_owned(), text).is_some() {
            return Err(at(number, "responses", "A model's response is given twice."));
        }
    }
    if responses.len() < 2 {
        return Err(at(
            number,
            "responses",
            "A response is missing: a prompt needs the responses of at least two models.",
        ));
    }
    let prompt = PromptText { external_id: id, turns, reference: raw.reference, attributes: raw.attributes };
    Ok(Line { number, prompt, responses })
}

fn check_text(number: usize, field: String, text: &str) -> Result<(), FieldError> {
    if text.trim().is_empty() {
        return Err(at(number, &field, "This text is empty."));
    }
    check_size(number, &field, text)
}

fn check_size(number: usize, field: &str, text: &str) -> Result<(), FieldError> {
    if text.len() > LONGEST_TEXT {
        Err(at(number, field, "This text is longer than 1 MiB."))
    } else if text.contains('\0') {
        Err(at(number, field, "Remove the NUL character (U+0000)."))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use assay_domain::Refusal;

    /// A whole file, read in pieces of this many bytes.
    fn read(bytes: &[u8], piece: usize, coverage: Coverage) -> Result<Vec<Line>, Refusal> {
        let (mut reader, mut together) = (Reader::default(), Together::default());
        let (mut lines, mut errors) = (Vec::new(), Vec::new());
        let mut each = |line: Result<Line, FieldError>| match line {
            Ok(line) => {
                errors.extend(together.add(&line).err());
                lines.push(line);
            }
            Err(error) => errors.push(error),
        };
        bytes.chunks(piece).for_each(|piece| reader.feed(piece, &mut each));
        reader.finish(&mut each);
        if errors.is_empty() {
            errors.extend(together.mistakes(coverage));
        }
        Refusal::if_any(errors)?;
        Ok(lines)
    }

    fn parse(bytes: &[u8], coverage: Coverage) -> Result<Vec<Line>, Refusal> {
        let whole = read(bytes, usize::MAX, coverage);
        assert_eq!(read(bytes, 7, coverage), whole, "however it arrives");
        whole
    }

    const GOOD: &str = r#"{"id":"a","prompt":"p","responses":{"X":"x","Y":"y"}}"#;

    fn refused(file: impl AsRef<[u8]>) -> (String, String) {
        match parse(file.as_ref(), Coverage::Complete) {
            Err(Refusal::Invalid { errors }) => (errors[0].field.clone(), errors[0].message.clone()),
            other => panic!("accepted: {other:?}"),
        }
    }

    #[test]
    fn a_byte_order_mark_crlf_and_blank_lines_are_accepted() {
        let file = format!("\u{FEFF}{GOOD}\r\n\r\n   \n{}\n", GOOD.replace("\"a\"", "\"b\""));
        let lines = parse(file.as_bytes(), Coverage::Complete).unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 4]);
    }

    #[test]
    fn each_mistake_is_refused_with_its_line_and_field() {
        let second = |line: &str| format!("{GOOD}\n{line}\n");
        for (file, field) in [
            (second(&GOOD[..20]), "line 2, prompt"),
            (second(&GOOD.replace("}}", "},}")), "line 2, line"),
            (format!("[{GOOD}]"), "line 1, line"),
            (second(GOOD), "line 2, id"),
            (second(r#"{"id":"b","prompt":"p","responses":{"X":"x"}}"#), "line 2, responses"),
            (second(r#"{"id":"b","prompt":"p","responses":{"X":"x","Z":"y"}}"#), "line 1, responses.Z"),
            (second(r#"{"id":"b","prompt":"p","responses":{"X":"x","X":"y"}}"#), "line 2, responses"),
            (second(r#"{"id":"b","id":"c","prompt":"p","responses":{"X":"x","Y":"y"}}"#), "line 2, id"),
            (second(r#"{"id":"b","prompt":"p\u0000","responses":{"X":"x","Y":"y"}}"#), "line 2, prompt"),
            (second(r#"{"id":"b","prompt":"\ud800","responses":{"X":"x","Y":"y"}}"#), "line 2, prompt"),
            (second(r#"{"id":"b","prompt":1e999,"responses":{"X":"x","Y":"y"}}"#), "line 2, prompt"),
            (second(r#"{"id":"b","responses":{"X":"x","Y":"y"}}"#), "line 2, prompt"),
            (second(r#"{"id":"b","prompt":"p"}"#), "line 2, responses"),
            (
                second(r#"{"id":"b","prompt":"p","url":"http://127.0.0.1/","responses":{"X":"x","Y":"y"}}"#),
                "line 2, url",
            ),
            (
                second(r#"{"id":"b","prompt":"p","attributes":{"a":{"b":1}},"responses":{"X":"x","Y":"y"}}"#),
                "line 2, attributes.a",
            ),
            (second(&format!("{{\"id\":\"b\",\"prompt\":{}", "[".repeat(200))), "line 2, prompt"),
            (
                second(
                    &GOOD.replace("\"a\"", "\"b\"").replace("\"p\"", &format!("\"{}\"", "x".repeat(LONGEST_TEXT + 1))),
                ),
                "line 2, prompt",
            ),
            (String::new(), "file"),
        ] {
            let found = refused(&file);
            assert_eq!(found.0, field, "{}: {}", &file[..file.len().min(200)], found.1);
        }
    }

    #[test]
    fn every_class_of_broken_utf8_is_refused() {
        for bytes in [&b"\xC0\x80"[..], b"\xED\xA0\x80", b"\xF5\x80\x80\x80", b"\xE2\x82", b"\x80", b"\xFF"] {
            let mut file = br#"{"id":"b","prompt":""#.to_vec();
            file.extend_from_slice(bytes);
            file.extend_from_slice(br#"","responses":{"X":"x","Y":"y"}}"#);
            assert_eq!(refused(file).0, "line 1, line");
        }
    }

    #[test]
    fn a_refusal_never_repeats_private_text() {
        let (field, message) = refused(r#"{"id":"b","prompt":["SECRET-MARK"],"responses":{"X":"x","Y":"y"}}"#);
        assert!(!field.contains("SECRET") && !message.contains("SECRET"), "{field}: {message}");
    }

    #[test]
    fn lines_that_lack_models_pass_only_when_allowed() {
        let file = format!("{GOOD}\n{}", r#"{"id":"b","prompt":"p","responses":{"X":"x","Z":"y"}}"#);
        assert!(parse(file.as_bytes(), Coverage::Complete).is_err());
        assert_eq!(parse(file.as_bytes(), Coverage::Partial).unwrap().len(), 2);
    }
}
