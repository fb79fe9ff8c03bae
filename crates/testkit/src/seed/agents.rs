//! Folders of agents as people have them: most are fine, some are not what their author believes.

use std::fs;
use std::io;
use std::path::Path;

use super::{DEEDS, Dice, THINGS, prose};

/// What can be odd about an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Oddity {
    NoDescription,
    ColonInName,
    UnquotedColon,
    NoTools,
    UnknownTool,
    UnknownModel,
    UnknownColor,
    OtherFileName,
    TakenName,
    Unclosed,
}

const ODDITIES: [Oddity; 10] = [
    Oddity::NoDescription,
    Oddity::ColonInName,
    Oddity::UnquotedColon,
    Oddity::NoTools,
    Oddity::UnknownTool,
    Oddity::UnknownModel,
    Oddity::UnknownColor,
    Oddity::OtherFileName,
    Oddity::TakenName,
    Oddity::Unclosed,
];

const TOOLS: [&str; 8] = ["Read", "Grep", "Glob", "Bash", "Edit", "Write", "WebFetch", "WebSearch"];
const MODELS: [&str; 4] = ["sonnet", "opus", "haiku", "inherit"];
const COLORS: [&str; 6] = ["red", "blue", "green", "yellow", "purple", "cyan"];
const ROLES: [&str; 8] = ["reviewer", "tester", "writer", "planner", "debugger", "auditor", "translator", "architect"];

/// Writes `count` agents below `folder`, the same ones each time: of 2 to 6 kB, a tenth of them in folders of their own, a
/// tenth with CRLF, one in six with something to find.
pub fn agents(folder: &Path, count: usize) -> io::Result<()> {
    let mut dice = Dice(0xA6E0_7500_5EED_0001);
    for index in 0..count {
        let stem = format!("{}-{index:03}", dice.pick(&ROLES));
        let team = if dice.one_in(10) { folder.join(format!("team-{}", dice.below(8))) } else { folder.to_path_buf() };
        fs::create_dir_all(&team)?;
        let oddity = dice.one_in(6).then(|| ODDITIES[dice.below(ODDITIES.len())]);
        let mut text = front_matter(&mut dice, &stem, oddity);
        text.push_str(&prose(&mut dice, 1_700, 5_500));
        if dice.one_in(10) {
            text = text.replace('\n', "\r\n");
        }
        fs::write(team.join(format!("{stem}.md")), text)?;
    }
    Ok(())
}

fn front_matter(dice: &mut Dice, stem: &str, oddity: Option<Oddity>) -> String {
    let name = match oddity {
        Some(Oddity::ColonInName) => format!("\"team:{stem}\""),
        Some(Oddity::OtherFileName) => format!("{stem}-for-the-team"),
        Some(Oddity::TakenName) => "reviewer".to_owned(),
        _ => stem.to_owned(),
    };
    let mut lines = vec!["---".to_owned(), format!("name: {name}")];
    let (deed, thing) = (dice.pick(&DEEDS), dice.pick(&THINGS));
    match oddity {
        Some(Oddity::NoDescription) => {}
        Some(Oddity::UnquotedColon) => lines.push(format!("description: Use it for this: {deed} {thing}")),
        _ if dice.one_in(4) => lines.extend([
            "description: >-".to_owned(),
            format!("  Use proactively to {} {thing}.", deed.to_lowercase()),
            "  It reads first, asks where it is in doubt, and changes as little as it can.".to_owned(),
        ]),
        _ => lines.push(format!("description: Use proactively after each change that has to do with {thing}.")),
    }
    match oddity {
        Some(Oddity::NoTools) => lines.push("tools:".to_owned()),
        Some(Oddity::UnknownTool) => lines.push("tools: Read, Grep, Compile".to_owned()),
        _ if dice.one_in(3) => {
            lines.push("tools:".to_owned());
            lines.extend((0..=dice.below(TOOLS.len())).map(|tool| format!("  - {}", TOOLS[tool])));
        }
        _ if dice.one_in(2) => lines.push(format!("tools: {}", TOOLS[..=dice.below(TOOLS.len())].join(", "))),
        _ => {}
    }
    match oddity {
        Some(Oddity::UnknownModel) => lines.push("model: gpt-4".to_owned()),
        _ => lines.push(format!("model: {}", dice.pick(&MODELS))),
    }
    match oddity {
        Some(Oddity::UnknownColor) => lines.push("color: mauve".to_owned()),
        _ => lines.push(format!("color: {}  # in the list", dice.pick(&COLORS))),
    }
    if oddity != Some(Oddity::Unclosed) {
        lines.push("---".to_owned());
    }
    lines.push("\n".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use claudetask_app::agent::{self, Verdict};

    use crate::{Board, seed};

    #[tokio::test]
    async fn most_seeded_agents_are_fine_and_each_verdict_is_there() {
        let made = Board::new().await;
        let folder = made.project_folder().join(".claude/agents");
        seed::agents(&folder, 300).unwrap();
        let checks = agent::check(&made.call, made.project).await.unwrap();
        assert_eq!(checks.len(), 300);
        let share = |verdict| checks.iter().filter(|check| check.verdict == verdict).count() * 100 / checks.len();
        let found = [Verdict::Accepted, Verdict::AcceptedWithWarnings, Verdict::Refused].map(share);
        assert!(found[0] >= 75 && found[1] >= 3 && found[2] >= 3, "{found:?} of 100");
        let sizes = checks.iter().map(|check| std::fs::metadata(made.project_folder().join(check.path.as_str())));
        let sizes: Vec<_> = sizes.map(|metadata| metadata.unwrap().len()).collect();
        assert!(sizes.iter().all(|size| (1_700..6_500).contains(size)), "{sizes:?}");
    }
}
