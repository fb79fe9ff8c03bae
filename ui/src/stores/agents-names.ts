// Which file a name becomes, and what speaks against a name. The host decides; this shows it while it is typed.
import type { AgentRow, DocPath, DocScope } from '../lib/host';
import { t } from '../texts';

/** As the host has it: UTF-16 units of a name, characters of a file's stem. */
export const LONGEST_NAME = 256;
const LONGEST_STEM = 60;
/** Names that Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|(com|lpt).)$/u;

const FOLDERS: Record<DocScope, string> = { project: '.claude/agents/', user: '~/.claude/agents/' };
const SUFFIX = /\.md(\.disabled)?$/i;

/** Returns the stem that a name becomes: its words in lower case, joined by `-`. */
export function stemOf(name: string): string {
  const words = name.split(/[^\p{Alphabetic}\p{N}_]+/u).filter((word) => word !== '');
  const letters = [...words.join('-').toLowerCase()].slice(0, LONGEST_STEM);
  const stem = letters.join('').replaceAll(/^[-_]+|[-_]+$/g, '');
  if (stem === '') return 'agent';
  return DEVICE.test(stem) ? `${stem}-agent` : stem;
}

/** Returns the file that a new agent of this name gets. */
export function freshPath(scope: DocScope, name: string): DocPath {
  return `${FOLDERS[scope]}${stemOf(name)}.md`;
}

/** Returns where a file is after its agent was renamed: in its folder, turned off as before. */
export function renamedPath(path: DocPath, name: string): DocPath {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return `${folder}${stemOf(name)}${SUFFIX.exec(path)?.[0] ?? '.md'}`;
}

/** Returns the name of a copy, the first or a further one. */
export function copyNameOf(name: string, count: number): string {
  return count < 2 ? `${name}-copy` : `${name}-copy-${count}`;
}

export interface NameCheck {
  /** Where the file will be. */
  path: DocPath;
  /** Why the name can't be used. */
  problem: string | null;
  /** What is to be known of a name that can be used. */
  note: string | null;
}

/** Returns what a name means for the file at `path`, and what speaks against it; `own` is the file that is renamed. */
export function checkName(name: string, path: DocPath, rows: readonly AgentRow[], own: DocPath | null): NameCheck {
  const words = t.agents.rename;
  const others = rows.filter((row) => row.path !== own);
  const plain = (one: DocPath): string => one.replace(/\.disabled$/, '');
  const same = others.find((row) => plain(row.path) === plain(path));
  const sameButCase = others.find((row) => plain(row.path).toLowerCase() === plain(path).toLowerCase());
  const answer = (problem: string | null, note: string | null = null): NameCheck => ({ path, problem, note });
  if (name === '') return answer(words.empty);
  if (name.length > LONGEST_NAME) return answer(words.long(LONGEST_NAME));
  if (name.includes(':')) return answer(words.colon);
  if (same) return answer(words.taken(same.path));
  if (sameButCase) return answer(words.takenCase(sameButCase.path));
  const named = others.find((row) => row.name === name);
  return answer(null, named ? words.sameName(named.path) : null);
}
