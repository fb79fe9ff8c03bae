//! Whether the desktop has a tray now: who shows icons says so on the session bus, and may come and go.

use futures::StreamExt;
use futures::stream;
use tauri::AppHandle;
use zbus::fdo::DBusProxy;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream, Proxy};

use crate::desktop::TrayState;
use crate::tray;

/// The name of whoever knows the icons, and of what it understands.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Follows the desktop's tray for as long as the app runs. Without a session bus there is none.
pub(crate) fn follow(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        if let Err(error) = watch(&app).await {
            tracing::info!(%error, "no tray can be looked for");
        }
    });
}

async fn watch(app: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    let owners = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    let rule = MatchRule::builder().msg_type(Type::Signal).interface(WATCHER)?.build();
    let signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    // The first look comes after the subscriptions, so that no change falls between.
    let mut changes = stream::select(owners.map(drop), signals.map(drop));
    let mut before = None;
    loop {
        let now = look(&bus, &names).await;
        if before != Some(now) {
            before = Some(now);
            tray::offered(app, now);
        }
        if changes.next().await.is_none() {
            // The bus itself is gone.
            tray::offered(app, TrayState::Missing);
            return Ok(());
        }
    }
}

async fn look(bus: &Connection, names: &DBusProxy<'_>) -> TrayState {
    let Ok(name) = WATCHER.try_into() else { return TrayState::Missing };
    if !names.name_has_owner(name).await.unwrap_or_default() {
        return TrayState::Missing;
    }
    // It can outlive the panel that draws the icons. One that does not say is taken to draw them.
    let host = async {
        Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER)
            .await?
            .get_property::<bool>("IsStatusNotifierHostRegistered")
            .await
    };
    if host.await.unwrap_or(true) { TrayState::Shown } else { TrayState::Missing }
}
