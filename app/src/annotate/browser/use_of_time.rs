//! Active time: it counts only while the page is visible, has the focus and was used lately.
//!
//! Each page load counts its own, from nothing, and sends the whole figure every time, so that sending it again changes
//! nothing; the server adds the loads up. Only one window has the focus, so two tabs never count the same moment.

use super::{Rating, now, on};
use std::cell::Cell;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlInputElement};

/// A pause in use longer than this is not work, in milliseconds.
const IDLE_AFTER: f64 = 30_000.0;
/// How often active time is counted, in milliseconds.
const TICK: i32 = 1_000;
/// How long between signs of life that keep the lease though nothing was typed, in milliseconds.
const KEEP_AFTER: f64 = 120_000.0;

#[derive(Default)]
pub(super) struct State {
    /// When something was last typed, clicked or scrolled.
    used_at: Cell<f64>,
    /// When time was last counted.
    counted_at: Cell<f64>,
}

impl Rating {
    pub(super) fn listen_to_use(&self) {
        self.state.use_of_time.used_at.set(now());
        self.state.use_of_time.counted_at.set(now());
        for name in ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchmove"] {
            let state = self.state.clone();
            let noted = Closure::<dyn Fn(Event)>::new(move |_: Event| state.use_of_time.used_at.set(now()));
            // While it is on its way down: scrolling inside an element does not come up to the document.
            let _ = self.document.add_event_listener_with_callback_and_bool(name, noted.as_ref().unchecked_ref(), true);
            noted.forget();
        }
        let rating = self.clone();
        let tick = Closure::<dyn FnMut()>::new(move || rating.tick());
        let _ = self.window.set_interval_with_callback_and_timeout_and_arguments_0(tick.as_ref().unchecked_ref(), TICK);
        tick.forget();
        let rating = self.clone();
        // The last moment before the page is left counts too.
        on(&self.window, "blur", move |_: Event| {
            rating.count(true);
        });
    }

    fn tick(&self) {
        if self.count(self.document.has_focus().unwrap_or(false)) {
            self.keep_lease(KEEP_AFTER);
        }
    }

    /// Counts the time since the last look, if it was active.
    fn count(&self, focused: bool) -> bool {
        let State { used_at, counted_at } = &self.state.use_of_time;
        let moment = now();
        let since = moment - counted_at.replace(moment);
        if !focused || self.document.hidden() || moment - used_at.get() > IDLE_AFTER {
            return false;
        }
        if let Some(field) = self.find::<HtmlInputElement>("input[name=active_ms]") {
            let so_far: f64 = field.value().parse().unwrap_or(0.0);
            // A machine that slept counts one tick and no more.
            field.set_value(&(so_far + since.clamp(0.0, 2.0 * f64::from(TICK))).round().to_string());
            self.sending().counted.set(true);
        }
        true
    }
}
