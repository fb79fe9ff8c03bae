// Moving tasks: to a column, within it, across.
import StatusIcon from '../../components/shared/StatusIcon.svelte';
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { layout } from '../../stores/layout.svelte';
import { t } from '../../texts';
import { STATUSES } from '../domain';
import type { Place, Status } from '../host';
import type { Action } from './action';
import { inPanel, nameOf, targetRows } from './targets';

/** Moves tasks to the top of a column; the focus goes on to the next card. */
function moveTo(status: Status): void {
  const ids = targetRows()
    .filter((row) => row.status !== status)
    .map((row) => row.id);
  if (ids.length === 0) return;
  const next = cursor.survivor(ids);
  cursor.clearSelection();
  void board.move(ids, status, { at: 'top' });
  if (next !== null && !inPanel()) cursor.place(next);
}

/** Moves the focused card, or the selection as a block, one place up or down; the focus goes with it. */
function moveWithin(by: -1 | 1): void {
  const rows = targetRows();
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last || rows.some((row) => row.status !== first.status)) return;
  const shown = board.column(first.status).shown;
  const moving = new Set(rows.map((row) => row.id));
  const edge = shown.indexOf(by < 0 ? first : last);
  const neighbour = shown[edge + by];
  if (edge < 0 || !neighbour || moving.has(neighbour.id)) return;
  const place: Place = by < 0 ? { at: 'before', id: neighbour.id } : { at: 'after', id: neighbour.id };
  const id = cursor.entry;
  void board.move([...moving], first.status, place);
  if (id !== null) cursor.place(id);
}

/** Moves the cards to the next column at the left or right, to about the same height; the focus goes with them. */
function moveAcross(by: -1 | 1): void {
  const rows = targetRows();
  const first = rows[0];
  if (!first) return;
  const status = STATUSES[STATUSES.indexOf(first.status) + by];
  if (!status) return;
  const ids = rows.map((row) => row.id);
  const shown = board.column(status).shown.filter((row) => !ids.includes(row.id));
  const index = board.column(first.status).shown.indexOf(first);
  const near = shown[Math.min(index, shown.length)];
  const lastOne = shown.at(-1);
  const place: Place = near ? { at: 'before', id: near.id } : lastOne ? { at: 'after', id: lastOne.id } : { at: 'top' };
  const id = cursor.entry;
  if (layout.isCollapsed(status)) layout.setCollapsed(status, false);
  void board.move(ids, status, place);
  if (id !== null) cursor.place(id);
}

export const moveActions: Action[] = [
  ...STATUSES.map((status, index): Action => ({
    id: `task.move.${index + 1}`,
    label: t.actions.moveTo(status),
    group: 'move',
    keys: [String(index + 1)],
    scope: 'tasks',
    menu: { icon: StatusIcon, iconProps: { status } },
    within: { menu: t.actions.moveMenu, label: t.shared.status[status] },
    named: (rows) => t.actions.moveOf(nameOf(rows), status),
    when: () => targetRows().some((row) => row.status !== status),
    run: () => moveTo(status),
  })),
  {
    id: 'task.up',
    label: t.actions.moveUp,
    group: 'move',
    keys: ['Alt+ArrowUp'],
    scope: 'board',
    repeats: true,
    palette: 'query',
    run: () => moveWithin(-1),
  },
  {
    id: 'task.down',
    label: t.actions.moveDown,
    group: 'move',
    keys: ['Alt+ArrowDown'],
    scope: 'board',
    repeats: true,
    palette: 'query',
    run: () => moveWithin(1),
  },
  {
    id: 'task.left',
    label: t.actions.moveLeft,
    group: 'move',
    keys: ['Alt+ArrowLeft'],
    scope: 'board',
    palette: 'query',
    run: () => moveAcross(-1),
  },
  {
    id: 'task.right',
    label: t.actions.moveRight,
    group: 'move',
    keys: ['Alt+ArrowRight'],
    scope: 'board',
    palette: 'query',
    run: () => moveAcross(1),
  },
];
