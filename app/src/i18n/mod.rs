//! The interface in the reader's language.
//!
//! `app/locales/<language tag>.ftl` holds every sentence of one language, as [Fluent](https://projectfluent.org) messages.
//! To add a language, translate `en.ftl` into a new file in that folder and build: nothing else names the languages.
//!
//! # Saying something
//!
//! ```ignore
//! use crate::i18n::t;
//! view! { <h1>{t!("manage-people")}</h1> <p>{t!("manage-people-count", count = people.len())}</p> }
//! page(&context, &t!("manage-people"), || …);
//! Flash::done(t!("manage-invited", name = &name)).leave(&session).await?;
//! ```
//!
//! 1. Write the message into **every** file of `app/locales`, in the section of your place (`## manage`), with an id that
//!    begins with the place's name (`manage-…`), words from the glossary at the file's head:
//!
//!    ```fluent
//!    manage-people-count =
//!        { $count ->
//!            [one] One person
//!           *[other] { $count } people
//!        }
//!    ```
//!    Keep whole sentences whole: never glue a sentence from parts, other languages order them differently. Where an
//!    element stands inside a sentence, [`around`] gives the text before and after it.
//! 2. Use it by a literal id. The tests of this module fail when a message is missing in a language, has other variables
//!    there, is used but not defined, or is defined but not used. For an id chosen at run time, `match` to literals (see
//!    [`words`]).
//! 3. Numbers given to [`t!`] are written as the language writes them; elsewhere use [`number`]. Moments are written by
//!    [`crate::ui::Time`].
//!
//! The language is that of the request: middleware runs each handler inside [`with`], so that `t!` works anywhere in a
//! handler and in the views it renders, but not in a task it spawns. Outside of a request, as in most tests, it is English.
//! It is the person's choice (the cookie `lang`, set by the form in every page's foot), else what the browser asks for,
//! else English; under `/api/` always English.
//!
//! # What the domain says
//!
//! `Refusal` and `FieldError` are English in `server/`, for programs and logs. Pages never show them raw: [`refusal`] and
//! [`field_error`] translate them ([`crate::ui::ErrorSummary`], [`crate::ui::error_for`] and `Problem::from` do so by
//! themselves). A sentence without arguments is found by its English text: copy it into `## refusal` of every file, under an
//! id of its own, and it is translated. A sentence with arguments carries its id and arguments:
//!
//! ```ignore
//! FieldError::new("justification", format!("Write at least {least} characters; it has {written}."))
//!     .say("refusal-justification-short").with("least", least).with("written", written)
//! ```
//!
//! # Islands
//!
//! Nothing of this is compiled into the browser's part. What an island says is written into the page as `data-…`
//! attributes or as its properties, by the server, with `t!`.

mod catalogue;
mod format;
mod locale;
#[cfg(test)]
mod tests;
pub mod words;

pub use catalogue::{field_error, refusal, translate};
pub use fluent_bundle::FluentValue;
pub use format::{date, duration, exact_moment, moment, number, short_date};
pub use locale::{Locale, with, with_sync};

/// The message with this id, without arguments; `"id.attribute"` is one of its attributes. What is missing in the reader's
/// language is said in English, and what is missing there too is the id itself.
#[must_use]
pub fn t(id: &str) -> String {
    translate(Locale::current(), id, &[])
}

/// The text of a message before and after the place of its variable `slot`, for an element that stands inside a sentence:
///
/// ```ignore
/// let (before, after) = around("problem-request", "id");
/// view! { <p>{before}<code>{id}</code>{after}</p> }
/// ```
#[must_use]
pub fn around(id: &str, slot: &str) -> (String, String) {
    split(translate(Locale::current(), id, &[(slot, SLOT.into())]))
}

/// Stands for an element in a sentence with further arguments, until [`split`] takes it apart: no message holds this character.
pub const SLOT: &str = "\u{1}";

/// The text before and after [`SLOT`].
#[must_use]
pub fn split(whole: String) -> (String, String) {
    match whole.split_once(SLOT) {
        Some((before, after)) => (before.to_owned(), after.to_owned()),
        None => (whole, String::new()),
    }
}

/// A message with arguments: `t!("manage-people-count", count = people.len(), name = &name)`. See the module.
macro_rules! message {
    ($id:expr $(,)?) => { $crate::i18n::t($id) };
    ($id:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::translate(
            $crate::i18n::Locale::current(),
            $id,
            &[$((stringify!($name), $crate::i18n::FluentValue::from($value))),+],
        )
    };
}
pub(crate) use message as t;
