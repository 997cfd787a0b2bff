//! Whether a response tells who made it (rule 3): by the name of a registered model or vendor anywhere, or by a sentence in
//! which it introduces itself with a well-known name. What is found here is held until an admin has looked at it.

/// Names of makers and models, squeezed, that people know from elsewhere; they tell something only when a response
/// introduces itself with them, since a response may well speak about them.
const WELL_KNOWN: [&str; 46] = [
    "01ai",
    "ai2",
    "alibaba",
    "amazonnova",
    "anthropic",
    "baichuan",
    "baidu",
    "bard",
    "bytedance",
    "chatglm",
    "chatgpt",
    "claude",
    "cohere",
    "commandr",
    "copilot",
    "databricks",
    "dbrx",
    "deepmind",
    "deepseek",
    "doubao",
    "ernie",
    "gemini",
    "gemma",
    "google",
    "gpt3",
    "gpt4",
    "gpt5",
    "grok",
    "hermes",
    "hunyuan",
    "kimi",
    "laion",
    "lamda",
    "llama",
    "metaai",
    "microsoft",
    "minimax",
    "mistral",
    "moonshot",
    "openai",
    "openassistant",
    "palm2",
    "qwen",
    "vicuna",
    "xai",
    "zhipu",
];

/// How a response begins to introduce itself, squeezed, in the languages of the published leaderboards.
const INTRODUCTIONS: [&str; 44] = [
    "iam",
    "im",
    "as",
    "asa",
    "asan",
    "soy",
    "como",
    "iamanai",
    "imanai",
    "iamalarge",
    "imalarge",
    "iamalanguage",
    "myname",
    "mynameis",
    "callme",
    "assistantcalled",
    "assistantnamed",
    "modelcalled",
    "modelnamed",
    "knownas",
    "madeby",
    "createdby",
    "builtby",
    "trainedby",
    "developedby",
    "mycreator",
    "mycreators",
    "mydeveloper",
    "mydevelopers",
    "yourassistant",
    "yosoy",
    "mellamo",
    "minombre",
    "creadopor",
    "creadapor",
    "desarrolladopor",
    "desarrolladapor",
    "entrenadopor",
    "entrenadapor",
    "hechopor",
    "我是",
    "我叫",
    "作为",
    "我的名字",
];

/// And how such a sentence ends, behind the name.
const ENDINGS: [&str; 9] =
    ["createdme", "mademe", "trainedme", "builtme", "developedme", "ismycreator", "的模型", "训练的", "开发的"];

/// How many bytes of squeezed text lie at most between a name and the words of an introduction.
const NEAR: usize = 48;
/// Squeezed names shorter than this stand in too many words to mean anything.
const SHORTEST: usize = 4;

/// Why a response is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// It has the name of a registered model or vendor.
    RegisteredName,
    /// It introduces itself with a well-known name.
    Introduction,
}

impl Disclosure {
    /// The word stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RegisteredName => "registered_name",
            Self::Introduction => "introduction",
        }
    }
}

/// Looks for the names registered here, and for introductions.
#[derive(Clone, Debug)]
pub struct Discloser {
    registered: Vec<String>,
}

impl Discloser {
    /// For these models' and vendors' names.
    #[must_use]
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut registered: Vec<String> =
            names.into_iter().map(squeezed).filter(|name| name.chars().count() >= SHORTEST).collect();
        registered.sort();
        registered.dedup();
        Self { registered }
    }

    /// What this text tells of its maker, if anything.
    #[must_use]
    pub fn judge(&self, text: &str) -> Option<Disclosure> {
        let squeezed = squeezed(text);
        if self.registered.iter().any(|name| squeezed.contains(name.as_str())) {
            return Some(Disclosure::RegisteredName);
        }
        introduces_itself(&squeezed).then_some(Disclosure::Introduction)
    }
}

/// Whether a well-known name stands shortly behind, or before, the words of an introduction.
fn introduces_itself(text: &str) -> bool {
    WELL_KNOWN.iter().any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let before = &text[floor(text, at.saturating_sub(NEAR))..at];
            let after = &text[at + name.len()..floor(text, (at + name.len() + NEAR).min(text.len()))];
            INTRODUCTIONS.iter().any(|words| speaks_of_itself(before, words))
                || ENDINGS.iter().any(|words| after.contains(words))
        })
    })
}

/// Short words of an introduction stand right before the name, longer ones anywhere before it.
fn speaks_of_itself(before: &str, words: &str) -> bool {
    if words.is_ascii() && words.len() <= 4 { before.ends_with(words) } else { before.contains(words) }
}

/// The nearest place at or before this one where a character begins.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Letters and digits in lower case, so that case, spaces, hyphens and invisible characters hide nothing.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TELLING: [&str; 20] = [
        "I am {}, and I am happy to help.",
        "I'm {}.",
        "As {}, I cannot do that.",
        "My name is {}.",
        "Hello! I am an AI assistant called {}.",
        "I was made by {}.",
        "I am a large language model trained by {}.",
        "I'm an AI developed by {} to be helpful.",
        "You can call me {}!",
        "As an AI model created by {}, I have no feelings.",
        "**{}** created me.",
        "The team at {} trained me.",
        "i a m  {}",
        "I-am-{}",
        "I am\u{200B} {}",
        "Soy {}, un asistente.",
        "Soy un modelo de lenguaje entrenado por {}.",
        "Me llamo {}.",
        "我是{}，一个人工智能助手。",
        "我是由{}训练的语言模型。",
    ];
    const NAMES: [&str; 10] =
        ["Claude", "ChatGPT", "GPT-4", "OpenAI", "Anthropic", "Gemini", "Llama 3", "DeepSeek", "Qwen", "Mistral"];

    #[test]
    fn blind_6_two_hundred_introductions_are_all_found() {
        let discloser = Discloser::new([]);
        for sentence in TELLING {
            for name in NAMES {
                let text = format!("Sure. {} Here is the answer.", sentence.replace("{}", name));
                assert!(discloser.judge(&text).is_some(), "{text}");
            }
        }
    }

    #[test]
    fn blind_6_a_registered_name_is_found_in_any_writing_and_texts_about_models_are_left_alone() {
        let discloser = Discloser::new(["Aurora Large 2", "Northwind Labs", "X"]);
        for telling in
            ["aurora large 2", "AURORA-LARGE-2", "a u r o r a l a r g e 2", "by NorthwindLabs.", "Northwind\nLabs"]
        {
            assert_eq!(discloser.judge(telling), Some(Disclosure::RegisteredName), "{telling}");
        }
        for clean in [
            "The llama is an animal of the Andes.",
            "The constellation Gemini lies between Taurus and Cancer.",
            "Use the OpenAI client library: `pip install openai`.",
            "A mistral blows from the north-west.",
            "Claude Monet painted water lilies.",
            "The aurora is large over the north.",
            "",
        ] {
            assert_eq!(discloser.judge(clean), None, "{clean}");
        }
    }
}
