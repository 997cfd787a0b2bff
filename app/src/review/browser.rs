//! The browser's half of the review pages: keys find the elements that carry them, and a review in hand is kept.

use crate::annotate::written;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Document, Element, Event, HtmlDetailsElement, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent,
    RequestInit, Response, Window,
};

/// How often a review in use is kept, in milliseconds; its lease is six times as long.
const KEEP_EVERY: i32 = 300_000;
/// A pause longer than this is not work, in milliseconds.
const IDLE_AFTER: f64 = 900_000.0;
/// Where the verdict on one annotator is given.
const DECISION: &str = "fieldset.decision";

#[derive(Clone)]
struct Page {
    window: Window,
    document: Document,
}

/// Listens. The elements are looked up when a key is pressed, so nothing is kept of them.
pub(super) fn attach() {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let page = Page { window, document };
    let listening = page.clone();
    on(&page.document, "keydown", move |event: KeyboardEvent| {
        if listening.key(&event) {
            event.prevent_default();
        }
    });
    page.keep();
}

fn on<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    document: &Document,
    name: &str,
    handle: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(E)>::new(handle);
    let _ = document.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // The page goes with the listener.
    closure.forget();
}

impl Page {
    /// Does what a key stands for; `false` leaves the key to the browser.
    fn key(&self, event: &KeyboardEvent) -> bool {
        if event.is_composing() || event.default_prevented() || self.find::<Element>("dialog[open]").is_some() {
            return false;
        }
        let writing = self.is_writing();
        if writing && event.key() == "Escape" {
            return self.leave();
        }
        let Some(key) = written(event) else { return false };
        let Some(place) = self.find::<Element>("[data-keys]") else { return false };
        let keys = place.get_attribute("data-keys").unwrap_or_default();
        let action = keys.split(' ').filter_map(|pair| pair.split_once('=')).find(|(_, bound)| *bound == key);
        let Some((action, _)) = action else { return false };
        let verdict = action.strip_prefix("verdict-");
        if key.chars().count() == 1 || key.starts_with("shift+") {
            // A switched-off single key still answers the decision that has the focus: there it is meant (WCAG 2.1.4).
            let meant = verdict.is_some() && self.at_decision().is_some();
            if writing || place.has_attribute("data-single-off") && !meant {
                return false;
            }
        }
        match (action, verdict) {
            ("review-help", _) => {
                self.find::<HtmlDialogElement>("#key-sheet").is_some_and(|sheet| sheet.show_modal().is_ok())
            }
            ("next-stop", _) => self.step(true),
            ("previous-stop", _) => self.step(false),
            ("read", _) => self.focus_next(".pane-body"),
            ("comment", _) => self.in_decision("textarea").is_some_and(|field| focus(&field)),
            // A key held down must not decide on every judgment.
            (_, Some(number)) => !event.repeat() && self.choose(number),
            (other, None) => !event.repeat() && self.act(other),
        }
    }

    /// Presses what an action is for, opens and closes it, or goes there.
    fn act(&self, action: &str) -> bool {
        let Some(element) = self.find::<HtmlElement>(&format!("[data-action={action}]")) else { return false };
        if let Some(details) = element.dyn_ref::<HtmlDetailsElement>() {
            details.set_open(!details.open());
            return details
                .query_selector("summary")
                .ok()
                .flatten()
                .is_some_and(|summary| summary.dyn_ref::<HtmlElement>().is_some_and(focus));
        }
        if matches!(element.tag_name().as_str(), "BUTTON" | "A") {
            element.click();
            true
        } else {
            element.scroll_into_view();
            focus(&element)
        }
    }

    fn is_writing(&self) -> bool {
        let Some(active) = self.document.active_element() else { return false };
        match active.tag_name().as_str() {
            "TEXTAREA" | "SELECT" => true,
            "INPUT" => active
                .dyn_ref::<HtmlInputElement>()
                .is_some_and(|input| !matches!(input.type_().as_str(), "radio" | "checkbox" | "submit" | "button")),
            _ => false,
        }
    }

    /// Out of a text field, to the decision it belongs to, so that the next Tab goes on from there.
    fn leave(&self) -> bool {
        self.in_decision("").is_some_and(|decision| focus(&decision))
    }

    /// The decision that has the focus.
    fn at_decision(&self) -> Option<Element> {
        self.document.active_element()?.closest(DECISION).ok().flatten()
    }

    /// The decision that has the focus, or something in it; without a focus, the first decision.
    fn in_decision(&self, inside: &str) -> Option<HtmlElement> {
        let decision = self.at_decision().or_else(|| self.find(DECISION))?;
        let found = if inside.is_empty() { Some(decision) } else { decision.query_selector(inside).ok().flatten() };
        found?.dyn_into().ok()
    }

    /// Chooses the verdict with this number, and goes on to the next annotator after an approval.
    fn choose(&self, number: &str) -> bool {
        let Some(choice) = self.in_decision(&format!("input[data-choice=\"{number}\"]")) else { return false };
        choice.click();
        let decisions = self.all(DECISION);
        let here = decisions.iter().position(|decision| decision.contains(Some(&choice)));
        if number != "1" {
            return focus(&choice);
        }
        match here.and_then(|at| decisions.get(at + 1)) {
            Some(next) => focus(next),
            None => self.find::<HtmlElement>("[data-action=decide]").is_some_and(|submit| focus(&submit)),
        }
    }

    /// To the next task of a list or the next row that differs, or the one before; round at the ends.
    fn step(&self, forward: bool) -> bool {
        let stops = self.all("[data-item], tr[data-differs]");
        if stops.is_empty() {
            return false;
        }
        let active = self.document.active_element();
        let here = stops.iter().position(|stop| stop.contains(active.as_ref().map(AsRef::as_ref)));
        let next = match here {
            None if forward => 0,
            None => stops.len() - 1,
            Some(at) if forward => (at + 1) % stops.len(),
            Some(at) => (at + stops.len() - 1) % stops.len(),
        };
        stops.get(next).is_some_and(focus)
    }

    fn focus_next(&self, selector: &str) -> bool {
        let all = self.all(selector);
        let active = self.document.active_element();
        let here = all.iter().position(|one| one.contains(active.as_ref().map(AsRef::as_ref)));
        all.get(here.map_or(0, |at| (at + 1) % all.len().max(1))).is_some_and(focus)
    }

    /// Tells the server now and then that someone works here, as long as someone does.
    fn keep(&self) {
        let Some(form) = self.find::<Element>("[data-keep]") else { return };
        let Some(address) = form.get_attribute("data-keep") else { return };
        let used_at = Rc::new(Cell::new(js_sys::Date::now()));
        for name in ["pointerdown", "pointermove", "keydown", "wheel"] {
            let used_at = used_at.clone();
            on(&self.document, name, move |_: Event| used_at.set(js_sys::Date::now()));
        }
        let page = self.clone();
        let tick = Closure::<dyn FnMut()>::new(move || {
            if js_sys::Date::now() - used_at.get() < IDLE_AFTER {
                let (page, address) = (page.clone(), address.clone());
                spawn_local(async move { page.send_sign_of_life(&address).await });
            }
        });
        let _ = self
            .window
            .set_interval_with_callback_and_timeout_and_arguments_0(tick.as_ref().unchecked_ref(), KEEP_EVERY);
        tick.forget();
    }

    async fn send_sign_of_life(&self, address: &str) {
        let init = RequestInit::new();
        init.set_method("POST");
        let Ok(answer) = JsFuture::from(self.window.fetch_with_str_and_init(address, &init)).await else { return };
        let lost = answer.dyn_into::<Response>().is_ok_and(|answer| matches!(answer.status(), 401 | 404));
        // What the server said in the page's language, to be shown when it is true.
        if lost && let Some(notice) = self.find::<HtmlElement>("#review-lost") {
            notice.set_hidden(false);
        }
    }

    fn find<E: JsCast>(&self, selector: &str) -> Option<E> {
        self.document.query_selector(selector).ok()??.dyn_into().ok()
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let Ok(found) = self.document.query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }
}

fn focus(element: &HtmlElement) -> bool {
    element.focus().is_ok()
}
