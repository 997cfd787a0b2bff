//! The arrows between the crates point one way, and the lock file holds a SQLite that does not lose data.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::process::Command;

/// What each crate may know of the others.
const ARROWS: [(&str, &[&str]); 10] = [
    ("assay-site", &[]),
    ("assay-domain", &[]),
    ("assay-ranking", &[]),
    ("assay-render", &[]),
    ("assay-store", &["assay-domain"]),
    ("assay-workflow", &["assay-domain", "assay-ranking", "assay-store"]),
    ("assay-app", &["assay-domain", "assay-render", "assay-workflow"]),
    ("assay-client", &["assay-app"]),
    ("assay-load", &["assay-domain", "assay-store", "assay-workflow"]),
    ("assay", &["assay-app", "assay-domain", "assay-ranking", "assay-store", "assay-workflow"]),
];

fn metadata() -> Value {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline", "--manifest-path", manifest])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn arrows_between_the_crates_point_one_way() {
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
            panic!("{name} is new: say here and in docs/architecture.md what it may know");
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let other = dependency["name"].as_str().unwrap();
            let inside = ARROWS.iter().any(|(known, _)| *known == other);
            assert!(!inside || dependency["kind"] == "dev" || allowed.contains(&other), "{name} must not know {other}");
        }
    }
}

/// `libsqlite3-sys` 0.37 brings SQLite 3.51.3, the first without the WAL-reset bug; older ones can lose committed data.
#[test]
fn dur_7_the_lock_file_holds_a_sqlite_that_does_not_lose_data() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).unwrap();
    let versions: Vec<&str> = lock
        .split("[[package]]")
        .filter(|package| package.contains("name = \"libsqlite3-sys\""))
        .filter_map(|package| package.split("version = \"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(versions.len(), 1, "{versions:?}");
    let minor: u32 = versions[0].split('.').nth(1).unwrap().parse().unwrap();
    assert!(minor >= 37, "{versions:?}");
}

/// ACL-3: forms are read in one place, which refuses fields that a form does not have.
#[test]
fn acl_3_no_page_takes_a_form_past_the_rule_about_its_fields() {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let here = path.display();
            for import in text.split("use axum::").skip(1).map(|rest| rest.split(';').next().unwrap_or_default()) {
                let words = import.split(|c: char| !c.is_alphanumeric());
                assert!(!words.clone().any(|word| word == "Form"), "{here}: take `crate::sent::Form`");
                assert!(path.ends_with("sent.rs") || !words.clone().any(|word| word == "RawForm"), "{here}");
            }
            assert!(!text.contains("axum::extract::Form") && !text.contains("axum::Form"), "{here}");
            // A struct that a form fills denies what it does not know.
            for form in text.split(": Form<").skip(1).filter_map(|rest| rest.split('>').next()) {
                if let Some((before, _)) = text.split_once(&format!("struct {form} {{")) {
                    let attributes = before.rsplit("\n\n").next().unwrap_or_default();
                    assert!(attributes.contains("deny_unknown_fields"), "{here}: {form} takes any field");
                }
            }
        }
    }
}
