use proptest::prelude::*;

use super::*;

fn shown(filter: &Filter) -> Vec<String> {
    let show = |term: &FilterTerm| {
        let json = serde_json::to_value(&term.test).unwrap();
        let rest = json.as_object().unwrap().iter().filter(|(key, _)| *key != "kind");
        let plain = |value: &serde_json::Value| {
            value.as_str().map_or_else(|| value.to_string().replace('"', ""), str::to_owned)
        };
        let rest: Vec<_> = rest.map(|(_, value)| plain(value)).collect();
        let kind = json["kind"].as_str().unwrap();
        format!(
            "{}{kind}{}{}",
            if term.negated { "-" } else { "" },
            if rest.is_empty() { "" } else { ":" },
            rest.join("")
        )
    };
    filter.terms.iter().map(show).collect()
}

#[test]
fn every_term_is_understood() {
    fn check(text: &str, expected: &[&str]) {
        let filter = parse(text);
        assert_eq!(shown(&filter), expected, "{text:?}");
        assert_eq!(filter.problem(), None, "{text:?}");
    }
    check("", &[]);
    check("  \t ", &[]);
    check("type:bug", &["type:[Bug]"]);
    check("TYPE:Bug,f", &["type:[Bug,Feature]"]);
    check("type:bug,", &["type:[Bug]"]);
    check("type:bug,b", &["type:[Bug]"]);
    check("t:b kind:feat", &["type:[Bug]", "type:[Feature]"]);
    check("priority:high prio:m p:lo,h", &["priority:[High]", "priority:[Medium]", "priority:[Low,High]"]);
    check("status:ready s:in-progress", &["status:[Ready]", "status:[In Progress]"]);
    check("state:\"in progress\" in:review", &["status:[In Progress]", "status:[Code Review]"]);
    check("column:code_review,d", &["status:[Code Review,Done]"]);
    check("blocked is:blocked IS:Stale", &["blocked", "blocked", "stale"]);
    check("-blocked", &["-blocked"]);
    check("is:open", &["status:[Backlog,Analysis,Ready,In Progress,Testing,Code Review]"]);
    check("is:done is:bug", &["status:[Done]", "type:[Bug]"]);
    check("has:branch has:analysis", &["has:branch", "has:analysis"]);
    check("has:deps -has:run", &["has:dependencies", "-has:run"]);
    check("project:web,My-App", &["project:[web,my-app]"]);
    check("project:\"My app\",b", &["project:[my-app,b]"]);
    check("branch:Task/12", &["branch:task/12"]);
    check("#12 id:12,#13", &["id:[12]", "id:[12,13]"]);
    check("older:14d idle:90m age:2W idle:1h", &["older:1209600", "idle:5400", "older:1209600", "idle:3600"]);
    check("Login Größe", &["text:login", "text:größe"]);
    check("\"two  words\" -\"not these\"", &["text:two  words", "-text:not these"]);
    check("\"type:bug\"", &["text:type:bug"]);
    check("\"not closed", &["text:not closed"]);
    check("-", &["text:-"]);
    check("\"\" -\"\"", &[]);
}

#[test]
fn a_backslash_takes_the_meaning_away() {
    for (text, expected) in [
        (r"\type:bug", "text:type:bug"),
        (r"\blocked", "text:blocked"),
        (r"\-x", "text:-x"),
        (r"\#12", "text:#12"),
        (r#"\"a"#, "text:\"a"),
        (r"\type:urgent", "text:type:urgent"),
        (r"-\type:bug", "-text:type:bug"),
        (r"C:\temp", r"text:c:\temp"),
        (r"\\server\share", r"text:\\server\share"),
        (r"\", r"text:\"),
        (r"\\type:bug", r"text:\type:bug"),
    ] {
        let filter = parse(text);
        assert_eq!(shown(&filter), [expected], "{text:?}");
        assert_eq!(filter.marks, [], "{text:?}");
    }
}

#[test]
fn an_unknown_key_is_plain_text() {
    for text in ["http://a.example", "12:30", "foo:bar", "std::fs", ":x", "a#12", "#bug", "#1-x", "x:", "blocked?"] {
        let filter = parse(text);
        assert_eq!(shown(&filter), [format!("text:{text}")]);
        assert_eq!(filter.marks, [], "{text:?}");
    }
}

#[test]
fn a_known_key_with_a_bad_value_says_what_is_allowed_and_filters_nothing() {
    for (text, problem) in [
        ("type:urgent", "\"urgent\" is not a type; use bug, feature"),
        ("type:", "type: has no value; use bug, feature"),
        ("type:,", "type: has no value; use bug, feature"),
        ("type:bug,x", "\"x\" is not a type; use bug, feature"),
        ("prio:urgent", "\"urgent\" is not a priority; use high, medium, low"),
        (
            "status:doing",
            "\"doing\" is not a column; use backlog, analysis, ready, in-progress, testing, code-review, done",
        ),
        ("is:old", "\"old\" is not a state; use blocked, stale, open, done, bug, feature"),
        ("has:wings", "\"wings\" is not a part of a task; use branch, analysis, dependencies, run"),
        ("id:x", "\"x\" is not the id of a task; use numbers, such as 12,13"),
        ("id:0", "\"0\" is not the id of a task; use numbers, such as 12,13"),
        ("project:-", "\"-\" is not a project's name; use letters of the name"),
        ("branch:\"\"", "branch: has no value; use letters of the name"),
        ("older:14", "\"14\" is not a length of time; use a number with m, h, d or w, such as 14d"),
        ("idle:d", "\"d\" is not a length of time; use a number with m, h, d or w, such as 14d"),
        ("idle:-1d", "\"-1d\" is not a length of time; use a number with m, h, d or w, such as 14d"),
        ("older:99999999w", "\"99999999w\" is not a length of time; use a number with m, h, d or w, such as 14d"),
        ("older:7д", "\"7д\" is not a length of time; use a number with m, h, d or w, such as 14d"),
    ] {
        for text in [text.to_owned(), format!("-{text}")] {
            let filter = parse(&text);
            assert_eq!(filter.problem(), Some(problem), "{text:?}");
            assert_eq!(filter.terms, [], "{text:?}");
        }
    }
    let long = parse(&format!("type:{}", "x".repeat(100_000)));
    assert!(long.problem().unwrap().len() < 200, "a problem never carries the whole value");
}

#[test]
fn marks_are_where_a_text_field_counts_them() {
    let text = "👩‍👧 -type:bug ok prio:x \"a b\" #12";
    let units: Vec<u16> = text.encode_utf16().collect();
    let marked: Vec<_> = parse(text)
        .marks
        .iter()
        .map(|mark| {
            let part = String::from_utf16(&units[mark.start as usize..mark.end as usize]).unwrap();
            (part, mark.problem.is_some())
        })
        .collect();
    assert_eq!(marked, [("-type:bug".to_owned(), false), ("prio:x".to_owned(), true), ("#12".to_owned(), false)]);
}

const NOW: Timestamp = Timestamp::from_millis(1_767_323_045_678);

fn ago(days: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() - days * 86_400_000)
}

#[test]
fn all_terms_must_hold() {
    let facts = FilterFacts {
        id: TaskId(12),
        project_word: "my-app",
        task_type: TaskType::Bug,
        priority: Priority::High,
        status: Status::InProgress,
        blocked: true,
        git_branch: Some("task/12-Login"),
        has: vec![FilterPart::Branch, FilterPart::Dependencies],
        created_at: ago(20),
        updated_at: ago(7),
    };
    let holds = |text: &str, facts: &FilterFacts<'_>| parse(text).matches(facts, NOW);
    for (text, expected) in [
        ("", true),
        ("type:bug", true),
        ("-type:bug", false),
        ("type:feature", false),
        ("type:bug priority:low", false),
        ("type:bug priority:low,high", true),
        ("status:in blocked", true),
        ("-blocked", false),
        ("has:branch has:deps -has:analysis -has:run", true),
        ("has:analysis", false),
        ("project:app", true),
        ("project:web", false),
        ("branch:LOGIN", true),
        ("branch:x", false),
        ("#12", true),
        ("id:1,2", false),
        ("older:20d", true),
        ("older:21d", false),
        ("idle:7d", true),
        ("idle:8d", false),
        ("is:stale", true),
        ("type:nonsense", true),
        ("of the texts nothing is -known", true),
    ] {
        assert_eq!(holds(text, &facts), expected, "{text:?}");
    }
    let ready = FilterFacts { status: Status::Ready, blocked: false, git_branch: None, ..facts.clone() };
    for (text, expected) in [("is:stale", false), ("-is:stale", true), ("blocked", false), ("branch:l", false)] {
        assert_eq!(holds(text, &ready), expected, "{text:?}");
    }
    let fresh = FilterFacts { updated_at: ago(6), ..facts };
    assert!(!holds("is:stale", &fresh));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]
    #[test]
    fn any_text_is_read_without_a_panic_and_every_mark_is_in_it(
        text in r#"([ \t\\"\-:,#\PC]|type:|prio:bug|idle:7d|blocked|#12| -){0,40}"#,
    ) {
        let filter = parse(&text);
        let length = u32::try_from(text.encode_utf16().count()).unwrap();
        prop_assert!(filter.marks.iter().all(|mark| mark.start < mark.end && mark.end <= length));
        prop_assert!(filter.marks.is_sorted_by(|a, b| a.end <= b.start));
    }

    #[test]
    fn a_quoted_text_is_that_text(negated: bool, text in r#"[a-z :#,\\"-]{1,20}"#) {
        let mut quoted = String::new();
        for c in text.chars() {
            if c == '"' {
                let backslashes = quoted.len() - quoted.trim_end_matches('\\').len();
                quoted.push_str(&"\\".repeat(backslashes + 1));
            }
            quoted.push(c);
        }
        let backslashes = quoted.len() - quoted.trim_end_matches('\\').len();
        quoted.push_str(&"\\".repeat(backslashes));
        let filter = parse(&format!("{}\"{quoted}\"", if negated { "-" } else { "" }));
        prop_assert_eq!(filter.texts().collect::<Vec<_>>(), [(text.as_str(), negated)]);
    }
}
