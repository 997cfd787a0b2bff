//! Style control: what responses look like, as numbers. Only the numbers leave this module.

use super::{Board, Material, StyleCoefficient, StyleReason, StyleRow, StyleUnknown, StyleView, comparison::Data};
use crate::Error;
use assay_ranking::{
    ELO_PER_NAT, Leaderboard,
    style::{Coefficient, Covariates, StyleSettings, normalised_difference, styled_board},
};
use pulldown_cmark::{Event, Options, Parser, Tag};

/// What is counted, in order.
const NAMES: [&str; 5] = ["tokens", "headers", "lists", "bold", "code blocks"];

/// Tokens, headings, list items, bold passages and code blocks of one response.
pub(crate) type Features = [f64; 5];

/// Counts them in a Markdown text.
///
/// A token is a run of letters and digits, one sign that is neither those nor space, or one letter of a script that does not part
/// words by spaces; any count that grows with length serves, and this one needs no model's vocabulary.
pub(crate) fn features(text: &str) -> Features {
    let mut counts = [0.0; 5];
    let mut within = false;
    for letter in text.chars() {
        let unspaced = matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
        let word = letter.is_alphanumeric() && !unspaced;
        if (word && !within) || (!word && !letter.is_whitespace()) {
            counts[0] += 1.0;
        }
        within = word;
    }
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => counts[1] += 1.0,
            Event::Start(Tag::Item) => counts[2] += 1.0,
            Event::Start(Tag::Strong) => counts[3] += 1.0,
            Event::Start(Tag::CodeBlock(_)) => counts[4] += 1.0,
            _ => {}
        }
    }
    counts
}

/// The board as releases up to "board 4" stored it: the same numbers, with a sentence in place of the reason why there are none.
pub(super) fn in_a_sentence(mut board: Board) -> Board {
    if let Some(unknown) = board.style.as_mut().and_then(|style| style.unknown.as_mut())
        && let StyleUnknown::Reason(StyleReason::NotEstimable) = unknown
    {
        *unknown = StyleUnknown::Sentence(assay_ranking::Error::NotEstimable.to_string());
    }
    board
}

/// The board with style controlled. Covariates that cannot be told from each other or from the models get a reason in place
/// of numbers.
pub(super) fn view(
    material: &Material,
    data: &Data,
    plain: &Leaderboard,
    engine: &assay_ranking::Settings,
) -> Result<StyleView, Error> {
    let order = plain.order();
    let nothing = || vec![StyleRow::default(); order.len()];
    let mut covariates = Covariates {
        names: NAMES.map(str::to_owned).to_vec(),
        values: Vec::with_capacity(data.comparisons.len() * NAMES.len()),
    };
    for comparison in &data.comparisons {
        let of = |model: u32| {
            let key = (data.prompts[comparison.prompt as usize], material.models[model as usize].id);
            material.features.get(&key).ok_or_else(|| Error::Internal("a judged response has no text".to_owned()))
        };
        let (left, right) = (of(comparison.left)?, of(comparison.right)?);
        covariates.values.extend(left.iter().zip(right).map(|(left, right)| normalised_difference(*left, *right, 0.0)));
    }
    let styled = match styled_board(plain, &data.comparisons, &covariates, engine, &StyleSettings::default()) {
        Ok(styled) => styled,
        Err(assay_ranking::Error::NotEstimable) => {
            let unknown = Some(StyleUnknown::Reason(StyleReason::NotEstimable));
            return Ok(StyleView { rows: nothing(), coefficients: Vec::new(), unknown });
        }
        Err(other) => return Err(super::comparison::engine_error(other)),
    };
    let row = |at: &usize| {
        let row = &styled.rows[*at];
        StyleRow { rank: row.rank, elo: row.elo.finite(), lower: row.lower.finite(), upper: row.upper.finite() }
    };
    let coefficient = |found: &Coefficient| StyleCoefficient {
        name: found.name.clone(),
        elo: found.estimate.map(|found| [found.value, found.lower, found.upper].map(|value| ELO_PER_NAT * value)),
    };
    Ok(StyleView {
        rows: order.iter().map(row).collect(),
        coefficients: styled.coefficients.iter().chain(&styled.position).map(coefficient).collect(),
        unknown: None,
    })
}

#[cfg(test)]
mod tests {
    use super::features;

    #[test]
    fn markdown_is_counted_as_it_is_read_and_not_by_its_letters() {
        let text = "# Title\n\n- one **bold**\n- two\n  1. three\n\n```sh\n# no header\n**not bold**\n```\n\nEnd, __bold__ it's.";
        let [tokens, headers, lists, bold, code] = features(text);
        assert_eq!([headers, lists, bold, code], [1.0, 3.0, 2.0, 1.0]);
        assert!(tokens > 20.0);
        assert_eq!(features("It's 3.14, no?")[0], 9.0);
        assert_eq!(features("你好 world")[0], 3.0);
        assert_eq!(features(""), [0.0; 5]);
    }
}
