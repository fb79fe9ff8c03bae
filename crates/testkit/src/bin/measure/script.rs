//! The JavaScript that the page loads before its board is usable.
//!
//! WebKit keeps no resource timing for an app's own protocol, so the page is asked which scripts stand in its head: the
//! built page puts each part there that it loads later, with what that part needs. A part that needs nothing leaves no
//! trace, and is counted as loaded whenever the script that names it is: the figure is never too small.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::Failure;
use crate::figure::{Report, kilobytes};

const TARGET: f64 = 150.0;

/// Weighs the scripts of `addresses` with all that they import.
pub(crate) fn measure(addresses: &[String], report: &mut Report) -> Result<(), Failure> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    let assets = dist.join("assets");
    let mut open: Vec<PathBuf> = addresses
        .iter()
        .filter_map(|address| address.rsplit('/').next())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "js"))
        .map(|name| assets.join(name))
        .collect();
    let (mut seen, mut plain, mut packed) = (BTreeSet::new(), 0, 0);
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let script = std::fs::read(&path).map_err(|source| {
            let name = path.display();
            Failure::io(format!("read {name} (was the program built with the present page?)"), source)
        })?;
        plain += script.len() as u64;
        packed += gzipped(&script).map_err(|source| Failure::io("compress a script", source))?;
        let script = String::from_utf8_lossy(&script);
        open.extend(imports(&script).chain(unseen(&script)).map(|name| assets.join(name)));
    }
    if seen.is_empty() {
        return Err(Failure::Meaningless("the page says that it has loaded no script".to_owned()));
    }
    let size = kilobytes(packed);
    let figure = format!("{size:.1} kB gzipped ({} files, {:.0} kB plain)", seen.len(), kilobytes(plain));
    report.against("JavaScript loaded for the board", figure, format!("≤ {TARGET} kB"), size <= TARGET);
    Ok(())
}

fn gzipped(bytes: &[u8]) -> std::io::Result<u64> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes)?;
    Ok(packer.finish()?.len() as u64)
}

/// Returns the files that a built script imports statically (`from"./a.js"`, `import"./a.js"`), not those that it may load
/// later (`import("./a.js")`).
fn imports(script: &str) -> impl Iterator<Item = &str> {
    ["from\"./", "import\"./"].into_iter().flat_map(move |start| {
        script.split(start).skip(1).filter_map(|rest| rest.split_once('"')).map(|(name, _)| name)
    })
}

/// Returns the files that a built script may load later without a trace in the page's head: Vite's wrapper of the import
/// is given an empty list of what the file needs.
fn unseen(script: &str) -> impl Iterator<Item = &str> {
    script.split("import(").skip(1).filter_map(|rest| {
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '`'))?;
        let (name, after) = rest[1..].split_once(quote)?;
        let needs = after.find("__vite__mapDeps(").unwrap_or(after.len());
        let nothing = after.find(",[])")?;
        if nothing < needs { name.strip_prefix("./") } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::{imports, unseen};

    const SCRIPT: &str = "import{a as b}from\"./one.js\";import\"./two.js\";\
        const c=()=>p(()=>import(`./panel.js`),__vite__mapDeps([0,1])),\
        d=p(async()=>{let{host:e}=await import(`./host.js`);return{host:e}},[])";

    #[test]
    fn static_imports_count() {
        assert_eq!(imports(SCRIPT).collect::<Vec<_>>(), ["one.js", "two.js"]);
    }

    #[test]
    fn a_part_counts_when_it_would_leave_no_trace_in_the_page() {
        assert_eq!(unseen(SCRIPT).collect::<Vec<_>>(), ["host.js"]);
    }
}
