// The board: columns, cards, empty states, toasts.
import type { Order } from '../../lib/order';
import type { Status } from '../../lib/host/types';
import { number, plural } from '../format';
import { shared } from './shared';

const tasks = (count: number): string => plural(count, { one: '{} task', other: '{} tasks' });
const subject = (ids: readonly number[]): string => (ids.length === 1 ? `#${ids[0]}` : tasks(ids.length));
const name = (status: Status): string => shared.status[status];
const isSorted = (status: Status, order: Order): string =>
  `${name(status)} is sorted ${{ manual: 'by hand', priority: 'by priority', age: 'by age' }[order]}`;

export const board = {
  label: 'Board',
  loading: 'Loading the board…',
  tasks,

  // What was done, in toasts.
  moved: (ids: readonly number[], status: Status) => `${subject(ids)} moved to ${name(status)}`,
  deleted: (ids: readonly number[]) => `${subject(ids)} deleted`,
  changed: (ids: readonly number[]) => `${subject(ids)} changed`,
  undone: (what: string) => `Undone: ${what}`,
  redone: (what: string) => `Redone: ${what}`,
  undoneMany: (count: number) => `Undone: change of ${tasks(count)}`,
  event: {
    created: 'new task',
    updated: 'edit of',
    moved: 'move of',
    deleted: 'deletion of',
    branch: 'branch of',
    other: 'change of',
    last: 'the last change',
    of: (what: string, id: number) => `${what} #${id}`,
    ofFile: (path: string) => `change of ${path}`,
    ofMany: (what: string, count: number) => `${what} ${tasks(count)}`,
  },
  origin: { cli: 'the command line', http: 'the HTTP API', mcp: 'Claude', run: 'a run' } as Record<string, string>,
  changedBy: (ids: readonly number[], origin: string) => `${subject(ids)} changed by ${origin}`,

  // Columns.
  expand: (status: Status) => `Expand ${name(status)}`,
  addTo: (status: Status) => `New task in ${name(status)}`,
  menuOf: (status: Status) => `Menu of ${name(status)}`,
  shownOf: (shown: number, all: number) => `${number(shown)} of ${number(all)}`,
  shownOfTasks: (shown: number, all: string) => `${number(shown)} of ${all}`,
  ofLimit: (count: number, limit: number) => `${number(count)}/${number(limit)}`,
  withLimit: (count: number, limit: number) => `${tasks(count)}, limit ${number(limit)}`,
  overLimit: (count: number, limit: number) => `${tasks(count)}, over its limit of ${number(limit)}`,
  hiddenByFilter: (count: number) => `${number(count)} hidden by the filter`,

  menu: {
    sort: { manual: 'Sort by hand', priority: 'Sort by priority', age: 'Sort by age' } satisfies Record<Order, string>,
    collapse: 'Collapse',
    setLimit: 'Set limit…',
    selectAll: 'Select all',
    add: 'Add task',
  },
  sortedBy: { manual: 'Sorted by hand', priority: 'Sorted by priority', age: 'Sorted by age' } satisfies Record<
    Order,
    string
  >,
  isSorted,
  isSortedInAll: (status: Status, order: Order) =>
    `${isSorted(status, order)}; only a project’s own board has an order by hand`,

  limit: {
    title: (status: Status) => `Limit of ${name(status)}`,
    hint: 'How many tasks it should hold at the most. Nothing stops more; the column says so.',
    placeholder: 'None',
    clear: 'No limit',
    bad: (value: string) => `“${value}” is no limit. Write a number from 1 to 999, or nothing for none.`,
  },

  // In place of cards.
  empty: {
    title: 'Nothing here yet',
    text: 'Write down what should be done, one line a task. It lands in Backlog and moves to the right from there.',
    textAll: 'No project has a task. Write down what should be done, one line a task.',
    add: 'New task',
  },
  noMatch: {
    title: 'No task matches',
    text: (count: number) =>
      plural(count, { one: 'The filter hides one task.', other: 'The filter hides all {} tasks.' }),
    clear: 'Clear the filter',
  },
  gone: {
    title: 'The folder is not there',
    text: (path: string) =>
      `${path} was moved or renamed, or its drive is not connected. The tasks are safe; branches can't be read.`,
    locate: 'Locate…',
    again: 'Check again',
  },
  switcher: {
    label: 'Project:',
    menu: 'Projects',
    all: 'All projects',
    none: 'No project',
    open: 'Open folder…',
    more: 'More projects…',
    missing: 'missing · Locate…',
    folderMissing: 'The folder is not there now',
    waits: 'waits for you',
    waitsAnd: (open: string) => `waits for you · ${open}`,
    waitsElsewhere: 'Something waits for you in another project',
  },
  panelLabel: (id: number) => `Task #${id}`,
  panelWidth: 'Width of the task panel',
};
