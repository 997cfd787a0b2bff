//! Where one is, and tables.

use crate::i18n::t;
use leptos::prelude::*;

/// The way from the place's front page to this one: `(label, path)` of each ancestor, then the page itself.
///
/// ```ignore
/// view! { <Breadcrumbs above=vec![("Manage".into(), "/manage".into())] here="Prompt sets" /> }
/// ```
#[component]
pub fn Breadcrumbs(
    /// Label and path of each ancestor, outermost first.
    above: Vec<(String, String)>,
    /// This page.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let above: Vec<_> = above.into_iter().map(|(label, path)| view! { <li><a href=path>{label}</a></li> }).collect();
    view! {
        <nav class="breadcrumbs" aria-label=t!("ui-breadcrumbs")>
            <ol>{above}<li aria-current="page">{here}</li></ol>
        </nav>
    }
}

/// A data table that scrolls inside itself on narrow screens; children are the rows (`<tr>`).
///
/// ```ignore
/// view! {
///     <Table caption="Models" columns=vec!["Model", "Vendor"]>
///         <tr><th scope="row">"M 1"</th><td>"V"</td></tr>
///     </Table>
/// }
/// ```
#[component]
pub fn Table<C: Into<String>>(
    /// What the table lists; read out by screen readers, hidden from sight.
    #[prop(into)]
    caption: String,
    /// The column headings.
    columns: Vec<C>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let headings: Vec<_> = columns.into_iter().map(|column| view! { <th scope="col">{column.into()}</th> }).collect();
    let label = caption.clone();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="data">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{headings}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
