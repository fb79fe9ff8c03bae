//! Random and hostile texts: whatever is typed, nothing panics and nothing half-valid is stored.

use claudetask_app::task::{self, NewTask, Task, TaskPatch};
use claudetask_app::{Error, ErrorCode, quick_add};
use claudetask_core::{TaskId, Title};
use claudetask_testkit::Board;

use crate::support::Sandbox;

/// Pseudo-random numbers (`SplitMix64`), the same in every run, so that a failure can be seen again.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn text(&mut self) -> String {
        const PARTS: &[&str] = &[
            "!high",
            "!h",
            "!",
            "!!",
            "#bug",
            "#feature",
            "#",
            "##",
            ">ready",
            ">in-progress",
            ">",
            ">>",
            "^1",
            "^2",
            "^0",
            "^-1",
            "^99999999999999999999",
            "^9007199254740991",
            "^",
            "@project",
            "@",
            "@@",
            "//",
            "///",
            "\\",
            "\\\\",
            "\\!high",
            "\\//",
            " ",
            "  ",
            "\t",
            "\n",
            "\r\n",
            "\0",
            "\u{1b}[31m",
            "\u{7f}",
            "\u{85}",
            "\u{2028}",
            "\u{2029}",
            "\u{202e}",
            "\u{200f}",
            "\u{feff}",
            "\u{fffd}",
            "\u{10ffff}",
            "\u{e000}",
            "مرحبا",
            "שלום",
            "日本語",
            "👩‍👩‍👧",
            "🇩🇪",
            "e\u{301}",
            "Z\u{300}\u{301}\u{302}\u{303}\u{304}",
            "ﬃ",
            "ß",
            "İ",
            "word",
            "Login fails",
            "'",
            "\"",
            "`",
            "$(reboot)",
            ";",
            "--",
            "-x",
            "%s%n",
            "NULL",
            "<script>",
            "{}",
            "[]",
            "../../etc",
            "' OR 1=1 --",
            "\u{a0}",
            "\u{3000}",
            "\u{1680}",
        ];
        let mut text = String::new();
        for _ in 0..self.below(12) {
            match self.below(12) {
                0 => text.extend(
                    (0..self.below(6)).filter_map(|_| char::from_u32(u32::try_from(self.next() % 0x11_0000).unwrap())),
                ),
                1 => text.push_str(&"x".repeat(self.below(260))),
                2 => text.push_str(&"👍🏽".repeat(self.below(60))),
                _ => text.push_str(PARTS[self.below(PARTS.len())]),
            }
            if self.below(3) > 0 {
                text.push(' ');
            }
        }
        text
    }
}

#[track_caller]
fn assert_valid(task: &Task, from: &str) {
    assert_eq!(Title::parse(&task.title).map(String::from).as_ref(), Ok(&task.title), "{from:?}");
    assert!(
        !task.description.contains('\0') && !task.analysis.as_deref().unwrap_or_default().contains('\0'),
        "{from:?}"
    );
    assert!(task.description.chars().count() <= 200_000, "{from:?}");
}

#[tokio::test]
async fn ten_thousand_lines_through_add() {
    let board = Board::new().await;
    let mut random = Random(1);
    let (mut added, mut refused) = (0, 0);
    for _ in 0..10_000 {
        let line = random.text();
        match quick_add::add(&board.call, board.project, &line, None).await {
            Ok(task) => {
                assert_valid(&task, &line);
                added += 1;
            }
            Err(error) => {
                let expected = [ErrorCode::InvalidValue, ErrorCode::TaskNotFound];
                assert!(expected.contains(&error.code()), "{line:?}: {error}");
                assert!(!error.hint().is_empty() && error.to_string().len() < 1_000, "{line:?}: {error}");
                refused += 1;
            }
        }
    }
    assert!(added > 2_000 && refused > 2_000, "both happen: {added} added, {refused} refused");
    let list = task::list(&board.call, board.project, task::ListQuery::default()).await.unwrap();
    assert_eq!(list.total, added);
}

#[tokio::test]
async fn ten_thousand_texts_through_edit() {
    let board = Board::new().await;
    let mut random = Random(2);
    let mut current = Vec::new();
    for n in 0..5 {
        let new = NewTask { title: format!("Task {n}"), ..NewTask::default() };
        current.push(task::create(&board.call, board.project, new).await.unwrap());
    }
    let (mut changed, mut refused) = (0, 0);
    for _ in 0..10_000 {
        let at = random.below(current.len());
        let before = current[at].clone();
        let text = random.text();
        let mut patch = TaskPatch::default();
        match random.below(5) {
            0 => patch.title = Some(text.clone()),
            1 => patch.description = Some(text.clone()),
            2 => patch.analysis = Some(Some(text.clone())),
            3 => patch.blocked_reason = Some(Some(text.clone())),
            _ => {
                let id = |random: &mut Random| TaskId(i64::try_from(random.below(8)).unwrap());
                patch.depends_on = Some((0..random.below(3)).map(|_| id(&mut random)).collect());
            }
        }
        let outcome = task::update(&board.call, board.project, before.id, patch).await;
        let now = task::get(&board.call, board.project, before.id).await.unwrap();
        match outcome {
            Ok(task) => {
                assert_valid(&task, &text);
                assert_eq!(task, now);
                let grew = task.revision - before.revision;
                assert_eq!(grew, u32::from(task != before), "{text:?}");
                changed += grew;
            }
            Err(error) => {
                let expected = [ErrorCode::InvalidValue, ErrorCode::TaskNotFound, ErrorCode::DependencyCycle];
                assert!(expected.contains(&error.code()), "{text:?}: {error}");
                assert!(matches!(error, Error::Invalid(_)) || now == before);
                assert_eq!(now, before, "a refused change changed something: {text:?}");
                refused += 1;
            }
        }
        current[at] = now;
    }
    assert!(changed > 2_000 && refused > 1_000, "both happen: {changed} changed, {refused} refused");
}

#[test]
fn hundreds_of_lines_through_the_program() {
    let board = Sandbox::board();
    let mut random = Random(3);
    let mut added = 0;
    for n in 0..300 {
        // The system passes no NUL in an argument.
        let text = random.text().replace('\0', "");
        let ran = if n % 2 == 0 {
            board.run(["--json", "add", "--", &text])
        } else if random.below(2) == 0 {
            board.run(["--json", "edit", "1", &format!("--title={text}")])
        } else {
            board.run_with(["--json", "edit", "1", "--description", "-"], text.as_bytes())
        };
        if ran.code == 0 {
            added += ran.json()["title"].as_str().map_or(0, |title| usize::from(!title.is_empty()));
        } else {
            let error: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
            let code = error["code"].as_str().unwrap();
            assert_eq!(ran.code, 1, "{text:?}: {error}");
            assert!(["invalid_value", "task_not_found"].contains(&code), "{text:?}: {error}");
        }
    }
    assert!(added > 50, "{added}");
    let text = board.text(["list"]);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}
