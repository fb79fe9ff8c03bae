// From a key to an action: which one is meant where the user is now.
import { app } from '../stores/app.svelte';
import { actions, targets, type Action } from './actions';
import { isTyping, strokeOf, Strokes } from './keys';
import { hasLayer } from './layers';

const strokes = new Strokes();

/** Where the focus is, for the table's scopes. */
function onBoard(target: EventTarget | null): boolean {
  if (app.screen !== 'board') return false;
  if (!(target instanceof Element) || target === document.body || target === document.documentElement) return true;
  // A button inside the board (a column's `+`) keeps Enter and Space for itself.
  return target.closest('[data-board]') !== null && target.closest('button, a, input, textarea') === null;
}

function fits(action: Action, target: EventTarget | null): boolean {
  if (action.scope === 'board' && !onBoard(target)) return false;
  if (action.scope === 'tasks' && (app.screen !== 'board' || targets().length === 0)) return false;
  return action.when?.() !== false;
}

/** Runs the action that a key event means; true when there was one. */
export function dispatch(event: KeyboardEvent, now = Date.now()): boolean {
  // While an input method composes, keys belong to it (229 is what Safari's engine reports then).
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return false;
  const stroke = strokeOf(event);
  const quiet = isTyping(event.target) || hasLayer();
  const combinations = quiet ? [stroke] : strokes.next(stroke, now);
  for (const keys of combinations) {
    const action = actions.find(
      (one) => one.keys.includes(keys) && (!quiet || one.always === true) && fits(one, event.target),
    );
    if (!action) continue;
    if (event.repeat && !action.repeats) return true;
    action.run();
    return true;
  }
  if (!quiet && actions.some((one) => one.keys.some((keys) => keys.startsWith(`${stroke} then `)))) {
    strokes.hold(stroke, now);
    return true;
  }
  return false;
}
