// Cards of the board, and what is shown beside one.
import type { Status } from '../../lib/host/types';
import { number, plural } from '../format';

const id = (one: number) => `#${one}`;

export const card = {
  done: (age: string) => `Done ${age}`,
  added: (age: string) => `Added ${age}`,
  idle: (age: string) => `${age} idle`,
  idleLong: (status: Status, days: number) =>
    `Stale: in ${status}, and nothing happened to it for ${plural(days, { one: '{} day', other: '{} days' })}`,
  /** What a task's run does, in a word. */
  run: {
    queued: 'Queued',
    starting: 'Starting',
    running: 'Running',
    waiting: 'Needs you',
    stopping: 'Stopping',
    failed: 'Failed',
    lost: 'Lost',
  },
  blocked: 'Blocked',
  blockedBy: (ids: readonly number[]) =>
    ids.length > 2 ? `Blocked by ${number(ids.length)} tasks` : `Blocked by ${ids.map(id).join(', ')}`,

  dependencies: (one: number) => `Dependencies of ${id(one)}`,
  blockedByHead: 'Blocked by',
  blocksHead: 'Blocks',
  more: (count: number) => `and ${number(count)} more`,
  noDependencies: (one: number) => `${id(one)} waits for no task, and no task waits for it.`,

  selected: (count: number, hidden: number) =>
    hidden > 0 ? `${number(count)} selected, ${number(hidden)} hidden` : `${number(count)} selected`,
  clearSelection: 'Clear the selection',
  newTask: 'New task',
  board: 'Board',
  allProjects: 'All projects',
};
