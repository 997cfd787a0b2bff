//! What differs between two texts, word by word.

use crate::html;
use similar::{ChangeTag, DiffTag, TextDiff};

/// The most bytes on either side of a changed stretch that are compared word by word. The time grows with the product of both.
const LONGEST_STRETCH: usize = 24_000;

/// Stretches that share a smaller part of their words than one in this many are shown whole, first the one and then the
/// other: words in common by chance make a text that nobody can read.
const LEAST_IN_COMMON: usize = 3;

/// Lines are compared first, then the words of what changed.
pub fn write(a: &str, b: &str) -> String {
    let mut out = Marked { out: String::with_capacity(a.len() + b.len()), open: ChangeTag::Equal };
    let lines = TextDiff::from_lines(a, b);
    for op in lines.ops() {
        let gone: String = op.old_range().filter_map(|at| lines.old_slice(at)).collect();
        let come: String = op.new_range().filter_map(|at| lines.new_slice(at)).collect();
        match op.tag() {
            DiffTag::Equal => out.push(ChangeTag::Equal, &gone),
            DiffTag::Replace if gone.len().max(come.len()) <= LONGEST_STRETCH => out.words(&gone, &come),
            _ => {
                out.push(ChangeTag::Delete, &gone);
                out.push(ChangeTag::Insert, &come);
            }
        }
    }
    out.close();
    out.out
}

struct Marked {
    out: String,
    open: ChangeTag,
}

impl Marked {
    fn words(&mut self, gone: &str, come: &str) {
        let words = TextDiff::from_unicode_words(gone, come);
        // Spaces and punctuation are in every text and say nothing.
        let is_word = |text: &str| text.chars().any(char::is_alphanumeric);
        let (mut common, mut all) = (0, 0);
        for change in words.iter_all_changes().filter(|change| is_word(change.value())) {
            let both = change.tag() == ChangeTag::Equal;
            common += if both { 2 } else { 0 };
            all += if both { 2 } else { 1 };
        }
        if common * LEAST_IN_COMMON < all {
            self.push(ChangeTag::Delete, gone);
            self.push(ChangeTag::Insert, come);
            return;
        }
        for change in words.iter_all_changes() {
            self.push(change.tag(), change.value());
        }
    }

    /// Appends text, with elements only where the kind of text changes.
    fn push(&mut self, tag: ChangeTag, text: &str) {
        if text.is_empty() {
            return;
        }
        if tag != self.open {
            self.close();
            self.out.push_str(match tag {
                ChangeTag::Equal => "",
                ChangeTag::Delete => "<del>",
                ChangeTag::Insert => "<ins>",
            });
            self.open = tag;
        }
        html::text(&mut self.out, text);
    }

    fn close(&mut self) {
        self.out.push_str(match self.open {
            ChangeTag::Equal => "",
            ChangeTag::Delete => "</del>",
            ChangeTag::Insert => "</ins>",
        });
        self.open = ChangeTag::Equal;
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn words_that_differ_are_marked_and_the_rest_is_not() {
        assert_eq!(
            write("The cat sat.\nSame\n", "The dog sat.\nSame\n"),
            "The <del>cat</del><ins>dog</ins> sat.\nSame\n"
        );
        assert_eq!(write("one\n", "one\ntwo\n"), "one\n<ins>two\n</ins>");
        assert_eq!(write("今天天气很好", "今天天气不好"), "今天天气<del>很</del><ins>不</ins>好");
        assert_eq!((write("", ""), write("a", "a")), (String::new(), "a".to_owned()));
    }

    #[test]
    fn texts_with_hardly_a_word_in_common_are_shown_one_after_the_other() {
        let shown = write("Use a hash map, then sort it.", "Recursion would overflow here, a loop does not.");
        assert_eq!(shown.matches("<del>").count(), 1, "{shown}");
        assert_eq!(shown.matches("<ins>").count(), 1, "{shown}");
    }

    #[test]
    fn nothing_written_becomes_markup_and_both_texts_come_out_whole() {
        let (a, b) = ("<b>x</b> & </del><script>1</script>", "<b>y</b> & </ins><script>2</script>");
        let shown = write(a, b);
        let tags = ["<del>", "</del>", "<ins>", "</ins>"];
        let bare = tags.iter().fold(shown.clone(), |text, tag| text.replace(tag, ""));
        assert!(!bare.contains('<') && !bare.contains('>'), "{shown}");
        let plain = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let without = |text: &str, from: &str, to: &str| {
            let mut rest = text;
            let mut kept = String::new();
            while let Some((before, after)) = rest.split_once(from) {
                kept.push_str(before);
                rest = after.split_once(to).map_or("", |(_, after)| after);
            }
            kept + rest
        };
        let of_a = without(&shown, "<ins>", "</ins>").replace("<del>", "").replace("</del>", "");
        let of_b = without(&shown, "<del>", "</del>").replace("<ins>", "").replace("</ins>", "");
        assert_eq!((plain(&of_a), plain(&of_b)), (a.to_owned(), b.to_owned()));
    }

    #[test]
    fn long_texts_with_nothing_in_common_end() {
        let a: String = (0..20_000).map(|n| format!("a{n} ")).collect();
        let b: String = (0..20_000).map(|n| format!("b{n}\n")).collect();
        assert!(write(&a, &b).starts_with("<del>a0"));
    }
}
