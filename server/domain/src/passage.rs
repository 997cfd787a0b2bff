//! A passage of a response: where an error is, or the final answer.
//!
//! Annotators mark passages in what they read, the rendered response, while a place must mean the same for ever, so it counts
//! Unicode scalar values of the source text. Finding what was marked in the source is decided here.

use serde::{Deserialize, Serialize};

/// Longest quote that can be marked, in characters.
pub const LONGEST_QUOTE: usize = 5_000;
/// How much of what stands before a quote is looked at, in letters and digits.
pub const LONGEST_BEFORE: usize = 200;
/// How many letters and digits of the source may be out of the reader's sight between two lines of a quote: a list's number, the
/// language of a code block, a link's title.
const UNSEEN: usize = 40;

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
            // A form's fields do not keep every kind of line break.
            let tight = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            return match inside {
                // A place that reaches beyond the source would be cut short without a word.
                Some(text) if tight(&text) == tight(&self.quote) && text.chars().count() == end - start => {
                    Ok(Self { quote: text, place: self.place, before: String::new() })
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
            let finds = self.told_apart(source, finds(source, self.quote.trim(), counts));
            if !finds.is_empty() {
                return only(source, &finds);
            }
        }
        let finds = self.told_apart(source, finds_by_line(source, &self.quote));
        if !finds.is_empty() {
            return only(source, &finds);
        }
        Err("This does not stand in the response; copy the passage from it and paste it here.")
    }

    /// The finds that what stands before them speaks for: of several, those that agree with it the furthest. The whole of it need
    /// not agree, since it is what the reader sees and the source is not.
    fn told_apart(&self, source: &str, finds: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        let before: Vec<char> = self.before.chars().filter(|c| c.is_alphanumeric()).collect();
        if finds.len() < 2 || before.is_empty() {
            return finds;
        }
        let letters = Counted::of(source, char::is_alphanumeric);
        let agrees = |start: usize| {
            let stood = letters.up_to(start).chars().rev();
            stood.zip(before.iter().rev()).take(LONGEST_BEFORE).take_while(|(stood, seen)| stood == *seen).count()
        };
        let agreement: Vec<usize> = finds.iter().map(|(start, _)| agrees(*start)).collect();
        let most = agreement.iter().copied().max().unwrap_or(0);
        finds.into_iter().zip(agreement).filter(|(_, agreed)| *agreed == most).map(|(find, _)| find).collect()
    }

    /// The letters and digits before the place, to find the passage again where the source is not at hand.
    #[must_use]
    pub fn letters_before(&self, source: &str) -> Option<String> {
        let (start, _) = self.place?;
        let letters: Vec<char> = source.chars().take(start).filter(|c| c.is_alphanumeric()).collect();
        Some(letters[letters.len().saturating_sub(LONGEST_BEFORE)..].iter().collect())
    }
}

/// The one find there is, with the quote as the source has it.
fn only(source: &str, finds: &[(usize, usize)]) -> Result<Passage, &'static str> {
    match *finds {
        [(start, end)] => {
            let quote = source.chars().skip(start).take(end - start).collect();
            Ok(Passage { quote, place: Some((start, end)), before: String::new() })
        }
        _ => Err("This stands in the response more than once; quote more of the words around it."),
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

    /// Where a part of the text, given in bytes, stands in the source.
    fn places_of(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let place_of = |byte: usize| {
            let at = self.places.partition_point(|(starts, _)| *starts <= byte).checked_sub(1)?;
            self.places.get(at).map(|(_, place)| *place)
        };
        Some((place_of(start)?, place_of(end.checked_sub(1)?)? + 1))
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
    let found = counted.text.match_indices(&quote).take(100);
    found.filter_map(|(byte, found)| counted.places_of(byte, byte + found.len())).collect()
}

/// The places where the quote's lines follow each other by letters and digits, with little between them that the reader does
/// not see.
fn finds_by_line(source: &str, quote: &str) -> Vec<(usize, usize)> {
    let letters = |line: &str| line.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let lines: Vec<String> = quote.lines().map(letters).filter(|line| !line.is_empty()).collect();
    let [first, rest @ ..] = &lines[..] else { return Vec::new() };
    if rest.is_empty() {
        return Vec::new();
    }
    let counted = Counted::of(source, char::is_alphanumeric);
    let end_from = |start: usize| {
        rest.iter().try_fold(start + first.len(), |end, line| {
            let after = &counted.text[end..];
            let reach = after.char_indices().nth(UNSEEN + line.chars().count()).map_or(after.len(), |(byte, _)| byte);
            Some(end + after[..reach].find(line)? + line.len())
        })
    };
    let mut finds: Vec<(usize, usize)> = Vec::new();
    for (start, _) in counted.text.match_indices(first).take(1_000) {
        let Some(end) = end_from(start) else { continue };
        // Of several beginnings before the same line the nearest one is meant.
        finds.retain(|(_, other)| *other != end);
        finds.push((start, end));
    }
    finds.into_iter().filter_map(|(start, end)| counted.places_of(start, end)).collect()
}
