//! The page in the window, through `WebDriver`: finding, pressing, pointing, waiting and looking, in the words of the
//! board.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, NullActions, PointerAction,
    WheelAction, WheelActions,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::time::Duration;

use crate::process::{LOOK, PATIENCE};

/// The columns in the board's order.
pub(crate) const COLUMNS: [&str; 7] = ["Backlog", "Analysis", "Ready", "In Progress", "Testing", "Code Review", "Done"];

/// The name under which `WebDriver` hands an element out of a script.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A place in the page's own pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// The page of an open window.
#[derive(Debug)]
pub(crate) struct Page {
    client: Client,
    shots: PathBuf,
}

impl Page {
    pub(crate) fn new(client: Client, shots: PathBuf) -> Self {
        Self { client, shots }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Runs a function body in the page and returns what it returns.
    pub(crate) async fn run(&self, body: &str, arguments: Value) -> Value {
        let Value::Array(arguments) = arguments else { panic!("arguments are an array: {arguments}") };
        match self.client.execute(body, arguments).await {
            Ok(value) => value,
            Err(error) => panic!("the page failed: {error}\n{body}"),
        }
    }

    /// Returns an expression's value in the page.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression});"), json!([])).await
    }

    /// Waits until an expression holds.
    pub(crate) async fn wait(&self, expression: &str) {
        self.wait_with(expression, json!([])).await;
    }

    /// Waits until an expression over `arguments` holds; answers its value.
    pub(crate) async fn wait_with(&self, expression: &str, arguments: Value) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let value = self.run(&format!("return ({expression});"), arguments.clone()).await;
            if !matches!(&value, Value::Null | Value::Bool(false)) {
                return value;
            }
            assert!(Instant::now() < until, "this never became true: {expression} with {arguments}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until looking at the page gives what is expected.
    pub(crate) async fn wait_until<T: PartialEq + std::fmt::Debug>(
        &self,
        expected: &T,
        mut look: impl AsyncFnMut(&Self) -> T,
    ) {
        let until = Instant::now() + PATIENCE;
        loop {
            let found = look(self).await;
            if found == *expected {
                return;
            }
            assert!(Instant::now() < until, "expected {expected:?}, found {found:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits for an element and returns it.
    pub(crate) async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE).every(LOOK);
        wait.for_element(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css} is not in the page: {error}"))
    }

    /// Waits for a button or another control with exactly this text or name, inside what `within` selects.
    pub(crate) async fn control(&self, within: &str, name: &str) -> Element {
        let found = "(() => { const named = (e) => [e.getAttribute('aria-label'), e.innerText, e.textContent]\
                     .some((t) => t?.trim() === arguments[1]); const all = [...document.querySelectorAll(arguments[0])]\
                     .flatMap((e) => [...e.querySelectorAll('button, a, input, [role=menuitem], \
                     [role=menuitemcheckbox], label')]); return all.find((e) => named(e) && \
                     e.getClientRects().length > 0) ?? all.find((e) => [...e.childNodes].some((n) => \
                     n.textContent.trim() === arguments[1])); })()";
        let found = self.wait_with(found, json!([within, name])).await;
        let reference = found[ELEMENT].as_str().unwrap_or_else(|| panic!("{name} is no element: {found}"));
        Element::from_element_id(self.client.clone(), reference.to_owned().into())
    }

    /// Clicks the control with this text or name.
    pub(crate) async fn click_control(&self, within: &str, name: &str) {
        self.control(within, name).await.click().await.unwrap();
    }

    /// Clicks what a selector finds.
    pub(crate) async fn click(&self, css: &str) {
        let element = self.find(css).await;
        element.click().await.unwrap_or_else(|error| panic!("{css} can't be clicked: {error}"));
    }

    /// Waits until nothing matches the selector.
    pub(crate) async fn gone(&self, css: &str) {
        self.wait_with("document.querySelector(arguments[0]) === null", json!([css])).await;
    }

    /// Returns the text that an element shows.
    pub(crate) async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    /// Waits until an element shows this text somewhere in it.
    pub(crate) async fn shows(&self, css: &str, text: &str) {
        let expression = "[...document.querySelectorAll(arguments[0])].some((e) => \
                          e.innerText.replace(/\\s+/g, ' ').includes(arguments[1]))";
        let until = Instant::now() + PATIENCE;
        while self.run(&format!("return {expression};"), json!([css, text])).await != Value::Bool(true) {
            if Instant::now() > until {
                let found = "[...document.querySelectorAll(arguments[0])].map((e) => e.innerText)";
                let found = self.run(&format!("return {found};"), json!([css])).await;
                panic!("{css} never showed {text:?}; it shows {found}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Presses a combination such as `ctrl+shift+z`, `ArrowDown` or `3`, wherever the focus is.
    pub(crate) async fn press(&self, combination: &str) {
        let mut parts: Vec<char> = combination.split('+').map(key).collect();
        let last = parts.pop().expect("a combination has a key");
        let mut keys = KeyActions::new("keyboard".into());
        for part in &parts {
            keys = keys.then(KeyAction::Down { value: *part });
        }
        keys = keys.then(KeyAction::Down { value: last }).then(KeyAction::Up { value: last });
        for part in parts.iter().rev() {
            keys = keys.then(KeyAction::Up { value: *part });
        }
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Types a text, key by key, wherever the focus is.
    pub(crate) async fn type_text(&self, text: &str) {
        let mut keys = KeyActions::new("keyboard".into());
        for value in text.chars().map(|one| if one == '\n' { Key::Enter.into() } else { one }) {
            keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Replaces the text of a field in which the user is.
    pub(crate) async fn retype(&self, text: &str) {
        self.press("ctrl+a").await;
        self.type_text(text).await;
    }

    /// Presses the mouse at one place, goes to another in steps as a hand does, and stays there.
    pub(crate) async fn drag_and_hold(&self, from: At, to: At) {
        let quick = Some(Duration::from_millis(20));
        let mut mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo { duration: quick, x: from.x, y: from.y })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        for step in 1..=8 {
            let part = f64::from(step) / 8.0;
            let (x, y) = (from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
            mouse = mouse.then(PointerAction::MoveTo { duration: quick, x: x.round(), y: y.round() });
        }
        self.client.perform_actions(mouse).await.unwrap();
    }

    /// Lets the mouse go.
    pub(crate) async fn drop_here(&self) {
        let up = MouseActions::new("mouse".into()).then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(up).await.unwrap();
    }

    /// Drags from one place to another.
    pub(crate) async fn drag(&self, from: At, to: At) {
        self.drag_and_hold(from, to).await;
        self.drop_here().await;
    }

    /// Returns the middle of what a selector finds.
    pub(crate) async fn middle(&self, css: &str) -> At {
        self.find(css).await;
        let script = "const b = document.querySelector(arguments[0]).getBoundingClientRect(); \
                      return [b.left + b.width / 2, b.top + b.height / 2];";
        at(&self.run(script, json!([css])).await)
    }

    /// Returns the middle of a card.
    pub(crate) async fn card_at(&self, id: i64) -> At {
        self.middle(&card(id)).await
    }

    /// Returns the cards that a column shows, from top to bottom as they stand on the screen.
    pub(crate) async fn cards(&self, column: &str) -> Vec<i64> {
        let script = "return [...document.querySelectorAll(`[data-testid='column-${arguments[0]}'] [data-card]`)]\
                      .map((e) => [e.getBoundingClientRect().top, Number(e.dataset.card)])\
                      .sort((a, b) => a[0] - b[0]).map((e) => e[1]);";
        serde_json::from_value(self.run(script, json!([column])).await).unwrap()
    }

    /// Waits until a column shows exactly these cards in this order.
    pub(crate) async fn column_shows(&self, column: &str, cards: &[i64]) {
        self.wait_until(&cards.to_vec(), async |page| page.cards(column).await).await;
    }

    /// Returns the count in a column's head, such as `3` or `1 of 3`.
    pub(crate) async fn count(&self, column: &str) -> String {
        self.text(&format!("[data-testid='column-{column}'] header .count > [aria-hidden]")).await
    }

    /// Returns the card that has the focus.
    pub(crate) async fn focused_card(&self) -> Option<i64> {
        self.value("document.activeElement?.dataset.card ?? null").await.as_str().map(|id| id.parse().unwrap())
    }

    /// Waits until a card has the focus.
    pub(crate) async fn focus_is_on(&self, id: i64) {
        self.wait_until(&Some(id), async |page| page.focused_card().await).await;
    }

    /// Waits until a field has the focus and returns.
    pub(crate) async fn focus_is_in(&self, css: &str) {
        self.wait_with("document.activeElement?.matches(arguments[0]) ?? false", json!([css])).await;
    }

    /// Opens a card's task panel by the mouse and waits for what it shows.
    pub(crate) async fn open_task(&self, id: i64) {
        self.click(&card(id)).await;
        self.shows("[data-testid=task-panel] .id", &format!("#{id}")).await;
    }

    /// Opens the editor of the open task's description, by its button.
    pub(crate) async fn edit_description(&self) {
        self.click("[data-testid=panel-description] button").await;
        self.focus_is_in("[data-testid=panel-description] textarea").await;
    }

    /// Gives a card the focus, as the Tab key does.
    pub(crate) async fn focus_card(&self, id: i64) {
        self.find(&card(id)).await;
        self.run("document.querySelector(arguments[0]).focus()", json!([card(id)])).await;
        self.focus_is_on(id).await;
    }

    /// Loads the page anew, as after a crash of it.
    pub(crate) async fn reload(&self) {
        self.value("(window.wasHere = true)").await;
        self.client.refresh().await.unwrap();
        self.wait("window.wasHere === undefined && document.querySelector('main') !== null").await;
    }

    /// Chooses the colours and waits until the page has them.
    pub(crate) async fn set_theme(&self, theme: &str) {
        self.click("[data-testid=rail-settings]").await;
        let choice = format!("[data-testid=settings-theme] input[value={theme}]");
        self.find(&choice).await;
        // What is read of the project moves the choice down when it comes, and a message may lie over the window's end.
        self.wait("!document.querySelector('main').innerText.includes('Loading')").await;
        self.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", json!([choice])).await;
        self.click(&choice).await;
        self.wait_with("document.documentElement.dataset.theme === arguments[0]", json!([theme])).await;
        if self.value("document.querySelector('[data-testid=rail-board]') !== null").await == Value::Bool(true) {
            self.click("[data-testid=rail-board]").await;
            self.find("[data-testid=board]").await;
        }
    }

    /// Turns the wheel over a place, by so many pixels downwards.
    pub(crate) async fn wheel(&self, over: At, down: i64) {
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a window")]
        let (x, y) = (over.x as i64, over.y as i64);
        let wheel = WheelActions::new("wheel".into()).then(WheelAction::Scroll {
            duration: Some(Duration::from_millis(20)),
            x,
            y,
            delta_x: 0,
            delta_y: down,
        });
        let none = NullActions::new("none".into());
        self.client.perform_actions(Actions::from(wheel).and(none)).await.unwrap();
    }

    /// Waits until the page has drawn what it is now, and has heard of it.
    pub(crate) async fn next_frame(&self) {
        let drawn = "const done = arguments[arguments.length - 1]; \
                     requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 0)));";
        // A page that can't answer has nothing to draw either; whoever asks next says so.
        let _ = self.client.execute_async(drawn, vec![]).await;
    }

    /// Takes a picture of the page once nothing in it moves any more.
    pub(crate) async fn shot(&self, name: &str) {
        self.wait("document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity)")
            .await;
        self.try_shot(name).await;
    }

    /// Takes a picture if the page can still be drawn.
    pub(crate) async fn try_shot(&self, name: &str) {
        // A picture shows what was drawn last: what changed just now is drawn with the next frame.
        self.next_frame().await;
        match self.client.screenshot().await {
            Ok(png) => fs::write(self.shots.join(name).with_extension("png"), png).unwrap(),
            Err(error) => eprintln!("no picture of {name}: {error}"),
        }
    }
}

/// Returns the selector of a card.
pub(crate) fn card(id: i64) -> String {
    format!("[data-testid=card-{id}]")
}

/// Returns the selector of a column.
pub(crate) fn column(status: &str) -> String {
    format!("[data-testid='column-{status}']")
}

/// Reads a place.
fn at(value: &Value) -> At {
    At { x: value[0].as_f64().unwrap(), y: value[1].as_f64().unwrap() }
}

/// Returns the character by which `WebDriver` knows a key.
fn key(name: &str) -> char {
    match name {
        "ctrl" => Key::Control.into(),
        "shift" => Key::Shift.into(),
        "alt" => Key::Alt.into(),
        "Enter" => Key::Enter.into(),
        "Escape" => Key::Escape.into(),
        "Delete" => Key::Delete.into(),
        "Tab" => Key::Tab.into(),
        "ArrowUp" => Key::Up.into(),
        "ArrowDown" => Key::Down.into(),
        "ArrowLeft" => Key::Left.into(),
        "ArrowRight" => Key::Right.into(),
        "End" => Key::End.into(),
        "Home" => Key::Home.into(),
        one => {
            let mut characters = one.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => character,
                _ => panic!("no key is called {one:?}"),
            }
        }
    }
}
