//! A response's text as it is shown, and where each part of it stands among the page's elements.
//!
//! What is on the screen is not the source: it has no asterisks, and a formula is drawn. Lines are kept apart as blocks are, and a
//! formula counts as its source, which stands hidden beside it, so that the server finds in the source what was marked here.

use assay_domain::passage::Passage;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Range, Text};

/// Elements that begin and end a line.
const BLOCKS: [&str; 13] = ["P", "LI", "PRE", "TR", "H3", "H4", "H5", "H6", "DIV", "BLOCKQUOTE", "UL", "OL", "TABLE"];

/// The text of an element or of a part of it.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Each text node, where its part begins in `text`, in characters, and where in the node, in UTF-16 units.
    parts: Vec<(Text, usize, u32)>,
    characters: usize,
    /// How many characters there are up to the end of the last text node, without the end of the line that it stands in.
    pub(super) reached: usize,
}

/// A stretch of one text node, in UTF-16 units.
pub(super) struct Stretch {
    pub(super) node: Text,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Shown {
    /// All of an element's text, or what of it is in the range.
    pub(super) fn of(element: &Element, range: Option<&Range>) -> Self {
        let mut shown = Self::default();
        shown.walk(element, range);
        shown
    }

    fn walk(&mut self, node: &Node, range: Option<&Range>) {
        if range.is_some_and(|range| !range.intersects_node(node).unwrap_or(false)) {
            return;
        }
        if let Some(text) = node.dyn_ref::<Text>() {
            return self.take(text, range);
        }
        let name = node.node_name();
        // Its source stands before it.
        if name == "math" {
            return;
        }
        let block = BLOCKS.contains(&name.as_str());
        if block || name == "BR" {
            self.line();
        }
        let mut child = node.first_child();
        while let Some(one) = child {
            self.walk(&one, range);
            child = one.next_sibling();
        }
        if block {
            self.line();
        } else if matches!(name.as_str(), "TD" | "TH") {
            self.push(' ');
        }
    }

    fn take(&mut self, node: &Text, range: Option<&Range>) {
        let (mut from, mut to) = (0, node.length());
        if let Some(range) = range {
            let is = |container: Result<Node, _>| container.is_ok_and(|container| &container == node.as_ref() as &Node);
            if is(range.start_container()) {
                from = range.start_offset().unwrap_or(0);
            }
            if is(range.end_container()) {
                to = range.end_offset().unwrap_or(to);
            }
        }
        if from >= to {
            return;
        }
        let text = node.substring_data(from, to - from).unwrap_or_default();
        // Between the items of a list and the rows of a table there is space that is not shown.
        let between = || {
            node.parent_element().is_some_and(|parent| {
                BLOCKS.contains(&parent.tag_name().as_str()) || parent.class_list().contains("prose")
            })
        };
        if text.trim().is_empty() && (self.text.is_empty() || self.text.ends_with('\n')) && between() {
            return;
        }
        self.parts.push((node.clone(), self.characters, from));
        self.characters += text.chars().count();
        self.reached = self.characters;
        self.text.push_str(&text);
    }

    fn push(&mut self, character: char) {
        self.text.push(character);
        self.characters += 1;
    }

    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push('\n');
        }
    }

    /// Where a passage stands, in characters of the text.
    pub(super) fn place_of(&self, quote: &str, before: &str) -> Option<(usize, usize)> {
        let passage = Passage { before: before.to_owned(), ..Passage::quoted(seen(quote)) };
        passage.found_in(&self.text).ok()?.place
    }

    /// The text nodes that a place covers.
    pub(super) fn stretches(&self, (start, end): (usize, usize)) -> Vec<Stretch> {
        let covered = self.parts.iter().filter_map(|(node, begins, offset)| {
            let text = node.data();
            let text: Vec<char> = text.chars().collect();
            let skipped = units_to_chars(&text, *offset);
            let (from, to) = (start.saturating_sub(*begins), end.checked_sub(*begins)?.min(text.len() - skipped));
            (from < to).then(|| Stretch {
                node: node.clone(),
                from: units(&text[..skipped + from]),
                to: units(&text[..skipped + to]),
            })
        });
        covered.collect()
    }
}

fn units(text: &[char]) -> u32 {
    text.iter().map(|character| if u32::from(*character) > 0xffff { 2 } else { 1 }).sum()
}

fn units_to_chars(text: &[char], offset: u32) -> usize {
    let mut units = 0;
    let before = text.iter().take_while(|character| {
        units += if u32::from(**character) > 0xffff { 2 } else { 1 };
        units <= offset
    });
    before.count()
}

/// A quote of the source without what is not shown at the beginning of its lines: the fences of code and the numbers of lists.
fn seen(quote: &str) -> String {
    let lines = quote.lines().filter(|line| !line.trim_start().starts_with("```"));
    let lines = lines.map(|line| {
        let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        match rest.strip_prefix(['.', ')']) {
            Some(rest) if rest.starts_with(' ') && !line.trim_start().starts_with(['.', ')']) => rest,
            _ => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
