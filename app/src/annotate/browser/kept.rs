//! What the server does not have yet, kept in the browser until it does, so that a closed tab or a crash loses nothing.
//!
//! Only what could not be sent is kept, under the assignment's random id, and it is removed as soon as the server has it.
//! The next time the rating page opens it is put back into the form of the same task, or sent to the address of its own
//! task. It is never shown to another account on the same machine: the page shows it only for an assignment that the
//! server gave to the person who is signed in, and what the server says is not theirs is removed. Signing out clears it all
//! (`Clear-Site-Data: "storage"`).

use super::sending::Outcome;
use super::{Rating, now};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, Storage, UrlSearchParams};

const PREFIX: &str = "assay.unsent.";
/// The field that marks a submission among what is kept.
const SENT: &str = "sent";

impl Rating {
    fn storage(&self) -> Option<Storage> {
        self.window.local_storage().ok().flatten()
    }

    /// The random id of the task that is shown.
    pub(super) fn assignment(&self) -> Option<String> {
        let action = self.form()?.get_attribute("action")?;
        action.split('/').nth(2).map(str::to_owned)
    }

    /// Keeps fields that the server may not have.
    pub(super) fn keep(&self, fields: &UrlSearchParams, submission: bool) {
        let (Some(storage), Some(id)) = (self.storage(), self.assignment()) else { return };
        fields.delete(SENT);
        if submission {
            fields.append(SENT, "1");
        }
        // A full storage is no reason to disturb: it is the second net.
        let _ = storage.set_item(&format!("{PREFIX}{id}"), &String::from(fields.to_string()));
        fields.delete(SENT);
    }

    /// The server has what was kept of the task that is shown.
    pub(super) fn forget(&self) {
        if let (Some(storage), Some(id)) = (self.storage(), self.assignment()) {
            let _ = storage.remove_item(&format!("{PREFIX}{id}"));
        }
    }

    /// Brings back what was kept: of this task into the form, of others to the server.
    pub(super) fn bring_back(&self) {
        let (Some(storage), Some(present)) = (self.storage(), self.assignment()) else { return };
        let keys: Vec<String> =
            (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten()).collect();
        for key in keys {
            let Some(id) = key.strip_prefix(PREFIX) else { continue };
            let kept = storage.get_item(&key).ok().flatten().unwrap_or_default();
            let Ok(fields) = UrlSearchParams::new_with_str(&kept) else { continue };
            let submission = fields.has(SENT);
            fields.delete(SENT);
            if id != present {
                self.deliver(id.to_owned(), key.clone(), fields, submission);
                continue;
            }
            self.fill_in(&fields);
            if submission {
                self.submit();
            } else {
                self.say("restored");
                self.changed();
            }
        }
    }

    /// Sends what was kept of a task that is not shown.
    fn deliver(&self, id: String, key: String, fields: UrlSearchParams, submission: bool) {
        let rating = self.clone();
        spawn_local(async move {
            let way = if submission { "submit" } else { "draft" };
            let mut answer = rating.post(&format!("/annotate/{id}/{way}"), Some(&fields)).await;
            if submission && matches!(Outcome::of(&answer), Outcome::Refused) {
                // Incomplete or too late: the words are worth keeping on the server all the same.
                answer = rating.post(&format!("/annotate/{id}/draft"), Some(&fields)).await;
            }
            let arrived = match Outcome::of(&answer) {
                Outcome::Taken | Outcome::Rejected(_) => true,
                // Beside a newer draft it waits until its task is shown.
                Outcome::Refused => {
                    answer.is_ok_and(|answer| answer.headers().get("draft-version").ok().flatten().is_none())
                }
                Outcome::SignedOut | Outcome::NotReached => false,
            };
            if let (true, Some(storage)) = (arrived, rating.storage()) {
                let _ = storage.remove_item(&key);
            }
        });
    }

    /// Puts fields into the form.
    fn fill_in(&self, fields: &UrlSearchParams) {
        self.make_rows(fields);
        for element in self.all("#rating input, #rating textarea, #rating select") {
            let name = element.get_attribute("name").unwrap_or_default();
            let value = fields.get(&name);
            if let Some(text) = element.dyn_ref::<HtmlTextAreaElement>() {
                text.set_value(value.as_deref().unwrap_or_default());
            } else if let Some(select) = element.dyn_ref::<web_sys::HtmlSelectElement>() {
                if let Some(value) = value {
                    select.set_value(&value);
                }
            } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                match input.type_().as_str() {
                    "radio" | "checkbox" => {
                        let chosen = fields.get_all(&name).iter().any(|one| one.as_string() == Some(input.value()));
                        input.set_checked(chosen);
                    }
                    // Time is counted by page load: the one of then is the server's matter or lost, not this one's.
                    _ if name.starts_with("active") => {}
                    _ => input.set_value(value.as_deref().unwrap_or_default()),
                }
            }
        }
        self.show_marks();
        self.sending().saved_at.set(now());
    }
}
