//! Which language a request is answered in.

use super::catalogue;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use std::future::Future;

tokio::task_local! {
    static CURRENT: Locale;
}

/// One of the languages of `app/locales`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locale(usize);

impl Locale {
    /// What everything falls back on.
    pub const ENGLISH: Self = Self(0);

    /// Every language there is, English first, then by tag.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..catalogue::FILES.len()).map(Self)
    }

    /// Its place in the catalogue.
    pub(super) fn index(self) -> usize {
        self.0
    }

    /// The tag, such as `es`; what stands in `<html lang>`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        catalogue::FILES.get(self.0).map_or("en", |(tag, _)| tag)
    }

    /// What speakers call the language.
    #[must_use]
    pub fn name(self) -> String {
        super::translate(self, "language-name", &[])
    }

    /// The language with this very tag.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::all().find(|locale| locale.tag().eq_ignore_ascii_case(tag))
    }

    /// The language for a tag as browsers send it: `es-MX` is answered in `es`, and `es` in `es-MX` if there is only that.
    fn nearest(tag: &str) -> Option<Self> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        Self::parse(tag)
            .or_else(|| Self::parse(&primary(tag)))
            .or_else(|| Self::all().find(|locale| primary(locale.tag()) == primary(tag)))
    }

    /// The person's choice, else the first language the browser asks for that there is, else English.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let lines =
            |name| headers.get_all(name).iter().filter_map(|value: &axum::http::HeaderValue| value.to_str().ok());
        let chosen =
            crate::shell::cookies(headers).find_map(|(name, tag)| (name == "lang").then(|| Self::parse(tag)).flatten());
        chosen.or_else(|| asked(lines(ACCEPT_LANGUAGE))).unwrap_or_default()
    }

    /// The language of a request: programs are always answered in English.
    #[must_use]
    pub fn of_request(path: &str, headers: &HeaderMap) -> Self {
        if path.starts_with("/api/") { Self::ENGLISH } else { Self::from_headers(headers) }
    }

    /// The language in effect here: that of the request being answered, or English outside of one.
    #[must_use]
    pub fn current() -> Self {
        CURRENT.try_with(|locale| *locale).unwrap_or_default()
    }
}

/// The most wanted language of an `Accept-Language` header that there is.
fn asked<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Locale> {
    let mut wanted: Vec<(f32, &str)> = lines
        .flat_map(|line| line.split(','))
        .take(50)
        .filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.trim().parse::<f32>().ok()?;
            (weight > 0.0).then_some((weight, tag.trim()))
        })
        .collect();
    // Stable, so that among equals the first named wins.
    wanted.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    wanted.into_iter().find_map(|(_, tag)| Locale::nearest(tag))
}

/// Answers a request in a language.
pub async fn with<F: Future>(locale: Locale, answer: F) -> F::Output {
    CURRENT.scope(locale, answer).await
}

/// Renders something in a language.
pub fn with_sync<R>(locale: Locale, render: impl FnOnce() -> R) -> R {
    CURRENT.sync_scope(locale, render)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn from(cookie: &'static str, accept: &'static str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(axum::http::header::COOKIE, HeaderValue::from_static(cookie));
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        Locale::from_headers(&headers).tag()
    }

    #[test]
    fn the_persons_choice_comes_before_the_browsers() {
        assert_eq!(from("theme=dark; lang=es", "zh"), "es");
        assert_eq!(from("lang=xx", "zh"), "zh", "a language that there is not is no choice");
    }

    #[test]
    fn the_browser_is_answered_in_what_it_wants_most_of_what_there_is() {
        assert_eq!(from("", "fr, es-MX;q=0.8, zh;q=0.9"), "zh");
        assert_eq!(from("", "es-MX,es;q=0.9,en;q=0.8"), "es");
        assert_eq!(from("", "zh-Hans-CN"), "zh");
        assert_eq!(from("", "es;q=0, en"), "en");
        for strange in ["", "*", ";;q=,", "es;q=x", "fr", ",,,"] {
            assert_eq!(from("", strange), "en", "{strange}");
        }
    }

    #[test]
    fn programs_are_answered_in_english() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("es"));
        assert_eq!(Locale::of_request("/api/v1/models", &headers).tag(), "en");
        assert_eq!(Locale::of_request("/apiary", &headers).tag(), "es");
    }
}
