// The table of actions. It alone says what a key does; the card's menu and the sheet of shortcuts are
// made from it, so they cannot disagree.
import PriorityIcon from '../components/shared/PriorityIcon.svelte';
import StatusIcon from '../components/shared/StatusIcon.svelte';
import TypeIcon from '../components/shared/TypeIcon.svelte';
import type { MenuItem } from '../components/shared/menu';
import { app } from '../stores/app.svelte';
import { board } from '../stores/board.svelte';
import { cursor } from '../stores/cursor.svelte';
import { layout } from '../stores/layout.svelte';
import { panel } from '../stores/panel.svelte';
import { popup } from '../stores/popup.svelte';
import { quickAdd } from '../stores/quickadd.svelte';
import { sheet } from '../stores/sheet.svelte';
import { toasts } from '../stores/toasts.svelte';
import { PRIORITIES, STATUSES, TYPES } from './domain';
import { toReport } from './errors';
import type { Place, Status, TaskRow } from './host';
import { isTyping } from './keys';
import { closeTopLayer } from './layers';
import type { Anchor } from './portal';

export type Group = 'Board' | 'Tasks' | 'Move' | 'Go to' | 'Window';

export interface Action {
  id: string;
  label: string;
  group: Group;
  /** All combinations that run it; the first is the one that menus show. */
  keys: string[];
  /** `board`: the focus is on the board, or nowhere. `tasks`: there are tasks to act on. */
  scope: 'window' | 'board' | 'tasks';
  /** Works while the user types in a field, and while something floats. */
  always?: boolean;
  /** The key may be held down. */
  repeats?: boolean;
  /** Stands in the card's menu. */
  menu?: Omit<MenuItem, 'label' | 'onselect' | 'kbd'>;
  when?: () => boolean;
  run: () => void;
}

/** The tasks that an action is for: the panel's when the focus is in it, else the board's. */
export function targets(): number[] {
  const inPanel = document.activeElement?.closest('[data-panel]') !== null && document.activeElement !== null;
  if (inPanel && panel.taskId !== null) return [panel.taskId];
  const ids = cursor.targets();
  return ids.length > 0 || panel.taskId === null ? ids : [panel.taskId];
}

function targetRows(): TaskRow[] {
  return targets()
    .map((id) => board.row(id))
    .filter((row) => row !== undefined);
}

/** Where a menu of a task opens: at its card, else in the middle of the window. */
function anchorOf(id: number | undefined): Anchor {
  const card = id === undefined ? null : document.querySelector(`[data-card="${id}"]`);
  return card ?? { x: innerWidth / 2 - 92, y: innerHeight / 3 };
}

function open(): void {
  const id = cursor.entry;
  if (id === null) return;
  cursor.place(id, false);
  // A second Enter goes from the card into the panel.
  if (panel.taskId === id) panel.focus();
  else panel.open(id);
}

/** Moves tasks to the top of a column; the focus goes on to the next card. */
function moveTo(status: Status): void {
  const ids = targetRows()
    .filter((row) => row.status !== status)
    .map((row) => row.id);
  if (ids.length === 0) return;
  const next = cursor.survivor(ids);
  cursor.clearSelection();
  void board.move(ids, status, { at: 'top' });
  if (next !== null && document.activeElement?.closest('[data-panel]') == null) cursor.place(next);
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

function remove(): void {
  const ids = targets();
  if (ids.length === 0) return;
  const next = cursor.survivor(ids);
  cursor.clearSelection();
  void board.remove(ids);
  if (next !== null) cursor.place(next);
}

/** Changes one field of all targets, with one toast that can take back a single one. */
function change(patch: Pick<TaskRow, 'priority'> | Pick<TaskRow, 'type'>, text: string): void {
  const rows = targetRows().filter((row) =>
    Object.entries(patch).some(([key, value]) => row[key as keyof TaskRow] !== value),
  );
  const first = rows[0];
  if (!first) return;
  const toast = toasts.show({
    text: rows.length === 1 ? `#${first.id}: ${text}` : `${rows.length} tasks: ${text}`,
    undo: () =>
      void board.undoOf(
        rows.map((row) => row.id),
        'task_updated',
      ),
  });
  for (const row of rows) {
    board.update(row.id, patch).catch((error: unknown) => {
      toasts.close(toast);
      toasts.error(toReport(error));
    });
  }
}

function pickPriority(): void {
  const rows = targetRows();
  popup.show(
    anchorOf(rows[0]?.id),
    'Priority',
    PRIORITIES.map((priority) => ({
      label: priority,
      icon: PriorityIcon,
      iconProps: { priority },
      checked: rows.every((row) => row.priority === priority),
      onselect: () => change({ priority }, `priority ${priority}`),
    })),
  );
}

function pickType(): void {
  const rows = targetRows();
  popup.show(
    anchorOf(rows[0]?.id),
    'Type',
    TYPES.map((type) => ({
      label: type,
      icon: TypeIcon,
      iconProps: { type },
      checked: rows.every((row) => row.type === type),
      onselect: () => change({ type }, type),
    })),
  );
}

/** Opens the menu of the targets at their card or at the pointer. */
export function openCardMenu(anchor?: Anchor): void {
  const rows = targetRows();
  const first = rows[0];
  if (!first) return;
  const items: MenuItem[] = [];
  let group: Group | null = null;
  for (const action of actions) {
    if (!action.menu || action.when?.() === false) continue;
    items.push({
      ...action.menu,
      label: action.label,
      kbd: action.keys[0],
      separator: action.menu.separator ?? (group !== null && group !== action.group),
      onselect: action.run,
    });
    group = action.group;
  }
  const label = rows.length === 1 ? `Task #${first.id}` : `${rows.length} tasks`;
  popup.show(anchor ?? anchorOf(first.id), label, items);
}

function goto(screen: 'board' | 'settings'): void {
  if (screen === 'board' && !app.project) return;
  app.screen = screen;
}

/** Closes the topmost thing: what floats, then leaves a field, the selection, the settings, the panel. */
function escape(): void {
  if (closeTopLayer()) return;
  const at = document.activeElement;
  if (at instanceof HTMLElement && isTyping(at)) at.blur();
  else if (cursor.selection.size > 0) cursor.clearSelection();
  else if (app.screen === 'settings' && app.project) goto('board');
  else if (panel.taskId !== null) {
    panel.close();
    const id = cursor.entry;
    if (id !== null) cursor.place(id);
  }
}

const onBoard = (): boolean => app.screen === 'board' && app.project !== null;

export const actions: Action[] = [
  {
    id: 'task.new',
    label: 'New task',
    group: 'Tasks',
    keys: ['C'],
    scope: 'window',
    when: onBoard,
    run: () => quickAdd.open(null),
  },
  { id: 'task.open', label: 'Open', group: 'Tasks', keys: ['Enter', 'Space'], scope: 'board', menu: {}, run: open },
  { id: 'task.priority', label: 'Priority…', group: 'Tasks', keys: ['P'], scope: 'tasks', menu: {}, run: pickPriority },
  { id: 'task.type', label: 'Type…', group: 'Tasks', keys: ['T'], scope: 'tasks', menu: {}, run: pickType },
  {
    id: 'task.branch',
    label: 'Create branch',
    group: 'Tasks',
    keys: ['B'],
    scope: 'tasks',
    menu: {},
    run: () => {
      const id = targets()[0];
      if (id !== undefined) panel.createBranch(id);
    },
  },
  {
    id: 'task.menu',
    label: 'Menu of the card',
    group: 'Tasks',
    keys: ['.'],
    scope: 'tasks',
    run: () => openCardMenu(),
  },
  ...STATUSES.map((status, index): Action => ({
    id: `task.move.${index + 1}`,
    label: `Move to ${status}`,
    group: 'Move',
    keys: [String(index + 1)],
    scope: 'tasks',
    menu: { icon: StatusIcon, iconProps: { status } },
    when: () => targetRows().some((row) => row.status !== status),
    run: () => moveTo(status),
  })),
  {
    id: 'task.up',
    label: 'Move up',
    group: 'Move',
    keys: ['Alt+ArrowUp'],
    scope: 'board',
    repeats: true,
    run: () => moveWithin(-1),
  },
  {
    id: 'task.down',
    label: 'Move down',
    group: 'Move',
    keys: ['Alt+ArrowDown'],
    scope: 'board',
    repeats: true,
    run: () => moveWithin(1),
  },
  {
    id: 'task.left',
    label: 'Move to the column at the left',
    group: 'Move',
    keys: ['Alt+ArrowLeft'],
    scope: 'board',
    run: () => moveAcross(-1),
  },
  {
    id: 'task.right',
    label: 'Move to the column at the right',
    group: 'Move',
    keys: ['Alt+ArrowRight'],
    scope: 'board',
    run: () => moveAcross(1),
  },
  {
    id: 'task.delete',
    label: 'Delete',
    group: 'Tasks',
    keys: ['Delete', 'Backspace'],
    scope: 'board',
    menu: { danger: true, separator: true },
    run: remove,
  },
  {
    id: 'focus.up',
    label: 'Card above',
    group: 'Board',
    keys: ['ArrowUp', 'K'],
    scope: 'board',
    repeats: true,
    run: () => cursor.vertical(-1, false),
  },
  {
    id: 'focus.down',
    label: 'Card below',
    group: 'Board',
    keys: ['ArrowDown', 'J'],
    scope: 'board',
    repeats: true,
    run: () => cursor.vertical(1, false),
  },
  {
    id: 'focus.left',
    label: 'Column at the left',
    group: 'Board',
    keys: ['ArrowLeft', 'H'],
    scope: 'board',
    repeats: true,
    run: () => cursor.horizontal(-1),
  },
  {
    id: 'focus.right',
    label: 'Column at the right',
    group: 'Board',
    keys: ['ArrowRight', 'L'],
    scope: 'board',
    repeats: true,
    run: () => cursor.horizontal(1),
  },
  {
    id: 'focus.first',
    label: 'First card of the column',
    group: 'Board',
    keys: ['Home'],
    scope: 'board',
    run: () => cursor.edge('first'),
  },
  {
    id: 'focus.last',
    label: 'Last card of the column',
    group: 'Board',
    keys: ['End'],
    scope: 'board',
    run: () => cursor.edge('last'),
  },
  {
    id: 'focus.pageUp',
    label: 'Ten cards up',
    group: 'Board',
    keys: ['PageUp'],
    scope: 'board',
    repeats: true,
    run: () => cursor.vertical(-10, false),
  },
  {
    id: 'focus.pageDown',
    label: 'Ten cards down',
    group: 'Board',
    keys: ['PageDown'],
    scope: 'board',
    repeats: true,
    run: () => cursor.vertical(10, false),
  },
  {
    id: 'select.toggle',
    label: 'Select or unselect',
    group: 'Board',
    keys: ['X'],
    scope: 'board',
    run: () => {
      const id = cursor.entry;
      if (id === null) return;
      cursor.place(id);
      cursor.toggle(id);
    },
  },
  {
    id: 'select.up',
    label: 'Select upwards',
    group: 'Board',
    keys: ['Shift+ArrowUp', 'Shift+K'],
    scope: 'board',
    repeats: true,
    run: () => cursor.vertical(-1, true),
  },
  {
    id: 'select.down',
    label: 'Select downwards',
    group: 'Board',
    keys: ['Shift+ArrowDown', 'Shift+J'],
    scope: 'board',
    repeats: true,
    run: () => cursor.vertical(1, true),
  },
  {
    id: 'select.all',
    label: 'Select the column, then the board',
    group: 'Board',
    keys: ['Mod+A'],
    scope: 'board',
    run: () => cursor.selectAll(),
  },
  {
    id: 'board.search',
    label: 'Search and filter',
    group: 'Board',
    keys: ['/'],
    scope: 'window',
    when: onBoard,
    run: () => document.querySelector<HTMLInputElement>('[data-testid="search"]')?.select(),
  },
  {
    id: 'board.collapse',
    label: 'Collapse the column',
    group: 'Board',
    keys: ['Mod+.'],
    scope: 'board',
    run: () => {
      const id = cursor.entry;
      const row = id === null ? undefined : board.row(id);
      if (row) layout.setCollapsed(row.status, true);
    },
  },
  { id: 'go.board', label: 'Board', group: 'Go to', keys: ['G then B'], scope: 'window', run: () => goto('board') },
  {
    id: 'go.settings',
    label: 'Settings',
    group: 'Go to',
    keys: ['G then ,'],
    scope: 'window',
    run: () => goto('settings'),
  },
  {
    id: 'window.undo',
    label: 'Undo',
    group: 'Window',
    keys: ['Mod+Z'],
    scope: 'window',
    when: onBoard,
    run: () => void board.undo(),
  },
  {
    id: 'window.redo',
    label: 'Redo',
    group: 'Window',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    scope: 'window',
    when: onBoard,
    run: () => void board.redo(),
  },
  {
    id: 'window.rail',
    label: 'Collapse the rail',
    group: 'Window',
    keys: ['Mod+B'],
    scope: 'window',
    run: () => layout.toggleRail(),
  },
  {
    id: 'window.sheet',
    label: 'Keyboard shortcuts',
    group: 'Window',
    keys: ['?'],
    scope: 'window',
    run: () => sheet.toggle(),
  },
  {
    id: 'window.close',
    label: 'Close the topmost thing',
    group: 'Window',
    keys: ['Escape'],
    scope: 'window',
    always: true,
    run: escape,
  },
];

/** Returns the first combination of an action, as menus and buttons show it. */
export function keyOf(id: string): string | undefined {
  return actions.find((action) => action.id === id)?.keys[0];
}
