//! The design system's components: what several places of work need, and nothing else.
//!
//! Each renders plain HTML with the classes of `style/components.css`; a place's own parts stay in its folder. To add
//! one: write it here with an example in its documentation, style it in `components.css`, and keep it free of rules
//! and of data loading.
//!
//! Text areas are rendered by [`TextArea`] and nowhere else: see there for why.

mod feedback;
mod form;
mod layout;
mod theme_toggle;
mod time;

pub use feedback::{Badge, EmptyState, Notice, NoticeKind, Progress, Tone};
pub use form::{ErrorSummary, Field, Select, TextArea, error_for};
pub use layout::{Breadcrumbs, Table};
pub use theme_toggle::ThemeToggle;
pub use time::{Time, utc};
