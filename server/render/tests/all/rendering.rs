//! What a reader sees.

use crate::support::checked;

#[test]
fn a_headline_of_a_response_stays_below_the_headlines_of_the_page() {
    let html = checked("# One\n\n## Two\n\n### Three\n\n#### Four\n\n###### Six {#id .class}");
    for (tag, text) in [("h3", "One"), ("h4", "Two"), ("h5", "Three"), ("h6", "Four"), ("h6", "Six {#id .class}")] {
        assert!(html.contains(&format!("<{tag} dir=\"auto\">{text}</{tag}>")), "{html}");
    }
}

#[test]
fn tables_lists_and_task_lists_are_laid_out() {
    let html = checked("| a | b |\n|:--|--:|\n| 1 | ~~2~~ |\n\n3. c\n4. d\n   - [x] e\n   - [ ] f\n\n> g\n\n---\n");
    assert!(html.contains("<td dir=\"auto\" class=\"md-right\"><del>2</del></td>"), "{html}");
    assert!(html.contains("<ol start=\"3\" dir=\"ltr\">"), "{html}");
    assert!(html.contains("☑ e") && html.contains("☐ f"), "{html}");
    assert!(html.contains("<blockquote dir=\"ltr\">\n<p dir=\"auto\">g</p>"), "{html}");
}

#[test]
fn code_is_highlighted_in_the_languages_that_boards_name() {
    for (language, code) in [
        ("sql", "SELECT name FROM t WHERE id = 1;"),
        ("java", "public class A { int b = 1; }"),
        ("html", "<p class=\"a\">b</p>"),
        ("css", "p { color: red; }"),
        ("c++", "int main() { return 0; }"),
        ("cpp", "#include <vector>"),
        ("c", "int main(void) { return 0; }"),
        ("csharp", "public class A { }"),
        ("python", "def f():\n    return 'a'"),
        ("javascript", "const a = `b`;"),
        ("typescript", "const a: string = 'b';"),
        ("rust", "fn main() {}"),
        ("go", "func main() {}"),
        ("bash", "if true; then echo 'a'; fi"),
        ("php", "<?php echo 'a'; ?>"),
        ("ruby", "def a; 'b'; end"),
        ("json", "{\"a\": 1}"),
        ("yaml", "a: 'b'"),
    ] {
        let html = checked(&format!("```{language}\n{code}\n```"));
        assert!(html.contains("<span class=\"hl-"), "{language}: {html}");
        assert!(html.contains("data-language="), "{language}: {html}");
    }
}

#[test]
fn a_query_shows_its_keywords_strings_and_comments_apart() {
    let html = checked("```sql\nselect a from t where b = 'c' -- d\n```");
    for span in
        ["<span class=\"hl-keyword\">select", "<span class=\"hl-string\">'c'", "<span class=\"hl-comment\">-- d"]
    {
        assert!(html.contains(span), "{span}: {html}");
    }
}

#[test]
fn code_without_a_known_language_is_plain() {
    let html = checked("```nonsense<script>\na < b\n```\n\n    indented & plain");
    assert!(html.contains("<code>a &lt; b\n</code>") && html.contains("indented &amp; plain"), "{html}");
}

#[test]
fn all_four_delimiters_give_mathml() {
    for text in [
        "so $x^2$ is",
        "$$\nx^2\n=\n4\n$$",
        "so \\(x_1 * y_2 * z_3\\) is",
        "\\[\n\\frac{a}{b}\n\\]",
        "a\n\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
    ] {
        let html = checked(text);
        assert!(html.contains("<math display=") && !html.contains("md-latex"), "{text}: {html}");
    }
    assert!(checked("$$x$$").contains("display=\"block\""));
}

#[test]
fn the_latex_of_everyday_answers_is_rendered() {
    for latex in [
        r"\boxed{42}",
        r"\boxed{\text{Yes, } x < 3}",
        r"\frac{-b \pm \sqrt{b^2-4ac}}{2a}",
        r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        r"\int_0^\infty e^{-x}\,dx",
        r"\lim_{x \to 0} \frac{\sin x}{x}",
        r"a \equiv b \pmod{m}",
        r"\binom{n}{k}",
        r"\left( \frac{1}{2} \right)^2",
        r"\vec{v} \cdot \hat{n}",
        r"\mathbb{R}^n \subseteq \mathcal{H}",
        r"90^\circ",
        r"\overline{AB} \parallel \overline{CD}",
        r"\operatorname{Var}(X)",
        r"x = 1, \quad y = 2 \tag{1}",
        r"\text{cost} = \$5",
        r"50\%",
        r"a \le b < c \ne d > e \ge f",
        r"\underbrace{a+b}_{c}",
        r"A \xrightarrow{f} B",
        r"\textbf{Step 1}",
        r"\{1, 2\} \cup \emptyset",
        r"\therefore x \implies y \iff z",
        r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}",
        r"\dfrac{1}{2} \cdot \tfrac{3}{4}",
        r"\lfloor x \rfloor \lceil y \rceil",
        r"x'' + y'",
        r"a \mid b \nmid c",
        r"\log_2 8 = 3",
        r"\color{red} x",
        r"\cancel{x}",
        r"\dots \ldots \cdots",
        r"\bigl( x \bigr)",
        r"\not= \neq",
    ] {
        let html = checked(&format!("\\[{latex}\\]"));
        assert!(html.contains("<math") && !html.contains("md-latex"), "{latex}: {html}");
    }
}

#[test]
fn broken_latex_is_shown_as_its_source() {
    for latex in [r"\frac{", r"\unknowncommand{x}", r"x^{2", r"\begin{align} x", r"}", r"a_b_c", r"\left( x"] {
        let html = checked(&format!("so $${latex}$$ is"));
        assert!(html.contains("<code class=\"md-latex\" dir=\"ltr\">$$"), "{latex}: {html}");
    }
}

#[test]
fn money_and_shell_variables_are_not_mathematics() {
    for text in [
        "It costs $5 and $6.",
        "US$5 or US$6",
        "$HOME/bin:$PATH",
        "`$a$`",
        "```sh\necho $a $b$\n```",
        "a \\$5 and $6",
        "$ x $",
        "from $20-$30 a day",
        "    echo $x$",
        "$5,000 to $10,000",
        "\\\\(x\\\\)",
    ] {
        assert!(!checked(text).contains("<math"), "{text}");
    }
}

#[test]
fn code_keeps_what_looks_like_latex_in_it() {
    assert!(checked("`re.sub('\\(a\\)', '$x$')`").contains("re.sub('\\(a\\)', '$x$')"));
    assert!(checked("- a\n\n      $x$ in \\(code\\)\n").contains("$x$ in \\(code\\)"));
    assert!(checked("```js\nconst a = `$x$`;\n```\n").contains("$x$"));
    assert!(checked("[a](https://x.test/$y$)").contains("https://x.test/$y$"));
}

#[test]
fn links_and_images_are_text_and_load_nothing() {
    let html = checked(
        "[a](https://x.test/?q=1 \"t\") ![b](https://x.test/c.png) <https://y.test> <me@y.test> [![d](e.png)](f)",
    );
    assert!(
        html.contains("<span class=\"md-link\">a <bdi class=\"md-url\" dir=\"ltr\">https://x.test/?q=1</bdi></span>"),
        "{html}"
    );
    assert!(
        html.contains("<span class=\"md-image\">b <bdi class=\"md-url\" dir=\"ltr\">https://x.test/c.png</bdi></span>"),
        "{html}"
    );
    assert!(
        html.contains("<span class=\"md-link\">https://y.test</span> <span class=\"md-link\">me@y.test</span>"),
        "{html}"
    );
    assert!(!html.contains("href") && !html.contains("src="), "{html}");
}

#[test]
fn an_authors_html_is_visible_as_text() {
    let html = checked("a <b onclick=x>c</b> d<br>e\n\n<div id=\"f\">\n<p>g</p>\n</div>\n");
    assert!(html.contains("a &lt;b onclick=x&gt;c&lt;/b&gt; d<br>e"), "{html}");
    assert!(html.contains("<pre class=\"md-code\" dir=\"ltr\" tabindex=\"0\"><code data-language=\"HTML\">"), "{html}");
    assert!(checked("use vector<int> here").contains("vector&lt;int&gt;"));
}

#[test]
fn right_to_left_text_reads_right() {
    let html = checked(
        "# שלום\n\nمرحبا world\n\n- مرحبا\n- عالم\n\n> שלום\n\n| א | ב |\n|---|---|\n| ג | a |\n\n```python\nprint('مرحبا')\n```",
    );
    for part in [
        "<h3 dir=\"auto\">שלום",
        "<p dir=\"auto\">مرحبا",
        "<ul dir=\"rtl\">",
        "<li dir=\"rtl\">",
        "<blockquote dir=\"rtl\">",
        "<table dir=\"rtl\">",
        "<pre class=\"md-code\" dir=\"ltr\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn the_same_text_gives_the_same_html() {
    let text = "# a\n\n```python\nprint(1)\n```\n\n$x^2$ [b](c)";
    assert_eq!(checked(text), checked(text));
}

#[test]
fn debugging_output_has_no_private_text() {
    assert_eq!(format!("{:?}", assay_render::markdown("secret")), "SafeHtml(25 bytes)");
}

#[test]
fn code_beyond_what_is_coloured_is_complete_and_plain() {
    let lines = (0..900).map(|n| format!("let a{n} = \"b\";\n")).collect::<String>();
    let html = checked(&format!("```js\n{lines}```"));
    assert!(html.contains("<span class=\"hl-string\">\"b\"</span>"), "the start has no colours");
    assert!(html.contains("let a899 = \"b\";\n</code></pre>"), "the end is missing or coloured");
}

#[test]
fn a_boxed_result_is_a_frame_around_mathematics() {
    let html = checked(r"$\boxed{\frac{1}{2}}$");
    let (_, html) = html.split_once("</span>").unwrap_or_default();
    assert!(
        html.contains("<mrow class=\"md-boxed\">") && html.contains("<mfrac>") && !html.contains("frac{"),
        "{html}"
    );
}

#[test]
fn a_formula_has_its_source_beside_it_out_of_sight_and_what_is_shown_as_source_has_not() {
    let html = checked(r"so $\frac{a}{b} < c$, not $\frac{$");
    assert!(html.contains("so <span class=\"md-tex\" hidden=\"\">$\\frac{a}{b} &lt; c$</span><math"), "{html}");
    assert_eq!(html.matches("md-tex").count(), 1, "{html}");
}
