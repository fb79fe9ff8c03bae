// The screen of the project's instructions.

import type { ImportState, InstructionKind } from '../../lib/host/types';
import { number, plural } from '../format';

export const instructions = {
  title: 'Instructions',
  list: 'Files of instructions',
  loading: 'Reading the instructions…',

  groups: {
    loaded: 'Claude loads here',
    possible: 'Could be made',
    unused: 'Not loaded',
    user: 'Yours, in every project',
    imports: 'Imported',
  },
  total: (tokens: number) => plural(tokens, { one: 'about {} token', other: 'about {} tokens' }),
  totalHint: 'Estimated, of all that Claude reads when it starts in this project.',
  tokens: (tokens: number) => `~${number(tokens)}`,
  tokensName: (tokens: number) => plural(tokens, { one: 'about {} token', other: 'about {} tokens' }),
  unsaved: 'has unsaved text',
  kinds: {
    project: 'Project',
    dot_claude: 'Project, in .claude',
    local: 'Yours alone, here',
    rules: 'Rule',
    agents_md: 'For other tools',
    parent: 'Folder above',
    user: 'Yours',
    user_rules: 'Your rule',
    managed: 'By your organisation',
    import: 'Imported',
  } satisfies Record<InstructionKind, string>,

  side: 'Beside the text',
  sides: { preview: 'Preview', outline: 'Outline', imports: 'Imports', versions: 'Versions' },
  width: 'Width of what is beside the text',

  empty: {
    title: 'No CLAUDE.md yet',
    what: 'CLAUDE.md is what Claude reads before it starts in this project: how to build and test it, its style, and what to leave alone.',
    then: 'It is one Markdown file in the project’s folder. The template is a start; every line of it can go.',
    create: 'Create CLAUDE.md',
  },
  notThere: (name: string) => `${name} is not there yet. It is made when you save the first text.`,
  placeholder: 'Write in Markdown…',
  edit: (path: string) => `Text of ${path}`,

  preview: { empty: 'Nothing to show yet.', name: 'Preview' },
  outline: {
    name: 'Outline',
    empty: 'No headings',
    emptyHint: 'Headings (# Title) structure a long text for you and for Claude.',
  },
  imports: {
    name: 'Imports',
    empty: 'No imports',
    emptyHint:
      'A path after an @, as in @docs/style.md, brings that file in. Paths are relative to the file that names them.',
    line: (line: number) => `line ${number(line)}`,
    open: (path: string) => `Open ${path}`,
    goTo: (line: number) => `Go to line ${number(line)}`,
    with: (tokens: number) =>
      plural(tokens, { one: 'With all imports about {} token', other: 'With all imports about {} tokens' }),
    punctuation: 'To Claude the sign at its end is a part of the path: put a space before it.',
    states: {
      found: 'Found',
      missing: 'Missing',
      cyclic: 'Circular',
      outside: 'Outside',
      too_deep: 'Too deep',
      not_a_file: 'A folder',
      unreadable: 'Unreadable',
    } satisfies Record<ImportState, string>,
  },
  large: (most: number) => `Long: above ${number(most)} characters Claude Code warns that the file slows it down.`,
  cannotOpen: 'This file cannot be opened here.',
};
