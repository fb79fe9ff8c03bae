//! Which files can be imported, by the end of their names.

use std::path::Path;

/// Found by importing a file of each of 22,459 extensions: all of up to three letters, and those that are in use.
const TEXT: [&str; 106] = [
    "adoc", "asciidoc", "astro", "bash", "bat", "c", "cc", "cfg", "cjs", "clj", "cljc", "cljs", "cmake", "cmd", "conf",
    "config", "cpp", "cs", "css", "csv", "cts", "cxx", "dart", "diff", "edn", "ejs", "elm", "env", "erb", "erl", "ex",
    "exs", "f", "f90", "f95", "fish", "for", "go", "gql", "gradle", "graphql", "h", "hbs", "hpp", "hrl", "hs", "htm",
    "html", "hxx", "ini", "jade", "java", "js", "json", "jsx", "kt", "kts", "latex", "less", "lhs", "lock", "log",
    "lua", "make", "makefile", "md", "mjs", "ml", "mli", "mts", "org", "patch", "php", "pl", "pm", "properties",
    "proto", "ps1", "pug", "py", "pyi", "pyw", "r", "rake", "rb", "rs", "rst", "sass", "sbt", "scala", "scss", "sh",
    "sql", "svelte", "swift", "tex", "text", "toml", "ts", "tsx", "txt", "vue", "xml", "yaml", "yml", "zsh",
];

/// Tells whether Claude Code imports a file of this name: one without an extension, or with one that it knows as text.
pub(super) fn importable(file: &Path) -> bool {
    file.extension().is_none_or(|extension| {
        extension.to_str().is_some_and(|text| TEXT.binary_search(&text.to_ascii_lowercase().as_str()).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_text_can_be_imported() {
        assert!(TEXT.is_sorted());
        for (name, expected) in [
            ("a.md", true),
            ("a.MD", true),
            ("a.Json", true),
            ("a.d.ts", true),
            ("a.png.md", true),
            ("README", true),
            (".env", true),
            (".md", true),
            ("..x.md", true),
            (".env.local", false),
            ("a.", false),
            ("a.mdx", false),
            ("a.markdown", false),
            ("a.jsonc", false),
            ("a.png", false),
            ("a.md.png", false),
            ("a.com", false),
        ] {
            assert_eq!(importable(Path::new(name)), expected, "{name}");
        }
    }
}
