use claudetask_claude::instructions::*;
use claudetask_claude::*;
#[test]
fn perf() {
    let d = tempfile::tempdir().unwrap();
    let p = d.path().join("p"); std::fs::create_dir_all(p.join("docs")).unwrap();
    let mut t = String::new();
    for i in 0..200 { std::fs::write(p.join(format!("docs/f{i}.md")), "# T\n\nsome text of a file `code`\n".repeat(30)).unwrap(); t.push_str(&format!("## Section {i}\n\n- see @docs/f{i}.md for it\n\n")); t.push_str(&"Some prose with `code` and **bold** text, [link](x) and more of it.\n".repeat(14)); }
    std::fs::write(p.join("CLAUDE.md"), &t).unwrap();
    let roots = Roots { project: p.clone(), user: d.path().join("h/.claude") };
    let s = Surroundings { home: Some(d.path().join("h")), managed: d.path().join("m") };
    let path = DocPath::parse("CLAUDE.md").unwrap();
    for _ in 0..3 {
    let a = std::time::Instant::now(); let r = inspect(&roots, &s, &path, &t); println!("{} bytes {} imports {:?}", t.len(), r.imports.len(), a.elapsed());
    let a = std::time::Instant::now(); let r = list(&roots, &s); println!("list {} {:?}", r.files.len(), a.elapsed()); }
    let a = std::time::Instant::now(); let r = inspect(&roots, &s, &path, &"@docs/f1.md [[[[ ((( ``` *** <!-- \n".repeat(6000)); println!("odd {} {:?}", r.imports.len(), a.elapsed());
    let a = std::time::Instant::now(); let r = inspect(&roots, &s, &path, &"- @x ` <b ".repeat(20000)); println!("odd {} {:?}", r.imports.len(), a.elapsed());
    let a = std::time::Instant::now(); let r = inspect(&roots, &s, &path, &"> ".repeat(100000)); println!("odd {} {:?}", r.imports.len(), a.elapsed());
    let a = std::time::Instant::now(); let r = inspect(&roots, &s, &path, &("@x ".repeat(1)+ &"[".repeat(200000))); println!("odd {} {:?}", r.imports.len(), a.elapsed());
    let a = std::time::Instant::now(); let r = inspect(&roots, &s, &path, &("@x\n".to_owned()+ &"<!-- ".repeat(40000))); println!("odd {} {:?}", r.imports.len(), a.elapsed());
    let a = std::time::Instant::now(); let r = inspect(&roots, &s, &path, &("".to_owned()+ &"@x ".repeat(70000))); println!("oneline {} {:?}", r.imports.len(), a.elapsed());
}
