//! `assay rank` as a person at a terminal meets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn rank(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
        .arg("rank")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// The example of the help and of docs/ranking.md: strengths of 4 : 2 : 1.
fn example() -> String {
    let mut text = "left,right,outcome\n".to_owned();
    for (pair, wins, losses) in [("a,b", 4, 2), ("a,c", 4, 1), ("b,c", 4, 2)] {
        text += &format!("{pair},1\n").repeat(wins);
        text += &format!("{pair},0\n").repeat(losses);
    }
    text
}

#[test]
fn the_documented_example_gives_the_numbers_worked_out_by_hand() {
    let output = rank(&["-"], &example());
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for (line, elo) in table.lines().skip(1).zip(["1120.4", "1000.0", "879.6"]) {
        assert!(line.contains(elo), "{table}");
    }
    let output = rank(&["--json", "--anchor", "c=500", "-"], &example());
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let elo = |at: usize| json["board"]["rows"][at]["elo"]["finite"].as_f64().unwrap();
    assert!((elo(0) - 500.0 - 400.0 * 4.0_f64.log10()).abs() < 1e-9 && (elo(2) - 500.0).abs() < 1e-9);
}

#[test]
fn a_bad_row_is_named_by_its_line_and_nothing_is_printed() {
    let output = rank(&["-"], &(example() + "a,b,2\n"));
    assert!(!output.status.success() && output.stdout.is_empty());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("standard input: line 19: the outcome is “2”"), "{error}");
}

#[test]
fn the_help_shows_the_columns_and_the_example() {
    let help = String::from_utf8(rank(&["--help"], "").stdout).unwrap();
    for words in ["left, right (or model_a, model_b)", "1120.4, 1000.0 and 879.6", "--strength"] {
        assert!(help.contains(words), "{words}: {help}");
    }
}
