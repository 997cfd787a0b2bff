//! From one task to the next without loading a page: its part of the page is fetched ahead, and shown only when the server
//! has acknowledged the judgment before it.

use super::sending::Outcome;
use super::{Rating, now};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DocumentFragment, DomParser, Element, HtmlElement, HtmlTemplateElement, Response, SupportedType};

/// How long after a task is shown the next one is fetched, in milliseconds: what is on the screen comes first.
const LOOK_AHEAD_AFTER: i32 = 700;
/// How long what was fetched ahead may be shown, in milliseconds. Its lease is as old, and so is its draft.
const AHEAD_KEEPS: f64 = 600_000.0;

#[derive(Default)]
pub(super) struct State {
    ahead: RefCell<Option<Ahead>>,
    timer: Cell<Option<i32>>,
}

/// The part of the page for the next task, parsed already.
struct Ahead {
    part: DocumentFragment,
    fetched_at: f64,
}

impl Rating {
    /// Fetches the next task once the present one had its time to be shown.
    pub(super) fn look_ahead_soon(&self) {
        if let Some(timer) = self.state.next.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        let rating = self.clone();
        self.state.next.timer.set(self.later(LOOK_AHEAD_AFTER, move || rating.look_ahead()));
    }

    fn look_ahead(&self) {
        let Some(address) = self.form().and_then(|form| form.get_attribute("data-ahead")) else { return };
        let (rating, sending) = (self.clone(), self.sending());
        spawn_local(async move {
            // Fetching ahead is a comfort: what goes wrong here shows when the task is really asked for.
            let Ok(answer) = rating.post(&address, None).await else { return };
            if answer.status() != 200 {
                return;
            }
            let Some(part) = rating.part_of(&answer).await else { return };
            if Rc::ptr_eq(&sending, &rating.sending()) {
                *rating.state.next.ahead.borrow_mut() = Some(Ahead { part, fetched_at: now() });
            }
        });
    }

    /// Shows the next task: the judgment before it is on the server's disk.
    pub(super) fn go_to_next(&self) {
        let ahead = self.state.next.ahead.borrow_mut().take();
        match ahead {
            Some(Ahead { part, fetched_at }) if now() - fetched_at < AHEAD_KEEPS => {
                self.show(&part, "#task", "/annotate");
                self.keep_alive();
            }
            _ => self.fetch_next(),
        }
    }

    fn fetch_next(&self) {
        let rating = self.clone();
        spawn_local(async move {
            let answer = rating.post("/annotate/next", None).await;
            match (Outcome::of(&answer), answer) {
                (Outcome::Taken, Ok(answer)) if answer.status() == 200 => match rating.part_of(&answer).await {
                    Some(part) => rating.show(&part, "#task", "/annotate"),
                    None => rating.leave_for_next(),
                },
                (Outcome::NotReached, _) => {
                    rating.say("submitted-offline");
                    let (again, wait) = (rating.clone(), rating.wait());
                    rating.later(wait, move || again.fetch_next());
                }
                // The whole page knows what to say: nothing to do, new guidelines, signed out.
                _ => rating.leave_for_next(),
            }
        });
    }

    /// Its lease began when it was fetched; now it is in hand.
    fn keep_alive(&self) {
        let Some(address) = self.form().and_then(|form| form.get_attribute("data-alive")) else { return };
        let (rating, sending) = (self.clone(), self.sending());
        spawn_local(async move {
            let answer = rating.post(&address, None).await;
            if matches!(Outcome::of(&answer), Outcome::Refused) && Rc::ptr_eq(&sending, &rating.sending()) {
                rating.say("not-open");
            }
        });
    }

    /// Loads the page of the task that is shown, whichever task is next.
    pub(super) fn load_again(&self) {
        let id = self.assignment().map(|id| format!("/{id}")).unwrap_or_default();
        let _ = self.window.location().assign(&format!("/annotate{id}"));
    }

    pub(super) fn leave_for_next(&self) {
        let _ = self.window.location().assign("/annotate");
    }

    /// The HTML of an answer as elements; `None` when it is no HTML.
    async fn part_of(&self, answer: &Response) -> Option<DocumentFragment> {
        let html = text_of(answer).await?;
        let template: HtmlTemplateElement = self.document.create_element("template").ok()?.dyn_into().ok()?;
        template.set_inner_html(&html);
        Some(template.content())
    }

    /// Shows what the server's whole page says instead of the task: what to mend, or what could not be submitted.
    pub(super) async fn show_answer(&self, answer: &Response) -> Option<()> {
        let html = text_of(answer).await?;
        let page = DomParser::new().ok()?.parse_from_string(&html, SupportedType::TextHtml).ok()?;
        let fragment = self.document.create_document_fragment();
        let part: Element = page.get_element_by_id("part")?;
        while let Some(child) = part.first_child() {
            fragment.append_child(&child).ok()?;
        }
        // The same task at its own address, which need not be the next one's: it may have been taken back.
        let address = self.assignment().map_or_else(|| "/annotate".to_owned(), |id| format!("/annotate/{id}"));
        self.show(&fragment, "#to-mend .notice, #part h1", &address);
        Some(())
    }

    /// Puts a part in the place of the one before. The focus goes along: it is never lost between tasks.
    fn show(&self, part: &DocumentFragment, focus: &str, address: &str) {
        let Some(place) = self.find::<HtmlElement>("#part") else { return self.leave_for_next() };
        *self.state.sending.borrow_mut() = Rc::default();
        // What arrived while this part was asked for is the same task: shown later, it would be one already judged.
        self.state.next.ahead.take();
        self.sending().saved_at.set(now());
        self.show_choice(false);
        place.replace_children_with_node_1(part);
        if let Ok(history) = self.window.history() {
            // A refused form stands at another address, where a reload would send it again.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
        }
        self.window.scroll_to_with_x_and_y(0.0, 0.0);
        if let Some(target) = self.find::<HtmlElement>(focus) {
            target.set_tab_index(-1);
            let _ = target.focus();
        }
        self.begin();
    }

    /// The submission can be taken back for a while: the answer to it holds the form for that, if so.
    pub(super) async fn offer_undo(&self, answer: &Result<Response, JsValue>) {
        let html = match answer {
            Ok(answer) => text_of(answer).await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        if let Some(place) = self.find::<HtmlElement>("#undo-place") {
            place.set_inner_html(&html);
        }
        match self.count_down(0.0) {
            Some(left) => self.speak_with("submitted-undo", &left),
            None => self.speak("submitted"),
        }
    }

    /// Says something to screen readers that stays when the task goes.
    pub(super) fn speak(&self, message: &str) {
        self.speak_text(&self.message(message));
    }

    /// The same with what stands for `{0}` in the sentence.
    pub(super) fn speak_with(&self, message: &str, value: &str) {
        self.speak_text(&self.message(message).replace("{0}", value));
    }

    pub(super) fn speak_text(&self, text: &str) {
        if let Some(spoken) = self.document.get_element_by_id("spoken") {
            spoken.set_text_content(Some(text));
        }
    }
}

async fn text_of(answer: &Response) -> Option<String> {
    let kind = answer.headers().get("content-type").ok()??;
    if !kind.starts_with("text/html") {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}
