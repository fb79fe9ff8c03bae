// The command palette's own state: whether it is open, for what, and what was used last. Its contents are
// loaded with its view, so that the board's first page stays small.
import { remember, remembered } from '../lib/remembered';
import { cursor } from './cursor.svelte';

/** A question that the palette's field asks: one line of text. */
export interface Question {
  label: string;
  hint: string;
  value: string;
  /** Why a text can't be taken, or null. */
  problem: (text: string) => string | null;
  done: (text: string) => void;
}

const RECENT_KEY = 'palette.recent';
const RECENT = 20;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

class Palette {
  open = $state(false);
  question = $state.raw<Question | null>(null);
  /** What had the focus when it opened, and has it again after. */
  origin: Element | null = null;
  /** Keys of what was run last, the newest first. */
  recent = $state.raw<readonly string[]>(remembered<string[]>(RECENT_KEY, [], isTexts));

  show(): void {
    if (!this.open) this.origin = document.activeElement;
    this.question = null;
    this.open = true;
  }

  /** Asks for one line of text in place of a command. */
  ask(question: Question): void {
    if (!this.open) this.origin = document.activeElement;
    this.question = question;
    this.open = true;
  }

  toggle(): void {
    if (this.open) this.close();
    else this.show();
  }

  /** Closes it and gives the focus back to where it was. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    this.question = null;
    const { origin } = this;
    this.origin = null;
    if (origin instanceof HTMLElement && origin.isConnected) origin.focus({ preventScroll: true });
    // A card that is out of sight is drawn anew.
    else if (origin?.matches('[data-card]')) cursor.wanted += 1;
  }

  /** Notes that an entry was run. */
  used(key: string): void {
    this.recent = [key, ...this.recent.filter((other) => other !== key)].slice(0, RECENT);
    remember(RECENT_KEY, this.recent);
  }

  /** Forgets what was used last. */
  forget(): void {
    this.recent = [];
    remember(RECENT_KEY, null);
  }
}

export const palette = new Palette();
