//! Passages that are marked: their rows in the form, and where they stand in the responses.
//!
//! The form is the truth. What is marked in a response is worked out from its rows each time they change, so that a draft, a
//! refused form and a judgment that came back show the same.

use super::marking::Chosen;
use super::shown::{Shown, Stretch};
use super::{Rating, on};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlDetailsElement, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    UrlSearchParams,
};

/// A passage of the form: an error's row or the final answer.
const ROWS: &str = ".passage-row, .answer-row";

impl Rating {
    pub(super) fn listen_to_passages(&self) {
        let rating = self.clone();
        on(&self.document, "click", move |event: Event| {
            let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            if let Some(mark) = element.closest("[data-passage]").ok().flatten() {
                rating.show_row(&mark);
            }
            let Some(row) = element.closest(ROWS).ok().flatten() else { return };
            match element
                .closest("[data-do]")
                .ok()
                .flatten()
                .and_then(|button| button.get_attribute("data-do"))
                .as_deref()
            {
                Some("show-passage") => rating.show_passage(&row),
                Some("drop-passage") => rating.drop_passage(&row),
                _ => {}
            }
        });
        for name in ["input", "change"] {
            let rating = self.clone();
            on(&self.document, name, move |event: Event| {
                let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
                else {
                    return;
                };
                if !field.name().ends_with(".quote") {
                    return;
                }
                if let Some(row) = field.closest(ROWS).ok().flatten() {
                    // Words of one's own stand where the server finds them, not where the former ones stood.
                    set_quote(&row, &field.value(), "");
                    if event.type_() == "change" {
                        rating.show_marks();
                    }
                }
            });
        }
    }

    /// Writes an error at the chosen passage into the form: the first row that is free, else a new one.
    pub(super) fn add_error(&self, chosen: &Chosen, tag: &str, severity: &str) {
        let rows = self.all(&format!(".passages[data-side={}] .passage-row", chosen.side));
        let free = rows.iter().find(|row| quote_of(row).trim().is_empty()).cloned();
        let Some(row) = free.or_else(|| one_more(rows.last()?)) else { return };
        for (part, value) in [("tag", tag), ("severity", severity)] {
            if let Some(select) = field::<HtmlSelectElement>(&row, part) {
                select.set_value(value);
            }
        }
        set_quote(&row, &chosen.quote, &chosen.before);
        if let Some(details) =
            row.closest("details").ok().flatten().and_then(|all| all.dyn_into::<HtmlDetailsElement>().ok())
        {
            details.set_open(true);
        }
        self.passages_changed();
    }

    /// Writes the final answer into the form.
    pub(super) fn set_answer(&self, chosen: &Chosen) {
        let Some(row) = self.find::<Element>(".answer-row") else { return };
        if let Some(none) = self.find::<HtmlInputElement>("#answer-none") {
            none.set_checked(false);
        }
        set_quote(&row, &chosen.quote, &chosen.before);
        self.passages_changed();
    }

    fn passages_changed(&self) {
        self.changed();
        self.show_marks();
    }

    fn drop_passage(&self, row: &Element) {
        set_quote(row, "", "");
        for (part, value) in [("tag", ""), ("severity", "minor")] {
            if let Some(select) = field::<HtmlSelectElement>(row, part) {
                select.set_value(value);
            }
        }
        self.passages_changed();
        self.speak("unmarked");
        // The button that had the focus is gone with the passage.
        if let Some(field) = field::<HtmlElement>(row, "tag").or_else(|| field(row, "quote")) {
            let _ = field.focus();
        }
    }

    /// From a row of the form to its passage.
    fn show_passage(&self, row: &Element) {
        let marks = self.all(&format!("[data-passage='{}']", name_of(row)));
        let Some(mark) = marks.first() else { return };
        for former in self.all("[data-passage].shown") {
            let _ = former.class_list().remove_1("shown");
        }
        for mark in &marks {
            let _ = mark.class_list().add_1("shown");
        }
        if let Some(pane) =
            mark.closest(".pane-body").ok().flatten().and_then(|pane| pane.dyn_into::<HtmlElement>().ok())
        {
            let _ = pane.focus();
        }
        mark.scroll_into_view();
        self.speak_with("passage", &quote_of(row));
    }

    /// From a passage to its row of the form.
    fn show_row(&self, mark: &Element) {
        // Whoever selects text that is marked already wants to mark it once more.
        if self.window.get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed()) {
            return;
        }
        let name = mark.get_attribute("data-passage").unwrap_or_default();
        let Some(row) = self.all(ROWS).into_iter().find(|row| name_of(row) == name) else { return };
        if let Some(details) =
            row.closest("details").ok().flatten().and_then(|all| all.dyn_into::<HtmlDetailsElement>().ok())
        {
            details.set_open(true);
        }
        if let Some(field) = field::<HtmlElement>(&row, "tag").or_else(|| field(&row, "quote")) {
            let _ = field.focus();
        }
    }

    /// Rows for everything that was kept, before it is filled in.
    pub(super) fn make_rows(&self, fields: &UrlSearchParams) {
        for list in self.all(".passages") {
            let side = list.get_attribute("data-side").unwrap_or_default();
            // The server reads no more than so many.
            for at in 0..200 {
                if !fields.has(&format!("passage.{side}.{at}.quote")) {
                    continue;
                }
                while list.query_selector(&format!("[data-row='{at}']")).ok().flatten().is_none() {
                    let last = list.last_element_child().and_then(|row| row.dyn_into::<HtmlElement>().ok());
                    if last.and_then(|row| one_more(&row)).is_none() {
                        return;
                    }
                }
            }
        }
    }

    /// Marks in the responses what stands in the form.
    pub(super) fn show_marks(&self) {
        let caret = self.caret_place();
        self.clear_marks();
        for row in self.all(ROWS) {
            let quote = quote_of(&row);
            let filled = !quote.trim().is_empty();
            // It cannot fail: the name is a valid attribute name.
            let _ = row.toggle_attribute_with_force("data-filled", filled);
            let found = filled && self.mark(&row, &quote);
            if let Ok(Some(button)) = row.query_selector("[data-do=show-passage]") {
                let _ = button.toggle_attribute_with_force("disabled", !found);
            }
        }
        self.set_caret_place(caret);
    }

    fn clear_marks(&self) {
        for mark in self.all("mark[data-passage]") {
            let Some(parent) = mark.parent_node() else { continue };
            while let Some(child) = mark.first_child() {
                let _ = parent.insert_before(&child, Some(&mark));
            }
            mark.remove();
            parent.normalize();
        }
        for formula in self.elements("math[data-passage]") {
            let _ = formula.remove_attribute("data-passage");
        }
    }

    /// Marks one passage; whether it was found.
    fn mark(&self, row: &Element, quote: &str) -> bool {
        let side = row.closest(".passages").ok().flatten().and_then(|list| list.get_attribute("data-side"));
        let side = side.unwrap_or_else(|| "a".to_owned());
        let Some(text) = self.find::<Element>(&format!(".pane-body[data-side={side}] .prose")) else { return false };
        let before = field::<HtmlInputElement>(row, "before").map(|before| before.value()).unwrap_or_default();
        let before = if before.is_empty() { row.get_attribute("data-follows").unwrap_or_default() } else { before };
        let shown = Shown::of(&text, None);
        let Some(place) = shown.place_of(quote, &before) else { return false };
        let (name, number) = (name_of(row), row.get_attribute("data-number").unwrap_or_default());
        let mut marked = Vec::new();
        for stretch in shown.stretches(place) {
            marked.extend(self.wrap(&stretch, &name));
        }
        if let Some(last) = marked.last() {
            let _ = last.set_attribute("data-number", &number);
        }
        !marked.is_empty()
    }

    /// Puts a mark around a stretch of text; a formula, which takes no elements of HTML, becomes one itself.
    fn wrap(&self, stretch: &Stretch, name: &str) -> Option<Element> {
        let parent = stretch.node.parent_element()?;
        if parent.class_list().contains("md-tex") {
            let formula = parent.next_element_sibling()?;
            formula.set_attribute("data-passage", name).ok()?;
            return Some(formula);
        }
        if stretch.to < stretch.node.length() {
            stretch.node.split_text(stretch.to).ok()?;
        }
        let inside = if stretch.from > 0 { stretch.node.split_text(stretch.from).ok()? } else { stretch.node.clone() };
        // Space between the rows of a table or the items of a list is no place for an element.
        if inside.data().trim().is_empty() {
            return None;
        }
        let mark = self.document.create_element("mark").ok()?;
        mark.set_attribute("data-passage", name).ok()?;
        parent.insert_before(&mark, Some(&inside)).ok()?;
        mark.append_child(&inside).ok()?;
        Some(mark)
    }

    fn elements(&self, selector: &str) -> Vec<Element> {
        let Ok(found) = self.document.query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }
}

/// A field of a row by the last part of its name.
fn field<E: JsCast>(row: &Element, part: &str) -> Option<E> {
    row.query_selector(&format!("[name$='.{part}']")).ok()??.dyn_into().ok()
}

fn quote_of(row: &Element) -> String {
    field::<HtmlTextAreaElement>(row, "quote").map(|quote| quote.value()).unwrap_or_default()
}

/// What ties a row to its marks: `a.0`, or `answer`.
fn name_of(row: &Element) -> String {
    let side = row.closest(".passages").ok().flatten().and_then(|list| list.get_attribute("data-side"));
    match (side, row.get_attribute("data-row")) {
        (Some(side), Some(at)) => format!("{side}.{at}"),
        _ => "answer".to_owned(),
    }
}

/// Writes a quote that the server has yet to find.
fn set_quote(row: &Element, quote: &str, before: &str) {
    // What is being typed is in the field already; setting it again would move the caret.
    if let Some(text) = field::<HtmlTextAreaElement>(row, "quote").filter(|text| text.value() != quote) {
        text.set_value(quote);
    }
    for (part, value) in [("before", before), ("start", ""), ("end", ""), ("marked", quote)] {
        if let Some(input) = field::<HtmlInputElement>(row, part) {
            input.set_value(value);
        }
    }
    let _ = row.remove_attribute("data-follows");
    let _ = row.toggle_attribute_with_force("data-filled", !quote.trim().is_empty());
}

/// An empty row after the last one, like it but for its number.
fn one_more(last: &HtmlElement) -> Option<HtmlElement> {
    let row: HtmlElement = last.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    let at: usize = last.get_attribute("data-row")?.parse().ok()?;
    let (number, next) = ((at + 1).to_string(), (at + 2).to_string());
    row.set_attribute("data-row", &(at + 1).to_string()).ok()?;
    row.set_attribute("data-number", &next).ok()?;
    row.query_selector(".passage-number").ok()??.set_text_content(Some(&next));
    let parts = row.query_selector_all("[name], [aria-label]").ok()?;
    for part in (0..parts.length()).filter_map(|place| parts.get(place)?.dyn_into::<Element>().ok()) {
        if let Some(name) = part.get_attribute("name") {
            part.set_attribute("name", &name.replace(&format!(".{at}."), &format!(".{}.", at + 1))).ok()?;
        }
        if let Some(label) = part.get_attribute("aria-label") {
            part.set_attribute("aria-label", &label.replace(&number, &next)).ok()?;
        }
    }
    set_quote(&row, "", "");
    last.after_with_node_1(&row).ok()?;
    Some(row)
}
