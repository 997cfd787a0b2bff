//! Reading two responses: scrolling them together, placing them below each other, what differs between them.
//!
//! How a person likes to read stays from task to task and is kept in the browser; it says nothing about any task.

use super::{Rating, on};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomParser, Element, Event, HtmlDialogElement, HtmlElement, Response, SupportedType};

const KEPT: &str = "assay.reading";
/// What can be switched on, as `data-do` names it.
const SWITCHES: [&str; 2] = ["together", "layout"];

#[derive(Default)]
pub(super) struct State {
    /// What is switched on.
    on: RefCell<Vec<String>>,
    /// Where a pane was scrolled to by us: the event that follows is no wish of the person.
    expected: Cell<Option<i32>>,
}

impl Rating {
    pub(super) fn listen_to_reading(&self) {
        let kept = self.window.local_storage().ok().flatten().and_then(|storage| storage.get_item(KEPT).ok().flatten());
        *self.state.reading.on.borrow_mut() = kept.unwrap_or_default().split(' ').map(str::to_owned).collect();
        let rating = self.clone();
        on(&self.document, "click", move |event: Event| {
            let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            if element.closest("#differences-link").ok().flatten().is_some() {
                event.prevent_default();
                rating.show_differences();
            }
            let button = element.closest("[data-do]").ok().flatten();
            let Some(what) = button.and_then(|button| button.get_attribute("data-do")) else { return };
            if SWITCHES.contains(&what.as_str()) {
                rating.switch(&what);
            }
        });
        let rating = self.clone();
        let scrolled = Closure::<dyn Fn(Event)>::new(move |event: Event| rating.scrolled(&event));
        // Scrolling inside an element does not come up to the document.
        let _ =
            self.document.add_event_listener_with_callback_and_bool("scroll", scrolled.as_ref().unchecked_ref(), true);
        scrolled.forget();
    }

    fn is_on(&self, what: &str) -> bool {
        self.state.reading.on.borrow().iter().any(|one| one == what)
    }

    fn switch(&self, what: &str) {
        let kept = {
            let mut on = self.state.reading.on.borrow_mut();
            match on.iter().position(|one| one == what) {
                Some(at) => drop(on.remove(at)),
                None => on.push(what.to_owned()),
            }
            on.join(" ")
        };
        if let Ok(Some(storage)) = self.window.local_storage() {
            let _ = storage.set_item(KEPT, &kept);
        }
        self.arrange();
    }

    /// Shows what is switched on, on the task that is shown.
    pub(super) fn arrange(&self) {
        for what in SWITCHES {
            let pressed = self.is_on(what);
            for button in self.all(&format!("[data-do={what}]")) {
                let _ = button.set_attribute("aria-pressed", if pressed { "true" } else { "false" });
            }
            if let Some(place) = self.find::<HtmlElement>("#place") {
                let _ = place.toggle_attribute_with_force(&format!("data-{what}"), pressed);
            }
        }
    }

    /// Scrolls the other pane to the same share of its blocks: a paragraph here stands for a paragraph there, however long.
    fn scrolled(&self, event: &Event) {
        if !self.is_on("together") {
            return;
        }
        let Some(source) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return };
        if !source.class_list().contains("pane-body") {
            return;
        }
        if self.state.reading.expected.take() == Some(source.scroll_top()) {
            return;
        }
        let panes = self.all(".pane-body");
        let Some(other) = panes.iter().find(|pane| **pane != source) else { return };
        let (from, to) = (blocks(&source), blocks(other));
        let top = f64::from(source.scroll_top());
        let room = source.scroll_height() - source.client_height();
        let target = if f64::from(room) - top < 1.0 {
            // The end of one is the end of the other.
            other.scroll_height()
        } else {
            at_share(&to, share_at(&from, top))
        };
        other.set_scroll_top(target);
        self.state.reading.expected.set(Some(other.scroll_top()));
    }

    /// The server compares; the link leads to the same as a page of its own.
    fn show_differences(&self) {
        let Some(link) = self.find::<HtmlElement>("#differences-link") else { return };
        let Some(address) = link.get_attribute("href") else { return };
        let rating = self.clone();
        spawn_local(async move {
            if rating.open_differences(&address).await.is_none() {
                rating.say("offline");
            }
        });
    }

    async fn open_differences(&self, address: &str) -> Option<()> {
        let answer = JsFuture::from(self.window.fetch_with_str(address)).await.ok()?;
        let answer: Response = answer.dyn_into().ok()?;
        if !answer.ok() {
            return None;
        }
        let html = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
        let page = DomParser::new().ok()?.parse_from_string(&html, SupportedType::TextHtml).ok()?;
        let text = page.get_element_by_id("differences-text")?;
        let dialog: HtmlDialogElement = self.find("#differences")?;
        let body: Element = dialog.query_selector(".differences-body").ok()??;
        body.replace_children_with_node_1(&text);
        dialog.show_modal().ok()
    }
}

/// Where the blocks of a pane begin, and where the last one ends.
fn blocks(pane: &HtmlElement) -> Vec<f64> {
    let mut edges = Vec::new();
    let Ok(Some(text)) = pane.query_selector(".prose") else { return edges };
    let children = text.children();
    let zero = pane.get_bounding_client_rect().top() - f64::from(pane.scroll_top());
    for at in 0..children.length() {
        let Some(block) = children.item(at) else { continue };
        let place = block.get_bounding_client_rect();
        edges.push(place.top() - zero);
        if at + 1 == children.length() {
            edges.push(place.bottom() - zero);
        }
    }
    edges
}

/// Which share of the blocks is above a height: 0 to 1.
fn share_at(edges: &[f64], height: f64) -> f64 {
    let blocks = edges.len().saturating_sub(1);
    for (at, pair) in edges.windows(2).enumerate() {
        if let [top, bottom] = pair
            && height < *bottom
        {
            let inside = ((height - top) / (bottom - top).max(1.0)).clamp(0.0, 1.0);
            return (at as f64 + inside) / blocks as f64;
        }
    }
    1.0
}

/// The height at a share of the blocks.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn at_share(edges: &[f64], share: f64) -> i32 {
    let place = share * edges.len().saturating_sub(1) as f64;
    let at = place.floor().max(0.0);
    let (top, bottom) = match (edges.get(at as usize), edges.get(at as usize + 1)) {
        (Some(top), Some(bottom)) => (*top, *bottom),
        (Some(top), None) => (*top, *top),
        _ => return 0,
    };
    (top + (bottom - top) * (place - at)).round() as i32
}
