use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::agent::read;

fn text(key: &str, value: &str) -> AgentChange {
    AgentChange { key: key.to_owned(), value: Some(AgentValue::Text(value.to_owned())) }
}

fn tools(items: &[&str]) -> AgentChange {
    let items = items.iter().map(|item| (*item).to_owned()).collect();
    AgentChange { key: "tools".to_owned(), value: Some(AgentValue::List(items)) }
}

fn out(key: &str) -> AgentChange {
    AgentChange { key: key.to_owned(), value: None }
}

fn check(before: &str, change: &AgentChange, after: &str) {
    let found = apply(before.as_bytes(), std::slice::from_ref(change)).unwrap();
    assert_eq!(String::from_utf8_lossy(&found), after);
}

#[test]
fn a_value_is_written_over_in_its_own_style() {
    check("---\nname: a # why\nx: 'y'\n---\nb", &text("name", "c"), "---\nname: c # why\nx: 'y'\n---\nb");
    check("---\nname: 'a'\n---\n", &text("name", "it's"), "---\nname: 'it''s'\n---\n");
    check("---\nname:   \"a\"  # c\n---\n", &text("name", "b: \"c\""), "---\nname:   \"b: \\\"c\\\"\"  # c\n---\n");
    check("---\nname: a\n---\n", &text("name", "yes"), "---\nname: \"yes\"\n---\n");
    check("---\r\nname: a\r\n---\r\nb\r\n", &text("name", "c"), "---\r\nname: c\r\n---\r\nb\r\n");
    check("---\nname:\nx: 1\n---\n", &text("name", "c"), "---\nname: c\nx: 1\n---\n");
    check("---\nname: # none\nx: 1\n---\n", &text("name", "c"), "---\nname: c # none\nx: 1\n---\n");
}

#[test]
fn a_text_of_many_lines_becomes_a_block() {
    check(
        "---\ndescription: a\nname: n\n---\n",
        &text("description", "a\n\n b"),
        "---\ndescription: |-\n  a\n\n   b\nname: n\n---\n",
    );
    check(
        "---\ndescription: >\n  a\n  b\n# c\nname: n\n---\n",
        &text("description", "x\ny\n"),
        "---\ndescription: |\n  x\n  y\n# c\nname: n\n---\n",
    );
    check(
        "---\r\ndescription: a\r\n---\r\n",
        &text("description", "x\ny"),
        "---\r\ndescription: |-\r\n  x\r\n  y\r\n---\r\n",
    );
    check(
        "---\ndescription: a\n---\n",
        &text("description", "x\n---\ny"),
        "---\ndescription: \"x\\n--\\x2d\\ny\"\n---\n",
    );
}

#[test]
fn a_list_keeps_its_form() {
    check("---\ntools: Read, Edit\n---\n", &tools(&["Read", "Bash(git *)"]), "---\ntools: Read, Bash(git *)\n---\n");
    check("---\ntools: [Read]\n---\n", &tools(&["Read", "Edit"]), "---\ntools: [Read, Edit]\n---\n");
    check(
        "---\ntools:\n    - Read\n    - Edit # e\nx: 1\n---\n",
        &tools(&["Grep"]),
        "---\ntools:\n    - Grep # e\nx: 1\n---\n",
    );
    check(
        "---\ntools:\n- Read\n- Edit\nx: 1\n---\n",
        &tools(&["Grep", "Glob"]),
        "---\ntools:\n- Grep\n- Glob\nx: 1\n---\n",
    );
    check("---\ntools: Read\n---\n", &tools(&[]), "---\ntools: []\n---\n");
    check("---\nname: a\n---\n", &tools(&["*"]), "---\nname: a\ntools: \"*\"\n---\n");
}

#[test]
fn a_new_key_stands_behind_those_that_come_before_it() {
    check(
        "---\nname: a\ncolor: red\n---\n",
        &text("description", "d"),
        "---\nname: a\ndescription: d\ncolor: red\n---\n",
    );
    check("---\ncolor: red\n---\n", &text("name", "a"), "---\nname: a\ncolor: red\n---\n");
    check("---\n# first\n\ncolor: red\n---\n", &text("name", "a"), "---\n# first\n\nname: a\ncolor: red\n---\n");
    check("---\n  name: a\n---\n", &text("model", "opus"), "---\n  name: a\n  model: opus\n---\n");
    check("---\nname: a---", &text("model", "opus"), "---\nname: a\nmodel: opus\n---");
    check("---\n---\nbody", &text("name", "a"), "---\nname: a\n---\nbody");
    check("body", &text("name", "a"), "---\nname: a\n---\n\nbody");
    check("", &text("name", "a"), "---\nname: a\n---\n");
}

#[test]
fn a_key_is_taken_out_with_its_lines_alone() {
    check(
        "---\nname: a\n# about tools\ntools:\n  - Read\n  # none\n\nmodel: b\n---\n",
        &out("tools"),
        "---\nname: a\n# about tools\n  # none\n\nmodel: b\n---\n",
    );
    check("---\nname: a\nmodel: b # c\n---\n", &out("model"), "---\nname: a\n---\n");
    check("---\nmodel: a\nname: n\nmodel: b\n---\n", &out("model"), "---\nname: n\n---\n");
    check("---\nname: a\n---\n", &out("model"), "---\nname: a\n---\n");
}

#[test]
fn the_body_is_set_in_the_files_own_line_breaks() {
    check("---\r\nname: a\r\n---\r\nold", &text("body", "x\ny\n"), "---\r\nname: a\r\n---\r\nx\r\ny\r\n");
    check("---\nname: a\n---", &text("body", "x"), "---\nname: a\n---\nx");
    check("plain", &text("body", "x"), "x");
}

#[test]
fn what_cannot_be_written_is_refused() {
    let refuse = |before: &str, change: AgentChange| apply(before.as_bytes(), &[change]).unwrap_err();
    assert_eq!(refuse("---\nname: 'a\n---\n", text("model", "b")), ApplyError::NoForm);
    assert_eq!(refuse("---\n{name: a}\n---\n", text("model", "b")), ApplyError::NoForm);
    assert_eq!(refuse("---\nname: a\n", text("model", "b")), ApplyError::NoForm);
    assert_eq!(refuse("---\nname: a\n---\n", text("hooks", "b")), ApplyError::OnlySource("hooks".to_owned()));
    let unwritable = refuse("---\nname: a\n---\n", text("description", "a\\nb")).to_string();
    assert_eq!(unwritable, r#""a\\nb" can't be written under "description" so that Claude Code reads it"#);
    assert_eq!(refuse("---\nx: &x b\nname: *x\n---\n", out("x")), ApplyError::Entangled("x".to_owned()));
}

#[test]
fn a_file_that_claude_reads_by_its_second_way_stays_readable() {
    check(
        "---\nname: a\ndescription: Use when: x\n---\n",
        &text("model", "opus"),
        "---\nname: a\ndescription: Use when: x\nmodel: opus\n---\n",
    );
    check(
        "---\nname: a\ndescription: Use when: x\n---\n",
        &text("description", "Use: y"),
        "---\nname: a\ndescription: \"Use: y\"\n---\n",
    );
}

/// Front matters of the shapes that people write.
fn files() -> impl Strategy<Value = String> {
    let name = select(vec!["name: a\n", "name: 'a' # c\n", "\"name\":   a\n", "name: &n a\n"]);
    let description = select(vec![
        "description: d\n",
        "description: Use when: x\n",
        "description: |\n  a\n  b\n\n",
        "description: >-\n  a\n   b\n# c\n",
        "description: \"a\\tb\n  c\"\n",
        "description:\n  plain\n  on\n",
        "",
    ]);
    let tools = select(vec![
        "tools: Read, Edit\n",
        "tools: [Read, 'Edit']\n",
        "tools:\n  - Read\n  - Edit\n",
        "tools:\n- Read\n",
        "tools:\n",
        "",
    ]);
    let other = select(vec![
        "",
        "x: 1\n",
        "hooks:\n  Stop: []\n",
        "# only a comment\n",
        "\n",
        "model: opus # m\nmodel: haiku\n",
    ]);
    (name, description, tools, other, any::<bool>(), any::<bool>()).prop_map(
        |(name, description, tools, other, crlf, bom)| {
            let text = format!("---\n{name}{other}{description}{tools}---\n\nbody\nmore");
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        },
    )
}

fn values() -> impl Strategy<Value = AgentChange> {
    let words = prop_oneof![
        "[a-zA-Z0-9 ,.:#'\"\\[\\]{}&*!|>%@`~?-]{1,30}",
        "\\PC{1,20}",
        "[a-z\\n \\t]{1,30}",
        Just("null".to_owned()),
        Just("- a".to_owned())
    ];
    prop_oneof![
        (select(vec!["name", "description", "model", "color", "initialPrompt"]), words.clone())
            .prop_map(|(key, value)| AgentChange { key: key.to_owned(), value: Some(AgentValue::Text(value)) }),
        proptest::collection::vec("[A-Za-z_]{1,12}(\\([a-z:* ]{0,8}\\))?", 0..5)
            .prop_map(|list| AgentChange { key: "tools".to_owned(), value: Some(AgentValue::List(list)) }),
        (1_u32..1000).prop_map(|number| AgentChange {
            key: "maxTurns".to_owned(),
            value: Some(AgentValue::Number(number.into()))
        }),
        any::<bool>().prop_map(|yes| AgentChange { key: "background".to_owned(), value: Some(AgentValue::Flag(yes)) }),
        select(vec!["name", "description", "tools", "model"]).prop_map(out),
    ]
}

proptest! {
    #[test]
    fn a_change_is_read_back_and_all_else_stays(file in files(), change in values()) {
        let before = read(file.as_bytes(), "a.md");
        let Ok(after) = apply(file.as_bytes(), std::slice::from_ref(&change)) else { return Ok(()) };
        let reading = read(&after, "a.md");
        prop_assert_eq!(reading.value(&change.key), change.value.as_ref());
        prop_assert_eq!(&reading.body, &before.body);
        for field in before.fields.iter().filter(|field| field.key != change.key) {
            let now = reading.fields.iter().find(|now| now.key == field.key).unwrap();
            prop_assert_eq!((&now.value, &now.raw, now.present), (&field.value, &field.raw, field.present));
        }
        let again = apply(&after, &[change]).unwrap();
        prop_assert_eq!(again, after);
    }

    #[test]
    fn a_text_that_can_be_named_can_be_written(file in files(), text in "[a-zA-Z0-9 ,.:#'\"&*!|>%@`~?-]{0,20}[a-z]") {
        let change = AgentChange { key: "initialPrompt".to_owned(), value: Some(AgentValue::Text(text)) };
        let parsed = read(file.as_bytes(), "a.md").has_front_matter;
        prop_assert_eq!(apply(file.as_bytes(), &[change]).is_ok(), parsed);
    }

    #[test]
    fn setting_what_is_there_changes_nothing(file in files()) {
        let fields = read(file.as_bytes(), "a.md").fields;
        for field in fields.into_iter().filter(|field| field.value.is_some()) {
            let change = AgentChange { key: field.key, value: field.value };
            prop_assert_eq!(apply(file.as_bytes(), &[change]).unwrap(), file.as_bytes());
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_fall(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, "a.md");
        let _ = read(&[b"---\n", bytes.as_slice(), b"\n---\n"].concat(), "a.md");
    }
}

#[test]
fn a_change_beside_a_bomb_of_aliases_is_made_like_any_other() {
    let mut text = format!("---\nname: bomb\ndescription: d\na0: &a0 [{}]\n", vec!["x".repeat(90); 9].join(", "));
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text = format!("{text}a{level}: &a{level} [{aliases}]\n");
    }
    text.push_str("---\n");
    let change = AgentChange { key: "description".to_owned(), value: Some(AgentValue::Text("other".to_owned())) };
    let changed = apply(text.as_bytes(), &[change]).unwrap();
    assert_eq!(String::from_utf8(changed).unwrap(), text.replace("description: d", "description: other"));
}
