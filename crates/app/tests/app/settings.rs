use claudetask_app::settings::{self, AppSettings, Contrast, Density, OnClose, SavedFilter, SettingsPatch, Theme};
use claudetask_core::{ProjectId, Timestamp};
use claudetask_store::{Store, Use};
use claudetask_testkit::Board;
use serde_json::json;

async fn stored(board: &Board, json: &str) {
    let store = Store::open(board.call.database(), Use::Command, Timestamp::from_millis(0)).await.unwrap();
    let tx = store.write().await.unwrap();
    tx.set_setting("app", json).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_null_clears() {
    let board = Board::new().await;
    assert_eq!(settings::get(&board.call).await.unwrap(), AppSettings::default());
    let update = async |json: &str| settings::update(&board.call, serde_json::from_str(json).unwrap()).await.unwrap();
    update(r#"{"theme": "dark", "last_project": 3}"#).await;
    let settings = update(r#"{"density": "compact"}"#).await;
    let expected = AppSettings {
        theme: Theme::Dark,
        density: Density::Compact,
        last_project: Some(ProjectId(3)),
        ..AppSettings::default()
    };
    assert_eq!(settings, expected);
    assert_eq!(settings::get(&board.call).await.unwrap(), expected);
    assert_eq!(update(r#"{"last_project": null}"#).await.last_project, None);
    for (json, field) in
        [(r#"{"theme": "pink"}"#, "theme: "), (r#"{"density": null}"#, "density: "), (r#"{"x": 1}"#, "x")]
    {
        let error = serde_json::from_str::<SettingsPatch>(json).unwrap_err().to_string();
        assert!(error.contains(field), "{error}");
    }
}

#[tokio::test]
async fn what_can_t_be_read_is_the_default_and_the_rest_is_kept() {
    let board = Board::new().await;
    for rubbish in ["", "{", "[]", "7", "null", "\"x\""] {
        stored(&board, rubbish).await;
        assert_eq!(settings::get(&board.call).await.unwrap(), AppSettings::default(), "{rubbish}");
    }
    stored(&board, r#"{"theme": "sepia", "density": "compact", "later": {"a": 1}}"#).await;
    let settings = settings::get(&board.call).await.unwrap();
    assert_eq!((settings.theme, settings.density), (Theme::System, Density::Compact));
    let patch = SettingsPatch { density: Some(Density::Comfortable), ..SettingsPatch::default() };
    settings::update(&board.call, patch).await.unwrap();
    let store = Store::open(board.call.database(), Use::Command, Timestamp::from_millis(0)).await.unwrap();
    let json = store.read().await.unwrap().setting("app").await.unwrap().unwrap();
    assert!(json.contains("sepia") && json.contains("later"), "a later version's settings are kept: {json}");
}

#[tokio::test]
async fn what_was_never_set_has_its_default() {
    let board = Board::new().await;
    let settings = settings::get(&board.call).await.unwrap();
    assert_eq!(settings.quick_add_shortcut.as_deref(), Some("CommandOrControl+Alt+N"));
    assert_eq!((settings.on_close, settings.contrast), (OnClose::Ask, Contrast::System));
    assert!(settings.notifications.review && settings.notifications.blocked);
    let words = r#"{"on_close": "later", "contrast": 7, "keymap": [], "notifications": {"review": false, "blocked": 3},
        "saved_filters": {}, "quick_add_shortcut": 5, "quick_add_project": "x"}"#;
    stored(&board, words).await;
    let read = settings::get(&board.call).await.unwrap();
    assert_eq!((read.notifications.review, read.notifications.blocked), (false, true));
    assert_eq!(AppSettings { notifications: settings.notifications, ..read }, settings);
}

#[tokio::test]
async fn one_filter_or_key_that_can_t_be_read_takes_no_other_with_it() {
    let board = Board::new().await;
    let words = r#"{"keymap": {"task.open": ["o"], "task.delete": "x", "task.add": ["a", 5]}, "saved_filters": [
        {"name": "Bugs", "filter": "type:bug"}, {"name": 7, "filter": ""}, "x",
        {"name": "Mine", "filter": "has:branch", "colour": "of a later version"}]}"#;
    stored(&board, words).await;
    let read = settings::get(&board.call).await.unwrap();
    assert_eq!(read.keymap.into_iter().collect::<Vec<_>>(), [("task.open".to_owned(), vec!["o".to_owned()])]);
    let names: Vec<_> = read.saved_filters.iter().map(|saved| saved.name.as_str()).collect();
    assert_eq!(names, ["Bugs", "Mine"]);
    let error = serde_json::from_str::<SettingsPatch>(r#"{"saved_filters": [{"name": "a", "filter": "", "x": 1}]}"#);
    assert!(error.unwrap_err().to_string().contains('x'), "a patch is read to the letter");
}

#[tokio::test]
async fn the_shortcut_is_set_by_the_shell_and_null_is_none() {
    let board = Board::new().await;
    let set = async |keys: Option<&str>| settings::set_quick_add_shortcut(&board.call, keys.map(str::to_owned)).await;
    assert_eq!(set(Some("Control+Alt+K")).await.unwrap().quick_add_shortcut.as_deref(), Some("Control+Alt+K"));
    assert_eq!(set(None).await.unwrap().quick_add_shortcut, None);
    assert_eq!(settings::get(&board.call).await.unwrap().quick_add_shortcut, None, "off is not the default");
    for keys in ["", " ", &"x".repeat(61)] {
        let report = set(Some(keys)).await.unwrap_err().report();
        assert_eq!(report.field.as_deref(), Some("quick_add_shortcut"), "{keys:?}");
    }
    let error = serde_json::from_str::<SettingsPatch>(r#"{"quick_add_shortcut": null}"#).unwrap_err().to_string();
    assert!(error.contains("quick_add_shortcut"), "the page can't write it past the shell: {error}");
}

#[tokio::test]
async fn keys_and_filters_are_kept_within_their_limits() {
    let board = Board::new().await;
    let update =
        async |value: serde_json::Value| settings::update(&board.call, serde_json::from_value(value).unwrap()).await;
    let kept = update(json!({
        "keymap": {"task.open": ["o", "Shift+O"], "task.delete": []},
        "saved_filters": [{"name": " Bugs ", "filter": "type:bug"}, {"name": "Größe", "filter": ""}],
        "on_close": "tray", "contrast": "high", "quick_add_project": 1,
        "notifications": {"review": false, "blocked": true, "runs": true},
    }))
    .await
    .unwrap();
    assert_eq!(kept.keymap["task.open"], ["o", "Shift+O"]);
    assert_eq!(kept.keymap["task.delete"], [""; 0]);
    assert_eq!(kept.saved_filters[0], SavedFilter { name: "Bugs".into(), filter: "type:bug".into() });
    assert_eq!((kept.on_close, kept.contrast), (OnClose::Tray, Contrast::High));
    assert_eq!((kept.quick_add_project, kept.notifications.review), (Some(ProjectId(1)), false));
    assert_eq!(settings::get(&board.call).await.unwrap(), kept);

    let many = |n: usize| (0..n).map(|n| (format!("a{n}"), json!(["k"]))).collect::<serde_json::Map<_, _>>();
    let filters = |n: usize| (0..n).map(|n| json!({"name": format!("f{n}"), "filter": ""})).collect::<Vec<_>>();
    let one = |name: String, filter: String| json!([{"name": name, "filter": filter}]);
    update(json!({"keymap": many(200), "saved_filters": filters(100)})).await.unwrap();
    update(json!({"saved_filters": one("é".repeat(60), "é".repeat(1_000))})).await.unwrap();
    let before = settings::get(&board.call).await.unwrap();
    for (field, value) in [
        ("keymap", json!(many(201))),
        ("keymap", json!({"a": vec!["k"; 9]})),
        ("keymap", json!({"a": ["x".repeat(61)]})),
        ("keymap", json!({"a".repeat(61): []})),
        ("keymap", json!({"a": [" "]})),
        ("saved_filters", json!(filters(101))),
        ("saved_filters", one(" ".into(), String::new())),
        ("saved_filters", one("x".repeat(61), String::new())),
        ("saved_filters", one("a\nb".into(), String::new())),
        ("saved_filters", one("a".into(), "x".repeat(1_001))),
        ("saved_filters", json!([{"name": "a", "filter": ""}, {"name": " A", "filter": "b"}])),
    ] {
        let report = update(json!({ field: value, "theme": "light" })).await.unwrap_err().report();
        assert_eq!((report.code.as_str(), report.field.as_deref()), ("invalid_value", Some(field)), "{report:?}");
    }
    assert_eq!(settings::get(&board.call).await.unwrap(), before, "a refused patch changes nothing");
}
