// A path's report in words.

import type { PathReport } from '../../lib/host';
import { inOneLine, sentence } from '../../lib/sentence';
import { t } from '../../texts';

const words = t.project.fact;

export interface Fact {
  tone: 'good' | 'plain' | 'warn' | 'bad';
  text: string;
}

/** Returns why the folder cannot be opened and what to do, or null when it can. */
export function refusal(report: PathReport): { message: string; hint: string } | null {
  if (report.can_open) return null;
  const path = report.path ?? report.given;
  return {
    message: sentence(report.error?.message ?? words.refused(path)),
    hint: report.error?.hint || words.chooseAnother,
  };
}

function gitWords(report: PathReport): Fact {
  switch (report.git) {
    case 'none':
      return { tone: 'plain', text: words.none };
    case 'bare':
      return { tone: 'plain', text: words.bare };
    case 'repository':
    case 'worktree':
    case 'submodule': {
      const kind = words.kind[report.git];
      const branch = report.default_branch;
      return { tone: 'good', text: branch === null ? kind : words.withBranch(kind, branch) };
    }
  }
}

/** Returns what was found at a folder, one line a fact; warnings first. */
export function factsOf(report: PathReport): Fact[] {
  const facts: Fact[] = [];
  for (const warning of report.warnings) {
    if (warning.code === 'not_a_repository') continue; // said below, with the other facts
    facts.push({ tone: 'warn', text: inOneLine(warning) });
  }
  if (!report.exists || !report.is_folder || !report.readable) return facts;
  facts.push(gitWords(report));
  if (report.suggested_repository) facts.push({ tone: 'good', text: words.remote(report.suggested_repository) });
  if (report.has_claude_md) facts.push({ tone: 'good', text: words.instructions });
  if (report.agents > 0) facts.push({ tone: 'good', text: words.agents(report.agents) });
  return facts;
}

const SLUG_MOST = 40;

// The same rule as the one that names the branches: words in lower case, cut at a word.
function slug(title: string): string {
  let result = '';
  for (const word of title.toLowerCase().match(/[\p{Alphabetic}\p{N}]+/gu) ?? []) {
    if (result === '') result = [...word].slice(0, SLUG_MOST).join('');
    else if ([...result].length + 1 + [...word].length <= SLUG_MOST) result += `-${word}`;
    else break;
  }
  return result || 'task';
}

/** Returns the branch that a task would get by the pattern, for the sample under the settings. */
export function branchSample(pattern: string, id: number, title: string, type: string): string {
  return pattern
    .replaceAll('{id}', String(id))
    .replaceAll('{type}', type.toLowerCase())
    .replaceAll('{slug}', slug(title));
}
