//! What is built in: the licences, sources and bans of `deny.toml`, held without a network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{name}")).unwrap()
}

/// The quoted texts of a list in `deny.toml`.
fn list(rules: &str, head: &str) -> Vec<String> {
    let (_, rest) = rules.split_once(&format!("\n{head} = [")).unwrap();
    let (inside, _) = rest.split_once("\n]").or_else(|| rest.split_once(']')).unwrap();
    inside.lines().filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

/// The packages of the lock file: name, version, source.
fn locked() -> Vec<(String, String, Option<String>)> {
    file("Cargo.lock")
        .split("[[package]]")
        .skip(1)
        .map(|package| {
            let field = |name: &str| {
                package.lines().find_map(|line| line.strip_prefix(&format!("{name} = "))).map(|it| it.trim_matches('"'))
            };
            let text = |name: &str| field(name).unwrap().to_owned();
            (text("name"), text("version"), field("source").map(str::to_owned))
        })
        .collect()
}

/// Whether an SPDX expression can be satisfied with what is allowed; `OR` binds weaker than `AND`, as in the standard.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    if let Some((before, rest)) = expression.split_once('(') {
        let (inside, after) = rest.split_once(')').unwrap();
        let inside = if satisfied(inside, allowed) { "MIT" } else { "REFUSED" };
        return satisfied(&format!("{before}{inside}{after}"), allowed);
    }
    expression.split(" OR ").any(|part| part.split(" AND ").all(|one| allowed.iter().any(|it| it == one.trim())))
}

/// Whether the first version is before the second.
fn before(version: &str, limit: &str) -> bool {
    let parts = |text: &str| {
        let numbers = text.split(['.', '-', '+']).map(|part| part.parse::<u64>().unwrap_or(0));
        numbers.chain(std::iter::repeat(0)).take(3).collect::<Vec<_>>()
    };
    parts(version) < parts(limit)
}

#[test]
fn nothing_banned_is_locked_and_everything_comes_from_one_registry() {
    let bans = list(&file("deny.toml"), "deny");
    assert!(bans.len() > 8);
    for (name, version, source) in locked() {
        for ban in &bans {
            let (banned, limit) =
                ban.split_once("@<").map_or((ban.as_str(), None), |(name, limit)| (name, Some(limit)));
            let refused = name == banned && limit.is_none_or(|limit| before(&version, limit));
            assert!(!refused, "{name} {version}: see deny.toml");
        }
        let from = source.unwrap_or_else(|| "path".into());
        assert!(
            from == "path" || from == "registry+https://github.com/rust-lang/crates.io-index",
            "{name} comes from {from}"
        );
    }
    assert!(before("0.36.9", "0.37") && !before("0.37.0", "0.37") && !before("1.0.0", "0.37"));
}

#[test]
fn every_licence_is_one_we_may_ship() {
    let allowed = list(&file("deny.toml"), "allow");
    let manifest = format!("{ROOT}/Cargo.toml");
    let host = ["--filter-platform", "x86_64-unknown-linux-gnu"];
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--locked", "--manifest-path", &manifest])
        .args(host)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 200);
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(satisfied(licence, &allowed), "{} is under {licence}", package["name"]);
    }
    for (expression, fine) in [
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0", false),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("Apache-2.0 / MIT", true),
    ] {
        assert_eq!(satisfied(expression, &allowed), fine, "{expression}");
    }
}
