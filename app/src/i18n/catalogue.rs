//! The messages of every language, and how one is looked up.

use super::Locale;
use super::format::Signs;
use assay_domain::refusal::Arg;
use assay_domain::{FieldError, Refusal};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// Tag and text of every file of `app/locales`, English first.
pub(super) static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// One bundle of messages per file, in the same order.
static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> =
    LazyLock::new(|| FILES.iter().map(|(tag, text)| bundle(tag, text)).collect());

/// Ids of the sentences of `## refusal` by their English text.
static BY_ENGLISH: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let ids = FILES.first().into_iter().flat_map(|(_, text)| text.lines()).filter_map(|line| {
        let id = line.split_once('=')?.0.trim_end();
        id.starts_with("refusal-").then(|| id.to_owned())
    });
    ids.map(|id| (translate(Locale::ENGLISH, &id, &[]), id)).collect()
});

fn bundle(tag: &str, text: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The marks that isolate arguments of another direction would stand in attributes and file names too.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(in_figures));
    // What cannot be parsed is missing and so said in English; a test finds it before anyone does.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Writes numbers as the bundle's language does; leaves everything else to Fluent.
fn in_figures(value: &FluentValue, memoizer: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let plain = number.as_string();
    memoizer.with_try_get::<Signs, _, _>((), |signs| signs.write(&plain)).ok()
}

/// The message with this id in a language, else in English, else the id.
#[must_use]
pub fn translate(locale: Locale, id: &str, args: &[(&str, FluentValue)]) -> String {
    let given: FluentArgs = args.iter().map(|(name, value)| (*name, value.clone())).collect();
    let said = |locale: Locale| say(BUNDLES.get(locale.index())?, id, &given);
    said(locale).or_else(|| said(Locale::ENGLISH)).unwrap_or_else(|| id.to_owned())
}

fn say(bundle: &FluentBundle<FluentResource>, id: &str, args: &FluentArgs) -> Option<String> {
    let pattern = match id.split_once('.') {
        Some((id, attribute)) => bundle.get_message(id)?.get_attribute(attribute)?.value(),
        None => bundle.get_message(id)?.value()?,
    };
    // A missing argument shows as its name in braces: wrong, but readable, and no reason to fail a page.
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}

/// What is to be mended, in the reader's language. The English text stays when there is no translation of it.
#[must_use]
pub fn field_error(error: &FieldError) -> String {
    let locale = Locale::current();
    if locale == Locale::ENGLISH {
        return error.message.clone();
    }
    let Some(id) = error.id.as_deref().or_else(|| BY_ENGLISH.get(&error.message).map(String::as_str)) else {
        return error.message.clone();
    };
    let args: Vec<(&str, FluentValue)> = error
        .args
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Text(text) => FluentValue::String(Cow::Borrowed(text.as_str())),
            };
            (name.as_str(), value)
        })
        .collect();
    let said = translate(locale, id, &args);
    if said == id { error.message.clone() } else { said }
}

/// Why something was not done, in the reader's language.
#[must_use]
pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Invalid { errors } => errors.iter().map(field_error).collect::<Vec<_>>().join(" "),
        other => {
            let id = format!("refusal-{}", other.code().replace('_', "-"));
            let said = translate(Locale::current(), &id, &[]);
            if said == id { other.to_string() } else { said }
        }
    }
}

/// The English texts of the refusals.
#[cfg(test)]
pub(super) fn english_refusals() -> std::collections::BTreeSet<String> {
    BY_ENGLISH.keys().cloned().collect()
}
