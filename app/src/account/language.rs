//! Choosing the language of the interface.

use super::own_path;
use crate::i18n::Locale;
use crate::sent::Form;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// What the form in every page's foot sends.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    next: String,
}

/// `POST /language`: keeps the choice in this browser for a year and goes back to where it was made. Anyone may, signed in
/// or not; a language that there is not changes nothing.
pub(super) async fn choose(Form(choice): Form<Choice>) -> Response {
    let back = match own_path(&choice.next) {
        "" => "/",
        path => path,
    };
    let back = Redirect::to(back);
    match Locale::parse(&choice.lang) {
        Some(locale) => {
            let cookie = format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", locale.tag());
            ([(SET_COOKIE, cookie)], back).into_response()
        }
        None => back.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn chosen(lang: &str, next: &str) -> (Option<String>, String) {
        let answer = choose(Form(Choice { lang: lang.to_owned(), next: next.to_owned() })).await;
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        (header(SET_COOKIE), header(axum::http::header::LOCATION).unwrap_or_default())
    }

    #[tokio::test]
    async fn a_choice_is_kept_and_leads_back_to_the_page_it_was_made_on() {
        let (cookie, location) = chosen("es", "/board/x?by=domain").await;
        assert!(cookie.is_some_and(|cookie| cookie.starts_with("lang=es; Path=/;")));
        assert_eq!(location, "/board/x?by=domain");
    }

    #[tokio::test]
    async fn neither_other_sites_nor_unknown_languages_get_anywhere() {
        assert_eq!(chosen("es\r\nSet-Cookie: a=b", "//evil.example").await, (None, "/".to_owned()));
    }
}
