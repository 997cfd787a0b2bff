//! Taking the last submission back: how long that is still offered, and nothing lost of the task that is shown meanwhile.
//!
//! The server says how long is left when it writes the offer, so the browser's clock need not agree with its own.

use super::sending::Outcome;
use super::{Rating, now, on};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlFormElement};

#[derive(Default)]
pub(super) struct State {
    /// When the offer ends, by the browser's clock.
    over_at: Cell<f64>,
    timer: Cell<Option<i32>>,
}

impl Rating {
    pub(super) fn listen_to_undo(&self) {
        let rating = self.clone();
        on(&self.document, "submit", move |event: Event| {
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            if let Some(form) = form.filter(|form| form.id() == "undo") {
                event.prevent_default();
                rating.take_back(form);
            }
        });
    }

    /// Counts down what the page came with; loading it took of the time.
    pub(super) fn count_down_from_load(&self) {
        self.count_down(self.window.performance().map_or(0.0, |performance| performance.now()));
    }

    /// Begins to count an offer down that the server wrote so many milliseconds ago; how long is left, if there is one.
    pub(super) fn count_down(&self, age: f64) -> Option<String> {
        if let Some(timer) = self.state.undo.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        let left: f64 = self.find::<Element>("#undo")?.get_attribute("data-left")?.parse().ok()?;
        self.state.undo.over_at.set(now() + left - age);
        if let Some(until) = self.find::<Element>("#undo-until") {
            // Still there for screen readers, which do not read the countdown.
            let _ = until.class_list().add_1("visually-hidden");
        }
        self.go_on_counting();
        self.find::<Element>("#undo").map(|_| minutes(whole_seconds(left - age)))
    }

    fn go_on_counting(&self) {
        let (Some(form), left) = (self.find::<Element>("#undo"), self.state.undo.over_at.get() - now()) else { return };
        if left <= 0.0 {
            return self.withdraw(&form);
        }
        let seconds = whole_seconds(left);
        if let Some(count) = self.find::<Element>("#undo-left") {
            let shown = if self.calm() { rarely(seconds) } else { seconds };
            let said = self.message("undo-left").replace("{0}", &minutes(shown));
            // What does not change is not written again.
            if count.text_content().as_deref() != Some(&said) {
                count.set_text_content(Some(&said));
            }
        }
        // At the next whole second, so that none is left out.
        #[allow(clippy::cast_possible_truncation)]
        let wait = (left % 1_000.0).max(20.0) as i32;
        let rating = self.clone();
        self.state.undo.timer.set(self.later(wait, move || rating.go_on_counting()));
    }

    /// Whether the person asked their system for less that moves.
    fn calm(&self) -> bool {
        let asked = self.window.match_media("(prefers-reduced-motion: reduce)");
        asked.ok().flatten().is_some_and(|query| query.matches())
    }

    /// The offer is over. Whoever was at its button is told, and taken to the task.
    fn withdraw(&self, form: &Element) {
        let was_there = form.contains(self.document.active_element().as_deref());
        form.remove();
        if was_there {
            self.speak("undo-over");
            self.focus_on("#task");
        }
    }

    /// Leaves for the task that was submitted before this one; what was typed here is saved first.
    fn take_back(&self, form: HtmlFormElement) {
        let sending = self.sending();
        if sending.submitting.get() {
            // One thing after the other: the form that is being sent would be left alone.
            return self.say("submitting");
        }
        let unsaved = self.draft_address().filter(|_| self.is_unsaved()).zip(self.fields().ok());
        let rating = self.clone();
        spawn_local(async move {
            if let Some((address, fields)) = unsaved {
                let answer = rating.post(&address, Some(&fields)).await;
                if !matches!(Outcome::of(&answer), Outcome::Taken) {
                    rating.keep(&fields, false);
                }
            }
            sending.leaving.set(true);
            let _ = form.submit();
        });
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole_seconds(milliseconds: f64) -> u32 {
    (milliseconds / 1_000.0).ceil().max(0.0) as u32
}

/// Seconds of which only every tenth is shown, and of the last ones the fifth: less that moves, and never more than there is.
fn rarely(seconds: u32) -> u32 {
    if seconds >= 10 { seconds / 10 * 10 } else { seconds.min(5) }
}

/// Minutes and seconds, the same in every language.
fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
