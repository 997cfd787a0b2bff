//! Boards of parts of the prompts: one pass over the judgments, whatever the number of attributes.

use crate::{Comparison, Error, Keep, Leaderboard, Settings, Tally, leaderboard_of_tally};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// An attribute of prompts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// What it is called.
    pub name: String,
    /// Its values' names.
    pub values: Vec<String>,
    /// Per prompt the numbers of its values: none, one or several. Prompts beyond the end have none.
    pub of_prompt: Vec<Vec<u32>>,
}

/// One value of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// The attribute's name.
    pub attribute: String,
    /// The value's name.
    pub value: String,
    /// Judgments about its prompts.
    pub judgments: u64,
    /// Its board; `None` with fewer judgments than asked for.
    pub board: Option<Leaderboard>,
}

/// One board per value of each attribute that has at least `minimum` judgments, in the order of the attributes and values.
/// All models keep their indices; those without judgments in a slice have no rating there.
///
/// # Errors
/// As [`leaderboard`](crate::leaderboard()); [`Error::BadValue`] if a prompt has a value that its attribute does not name.
pub fn slices(
    models: usize,
    comparisons: &[Comparison],
    attributes: &[Attribute],
    minimum: u64,
    settings: &Settings,
) -> Result<Vec<Slice>, Error> {
    let empty = Tally::new(settings.weighting, Keep { prompts: true, annotators: true });
    let mut tallies: Vec<Vec<Tally>> =
        attributes.iter().map(|attribute| vec![empty.clone(); attribute.values.len()]).collect();
    for (at, comparison) in comparisons.iter().enumerate() {
        if comparison.left.max(comparison.right) as usize >= models {
            return Err(Error::UnknownModel(at));
        }
        for (attribute, tallies) in attributes.iter().zip(&mut tallies) {
            for &value in attribute.of_prompt.get(comparison.prompt as usize).map_or(&[][..], Vec::as_slice) {
                let tally = tallies.get_mut(value as usize).ok_or_else(|| {
                    Error::BadValue(format!("a prompt has a value of {} that is not named", attribute.name))
                })?;
                // The slice knows its own count only; the caller wants the place in the whole.
                tally.add(comparison).map_err(|error| match error {
                    Error::SelfComparison(_) => Error::SelfComparison(at),
                    Error::BadWeight(_) => Error::BadWeight(at),
                    Error::UnknownModel(_) => Error::UnknownModel(at),
                    other => other,
                })?;
            }
        }
    }
    let named = attributes.iter().zip(tallies).flat_map(|(attribute, tallies)| {
        attribute.values.iter().zip(tallies).map(move |(value, tally)| (attribute.name.clone(), value.clone(), tally))
    });
    let named: Vec<(String, String, Tally)> = named.collect();
    named
        .into_par_iter()
        .map(|(attribute, value, tally)| {
            let judgments = tally.judgments();
            let board =
                (judgments >= minimum.max(1)).then(|| leaderboard_of_tally(models, tally, settings)).transpose()?;
            Ok(Slice { attribute, value, judgments, board })
        })
        .collect()
}
