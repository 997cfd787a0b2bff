//! Code highlighted by classes.
//!
//! The grammars are those of the `bat` project, which has what syntect's own set lacks: TypeScript, Swift, Kotlin and more. Of their scopes only a handful of classes is kept, one flat span per run of equal ones: a page that shows
//! two responses stays small, and the two colour schemes of the site's `highlight.css` stay readable in every language. Inline styles
//! are not an option, as the content security policy forbids them.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::html;

/// Code highlighted per text, in bytes; what comes after is plain. The grammars take two (SQL) to six (C++) milliseconds per KB, and no
/// text may take long. Answers have one to four KB of code.
pub const BUDGET: usize = 6_144;

/// The longest line highlighted, in bytes. Minified code is not read by people, and it is what makes the patterns slow.
const LONGEST_LINE: usize = 240;

/// A line of each of the commonest languages, enough to load its patterns.
pub const SAMPLES: [(&str, &str); 8] = [
    ("sql", "select a, 'b' from t where c = 1; -- d"),
    ("java", "public class A { /* b */ int c(String d) { return 1; } }"),
    ("html", "<p class=\"a\">b</p><style>p { color: red }</style><script>const a = 'b'</script>"),
    ("cpp", "#include <vector>\ntemplate <typename T> int f(const T& a) { return 1; } // b"),
    ("python", "@a\ndef f(b: int = 1) -> str:\n    return f'{b}'  # c"),
    ("javascript", "const f = async (a) => `b${a}`; // c"),
    ("rust", "fn f<'a>(b: &'a str) -> u32 { println!(\"{b}\"); 1 }"),
    ("go", "func f(a string) (int, error) { return 1, nil } // b"),
];

static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Scopes and the class that their text gets; of a text's scopes the innermost one listed decides, the first where several fit. An
/// empty class ends the search: code inside a string is code again.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "hl-comment"),
        ("string", "hl-string"),
        ("constant.character.escape", "hl-number"),
        ("constant", "hl-number"),
        ("keyword.operator.word", "hl-keyword"),
        ("keyword.operator.logical.python", "hl-keyword"),
        ("keyword.operator", ""),
        ("keyword", "hl-keyword"),
        ("storage", "hl-keyword"),
        ("entity.name.function", "hl-name"),
        ("support.function", "hl-name"),
        ("variable.function", "hl-name"),
        ("entity.name.tag", "hl-keyword"),
        ("entity.other.attribute-name", "hl-name"),
        ("entity", "hl-type"),
        ("support.type.property-name", "hl-name"),
        ("support", "hl-type"),
        ("variable.language", "hl-keyword"),
        ("variable.annotation", "hl-name"),
        ("markup.inserted", "hl-string"),
        ("markup.deleted", "hl-number"),
        ("markup.heading", "hl-keyword"),
        ("meta.interpolation", ""),
        ("meta.template.expression", ""),
        ("source.js.embedded", ""),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class)))
    .collect()
});

/// The grammar for the first word of a fence's information, if there is one.
pub fn language(info: &str) -> Option<&'static SyntaxReference> {
    let word = info.split([' ', '\t', ',', '{', ':']).next()?.to_ascii_lowercase();
    let name = match word.as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "output" => return None,
        "javascript" | "jsx" | "mjs" | "node" => "js",
        "typescript" => "ts",
        "kotlin" | "kts" => "kt",
        "py3" | "python3" | "pycon" => "py",
        "c++" | "cxx" | "hpp" => "cpp",
        "csharp" | "c#" => "cs",
        "golang" => "go",
        "shell" | "sh" | "zsh" | "console" | "shell-session" => "bash",
        "postgres" | "postgresql" | "psql" | "mysql" | "sqlite" | "plsql" | "tsql" | "t-sql" => "sql",
        "scss" | "sass" | "less" => "css",
        "vue" | "svelte" | "htm" | "xhtml" => "html",
        "svg" | "xsl" => "xml",
        "jsonc" | "json5" | "jsonl" => "json",
        "objective-c" | "objc" => "m",
        word => word,
    };
    GRAMMARS.find_syntax_by_token(name)
}

/// Appends the code as text with spans. `budget` is what is left of [`BUDGET`] for this text; from where it ends, or from a line that
/// is too long for a person anyway, the code comes without colours.
pub fn write(out: &mut String, code: &str, language: Option<&SyntaxReference>, budget: &mut usize) {
    let done = language.map_or(0, |language| highlight(out, code, language, budget));
    html::text(out, code.get(done..).unwrap_or(""));
}

/// Appends as many lines as it may and returns how many bytes they are.
fn highlight(out: &mut String, code: &str, language: &SyntaxReference, budget: &mut usize) -> usize {
    let mut state = ParseState::new(language);
    let mut scopes = ScopeStack::new();
    let mut current = "";
    let mut written = 0;
    for line in code.split_inclusive('\n') {
        if line.len() > LONGEST_LINE || line.len() > *budget {
            break;
        }
        *budget -= line.len();
        let start = out.len();
        let before = current;
        if highlight_line(out, line, &mut state, &mut scopes, &mut current).is_none() {
            out.truncate(start);
            current = before;
            break;
        }
        written += line.len();
    }
    if !current.is_empty() {
        out.push_str("</span>");
    }
    written
}

fn highlight_line(
    out: &mut String,
    line: &str,
    state: &mut ParseState,
    scopes: &mut ScopeStack,
    current: &mut &'static str,
) -> Option<()> {
    let mut done = 0;
    for (at, change) in state.parse_line(line, &GRAMMARS).ok()? {
        if at > done {
            span(out, line.get(done..at)?, class(scopes), current);
            done = at;
        }
        scopes.apply(&change).ok()?;
    }
    span(out, line.get(done..)?, class(scopes), current);
    Some(())
}

fn class(scopes: &ScopeStack) -> &'static str {
    let known = |scope: &Scope| CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    scopes.scopes.iter().rev().find_map(known).unwrap_or("")
}

/// Appends text of a class, opening and closing spans only where the class changes. Blank text takes the class before it.
fn span(out: &mut String, text: &str, class: &'static str, current: &mut &'static str) {
    if class != *current && !text.trim().is_empty() {
        if !current.is_empty() {
            out.push_str("</span>");
        }
        if !class.is_empty() {
            out.push_str("<span class=\"");
            out.push_str(class);
            out.push_str("\">");
        }
        *current = class;
    }
    html::text(out, text);
}
