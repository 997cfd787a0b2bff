//! Light, dark, or as the system says.

use leptos::prelude::*;

/// Switches the colours and remembers the choice in a cookie, so that the server can render the next page in it without
/// a flash of the other. Without JavaScript pages follow the operating system.
///
/// ```ignore
/// view! { <ThemeToggle chosen=context.theme.as_str() labels=theme_labels() /> }
/// ```
#[island]
pub fn ThemeToggle(
    /// The choice in effect: `system`, `light` or `dark`.
    #[prop(into)]
    chosen: String,
    /// What the group and its three buttons are called, in the reader's language: the browser's part knows no languages.
    labels: [String; 4],
) -> impl IntoView {
    let [name, system, light, dark] = labels;
    let chosen = RwSignal::new(chosen);
    let choice = move |value: &'static str, label: String| {
        view! {
            <button r#type="button" class="segment" aria-pressed=move || (chosen.get() == value).to_string()
                on:click=move |_| {
                    remember(value);
                    chosen.set(value.to_owned());
                }>
                {label}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=name>
            {choice("system", system)}
            {choice("light", light)}
            {choice("dark", dark)}
        </div>
    }
}

/// Applies the choice to this page and keeps it for a year.
fn remember(theme: &str) {
    use leptos::wasm_bindgen::JsCast as _;
    if let Some(root) = document().document_element() {
        // It cannot fail: the name is a valid attribute name.
        let _ = root.set_attribute("data-theme", theme);
    }
    let age = if theme == "system" { 0 } else { 31_536_000 };
    if let Ok(page) = document().dyn_into::<web_sys::HtmlDocument>() {
        // A browser that refuses cookies still gets the colours on this page.
        let _ = page.set_cookie(&format!("theme={theme}; Path=/; Max-Age={age}; SameSite=Lax"));
    }
}
