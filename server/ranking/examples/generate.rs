//! Writes one of the benchmark's sets of battles as CSV: `cargo run --release --example generate -- 3k|100k|2m FILE
//! [--prompts]`. With `--prompts` every three rows share a prompt, and there are columns for it and the annotator.

#[path = "../tests/all/support/generator.rs"]
mod generator;

use std::fs::File;
use std::io::{BufWriter, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().ok_or("name a set: 3k, 100k or 2m")?;
    let shape = generator::shape(&name).ok_or("the sets are 3k, 100k and 2m")?;
    let mut file = BufWriter::new(File::create(arguments.next().ok_or("name a file")?)?);
    let prompts = arguments.next().is_some();
    writeln!(file, "left,right,outcome,weight{}", if prompts { ",prompt,annotator" } else { "" })?;
    for (at, battle) in generator::battles(shape).enumerate() {
        let (left, right, score, weight) = (battle.left, battle.right, battle.score, battle.weight);
        write!(file, "model-{left:03},model-{right:03},{score},{weight:.6}")?;
        if prompts {
            write!(file, ",p{:06},a{:02}", at / 3, battle.annotator)?;
        }
        writeln!(file)?;
    }
    file.flush()?;
    Ok(())
}
