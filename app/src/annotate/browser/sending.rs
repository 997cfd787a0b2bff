//! Drafts and submissions over a bad network.
//!
//! A draft is saved shortly after each change, one request at a time, so that an old one never arrives after a new one. A
//! submission is taken once and sent in the same bytes under the same submission id until the server has answered;
//! meanwhile the form takes no changes. Nothing is called submitted before the server has said so.

use super::{Rating, now, on};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, Request, RequestInit, Response,
    SubmitEvent, UrlSearchParams,
};

/// How long after the last change the draft is saved, in milliseconds.
const SAVE_AFTER: i32 = 1_000;
/// How long after a try that met no server the first next one follows, in milliseconds; doubled each time.
const RETRY_AFTER: i32 = 1_000;
/// The longest wait between two tries, in milliseconds.
const LONGEST_WAIT: i32 = 30_000;

#[derive(Default)]
pub(super) struct State {
    /// How many changes were made, and how many of them the server has.
    changes: Cell<u32>,
    saved: Cell<u32>,
    /// When a draft last set out.
    pub(super) saved_at: Cell<f64>,
    /// Whether active time was counted that the server does not know yet.
    pub(super) counted: Cell<bool>,
    /// The timer of the next draft or the next try of a submission.
    timer: Cell<Option<i32>>,
    /// Tries in a row that met no server.
    failures: Cell<u32>,
    /// A draft is on its way.
    saving: Cell<bool>,
    /// The version of a newer draft that another tab or device saved, until the person has chosen.
    newer: RefCell<Option<String>>,
    /// A submission was taken and is not answered.
    submission: Cell<Option<UrlSearchParams>>,
    pub(super) submitting: Cell<bool>,
    /// The submission is on its way, not waiting for its next try.
    on_its_way: Cell<bool>,
    /// The page goes away with everything safe.
    pub(super) leaving: Cell<bool>,
}

/// What an answer means for what was sent.
pub(super) enum Outcome {
    Taken,
    SignedOut,
    /// The server's page says what is to be done.
    Refused,
    /// Sending it again changes nothing; the status.
    Rejected(u16),
    /// Not now; later perhaps.
    NotReached,
}

impl Outcome {
    pub(super) fn of(answer: &Result<Response, JsValue>) -> Self {
        match answer.as_ref().map(Response::status) {
            Ok(200..=299) => Self::Taken,
            Ok(401) => Self::SignedOut,
            Ok(409 | 422) => Self::Refused,
            Ok(status @ 400..=499) if status != 408 && status != 429 => Self::Rejected(status),
            _ => Self::NotReached,
        }
    }
}

impl Rating {
    /// The state of the task that is shown now.
    pub(super) fn sending(&self) -> Rc<State> {
        self.state.sending.borrow().clone()
    }

    pub(super) fn listen_to_changes(&self) {
        self.sending().saved_at.set(now());
        for name in ["input", "change"] {
            let rating = self.clone();
            on(&self.document, name, move |event: Event| {
                if rating.is_of_form(&event) {
                    rating.changed();
                }
            });
        }
        let rating = self.clone();
        on(&self.document, "submit", move |event: SubmitEvent| {
            if !rating.is_of_form(&event) {
                return;
            }
            let address = event.submitter().and_then(|button| button.get_attribute("formaction"));
            if address.is_none() {
                rating.submit();
            } else if address == rating.draft_address() {
                rating.save_now();
            } else {
                // What else has an address of its own is a page of its own.
                return;
            }
            event.prevent_default();
        });
        let rating = self.clone();
        on(&self.window, "online", move |_: Event| rating.go_on());
        let rating = self.clone();
        on(&self.window, "offline", move |_: Event| rating.say("offline"));
        let rating = self.clone();
        on(&self.document, "visibilitychange", move |_: Event| {
            if !rating.document.hidden() || rating.is_unsaved() || rating.sending().counted.get() {
                // Coming back asks too: another tab or device may have a newer draft.
                rating.save();
            }
        });
        let rating = self.clone();
        on(&self.window, "beforeunload", move |event: Event| {
            let sending = rating.sending();
            if !sending.leaving.get() && (sending.submitting.get() || rating.is_unsaved()) {
                rating.save();
                event.prevent_default();
            }
        });
        let rating = self.clone();
        on(&self.window, "pagehide", move |_: Event| rating.save_while_leaving());
    }

    /// Whether an event comes from the rating form or a field of it.
    fn is_of_form(&self, event: &Event) -> bool {
        let (Some(form), Some(target)) = (self.form(), event.target()) else { return false };
        target.dyn_ref::<web_sys::Node>().is_some_and(|target| form.contains(Some(target)))
    }

    pub(super) fn draft_address(&self) -> Option<String> {
        self.form()?.get_attribute("data-draft")
    }

    pub(super) fn is_unsaved(&self) -> bool {
        self.sending().changes.get() != self.sending().saved.get()
    }

    pub(super) fn changed(&self) {
        let both_bad =
            self.find::<HtmlInputElement>("[data-action=both-bad]").is_some_and(|both_bad| both_bad.checked());
        if both_bad && self.find::<Element>("input[name=preference]:checked").is_none() {
            // It goes with "about the same" only; choosing that is a change of its own.
            if let Some(same) = self.find::<HtmlElement>("input[name=preference][value='0']") {
                return same.click();
            }
        }
        self.sending().changes.set(self.sending().changes.get().wrapping_add(1));
        self.count_characters();
        if !self.sending().submitting.get() {
            self.save_after(SAVE_AFTER);
            if let (true, Ok(fields)) = (self.sending().failures.get() > 0, self.fields()) {
                self.keep(&fields, false);
            }
        }
    }

    fn clear_timer(&self) {
        if let Some(timer) = self.sending().timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
    }

    fn save_after(&self, wait: i32) {
        self.clear_timer();
        let rating = self.clone();
        self.sending().timer.set(self.later(wait, move || rating.save()));
    }

    /// How long to wait after one more try that met no server: 1, 2, 4, … seconds.
    pub(super) fn wait(&self) -> i32 {
        let failures = self.sending().failures.get();
        self.sending().failures.set(failures.saturating_add(1));
        RETRY_AFTER.checked_shl(failures.min(5)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
    }

    /// The network is back: nothing waits any longer.
    fn go_on(&self) {
        self.sending().failures.set(0);
        if self.sending().submitting.get() {
            self.try_submission();
        } else if self.is_unsaved() {
            self.save();
        }
    }

    /// Saves the draft if nothing was sent for so long: the sign of life that keeps the lease.
    pub(super) fn keep_lease(&self, after: f64) {
        if now() - self.sending().saved_at.get() > after {
            self.save();
        }
    }

    /// Saves the draft because the person asked for it.
    pub(super) fn save_now(&self) {
        if !self.sending().submitting.get() {
            self.say("saving");
            self.save();
        }
    }

    fn save(&self) {
        let sending = self.sending();
        if sending.submitting.get() || sending.saving.get() || sending.newer.borrow().is_some() {
            return;
        }
        self.clear_timer();
        let (Some(address), Ok(fields)) = (self.draft_address(), self.fields()) else { return };
        sending.saving.set(true);
        sending.saved_at.set(now());
        sending.counted.set(false);
        let (rating, version) = (self.clone(), sending.changes.get());
        spawn_local(async move {
            let answer = rating.post(&address, Some(&fields)).await;
            sending.saving.set(false);
            if sending.submitting.get() || !Rc::ptr_eq(&sending, &rating.sending()) {
                return;
            }
            match Outcome::of(&answer) {
                Outcome::Taken => {
                    sending.failures.set(0);
                    sending.saved.set(version);
                    rating.set_draft_version(version_of(&answer));
                    rating.forget();
                    let time = js_sys::Date::new_0();
                    rating.say_with("saved", &format!("{:02}:{:02}", time.get_hours(), time.get_minutes()));
                    if rating.is_unsaved() {
                        rating.save_after(SAVE_AFTER);
                    }
                }
                Outcome::SignedOut => {
                    rating.keep(&fields, false);
                    rating.say("signed-out");
                }
                Outcome::Refused => match version_of(&answer) {
                    Some(newer) => rating.ask_about(newer),
                    None => rating.say("not-open"),
                },
                Outcome::Rejected(status) => rating.say_with("not-saved", &status.to_string()),
                Outcome::NotReached => {
                    rating.keep(&fields, false);
                    rating.say("not-saved-offline");
                    let wait = rating.wait();
                    rating.save_after(wait);
                }
            }
        });
    }

    /// Saves what there is while the page goes away: nobody waits for the answer.
    fn save_while_leaving(&self) {
        let sending = self.sending();
        if sending.leaving.get() || !(self.is_unsaved() || sending.counted.get()) {
            return;
        }
        if let (Some(address), Ok(fields)) = (self.draft_address(), self.fields()) {
            if self.is_unsaved() {
                self.keep(&fields, sending.submitting.get());
            }
            // A beacon cannot say in a header that it wants no page.
            fields.append("by", "script");
            let _ = self.window.navigator().send_beacon_with_opt_url_search_params(&address, Some(&fields));
        }
    }

    /// Takes the judgment and sends it until a server answers. Asked again meanwhile, it does not wait for the next try.
    pub(super) fn submit(&self) {
        let sending = self.sending();
        if sending.submitting.get() {
            return self.try_submission();
        }
        if sending.newer.borrow().is_some() {
            return self.focus_on("#newer-draft button");
        }
        let Ok(fields) = self.fields() else { return };
        self.clear_timer();
        sending.failures.set(0);
        sending.submission.set(Some(fields));
        sending.submitting.set(true);
        self.lock(true);
        self.say("submitting");
        self.try_submission();
    }

    fn try_submission(&self) {
        let sending = self.sending();
        if sending.on_its_way.replace(true) {
            return;
        }
        self.clear_timer();
        let fields = sending.submission.take();
        sending.submission.set(fields.clone());
        let (rating, address) = (self.clone(), self.form().map(|form| form.action()).unwrap_or_default());
        spawn_local(async move {
            let answer = match &fields {
                Some(fields) => rating.post(&address, Some(fields)).await,
                None => Err(JsValue::UNDEFINED),
            };
            sending.on_its_way.set(false);
            rating.answered(&answer).await;
        });
    }

    async fn answered(&self, answer: &Result<Response, JsValue>) {
        let sending = self.sending();
        match Outcome::of(answer) {
            Outcome::Taken => {
                sending.leaving.set(true);
                self.forget();
                self.say("submitted");
                self.offer_undo(answer).await;
                self.go_to_next();
            }
            Outcome::Refused => {
                self.forget();
                // The answer is the page that says what to mend, with everything typed.
                let shown = match answer {
                    Ok(answer) => self.show_answer(answer).await,
                    Err(_) => None,
                };
                if let (None, Some(form)) = (shown, self.form()) {
                    sending.leaving.set(true);
                    let _ = form.submit();
                }
            }
            Outcome::SignedOut => {
                self.keep_submission();
                self.give_back();
                self.say("signed-out");
            }
            Outcome::Rejected(status) => {
                self.give_back();
                self.say_with("not-submitted", &status.to_string());
            }
            Outcome::NotReached => {
                self.keep_submission();
                self.say("not-submitted-offline");
                let (rating, wait) = (self.clone(), self.wait());
                sending.timer.set(self.later(wait, move || rating.try_submission()));
            }
        }
    }

    fn keep_submission(&self) {
        let fields = self.sending().submission.take();
        if let Some(fields) = &fields {
            self.keep(fields, true);
        }
        self.sending().submission.set(fields);
    }

    fn set_draft_version(&self, version: Option<String>) {
        if let (Some(version), Some(field)) = (version, self.find::<HtmlInputElement>("input[name=draft_version]")) {
            field.set_value(&version);
        }
    }

    /// Another tab or device saved a newer draft: the person decides which of the two stays.
    fn ask_about(&self, newer: String) {
        *self.sending().newer.borrow_mut() = Some(newer);
        self.show_choice(true);
    }

    pub(super) fn show_choice(&self, shown: bool) {
        if let Some(choice) = self.find::<HtmlElement>("#newer-draft") {
            choice.set_hidden(!shown);
        }
    }

    pub(super) fn listen_to_choices(&self) {
        let rating = self.clone();
        on(&self.document, "click", move |event: Event| {
            let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            let button = element.closest("[data-do]").ok().flatten();
            match button.and_then(|button| button.get_attribute("data-do")).as_deref() {
                Some("show-newer") => {
                    rating.sending().leaving.set(true);
                    rating.forget();
                    rating.load_again();
                }
                Some("keep-mine") => {
                    rating.set_draft_version(rating.sending().newer.borrow_mut().take());
                    rating.show_choice(false);
                    rating.focus_on("#task");
                    rating.save_now();
                }
                _ => {}
            }
        });
    }

    /// The form is the person's again.
    fn give_back(&self) {
        self.sending().submitting.set(false);
        self.sending().submission.set(None);
        self.lock(false);
    }

    /// Keeps the form as it was taken: changes made now would not be part of what is sent. The bar stays, with the focus.
    fn lock(&self, locked: bool) {
        let Some(form) = self.form() else { return };
        if locked {
            self.focus_on(".submit-bar button");
        }
        let parts = form.children();
        for part in (0..parts.length()).filter_map(|at| parts.item(at)) {
            if !part.class_list().contains("submit-bar") {
                // It cannot fail: the name is a valid attribute name.
                let _ = part.toggle_attribute_with_force("inert", locked);
            }
        }
        for other in self.all(".submit-bar button[formaction]") {
            let _ = other.toggle_attribute_with_force("disabled", locked);
        }
    }

    /// The form's fields as a form post has them.
    pub(super) fn fields(&self) -> Result<UrlSearchParams, JsValue> {
        let form: HtmlFormElement = self.form().ok_or(JsValue::UNDEFINED)?;
        let fields = FormData::new_with_form(&form)?;
        UrlSearchParams::new_with_str_sequence_sequence(&fields)
    }

    pub(super) async fn post(&self, address: &str, fields: Option<&UrlSearchParams>) -> Result<Response, JsValue> {
        let init = RequestInit::new();
        init.set_method("POST");
        if let Some(fields) = fields {
            init.set_body(fields);
        }
        let request = Request::new_with_str_and_init(address, &init)?;
        request.headers().set("Accept", "application/json")?;
        JsFuture::from(self.window.fetch_with_request(&request)).await?.dyn_into()
    }
}

/// The version of the draft that the server has.
fn version_of(answer: &Result<Response, JsValue>) -> Option<String> {
    answer.as_ref().ok()?.headers().get("draft-version").ok().flatten()
}
