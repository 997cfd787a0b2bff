//! The browser's entry point and nothing else.
//!
//! It is a crate of its own, and `cdylib` only, because a crate that is also built as `rlib` gets no link-time
//! optimisation, which nearly doubles what the browser downloads. The islands live in `assay_app`.

/// Called once by the page's loader, before it hydrates the islands it finds.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // Named, so that the linker keeps the islands' entry points of that crate.
    use assay_app as _;
    leptos::mount::hydrate_islands();
}
