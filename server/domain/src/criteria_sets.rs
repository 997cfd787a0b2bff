//! Sets of criteria that come ready to choose. An admin may take one as it is or change every line of it.

use crate::{scale::Scale, setup::Criterion};

/// A ready-made set: name and help of each criterion.
#[derive(Clone, Copy, Debug)]
pub struct CriteriaSet {
    /// The word sent in forms.
    pub key: &'static str,
    /// Name and help of each criterion.
    pub criteria: &'static [(&'static str, &'static str)],
}

impl CriteriaSet {
    /// Every set.
    pub const ALL: [Self; 3] = [Self::GENERAL, Self::CODING, Self::LANGUAGE];

    /// For any domain.
    pub const GENERAL: Self = Self {
        key: "general",
        criteria: &[
            ("Correctness", "Are the statements true and the reasoning sound?"),
            ("Adherence to the prompt", "Does it keep to every instruction and constraint?"),
            ("Clarity", "Is it well ordered and easy to read?"),
            ("Overall quality", "All in all, how glad would you be to have received it?"),
        ],
    };

    /// The five dimensions SEAL's coding board was judged by.
    pub const CODING: Self = Self {
        key: "coding",
        criteria: &[
            ("Correctness", "Does the code do what was asked, on the edge cases too?"),
            ("Efficiency", "Is the running time and memory use fit for the task?"),
            ("Readability", "Could a colleague read, name and change it easily?"),
            ("Adherence to the prompt", "Does it keep to every instruction and constraint?"),
            ("Overall quality", "All in all, how glad would you be to have received it?"),
        ],
    };

    /// For a language and its dialects, as many as SEAL's Spanish board had.
    pub const LANGUAGE: Self = Self {
        key: "language",
        criteria: &[
            ("Grammar", "Are agreement, tense, mood and syntax right?"),
            ("Spelling", "Are spelling, accents and punctuation right?"),
            ("Vocabulary", "Are the words exact, varied and understood by the reader?"),
            ("Register", "Is it as formal or familiar as the situation asks, all through?"),
            ("Dialect fit", "Does it read as written in the dialect that was asked for?"),
            ("Idiom", "Would a native speaker say it so, without traces of translation?"),
            ("Fluency", "Does it read smoothly from sentence to sentence?"),
            ("Coherence", "Do the parts follow from each other without gaps or contradictions?"),
            ("Instruction following", "Does it keep to every instruction and constraint?"),
            ("Completeness", "Is everything there that was asked for?"),
            ("Truthfulness", "Are the statements true, with nothing made up?"),
            ("Cultural fit", "Do examples, customs and references suit the place it is for?"),
            ("Tone", "Is it as warm, neutral or firm as the situation asks?"),
            ("Formatting", "Do headings, lists and paragraphs help the reader?"),
            ("Conciseness", "Is it as long as it needs to be and no longer?"),
            ("Overall quality", "All in all, how glad would you be to have received it?"),
        ],
    };

    /// The set of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.key == key)
    }

    /// The set as an evaluation takes it: every criterion required, rated on one scale.
    #[must_use]
    pub fn on(&self, scale: &Scale) -> Vec<Criterion> {
        self.criteria
            .iter()
            .map(|(name, help)| Criterion {
                name: (*name).to_owned(),
                help: (*help).to_owned(),
                required: true,
                scale: scale.clone(),
            })
            .collect()
    }
}
