// What is done to tasks, other than moving them.
import PriorityIcon from '../../components/shared/PriorityIcon.svelte';
import TypeIcon from '../../components/shared/TypeIcon.svelte';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { showDependencies } from '../../stores/dependencies.svelte';
import { panel } from '../../stores/panel.svelte';
import { popup } from '../../stores/popup.svelte';
import { quickAdd } from '../../stores/quickadd.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { t } from '../../texts';
import { PRIORITIES, TYPES } from '../domain';
import type { TaskRow } from '../host';
import type { Action, Choice } from './action';
import { itemsOf } from './menu';
import { anchorOf, inPanel, named, nameOf, targetRows, targets } from './targets';

export const onBoard = (): boolean => app.screen === 'board' && app.project !== null;

/** Of several tasks the one that is opened: that with the focus, else the first. */
function leadOf(ids: readonly number[]): number | null {
  const { entry } = cursor;
  return entry !== null && ids.includes(entry) ? entry : (ids[0] ?? null);
}

function open(): void {
  const ids = named();
  const entry = ids === null ? cursor.entry : leadOf(ids);
  if (entry === null) return;
  cursor.place(entry, false);
  // A second Enter goes from the card into the panel.
  if (panel.taskId === entry) panel.focus();
  else panel.open(entry);
}

function edit(): void {
  const id = targets()[0];
  if (id === undefined) return;
  if (!inPanel()) cursor.place(id, false);
  panel.open(id);
  panel.editText();
}

function remove(): void {
  const ids = targets();
  if (ids.length === 0) return;
  const next = cursor.survivor(ids);
  cursor.clearSelection();
  void board.remove(ids);
  if (next !== null) cursor.place(next);
}

/** Changes one field of all targets: one change, one toast, one undo. */
function change(patch: Pick<TaskRow, 'priority'> | Pick<TaskRow, 'type'>, text: (tasks: string) => string): void {
  const rows = targetRows().filter((row) =>
    Object.entries(patch).some(([key, value]) => row[key as keyof TaskRow] !== value),
  );
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  void board.updateMany(ids, patch, text(nameOf(rows)));
}

function priorities(): Choice[] {
  const rows = targetRows();
  const tasks = nameOf(rows);
  return PRIORITIES.map((priority) => ({
    id: `task.priority.${priority}`,
    label: t.shared.priority[priority],
    named: t.actions.priorityOf(tasks, priority),
    icon: PriorityIcon,
    iconProps: { priority },
    checked: rows.every((row) => row.priority === priority),
    run: () => change({ priority }, (of) => t.actions.priorityDone(of, priority)),
  }));
}

function types(): Choice[] {
  const rows = targetRows();
  const tasks = nameOf(rows);
  return TYPES.map((type) => ({
    id: `task.type.${type}`,
    label: t.shared.type[type],
    named: t.actions.typeOf(tasks, type),
    icon: TypeIcon,
    iconProps: { type },
    checked: rows.every((row) => row.type === type),
    run: () => change({ type }, (of) => t.actions.typeDone(of, type)),
  }));
}

function pick(label: string, choices: Choice[]): void {
  const ids = targets();
  popup.show(anchorOf(ids[0]), label, itemsOf(choices, ids));
}

async function copy(lines: string[]): Promise<void> {
  const text = lines.join('\n');
  if (text === '') return;
  try {
    await navigator.clipboard.writeText(text);
    toasts.show({
      text: lines.length === 1 ? t.actions.copied(text) : t.actions.copiedMany(lines.length),
    });
  } catch {
    toasts.error({
      code: 'clipboard_refused',
      message: t.actions.copyRefused,
      hint: t.actions.copyByHand(text),
      retryable: true,
      task: null,
    });
  }
}

const branches = (): string[] => targetRows().flatMap((row) => row.git_branch ?? []);

export const taskActions: Action[] = [
  {
    id: 'task.new',
    label: t.actions.newTask,
    group: 'tasks',
    keys: ['C'],
    scope: 'window',
    words: 'add create',
    when: onBoard,
    run: () => quickAdd.open(null),
  },
  {
    id: 'task.open',
    label: t.actions.open,
    group: 'tasks',
    keys: ['Enter', 'Space'],
    scope: 'board',
    menu: {},
    named: (rows) => {
      const lead = leadOf(rows.map((row) => row.id));
      return t.actions.openOf(nameOf(rows.filter((row) => row.id === lead)));
    },
    when: () => cursor.entry !== null,
    run: open,
  },
  {
    id: 'task.edit',
    label: t.actions.edit,
    group: 'tasks',
    keys: ['E'],
    scope: 'tasks',
    menu: {},
    named: (rows) => t.actions.editOf(nameOf(rows.slice(0, 1))),
    run: edit,
  },
  {
    id: 'task.priority',
    label: t.actions.priority,
    group: 'tasks',
    keys: ['P'],
    scope: 'tasks',
    menu: {},
    choices: priorities,
    run: () => pick(t.actions.priorityMenu, priorities()),
  },
  {
    id: 'task.type',
    label: t.actions.type,
    group: 'tasks',
    keys: ['T'],
    scope: 'tasks',
    menu: {},
    choices: types,
    run: () => pick(t.actions.typeMenu, types()),
  },
  {
    id: 'task.branch',
    label: t.actions.branch,
    group: 'tasks',
    keys: ['B'],
    scope: 'tasks',
    menu: {},
    words: 'git',
    named: (rows) => t.actions.branchOf(nameOf(rows.slice(0, 1))),
    when: () => targetRows()[0]?.git_branch == null,
    run: () => {
      const id = targets()[0];
      if (id !== undefined) panel.createBranch(id);
    },
  },
  {
    id: 'task.dependencies',
    label: t.actions.dependencies,
    group: 'tasks',
    keys: ['D'],
    scope: 'tasks',
    menu: {},
    words: 'blocks blocked waits',
    named: (rows) => t.actions.dependenciesOf(nameOf(rows.slice(0, 1))),
    when: () => targetRows().length > 0,
    run: () => {
      const id = targetRows()[0]?.id;
      if (id !== undefined) showDependencies(id);
    },
  },
  {
    id: 'task.copy.id',
    palette: 'query',
    label: t.actions.copyId,
    group: 'tasks',
    keys: [],
    scope: 'tasks',
    menu: { separator: true },
    named: (rows) => t.actions.copyIdOf(nameOf(rows)),
    run: () => void copy(targetRows().map((row) => `#${row.id}`)),
  },
  {
    id: 'task.copy.text',
    palette: 'query',
    label: t.actions.copyText,
    group: 'tasks',
    keys: [],
    scope: 'tasks',
    menu: {},
    words: 'link',
    named: (rows) => t.actions.copyTextOf(nameOf(rows)),
    run: () => void copy(targetRows().map((row) => `#${row.id} ${row.title}`)),
  },
  {
    id: 'task.copy.branch',
    palette: 'query',
    label: t.actions.copyBranch,
    group: 'tasks',
    keys: [],
    scope: 'tasks',
    menu: {},
    named: (rows) => t.actions.copyBranchOf(nameOf(rows)),
    when: () => branches().length > 0,
    run: () => void copy(branches()),
  },
];

export const deleteAction: Action = {
  id: 'task.delete',
  label: t.actions.delete,
  group: 'tasks',
  keys: ['Delete', 'Backspace'],
  scope: 'board',
  menu: { danger: true, separator: true },
  words: 'remove',
  named: (rows) => t.actions.deleteOf(nameOf(rows)),
  when: () => targets().length > 0,
  run: remove,
};
