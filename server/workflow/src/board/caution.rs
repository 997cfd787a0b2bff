//! What readers of a board must know, as data: the page says it in the reader's language.

use super::{Board, BoardRow};
use assay_ranking::{Warning, scores::ScoreWarning};
use serde::{Deserialize, Serialize};

/// Something that the numbers of a board cannot say. Models are rows of the board. What a warning of both kinds says alike is
/// stored alike, and read back as the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Caution {
    /// Of comparisons.
    Comparison(Warning),
    /// Of single responses.
    Score(ScoreWarning),
    /// An English sentence, which is what releases up to "board 3" stored.
    Sentence(String),
}

impl Caution {
    /// The English sentence.
    fn sentence(self, rows: &[BoardRow]) -> String {
        let name = |row: u32| rows.get(row as usize).map(|row| row.model.clone()).unwrap_or_default();
        match self {
            Self::Comparison(warning) => warning.sentence(name),
            Self::Score(warning) => warning.sentence(name),
            Self::Sentence(sentence) => sentence,
        }
    }
}

/// The board as releases up to "board 3" stored it: the same numbers, with sentences in place of data.
pub(super) fn in_sentences(mut board: Board) -> Board {
    let said = |cautions: &mut Vec<Caution>, rows: &[BoardRow]| {
        let sentences = std::mem::take(cautions).into_iter().map(|caution| Caution::Sentence(caution.sentence(rows)));
        *cautions = sentences.collect();
    };
    said(&mut board.cautions, &board.rows);
    board.slices.iter_mut().for_each(|slice| said(&mut slice.cautions, &slice.rows));
    board
}
