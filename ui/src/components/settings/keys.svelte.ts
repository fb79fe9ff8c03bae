// Changing which keys run an action: pressing them, what stands in the way, taking over, resetting.
import { actions, keymap, type Action } from '../../lib/actions';
import { copyOf, fixed, refusal, takenOver, withKeys, withoutAll } from '../../lib/keymap';
import { isModifier } from '../../lib/keys';
import { toReport } from '../../lib/errors';
import { pushLayer } from '../../lib/layers';
import { app } from '../../stores/app.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { t } from '../../texts';

/** After this long without a second stroke, the first is all. */
export const SEQUENCE_MS = 900;

export interface Conflict {
  action: Action;
  /** What stands in the way of others. */
  keys: string;
  others: { action: Action; keys: string }[];
  /** All keys of the action once it has been taken over. */
  then: readonly string[];
}

export class KeyEditor {
  /** The action and the place among its keys that are being changed; a place past the end adds. */
  at = $state.raw<{ action: Action; place: number } | null>(null);
  /** The first stroke of what may become two. */
  held = $state<string | null>(null);
  /** Why the pressed keys can't be had. */
  problem = $state.raw<{ id: string; text: string } | null>(null);
  conflict = $state.raw<Conflict | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pop: (() => void) | null = null;

  /** Waits for keys. */
  begin(action: Action, place: number): void {
    if (fixed(action)) return;
    this.cancel();
    this.at = { action, place };
    // Other keys rest meanwhile, and `Esc` only ends this.
    this.#pop = pushLayer(() => this.cancel());
  }

  /** Leaves everything as it was. */
  cancel(): void {
    this.#end();
    this.problem = null;
    this.conflict = null;
  }

  /** Takes in a pressed key; `key` is the event's own word for it. */
  press(stroke: string, key: string): void {
    const { at, held } = this;
    if (!at || isModifier(key)) return;
    if (stroke === 'Escape') this.cancel();
    else if (held !== null && stroke === 'Enter') this.#take(held);
    else if (held !== null) this.#take(`${held} then ${stroke}`);
    else if (stroke === 'Backspace') {
      const { action, place } = at;
      this.cancel();
      this.remove(action, place);
    } else if (/^.$/u.test(stroke)) {
      // A single key may be the first of two.
      this.held = stroke;
      this.#timer = setTimeout(() => this.#take(stroke), SEQUENCE_MS);
    } else this.#take(stroke);
  }

  /** Takes one of the keys away. */
  remove(action: Action, place: number): void {
    const keys = keymap()
      .of(action.id)
      .filter((_, at) => at !== place);
    this.#save(withKeys(app.settings.keymap, action, keys));
  }

  /** Gives the keys to the action and takes them from the others. */
  takeOver(): void {
    const { conflict } = this;
    if (!conflict) return;
    const { action, then } = conflict;
    this.#save(then.reduce((own, keys) => takenOver(actions, own, action, then, keys), copyOf(app.settings.keymap)));
    this.cancel();
  }

  /** Gives the action the table's keys again. */
  reset(action: Action): void {
    this.cancel();
    const others = action.keys.flatMap((keys) =>
      keymap()
        .conflicts(action.id, keys)
        .map((other) => ({ keys, other })),
    );
    const first = others[0];
    if (first) {
      // Somebody has one of them now: the user chooses.
      this.#ask(Infinity, {
        action,
        keys: first.keys,
        others: others.map(({ other }) => other),
        then: action.keys,
      });
      return;
    }
    this.#save(withKeys(app.settings.keymap, action, action.keys));
  }

  /** Gives every action the table's keys; the toast brings the own ones back. */
  resetAll(): void {
    this.cancel();
    const own = app.settings.keymap as Record<string, string[]>;
    this.#save(withoutAll(own, actions));
    toasts.show({ text: t.settings.keyboard.resetDone, undo: () => this.#save(own) });
  }

  /** Whether the action's keys are the user's own. */
  isChanged(action: Action): boolean {
    return !fixed(action) && app.settings.keymap[action.id] !== undefined;
  }

  #with(action: Action, place: number, keys: string): string[] {
    const now = [...keymap().of(action.id)];
    if (place < now.length) now[place] = keys;
    else now.push(keys);
    return now.filter((one, at) => now.indexOf(one) === at);
  }

  #take(keys: string): void {
    const { at } = this;
    if (!at) return;
    const { action, place } = at;
    this.#end();
    const text = refusal(action, keys);
    if (text !== null) {
      this.problem = { id: action.id, text };
      return;
    }
    const others = keymap().conflicts(action.id, keys);
    if (others.length > 0) {
      this.#ask(place, { action, keys, others, then: this.#with(action, place, keys) });
      return;
    }
    this.#save(withKeys(app.settings.keymap, action, this.#with(action, place, keys)));
  }

  /** Shows who has the keys; `Esc` leaves it at that. */
  #ask(place: number, conflict: Conflict): void {
    this.at = { action: conflict.action, place };
    this.conflict = conflict;
    this.#pop = pushLayer(() => this.cancel());
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#pop?.();
    this.#pop = null;
    this.at = null;
    this.held = null;
  }

  #save(keymap: Record<string, string[]>): void {
    app.saveSettings({ keymap }).catch((error: unknown) => toasts.error(toReport(error)));
  }
}
