// The list that completes the word at the caret of a quick-add line.
import { host, type Project } from '../lib/host';
import { choicesFor, isWhole, wordAt, type Choice, type Word } from './quickadd-words';

const MOST = 7;
const PAUSE_MS = 60;

interface Source {
  readonly projects: readonly Project[];
  /** The project in which `^` looks for tasks. */
  readonly target: number | null;
}

export class Completion {
  items = $state.raw<Choice[]>([]);
  /** The one that Enter takes; -1 while Enter still means to save. */
  active = $state(-1);

  #word: Word | null = null;
  #source: Source;
  /** The word for which the list was closed by hand: it stays closed until another is begun. */
  #closedAt: number | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  get open(): boolean {
    return this.items.length > 0;
  }

  /** Looks at the line again; `caret` is null while there is none, a selection, or an input method composes. */
  look(line: string, caret: number | null): void {
    const word = caret === null ? null : wordAt(line, caret);
    if (word !== null && word.start === this.#closedAt) return;
    this.#closedAt = null;
    const same =
      this.#word?.start === word?.start && this.#word?.text === word?.text && this.#word?.sign === word?.sign;
    if (same) return;
    if (word === null) return this.#drop();
    const before = this.#word;
    this.#word = word;
    if (word.sign === '^') {
      // What is shown stays until the answer, unless it is about another word.
      if (before?.sign !== '^' || before.start !== word.start) this.items = [];
      this.active = -1;
      this.#suggest(word);
    } else {
      this.#forgetQuestion();
      this.#show(choicesFor(word, this.#source.projects));
    }
  }

  /** Closes the list until another word is begun. */
  close(): void {
    this.#closedAt = this.#word?.start ?? null;
    this.#drop();
  }

  /** Closes the list; the same word may open it again. */
  reset(): void {
    this.#closedAt = null;
    this.#drop();
  }

  /** Goes to the next or the one before; past the ends begins anew. */
  step(by: 1 | -1): void {
    const count = this.items.length;
    if (count === 0) return;
    this.active = this.active < 0 ? (by > 0 ? 0 : count - 1) : (this.active + by + count) % count;
  }

  /** Says what to put in place of the word, and closes; of none that is chosen, the first. */
  accept(index = this.active): { start: number; end: number; text: string } | null {
    const choice = this.items[Math.max(0, index)];
    const word = this.#word;
    if (!choice || !word) return null;
    this.#drop();
    return { start: word.start, end: word.end, text: choice.insert };
  }

  #show(choices: Choice[]): void {
    const word = this.#word;
    if (!word) return;
    const whole = isWhole(word, this.#source.projects);
    const typed = `${word.sign}${word.text}`.toLowerCase();
    // A word that is written out needs no list that repeats it.
    const repeats = choices.length === 1 && choices[0]?.insert === typed;
    this.items = repeats ? [] : choices.slice(0, MOST);
    this.active = this.items.length > 0 && word.text !== '' && !whole ? 0 : -1;
  }

  #suggest(word: Word): void {
    this.#forgetQuestion();
    const asked = this.#asked;
    const { target } = this.#source;
    if (target === null) return;
    this.#timer = setTimeout(() => {
      host.taskSuggest(target, word.text).then(
        (tasks) => {
          if (asked === this.#asked) this.#show(tasks.map((task) => ({ kind: 'task', task, insert: `^${task.id}` })));
        },
        () => {
          // Without suggestions the id can still be typed.
          if (asked === this.#asked) this.items = [];
        },
      );
    }, PAUSE_MS);
  }

  /** An answer that is still on its way is no longer wanted. */
  #forgetQuestion(): void {
    this.#asked += 1;
    clearTimeout(this.#timer);
  }

  #drop(): void {
    this.#forgetQuestion();
    this.#word = null;
    this.items = [];
    this.active = -1;
  }
}
