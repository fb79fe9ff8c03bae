//! The JavaScript that the page loads before its board is usable.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::Failure;
use crate::figure::Report;

const TARGET: f64 = 120.0;

/// Weighs the scripts of `addresses` with all that they import statically.
pub(crate) fn measure(addresses: &[String], report: &mut Report) -> Result<(), Failure> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    let assets = dist.join("assets");
    let mut open: Vec<PathBuf> = addresses
        .iter()
        .filter_map(|address| address.rsplit('/').next())
        .filter(|name| name.ends_with(".js"))
        .map(|name| assets.join(name))
        .collect();
    let (mut seen, mut plain, mut packed) = (BTreeSet::new(), 0, 0);
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let script = std::fs::read(&path).map_err(|source| Failure::io(format!("read {}", path.display()), source))?;
        plain += script.len();
        packed += gzipped(&script).map_err(|source| Failure::io("compress a script", source))?;
        open.extend(imports(&String::from_utf8_lossy(&script)).map(|name| assets.join(name)));
    }
    if seen.is_empty() {
        return Err(Failure::Meaningless("the page says that it has loaded no script".to_owned()));
    }
    let figure = format!("{:.1} kB gzipped ({} files, {:.0} kB plain)", kb(packed), seen.len(), kb(plain));
    report.against("JavaScript loaded for the board", figure, format!("≤ {TARGET} kB"), kb(packed) <= TARGET);
    Ok(())
}

fn kb(bytes: usize) -> f64 {
    bytes as f64 / 1_000.0
}

fn gzipped(bytes: &[u8]) -> std::io::Result<usize> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes)?;
    Ok(packer.finish()?.len())
}

/// Returns the files that a built script imports statically (`from"./a.js"`, `import"./a.js"`), not those that it may load
/// later (`import("./a.js")`).
fn imports(script: &str) -> impl Iterator<Item = &str> {
    ["from\"./", "import\"./"].into_iter().flat_map(move |start| {
        script.split(start).skip(1).filter_map(|rest| rest.split_once('"')).map(|(name, _)| name)
    })
}

#[cfg(test)]
mod tests {
    use super::imports;

    #[test]
    fn only_static_imports_count() {
        let script = r#"import{a as b}from"./one.js";import"./two.js";const c=()=>import("./later.js")"#;
        assert_eq!(imports(script).collect::<Vec<_>>(), ["one.js", "two.js"]);
    }
}
