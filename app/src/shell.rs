//! The document around every page, and what a handler knows about the request when it renders one.

use crate::i18n::{self, Locale, t};
use crate::ui::{Notice, NoticeKind};
use assay_domain::{Actor, Role, pace::Zone};
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{Html, IntoResponse, Response};
use hydration_context::SsrSharedContext;
use leptos::nonce::Nonce;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;
use tower_sessions::Session;

use crate::problem::Problem;

/// The product's name, as pages show it.
pub const PRODUCT: &str = "Assay";

/// Where the session keeps the message that the next page shows once.
const FLASH: &str = "flash";

/// URLs of the hashed files that pages refer to; `None` in a build without the browser's part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteFiles {
    /// The stylesheet.
    pub style: Option<String>,
    /// The module that starts the islands.
    pub loader: Option<String>,
    /// What the loader will ask for, so that the browser can fetch it at once.
    pub client: Option<String>,
    /// The wasm itself.
    pub wasm: Option<String>,
}

/// The cookies of a request: names and values.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// How the page is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Reads the choice that [`crate::ui::ThemeToggle`] left in a cookie.
    fn from_headers(headers: &HeaderMap) -> Self {
        cookies(headers)
            .find_map(|pair| match pair {
                ("theme", "light") => Some(Self::Light),
                ("theme", "dark") => Some(Self::Dark),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The word in the cookie and in `data-theme`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A message for the next page this person sees, kept in the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Its tone.
    pub kind: NoticeKind,
    /// One sentence without private text.
    pub message: String,
}

impl Flash {
    /// Something was done.
    pub fn done(message: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Success, message: message.into() }
    }

    /// Something to know.
    pub fn info(message: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Info, message: message.into() }
    }

    /// Leaves the message for the next page, typically just before a `303 See Other`.
    ///
    /// # Errors
    /// An internal [`Problem`] when the session cannot be written.
    pub async fn leave(self, session: &Session) -> Result<(), Problem> {
        session.insert(FLASH, self).await.map_err(Problem::internal)
    }
}

/// What the document around a page shows, taken from the request.
///
/// As an axum extractor it never fails. It reads what middleware put into the request's extensions: the signed-in
/// [`Actor`], the [`Session`] (for the flash message, which it takes out) and the [`SiteFiles`].
#[derive(Clone, Debug, Default)]
pub struct PageContext {
    /// Who is signed in.
    pub actor: Option<Actor>,
    /// The message left by the page before.
    pub flash: Option<Flash>,
    /// The request's path, to mark the current place in the navigation.
    pub path: String,
    /// Path and query to come back to after changing the language; `None` where the page answers a form.
    pub address: Option<String>,
    /// The language of the page.
    pub locale: Locale,
    /// Light, dark or as the system says.
    pub theme: Theme,
    /// The browser's clock, as the loader left it in a cookie; `None` without JavaScript.
    pub zone: Option<Zone>,
    /// The hashed files to refer to.
    pub files: Arc<SiteFiles>,
}

impl PageContext {
    /// The signed-in person.
    ///
    /// # Errors
    /// A [`Problem`] with status 401 when nobody is signed in.
    pub fn actor(&self) -> Result<&Actor, Problem> {
        self.actor.as_ref().ok_or_else(|| Problem::of(axum::http::StatusCode::UNAUTHORIZED))
    }

    /// The context without anything that needs the session: for error pages.
    #[must_use]
    pub fn anonymous(headers: &HeaderMap, path: &str, files: Arc<SiteFiles>) -> Self {
        Self {
            path: path.to_owned(),
            locale: Locale::of_request(path, headers),
            theme: Theme::from_headers(headers),
            zone: cookies(headers)
                .find_map(|(name, minutes)| (name == "zone").then(|| minutes.parse().ok().and_then(Zone::new)))
                .flatten(),
            files,
            ..Self::default()
        }
    }
}

impl<S: Sync> FromRequestParts<S> for PageContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let files = parts.extensions.get::<Arc<SiteFiles>>().cloned().unwrap_or_default();
        let mut context = Self::anonymous(&parts.headers, parts.uri.path(), files);
        let read = matches!(parts.method, Method::GET | Method::HEAD);
        context.address = read.then(|| parts.uri.path_and_query().map(ToString::to_string)).flatten();
        context.actor = parts.extensions.get::<Actor>().cloned();
        if let Some(session) = parts.extensions.get::<Session>() {
            // A message that cannot be read is not worth failing the page for.
            context.flash = session.get(FLASH).await.ok().flatten();
            // Removing nothing counts as a change to tower-sessions, and a change is a synced write.
            if context.flash.is_some() {
                session.remove::<Flash>(FLASH).await.ok();
            }
        }
        Ok(context)
    }
}

/// The content security policy of an answer. Only a page that carries scripts has a nonce.
#[must_use]
pub fn content_security_policy(nonce: Option<&str>) -> String {
    let scripts =
        nonce.map_or_else(|| "'none'".to_owned(), |nonce| format!("'self' 'nonce-{nonce}' 'wasm-unsafe-eval'"));
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}

/// An answer with this among its extensions goes out as it is. Pages that show a credential are marked with it: the size of a
/// compressed one would tell whether something else on the page repeats a part of the credential.
///
/// ```ignore
/// (Extension(Uncompressed), page(&context, "Your key", || view! { <p>{key}</p> })).into_response()
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Uncompressed;

/// Renders a whole page with status 200: the document, the header with navigation, the flash message and `body`.
///
/// `title` names the kind of page and never holds private text. For another status put it in front, as axum does:
///
/// ```ignore
/// (StatusCode::UNPROCESSABLE_ENTITY, page(&context, "Sign in", || view! { <SignIn typed errors /> })).into_response()
/// ```
///
/// `body` is called once, on the server, and everything it needs has been loaded before: there is no `Suspense` here and
/// nothing is sent beside the HTML except the properties of islands.
pub fn page<V: IntoView>(context: &PageContext, title: &str, body: impl FnOnce() -> V) -> Response {
    let nonce = Nonce::new();
    let html = document(context, title, &nonce, body);
    let mut response = html.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // The nonce is base64, so this is always a valid header; without it the strictest policy is set further out.
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(Some(&nonce))) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Renders `body` alone, for an island that puts it into the page it is on. It loads no script and no style of its own.
pub fn part<V: IntoView>(context: &PageContext, body: impl FnOnce() -> V) -> Response {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| i18n::with_sync(context.locale, || body().into_view().to_html()));
    owner.unset_with_forced_cleanup();
    Html(html).into_response()
}

/// The document as text.
fn document<V: IntoView>(context: &PageContext, title: &str, nonce: &Nonce, body: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        i18n::with_sync(context.locale, || {
            let content = body().into_view().to_html();
            let has_islands = content.contains("<leptos-island");
            frame(context, title, nonce, has_islands, content).to_html()
        })
    });
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{html}")
}

fn frame(context: &PageContext, title: &str, nonce: &Nonce, has_islands: bool, content: String) -> impl IntoView {
    let files = &context.files;
    let style = files.style.clone().map(|href| view! { <link rel="stylesheet" href=href /> });
    let scripts = match (&files.loader, &files.client, &files.wasm) {
        (Some(loader), Some(client), Some(wasm)) if has_islands => Some(view! {
            // The page is whole without them: on a slow line its style comes first.
            <link rel="modulepreload" href=client.clone() nonce=nonce.to_string() fetchpriority="low" />
            <link rel="preload" href=wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" fetchpriority="low" />
            <script r#type="module" src=loader.clone() nonce=nonce.to_string()></script>
        }),
        _ => None,
    };
    let flash = context.flash.clone().map(|flash| view! { <Notice kind=flash.kind>{flash.message}</Notice> });
    view! {
        <html lang=context.locale.tag() data-theme=context.theme.as_str()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{format!("{title} · {PRODUCT}")}</title>
                <link rel="icon" href="data:," />
                {style}
                {scripts}
            </head>
            <body>
                <a class="skip-link" href="#main">{t!("shell-skip")}</a>
                {header(context)}
                <main id="main" tabindex="-1">{flash}<div class="page" inner_html=content></div></main>
                {footer(context)}
            </body>
        </html>
    }
}

/// The places of work a person may go to: label and path.
fn places(actor: Option<&Actor>) -> Vec<(String, &'static str)> {
    let may = |role| actor.is_some_and(|actor| actor.is(role));
    let mut places = Vec::new();
    if may(Role::Annotator) {
        places.push((t!("shell-judge"), "/annotate"));
    }
    if may(Role::InitialReviewer) || may(Role::FinalReviewer) {
        places.push((t!("shell-review"), "/review"));
    }
    if may(Role::Admin) {
        places.push((t!("shell-manage"), "/manage"));
    }
    places.push((t!("shell-leaderboards"), "/board"));
    places
}

fn header(context: &PageContext) -> impl IntoView + use<> {
    let inside =
        |place: &str| context.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let links: Vec<_> = places(context.actor.as_ref())
        .into_iter()
        .map(|(label, path)| {
            let current = inside(path).then_some("page");
            view! { <li><a href=path aria-current=current>{label}</a></li> }
        })
        .collect();
    let person = match &context.actor {
        Some(actor) => view! {
            <a class="person" href="/account" aria-current=inside("/account").then_some("page")>{actor.name.clone()}</a>
            <form method="post" action="/sign-out">
                <button class="button quiet" r#type="submit">{t!("shell-sign-out")}</button>
            </form>
        }
        .into_any(),
        None => view! { <a class="button quiet" href="/sign-in">{t!("shell-sign-in")}</a> }.into_any(),
    };
    view! {
        <header class="site-header">
            <a class="brand" href="/">{PRODUCT}</a>
            <nav aria-label=t!("shell-places")><ul>{links}</ul></nav>
            <div class="who">{person}</div>
        </header>
    }
}

/// The page's foot: what this is, and the languages there are. A plain form, so that it works without JavaScript.
fn footer(context: &PageContext) -> impl IntoView + use<> {
    let languages = context.address.clone().map(|address| {
        let choices: Vec<_> = Locale::all()
            .map(|locale| {
                let current = (locale == context.locale).then_some("true");
                view! {
                    <button class="language" name="lang" value=locale.tag() lang=locale.tag() aria-current=current r#type="submit">
                        {locale.name()}
                    </button>
                }
            })
            .collect();
        view! {
            <form method="post" action="/language">
                <input type="hidden" name="next" value=address />
                <div class="languages" role="group" aria-label=t!("shell-language")>{choices}</div>
            </form>
        }
    });
    view! { <footer class="site-footer"><p>{PRODUCT}" · "{t!("shell-motto")}</p>{languages}</footer> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_domain::PersonId;

    fn html(context: &PageContext, body: &str) -> String {
        let body = body.to_owned();
        document(context, "Test", &Nonce::from_value("n0nce"), || view! { <p>{body}</p> })
    }

    fn signed_in(roles: &[Role]) -> PageContext {
        let actor = Actor { person: PersonId(1), name: "<b>Ada".to_owned(), roles: roles.to_vec() };
        PageContext { actor: Some(actor), path: "/manage/sets".to_owned(), ..PageContext::default() }
    }

    #[test]
    fn people_see_only_the_places_their_roles_open() {
        let annotator = html(&signed_in(&[Role::Annotator]), "");
        assert!(annotator.contains("/annotate") && !annotator.contains("/manage") && !annotator.contains("/review"));
        let nobody = html(&PageContext::default(), "");
        assert!(nobody.contains("/sign-in") && !nobody.contains("/annotate") && !nobody.contains("/sign-out"));
    }

    #[test]
    fn the_current_place_is_marked() {
        assert!(html(&signed_in(&[Role::Admin]), "").contains("href=\"/manage\" aria-current=\"page\""));
    }

    #[test]
    fn text_and_names_are_escaped() {
        let page = html(&signed_in(&[]), "</p><script>alert(1)</script>");
        assert!(!page.contains("<script>") && !page.contains("<b>Ada"));
    }

    #[test]
    fn a_page_without_islands_loads_no_script() {
        let files = SiteFiles {
            style: Some("/assets/s.css".into()),
            loader: Some("/assets/l.js".into()),
            client: Some("/assets/c.js".into()),
            wasm: Some("/assets/c.wasm".into()),
        };
        let context = PageContext { files: Arc::new(files), ..PageContext::default() };
        assert!(!html(&context, "plain").contains("<script"));
        let with = document(
            &context,
            "Test",
            &Nonce::from_value("n0nce"),
            || view! { <crate::ui::ThemeToggle chosen="system" labels=Default::default() /> },
        );
        assert!(with.contains("src=\"/assets/l.js\" nonce=\"n0nce\""));
    }

    #[test]
    fn every_answer_has_a_nonce_of_its_own() {
        let policy = || {
            let answer = page(&PageContext::default(), "Test", || view! { <p></p> });
            answer.headers()[CONTENT_SECURITY_POLICY].clone()
        };
        assert_ne!(policy(), policy());
    }
}
