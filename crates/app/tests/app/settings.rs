use claudetask_app::settings::{self, AppSettings, Density, SettingsPatch, Theme};
use claudetask_core::{ProjectId, Timestamp};
use claudetask_store::{Store, Use};
use claudetask_testkit::Board;

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
    let expected = AppSettings { theme: Theme::Dark, density: Density::Compact, last_project: Some(ProjectId(3)) };
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
