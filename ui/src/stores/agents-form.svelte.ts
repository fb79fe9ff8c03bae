// One agent as a form over its text. The text is the truth: it is read anew whenever it changes, and a change of
// the form becomes a change of the text. Neither waits for the other, so every answer is held against the text that
// is there when it comes: an answer for an older text is dropped, a change of the form is made again over the newer.
import { toReport } from '../lib/errors';
import {
  host,
  type AgentChange,
  type AgentField,
  type AgentReading,
  type AgentValue,
  type ErrorReport,
} from '../lib/host';

const READ_AFTER_MS = 120;
/** A long text is read a little later: 1 ms more for so many characters. */
const CHARACTERS_A_MS = 10_000;

type Values = ReadonlyMap<string, AgentValue | null>;

/** The text that the form is of. */
export interface FormText {
  readonly project: number;
  readonly path: string;
  /** The newest text. */
  current: () => string;
  /** Takes what the form made of it. */
  write: (text: string) => void;
}

export class AgentForm {
  /** What Claude Code makes of the text, or of the one before while a newer one is being read. */
  reading = $state.raw<AgentReading | null>(null);
  /** Why the text could not be read, or a change not be made. What was changed waits for another try. */
  error = $state.raw<ErrorReport | null>(null);
  /** Values on their way into the text. */
  #waiting = $state.raw<Values>(new Map());
  /** Values that could not be written; they are shown until they can be, or the text is changed. */
  #stuck = $state.raw<Values>(new Map());
  #readOf: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #applying: Promise<void> | null = null;
  #closed = false;

  constructor(readonly text: FormText) {}

  /** Reads the text soon; called whenever it changed. */
  typed(): void {
    clearTimeout(this.#timer);
    const text = this.text.current();
    if (this.#closed || text === this.#readOf) return;
    this.#timer = setTimeout(() => void this.read(), READ_AFTER_MS + text.length / CHARACTERS_A_MS);
  }

  /** Reads the text now. */
  async read(): Promise<void> {
    clearTimeout(this.#timer);
    const { path, current } = this.text;
    const text = current();
    if (text === this.#readOf) return;
    try {
      const reading = await host.agentRead(path, text);
      if (!this.#isNow(text)) return;
      this.#stuck = new Map();
      this.error = null;
      this.#take(text, reading);
    } catch (thrown) {
      if (this.#isNow(text)) this.error = toReport(thrown);
    }
  }

  /** Gives a field a value, or takes it out of the text. Changes that come quickly are made together. */
  change(key: string, value: AgentValue | null): Promise<void> {
    this.#stuck = without(this.#stuck, [key]);
    if (this.#stuck.size === 0) this.error = null;
    this.#waiting = new Map(this.#waiting).set(key, value);
    return this.#apply();
  }

  /** Tries again what failed. */
  async retry(): Promise<void> {
    this.error = null;
    this.#waiting = new Map([...this.#stuck, ...this.#waiting]);
    this.#stuck = new Map();
    await this.#apply();
    if (this.error === null) await this.read();
  }

  /** Resolves when all changes of the form are in the text, or could not be made. */
  settled(): Promise<void> {
    return this.#applying ?? Promise.resolve();
  }

  /** Returns the field's value as the user sees it: what is on its way into the text counts. */
  valueOf(field: AgentField): AgentValue | null {
    const given = this.#given(field.key);
    return given === undefined ? field.value : given;
  }

  /** Returns whether the field is in the text, or on its way into it. */
  isPresent(field: AgentField): boolean {
    const given = this.#given(field.key);
    return given === undefined ? field.present : given !== null;
  }

  /** The text below the front matter. */
  get body(): string {
    const given = this.#given('body');
    return typeof given === 'string' ? given : (this.reading?.body ?? '');
  }

  /** Another file is shown: answers that are still on their way are for nobody. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #apply(): Promise<void> {
    this.#applying ??= this.#applyAll().finally(() => (this.#applying = null));
    return this.#applying;
  }

  async #applyAll(): Promise<void> {
    const { path, current, write } = this.text;
    // One change that can't be made must not hold up the others.
    let oneByOne = false;
    while (this.#waiting.size > 0) {
      const taken: Values = new Map(oneByOne ? [...this.#waiting].slice(0, 1) : this.#waiting);
      const text = current();
      const changes: AgentChange[] = [...taken].map(([key, value]) => ({ key, value }));
      try {
        const answer = await host.agentApply(path, text, changes);
        if (this.#closed) return;
        // The text is another one now: the same changes go into that.
        if (current() !== text) continue;
        this.#take(answer.text, answer.reading);
        if (answer.text !== text) write(answer.text);
        this.#done(taken);
      } catch (thrown) {
        if (this.#closed) return;
        if (taken.size > 1) {
          oneByOne = true;
          continue;
        }
        this.error = toReport(thrown);
        this.#stuck = new Map([...this.#stuck, ...taken]);
        this.#done(taken);
      }
    }
  }

  /** What was changed again meanwhile is still to be made. */
  #done(taken: Values): void {
    const made = [...taken].filter(([key, value]) => Object.is(this.#waiting.get(key), value)).map(([key]) => key);
    this.#waiting = without(this.#waiting, made);
  }

  #given(key: string): AgentValue | null | undefined {
    return this.#waiting.has(key) ? this.#waiting.get(key) : this.#stuck.get(key);
  }

  #take(text: string, reading: AgentReading): void {
    this.#readOf = text;
    this.reading = reading;
  }

  #isNow(text: string): boolean {
    return !this.#closed && this.text.current() === text;
  }
}

function without(values: Values, keys: readonly string[]): Values {
  return new Map([...values].filter(([key]) => !keys.includes(key)));
}
