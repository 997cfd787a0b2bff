//! Arbitrary text never panics, never leaves the lists and never needs repair.

use crate::support::checked;
use proptest::prelude::*;

/// Pieces that mean something to one of the parsers, so that random texts get deep into them.
const PIECES: [&str; 86] = [
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "{",
    "}",
    "\\frac",
    "\\sqrt",
    "^",
    "_",
    "&",
    "\\\\",
    "\\left(",
    "\\right)",
    "\\begin{align}",
    "\\end{align}",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "\\begin{array}{c|c}",
    "\\end{array}",
    "\\hline",
    "\\text{",
    "\\operatorname{",
    "\\color{red}",
    "\\boxed{",
    "\\char60 ",
    "\\not",
    "\\def\\a{\\a}",
    "\\a",
    "%",
    "#1",
    "'",
    "é",
    "日",
    "😀",
    "\u{301}",
    "\u{fdd0}0\u{fdd1}",
    "\u{fdd2}",
    "\0",
    "\r\n",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "1. ",
    "# ",
    "```",
    "```sql\n",
    "~~~",
    "`",
    "*",
    "**",
    "_a_",
    "~~",
    "| a | b |\n|---|:-:|\n| ",
    "| ",
    "|",
    "[",
    "](",
    ")",
    "![",
    "<",
    ">",
    "<script>",
    "</p>",
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<svg onload=a>",
    "javascript:",
    "https://x.test",
    "\"",
    "a",
    "b c",
    "1",
    "- [ ] ",
    "\\hspace{1em}",
    "\\kern-2em",
    "\\middle|",
    "\\limits",
    "\\over",
    "<br>",
];

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..40).prop_map(|pieces| pieces.concat())
}

fn formulas() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[4..42]), 0..25)
        .prop_map(|pieces| format!("$${}$$", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_html_that_is_on_the_lists_and_balanced(text in texts()) {
        checked(&text);
    }

    #[test]
    fn any_formula_gives_mathml_or_its_source(text in formulas()) {
        checked(&text);
    }

    #[test]
    fn any_characters_give_html_that_is_on_the_lists_and_balanced(text in any::<String>()) {
        checked(&text);
    }
}
