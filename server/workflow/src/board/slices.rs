//! Boards of parts of the prompts.

use super::{
    Material, SliceBoard,
    comparison::{Data, cautions, engine_error, rows},
};
use crate::{Error, releases::ReleaseSettings};
use assay_domain::PromptId;
use assay_ranking::slices::{Attribute, slices};
use std::collections::BTreeSet;

/// An attribute, and how many of its values have too few judgments.
pub(super) type TooSmall = (String, u64);

/// One board per value with enough judgments, and per attribute how many values have too few. Those are counted and not
/// named: a value that few prompts have can give one away.
pub(super) fn boards(
    material: &Material,
    data: &Data,
    settings: &ReleaseSettings,
    engine: &assay_ranking::Settings,
) -> Result<(Vec<SliceBoard>, Vec<TooSmall>), Error> {
    let attributes: Vec<Attribute> =
        settings.slices.iter().map(|name| attribute(material, &data.prompts, name)).collect();
    let found = slices(material.models.len(), &data.comparisons, &attributes, settings.slice_minimum, engine)
        .map_err(engine_error)?;
    let mut too_small: Vec<TooSmall> = Vec::new();
    let mut boards = Vec::new();
    for slice in found {
        let Some(ranked) = slice.board else {
            match too_small.last_mut() {
                Some((name, count)) if *name == slice.attribute => *count += 1,
                _ => too_small.push((slice.attribute, 1)),
            }
            continue;
        };
        let number = attributes.iter().find(|attribute| attribute.name == slice.attribute).and_then(|attribute| {
            let value = attribute.values.iter().position(|value| *value == slice.value)?;
            Some(attribute.of_prompt.iter().filter(|values| values.iter().any(|of| *of as usize == value)).count())
        });
        boards.push(SliceBoard {
            attribute: slice.attribute,
            value: slice.value,
            judgments: slice.judgments,
            prompts: number.unwrap_or(0) as u64,
            rows: rows(&material.models, &ranked),
            cautions: cautions(&ranked),
        });
    }
    Ok((boards, too_small))
}

/// The attribute's values in alphabetical order, and which of them each prompt has.
pub(super) fn attribute(material: &Material, prompts: &[PromptId], name: &str) -> Attribute {
    let of = |prompt| material.attributes.get(prompt).and_then(|known| known.get(name));
    let values: Vec<&String> = prompts.iter().filter_map(of).collect::<BTreeSet<_>>().into_iter().collect();
    let numbers = prompts.iter().map(|prompt| {
        let place = of(prompt).and_then(|value| values.binary_search(&value).ok());
        place.and_then(|place| u32::try_from(place).ok()).into_iter().collect()
    });
    Attribute {
        name: name.to_owned(),
        of_prompt: numbers.collect(),
        values: values.iter().map(|value| (*value).clone()).collect(),
    }
}
