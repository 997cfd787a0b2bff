//! Texts written to break out: several hundred payloads, each in every place of a document, and texts made to be slow.

use std::time::{Duration, Instant};

use crate::support::checked;

/// Payloads, one a line, by what they try; `{NUL}` stands for the character, which would make the file a binary one.
const PAYLOADS: &str = include_str!("payloads.txt");

/// Places of a document, with the payload as `@`.
const PLACES: [&str; 22] = [
    "@",
    "a @ b",
    "# @",
    "- @",
    "> @",
    "| a |\n|---|\n| @ |",
    "`@`",
    "```\n@\n```",
    "```@\na\n```",
    "    @",
    "**@**",
    "[@](b)",
    "[a](@)",
    "[a](<@>)",
    "![@](b)",
    "![a](@)",
    "[a]: @ \"@\"\n\n[a]",
    "<@>",
    "$@$",
    "$$\\text{@}$$",
    "\\(\\operatorname{@}\\)",
    "\\[\\begin{@} @ \\end{@}\\]",
];

fn payloads() -> impl Iterator<Item = String> {
    PAYLOADS.lines().filter(|line| !line.is_empty() && !line.starts_with("## ")).map(|line| line.replace("{NUL}", "\0"))
}

#[test]
fn no_payload_becomes_markup_anywhere() {
    assert!(payloads().count() >= 300, "{}", payloads().count());
    for payload in payloads() {
        for place in PLACES {
            checked(&place.replace('@', &payload));
        }
    }
}

#[test]
fn no_two_payloads_together_become_markup() {
    let all: Vec<_> = payloads().collect();
    for (first, second) in all.iter().zip(all.iter().skip(7)) {
        checked(&format!("{first}\n{second}\n\n{first} {second}"));
    }
}

#[test]
fn a_script_in_latex_text_stays_text() {
    let html = checked(r"$\text{<script>alert(1)</script> & <img src=x onerror=y>}$");
    assert!(html.contains("<math") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img"), "{html}");
    assert!(checked("$a<b>c&d$").contains("$a&lt;b&gt;c&amp;d$") || checked("$a<b>c$").contains("&lt;"));
}

#[test]
fn a_marker_for_a_formula_cannot_be_forged() {
    let html = checked("$x^2$ \u{fdd0}0\u{fdd1} \u{fdd2}script\u{fdd3}");
    assert_eq!(html.matches("<math").count(), 1, "{html}");
    assert!(html.contains('\u{fffd}') && !html.contains("<script"), "{html}");
}

#[test]
fn links_inside_latex_do_not_exist() {
    for latex in [
        r"\href{javascript:alert(1)}{x}",
        r"\url{http://x.test}",
        r"\htmlData{a=b}{x}",
        r"\htmlId{a}{x}",
        r"\htmlStyle{color:red}{x}",
        r"\includegraphics{http://x.test/a.png}",
        r"\unicode{x3c}",
        r"\class{a}{x}",
        r"\cssId{a}{x}",
        r"\style{a}{x}",
        r"\require{html}",
        r"\input{/etc/passwd}",
    ] {
        let html = checked(&format!("${latex}$"));
        assert!(html.contains("<code class=\"md-latex\""), "{latex}: {html}");
    }
}

#[test]
fn definitions_in_latex_are_refused() {
    for latex in [
        r"\def\a{\a}\a",
        r"\newcommand{\a}{\a\a}\a",
        r"\let\a\b\a",
        r"\def\a#1{#1#1}\a{\a{\a{x}}}",
        r"\gdef\a{b}\a",
        r"\futurelet\a\b\c",
        r"\renewcommand\frac{x}\frac",
        r"\providecommand{\a}{\a}\a",
        r"\edef\a{\a}\a",
        r"\xdef\a{\a}\a",
    ] {
        assert!(checked(&format!("$${latex}$$")).contains("md-latex"), "{latex}");
    }
}

/// As much code as is highlighted in one text, in blocks of a kilobyte.
fn fenced(language: &str, line: &str) -> String {
    let block = format!("```{language}\n{}```\n\n", line.repeat(1000 / line.len()));
    block.repeat(40)
}

/// Texts of about 100 KB that have made some Markdown, LaTeX or highlighting library slow, or exhausted its stack.
fn slow_texts() -> Vec<(&'static str, String)> {
    let big = 100_000;
    let repeat = |piece: &str| piece.repeat(big / piece.len());
    vec![
        ("quotations", repeat(">")),
        ("quotations with spaces", repeat("> ")),
        ("lists", repeat("- ")),
        ("nested lists", (0..440).map(|depth| format!("{}- a\n", " ".repeat(depth))).collect()),
        ("brackets", repeat("[")),
        ("links", repeat("[a](")),
        ("images", repeat("![a](")),
        ("link openers and closers", repeat("[a]")),
        ("emphasis", repeat("*a **a ")),
        ("mixed emphasis", repeat("*_")),
        ("stars", repeat("*")),
        ("backticks of all lengths", (1..440).map(|n| format!("{} ", "`".repeat(n))).collect()),
        ("table columns", format!("{}\n{}\n{}", "|a".repeat(300), "|-".repeat(300), "|\n".repeat(45_000))),
        ("tables", repeat("|a|b|\n|-|-|\n|c|d|\n\n")),
        ("tags", repeat("<a>")),
        ("tag openers", repeat("<")),
        ("comments", repeat("<!--")),
        ("declarations", repeat("<!A ")),
        ("entities", repeat("&amp;&#60;&lt;")),
        ("references", format!("[a]: {}\n\n{}", "b".repeat(1000), "[a]".repeat(30_000))),
        ("formulas", repeat("$x$ ")),
        ("formulas apart", repeat("$\\frac{a}{b}$\n\n")),
        ("round openers", repeat("\\(")),
        ("square openers", repeat("\\[ ")),
        ("dollars", repeat("$ ")),
        ("double dollars", repeat("$$ ")),
        ("display openers", repeat("$$a\n\n")),
        ("environments", repeat("\\begin{align}\n")),
        ("groups", format!("$${}$$ ", "{".repeat(2000)).repeat(25)),
        ("balanced groups", format!("$${}{}$$ ", "{".repeat(39), "}".repeat(39)).repeat(1200)),
        ("roots", format!("$${}x$$ ", "\\sqrt".repeat(700)).repeat(25)),
        ("fractions", format!("$${}x$$ ", "\\frac".repeat(700)).repeat(25)),
        ("primes and scripts", format!("$$x{}$$ ", "'".repeat(4000)).repeat(25)),
        ("nothing", format!("$${}$$ ", "\\relax ".repeat(500)).repeat(25)),
        ("roots within the limit", format!("$${}x$$ ", "\\sqrt".repeat(59)).repeat(300)),
        ("accents within the limit", format!("$$x{}y$$ ", "^\\hat".repeat(59)).repeat(300)),
        ("comments in formulas", format!("$$x{}y$$ ", "%\n".repeat(1900)).repeat(25)),
        ("negations", format!("$${}$$ ", "\\not".repeat(900)).repeat(25)),
        ("matrices", format!("$$\\begin{{matrix}}{}\\end{{matrix}}$$ ", "&".repeat(1900)).repeat(50)),
        ("aligned", format!("$$\\begin{{align}}{}\\end{{align}}$$ ", "\\\\".repeat(1000)).repeat(25)),
        ("delimiters", format!("$${}{}$$ ", "\\left(".repeat(300), "\\right)".repeat(300)).repeat(20)),
        ("spaces in text", format!("$$\\text{{{}}}$$ ", " ".repeat(3000)).repeat(30)),
        ("one line of code", format!("```js\n{}\n```", "a=b;".repeat(25_000))),
        ("code", format!("```java\n{}```", "public int f(String a) { return g(a, \"b\") + 1; } // c\n".repeat(1800))),
        ("code blocks", "```python\nx = [i for i in range(10) if i]\n```\n\n".repeat(2000)),
        ("open brackets in code", fenced("js", "((((((((((((((((((((((((((((((((((((\n")),
        ("open strings in code", fenced("cpp", "R\"a(\\\"\"\"\n")),
        ("open tags in code", fenced("html", "<a b=<c d='<script>\n")),
        ("letters in code", fenced("sql", &format!("{}\n", "a".repeat(230)))),
        ("definitions in code", fenced("cpp", &format!("{}\n", "a::".repeat(78)))),
        ("arrows in code", fenced("js", &format!("{}\n", "(a,".repeat(78)))),
        ("generics in code", fenced("java", &format!("{}\n", "A<".repeat(118)))),
        ("calls in code", fenced("python", &format!("{}\n", "f(".repeat(118)))),
        ("markdown in code", fenced("markdown", &format!("{}\n", "*a [b](".repeat(33)))),
        ("expressions in code", fenced("ruby", &format!("{}\n", "a /b ".repeat(46)))),
        ("variables in code", fenced("bash", &format!("{}\n", "${a:-$(".repeat(33)))),
        ("SQL in code", fenced("sql", "select a.b, count(*) from t as a join u on a.id = u.id where c = 'd' -- e\n")),
        ("Java in code", fenced("java", "public int f(String a) { return g(a, \"b\") + 1; } // c\n")),
        ("Python in code", fenced("python", "x = [i for i in range(10) if i]  # a comment\n")),
        ("JavaScript in code", fenced("js", "const a = await f(b => `c${d}`); // e\n")),
        ("C++ in code", fenced("cpp", "std::vector<int> a = f(b, \"c\"); for (auto& d : a) { d += 1; }\n")),
        ("HTML in code", fenced("html", "<p class=\"a\">b <a href=\"c\">d</a></p>\n")),
        ("Rust in code", fenced("rust", "let a: Vec<u32> = b.iter().map(|c| c + 1).collect(); // d\n")),
        ("Go in code", fenced("go", "a, err := f(b, \"c\") // d\n")),
        ("prose", repeat("The quick brown fox *jumps* over `the` lazy dog, and costs $5. ")),
        ("no spaces", repeat("a")),
        ("right to left", repeat("مرحبا ")),
    ]
}

#[test]
fn texts_made_to_be_slow_are_not() {
    // Far above what any of them takes, far below what an unbounded one would: this finds a hang. The figures are printed by `-- --nocapture`.
    let limit = Duration::from_secs(12);
    let start = Instant::now();
    assay_render::warm_up();
    println!("warm-up {:?}", start.elapsed());
    for (name, text) in slow_texts() {
        let start = Instant::now();
        let html = assay_render::markdown(&text);
        let taken = start.elapsed();
        println!("{:>6} KB in, {:>6} KB out, {taken:>10.1?}  {name}", text.len() / 1000, html.as_str().len() / 1000);
        assert!(taken < limit, "{name} took {taken:?}");
    }
}

#[test]
fn texts_made_to_be_slow_are_balanced_too() {
    for (_, text) in slow_texts() {
        let mut end = text.len().min(20_000);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        checked(&text[..end]);
    }
}
