//! `assay rank`.

use super::Outcome;
use assay_ranking::{
    Resampling, Settings, StrengthWeights, Weighting,
    report::{Options, StyleOptions, rank},
    style::{Scaling, StyleSettings},
};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

/// Arguments of `assay rank`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "The file is CSV with a header, or JSON (an array of objects, or one object per line). Columns by name, others ignored:\n  \
    left, right (or model_a, model_b)    the models\n  \
    outcome (or winner)                  1, 0.5, 0; left, tie, right; model_a, tie, tie (bothbad), model_b\n  \
    preference                           3 (left is much better) to -3, in place of an outcome or beside it\n  \
    weight                               a number from 0\n  \
    prompt (or cluster, question_id)     judgments of one prompt are drawn together\n  \
    annotator (or judge)\n  \
    X_left, X_right (or X_a, X_b)        covariates for --style, for example tokens_left, tokens_right\n\
    The files of FastChat and evalica are read as they are. It is read once, piece by piece; a bad row is named by its line.\n\n\
    An example to check by hand: strengths of 4 : 2 : 1 win 4/6, 4/5 and 2/3 of the points, and 400 · log10 of 2, 1 and 1/2\n\
    around 1000 is 1120.4, 1000.0 and 879.6.\n\n  \
    (echo left,right,outcome\n   \
    for i in 1 2 3 4; do echo a,b,1; done; for i in 1 2; do echo a,b,0; done\n   \
    for i in 1 2 3 4; do echo a,c,1; done; echo a,c,0\n   \
    for i in 1 2 3 4; do echo b,c,1; done; for i in 1 2; do echo b,c,0; done) | assay rank -"
)]
pub struct Rank {
    /// The file; - reads standard input
    file: PathBuf,

    /// What the 95 % intervals come from
    #[arg(long = "by", value_enum, default_value = "prompts", value_name = "UNIT")]
    unit: Unit,

    /// How judgments are weighted: inverse (of how often the pair was compared), inverse:FLOOR (no pair counts for more than
    /// with FLOOR judgments), given (the weight column as it is) or none
    #[arg(long, default_value = "inverse", value_parser = weighting, value_name = "WEIGHTS")]
    weights: Weighting,

    /// Bootstrap rounds
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    rounds: u32,

    /// Seed of the bootstrap: the same seed gives the same bits, on any number of threads
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,

    /// Pin a model's rating, as NAME or NAME=ELO (1000 unless given); without it the mean is 1000
    #[arg(long, value_parser = anchor, value_name = "NAME[=ELO]")]
    anchor: Option<(String, f64)>,

    /// Weight preferences by their strength: of "about the same", slightly, clearly and much better
    #[arg(long, value_parser = strength, value_name = "SAME,SLIGHTLY,CLEARLY,MUCH")]
    strength: Option<StrengthWeights>,

    /// Control style by the file's covariates too, and print both; holds the judgments in memory
    #[arg(long)]
    style: bool,

    /// Penalty on the style coefficients: RIDGE / 2 · |coefficients|² on the summed loss
    #[arg(long, default_value_t = 0.0, requires = "style", value_name = "RIDGE")]
    ridge: f64,

    /// Do it as FastChat does: covariates (a − b) / (a + b + 1), standardised, without a term for the side
    #[arg(long, requires = "style")]
    fastchat_style: bool,

    /// Take only rows with this value in this column; may be given several times
    #[arg(long, value_parser = pair, value_name = "COLUMN=VALUE")]
    only: Vec<(String, String)>,

    /// Leave rows with an unknown outcome out and say how many, instead of refusing the file
    #[arg(long)]
    skip_unknown: bool,

    /// Models with fewer judgments are marked provisional
    #[arg(long, default_value_t = 50, value_name = "N")]
    minimum_judgments: u64,

    /// Above this many judgments the cluster sandwich replaces a bootstrap by prompt
    #[arg(long, default_value_t = 200_000, value_name = "N")]
    sandwich_above: u64,

    /// Print everything as JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// What is drawn again, or which sandwich serves.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Unit {
    /// Bootstrap: prompts with all their judgments
    Prompts,
    /// Bootstrap: single judgments, as Chatbot Arena did
    Judgments,
    /// Bootstrap: annotators with all their judgments
    Annotators,
    /// Sandwich estimate clustered by prompt
    ClusterSandwich,
    /// Sandwich estimate by single judgment
    Sandwich,
}

impl Rank {
    /// Reads, ranks and prints.
    ///
    /// # Errors
    /// A file that cannot be read, a bad row by its line, settings that mean nothing.
    pub fn run(self) -> Outcome {
        let options = self.options();
        let (name, source): (String, Box<dyn Read>) = if self.file.as_os_str() == "-" {
            ("standard input".to_owned(), Box::new(io::stdin().lock()))
        } else {
            let name = self.file.display().to_string();
            let file = File::open(&self.file).map_err(|error| format!("{name}: {error}"))?;
            (name, Box::new(file))
        };
        let report = rank(source, &options).map_err(|error| format!("{name}: {error}"))?;
        let text = if self.json { serde_json::to_string_pretty(&report)? + "\n" } else { report.table() };
        match io::stdout().lock().write_all(text.as_bytes()) {
            // Whoever reads the output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    fn options(&self) -> Options {
        let style = StyleOptions {
            settings: if self.fastchat_style {
                StyleSettings { scaling: Scaling::Standardised, ridge: self.ridge, position: false }
            } else {
                StyleSettings { ridge: self.ridge, ..StyleSettings::default() }
            },
            offset: if self.fastchat_style { 1.0 } else { 0.0 },
        };
        Options {
            settings: Settings {
                weighting: self.weights,
                resampling: match self.unit {
                    Unit::Prompts => Resampling::Prompts,
                    Unit::Judgments => Resampling::Judgments,
                    Unit::Annotators => Resampling::Annotators,
                    Unit::ClusterSandwich => Resampling::ClusterSandwich,
                    Unit::Sandwich => Resampling::Sandwich,
                },
                rounds: self.rounds,
                seed: self.seed,
                minimum_judgments: self.minimum_judgments,
                sandwich_above: self.sandwich_above,
                ..Settings::default()
            },
            style: self.style.then_some(style),
            strength: self.strength,
            anchor: self.anchor.clone(),
            only: self.only.clone(),
            skip_unknown: self.skip_unknown,
        }
    }
}

fn weighting(text: &str) -> Result<Weighting, String> {
    match text {
        "inverse" => Ok(Weighting::InversePairCount),
        "given" => Ok(Weighting::Given),
        "none" => Ok(Weighting::None),
        other => match other.strip_prefix("inverse:").and_then(|floor| floor.parse::<f64>().ok()) {
            Some(floor) if floor.is_finite() && floor > 0.0 => Ok(Weighting::InversePairCountFloored(floor)),
            _ => Err("choose inverse, inverse:FLOOR with a number above 0, given or none".to_owned()),
        },
    }
}

fn anchor(text: &str) -> Result<(String, f64), String> {
    match text.rsplit_once('=').map(|(name, elo)| (name, elo.parse::<f64>())) {
        Some((name, Ok(elo))) if elo.is_finite() => Ok((name.to_owned(), elo)),
        // A name may have an equals sign of its own.
        _ => Ok((text.to_owned(), 1_000.0)),
    }
}

fn strength(text: &str) -> Result<StrengthWeights, String> {
    let weights: Vec<f64> = text.split(',').filter_map(|weight| weight.trim().parse().ok()).collect();
    match weights[..] {
        [same, slightly, clearly, much]
            if text.split(',').count() == 4 && weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0) =>
        {
            Ok(StrengthWeights { same, slightly, clearly, much })
        }
        _ => Err("give four numbers from 0, such as 1,1,2,3".to_owned()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("write COLUMN=VALUE, such as language=English")?;
    Ok((column.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused_with_what_to_write() {
        assert_eq!(weighting("inverse:50"), Ok(Weighting::InversePairCountFloored(50.0)));
        assert!(weighting("inverse:0").is_err() && weighting("often").is_err());
        assert_eq!(anchor("m=1=1114"), Ok(("m=1".to_owned(), 1_114.0)));
        assert_eq!(anchor("m=x"), Ok(("m=x".to_owned(), 1_000.0)));
        assert_eq!(strength("0,1,2,3"), Ok(StrengthWeights { same: 0.0, slightly: 1.0, clearly: 2.0, much: 3.0 }));
        assert!(["1,2,3", "1,2,3,x", "1,2,3,4,5", "1,2,3,-1", "1,2,,3"].iter().all(|text| strength(text).is_err()));
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
    }
}
