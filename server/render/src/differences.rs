//! What differs between two texts, word by word.

use crate::html;
use similar::{ChangeTag, DiffTag, TextDiff};

/// The most lines of either text that are compared. The time grows with their product, and a text of 100 KB has three thousand.
const MOST_LINES: usize = 10_000;

/// How much may be compared word by word: for each stretch that changed the bytes on its one side times those on the other, to which the
/// time is proportional. As much as a single stretch of 24 KB on both sides, which takes 60 milliseconds if its words are letters.
const MOST_WORK: usize = 24_000 * 24_000;

/// Stretches that share a smaller part of their words than one in this many are shown whole, first the one and then the
/// other: words in common by chance make a text that nobody can read.
const LEAST_IN_COMMON: usize = 3;

/// Lines are compared first, then the words of what changed. Also says whether all was compared.
pub fn write(a: &str, b: &str) -> (String, bool) {
    let mut out = Marked {
        out: String::with_capacity(a.len() + b.len()),
        open: ChangeTag::Equal,
        work: MOST_WORK,
        complete: true,
    };
    let ((a, rest_of_a), (b, rest_of_b)) = (first_lines(a), first_lines(b));
    let lines = TextDiff::from_lines(a, b);
    for op in lines.ops() {
        let gone: String = op.old_range().filter_map(|at| lines.old_slice(at)).collect();
        let come: String = op.new_range().filter_map(|at| lines.new_slice(at)).collect();
        match op.tag() {
            DiffTag::Equal => out.push(ChangeTag::Equal, &gone),
            DiffTag::Replace => out.words(&gone, &come),
            DiffTag::Delete | DiffTag::Insert => out.whole(&gone, &come),
        }
    }
    if rest_of_a == rest_of_b {
        out.push(ChangeTag::Equal, rest_of_a);
    } else {
        out.complete = false;
        out.whole(rest_of_a, rest_of_b);
    }
    out.close();
    (out.out, out.complete)
}

/// The lines that are compared, and the rest.
fn first_lines(text: &str) -> (&str, &str) {
    let end = text.match_indices('\n').nth(MOST_LINES - 1).map_or(text.len(), |(at, _)| at + 1);
    text.split_at(end)
}

struct Marked {
    out: String,
    open: ChangeTag,
    /// What is left of [`MOST_WORK`].
    work: usize,
    complete: bool,
}

impl Marked {
    /// A stretch that changed, word by word where that can be read and does not take too long.
    fn words(&mut self, gone: &str, come: &str) {
        let Some(left) = self.work.checked_sub(gone.len().saturating_mul(come.len())) else {
            self.complete = false;
            return self.whole(gone, come);
        };
        self.work = left;
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
            return self.whole(gone, come);
        }
        for change in words.iter_all_changes() {
            self.push(change.tag(), change.value());
        }
    }

    /// First the one text, then the other.
    fn whole(&mut self, gone: &str, come: &str) {
        self.push(ChangeTag::Delete, gone);
        self.push(ChangeTag::Insert, come);
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
    use super::{MOST_LINES, write};
    use std::time::{Duration, Instant};

    /// What two texts that are compared to the end differ in.
    fn compared(a: &str, b: &str) -> String {
        let (shown, complete) = write(a, b);
        assert!(complete);
        shown
    }

    #[test]
    fn words_that_differ_are_marked_and_the_rest_is_not() {
        assert_eq!(
            compared("The cat sat.\nSame\n", "The dog sat.\nSame\n"),
            "The <del>cat</del><ins>dog</ins> sat.\nSame\n"
        );
        assert_eq!(compared("one\n", "one\ntwo\n"), "one\n<ins>two\n</ins>");
        assert_eq!(compared("今天天气很好", "今天天气不好"), "今天天气<del>很</del><ins>不</ins>好");
        assert_eq!((compared("", ""), compared("a", "a")), (String::new(), "a".to_owned()));
    }

    #[test]
    fn texts_with_hardly_a_word_in_common_are_shown_one_after_the_other() {
        let shown = compared("Use a hash map, then sort it.", "Recursion would overflow here, a loop does not.");
        assert_eq!(shown.matches("<del>").count(), 1, "{shown}");
        assert_eq!(shown.matches("<ins>").count(), 1, "{shown}");
    }

    #[test]
    fn nothing_written_becomes_markup_and_both_texts_come_out_whole() {
        let (a, b) = ("<b>x</b> & </del><script>1</script>", "<b>y</b> & </ins><script>2</script>");
        let shown = compared(a, b);
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
    fn long_texts_that_differ_here_and_there_are_compared_to_the_end() {
        let text = |word: &str| -> String {
            (0..1_500)
                .map(|n| format!("Sentence {n} of a text whose {word} differs.\nThe line after {n} is in both.\n"))
                .collect()
        };
        let (a, b) = (text("first"), text("second"));
        assert!(a.len() > 100_000);
        assert_eq!(compared(&a, &b).matches("<del>first</del><ins>second</ins>").count(), 1_500);
    }

    /// The text without what only the other has.
    fn side(shown: &str, others: &str, own: &str) -> String {
        let mut rest = shown;
        let mut kept = String::new();
        while let Some((before, after)) = rest.split_once(&format!("<{others}>")) {
            kept.push_str(before);
            rest = after.split_once(&format!("</{others}>")).map_or("", |(_, after)| after);
        }
        (kept + rest).replace(&format!("<{own}>"), "").replace(&format!("</{own}>"), "")
    }

    #[test]
    fn what_would_take_too_long_is_shown_whole_and_said_to_be() {
        let one_line = |letter: &str| -> String { (0..20_000).map(|n| format!("{letter}{} ", n % 7)).collect() };
        let one_letter =
            |step: usize| -> String { (0..150_000).map(|n: usize| format!("{}\n", (n * n / step) % 23)).collect() };
        let stretches = |step: usize| -> String {
            let letters =
                |at: usize| -> String { (0..9_000).map(|n| format!("{} ", (n * n / step + at) % 26)).collect() };
            (0..40).map(|at| format!("{}\nA line of both, number {at}\n", letters(at))).collect()
        };
        for (a, b) in [(one_line("a"), one_line("b")), (one_letter(3), one_letter(5)), (stretches(3), stretches(5))] {
            let began = Instant::now();
            let (shown, complete) = write(&a, &b);
            // Without a bound the second takes half a minute in this build.
            assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
            assert!(!complete);
            assert!(side(&shown, "ins", "del") == a && side(&shown, "del", "ins") == b, "both come out whole");
        }
    }

    #[test]
    fn the_last_lines_of_very_long_texts_are_no_difference_when_they_are_none() {
        let text = |first: &str| -> String { format!("{first}\n{}", "the same\n".repeat(MOST_LINES)) };
        assert_eq!(compared(&text("one"), &text("one")), text("one"));
        assert!(compared(&text("one"), &text("two")).starts_with("<del>one"));
        let (shown, complete) = write(&text("one"), &format!("{}more\n", text("one")));
        assert!(!complete && shown.ends_with("<del>the same\n</del><ins>the same\nmore\n</ins>"), "{}", shown.len());
    }
}
