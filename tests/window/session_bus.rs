//! What a desktop offers on its session bus: a place for tray icons with the menu that a click opens, and
//! notifications. Both note what the app gives them.

#![expect(clippy::used_underscore_binding, reason = "the interfaces' glue hands on also what a test does not ask for")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};
use zbus::{Connection, Proxy};

use crate::process::{LOOK, PATIENCE};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const NOTIFICATIONS: &str = "org.freedesktop.Notifications";

/// The icons by their bus name and path, in the order in which they came.
type Icons = Arc<Mutex<Vec<(String, String)>>>;

#[derive(Debug)]
struct Watcher(Icons);

#[expect(clippy::unused_self, clippy::needless_pass_by_value, reason = "the interface's form")]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let icon = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        self.0.lock().unwrap().push(icon);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// A tray, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Tray {
    bus: Connection,
    icons: Icons,
}

impl Tray {
    /// Puts a tray on the desktop.
    pub(crate) async fn start(address: &str) -> Self {
        let icons = Icons::default();
        let builder = zbus::connection::Builder::address(address).unwrap();
        let builder = builder.serve_at("/StatusNotifierWatcher", Watcher(icons.clone())).unwrap();
        let bus = builder.name(WATCHER).unwrap().build().await.unwrap();
        Self { bus, icons }
    }

    /// Takes the tray away, as a panel that crashes.
    pub(crate) async fn end(self) {
        self.bus.release_name(WATCHER).await.unwrap();
        self.bus.close().await.unwrap();
    }

    /// Returns the texts of the menu, with an empty one for each line between them.
    pub(crate) async fn menu(&self) -> Vec<String> {
        self.entries().await.into_iter().map(|(_, label)| label).collect()
    }

    /// Waits until the menu has these texts.
    pub(crate) async fn menu_is(&self, expected: &[&str]) {
        let until = Instant::now() + PATIENCE;
        loop {
            let found = self.menu().await;
            if found == expected {
                return;
            }
            assert!(Instant::now() < until, "the menu should be {expected:?}, it is {found:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Clicks the item whose text begins so.
    pub(crate) async fn click(&self, label: &str) {
        let entries = self.entries().await;
        let (id, _) = entries.iter().find(|(_, one)| one.starts_with(label)).unwrap_or_else(|| {
            panic!("the menu has no {label:?}: {entries:?}");
        });
        let menu = self.menu_proxy().await;
        menu.call_method("Event", &(*id, "clicked", Value::from(0_i32), 0_u32)).await.unwrap();
    }

    /// Returns the picture's file.
    pub(crate) async fn picture(&self) -> String {
        self.icon().await.get_property("IconName").await.unwrap()
    }

    async fn entries(&self) -> Vec<(i32, String)> {
        type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));
        let menu = self.menu_proxy().await;
        menu.call_method("AboutToShow", &0_i32).await.unwrap();
        let nothing: Vec<String> = Vec::new();
        let answer = menu.call_method("GetLayout", &(0_i32, -1_i32, nothing)).await.unwrap();
        let (_, (_, _, items)): Layout = answer.body().deserialize().unwrap();
        items.into_iter().map(entry).collect()
    }

    async fn icon(&self) -> Proxy<'static> {
        let until = Instant::now() + PATIENCE;
        loop {
            let last = self.icons.lock().unwrap().last().cloned();
            if let Some((name, path)) = last {
                return Proxy::new(&self.bus, name, path, "org.kde.StatusNotifierItem").await.unwrap();
            }
            assert!(Instant::now() < until, "no icon came into the tray");
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn menu_proxy(&self) -> Proxy<'static> {
        let icon = self.icon().await;
        let path: OwnedObjectPath = icon.get_property("Menu").await.unwrap();
        let name = icon.destination().to_owned();
        Proxy::new(&self.bus, name, path, "com.canonical.dbusmenu").await.unwrap()
    }
}

/// Reads an item's id and its text, without the marks of its access key.
fn entry(item: OwnedValue) -> (i32, String) {
    let item = Structure::try_from(item).unwrap();
    let [id, properties, _] = item.fields() else { panic!("an item has three parts: {item:?}") };
    let properties = HashMap::<String, Value<'_>>::try_from(properties.try_clone().unwrap()).unwrap();
    let label = properties.get("label").and_then(|label| label.downcast_ref::<String>().ok()).unwrap_or_default();
    (i32::try_from(id).unwrap(), label.replace("__", "\0").replace('_', "").replace('\0', "_"))
}

/// What the app told the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) id: u32,
    pub(crate) summary: String,
    pub(crate) body: String,
}

#[derive(Debug)]
struct Server(Arc<Mutex<Vec<Told>>>);

#[expect(
    clippy::unused_self,
    clippy::too_many_arguments,
    reason = "the specification's form; what a test does not ask for is not kept"
)]
#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut told = self.0.lock().unwrap();
        let id = u32::try_from(told.len() + 1).unwrap();
        told.push(Told { id, summary, body });
        id
    }

    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["body", "body-markup", "actions"]
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("test", "test", "1", "1.2")
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

/// The desktop's notifications.
#[derive(Debug)]
pub(crate) struct Notifications {
    bus: Connection,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Notifications {
    /// Lets the desktop show notifications.
    pub(crate) async fn start(address: &str) -> Self {
        let told = Arc::default();
        let builder = zbus::connection::Builder::address(address).unwrap();
        let builder = builder.serve_at("/org/freedesktop/Notifications", Server(Arc::clone(&told))).unwrap();
        let bus = builder.name(NOTIFICATIONS).unwrap().build().await.unwrap();
        Self { bus, told }
    }

    /// Returns all that was shown.
    pub(crate) fn all(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// Clicks a notification.
    pub(crate) async fn click(&self, id: u32) {
        let server = self.bus.object_server();
        let place = server.interface::<_, Server>("/org/freedesktop/Notifications").await.unwrap();
        Server::action_invoked(place.signal_emitter(), id, "default").await.unwrap();
    }
}
