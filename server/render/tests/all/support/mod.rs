//! What every output of this crate is held against: a list of elements and attributes, read by a browser's parser.

use assay_render::markdown;
use scraper::{Html, Node};

const ELEMENTS: [&str; 30] = [
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "del",
    "br",
    "hr",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "bdi",
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
];
const MATHML: [&str; 17] = [
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mstyle",
    "mpadded",
    "mphantom",
];
const ATTRIBUTES: [&str; 25] = [
    "hidden",
    "dir",
    "class",
    "tabindex",
    "start",
    "data-language",
    "display",
    "displaystyle",
    "scriptlevel",
    "mathvariant",
    "stretchy",
    "symmetric",
    "movablelimits",
    "largeop",
    "accent",
    "accentunder",
    "fence",
    "separator",
    "width",
    "height",
    "minsize",
    "maxsize",
    "linethickness",
    "lspace",
    "rspace",
];
const CLASSES: [&str; 6] = ["md-", "hl-", "menv-", "cell-", "mop-", "small"];

/// Renders the text and fails unless the output is on the lists, balanced and unchanged by a browser's parser.
pub fn checked(text: &str) -> String {
    let html = markdown(text).into_string();
    let parsed = Html::parse_fragment(&html);
    for node in parsed.tree.root().descendants().skip(1) {
        match node.value() {
            Node::Element(element) => check_element(element, &html),
            Node::Text(_) | Node::Fragment | Node::Document => {}
            other => panic!("neither element nor text: {other:?} in {html}"),
        }
    }
    let reprinted = parsed.root_element().inner_html();
    assert_eq!(reprinted, html, "a browser would repair the output for {text:?}");
    html
}

fn check_element(element: &scraper::node::Element, html: &str) {
    let name = element.name();
    // The parser's own root around a fragment.
    if name == "html" {
        return;
    }
    assert!(ELEMENTS.contains(&name) || MATHML.contains(&name), "element {name} in {html}");
    for (attribute, value) in element.attrs() {
        assert!(ATTRIBUTES.contains(&attribute), "attribute {attribute} in {html}");
        let plain = |c: char| c.is_ascii_alphanumeric() || " -.+#()%".contains(c);
        assert!(value.chars().all(plain) && value.len() < 80, "value {value} in {html}");
        if attribute == "class" {
            let known = |class: &str| CLASSES.iter().any(|known| class.starts_with(known));
            assert!(value.split(' ').all(known), "class {value} in {html}");
        }
    }
}
