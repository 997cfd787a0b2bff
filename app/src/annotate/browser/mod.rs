//! The browser's half of the rating page: it listens to the server's HTML and owns none of it.
//!
//! - [`keys`] does what a key stands for. It knows no field's name: elements say in `data-action` what they are for.
//! - [`sending`] saves drafts and submits over a bad network.
//! - [`kept`] keeps what the server does not have yet.
//! - [`next`] fetches the next task ahead and puts it in the place of the one before, without loading a page.
//! - [`marking`] chooses a passage, [`passages`] writes it into the form and shows it in its response, and [`shown`] knows which
//!   text stands where.
//! - [`reading`] scrolls and places the responses, and shows what differs.
//! - [`undo`] says how long the last submission can still be taken back.
//! - [`use_of_time`] counts active time.
//!
//! Everything listens at the document, so that a task can be exchanged for the next one without listening anew. What
//! belongs to one task is in a [`sending::State`] of its own: an answer that comes late finds the state it set out from.

mod kept;
pub(super) mod keys;
mod marking;
mod next;
mod passages;
mod reading;
mod sending;
mod shown;
mod undo;
mod use_of_time;

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, HtmlElement, HtmlFormElement, HtmlTemplateElement, HtmlTextAreaElement, Window};

/// The page and what goes on in it; clones share both.
#[derive(Clone)]
struct Rating {
    window: Window,
    document: Document,
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    use_of_time: use_of_time::State,
    next: next::State,
    reading: reading::State,
    marking: marking::State,
    undo: undo::State,
    /// Of the task that is shown now.
    sending: RefCell<Rc<sending::State>>,
}

/// Listens; also where there is no task now, since the last submission may still be taken back.
pub(super) fn attach() {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let rating = Rating { window, document, state: Rc::default() };
    rating.listen_to_use();
    rating.listen_to_keys();
    rating.listen_to_changes();
    rating.listen_to_choices();
    rating.listen_to_reading();
    rating.listen_to_marking();
    rating.listen_to_passages();
    rating.listen_to_undo();
    rating.count_down_from_load();
    rating.begin();
    rating.bring_back();
    rating.focus_first();
}

/// Milliseconds since 1970.
fn now() -> f64 {
    js_sys::Date::now()
}

impl Rating {
    /// What every task begins with once it is shown.
    fn begin(&self) {
        self.count_characters();
        self.arrange();
        self.show_marks();
        self.look_ahead_soon();
    }

    /// How much is written, beside what is asked for: what the server counts, characters without the space around them.
    fn count_characters(&self) {
        let (Some(text), Some(count)) = (
            self.find::<HtmlTextAreaElement>("#field-justification"),
            self.find::<HtmlElement>("#justification-count"),
        ) else {
            return;
        };
        let written = text.value().trim().chars().count();
        let least: usize = count.get_attribute("data-least").and_then(|least| least.parse().ok()).unwrap_or(0);
        let message = if least == 0 { "written" } else { "written-of" };
        let said = self.message(message).replace("{written}", &written.to_string());
        count.set_text_content(Some(&said.replace("{least}", &least.to_string())));
        // It cannot fail: the name is a valid attribute name.
        let _ = count.toggle_attribute_with_force("data-short", written < least);
    }

    /// The form of the task that is shown.
    fn form(&self) -> Option<HtmlFormElement> {
        self.find("#rating")
    }

    /// The first element of the page that fits.
    fn find<E: JsCast>(&self, selector: &str) -> Option<E> {
        self.document.query_selector(selector).ok()??.dyn_into().ok()
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let Ok(found) = self.document.query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }

    fn focus_on(&self, selector: &str) {
        if let Some(element) = self.find::<HtmlElement>(selector) {
            let _ = element.focus();
        }
    }

    /// A sentence in the reader's language, which the server wrote into the page.
    fn message(&self, name: &str) -> String {
        let found = self
            .find::<HtmlTemplateElement>("#messages")
            .and_then(|messages| messages.content().query_selector(&format!("[data-message={name}]")).ok().flatten());
        found.and_then(|message| message.text_content()).unwrap_or_default()
    }

    /// Says how things stand; screen readers read it out when they pause.
    fn say(&self, message: &str) {
        self.say_with(message, "");
    }

    /// The same with what stands for `{0}` in the sentence.
    fn say_with(&self, message: &str, value: &str) {
        if let Some(status) = self.document.get_element_by_id("draft-status") {
            status.set_text_content(Some(&self.message(message).replace("{0}", value)));
        }
    }

    /// Does something once after so many milliseconds.
    fn later(&self, after: i32, what: impl FnOnce() + 'static) -> Option<i32> {
        let once = Closure::once_into_js(what);
        self.window.set_timeout_with_callback_and_timeout_and_arguments_0(once.unchecked_ref(), after).ok()
    }
}

fn on<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    target: &web_sys::EventTarget,
    name: &str,
    handle: impl Fn(E) + 'static,
) {
    // `Fn`, since a handler may cause the event it handles: a click by us comes back before we are done.
    let closure = Closure::<dyn Fn(E)>::new(handle);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // The page goes with the listeners.
    closure.forget();
}
