// From a key to an action: which one is meant where the user is now.
import { app } from '../stores/app.svelte';
import { keymap, targets, type Action } from './actions';
import { worksInFields } from './keymap';
import { isModifier, isTyping, strokeOf, Strokes } from './keys';
import { hasLayer } from './layers';

const strokes = new Strokes();

/** What takes keys of its own when it has the focus. */
const CONTROLS = 'button, a, input, textarea, select, summary';
/** What takes the arrows too. */
const ARROWS =
  'input, textarea, select, [role=tab], [role=slider], [role=separator], [role=radio], [role=menuitem], [data-arrows]';

function nowhere(target: EventTarget | null): boolean {
  return !(target instanceof Element) || target === document.body || target === document.documentElement;
}

/** Whether the focus is on the board, or nowhere. A button inside the board keeps Enter and Space for itself. */
function onBoard(target: EventTarget | null): boolean {
  if (app.screen !== 'board') return false;
  if (nowhere(target)) return true;
  return target instanceof Element && target.closest('[data-board]') !== null && target.closest(CONTROLS) === null;
}

/** Whether the cursor may be led from here: from the board, and from buttons outside the panel, such as the rail's. */
function leadsCursor(target: EventTarget | null, stroke: string | null): boolean {
  if (app.screen !== 'board') return false;
  if (onBoard(target)) return true;
  if (stroke === 'Enter' || stroke === 'Space') return false;
  return target instanceof Element && target.closest('[data-panel]') === null && target.closest(ARROWS) === null;
}

/** Returns whether an action can run where the focus is; `stroke` is the key that asks for it. */
export function fits(action: Action, target: EventTarget | null, stroke: string | null = null): boolean {
  if (action.scope === 'board' && !onBoard(target)) return false;
  if (action.scope === 'cursor' && !leadsCursor(target, stroke)) return false;
  if (action.scope === 'tasks') {
    if (app.screen !== 'board' || targets().length === 0) return false;
    // A button or a link is pressed by its own keys.
    const presses = stroke === 'Enter' || stroke === 'Space';
    if (presses && target instanceof Element && target.closest(CONTROLS) !== null) return false;
  }
  return action.when?.() !== false;
}

/** Runs the action that a key event means; true when there was one. */
export function dispatch(event: KeyboardEvent, now = Date.now()): boolean {
  // While an input method composes, keys belong to it (229 is what Safari's engine reports then).
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return false;
  // Shift is pressed on the way to a key: it neither runs nor ends anything.
  if (isModifier(event.key)) return false;
  const stroke = strokeOf(event);
  const map = keymap();
  const quiet = isTyping(event.target) || hasLayer();
  const combinations = quiet ? [stroke] : strokes.next(stroke, now);
  for (const keys of combinations) {
    const action = map
      .actions(keys)
      .find((one) => (!quiet || (one.always === true && worksInFields(stroke))) && fits(one, event.target, stroke));
    if (!action) continue;
    if (event.repeat && !action.repeats) return true;
    action.run();
    return true;
  }
  if (!quiet && map.begins(stroke)) {
    strokes.hold(stroke, now);
    return true;
  }
  return false;
}
