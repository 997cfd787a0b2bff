//! The browser's half of the rating form.

use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Document, Element, Event, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    KeyboardEvent, Request, RequestInit, Response, UrlSearchParams, Window,
};

/// A pause in input longer than this is not work, in milliseconds.
const IDLE_AFTER: f64 = 60_000.0;
/// How often active time is counted, in milliseconds.
const TICK: i32 = 1_000;
/// How long after the last change the draft is saved, in milliseconds.
const SAVE_AFTER: i32 = 1_000;
/// How long between tries of a submission that met no server, in milliseconds.
const RETRY_AFTER: i32 = 2_000;
/// How often the lease is kept by saving the draft though nothing changed, in milliseconds.
const KEEP_AFTER: f64 = 300_000.0;

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
    /// The timer of the draft to be saved, if any.
    saving: Cell<Option<i32>>,
    unsaved: Cell<bool>,
    submitting: Cell<bool>,
    saved_at: Cell<f64>,
}

/// Finds the form and listens. Without a form there is nothing to do.
pub(super) fn attach() {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let Some(form) = document.get_element_by_id("rating").and_then(|form| form.dyn_into().ok()) else { return };
    let rating = Rating { window, document, form, state: Rc::default() };
    rating.state.used_at.set(now());
    rating.state.saved_at.set(now());
    rating.listen();
    rating.focus_first();
}

fn now() -> f64 {
    js_sys::Date::now()
}

impl Rating {
    fn listen(&self) {
        let rating = self.clone();
        on(&self.document, "keydown", move |event: KeyboardEvent| rating.key(&event));
        for name in ["pointerdown", "keydown", "wheel", "pointermove"] {
            let state = self.state.clone();
            on(&self.document, name, move |_: Event| state.used_at.set(now()));
        }
        for name in ["input", "change"] {
            let rating = self.clone();
            on(&self.form, name, move |_: Event| rating.changed());
        }
        let rating = self.clone();
        on(&self.form, "submit", move |event: web_sys::SubmitEvent| {
            // "Save draft" has an address of its own and goes the plain way.
            if event.submitter().is_none_or(|button| !button.has_attribute("formaction")) {
                event.prevent_default();
                rating.submit();
            }
        });
        let rating = self.clone();
        on(&self.window, "beforeunload", move |event: Event| {
            if rating.state.unsaved.get() && !rating.state.submitting.get() {
                event.prevent_default();
            }
        });
        let rating = self.clone();
        let tick = Closure::<dyn FnMut()>::new(move || rating.tick());
        let _ = self.window.set_interval_with_callback_and_timeout_and_arguments_0(tick.as_ref().unchecked_ref(), TICK);
        tick.forget();
    }

    /// Counts a second of work: the page is visible and was used lately. Each tab counts for itself; the server keeps the
    /// larger figure, so that two tabs never add up.
    fn tick(&self) {
        let visible = !self.document.hidden();
        if visible && now() - self.state.used_at.get() < IDLE_AFTER {
            if let Some(field) = self.field("active_ms") {
                let so_far: f64 = field.value().parse().unwrap_or(0.0);
                field.set_value(&format!("{}", so_far + f64::from(TICK)));
            }
            if now() - self.state.saved_at.get() > KEEP_AFTER {
                self.save();
            }
        }
    }

    fn field(&self, name: &str) -> Option<HtmlInputElement> {
        self.form.query_selector(&format!("input[name=\"{name}\"]")).ok()??.dyn_into().ok()
    }

    fn key(&self, event: &KeyboardEvent) {
        let key = event.key();
        if key == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            return self.submit();
        }
        let active = self.document.active_element();
        let typing = active.as_ref().is_some_and(|element| element.tag_name() == "TEXTAREA");
        if typing {
            if key == "Escape" {
                self.blur();
            }
            return;
        }
        if event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || self.document.query_selector("dialog[open]").ok().flatten().is_some()
        {
            return;
        }
        match key.as_str() {
            "1" | "2" | "3" | "4" | "5" | "6" | "7" => self.choose(&key),
            "n" => self.step(1),
            "p" => self.step(-1),
            "b" => self.click("both_bad"),
            "e" => self.focus_on(".tags input"),
            "j" => self.focus_on("textarea[name=justification]"),
            "r" => self.focus_on(".pane-body"),
            "?" => {
                if let Some(sheet) = self
                    .document
                    .get_element_by_id("key-sheet")
                    .and_then(|sheet| sheet.dyn_into::<HtmlDialogElement>().ok())
                {
                    let _ = sheet.show_modal();
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn scales(&self) -> Vec<HtmlElement> {
        let Ok(found) = self.form.query_selector_all("fieldset.scale") else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }

    /// The scale that has the focus, else the first one.
    fn place(&self, scales: &[HtmlElement]) -> usize {
        let active = self.document.active_element();
        scales
            .iter()
            .position(|scale| active.as_ref().is_some_and(|element| scale.contains(Some(element))))
            .unwrap_or(0)
    }

    fn choose(&self, key: &str) {
        let scales = self.scales();
        let at = self.place(&scales);
        let point =
            scales.get(at).and_then(|scale| scale.query_selector(&format!(".point-{key} input")).ok().flatten());
        if let Some(point) = point.and_then(|point| point.dyn_into::<HtmlElement>().ok()) {
            point.click();
            self.focus_scale(&scales, at + 1);
        }
    }

    fn step(&self, by: isize) {
        let scales = self.scales();
        if let Some(next) = self.place(&scales).checked_add_signed(by) {
            self.focus_scale(&scales, next);
        }
    }

    fn focus_scale(&self, scales: &[HtmlElement], at: usize) {
        match scales.get(at) {
            Some(scale) => {
                let _ = scale.focus();
            }
            None => self.focus_on("textarea[name=justification]"),
        }
    }

    /// A person who works by keys starts at the overall scale; after a refusal, at what is to be mended.
    fn focus_first(&self) {
        if self.form.query_selector(".notice.error").ok().flatten().is_none() {
            self.focus_on("fieldset.scale");
        }
    }

    fn focus_on(&self, selector: &str) {
        let found = self.document.query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|found: Element| found.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    }

    fn blur(&self) {
        if let Some(element) = self.document.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok())
        {
            let _ = element.blur();
        }
    }

    fn click(&self, id: &str) {
        if let Some(element) =
            self.document.get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
        {
            element.click();
        }
    }

    fn changed(&self) {
        self.state.unsaved.set(true);
        if let Some(timer) = self.state.saving.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        let rating = self.clone();
        self.state.saving.set(self.later(SAVE_AFTER, move || rating.save()));
    }

    fn later(&self, after: i32, what: impl FnOnce() + 'static) -> Option<i32> {
        let once = Closure::once_into_js(what);
        self.window.set_timeout_with_callback_and_timeout_and_arguments_0(once.unchecked_ref(), after).ok()
    }

    fn say(&self, text: &str) {
        if let Some(status) = self.document.get_element_by_id("draft-status") {
            status.set_text_content(Some(text));
        }
    }

    /// The form's fields as a plain form post.
    async fn post(&self, address: &str) -> Result<Response, JsValue> {
        let data = FormData::new_with_form(&self.form)?;
        let fields = UrlSearchParams::new_with_str_sequence_sequence(&data)?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&fields);
        let request = Request::new_with_str_and_init(address, &init)?;
        request.headers().set("Accept", "application/json")?;
        JsFuture::from(self.window.fetch_with_request(&request)).await?.dyn_into()
    }

    fn save(&self) {
        self.state.saving.set(None);
        self.state.saved_at.set(now());
        let rating = self.clone();
        spawn_local(async move {
            let Some(address) = rating.form.get_attribute("data-draft") else { return };
            let answer = rating.post(&address).await;
            if rating.state.submitting.get() {
                return;
            }
            match answer {
                Ok(answer) if answer.ok() => {
                    rating.state.unsaved.set(false);
                    let time = js_sys::Date::new_0();
                    rating.say(&format!("Draft saved at {:02}:{:02}", time.get_hours(), time.get_minutes()));
                }
                Ok(answer) if answer.status() == 401 => {
                    rating.say("You are signed out. Sign in again in another tab; your text stays here.")
                }
                Ok(answer) if answer.status() == 409 => {
                    rating.say("The time for this task ran out; it may have gone to someone else. The text is kept.")
                }
                _ => {
                    rating.say("Not saved: no connection. The text stays here; trying again.");
                    let again = rating.clone();
                    rating.state.saving.set(rating.later(RETRY_AFTER, move || again.save()));
                }
            }
        });
    }

    /// Sends the judgment, again and again under the same submission id while no server answers.
    fn submit(&self) {
        if self.state.submitting.replace(true) {
            return;
        }
        if let Some(timer) = self.state.saving.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        self.say("Submitting …");
        self.try_submit();
    }

    fn try_submit(&self) {
        let rating = self.clone();
        spawn_local(async move {
            let address = rating.form.action();
            match rating.post(&address).await {
                Ok(answer) if answer.ok() => {
                    let _ = rating.window.location().assign("/annotate");
                }
                Ok(answer) if answer.status() == 401 => {
                    rating.state.submitting.set(false);
                    rating.say("You are signed out. Sign in again in another tab, then submit; your text stays here.");
                }
                Ok(answer) if answer.status() < 500 => {
                    // Refused: the plain way shows the page that says what to mend, with everything typed.
                    let _ = rating.form.submit();
                }
                _ => {
                    rating.say("No connection. Your judgment is kept and sent again until it arrives.");
                    let again = rating.clone();
                    rating.later(RETRY_AFTER, move || again.try_submit());
                }
            }
        });
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
