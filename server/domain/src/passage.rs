//! A passage of a response: where an error is, or the final answer.
//!
//! Annotators mark passages in what they read, the rendered response, while a place must mean the same for ever, so it counts
//! Unicode scalar values of the source text. Finding what was marked in the source is decided here.

use serde::{Deserialize, Serialize};

/// Longest quote that can be marked, in characters.
pub const LONGEST_QUOTE: usize = 5_000;
/// How much of what stands before a quote is looked at, in characters.
const LONGEST_BEFORE: usize = 200;

/// A part of a response's source text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Passage {
    /// What is marked. In a submitted judgment it is exactly the source text of `place`.
    pub quote: String,
    /// Start and end in Unicode scalar values of the source; missing in a draft whose quote was not looked up yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(usize, usize)>,
    /// What stands before the quote as the annotator saw it: tells apart several finds; gone once the place is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
}

impl Passage {
    /// A quote that is still to be found.
    pub fn quoted(quote: impl Into<String>) -> Self {
        Self { quote: quote.into(), ..Self::default() }
    }

    /// The passage with its place in `source`, and the quote as the source has it.
    ///
    /// # Errors
    /// What to mend, for the person who marked it.
    pub fn found_in(self, source: &str) -> Result<Self, &'static str> {
        if let Some((start, end)) = self.place {
            let inside = (start < end).then(|| source.chars().skip(start).take(end - start).collect::<String>());
            return match inside {
                // A place that reaches beyond the source would be cut short without a word.
                Some(text) if text == self.quote && text.chars().count() == end - start => {
                    Ok(Self { before: String::new(), ..self })
                }
                _ => Err("The marked passage is not in the response as sent; mark it again."),
            };
        }
        if self.quote.trim().is_empty() {
            return Err("Paste the passage from the response, or take the mark away.");
        }
        if self.quote.chars().count() > LONGEST_QUOTE {
            return Err("Mark a shorter passage, of at most 5,000 characters.");
        }
        let ways: [fn(char) -> bool; 3] = [|_| true, |c| !c.is_whitespace(), char::is_alphanumeric];
        // Exactly as written first; then whatever the white space; then by letters and digits alone, since the reader sees
        // neither the asterisks nor the backslashes of the source.
        for counts in ways {
            let mut finds = finds(source, self.quote.trim(), counts);
            if finds.len() > 1 && !self.before.is_empty() {
                let letters = Counted::of(source, char::is_alphanumeric);
                let before: Vec<char> = self.before.chars().filter(|c| c.is_alphanumeric()).collect();
                let before: String = before[before.len().saturating_sub(LONGEST_BEFORE)..].iter().collect();
                finds.retain(|(start, _)| letters.up_to(*start).ends_with(&before));
            }
            match finds[..] {
                [] => {}
                [(start, end)] => {
                    let quote = source.chars().skip(start).take(end - start).collect();
                    return Ok(Self { quote, place: Some((start, end)), before: String::new() });
                }
                _ => return Err("This stands in the response more than once; quote more of the words around it."),
            }
        }
        Err("This does not stand in the response; copy the passage from it and paste it here.")
    }
}

/// A text without the characters that do not count, and where each of the others stood, in characters.
struct Counted {
    text: String,
    /// For each character of `text`: where it starts in it, in bytes, and its place in the source.
    places: Vec<(usize, usize)>,
}

impl Counted {
    fn of(source: &str, counts: fn(char) -> bool) -> Self {
        let (mut text, mut places) = (String::with_capacity(source.len()), Vec::new());
        for (place, character) in source.chars().enumerate().filter(|(_, character)| counts(*character)) {
            places.push((text.len(), place));
            text.push(character);
        }
        Self { text, places }
    }

    /// The part of the text that stood before a place of the source.
    fn up_to(&self, place: usize) -> &str {
        let characters = self.places.partition_point(|(_, stood)| *stood < place);
        &self.text[..self.places.get(characters).map_or(self.text.len(), |(byte, _)| *byte)]
    }
}

/// The places where the characters that count make up the quote, the first hundred of them.
fn finds(source: &str, quote: &str, counts: fn(char) -> bool) -> Vec<(usize, usize)> {
    let quote: String = quote.chars().filter(|character| counts(*character)).collect();
    if quote.is_empty() {
        return Vec::new();
    }
    let counted = Counted::of(source, counts);
    let place_of = |byte: usize| {
        let at = counted.places.partition_point(|(starts, _)| *starts <= byte).checked_sub(1)?;
        counted.places.get(at).map(|(_, place)| *place)
    };
    counted
        .text
        .match_indices(&quote)
        .take(100)
        .filter_map(|(byte, found)| Some((place_of(byte)?, place_of(byte + found.len() - 1)? + 1)))
        .collect()
}
