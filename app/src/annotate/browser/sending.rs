//! Saving drafts and submitting, over a network that may not be there.
//!
//! One draft is on its way at a time, so that an old one never arrives after a new one. A submission is taken once and sent
//! in the same bytes under the same submission id until the server has answered; meanwhile the form takes no changes.

use super::{Rating, now, on};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlInputElement, Request, RequestInit, Response, SubmitEvent,
    UrlSearchParams,
};

/// How long after the last change the draft is saved, in milliseconds.
const SAVE_AFTER: i32 = 1_000;
/// How long after a try that met no server the first next one follows, in milliseconds; doubled each time.
const RETRY_AFTER: i32 = 1_000;
/// The longest wait between two tries, in milliseconds.
const LONGEST_WAIT: i32 = 30_000;

const SIGNED_OUT: &str = "You are signed out. Sign in again in another tab, then go on here; your text stays.";

#[derive(Default)]
pub(super) struct State {
    /// How many changes were made, and how many of them the server has.
    changes: Cell<u32>,
    saved: Cell<u32>,
    /// When a draft last set out.
    saved_at: Cell<f64>,
    /// The timer of the next draft or the next try of a submission.
    timer: Cell<Option<i32>>,
    /// Tries in a row that met no server.
    failures: Cell<u32>,
    /// A draft is on its way.
    saving: Cell<bool>,
    /// A submission was taken and is not answered.
    submission: Cell<Option<UrlSearchParams>>,
    submitting: Cell<bool>,
    /// The submission is on its way, not waiting for its next try.
    on_its_way: Cell<bool>,
    /// The page goes away with everything safe.
    leaving: Cell<bool>,
}

/// What an answer means for what was sent.
enum Outcome {
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
    fn of(answer: &Result<Response, JsValue>) -> Self {
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
    fn sending(&self) -> &State {
        &self.state.sending
    }

    pub(super) fn listen_to_changes(&self) {
        self.sending().saved_at.set(now());
        for name in ["input", "change"] {
            let rating = self.clone();
            on(&self.form, name, move |_: Event| rating.changed());
        }
        let rating = self.clone();
        on(&self.form, "submit", move |event: SubmitEvent| {
            event.prevent_default();
            // "Save draft" has an address of its own.
            if event.submitter().is_some_and(|button| button.has_attribute("formaction")) {
                rating.save_now();
            } else {
                rating.submit();
            }
        });
        let rating = self.clone();
        on(&self.window, "online", move |_: Event| rating.go_on());
        let rating = self.clone();
        on(&self.document, "visibilitychange", move |_: Event| {
            if rating.document.hidden() && (rating.is_unsaved() || rating.state.counted.get()) {
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

    fn is_unsaved(&self) -> bool {
        self.sending().changes.get() != self.sending().saved.get()
    }

    fn changed(&self) {
        let both_bad = self.find::<HtmlInputElement>("#field-both_bad").is_some_and(|both_bad| both_bad.checked());
        if both_bad && self.find::<Element>("input[name=preference]:checked").is_none() {
            // It goes with "about the same" only.
            return self.click("#field-preference .point-4 input");
        }
        self.sending().changes.set(self.sending().changes.get().wrapping_add(1));
        self.count_characters();
        if !self.sending().submitting.get() {
            self.save_after(SAVE_AFTER);
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
    fn wait(&self) -> i32 {
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
            self.say("Saving …");
            self.save();
        }
    }

    fn save(&self) {
        let sending = self.sending();
        if sending.submitting.get() || sending.saving.get() {
            return;
        }
        self.clear_timer();
        let (Some(address), Ok(fields)) = (self.form.get_attribute("data-draft"), self.fields()) else { return };
        sending.saving.set(true);
        sending.saved_at.set(now());
        self.state.counted.set(false);
        let (rating, version) = (self.clone(), sending.changes.get());
        spawn_local(async move {
            let answer = rating.post(&address, &fields).await;
            let sending = rating.sending();
            sending.saving.set(false);
            if sending.submitting.get() {
                return;
            }
            match Outcome::of(&answer) {
                Outcome::Taken => {
                    sending.failures.set(0);
                    sending.saved.set(version);
                    let time = js_sys::Date::new_0();
                    rating.say(&format!("Draft saved at {:02}:{:02}", time.get_hours(), time.get_minutes()));
                    if rating.is_unsaved() {
                        rating.save_after(SAVE_AFTER);
                    }
                }
                Outcome::SignedOut => rating.say(SIGNED_OUT),
                Outcome::Refused => {
                    rating.say("This task is no longer open to you here. The text stays; submit to see how it stands.");
                }
                Outcome::Rejected(status) => {
                    rating.say(&format!(
                        "Not saved: the server does not take this draft ({status}). The text stays here."
                    ));
                }
                Outcome::NotReached => {
                    rating.say("Not saved: no connection. The text stays here; trying again.");
                    let wait = rating.wait();
                    rating.save_after(wait);
                }
            }
        });
    }

    /// Saves what there is while the page goes away: nobody waits for the answer.
    fn save_while_leaving(&self) {
        if self.sending().leaving.get() || !(self.is_unsaved() || self.state.counted.get()) {
            return;
        }
        if let (Some(address), Ok(fields)) = (self.form.get_attribute("data-draft"), self.fields()) {
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
        let Ok(fields) = self.fields() else { return };
        self.clear_timer();
        sending.failures.set(0);
        sending.submission.set(Some(fields));
        sending.submitting.set(true);
        self.lock(true);
        self.say("Submitting …");
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
        let rating = self.clone();
        spawn_local(async move {
            let answer = match &fields {
                Some(fields) => rating.post(&rating.form.action(), fields).await,
                None => Err(JsValue::UNDEFINED),
            };
            rating.sending().on_its_way.set(false);
            rating.answered(&Outcome::of(&answer));
        });
    }

    fn answered(&self, outcome: &Outcome) {
        let sending = self.sending();
        match outcome {
            Outcome::Taken => {
                sending.leaving.set(true);
                self.say("Submitted.");
                let _ = self.window.location().assign("/annotate");
            }
            Outcome::Refused => {
                // The plain way shows the page that says what to mend, with everything typed.
                sending.leaving.set(true);
                let _ = self.form.submit();
            }
            Outcome::SignedOut => {
                self.give_back();
                self.say(SIGNED_OUT);
            }
            Outcome::Rejected(status) => {
                self.give_back();
                self.say(&format!("Not submitted: the server does not take this ({status}). The text stays here."));
            }
            Outcome::NotReached => {
                self.say("No connection. Your judgment is kept and sent again until it arrives; leave this page open.");
                let (rating, wait) = (self.clone(), self.wait());
                sending.timer.set(self.later(wait, move || rating.try_submission()));
            }
        }
    }

    /// The form is the person's again.
    fn give_back(&self) {
        self.sending().submitting.set(false);
        self.sending().submission.set(None);
        self.lock(false);
    }

    /// Keeps the form as it was taken: changes made now would not be part of what is sent. The bar stays, with the focus.
    fn lock(&self, locked: bool) {
        if locked {
            self.focus_on(".submit-bar button");
        }
        let parts = self.form.children();
        for part in (0..parts.length()).filter_map(|at| parts.item(at)) {
            if !part.class_list().contains("submit-bar") {
                // It cannot fail: the name is a valid attribute name.
                let _ = part.toggle_attribute_with_force("inert", locked);
            }
        }
        if let Some(other) = self.find::<HtmlElement>(".submit-bar button[formaction]") {
            let _ = other.toggle_attribute_with_force("disabled", locked);
        }
    }

    /// The form's fields as a form post has them.
    fn fields(&self) -> Result<UrlSearchParams, JsValue> {
        let fields = FormData::new_with_form(&self.form)?;
        UrlSearchParams::new_with_str_sequence_sequence(&fields)
    }

    async fn post(&self, address: &str, fields: &UrlSearchParams) -> Result<Response, JsValue> {
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(fields);
        let request = Request::new_with_str_and_init(address, &init)?;
        request.headers().set("Accept", "application/json")?;
        JsFuture::from(self.window.fetch_with_request(&request)).await?.dyn_into()
    }
}
