//! What people see: pages, the design system's components, and the islands that run in the browser.
//!
//! The crate is compiled twice: with the feature `ssr` into the server, and with `hydrate` into the wasm of
//! [`app/client`](../assay_client/index.html). Everything works as plain HTML and forms; an island only adds comfort.
//!
//! # How a page comes to be
//!
//! There is no client-side router and there are no server functions. A page is an axum handler that loads its data
//! through `assay_workflow` and hands it to a view, a pure function of that data, inside [`shell::page`]. So an answer has
//! the right status code, nothing private is serialised beside the HTML or put into a URL, and no route exists that is
//! not written down. A form posts to a plain route, which answers `303 See Other` when it did something, and the page
//! again with status 422 and everything the person typed when it did not.
//!
//! ```ignore
//! pub async fn show(context: PageContext, State(workflow): State<Workflow>) -> Result<Response, Problem> {
//!     let sets = workflow.prompt_sets(context.actor()?).await?;
//!     Ok(page(&context, "Prompt sets", || view! { <h1>"Prompt sets"</h1> <SetList sets /> }))
//! }
//! ```
//!
//! # Adding a page
//!
//! 1. Choose its place of work: a folder here (`annotate`, `review`, `manage`, `board`, `account`).
//! 2. Write the view and its handler in `page.rs` (or a file named after the page) and mount it in `server/src/http/routes.rs`.
//! 3. Build it from [`ui`]; give what is special about the place a rule in `style/<place>.css`.
//! 4. Everything people read comes from `locales/*.ftl`, in every language: see [`i18n`].
//! 5. Titles, URLs and logs never hold private text; a title names the kind of page, not its content.
//!
//! # Adding an island
//!
//! 1. Put `#[island]` on a component in the place's `island.rs`. Its properties are written into the page as JSON, so they
//!    may hold only what this person may see.
//! 2. The page must be usable without it. The loader is added to pages that contain an island, and to no others.
//! 3. `.ci/test` fails when the browser's part outgrows its budget.

#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
pub mod account;
pub mod annotate;
#[cfg(feature = "ssr")]
pub mod board;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod manage;
#[cfg(feature = "ssr")]
pub mod problem;
pub mod review;
#[cfg(feature = "ssr")]
pub mod sent;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod ui;

/// Loads what the first page with private text would otherwise wait for.
#[cfg(feature = "ssr")]
pub fn warm_up() {
    assay_render::warm_up();
}
