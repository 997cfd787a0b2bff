//! Form fields: label, hint, what was typed, and what to mend, tied together for screen readers.

use crate::i18n::{field_error, t};
use assay_domain::FieldError;
use leptos::prelude::*;

/// The message for one field among those of a refusal, if there is one, in the reader's language.
#[must_use]
pub fn error_for(errors: &[FieldError], field: &str) -> Option<String> {
    errors.iter().find(|error| error.field == field).map(field_error)
}

/// Ids of the hint and error lines that describe a control, in reading order.
fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    let ids: Vec<String> = [(hint, "hint"), (error, "error")]
        .iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{name}-{part}"))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The label, hint and error around a control.
fn field_frame(
    name: &str,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    control: AnyView,
) -> impl IntoView + use<> {
    let class = if error.is_some() { "field invalid" } else { "field" };
    let hint = hint.map(|text| view! { <p class="field-hint" id=format!("{name}-hint")>{text}</p> });
    let error = error.map(|text| view! { <p class="field-error" id=format!("{name}-error")>{text}</p> });
    view! {
        <div class=class>
            <label for=format!("field-{name}")>{label}</label>
            {hint}
            {control}
            {error}
        </div>
    }
}

/// A one-line input.
///
/// ```ignore
/// view! { <Field name="email" label="E-mail" kind="email" value=typed.email error=error_for(&errors, "email") required=true /> }
/// ```
#[component]
pub fn Field(
    /// The form's field name; also makes the ids, so it is unique on the page.
    #[prop(into)]
    name: String,
    /// What people call it.
    #[prop(into)]
    label: String,
    /// The input's type: `text`, `email`, `password`, `number`, `file`, ….
    #[prop(into, default = "text".to_owned())]
    kind: String,
    /// What was typed before; never set for passwords.
    #[prop(into, optional)]
    value: String,
    /// Help shown above the input.
    #[prop(into, optional)]
    hint: Option<String>,
    /// What to mend; from [`error_for`].
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// The browser's autofill word, such as `username` or `current-password`.
    #[prop(into, optional)]
    autocomplete: Option<String>,
    /// Whether the browser insists on it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let value = (kind != "password" && kind != "file").then_some(value);
    let control = view! {
        <input id=format!("field-{name}") name=name.clone() r#type=kind value=value autocomplete=autocomplete
            required=required aria-describedby=described aria-invalid=invalid />
    };
    field_frame(&name, label, hint, error, control.into_any())
}

/// A choice from a list of `(value, label)`.
///
/// ```ignore
/// view! { <Select name="domain" label="Domain" options=vec![("coding".into(), "Coding".into())] selected="coding" /> }
/// ```
#[component]
pub fn Select(
    /// The form's field name.
    #[prop(into)]
    name: String,
    /// What people call it.
    #[prop(into)]
    label: String,
    /// Value and label of each choice.
    options: Vec<(String, String)>,
    /// The chosen value.
    #[prop(into, optional)]
    selected: String,
    /// Help shown above the list.
    #[prop(into, optional)]
    hint: Option<String>,
    /// What to mend.
    #[prop(optional_no_strip)]
    error: Option<String>,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some(), error.is_some());
    let choices: Vec<_> = options
        .into_iter()
        .map(|(value, label)| {
            let chosen = value == selected;
            view! { <option value=value selected=chosen>{label}</option> }
        })
        .collect();
    let control = view! {
        <select id=format!("field-{name}") name=name.clone() aria-describedby=described>{choices}</select>
    };
    field_frame(&name, label, hint, error, control.into_any())
}

/// A field of several lines. A `<textarea>` elsewhere takes its text from [`textarea_content`], as this one does.
///
/// Leptos 0.8 does not escape the text inside `<textarea>` on the server, so that a restored draft or a comment could
/// close the element and bring a script along. This one escapes the value itself; a test holds it to that.
///
/// ```ignore
/// view! { <TextArea name="justification" label="Why?" value=draft rows=6 /> }
/// ```
#[component]
pub fn TextArea(
    /// The form's field name.
    #[prop(into)]
    name: String,
    /// What people call it.
    #[prop(into)]
    label: String,
    /// What was typed before.
    #[prop(into, optional)]
    value: String,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// Help shown above.
    #[prop(into, optional)]
    hint: Option<String>,
    /// What to mend.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// Whether the browser insists on it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let control = view! {
        <textarea id=format!("field-{name}") name=name.clone() rows=rows required=required
            aria-describedby=described aria-invalid=invalid inner_html=textarea_content(&value)></textarea>
    };
    field_frame(&name, label, hint, error, control.into_any())
}

/// The value as the `inner_html` of a `<textarea>`, which alone may hold text there. HTML drops one line break right after the tag, so one is put in front.
pub(crate) fn textarea_content(value: &str) -> String {
    format!("\n{}", value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// All that must be mended, on top of a form that was refused.
///
/// ```ignore
/// view! { <ErrorSummary errors=errors.clone() /> }
/// ```
#[component]
pub fn ErrorSummary(
    /// What the refusal named; nothing is shown when there is none.
    errors: Vec<FieldError>,
) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let items: Vec<_> = errors
            .into_iter()
            .map(|error| {
                let target = format!("#field-{}", error.field);
                view! { <li><a href=target>{field_error(&error)}</a></li> }
            })
            .collect();
        view! {
            <div class="notice error" role="alert">
                <p>{t!("ui-mend")}</p>
                <ul>{items}</ul>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render<V: IntoView>(view: impl FnOnce() -> V) -> String {
        Owner::new().with(|| view().into_view().to_html())
    }

    #[test]
    fn a_text_area_never_lets_its_text_out() {
        let html = render(|| view! { <TextArea name="a" label="A" value="\nx</textarea><script>1</script>&lt;" /> });
        assert!(html.contains(">\n\nx&lt;/textarea&gt;&lt;script&gt;1&lt;/script&gt;&amp;lt;</textarea>"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1);
        assert!(!html.contains("<script>"));
    }

    #[test]
    fn a_field_ties_its_hint_and_error_to_the_input() {
        let html = render(|| view! { <Field name="n" label="N" hint="h" error=Some("e".to_owned()) value="\"><b>" /> });
        assert!(
            html.contains("aria-describedby=\"n-hint n-error\"") && html.contains("aria-invalid=\"true\""),
            "{html}"
        );
        assert!(!html.contains("<b>"), "{html}");
    }

    #[test]
    fn a_password_is_never_sent_back() {
        let html = render(|| view! { <Field name="p" label="P" kind="password" value="hunter2" /> });
        assert!(!html.contains("hunter2"), "{html}");
    }
}
