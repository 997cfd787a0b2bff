//! The browser's half of the rating form: it listens to the server's HTML and owns none of it.
//!
//! [`keys`] moves and chooses by keyboard, [`sending`] saves drafts and submits over a bad network; what they share, and
//! the count of active time, is here.

mod keys;
mod sending;

use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Event, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, Window};

/// A pause in input longer than this is not work, in milliseconds.
const IDLE_AFTER: f64 = 60_000.0;
/// How often active time is counted, in milliseconds.
const TICK: i32 = 1_000;
/// How long between signs of life that keep the lease though nothing was typed, in milliseconds.
const KEEP_AFTER: f64 = 300_000.0;

/// The form and what goes on in it; clones share both.
#[derive(Clone)]
struct Rating {
    window: Window,
    document: Document,
    form: HtmlFormElement,
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    /// When something was last typed, clicked or scrolled.
    used_at: Cell<f64>,
    /// Whether active time was counted that the server does not know yet.
    counted: Cell<bool>,
    sending: sending::State,
}

/// Finds the form and listens. Without a form there is nothing to do.
pub(super) fn attach() {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let Some(form) = document.get_element_by_id("rating").and_then(|form| form.dyn_into().ok()) else { return };
    let rating = Rating { window, document, form, state: Rc::default() };
    rating.state.used_at.set(now());
    rating.listen_to_use();
    rating.listen_to_keys();
    rating.listen_to_changes();
    rating.count_characters();
    rating.focus_first();
}

/// Milliseconds since 1970.
fn now() -> f64 {
    js_sys::Date::now()
}

impl Rating {
    /// Counts active time: the page is visible and was used lately. Each tab counts for itself; the server keeps the
    /// larger figure, so that two tabs never add up.
    fn listen_to_use(&self) {
        for name in ["pointerdown", "pointermove", "keydown", "wheel"] {
            let state = self.state.clone();
            on(&self.document, name, move |_: Event| state.used_at.set(now()));
        }
        let rating = self.clone();
        let tick = Closure::<dyn FnMut()>::new(move || rating.tick());
        let _ = self.window.set_interval_with_callback_and_timeout_and_arguments_0(tick.as_ref().unchecked_ref(), TICK);
        tick.forget();
    }

    fn tick(&self) {
        if self.document.hidden() || now() - self.state.used_at.get() > IDLE_AFTER {
            return;
        }
        if let Some(field) = self.find::<HtmlInputElement>("input[name=active_ms]") {
            let so_far: f64 = field.value().parse().unwrap_or(0.0);
            field.set_value(&(so_far + f64::from(TICK)).to_string());
            self.state.counted.set(true);
        }
        self.keep_lease(KEEP_AFTER);
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
        count.set_text_content(Some(&match least {
            0 => format!("{written} characters"),
            _ => format!("{written} of at least {least} characters"),
        }));
        // It cannot fail: the name is a valid attribute name.
        let _ = count.toggle_attribute_with_force("data-short", written < least);
    }

    /// The first element of the page that fits.
    fn find<E: JsCast>(&self, selector: &str) -> Option<E> {
        self.document.query_selector(selector).ok()??.dyn_into().ok()
    }

    fn focus_on(&self, selector: &str) {
        if let Some(element) = self.find::<HtmlElement>(selector) {
            let _ = element.focus();
        }
    }

    /// Says how things stand; screen readers read it out when they pause.
    fn say(&self, text: &str) {
        if let Some(status) = self.document.get_element_by_id("draft-status") {
            status.set_text_content(Some(text));
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
    handle: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(E)>::new(handle);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // The page goes with the listeners.
    closure.forget();
}
