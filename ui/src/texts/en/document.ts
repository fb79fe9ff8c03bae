// Files that are edited in the window: the editor, versions, conflicts.

import type { ImportState, LineEnding } from '../../lib/host/types';
import { number, plural } from '../format';

export const document = {
  marks: (label: string) => `Problems in ${label}`,
  mark: (line: number, level: string, message: string) => `Line ${number(line)}, ${level}: ${message}`,
  levels: { error: 'error', warning: 'warning', info: 'note' },

  /** Shown after the editor was left by its key. */
  left: '{} goes on',
  back: '{} goes back into the text',

  find: {
    find: 'Find',
    replace: 'Replace with',
    matchCase: 'Match case',
    pattern: 'Regular expression',
    next: 'Next match',
    previous: 'Match before',
    replaceOne: 'Replace',
    replaceAll: 'Replace all',
    invalid: 'Not a valid expression',
    matches: (count: number) => plural(count, { one: '{} match', other: '{} matches' }),
    many: (count: number) => `More than ${number(count)} matches`,
  },

  /** What CodeMirror says by itself, under its own words. */
  phrases: {
    'Go to line': 'Go to line',
    go: 'Go',
    'current match': 'Match',
    'replaced match on line $': 'Replaced the match on line $',
    'replaced $ matches': 'Replaced $ matches',
    'on line': 'on line',
    'Control character': 'Control character',
    Diagnostics: 'Problems',
    'No diagnostics': 'No problems',
    'Selection deleted': 'Selection deleted',
  },

  characters: (count: number) => plural(count, { one: '{} character', other: '{} characters' }),
  tokens: (count: number) => plural(count, { one: 'about {} token', other: 'about {} tokens' }),
  size: (characters: string, tokens: string) => `${characters} · ${tokens}`,
  tokensHint:
    'An estimate: about four characters of English text are one token. How many Claude counts depends on its model.',

  loading: 'Reading the file…',
  unsaved: 'Unsaved',
  saving: 'Saving…',
  notThere: 'Not there yet',
  draftHere: 'Unsaved, and only kept until this window closes',
  save: 'Save',
  saved: (name: string) => `${name} saved`,
  created: (name: string) => `${name} created`,
  undone: (name: string) => `${name} is as it was before`,
  restored: (name: string) => `${name} restored`,
  discard: 'Discard changes',
  discarded: (name: string) => `Changes of ${name} discarded`,
  aside: 'Your text was put aside',
  bringBack: 'Bring back',

  asides: { list: 'Texts that were put aside', when: 'Your unsaved text, put aside {}' },

  note: {
    changed: 'Another program changed this file just now. This is the new text.',
    deleted: 'This file was deleted on disk. Your text is still here; saving makes the file again.',
    draft: 'Unsaved text from before was brought back.',
  },
  waiting: {
    what: (name: string) => `${name} changed on disk while you had unsaved text.`,
    hint: 'Nothing is lost: your text stays as it is until you choose.',
    compare: 'Compare…',
  },

  facts: {
    readOnly: 'Read-only',
    readOnlyHint: 'This file cannot be written. Change its permissions to edit it here.',
    ending: {
      none: '',
      lf: '',
      crlf: 'CRLF',
      cr: 'CR',
      mixed: 'Mixed line endings',
    } satisfies Record<LineEnding, string>,
    endingHint: 'Saving keeps the line endings as they are.',
    bom: 'BOM',
    bomHint: 'The file begins with a byte order mark. Saving keeps it.',
    notUtf8: 'Not UTF-8',
    notUtf8Hint: 'Some bytes are no UTF-8 and show as �. They stay as they are in every line that you do not edit.',
    linked: (to: string) => `Link to ${to}`,
  },

  versions: {
    name: 'Versions',
    none: 'No versions yet',
    noneHint: 'Each save is kept here, and each change that another program makes while the project is open.',
    list: (path: string) => `Versions of ${path}`,
    onDisk: 'On disk',
    size: (characters: string) => characters,
    choose: 'Compare with this one',
    unchoose: 'Compare no longer',
    withCurrent: 'Against your text now',
    between: 'Between the two',
    removed: 'Then',
    added: 'Now',
    older: 'Older',
    newer: 'Newer',
    restore: 'Restore',
    restoreOf: (age: string) => `Restore the version of ${age}`,
    difference: 'What changed',
    hint: 'Choose one to compare it with your text, two to compare them with each other.',
  },

  merge: {
    name: (name: string) => `Two versions of ${name}`,
    what: (name: string) => `${name} was changed by another program since you began`,
    choose: 'Nothing is lost, whatever you choose: the other text stays in the versions, yours can be brought back.',
    sides: 'Texts',
    yours: 'Yours',
    merged: 'Merged',
    theirs: 'On disk',
    yoursHint: 'What you changed',
    theirsHint: 'What the other program changed',
    mergedHint: 'Both, can be edited',
    gone: 'The file was deleted.',
    conflicts: (count: number) => plural(count, { one: '{} conflict to settle', other: '{} conflicts to settle' }),
    noConflicts: 'No conflicts',
    conflict: 'Both changed these lines: keep what is right and delete the marks.',
    saveMerged: 'Save merged',
    keepMine: 'Keep mine',
    takeTheirs: 'Take theirs',
    took: 'Took the text on disk',
    later: 'Decide later',
  },

  imports: {
    found: (path: string) => `Imports ${path}`,
    missing: 'There is no such file: Claude reads it as plain text.',
    cyclic: 'Leads back to a file that imports it: it is not read again.',
    outside: 'Lies outside the project: Claude does not read it.',
    too_deep: 'Too many imports within each other: it is not read.',
    not_a_file: 'This is a folder: Claude does not read it.',
    unreadable: 'The file cannot be read.',
  } satisfies Record<Exclude<ImportState, 'found'>, string> & { found: (path: string) => string },
};
