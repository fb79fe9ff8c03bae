// The keyboard's way over the board, and what is selected.
import { cursor } from '../../stores/cursor.svelte';
import { t } from '../../texts';
import type { Action } from './action';

type Step = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & { repeats?: boolean };

const step = (one: Step): Action => ({ ...one, group: 'board', scope: 'cursor', palette: 'query' });

export const cursorActions: Action[] = [
  step({
    id: 'focus.up',
    label: t.actions.cardAbove,
    keys: ['ArrowUp', 'K'],
    repeats: true,
    run: () => cursor.vertical(-1, false),
  }),
  step({
    id: 'focus.down',
    label: t.actions.cardBelow,
    keys: ['ArrowDown', 'J'],
    repeats: true,
    run: () => cursor.vertical(1, false),
  }),
  step({
    id: 'focus.left',
    label: t.actions.columnLeft,
    keys: ['ArrowLeft', 'H'],
    repeats: true,
    run: () => cursor.horizontal(-1),
  }),
  step({
    id: 'focus.right',
    label: t.actions.columnRight,
    keys: ['ArrowRight', 'L'],
    repeats: true,
    run: () => cursor.horizontal(1),
  }),
  step({ id: 'focus.first', label: t.actions.firstCard, keys: ['Home'], run: () => cursor.edge('first') }),
  step({ id: 'focus.last', label: t.actions.lastCard, keys: ['End'], run: () => cursor.edge('last') }),
  step({
    id: 'focus.pageUp',
    label: t.actions.pageUp,
    keys: ['PageUp'],
    repeats: true,
    run: () => cursor.vertical(-10, false),
  }),
  step({
    id: 'focus.pageDown',
    label: t.actions.pageDown,
    keys: ['PageDown'],
    repeats: true,
    run: () => cursor.vertical(10, false),
  }),
  step({
    id: 'select.toggle',
    label: t.actions.select,
    keys: ['X'],
    run: () => {
      const id = cursor.entry;
      if (id === null) return;
      cursor.place(id);
      cursor.toggle(id);
    },
  }),
  step({
    id: 'select.up',
    label: t.actions.selectUp,
    keys: ['Shift+ArrowUp', 'Shift+K'],
    repeats: true,
    run: () => cursor.vertical(-1, true),
  }),
  step({
    id: 'select.down',
    label: t.actions.selectDown,
    keys: ['Shift+ArrowDown', 'Shift+J'],
    repeats: true,
    run: () => cursor.vertical(1, true),
  }),
  step({ id: 'select.all', label: t.actions.selectAll, keys: ['Mod+A'], run: () => cursor.selectAll() }),
];
