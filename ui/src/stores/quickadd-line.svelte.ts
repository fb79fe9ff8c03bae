// A quick-add line while it is typed: what it says, what was understood of it, and saving it. It knows
// neither the board nor a window; whoever uses it says where the task goes and how it is added.
import { host, type ErrorReport, type Project, type QuickAddPreview, type Task } from '../lib/host';
import { toReport } from '../lib/errors';
import { remember, remembered } from '../lib/remembered';
import { t } from '../texts';
import { Completion } from './quickadd-completion.svelte';

/** The most characters that a description may have, as at the door. */
export const MOST_CHARACTERS = 200_000;

/** What a save does when it succeeded. */
export type After = 'close' | 'next' | 'open';

export interface Use {
  readonly projects: readonly Project[];
  /** Where the task goes unless the line says otherwise; null while that is not known. */
  readonly project: number | null;
  /** The key of the draft; null keeps none. */
  readonly draft: string | null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Cuts a text at its first line break: the line, and the description below it. */
function cut(text: string): [string, string] {
  const lines = text.replace(/\r\n?/g, '\n');
  const at = lines.indexOf('\n');
  return at < 0 ? [lines, ''] : [lines.slice(0, at), lines.slice(at + 1)];
}

function draftOf(line: string, more: string): string {
  return more === '' ? line : `${line}\n${more}`;
}

function isLong(text: string): boolean {
  // A character has one or two code units.
  return text.length > MOST_CHARACTERS && [...text].length > MOST_CHARACTERS;
}

/** Takes an added task back, whatever happened to others since. */
export async function takeBack(task: Task): Promise<void> {
  const history = await host.taskHistory(task.project_id, task.id);
  const created = history.find((event) => event.kind === 'task_created' && !event.undone);
  if (created) await host.undo(task.project_id, created.seq);
}

export class QuickAddLine {
  line = $state('');
  /** The lines below the first, which belong to the description. */
  more = $state('');
  /** What was understood, of the line `previewOf`. */
  preview = $state.raw<QuickAddPreview | null>(null);
  previewOf = $state('');
  error = $state.raw<ErrorReport | null>(null);
  saving = $state(false);
  /** Titles of tasks that the line names; null where there is no such task. */
  titles = $state.raw<ReadonlyMap<number, string | null>>(new Map());
  readonly completion: Completion;

  #use: Use;
  /** The key of the draft that the text is. */
  #opened: string | null = null;
  #asking = false;
  #askedFor: number | null = null;

  constructor(use: Use) {
    this.#use = use;
    const target = () => this.target;
    this.completion = new Completion({
      get projects() {
        return use.projects;
      },
      get target() {
        return target();
      },
    });
  }

  /** The line and what is below it, as the door takes them. */
  get text(): string {
    return this.more.trim() === '' ? this.line : `${this.line}\n${this.more}`;
  }

  /** How many lines the description has. */
  get descriptionLines(): number {
    const below = this.more.trim();
    const inLine = this.preview?.description ? 1 : 0;
    return inLine + (below === '' ? 0 : below.split('\n').length);
  }

  /** The project into which the task goes: the one that the line names, else the chosen one. */
  get target(): number | null {
    const named = this.preview?.project;
    const known = named ? this.#use.projects.find((project) => project.name === named) : undefined;
    return known?.id ?? this.#use.project;
  }

  /** Takes the draft up, unless it is there, and asks what it means. */
  open(): void {
    this.error = null;
    this.completion.reset();
    this.titles = new Map();
    const key = this.#use.draft;
    if (key !== this.#opened) {
      this.#opened = key;
      const [line, more] = cut(key === null ? '' : remembered(key, '', isText));
      this.line = line;
      this.more = more;
      this.preview = null;
    }
    this.ask();
  }

  /** Leaves the text as it is for the next time. */
  close(): void {
    this.error = null;
    this.completion.reset();
  }

  /** Takes in what is typed and asks what it means; typing never waits for the answer. */
  type(text: string): void {
    const [line, more] = cut(text);
    this.line = line;
    if (more.trim() !== '') this.more = this.#below(more);
    this.#changed();
  }

  /** Takes in what is typed into the description below the line. */
  typeMore(text: string): void {
    this.more = text;
    this.#changed();
  }

  /**
   * Splits what is pasted: what goes into the line, while the rest becomes the description. Null when it is
   * refused, with the reason as the error; then everything is as it was.
   */
  paste(text: string): string | null {
    const [line, more] = cut(text.replace(/^\s*[\r\n]/, ''));
    const below = more.trim() === '' ? this.more : this.#below(more);
    if (isLong(below) || isLong(`${this.line}${line}`)) {
      this.error = t.quickadd.tooLong([...text].length, MOST_CHARACTERS);
      return null;
    }
    if (below !== this.more) {
      this.more = below;
      this.#changed();
    }
    return line;
  }

  /** Forgets what is typed. */
  clear(): void {
    this.line = '';
    this.more = '';
    this.preview = null;
    this.completion.reset();
    this.#changed();
  }

  /**
   * Adds the task by `add`. Answers it, or null when there was nothing to do or it failed; then the error
   * says why, and the text stays. A second call while one is under way does nothing.
   */
  async save(add: (text: string) => Promise<Task>): Promise<Task | null> {
    const { text, line, more } = this;
    if (this.saving || text.trim() === '') return null;
    const key = this.#opened;
    this.saving = true;
    this.error = null;
    this.completion.close();
    try {
      const task = await add(text);
      if (key !== this.#opened) {
        this.#forgetDraft(key, draftOf(line, more));
        return task;
      }
      // What was typed on in the meantime stays.
      this.line = this.line.startsWith(line) ? this.line.slice(line.length).trimStart() : this.line;
      if (this.more === more) this.more = '';
      this.preview = null;
      this.completion.reset();
      this.#changed();
      return task;
    } catch (error) {
      this.error = toReport(error);
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Asks what the line means. One question at a time: while one is under way, the newest text waits. */
  ask(): void {
    if (this.#asking) return;
    const line = this.line;
    const project = this.#use.project;
    this.#askedFor = project;
    if (line.trim() === '' || project === null) {
      this.preview = null;
      this.previewOf = line;
      return;
    }
    this.#asking = true;
    host
      .quickAddPreview(project, line)
      .then(
        (preview) => this.#understood(line, preview),
        // Without a preview the line can still be saved; the door's answer then says what is wrong.
        () => this.#understood(line, null),
      )
      .finally(() => {
        this.#asking = false;
        if (this.line !== line || this.#askedFor !== this.#use.project) this.ask();
      });
  }

  #understood(line: string, preview: QuickAddPreview | null): void {
    if (this.line.trim() === '') return;
    this.preview = preview;
    this.previewOf = line;
    const target = this.target;
    if (!preview || target === null) return;
    for (const id of preview.depends_on) void this.#nameOf(target, id);
  }

  async #nameOf(project: number, id: number): Promise<void> {
    if (this.titles.has(id)) return;
    const set = (title: string | null) => (this.titles = new Map([...this.titles, [id, title]]));
    set(null);
    try {
      const tasks = await host.taskSuggest(project, String(id));
      set(tasks.find((task) => task.id === id)?.title ?? null);
    } catch {
      // The number alone says it too.
    }
  }

  #below(more: string): string {
    const lines = more.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
    return this.more.trim() === '' ? lines : `${this.more.trimEnd()}\n${lines}`;
  }

  #changed(): void {
    this.error = null;
    const key = this.#use.draft;
    const draft = draftOf(this.line, this.more);
    if (key !== null) remember(key, draft === '' ? null : draft);
    this.ask();
  }

  /** Forgets a draft that was saved while another was taken up; what was typed on in it stays. */
  #forgetDraft(key: string | null, saved: string): void {
    if (key === null) return;
    const draft = remembered(key, '', isText);
    if (draft.startsWith(saved)) remember(key, draft.slice(saved.length).trimStart() || null);
  }
}
