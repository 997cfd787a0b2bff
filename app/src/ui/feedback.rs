//! Telling people how things stand.

use crate::i18n::t;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The tone of a [`Notice`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Something to know.
    #[default]
    Info,
    /// Something was done.
    Success,
    /// Something to look at before going on.
    Warning,
    /// Something was refused or failed.
    Error,
}

/// A message above the content. Screen readers announce errors at once and the others when they pause.
///
/// ```ignore
/// view! { <Notice kind=NoticeKind::Success>"The prompt set was created."</Notice> }
/// ```
#[component]
pub fn Notice(#[prop(optional)] kind: NoticeKind, children: Children) -> impl IntoView {
    let (class, role) = match kind {
        NoticeKind::Info => ("notice info", "status"),
        NoticeKind::Success => ("notice success", "status"),
        NoticeKind::Warning => ("notice warning", "status"),
        NoticeKind::Error => ("notice error", "alert"),
    };
    view! { <div class=class role=role>{children()}</div> }
}

/// What stands where a list would be: what is missing, and the next step.
///
/// ```ignore
/// view! { <EmptyState title="No prompt sets yet">"Import one to begin."</EmptyState> }
/// ```
#[component]
pub fn EmptyState(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class="empty-state">
            <p class="empty-title">{title}</p>
            <div>{children()}</div>
        </div>
    }
}

/// How far something is, in words and as a bar.
///
/// ```ignore
/// view! { <Progress done=12 total=40 label="judgments" /> }
/// ```
#[component]
pub fn Progress(done: u64, total: u64, #[prop(into)] label: String) -> impl IntoView {
    let share = if total == 0 { 0 } else { (u128::from(done) * 100 / u128::from(total)).min(100) };
    let share = u64::try_from(share).unwrap_or(100);
    view! {
        <div class="progress">
            <progress value=done max=total.max(1) aria-label=label.clone()></progress>
            <span class="numeric">{t!("ui-progress", done = done, total = total, what = label, share = share)}</span>
        </div>
    }
}

/// The tone of a [`Badge`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    #[default]
    Neutral,
    /// Going on.
    Accent,
    /// Good, finished.
    Positive,
    /// Waiting for someone.
    Caution,
    /// Refused, failed.
    Negative,
}

/// A short state beside a name. The word carries the meaning, the colour only repeats it.
///
/// ```ignore
/// view! { <Badge tone=Tone::Positive>"approved"</Badge> }
/// ```
#[component]
pub fn Badge(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    let class = match tone {
        Tone::Neutral => "badge",
        Tone::Accent => "badge accent",
        Tone::Positive => "badge positive",
        Tone::Caution => "badge caution",
        Tone::Negative => "badge negative",
    };
    view! { <span class=class>{children()}</span> }
}
