//! Assembles what the browser loads: `assay-site WASM STYLE_FOLDER LOADER OUT_FOLDER`.
//!
//! From cargo's raw `assay_client.wasm` it makes the JavaScript glue (wasm-bindgen), shrinks the wasm (`wasm-opt`, named
//! by the environment variable `WASM_OPT`), joins the stylesheets, gives every file a name with a hash of its content,
//! and writes brotli and gzip copies beside it. `server/build.rs` then takes the folder into the binary.
//!
//! Nothing is done when neither the inputs nor this program changed: `OUT_FOLDER.stamp` remembers them.
//!
//! wasm-bindgen is used as a library instead of its command line: it builds in a third of the time and its version
//! comes from the workspace's Cargo.lock.

use sha2::{Digest, Sha256};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use wasm_bindgen_cli_support::Bindgen;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The order in which the stylesheets are joined: later ones may rely on earlier ones. Others follow by name.
const STYLE_ORDER: [&str; 3] = ["tokens.css", "base.css", "components.css"];

/// What rustc uses by default for this target, and every browser since 2022 understands; wasm-opt must be told.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [wasm, style, loader, out] = arguments.as_slice() else {
        return Err("usage: assay-site WASM STYLE_FOLDER LOADER OUT_FOLDER".into());
    };
    let wasm_opt = env::var("WASM_OPT").map_err(|_| "WASM_OPT must name the wasm-opt program; .ci/tools sets it")?;

    let css = join_styles(style)?;
    let stamp_file = out.with_extension("stamp");
    let loader = fs::read_to_string(loader)?;
    let stamp =
        hash(&[&fs::read(wasm)?, &css, loader.as_bytes(), &fs::read(env::current_exe()?)?, wasm_opt.as_bytes()]);
    if out.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|known| known == stamp) {
        return Ok(());
    }

    let scratch = out.with_extension("scratch");
    recreate(&scratch)?;
    let (glue, small) = browser_part(wasm, &wasm_opt, &scratch)?;
    fs::remove_dir_all(&scratch)?;

    recreate(out)?;
    let wasm_name = publish(out, "client", "wasm", &small)?;
    let glue_name = publish(out, "client", "js", &glue)?;
    let loader = loader.replace("CLIENT_JS", &glue_name).replace("CLIENT_WASM", &wasm_name);
    publish(out, "loader", "js", loader.as_bytes())?;
    publish(out, "style", "css", &css)?;
    fs::write(stamp_file, stamp)?;
    Ok(())
}

/// All stylesheets as one, in [`STYLE_ORDER`] and then by name.
fn join_styles(folder: &Path) -> Result<Vec<u8>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "css") {
            files.push(path);
        }
    }
    files.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (STYLE_ORDER.iter().position(|first| *first == name).unwrap_or(STYLE_ORDER.len()), name)
    });
    let mut joined = Vec::new();
    for file in files {
        joined.extend(fs::read(file)?);
        joined.push(b'\n');
    }
    Ok(joined)
}

/// The JavaScript glue and the optimised wasm.
fn browser_part(wasm: &Path, wasm_opt: &str, scratch: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("client")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)?;
    bindgen.generate(scratch)?;
    if scratch.join("snippets").exists() {
        return Err(
            "a dependency brings JavaScript snippets, which have no hashed names: teach assay-site about them".into()
        );
    }
    let big = scratch.join("client_bg.wasm");
    let small = scratch.join("small.wasm");
    let status = Command::new(wasm_opt).arg("-Oz").args(WASM_FEATURES).arg("-o").arg(&small).arg(&big).status()?;
    if !status.success() {
        return Err(format!("{wasm_opt} failed: {status}").into());
    }
    Ok((fs::read(scratch.join("client.js"))?, fs::read(small)?))
}

/// Writes a file under a name with a hash of its content, and its compressed copies; returns the name.
fn publish(folder: &Path, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
    let name = format!("{stem}.{}.{extension}", &hash(&[content])[..16]);
    fs::write(folder.join(&name), content)?;

    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut brotli, &parameters)?;
    fs::write(folder.join(format!("{name}.br")), brotli)?;

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(content)?;
    fs::write(folder.join(format!("{name}.gz")), gzip.finish()?)?;
    Ok(name)
}

/// SHA-256 over the parts, each with its length in front, in hexadecimal.
fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Leaves an empty folder at the path.
fn recreate(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}
