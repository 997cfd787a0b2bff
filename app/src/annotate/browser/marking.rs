//! Choosing a passage of a response: by mouse or finger, or by keyboard with a caret; then a panel asks what it is.
//!
//! The caret is the browser's own selection, moved as in a text that can be written in and drawn by us, since browsers draw none in
//! text that is only read. It is there from the key that starts marking until Escape, or until the focus goes elsewhere.

use super::keys::{focus, is_text};
use super::shown::Shown;
use super::{Rating, on};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DomRect, Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, Node, Range, Selection};

/// How long a selection must rest before the panel shows, in milliseconds.
const REST: i32 = 250;
/// How much of what stands before the passage goes along, in characters; the server looks at 200 letters and digits.
const BEFORE: usize = 400;
/// The longest text that is read out, in characters.
const LONGEST_SAID: usize = 200;
const PANEL: &str = "#mark-panel:not([hidden])";

#[derive(Default)]
pub(super) struct State {
    chosen: RefCell<Option<Chosen>>,
    timer: Cell<Option<i32>>,
    /// A selection is being drawn.
    pressed: Cell<bool>,
    /// The response in which the caret is.
    caret_in: RefCell<Option<HtmlElement>>,
}

/// A passage that was chosen and is nothing yet.
pub(super) struct Chosen {
    pub(super) side: String,
    pub(super) quote: String,
    pub(super) before: String,
    range: Range,
}

impl Rating {
    pub(super) fn listen_to_marking(&self) {
        let rating = self.clone();
        on(&self.document, "selectionchange", move |_: Event| rating.look_at_selection_soon());
        for (name, pressed) in [("pointerdown", true), ("pointerup", false), ("pointercancel", false)] {
            let rating = self.clone();
            on(&self.document, name, move |event: Event| {
                rating.state.marking.pressed.set(pressed);
                if pressed && !in_panel(&event) {
                    rating.end_caret();
                } else {
                    rating.look_at_selection_soon();
                }
            });
        }
        on(&self.document, "mousedown", |event: Event| {
            // A press on a button must not take the selection away that it is about.
            let on_field = event.target().is_some_and(|target| target.dyn_ref::<HtmlInputElement>().is_some());
            if in_panel(&event) && !on_field {
                event.prevent_default();
            }
        });
        let rating = self.clone();
        on(&self.document, "click", move |event: Event| {
            let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            if let Some(what) =
                element.closest("[data-mark]").ok().flatten().and_then(|it| it.get_attribute("data-mark"))
            {
                rating.settle(&what);
            }
            if let Some(button) = element.closest("[data-do=mark]").ok().flatten() {
                let pane = button.closest(".pane").ok().flatten();
                let pane = pane.and_then(|pane| pane.query_selector(".pane-body").ok().flatten());
                if let Some(pane) = pane.and_then(|pane| pane.dyn_into::<HtmlElement>().ok()) {
                    rating.start_caret(pane);
                }
            }
        });
        let rating = self.clone();
        on(&self.document, "focusin", move |event: Event| {
            let caret_in = rating.state.marking.caret_in.borrow().clone();
            let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            if let (Some(pane), Some(target)) = (caret_in, target)
                && !pane.is_same_node(Some(&target))
                && !in_panel(&event)
            {
                rating.end_caret();
            }
        });
        let rating = self.clone();
        let scrolled = Closure::<dyn Fn(Event)>::new(move |_: Event| {
            rating.place_panel();
            rating.draw_caret();
        });
        // Scrolling inside an element does not come up to the document.
        let _ =
            self.document.add_event_listener_with_callback_and_bool("scroll", scrolled.as_ref().unchecked_ref(), true);
        scrolled.forget();
    }

    /// The key that marks: takes what is selected, else puts the caret into the response at hand, or into the other one.
    pub(super) fn mark_by_key(&self) -> bool {
        if self.find::<Element>("#mark-panel").is_none() {
            return false;
        }
        if let Some(chosen) = self.selected() {
            self.ask(chosen, true);
            return true;
        }
        let panes: Vec<_> = self.all(".pane-body").into_iter().filter(|pane| text_in(pane).is_some()).collect();
        let active = self.document.active_element();
        let present = panes.iter().position(|pane| pane.contains(active.as_deref()));
        let marking = self.state.marking.caret_in.borrow().is_some();
        let at = present.map_or(0, |at| if marking { (at + 1) % panes.len() } else { at });
        let Some(pane) = panes.into_iter().nth(at) else { return false };
        self.start_caret(pane);
        true
    }

    /// Keys that mean something while a passage is chosen.
    pub(super) fn key_of_marking(&self, event: &KeyboardEvent, is_answer: bool) -> bool {
        let key = event.key();
        let active = self.document.active_element();
        if let Some(panel) = self.find::<HtmlElement>(PANEL) {
            if panel.contains(active.as_deref()) {
                return self.key_in_panel(&panel, &key, is_answer);
            }
            if key == "Escape" && !active.as_ref().is_some_and(is_text) {
                self.settle("");
                return true;
            }
        }
        let caret_in = self.state.marking.caret_in.borrow().clone();
        match caret_in {
            Some(pane) if active.as_ref() == Some(pane.as_ref() as &Element) => self.key_at_caret(&pane, event),
            _ => false,
        }
    }

    fn key_in_panel(&self, panel: &HtmlElement, key: &str, is_answer: bool) -> bool {
        let Ok(found) = panel.query_selector_all("[data-mark]") else { return false };
        let buttons: Vec<HtmlElement> = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect();
        let active = self.document.active_element();
        let at = buttons.iter().position(|button| Some(button.as_ref() as &Element) == active.as_ref());
        let digit = key.parse::<usize>().ok().filter(|_| key.len() == 1);
        match (key, digit) {
            ("Escape", _) => self.settle(""),
            ("ArrowDown", _) => step(&buttons, at.map_or(0, |at| at + 1)),
            ("ArrowUp", _) => step(&buttons, at.map_or(0, |at| at + buttons.len() - 1)),
            ("ArrowLeft", _) => self.change_severity(false),
            ("ArrowRight", _) => self.change_severity(true),
            (_, Some(digit)) => {
                let tag = (digit + 9) % 10;
                match buttons.iter().find(|button| button.get_attribute("data-mark") == Some(tag.to_string())) {
                    Some(button) => button.click(),
                    None => return false,
                }
            }
            _ if is_answer
                && buttons.iter().any(|button| button.get_attribute("data-mark").as_deref() == Some("answer")) =>
            {
                self.settle("answer");
            }
            _ => return false,
        }
        true
    }

    fn change_severity(&self, worse: bool) {
        let choices = self.all("#mark-panel input[type=radio]");
        let checked =
            |choice: &HtmlElement| choice.dyn_ref::<HtmlInputElement>().is_some_and(HtmlInputElement::checked);
        let at = choices.iter().position(checked).unwrap_or(0);
        let at = if worse { at + 1 } else { at.saturating_sub(1) };
        if let Some(choice) = choices.get(at).and_then(|choice| choice.dyn_ref::<HtmlInputElement>()) {
            choice.set_checked(true);
            if let Some(label) = choice.closest("label").ok().flatten().and_then(|label| label.text_content()) {
                self.speak_text(&label);
            }
        }
    }

    fn look_at_selection_soon(&self) {
        if let Some(timer) = self.state.marking.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        let rating = self.clone();
        self.state.marking.timer.set(self.later(REST, move || rating.look_at_selection()));
    }

    fn look_at_selection(&self) {
        let (Some(panel), marking) = (self.find::<HtmlElement>("#mark-panel"), &self.state.marking) else { return };
        let inside = panel.contains(self.document.active_element().as_deref());
        if marking.pressed.get() || marking.caret_in.borrow().is_some() || inside {
            return;
        }
        match self.selected() {
            Some(chosen) => self.ask(chosen, false),
            None => self.close_panel(),
        }
    }

    /// What is selected in one of the responses.
    fn selected(&self) -> Option<Chosen> {
        let selection = self.window.get_selection().ok()??;
        if selection.is_collapsed() {
            return None;
        }
        let range = selection.get_range_at(0).ok()?.clone_range();
        let (start, end) = (range.start_container().ok()?, range.end_container().ok()?);
        let text = text_around(&start).or_else(|| text_around(&end))?;
        // A selection that goes on beyond the response ends with it.
        if !text.contains(Some(&start)) {
            range.set_start(&text, 0).ok()?;
        }
        if !text.contains(Some(&end)) {
            range.set_end(&text, text.child_nodes().length()).ok()?;
        }
        // A formula is marked as a whole.
        if let Some(formula) = element_of(&start).and_then(|start| start.closest("math").ok().flatten()) {
            let source = formula.previous_element_sibling().filter(|before| before.class_list().contains("md-tex"));
            range.set_start_before(source.as_ref().unwrap_or(&formula)).ok()?;
        }
        if let Some(formula) = element_of(&end).and_then(|end| end.closest("math").ok().flatten()) {
            range.set_end_after(&formula).ok()?;
        }
        let quote = Shown::of(&text, Some(&range)).text;
        if quote.trim().is_empty() {
            return None;
        }
        let until = self.document.create_range().ok()?;
        until.set_start(&text, 0).ok()?;
        until.set_end(&range.start_container().ok()?, range.start_offset().ok()?).ok()?;
        let before: Vec<char> = Shown::of(&text, Some(&until)).text.chars().collect();
        let before = before[before.len().saturating_sub(BEFORE)..].iter().collect();
        let side = text.closest(".pane-body").ok()??.get_attribute("data-side")?;
        Some(Chosen { side, quote: quote.trim().to_owned(), before, range })
    }

    /// Asks what is at a passage. Whoever works by keyboard is taken there.
    fn ask(&self, chosen: Chosen, take_focus: bool) {
        let Some(panel) = self.find::<HtmlElement>("#mark-panel") else { return };
        if let Some(quote) = self.find::<Element>("#mark-quote") {
            quote.set_text_content(Some(&shortened(&chosen.quote)));
        }
        *self.state.marking.chosen.borrow_mut() = Some(chosen);
        panel.set_hidden(false);
        self.place_panel();
        if take_focus && let Ok(Some(first)) = panel.query_selector("[data-mark]") {
            focus(&first);
        }
    }

    /// Beside the passage, where there is room; small screens have a place of their own for it in the stylesheet.
    fn place_panel(&self) {
        let (Some(panel), chosen) = (self.find::<HtmlElement>(PANEL), self.state.marking.chosen.borrow()) else {
            return;
        };
        let Some(chosen) = &*chosen else { return };
        let (at, own) = (chosen.range.get_bounding_client_rect(), panel.get_bounding_client_rect());
        let length =
            |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
        let (width, height) = (length(self.window.inner_width()), length(self.window.inner_height()));
        let left = at.left().clamp(8.0, (width - own.width() - 8.0).max(8.0));
        let below = at.bottom() + 8.0;
        // The bar with Submit stands at the lower edge.
        let top = if below + own.height() < height - 64.0 { below } else { at.top() - own.height() - 8.0 };
        let top = top.clamp(8.0, (height - own.height() - 64.0).max(8.0));
        let style = panel.style();
        let _ = style.set_property("left", &format!("{left}px"));
        let _ = style.set_property("top", &format!("{top}px"));
    }

    fn close_panel(&self) {
        if let Some(panel) = self.find::<HtmlElement>(PANEL) {
            panel.set_hidden(true);
        }
        *self.state.marking.chosen.borrow_mut() = None;
    }

    /// What the passage is: the number of a tag, `answer`, or nothing.
    fn settle(&self, what: &str) {
        let in_panel =
            self.find::<Element>(PANEL).is_some_and(|panel| panel.contains(self.document.active_element().as_deref()));
        let chosen = self.state.marking.chosen.borrow_mut().take();
        self.close_panel();
        let Some(chosen) = chosen else { return };
        let pane = element_of(&chosen.range.start_container().unwrap_or_else(|_| self.document.clone().into()))
            .and_then(|start| start.closest(".pane-body").ok().flatten());
        if let Some(selection) = self.selection() {
            // The next selection begins anew, the caret goes on behind the passage.
            let _ = chosen
                .range
                .end_container()
                .and_then(|end| selection.collapse_with_offset(Some(&end), chosen.range.end_offset()?));
        }
        match what {
            "" => {}
            "answer" => self.set_answer(&chosen),
            tag => {
                let severity = self.find::<HtmlInputElement>("#mark-panel input:checked").map(|chosen| chosen.value());
                self.add_error(&chosen, tag, &severity.unwrap_or_default());
            }
        }
        if !what.is_empty() {
            self.speak_with("marked", &shortened(&chosen.quote));
        }
        if let (true, Some(pane)) = (in_panel, pane) {
            focus(&pane);
            self.draw_caret();
        }
    }

    fn selection(&self) -> Option<Selection> {
        self.window.get_selection().ok().flatten()
    }

    fn start_caret(&self, pane: HtmlElement) {
        let Some(text) = text_in(&pane) else { return };
        self.end_caret();
        focus(&pane);
        let Some(selection) = self.selection() else { return };
        let here = selection.focus_node().is_some_and(|node| text.contains(Some(&node)));
        if !here && let Some(first) = Shown::of(&text, None).stretches((0, 1)).first() {
            let _ = selection.collapse_with_offset(Some(&first.node), first.from);
        }
        // Screen readers must leave the arrow keys to us for now.
        let _ = pane.set_attribute("role", "application");
        if let Some(around) = pane.parent_element() {
            let _ = around.toggle_attribute_with_force("data-marking", true);
            let name = around.query_selector("h2 > span").ok().flatten().and_then(|name| name.text_content());
            self.speak_with("mark-start", &name.unwrap_or_default());
        }
        *self.state.marking.caret_in.borrow_mut() = Some(pane);
        self.draw_caret();
    }

    fn end_caret(&self) {
        let Some(pane) = self.state.marking.caret_in.borrow_mut().take() else { return };
        let _ = pane.set_attribute("role", "region");
        if let Some(around) = pane.parent_element() {
            let _ = around.toggle_attribute_with_force("data-marking", false);
        }
        self.draw_caret();
    }

    fn key_at_caret(&self, pane: &HtmlElement, event: &KeyboardEvent) -> bool {
        let (key, jump) = (event.key(), event.ctrl_key() || event.alt_key());
        let step = match key.as_str() {
            "Escape" => {
                self.end_caret();
                return true;
            }
            "Enter" if !jump && !event.meta_key() => {
                match self.selected() {
                    Some(chosen) => self.ask(chosen, true),
                    None => self.speak("mark-nothing"),
                }
                return true;
            }
            "ArrowLeft" | "ArrowRight" if event.meta_key() => "lineboundary",
            "ArrowLeft" | "ArrowRight" if jump => "word",
            "ArrowLeft" | "ArrowRight" => "character",
            "ArrowUp" | "ArrowDown" | "PageUp" | "PageDown" => "line",
            "Home" | "End" if jump => "all",
            "Home" | "End" => "lineboundary",
            _ => return false,
        };
        let direction = match key.as_str() {
            "ArrowLeft" => "left",
            "ArrowRight" => "right",
            "ArrowUp" | "PageUp" | "Home" => "backward",
            _ => "forward",
        };
        let times = if key.starts_with("Page") { 10 } else { 1 };
        if let (Some(selection), Some(text)) = (self.selection(), text_in(pane)) {
            for _ in 0..times {
                move_in(&selection, &text, event.shift_key(), direction, step);
            }
            self.draw_caret();
            self.keep_caret_in_sight(pane);
            self.say_caret(&text, step);
        }
        true
    }

    /// Reads out what is selected, or what stands at the caret.
    fn say_caret(&self, text: &Element, step: &str) {
        if let Some(chosen) = self.selected() {
            return self.speak_with("mark-chosen", &shortened(&chosen.quote));
        }
        let Some(place) = self.caret_place() else { return };
        let shown = Shown::of(text, None).text;
        let rest = shown.chars().skip(place);
        let said: String = match step {
            "character" => rest.take(1).collect(),
            "word" => rest.skip_while(|c| c.is_whitespace()).take_while(|c| !c.is_whitespace()).collect(),
            _ => rest.take(LONGEST_SAID).take_while(|c| *c != '\n').collect(),
        };
        self.speak_text(&said);
    }

    /// Where the caret is, in characters of its response.
    pub(super) fn caret_place(&self) -> Option<usize> {
        let text = text_in(self.state.marking.caret_in.borrow().as_ref()?)?;
        let selection = self.selection()?;
        let until = self.document.create_range().ok()?;
        until.set_start(&text, 0).ok()?;
        until.set_end(&selection.focus_node()?, selection.focus_offset()).ok()?;
        Some(Shown::of(&text, Some(&until)).reached)
    }

    /// Puts the caret back where it was before the elements around it changed.
    pub(super) fn set_caret_place(&self, place: Option<usize>) {
        let Some(text) = self.state.marking.caret_in.borrow().as_ref().and_then(text_in) else { return };
        let (Some(place), Some(selection)) = (place, self.selection()) else { return };
        let shown = Shown::of(&text, None);
        // At the end of what stands before it, so that it stays on its line.
        if let Some(before) = shown.stretches((place.saturating_sub(1), place.max(1))).first() {
            let offset = if place == 0 { before.from } else { before.to };
            let _ = selection.collapse_with_offset(Some(&before.node), offset);
        }
        self.draw_caret();
    }

    fn caret_rect(&self) -> Option<DomRect> {
        let selection = self.selection()?;
        let range = self.document.create_range().ok()?;
        let (node, offset) = (selection.focus_node()?, selection.focus_offset());
        range.set_start(&node, offset).ok()?;
        range.set_end(&node, offset).ok()?;
        let rect = range.get_bounding_client_rect();
        if rect.height() > 0.0 {
            return Some(rect);
        }
        Some(element_of(&node)?.get_bounding_client_rect())
    }

    fn draw_caret(&self) {
        let Some(caret) = self.find::<HtmlElement>("#mark-caret") else { return };
        let pane = self.state.marking.caret_in.borrow().clone();
        let seen = pane.and_then(|pane| Some((pane.get_bounding_client_rect(), self.caret_rect()?)));
        let seen = seen.filter(|(pane, at)| at.bottom() > pane.top() && at.top() < pane.bottom());
        caret.set_hidden(seen.is_none());
        if let Some((_, at)) = seen {
            let style = caret.style();
            for (name, value) in [("left", at.left()), ("top", at.top()), ("height", at.height().min(40.0))] {
                let _ = style.set_property(name, &format!("{value}px"));
            }
        }
    }

    fn keep_caret_in_sight(&self, pane: &HtmlElement) {
        let Some(at) = self.caret_rect() else { return };
        let around = pane.get_bounding_client_rect();
        if at.top() < around.top() {
            pane.set_scroll_top(pane.scroll_top() - (around.top() - at.top() + 16.0) as i32);
        } else if at.bottom() > around.bottom() {
            pane.set_scroll_top(pane.scroll_top() + (at.bottom() - around.bottom() + 16.0) as i32);
        }
        let Some(at) = self.caret_rect() else { return };
        let height = self.window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
        if at.top() < 16.0 {
            self.window.scroll_by_with_x_and_y(0.0, at.top() - 48.0);
        } else if at.bottom() > height - 80.0 {
            self.window.scroll_by_with_x_and_y(0.0, at.bottom() - height + 128.0);
        }
        self.draw_caret();
    }
}

/// Moves the caret, or the end of the selection, by a step, and not out of the response.
fn move_in(selection: &Selection, text: &Element, extend: bool, direction: &str, step: &str) {
    let from = (selection.anchor_node(), selection.anchor_offset(), selection.focus_node(), selection.focus_offset());
    if step == "all" {
        let all = Shown::of(text, None);
        let length = all.text.chars().count();
        let back = direction == "backward";
        let place = if back { (0, 1) } else { (0, length) };
        let stretches = all.stretches(place);
        let edge =
            if back { stretches.first().map(|one| (one, one.from)) } else { stretches.last().map(|one| (one, one.to)) };
        if let Some((edge, offset)) = edge {
            let _ = if extend {
                selection.extend_with_offset(&edge.node, offset)
            } else {
                selection.collapse_with_offset(Some(&edge.node), offset)
            };
        }
        return;
    }
    let _ = selection.modify(if extend { "extend" } else { "move" }, direction, step);
    if !selection.focus_node().is_some_and(|node| text.contains(Some(&node)))
        && let (Some(anchor), anchor_offset, Some(focus), focus_offset) = from
    {
        let _ = selection.set_base_and_extent(&anchor, anchor_offset, &focus, focus_offset);
    }
}

fn step(buttons: &[HtmlElement], at: usize) {
    if let Some(button) = buttons.get(at % buttons.len().max(1)) {
        focus(button);
    }
}

fn in_panel(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("#mark-panel").ok().flatten().is_some())
}

/// The text of a response, in the part of the page that it scrolls in.
fn text_in(pane: &HtmlElement) -> Option<Element> {
    pane.query_selector(".prose").ok().flatten()
}

/// The text of a response that a node is in.
fn text_around(node: &Node) -> Option<Element> {
    element_of(node)?.closest(".pane-body .prose").ok().flatten()
}

fn element_of(node: &Node) -> Option<Element> {
    node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SAID) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
