//! The command `rank battles.csv`: from a CSV file to a table or JSON. Needs no database and no names but the file's.

use crate::{
    Comparison, Error, Gauge, Keep, Leaderboard, Rating, Resampling, Settings, StrengthWeights, Tally, VERSION,
    Weighting,
    csv::{Comparisons, CsvError, Reading},
    leaderboard_of_tally,
    style::{Covariates, StyleSettings, StyledBoard, normalised_difference, styled_board},
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;

/// What to do with a file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the board is computed.
    pub settings: Settings,
    /// Control style by the file's covariates, too. This needs memory in proportion to the file.
    pub style: Option<StyleOptions>,
    /// A weight per strength of the file's preferences.
    pub strength: Option<StrengthWeights>,
    /// The model that gets a stated Elo, by name.
    pub anchor: Option<(String, f64)>,
    /// Take only rows that have these values in these columns.
    pub only: Vec<(String, String)>,
    /// Leave rows with an unknown outcome out, and say how many.
    pub skip_unknown: bool,
}

/// How style is controlled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StyleOptions {
    /// The regression.
    pub settings: StyleSettings,
    /// Offset of the normalised difference (a − b) / (a + b + offset).
    pub offset: f64,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum RankError {
    /// The file cannot be read.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// A row that the engine refuses.
    #[error("line {line}: {source}")]
    Row {
        /// Its line, from 1.
        line: u64,
        /// Why.
        source: Error,
    },
    /// The file has no model of the anchor's name.
    #[error("the anchor {0} is not one of the file's models")]
    NoAnchor(String),
    /// Strength weights that the weighting would not use.
    #[error("with weights of strength, the weighting must not be none")]
    StrengthUnused,
    /// The board cannot be computed.
    #[error(transparent)]
    Board(#[from] Error),
}

/// A board with the file's names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The engine's version.
    pub version: &'static str,
    /// By model index.
    pub models: Vec<String>,
    /// How many prompts there are, if the file says.
    pub prompts: Option<usize>,
    /// How many annotators there are, if the file says.
    pub annotators: Option<usize>,
    /// Rows left out because their outcome is unknown.
    pub skipped: u64,
    /// The weights of the preferences' strengths, if any.
    pub strength: Option<StrengthWeights>,
    /// The settings asked for.
    pub settings: Settings,
    /// The warnings as sentences.
    pub notes: Vec<String>,
    /// The numbers.
    pub board: Leaderboard,
    /// The numbers with style controlled.
    pub style: Option<StyledBoard>,
}

/// Reads and ranks a CSV file (see [`csv`](crate::csv) for its columns), block by block.
///
/// # Errors
/// [`RankError`]; problems of the file name the line.
pub fn rank(source: impl Read, options: &Options) -> Result<Report, RankError> {
    let mut settings = options.settings;
    if options.strength.is_some() && settings.weighting == Weighting::None {
        return Err(RankError::StrengthUnused);
    }
    let reading = Reading {
        covariates: options.style.is_some(),
        strength: options.strength,
        only: options.only.clone(),
        skip_unknown: options.skip_unknown,
    };
    let mut reader = Comparisons::new(source, &reading)?;
    let keep = Keep { prompts: reader.prompts().is_some(), annotators: reader.annotators().is_some() };
    let mut tally = Tally::new(settings.weighting, keep);
    let (mut comparisons, mut values): (Vec<Comparison>, Vec<f64>) = (Vec::new(), Vec::new());
    while let Some(comparison) = reader.read()? {
        tally.add(&comparison).map_err(|source| RankError::Row { line: reader.line(), source })?;
        if let Some(style) = &options.style {
            comparisons.push(comparison);
            let pairs = reader.covariates().iter();
            values.extend(pairs.map(|(left, right)| normalised_difference(*left, *right, style.offset)));
        }
    }
    let models = reader.models().to_vec();
    if let Some((name, at)) = &options.anchor {
        let model = models.iter().position(|model| model == name).and_then(|model| u32::try_from(model).ok());
        let model = model.ok_or_else(|| RankError::NoAnchor(name.clone()))?;
        settings.gauge = Gauge::Anchor { model, at: *at };
    }
    let board = leaderboard_of_tally(models.len(), tally, &settings)?;
    let style = options.style.as_ref().map(|style| {
        let covariates = Covariates { names: reader.covariate_names().map(str::to_owned).collect(), values };
        styled_board(&board, &comparisons, &covariates, &settings, &style.settings)
    });
    let style = style.transpose()?;
    let name = |model: u32| models[model as usize].clone();
    let mut notes: Vec<String> = board.warnings.iter().map(|warning| warning.sentence(name)).collect();
    if reader.skipped() > 0 {
        notes.push(format!("Rows left out because their outcome is unknown: {}.", reader.skipped()));
    }
    let (prompts, annotators) = reader.unnamed();
    for (count, what) in [(prompts, "prompt"), (annotators, "annotator")] {
        if count > 0 {
            notes.push(format!("Rows without {what}, each taken as another one: {count}."));
        }
    }
    notes.extend(alike(&models).map(|names| {
        format!("Names that differ in case or space only; they are taken as different models: {}.", names.join(", "))
    }));
    Ok(Report {
        version: VERSION,
        notes,
        skipped: reader.skipped(),
        strength: options.strength,
        prompts: reader.prompts(),
        annotators: reader.annotators(),
        settings,
        board,
        style,
        models,
    })
}

/// Groups of names that differ in case or space only, which is seldom meant.
fn alike(models: &[String]) -> impl Iterator<Item = Vec<String>> {
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in models {
        let plain = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        known.entry(plain).or_default().push(format!("“{name}”"));
    }
    known.into_values().filter(|names| names.len() > 1)
}

impl Report {
    /// A table for a terminal, best first, with what was done and what must be known below it.
    #[must_use]
    pub fn table(&self) -> String {
        let head =
            ["rank", "model", "elo", "95 % interval", "judgments", "won", "tied", "lost", "above next", "to settle"];
        let mut lines = vec![head.map(str::to_owned)];
        for at in self.board.order() {
            let row = &self.board.rows[at];
            let next = self.board.neighbours.iter().find(|pair| pair.upper as usize == at);
            let provisional = if row.provisional { " (provisional)" } else { "" };
            lines.push([
                row.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
                format!("{}{provisional}", self.models[at]),
                elo(row.elo),
                if row.elo.finite().is_some() {
                    format!("{} … {}", elo(row.lower), elo(row.upper))
                } else {
                    "–".to_owned()
                },
                row.judgments.to_string(),
                row.wins.to_string(),
                row.ties.to_string(),
                row.losses.to_string(),
                next.map_or_else(String::new, |pair| format!("{:.1} %", 100.0 * pair.order_right)),
                next.and_then(|pair| pair.further_judgments).map_or_else(String::new, |count| format!("+{count}")),
            ]);
        }
        let mut text = aligned(&lines);
        if let Some(style) = &self.style {
            self.write_style(style, &mut text);
        }
        let board = &self.board;
        let _ = writeln!(
            text,
            "\n{} judgments; weights: {}; intervals: {}.",
            board.judgments,
            weighting(board.weighting),
            self.intervals()
        );
        for width in &board.widths {
            if let Some(half) = width.mean_half_width {
                let _ = writeln!(text, "Mean half-width {half:.1} Elo by {}.", resampling(width.resampling));
            }
        }
        if let Some(position) = &board.position {
            let (share, lower, upper) = (position.left_share, position.lower, position.upper);
            let _ = writeln!(text, "The left side scored {share:.3} ({lower:.3} to {upper:.3}).");
        }
        let _ = writeln!(
            text,
            "“above next”: how likely the model truly stands above the next one; “to settle”: judgments of all pairs still wanted until that is 95 %."
        );
        for note in &self.notes {
            let _ = writeln!(text, "Note: {note}");
        }
        text
    }

    fn intervals(&self) -> String {
        match self.board.rounds {
            0 => resampling(self.board.resampling).to_owned(),
            rounds => format!("{}, {rounds} rounds, seed {}", resampling(self.board.resampling), self.settings.seed),
        }
    }

    fn write_style(&self, style: &StyledBoard, text: &mut String) {
        let mut lines =
            vec![["rank", "model", "elo, style controlled", "95 % interval", "elo, plain"].map(str::to_owned)];
        for at in self.board.order() {
            let row = &style.rows[at];
            lines.push([
                row.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
                self.models[at].clone(),
                elo(row.elo),
                format!("{} … {}", elo(row.lower), elo(row.upper)),
                elo(row.plain_elo),
            ]);
        }
        let _ = write!(text, "\n{}", aligned(&lines));
        for coefficient in style.coefficients.iter().chain(&style.position) {
            let _ = match &coefficient.estimate {
                Some(found) => {
                    writeln!(
                        text,
                        "{}: {:+.3} ({:+.3} to {:+.3})",
                        coefficient.name, found.value, found.lower, found.upper
                    )
                }
                None => writeln!(text, "{}: never varies", coefficient.name),
            };
        }
    }
}

fn elo(rating: Rating) -> String {
    match rating {
        Rating::Finite(elo) => format!("{elo:.1}"),
        Rating::Above => "+∞".to_owned(),
        Rating::Below => "−∞".to_owned(),
        Rating::Unknown => "–".to_owned(),
    }
}

fn weighting(weighting: Weighting) -> String {
    match weighting {
        Weighting::None => "none".to_owned(),
        Weighting::InversePairCount => "inverse pair count".to_owned(),
        Weighting::InversePairCountFloored(floor) => format!("inverse pair count, at least {floor}"),
        Weighting::Given => "as given".to_owned(),
    }
}

/// What a resampling is called in a sentence.
fn resampling(resampling: Resampling) -> &'static str {
    match resampling {
        Resampling::Prompts => "bootstrap by prompt",
        Resampling::Judgments => "bootstrap by judgment",
        Resampling::Annotators => "bootstrap by annotator",
        Resampling::ClusterSandwich => "cluster sandwich by prompt",
        Resampling::Sandwich => "sandwich by judgment",
    }
}

/// Columns padded to their widest entry; the second one, the name, is aligned left.
fn aligned<const N: usize>(lines: &[[String; N]]) -> String {
    let width: Vec<usize> =
        (0..N).map(|at| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line
            .iter()
            .zip(&width)
            .enumerate()
            .map(|(at, (cell, width))| if at == 1 { format!("{cell:<width$}") } else { format!("{cell:>width$}") });
        let _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    text
}
