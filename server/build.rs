//! Takes the assembled site (`<target>/site`, made by `.ci/build`) into the binary.
//!
//! It writes a table of `include_bytes!` for `src/http/assets.rs`. Without a site, as in a plain `cargo check`, the table
//! is empty and pages come without style and islands.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let site = target_folder(&out).ok_or("OUT_DIR is not inside a target folder")?.join("site");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", site.display());

    let mut names = Vec::new();
    if site.is_dir() {
        for entry in fs::read_dir(&site)? {
            names.push(entry?.file_name().into_string().map_err(|_| "a file of the site has no plain name")?);
        }
    }
    names.sort();

    let mut table = String::from("&[\n");
    for name in names.iter().filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")) {
        let bytes = |suffix: &str| format!("include_bytes!({:?})", site.join(format!("{name}{suffix}")));
        let (plain, brotli, gzip) = (bytes(""), bytes(".br"), bytes(".gz"));
        writeln!(table, "    Asset {{ name: {name:?}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},")?;
    }
    table.push(']');
    fs::write(out.join("site.rs"), table)?;
    Ok(())
}

/// The target folder of this build, from `<target>/[triple/]<profile>/build/<package>/out`.
fn target_folder(out: &Path) -> Option<&Path> {
    let profile = out.ancestors().nth(3)?;
    let above = profile.parent()?;
    if above.file_name()?.to_str() == env::var("TARGET").ok().as_deref() { above.parent() } else { Some(above) }
}
