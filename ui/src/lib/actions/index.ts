// The table of actions. It alone says what a key does; the menus, the palette and the sheet of shortcuts
// are made from it, so they cannot disagree. The user's own keys lie over the table's.
import { app } from '../../stores/app.svelte';
import { t } from '../../texts';
import { Keymap } from '../keymap';
import type { Anchor } from '../portal';
import type { Action } from './action';
import { agentActions } from './agents';
import { columnActions } from './columns';
import { cursorActions } from './cursor';
import { goActions } from './go';
import { showMenu } from './menu';
import { moveActions } from './move';
import { analyseAction, runActions } from './runs';
import { deleteAction, taskActions } from './tasks';
import { windowActions } from './window';

export type { Action, Choice, Group } from './action';
export { askFilterName, askLimit } from './columns';
export { actFor, nameOf, targetRows, targets } from './targets';

export const actions: readonly Action[] = [
  ...taskActions,
  analyseAction,
  {
    id: 'task.menu',
    label: t.actions.menu,
    group: 'tasks',
    keys: ['.'],
    scope: 'tasks',
    palette: 'query',
    named: () => t.actions.menu,
    run: () => openCardMenu(),
  },
  ...moveActions,
  deleteAction,
  ...cursorActions,
  ...columnActions,
  ...goActions,
  ...runActions,
  ...agentActions,
  ...windowActions,
];

let known: { keymap: Readonly<Record<string, readonly string[]>>; map: Keymap<Action> } | null = null;

/** The keys as they are now: the table's, with the user's own over them. */
export function keymap(): Keymap<Action> {
  const own = app.settings.keymap;
  if (known?.keymap !== own) known = { keymap: own, map: new Keymap(actions, own) };
  return known.map;
}

/** Returns the combination of an action that menus, tooltips and buttons show. */
export function keyOf(id: string): string | undefined {
  return keysOf(id)[0];
}

/** Returns all combinations of an action. */
export function keysOf(id: string): readonly string[] {
  return keymap().of(id);
}

/** Opens the menu of the targets at their card or at the pointer. */
export function openCardMenu(anchor?: Anchor): void {
  showMenu(actions, keyOf, anchor);
}

/** Runs an action by its id, when it can run now. */
export function runAction(id: string): void {
  const action = actions.find((one) => one.id === id);
  if (action && action.when?.() !== false) action.run();
}
