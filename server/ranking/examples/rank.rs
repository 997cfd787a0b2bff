//! Ranks a CSV file, and with `--times` says how long it took and how much memory: what the benchmark runs.
//!
//! `cargo run --release --example rank -- FILE [--by prompts|judgments|annotators|cluster-sandwich|sandwich] [--rounds N]
//! [--weighting none|inverse|given] [--seed N] [--sandwich-above N] [--style] [--json] [--times]`

use assay_ranking::{
    Resampling, Weighting,
    report::{Options, RankError, StyleOptions, rank},
};
use std::fs::File;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut file, mut json, mut times) = (None, false, false);
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--json" => json = true,
            "--times" => times = true,
            "--style" => options.style = Some(StyleOptions::default()),
            "--rounds" => options.settings.rounds = value()?.parse()?,
            "--seed" => options.settings.seed = value()?.parse()?,
            "--sandwich-above" => options.settings.sandwich_above = value()?.parse()?,
            "--by" => {
                options.settings.resampling = match value()?.as_str() {
                    "prompts" => Resampling::Prompts,
                    "judgments" => Resampling::Judgments,
                    "annotators" => Resampling::Annotators,
                    "cluster-sandwich" => Resampling::ClusterSandwich,
                    "sandwich" => Resampling::Sandwich,
                    other => return Err(format!("there is no resampling by {other}").into()),
                }
            }
            "--weighting" => {
                options.settings.weighting = match value()?.as_str() {
                    "none" => Weighting::None,
                    "inverse" => Weighting::InversePairCount,
                    "given" => Weighting::Given,
                    other => return Err(format!("there is no weighting {other}").into()),
                }
            }
            _ => file = Some(argument),
        }
    }
    let start = Instant::now();
    let source = File::open(file.ok_or("name a file")?)?;
    let report = rank(source, &options).map_err(|error: RankError| error.to_string())?;
    let took = start.elapsed();
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.table());
    }
    if times {
        eprintln!("seconds {:.6}", took.as_secs_f64());
        // Linux only; elsewhere there is no such file and no such line.
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        for peak in status.lines().filter_map(|line| line.strip_prefix("VmHWM:")) {
            eprintln!("peak_kilobytes {}", peak.trim().trim_end_matches(" kB"));
        }
    }
    Ok(())
}
