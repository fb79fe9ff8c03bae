// Words that all parts use.

import type { Origin, Priority, Status, TaskType } from '../../lib/host/types';
import { number, plural } from '../format';

export const shared = {
  status: {
    Backlog: 'Backlog',
    Analysis: 'Analysis',
    Ready: 'Ready',
    'In Progress': 'In Progress',
    Testing: 'Testing',
    'Code Review': 'Code Review',
    Done: 'Done',
  } satisfies Record<Status, string>,
  priority: { High: 'High', Medium: 'Medium', Low: 'Low' } satisfies Record<Priority, string>,
  type: { Feature: 'Feature', Bug: 'Bug' } satisfies Record<TaskType, string>,
  priorityName: { High: 'High priority', Medium: 'Medium priority', Low: 'Low priority' } satisfies Record<
    Priority,
    string
  >,

  add: 'Add',
  cancel: 'Cancel',
  close: 'Close',
  continue: 'Continue',
  delete: 'Delete',
  discard: 'Discard',
  dismiss: 'Dismiss',
  edit: 'Edit',
  more: 'More',
  none: 'None',
  redo: 'Redo',
  save: 'Save',
  saved: 'Saved',
  tryAgain: 'Try again',
  undo: 'Undo',
  warning: 'Warning',

  /** Ages in one short unit, for cards. */
  age: {
    now: 'now',
    justNow: 'just now',
    minute: (count: number) => `${count} m`,
    hour: (count: number) => `${count} h`,
    day: (count: number) => `${count} d`,
    week: (count: number) => `${count} w`,
    month: (count: number) => `${count} mo`,
    year: (count: number) => `${count} y`,
  },

  moreErrors: (hidden: number) =>
    plural(hidden, { one: '{} more error · Dismiss all', other: '{} more errors · Dismiss all' }),

  /** Who made a change. */
  origin: {
    user: 'You',
    'quick-add': 'Quick add',
    cli: 'Command line',
    http: 'HTTP',
    mcp: 'Claude (MCP)',
    run: 'A run',
    outside: 'Another program',
  } satisfies Record<Origin, string>,

  difference: {
    removed: 'Removed',
    added: 'Added',
    side: (side: string) => `${side}:`,
    same: (lines: number) => plural(lines, { one: '{} line unchanged', other: '{} lines unchanged' }),
    none: 'No difference',
    more: (lines: number) => plural(lines, { one: 'Show {} more line', other: 'Show {} more lines' }),
  },

  markdown: {
    showAll: 'Show all',
    length: (characters: number) => plural(characters, { one: '{} character', other: '{} characters' }),
    item: 'Item',
  },

  /** How a task is named in a sentence. */
  id: (id: number) => `#${id}`,
  charactersLeft: (left: number) => plural(left, { one: '{} character left', other: '{} characters left' }),
  charactersOver: (over: number) => plural(over, { one: '{} character too many', other: '{} characters too many' }),
  numberLeft: (left: number) => `${number(left)} left`,
};
