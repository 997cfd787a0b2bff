//! Moving and choosing by keyboard. The keys are listed in the sheet of `island.rs`.

use super::{Rating, on};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDetailsElement, HtmlDialogElement, HtmlElement, KeyboardEvent};

/// The text field.
const TEXT: &str = "#field-justification";

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
        // Keys that compose a character, and those pressed in the key sheet, are not for us.
        if event.is_composing() || self.find::<Element>("dialog[open]").is_some() {
            return false;
        }
        let key = event.key();
        if event.alt_key() {
            return false;
        }
        if event.ctrl_key() || event.meta_key() {
            match key.as_str() {
                "Enter" => self.submit(),
                "s" | "S" => self.save_now(),
                _ => return false,
            }
            return true;
        }
        if self.document.active_element().is_some_and(|element| element.tag_name() == "TEXTAREA") {
            if key == "Escape" {
                // Not nowhere: the next Tab goes on from here.
                self.focus_on("#why");
            }
            return key == "Escape";
        }
        match key.as_str() {
            // A key held down must not answer every scale.
            "1" | "2" | "3" | "4" | "5" | "6" | "7" if !event.repeat() => self.choose(&key),
            "n" => self.step(true),
            "p" => self.step(false),
            "b" => self.click("#field-both_bad"),
            "e" => self.focus_next_of(".tags fieldset", "input"),
            "r" => self.focus_next_of(".pane", ".pane-body"),
            "j" => self.focus_on(TEXT),
            "g" => self.fold_guidelines(),
            "?" => {
                if let Some(sheet) = self.find::<HtmlDialogElement>("#key-sheet") {
                    let _ = sheet.show_modal();
                }
            }
            _ => return false,
        }
        true
    }

    fn scales(&self) -> Vec<HtmlElement> {
        self.all("#rating fieldset.scale")
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let Ok(found) = self.document.query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }

    /// Which of the elements has the focus.
    fn place(&self, elements: &[HtmlElement]) -> Option<usize> {
        let active = self.document.active_element()?;
        elements.iter().position(|element| element.contains(Some(&active)))
    }

    /// Chooses a point of the scale that has the focus, else of the overall one, and goes on to the next.
    fn choose(&self, key: &str) {
        let scales = self.scales();
        let at = self.place(&scales).unwrap_or(0);
        let point =
            scales.get(at).and_then(|scale| scale.query_selector(&format!(".point-{key} input")).ok().flatten());
        if let Some(point) = point.and_then(|point| point.dyn_into::<HtmlElement>().ok()) {
            point.click();
            self.focus_scale(&scales, at + 1);
        }
    }

    /// To the next scale or the one before; from elsewhere to the first.
    fn step(&self, forward: bool) {
        let scales = self.scales();
        let next = match self.place(&scales) {
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
            Some(scale) => {
                let _ = scale.focus();
            }
            None => self.focus_on(TEXT),
        }
    }

    /// Into the first of the groups, and from one to the next.
    fn focus_next_of(&self, groups: &str, inside: &str) {
        let groups = self.all(groups);
        let next = self.place(&groups).map_or(0, |at| (at + 1) % groups.len());
        let target = groups.get(next).and_then(|group| group.query_selector(inside).ok().flatten());
        if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            let _ = target.focus();
        }
    }

    fn fold_guidelines(&self) {
        if let Some(guidelines) = self.find::<HtmlDetailsElement>("#guidelines") {
            guidelines.set_open(!guidelines.open());
            if guidelines.open() {
                self.focus_on("#guidelines summary");
            }
        }
    }

    pub(super) fn click(&self, selector: &str) {
        if let Some(element) = self.find::<HtmlElement>(selector) {
            element.click();
        }
    }
}
