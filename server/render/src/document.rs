//! Markdown's events written as HTML.
//!
//! Every element and attribute of the output is a literal in this file. Texts are escaped; an attribute's value is a literal, a
//! number or a grammar's name.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::source::{Piece, Source};
use crate::{code, html, latex};

/// The deepest nesting of elements. Beyond it the text goes on without further elements: browsers repair deeper trees their own way,
/// and ten thousand `>` in a line are no quotation.
const DEEPEST: usize = 64;

/// How many levels a table takes: itself, a row, a cell and something in it.
const TABLE_DEPTH: usize = 4;

/// The longest address shown, in characters. An image that is written into its address is not text that anybody reads.
const LONGEST_ADDRESS: usize = 300;

/// The text as HTML.
pub fn write(source: &Source) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut writer = Writer {
        source,
        out: String::with_capacity(source.markdown.len() * 2),
        depth: 0,
        block: None,
        addresses: Vec::new(),
        columns: Vec::new(),
        column: 0,
        head: false,
        body: false,
        table_hidden: false,
        budget: code::BUDGET,
        letter: (1, 0, false),
    };
    for (event, range) in Parser::new_ext(&source.markdown, options).into_offset_iter() {
        writer.event(event, range);
    }
    writer.out
}

/// A block whose text is collected before it is written.
struct Verbatim {
    info: String,
    text: String,
}

/// A link or image whose text is being written.
struct Address {
    address: String,
    /// Where its text begins in the output.
    start: usize,
}

struct Writer<'a> {
    source: &'a Source,
    out: String,
    /// How many elements are open, those left out for depth included.
    depth: usize,
    block: Option<Verbatim>,
    addresses: Vec<Address>,
    /// The alignments of the table that is open.
    columns: Vec<Alignment>,
    column: usize,
    /// Whether the row that is open is the table's head.
    head: bool,
    /// Whether the table has a body yet.
    body: bool,
    /// Whether the table is too deep to be shown as one.
    table_hidden: bool,
    /// What is left of [`code::BUDGET`].
    budget: usize,
    /// The last letter looked up: from where, where it is, and whether it runs from right to left. Thousands of blocks may begin
    /// before the same letter.
    letter: (usize, usize, bool),
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) => self.text(&text),
            Event::InlineHtml(tag) => self.inline_html(&tag),
            Event::Code(text) => {
                self.out.push_str("<code dir=\"ltr\">");
                html::text(&mut self.out, &self.source.restore(&text));
                self.out.push_str("</code>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            // Text and not a control: a form's page has enough of those, and this one could not be used.
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
            // Their options are off.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.block = Some(Verbatim { info, text: String::new() });
            }
            Tag::HtmlBlock => self.block = Some(Verbatim { info: "html".to_owned(), text: String::new() }),
            Tag::Link { dest_url, .. } => self.open_address("md-link", &dest_url),
            Tag::Image { dest_url, .. } => self.open_address("md-image", &dest_url),
            Tag::Table(columns) => {
                self.columns = columns;
                self.body = false;
                // A table is left out as a whole or not at all: its parts make no sense alone.
                self.table_hidden = self.depth + TABLE_DEPTH > DEEPEST;
                if self.table_hidden {
                    self.depth += DEEPEST;
                }
                let direction = self.direction(range);
                self.open(&format!("<div class=\"md-table\" tabindex=\"0\"><table dir=\"{direction}\">\n"));
            }
            Tag::TableHead => {
                (self.head, self.column) = (true, 0);
                self.open("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                if self.shown() && !std::mem::replace(&mut self.body, true) {
                    self.out.push_str("<tbody>\n");
                }
                self.open("<tr>");
            }
            Tag::TableCell => {
                let name = if self.head { "th" } else { "td" };
                let class = match self.columns.get(self.column) {
                    Some(Alignment::Left) => " class=\"md-left\"",
                    Some(Alignment::Center) => " class=\"md-center\"",
                    Some(Alignment::Right) => " class=\"md-right\"",
                    _ => "",
                };
                self.column += 1;
                self.open(&format!("<{name} dir=\"auto\"{class}>"));
            }
            Tag::List(first) => {
                let direction = self.direction(range);
                let tag = match first {
                    None => format!("<ul dir=\"{direction}\">\n"),
                    Some(1) => format!("<ol dir=\"{direction}\">\n"),
                    Some(first) => format!("<ol start=\"{first}\" dir=\"{direction}\">\n"),
                };
                self.open(&tag);
            }
            Tag::Item => {
                let direction = self.direction(range);
                self.open(&format!("<li dir=\"{direction}\">"));
            }
            Tag::BlockQuote(_) => {
                let direction = self.direction(range);
                self.open(&format!("<blockquote dir=\"{direction}\">\n"));
            }
            Tag::Paragraph => self.open("<p dir=\"auto\">"),
            Tag::Heading { level, .. } => self.open(&format!("<{} dir=\"auto\">", heading(level))),
            Tag::Emphasis => self.open("<em>"),
            Tag::Strong => self.open("<strong>"),
            Tag::Strikethrough => self.open("<del>"),
            // Their options are off.
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.open(""),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.verbatim(),
            TagEnd::Link | TagEnd::Image => self.close_address(),
            TagEnd::Table => {
                if self.body {
                    self.out.push_str("</tbody>\n");
                }
                self.close("</table></div>\n");
                if self.table_hidden {
                    self.depth = self.depth.saturating_sub(DEEPEST);
                }
            }
            TagEnd::TableHead => {
                self.head = false;
                self.close("</tr></thead>\n");
            }
            TagEnd::TableRow => self.close("</tr>\n"),
            TagEnd::TableCell => self.close(if self.head { "</th>" } else { "</td>" }),
            TagEnd::List(ordered) => self.close(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::BlockQuote(_) => self.close("</blockquote>\n"),
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(level) => self.close(&format!("</{}>\n", heading(level))),
            TagEnd::Emphasis => self.close("</em>"),
            TagEnd::Strong => self.close("</strong>"),
            TagEnd::Strikethrough => self.close("</del>"),
            TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => self.close(""),
        }
    }

    fn open(&mut self, tag: &str) {
        if self.shown() {
            self.out.push_str(tag);
        }
        self.depth += 1;
    }

    fn close(&mut self, tag: &str) {
        self.depth = self.depth.saturating_sub(1);
        if self.shown() {
            self.out.push_str(tag);
        }
    }

    fn shown(&self) -> bool {
        self.depth < DEEPEST
    }

    /// The direction of a block that holds others. `dir="auto"` will not do there: it does not look into blocks that have a direction
    /// of their own.
    fn direction(&mut self, range: Range<usize>) -> &'static str {
        if !(self.letter.0..=self.letter.1).contains(&range.start) {
            let (at, right_to_left) = html::first_letter(&self.source.markdown, range.start);
            self.letter = (range.start, at, right_to_left);
        }
        let (_, at, right_to_left) = self.letter;
        if right_to_left && at < range.end { "rtl" } else { "ltr" }
    }

    fn text(&mut self, text: &str) {
        if let Some(block) = &mut self.block {
            block.text.push_str(&self.source.restore(text));
            return;
        }
        for piece in self.source.pieces(text) {
            match piece {
                Piece::Text(text) => html::text(&mut self.out, text),
                Piece::Formula(formula) => match latex::to_mathml(&formula.latex, formula.display) {
                    Some(mathml) => {
                        // What stands in the source, for whoever marks a passage: the formula alone does not tell it.
                        self.out.push_str("<span class=\"md-tex\" hidden=\"\">");
                        html::text(&mut self.out, &formula.source);
                        self.out.push_str("</span>");
                        self.out.push_str(&mathml);
                    }
                    None => {
                        self.out.push_str("<code class=\"md-latex\" dir=\"ltr\">");
                        html::text(&mut self.out, &formula.source);
                        self.out.push_str("</code>");
                    }
                },
            }
        }
    }

    /// Writes an author's tag as text, except for a line break, which is often the only way to get one into a table.
    fn inline_html(&mut self, tag: &str) {
        if matches!(tag, "<br>" | "<br/>" | "<br />" | "<BR>") {
            self.out.push_str("<br>");
        } else {
            html::text(&mut self.out, &self.source.restore(tag));
        }
    }

    /// Writes the code block that has been collected. It can be scrolled sideways, so the keyboard must reach it.
    fn verbatim(&mut self) {
        let Some(Verbatim { info, text }) = self.block.take() else { return };
        let language = code::language(&info);
        self.out.push_str("<pre class=\"md-code\" dir=\"ltr\" tabindex=\"0\"><code");
        if let Some(language) = language {
            self.out.push_str(" data-language=\"");
            let name = language.name.chars().filter(|c| c.is_ascii_alphanumeric() || " +#-()".contains(*c));
            self.out.extend(name);
            self.out.push('"');
        }
        self.out.push('>');
        code::write(&mut self.out, &text, language, &mut self.budget);
        self.out.push_str("</code></pre>\n");
    }

    fn open_address(&mut self, class: &'static str, address: &str) {
        self.open(&format!("<span class=\"{class}\">"));
        let mut address = self.source.restore(address).into_owned();
        if let Some((end, _)) = address.char_indices().nth(LONGEST_ADDRESS) {
            address.truncate(end);
            address.push('…');
        }
        self.addresses.push(Address { address, start: self.out.len() });
    }

    /// Writes the address behind a link's text, unless the text is the address already.
    fn close_address(&mut self) {
        if let Some(Address { address, start }) = self.addresses.pop() {
            let mut escaped = String::new();
            html::text(&mut escaped, &address);
            let said = self.out.get(start..).unwrap_or("");
            if !escaped.is_empty() && said != escaped && escaped.strip_prefix("mailto:") != Some(said) {
                if !said.is_empty() {
                    self.out.push(' ');
                }
                self.out.push_str("<bdi class=\"md-url\" dir=\"ltr\">");
                self.out.push_str(&escaped);
                self.out.push_str("</bdi>");
            }
        }
        self.close("</span>");
    }
}

/// The page has an h1 and its parts h2; a text's own headings come below.
fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h3",
        HeadingLevel::H2 => "h4",
        HeadingLevel::H3 => "h5",
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => "h6",
    }
}
