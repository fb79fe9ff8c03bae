// The window around the screens: rail, status strip, sheet, errors, times.

import { number, plural } from '../format';

export const window = {
  fault: 'Something went wrong in the window.',

  rail: {
    name: 'Areas',
    board: 'Board',
    runs: 'Runs',
    agents: 'Agents',
    instructions: 'Instructions',
    settings: 'Settings',
    openTasks: (count: number) => plural(count, { one: 'open task', other: 'open tasks' }),
    savedFilters: 'Saved filters',
    expand: 'Expand the rail',
    collapse: 'Collapse the rail',
    withKey: (label: string, key: string) => `${label} (${key})`,
  },

  strip: {
    name: 'Status',
    shown: (shown: number, total: number) => `${number(shown)} of ${number(total)} shown`,
    openDone: (open: number, done: number) => `${number(open)} open · ${number(done)} done`,
    change: (what: string, age: string) => `${what} · ${age}`,
    folderGone: 'The folder is not there now',
    repositoryUnknown: 'Repository: could not check',
    noRepository: 'No repository',
    worktree: 'This folder is a worktree',
    bare: 'bare',
    unknown: 'could not check',
    clean: 'clean',
    changedFiles: (count: number) => plural(count, { one: '{} changed file', other: '{} changed files' }),
    detached: 'detached HEAD',
    noCommit: 'no commit yet',
    noBranch: 'no branch',
    live: 'Live',
    notLive: 'Not live',
    liveHint: 'Changes of other programs show at once',
    notLiveHint: 'Changes of other programs do not show',
  },
};
