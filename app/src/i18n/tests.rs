//! Every language says everything, with the same arguments; nothing is used that is not defined, and nothing defined that
//! is not used.

use super::catalogue::{FILES, english_refusals};
use super::{Locale, number, t, translate, with_sync};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Ids of a file's messages with the variables of each.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            line.split_once('=').unwrap_or_else(|| panic!("not a message: {line}")).0.trim().clone_into(&mut current);
            assert!(found.insert(current.clone(), BTreeSet::new()).is_none(), "{current} is defined twice");
        }
        for rest in line.split('$').skip(1) {
            let name = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
            found.get_mut(&current).unwrap().insert(name);
        }
    }
    found
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The text of every source file of a crate, this folder's tests aside.
fn sources(of: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(of), &mut files);
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).unwrap());
    files.into_iter().filter(|path| !path.ends_with("i18n/tests.rs")).map(read).collect()
}

#[test]
fn every_language_says_everything_with_the_same_arguments() {
    let english = messages(FILES[0].1);
    for (tag, text) in FILES {
        let theirs = messages(text);
        let missing: Vec<_> = english.keys().filter(|id| !theirs.contains_key(*id)).collect();
        let extra: Vec<_> = theirs.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{tag}.ftl lacks {missing:?} and has in excess {extra:?}");
        for (id, variables) in &english {
            assert_eq!(&theirs[id], variables, "{tag}.ftl, {id}: other variables than in English");
        }
        let parsed = fluent_bundle::FluentResource::try_new((*text).to_owned());
        assert!(parsed.is_ok(), "{tag}.ftl: {:?}", parsed.err().map(|(_, errors)| errors));
        assert!(tag.parse::<unic_langid::LanguageIdentifier>().is_ok(), "{tag} is no language tag");
    }
}

#[test]
fn what_is_used_is_defined_and_what_is_defined_is_used() {
    let english = messages(FILES[0].1);
    let pages = sources("src");
    let mut undefined = Vec::new();
    for (path, text) in pages.iter().filter(|(path, _)| !path.ends_with("i18n/mod.rs")) {
        for call in ["t!(", "t(", "around("] {
            for (at, _) in text.match_indices(call) {
                let inside_a_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                let literal =
                    text[at + call.len()..].trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                let Some(literal) = literal.filter(|_| !inside_a_word) else { continue };
                if !english.contains_key(literal.split('.').next().unwrap_or_default()) {
                    undefined.push(format!("{literal} in {}", path.display()));
                }
            }
        }
    }
    assert!(undefined.is_empty(), "used, but not in en.ftl: {undefined:#?}");

    // Said by the head of the file itself, by words of the domain, or found by its English text.
    let by_design = ["language-name", "month-", "refusal-"];
    let unused: Vec<_> = english
        .keys()
        .filter(|id| !by_design.iter().any(|prefix| id.starts_with(prefix)))
        .filter(|id| {
            !pages.iter().any(|(_, text)| text.contains(&format!("\"{id}\"")) || text.contains(&format!("\"{id}.")))
        })
        .collect();
    assert!(unused.is_empty(), "in en.ftl, but used nowhere: {unused:#?}");
}

/// Every sentence in the rules and activities is a refusal that someone reads.
#[test]
fn every_refusal_of_the_rules_has_a_translation() {
    let english = english_refusals();
    let before_argument = |text: &str| text.split('{').next().unwrap_or_default().to_owned();
    let known: BTreeSet<_> = english.iter().map(|text| before_argument(text)).collect();
    let mut unknown = Vec::new();
    for (path, text) in sources("../server/domain/src").into_iter().chain(sources("../server/workflow/src")) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        // What `#[error]` says is told apart by its code; doc comments and messages of the log are no literals that end here.
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("#[error")) {
            for literal in line.split('"').skip(1).step_by(2) {
                let sentence = literal.starts_with(|c: char| c.is_uppercase() || c == '“') && literal.ends_with('.');
                if sentence
                    && literal.contains(' ')
                    && !english.contains(literal)
                    && !known.contains(&before_argument(literal))
                {
                    unknown.push(format!("{}: {literal}", path.display()));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "add to `## refusal` of every language: {unknown:#?}");
}

#[test]
fn what_is_missing_is_said_in_english_and_then_by_its_id() {
    let spanish = Locale::parse("es").unwrap();
    assert_eq!(translate(spanish, "no-such-message", &[]), "no-such-message");
    assert_eq!(with_sync(spanish, || t!("shell-sign-in")), "Iniciar sesión");
    assert_eq!(t("shell-sign-in"), "Sign in");
}

#[test]
fn numbers_and_moments_are_written_as_each_language_does() {
    let in_language = |tag: &str, value: f64| with_sync(Locale::parse(tag).unwrap(), || number(value, 1));
    assert_eq!(in_language("en", 12345.67), "12,345.7");
    assert_eq!(in_language("es", 12345.67), "12.345,7");
    assert_eq!(in_language("es", -1234.5), "\u{2212}1234,5");
    assert_eq!(number(999, 0), "999");
    assert_eq!(t!("ui-progress", done = 1200, total = 4000, what = "x", share = 30), "1,200 of 4,000 x (30 %)");
    let moment = |tag: &str| with_sync(Locale::parse(tag).unwrap(), || super::moment(951_827_696_000_000));
    assert_eq!(moment("en"), "29 Feb 2000, 12:34 UTC");
    assert_eq!(moment("es"), "29 feb 2000, 12:34 UTC");
    assert_eq!(moment("zh"), "2000 年 2 月 29 日 12:34 UTC");
}
