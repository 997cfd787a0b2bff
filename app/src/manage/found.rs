//! What a filter of a log found: the entries, or that there are none, and the way to older ones.

use crate::i18n::t;
use crate::ui::{EmptyState, Table};
use leptos::prelude::*;

/// The way to the entries before the last one shown.
pub(super) struct Older {
    /// The page.
    pub page: &'static str,
    /// What was asked for, to be asked again.
    pub asked: Vec<(&'static str, String)>,
    /// The number of the last entry shown.
    pub before: i64,
}

/// ```ignore
/// view! { <Found caption=t!("manage-audit") columns=columns rows=rows older=older /> }
/// ```
#[component]
pub(super) fn Found(
    /// What is listed.
    caption: String,
    /// The column headings.
    columns: Vec<String>,
    /// Each a `<tr>`, newest first.
    rows: Vec<AnyView>,
    /// Where there are more.
    #[prop(optional_no_strip)]
    older: Option<Older>,
) -> impl IntoView {
    if rows.is_empty() {
        return view! { <EmptyState title=t!("manage-nothing-fits")><p>{t!("manage-nothing-fits-text")}</p></EmptyState> }
            .into_any();
    }
    // A form and not a link, so that the browser encodes what was typed.
    let older = older.map(|older| {
        let asked: Vec<_> = older
            .asked
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
            .collect();
        view! {
            <form method="get" action=older.page>
                {asked}
                <input type="hidden" name="before" value=older.before.to_string() />
                <button class="button" type="submit">{t!("manage-older")}</button>
            </form>
        }
    });
    view! { <Table caption=caption columns=columns>{rows}</Table>{older} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(rows: Vec<AnyView>, older: Option<Older>) -> String {
        Owner::new().with(|| {
            view! { <Found caption="C".to_owned() columns=vec!["A".to_owned()] rows=rows older=older /> }.to_html()
        })
    }

    #[test]
    fn nothing_found_is_said_and_older_entries_are_asked_for_with_the_same_filter() {
        let older = || Older { page: "/x", asked: vec![("who", "\"><b>".to_owned())], before: 7 };
        let none = render(Vec::new(), Some(older()));
        assert!(none.contains("empty-state") && !none.contains("<table") && !none.contains("<form"), "{none}");
        let row = || vec![view! { <tr><td>"1"</td></tr> }.into_any()];
        let some = render(row(), Some(older()));
        assert!(some.contains("name=\"before\" value=\"7\"") && some.contains("name=\"who\""), "{some}");
        assert!(!some.contains("<b>"), "{some}");
        assert!(!render(row(), None).contains("<form"));
    }
}
