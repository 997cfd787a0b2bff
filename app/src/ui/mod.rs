//! The design system's components: what several places of work need, and nothing else.
//!
//! Each renders plain HTML with the classes of `style/components.css`; a place's own parts stay in its folder. To add
//! one: write it here with an example in its documentation, style it in `components.css`, and keep it free of rules
//! and of data loading.
//!
//! Text areas are rendered by [`TextArea`], or with `textarea_content`: see there for why.

#[cfg(feature = "ssr")]
mod feedback;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod layout;
mod theme_toggle;
#[cfg(feature = "ssr")]
mod time;

#[cfg(feature = "ssr")]
pub use feedback::{Badge, EmptyState, Notice, NoticeKind, Progress, Tone};
#[cfg(feature = "ssr")]
pub(crate) use form::textarea_content;
#[cfg(feature = "ssr")]
pub use form::{ErrorSummary, Field, Select, TextArea, error_for};
#[cfg(feature = "ssr")]
pub use layout::{Breadcrumbs, Table};
pub use theme_toggle::ThemeToggle;
#[cfg(feature = "ssr")]
pub use time::{Time, utc};
