//! Takes every language of `locales/` into the binary: a table of the files for `src/i18n/catalogue.rs`. A new file needs
//! no change here or anywhere else.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut tags = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "ftl") {
            let tag = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a file of locales/ has no plain name")?;
            println!("cargo::rerun-if-changed={}", path.display());
            tags.push(tag.to_owned());
        }
    }
    // English first: it is what other languages fall back on.
    tags.sort_by_key(|tag| (tag != "en", tag.clone()));

    let mut table = String::from("&[\n");
    for tag in tags {
        writeln!(table, "    ({tag:?}, include_str!({:?})),", folder.join(format!("{tag}.ftl")))?;
    }
    table.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("locales.rs"), table)?;
    Ok(())
}
