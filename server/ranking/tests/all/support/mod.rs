//! Reference data: what two independent solvers made of data from `generator` and of small data by hand is in `tests/fixtures`;
//! real human judgments, which are not ours to hand on, are looked for in the folder that `ASSAY_SHARED` names, otherwise in the
//! nearest folder `shared` next to a folder above this crate. Where there is none the tests that need them say so and pass.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use assay_ranking::{Comparison, Leaderboard, Outcome, Settings, leaderboard};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub fn fixture(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn json(file: &str) -> Value {
    serde_json::from_str(&fixture(file)).unwrap()
}

fn shared(file: &str) -> Option<String> {
    let named = std::env::var_os("ASSAY_SHARED").map(PathBuf::from);
    let folder = named.or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|above| above.join("shared"))
            .find(|folder| folder.join("data/pandalm").is_dir())
    });
    let text = folder.and_then(|folder| std::fs::read_to_string(folder.join(file)).ok());
    if text.is_none() {
        println!("skipped: there is no reference file {file}; set ASSAY_SHARED to the folder that has it");
    }
    text
}

pub fn outcome(score: f64) -> Outcome {
    match score {
        1.0 => Outcome::Win,
        0.5 => Outcome::Tie,
        0.0 => Outcome::Loss,
        other => panic!("{other} is no outcome"),
    }
}

/// Comparisons with the models' names.
pub struct Data {
    pub names: Vec<String>,
    pub comparisons: Vec<Comparison>,
}

/// One row of reference data.
pub struct Line {
    pub left: String,
    pub right: String,
    pub score: f64,
    pub weight: f64,
    pub prompt: String,
    pub annotator: String,
}

impl Data {
    pub fn of(lines: Vec<Line>) -> Self {
        let mut names: Vec<String> = lines.iter().flat_map(|line| [line.left.clone(), line.right.clone()]).collect();
        names.sort();
        names.dedup();
        let model = |name: &str| names.iter().position(|known| known == name).unwrap() as u32;
        let number = |known: &mut HashMap<String, u32>, label: &str| {
            let next = known.len() as u32;
            *known.entry(label.to_owned()).or_insert(next)
        };
        let (mut prompts, mut annotators) = (HashMap::new(), HashMap::new());
        let comparisons = lines
            .iter()
            .map(|line| Comparison {
                left: model(&line.left),
                right: model(&line.right),
                outcome: outcome(line.score),
                weight: line.weight,
                prompt: number(&mut prompts, &line.prompt),
                annotator: number(&mut annotators, &line.annotator),
            })
            .collect();
        Self { names, comparisons }
    }

    /// From a fixture's list of [left, right, score of left, count] with an optional weight.
    pub fn of_counts(rows: &Value) -> Self {
        let mut lines = Vec::new();
        for row in rows.as_array().unwrap() {
            for _ in 0..row[3].as_u64().unwrap() {
                lines.push(Line {
                    left: row[0].as_str().unwrap().to_owned(),
                    right: row[1].as_str().unwrap().to_owned(),
                    score: row[2].as_f64().unwrap(),
                    weight: row[4].as_f64().unwrap_or(1.0),
                    prompt: lines.len().to_string(),
                    annotator: String::new(),
                });
            }
        }
        Self::of(lines)
    }

    /// The 3k fixture with its prompts and annotators.
    pub fn three_thousand() -> (Self, Value) {
        let (csv, meta) = (fixture("3k.csv"), fixture("3k.meta.csv"));
        let lines = csv.lines().zip(meta.lines()).skip(1).map(|(row, meta)| {
            let (row, meta): (Vec<&str>, Vec<&str>) = (row.split(',').collect(), meta.split(',').collect());
            Line {
                left: row[0].to_owned(),
                right: row[1].to_owned(),
                score: row[2].parse().unwrap(),
                weight: row[3].parse().unwrap(),
                prompt: meta[0].to_owned(),
                annotator: meta[1].to_owned(),
            }
        });
        (Self::of(lines.collect()), json("3k.json"))
    }

    /// PandaLM's human judgments; clusters are its items or its prompts.
    pub fn pandalm(by_item: bool) -> Option<(Self, Value)> {
        let csv = shared("data/pandalm/judgments.csv")?;
        let lines = csv.lines().skip(1).map(|row| {
            let row: Vec<&str> = row.split(',').collect();
            Line {
                left: row[2].to_owned(),
                right: row[3].to_owned(),
                score: row[4].parse().unwrap(),
                weight: 1.0,
                prompt: row[usize::from(!by_item)].to_owned(),
                annotator: row[5].to_owned(),
            }
        });
        let reference = serde_json::from_str(&shared("data/pandalm/reference_bt.json")?).unwrap();
        Some((Self::of(lines.collect()), reference))
    }

    pub fn board(&self, settings: &Settings) -> Leaderboard {
        leaderboard(self.names.len(), &self.comparisons, settings).unwrap()
    }

    pub fn index(&self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap()
    }

    /// Asserts ratings by name.
    pub fn assert_elo(&self, board: &Leaderboard, expected: &Value) {
        for (name, row) in self.names.iter().zip(&board.rows) {
            let difference = (row.elo.finite().unwrap() - expected[name].as_f64().unwrap()).abs();
            assert!(difference < 1e-9, "{name} is off by {difference}");
        }
    }
}
