//! Doing by keyboard what elements say they are for.
//!
//! The server writes the person's keys into the page (`data-keys` of `#place`: `submit=ctrl+enter skip=k …`), and on each
//! element what it is for (`data-action="skip"`). Nothing here knows a field's name: a button is pressed, a box ticked, a
//! text field, region or group gets the focus, and of several with the same action the one after the present one.

use super::{Rating, on};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDetailsElement, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

/// Groups of points to choose from.
const SCALES: &str = "#rating .scale";
/// What can be chosen or written in a group.
const INSIDE: &str = "input:not([type=hidden]), select, textarea, button, [tabindex='0']";

impl Rating {
    pub(super) fn listen_to_keys(&self) {
        let rating = self.clone();
        on(&self.document, "keydown", move |event: KeyboardEvent| {
            if rating.key(&event) {
                event.prevent_default();
            }
        });
    }

    /// A new task starts at its heading, a refused form at what is to be mended. Whoever was quicker stays where they are.
    pub(super) fn focus_first(&self) {
        if self.document.active_element().is_none_or(|element| element.tag_name() == "BODY") {
            let refused = self.find::<Element>("#to-mend .notice").is_some();
            self.focus_on(if refused { "#to-mend" } else { "#task" });
        }
    }

    /// Does what a key stands for; `false` leaves the key to the browser.
    fn key(&self, event: &KeyboardEvent) -> bool {
        // Keys that compose a character, and those pressed in a dialog, are not for us.
        if event.is_composing() || event.default_prevented() || self.find::<Element>("dialog[open]").is_some() {
            return false;
        }
        let keys =
            self.find::<HtmlElement>("#place").and_then(|place| place.get_attribute("data-keys")).unwrap_or_default();
        let bound_to = |key: &str| {
            keys.split(' ')
                .filter_map(|pair| pair.split_once('='))
                .find(|(_, bound)| *bound == key)
                .map(|(action, _)| action)
        };
        let is_answer = written(event).is_some_and(|key| bound_to(&key) == Some("final-answer"));
        if self.key_of_marking(event, is_answer) {
            return true;
        }
        let typing = self.document.active_element().is_some_and(|element| is_text(&element));
        if typing && event.key() == "Escape" {
            self.leave_text();
            return true;
        }
        let Some(key) = written(event) else { return false };
        let Some(place) = self.find::<HtmlElement>("#place") else { return false };
        let Some(action) = bound_to(&key) else { return false };
        let point = action.strip_prefix("point-").and_then(|number| number.parse::<usize>().ok());
        if key.chars().count() == 1 || key.starts_with("shift+") {
            // A switched-off single key still answers the scale that has the focus: there it is meant (WCAG 2.1.4).
            let switched_off = place.has_attribute("data-single-off");
            let writes = typing && !(key.chars().all(char::is_alphabetic) && self.in_number());
            if writes || switched_off && (point.is_none() || self.place_in(&self.all(SCALES)).is_none()) {
                return false;
            }
        }
        match point {
            // A key held down must not answer every scale.
            Some(number) => !event.repeat() && self.choose(number),
            None => self.act(action),
        }
    }

    /// Whether the focus is in a field for a whole number, which takes no letters: there they are keys.
    fn in_number(&self) -> bool {
        let active = self.document.active_element();
        active
            .is_some_and(|element| element.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.type_() == "number"))
    }

    fn act(&self, action: &str) -> bool {
        match action {
            "submit" => self.submit(),
            "save" => self.save_now(),
            "mark" => return self.mark_by_key(),
            "next-scale" => self.step(true),
            "previous-scale" => self.step(false),
            "help" => {
                if let Some(sheet) = self.find::<HtmlDialogElement>("#key-sheet") {
                    let _ = sheet.show_modal();
                }
            }
            _ => return self.use_next_of(&self.all(&format!("[data-action={action}]"))),
        }
        true
    }

    /// Which of the elements has the focus.
    fn place_in(&self, elements: &[HtmlElement]) -> Option<usize> {
        let active = self.document.active_element()?;
        elements.iter().position(|element| element.contains(Some(&active)))
    }

    /// Chooses a point of the scale that has the focus, else of the first one, and goes on to the next.
    fn choose(&self, number: usize) -> bool {
        let scales = self.all(SCALES);
        let at = self.place_in(&scales).unwrap_or(0);
        let Some(scale) = scales.get(at) else { return false };
        let Ok(points) = scale.query_selector_all("input[type=radio]") else { return false };
        let point = u32::try_from(number).ok().and_then(|number| points.get(number.checked_sub(1)?));
        let Some(point) = point.and_then(|point| point.dyn_into::<HtmlElement>().ok()) else { return false };
        point.click();
        self.focus_scale(&scales, at + 1);
        true
    }

    /// To the next scale or the one before; from elsewhere to the first.
    fn step(&self, forward: bool) {
        let scales = self.all(SCALES);
        let next = match self.place_in(&scales) {
            None => Some(0),
            Some(at) if forward => Some(at + 1),
            Some(at) => at.checked_sub(1),
        };
        if let Some(next) = next {
            self.focus_scale(&scales, next);
        }
    }

    fn focus_scale(&self, scales: &[HtmlElement], at: usize) {
        match scales.get(at) {
            // A number is typed into its field at once; points are chosen from their group.
            Some(scale) => match scale.query_selector("input[type=number]").ok().flatten() {
                Some(field) => focus(&field),
                None => focus(scale),
            },
            None => {
                self.act("justification");
            }
        }
    }

    /// Uses the first of the elements, or the one after that which has the focus.
    fn use_next_of(&self, elements: &[HtmlElement]) -> bool {
        let shown: Vec<_> = elements.iter().filter(|element| element.offset_parent().is_some()).collect();
        let active = self.document.active_element();
        let present = shown.iter().position(|element| element.contains(active.as_deref()));
        let Some(element) = shown.get(present.map_or(0, |at| (at + 1) % shown.len())) else { return false };
        let kind = element.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::type_);
        if let Some(details) = element.dyn_ref::<HtmlDetailsElement>() {
            details.set_open(!details.open());
            if let Ok(Some(summary)) = details.query_selector("summary") {
                focus(&summary);
            }
        } else if matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY")
            || matches!(kind.as_deref(), Some("checkbox" | "radio"))
        {
            element.click();
        } else if element.tab_index() >= 0 {
            focus(element);
        } else if let Ok(Some(inside)) = element.query_selector(INSIDE) {
            focus(&inside);
        } else {
            focus(element);
        }
        true
    }

    /// Out of a text field, but not to nowhere: the next Tab goes on from here.
    fn leave_text(&self) {
        let Some(active) = self.document.active_element() else { return };
        let around = active.parent_element().and_then(|parent| parent.closest("[tabindex]").ok().flatten());
        match around {
            Some(around) => focus(&around),
            None => self.focus_on("#task"),
        }
    }
}

pub(super) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Whether keys pressed in an element write something.
pub(super) fn is_text(element: &Element) -> bool {
    match element.dyn_ref::<HtmlInputElement>() {
        Some(input) => !matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit" | "range"),
        None => matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT"),
    }
}

/// A pressed key as `assay_domain::keys` writes it.
pub(crate) fn written(event: &KeyboardEvent) -> Option<String> {
    let key = event.key();
    let named = key == "Enter" || key.len() > 1 && key.starts_with('F');
    if event.alt_key() || !(named || key.chars().count() == 1) {
        return None;
    }
    let ctrl = event.ctrl_key() || event.meta_key();
    // Only letters have a Shift of their own: where "?" stands is the keyboard's matter.
    let shift = event.shift_key() && key.chars().count() == 1 && key.chars().all(char::is_alphabetic);
    let plain = key.to_lowercase();
    Some(format!("{}{}{plain}", if ctrl { "ctrl+" } else { "" }, if shift { "shift+" } else { "" }))
}
