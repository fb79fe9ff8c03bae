//! Tells the user what needs them: the windows by an event, and by a notification of the desktop's what they do not
//! see already.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use claudetask_app::attention::{Need, NeedKind};
use claudetask_app::settings::{AppSettings, NotificationSettings};
use claudetask_core::{EventSeq, ProjectId, TaskId};
use serde::Serialize;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event;

use crate::arguments::Wanted;
use crate::desktop::Desktop;
use crate::overview::Overview;
use crate::{shown, window};

/// What waits for the user, the newest first.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct AttentionChanged(Vec<Need>);

/// What the windows were told last, and whose boards the page shows.
#[derive(Debug, Default)]
pub(crate) struct Attention(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    needs: Vec<Need>,
    /// As the page says; until it does, the project that it showed last.
    watching: Option<Vec<ProjectId>>,
    /// The notifications' plugin is in place.
    ready: bool,
}

impl Attention {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many tasks a summary names.
const NAMED: usize = 4;

/// The part of a notification that says which task it is about.
const TASK: &str = "task";

/// Says which projects' boards the page shows: what is seen there is not told by a notification.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command its state by value")]
pub(crate) fn attention_watching(attention: State<'_, Attention>, projects: Vec<ProjectId>) {
    attention.known().watching = Some(projects);
}

/// Tells what is new since an event; answers the last event that is told.
pub(crate) async fn follow(app: &AppHandle, overview: &Overview, since: EventSeq) -> EventSeq {
    let attention = app.state::<Attention>();
    let differs = {
        let mut known = attention.known();
        let differs = known.needs != overview.needs;
        known.needs.clone_from(&overview.needs);
        differs
    };
    if differs && let Err(error) = AttentionChanged(overview.needs.clone()).emit(app) {
        tracing::warn!(%error, "the windows could not be told what waits for the user");
    }
    let told = overview.needs.iter().map(|need| need.seq).max().map_or(since, |newest| newest.max(since));
    let settings = app.state::<Desktop>().settings().clone();
    let seen = if window::is_looked_at(app) { watched(&attention.known(), &settings) } else { Vec::new() };
    let new = worth_telling(&overview.needs, since, settings.notifications, &seen);
    if let Some(message) = Message::about(&new, &names(overview)) {
        show(app, message).await;
    }
    told
}

fn watched(known: &Known, settings: &AppSettings) -> Vec<ProjectId> {
    known.watching.clone().unwrap_or_else(|| settings.last_project.into_iter().collect())
}

fn names(overview: &Overview) -> HashMap<ProjectId, &str> {
    overview.projects.iter().map(|project| (project.id, project.name.as_str())).collect()
}

/// Returns what the user is told: what is new, of a kind that they want to hear of, and not before their eyes.
fn worth_telling<'a>(
    needs: &'a [Need],
    since: EventSeq,
    wanted: NotificationSettings,
    seen: &[ProjectId],
) -> Vec<&'a Need> {
    needs
        .iter()
        .filter(|need| need.seq > since && !seen.contains(&need.project_id))
        .filter(|need| match need.kind {
            NeedKind::Review => wanted.review,
            NeedKind::Blocked => wanted.blocked,
        })
        .collect()
}

/// What a notification says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) summary: String,
    pub(crate) body: String,
    /// Where a click leads, if not just to the window.
    pub(crate) task: Option<TaskId>,
}

impl Message {
    fn about(needs: &[&Need], names: &HashMap<ProjectId, &str>) -> Option<Self> {
        let project = |need: &Need| names.get(&need.project_id).copied().unwrap_or_default().to_owned();
        match needs {
            [] => None,
            [need] => {
                let mut lines = vec![need.title.clone()];
                lines.extend(need.reason.clone());
                lines.push(project(need));
                Some(Self {
                    summary: match need.kind {
                        NeedKind::Review => format!("#{} is ready for your review", need.task_id),
                        NeedKind::Blocked => format!("#{} is blocked", need.task_id),
                    },
                    body: lines.join("\n"),
                    task: Some(need.task_id),
                })
            }
            many => {
                let line = |need: &&Need| match need.kind {
                    NeedKind::Review => format!("#{} to review: {}", need.task_id, need.title),
                    NeedKind::Blocked => format!("#{} blocked: {}", need.task_id, need.title),
                };
                let mut lines: Vec<String> = many.iter().take(NAMED).map(line).collect();
                if many.len() > NAMED {
                    lines.push(format!("and {} more", many.len() - NAMED));
                }
                Some(Self { summary: format!("{} tasks need you", many.len()), body: lines.join("\n"), task: None })
            }
        }
    }
}

/// Shows a notification.
pub(crate) async fn show(app: &AppHandle, message: Message) {
    if !prepare(app) {
        return;
    }
    let body = if reads_markup().await { escaped(&message.body) } else { message.body };
    let mut notification = app.notification().builder().title(message.summary).body(body);
    if let Some(task) = message.task {
        notification = notification.extra(TASK, task);
    }
    if let Err(error) = notification.show() {
        tracing::warn!(%error, "a notification could not be shown");
    }
}

/// Puts the plugin in place before the first notification. Not at the start: it adds a script to each page made after
/// it, which asks for what the pages may not.
fn prepare(app: &AppHandle) -> bool {
    let attention = app.state::<Attention>();
    if attention.known().ready {
        return true;
    }
    let clicked = app.clone();
    let prepared = app.plugin(tauri_plugin_notification::init()).map_err(|error| error.to_string()).and_then(|()| {
        let clicks = app.notification().on_action(move |action| {
            let task = action.notification().and_then(|notification| notification.extra().get(TASK).cloned());
            let task = task.and_then(|task| serde_json::from_value::<TaskId>(task).ok());
            shown::ask(&clicked, task.map_or(Wanted::Window, Wanted::Task));
        });
        clicks.map_err(|error| error.to_string())
    });
    match prepared {
        Ok(()) => attention.known().ready = true,
        Err(error) => tracing::warn!(%error, "notifications can't be shown"),
    }
    attention.known().ready
}

/// Returns whether the desktop takes a notification's text for markup; titles are what anyone wrote.
#[cfg(target_os = "linux")]
async fn reads_markup() -> bool {
    let name = "org.freedesktop.Notifications";
    let asked = async {
        let bus = zbus::Connection::session().await?;
        let answer = bus.call_method(Some(name), "/org/freedesktop/Notifications", Some(name), "GetCapabilities", &());
        answer.await?.body().deserialize::<Vec<String>>()
    };
    // One that does not answer gets what is safe in any case.
    asked.await.map_or(true, |capabilities: Vec<String>| capabilities.iter().any(|one| one == "body-markup"))
}

#[cfg(not(target_os = "linux"))]
async fn reads_markup() -> bool {
    false
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use claudetask_core::Origin;

    use super::*;

    fn need(seq: u32, kind: NeedKind, project: &str) -> Need {
        Need {
            seq: seq.to_string().parse().unwrap(),
            kind,
            project_id: project.parse().unwrap(),
            task_id: (seq + 10).to_string().parse().unwrap(),
            title: format!("Task <{seq}> & more"),
            reason: matches!(kind, NeedKind::Blocked).then(|| "no key".to_owned()),
            origin: Origin::Cli,
            at: claudetask_core::Timestamp::parse("2026-01-01T00:00:00.000Z").unwrap(),
        }
    }

    #[test]
    fn only_what_is_new_wanted_and_unseen_is_told() {
        use NeedKind::{Blocked, Review};
        let needs = [need(9, Review, "1"), need(8, Blocked, "1"), need(7, Review, "2"), need(3, Review, "1")];
        let told = |review, blocked, seen: &[&str]| {
            let seen: Vec<ProjectId> = seen.iter().map(|id| id.parse().unwrap()).collect();
            let wanted = NotificationSettings { review, blocked, runs: true };
            worth_telling(&needs, "3".parse().unwrap(), wanted, &seen)
                .iter()
                .map(|need| need.seq.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(true, true, &[]), ["9", "8", "7"]);
        assert_eq!(told(true, false, &[]), ["9", "7"]);
        assert_eq!(told(false, true, &[]), ["8"]);
        assert_eq!(told(true, true, &["1"]), ["7"]);
        assert_eq!(told(true, true, &["1", "2"]), [""; 0]);
    }

    #[test]
    fn one_is_told_by_name_and_several_as_a_summary() {
        let names = HashMap::from([("1".parse().unwrap(), "harbour")]);
        let needs: Vec<Need> = (1..=6).map(|seq| need(seq, NeedKind::Review, "1")).collect();
        let all: Vec<&Need> = needs.iter().collect();
        assert_eq!(Message::about(&[], &names), None);
        let one = Message::about(&all[..1], &names).unwrap();
        assert_eq!(one.summary, "#11 is ready for your review");
        assert_eq!(one.body, "Task <1> & more\nharbour");
        assert_eq!(one.task, Some("11".parse().unwrap()));
        let blocked = need(1, NeedKind::Blocked, "9");
        assert_eq!(Message::about(&[&blocked], &names).unwrap().body, "Task <1> & more\nno key\n");
        let many = Message::about(&all, &names).unwrap();
        assert_eq!(many.summary, "6 tasks need you");
        assert!(many.body.starts_with("#11 to review: Task <1> & more\n"), "{}", many.body);
        assert!(many.body.ends_with("\nand 2 more"), "{}", many.body);
        assert_eq!(many.task, None);
    }

    #[test]
    fn a_title_is_never_markup() {
        assert_eq!(escaped("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
    }
}
