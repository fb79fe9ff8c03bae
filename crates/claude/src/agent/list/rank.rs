//! Which of several files of one name Claude Code uses.

use std::collections::{HashMap, HashSet};

use super::super::code::AgentCode;
use super::super::read::{AgentFinding, Verdict};
use super::super::slug::differ_by_case_only;
use super::{AgentRow, OutsideAgent};
use crate::Scope;

/// A row or an outside agent, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum One {
    Row(usize),
    Outside(usize),
}

/// Decides for every name.
pub(super) fn decide(rows: &mut [(AgentRow, Option<(u64, u64)>)], outside: &mut [(usize, OutsideAgent)]) {
    same_files(rows);
    let mut names: HashMap<String, Vec<One>> = HashMap::new();
    // From the weakest to the strongest: the user's own, folders above from the farthest, the project's; each in the
    // order of paths.
    let rows_of = |scope: Scope| {
        let of_scope = rows.iter().enumerate().filter(move |(_, (row, _))| row.scope == scope);
        of_scope.filter(|(_, (row, _))| counts(row)).map(|(index, (row, _))| (row.name.clone(), One::Row(index)))
    };
    let mut order: Vec<(String, One)> = rows_of(Scope::User).collect();
    let mut far: Vec<usize> = (0..outside.len()).collect();
    far.sort_by_key(|index| std::cmp::Reverse(outside[*index].0));
    order.extend(far.into_iter().map(|index| (outside[index].1.name.clone(), One::Outside(index))));
    order.extend(rows_of(Scope::Project));
    for (name, one) in order {
        names.entry(name).or_default().push(one);
    }
    for (name, ones) in &names {
        let Some((&winner, losers)) = ones.split_last() else { continue };
        match winner {
            One::Outside(index) => {
                outside[index].1.in_force = true;
                let file = outside[index].1.file.display().to_string();
                for &loser in losers {
                    if let One::Row(row) = loser {
                        let message = format!("{file} has the same name and wins");
                        let finding =
                            AgentFinding::new(AgentCode::ShadowedOutside, message, "Give one of them another name.");
                        add(&mut rows[row].0, finding);
                    }
                }
            }
            One::Row(index) => {
                rows[index].0.in_force = true;
                let path = rows[index].0.path.clone();
                for &loser in losers {
                    let One::Row(row) = loser else { continue };
                    let beaten = rows[row].0.path.clone();
                    rows[index].0.shadows.push(beaten);
                    rows[row].0.shadowed_by = Some(path.clone());
                    let message = format!("{path} has the name {name} too, and wins");
                    let finding = AgentFinding::new(AgentCode::Shadowed, message, "Give one of them another name.");
                    add(&mut rows[row].0, finding);
                }
            }
        }
    }
    near_names(rows);
}

/// Returns whether Claude Code would use the file if it were the only one.
fn counts(row: &AgentRow) -> bool {
    row.enabled
        && row.verdict != Verdict::Refused
        && !row.findings.iter().any(|finding| finding.code == AgentCode::SameFile)
}

fn add(row: &mut AgentRow, finding: AgentFinding) {
    row.findings.push(finding);
    row.verdict = super::read::verdict(&row.findings);
}

/// Marks files that are there twice as hard links: the first counts, and the user's own come first.
fn same_files(rows: &mut [(AgentRow, Option<(u64, u64)>)]) {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|index| rows[*index].0.scope == Scope::Project);
    let mut seen = HashMap::new();
    for index in order {
        let Some(identity) = rows[index].1 else { continue };
        let row = &mut rows[index].0;
        if !row.enabled || !super::super::is_agent_name(row.path.name()) {
            continue;
        }
        match seen.get(&identity) {
            None => {
                seen.insert(identity, row.path.clone());
            }
            Some(first) => {
                let message = format!("this is the same file as {first}, which Claude Code reads instead");
                add(row, AgentFinding::new(AgentCode::SameFile, message, "Take one of the two links away."));
            }
        }
    }
}

/// Tells of names that differ only by case.
fn near_names(rows: &mut [(AgentRow, Option<(u64, u64)>)]) {
    let mut names: HashMap<String, HashSet<String>> = HashMap::new();
    for (row, _) in rows.iter().filter(|(row, _)| row.in_force) {
        names.entry(row.name.to_lowercase()).or_default().insert(row.name.clone());
    }
    for (row, _) in rows.iter_mut().filter(|(row, _)| row.in_force) {
        let others = names.get(&row.name.to_lowercase()).into_iter().flatten();
        let mut others: Vec<&String> = others.filter(|other| differ_by_case_only(other, &row.name)).collect();
        others.sort_unstable();
        if let Some(other) = others.first() {
            let message = format!("there is an agent {other} too, which differs only by case: both exist");
            add(row, AgentFinding::new(AgentCode::NameDiffersByCase, message, "Give one of them another name."));
        }
    }
}
