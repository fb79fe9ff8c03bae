// One text field of a task while it is edited: what was typed, what it was typed over, and how saving
// it ended. It never overwrites a change made elsewhere without being told to.

import type { ErrorReport, Task, TaskPatch } from '../../lib/host';
import { toReport } from '../../lib/errors';
import { t } from '../../texts';
import { dropDraft, keepDraft, readDraft } from './drafts';

export type TextField = 'title' | 'description' | 'analysis' | 'blocked_reason';

/** Characters, as the contract counts them. */
export const LIMITS: Record<TextField, number> = {
  title: 200,
  description: 200_000,
  analysis: 1_000_000,
  blocked_reason: 500,
};

const KEEP_AFTER_MS = 300;
const ATTEMPTS = 5;

/** Returns the field's text; a field without a value is the empty text. */
export function valueOf(task: Pick<Task, TextField>, field: TextField): string {
  return task[field] ?? '';
}

/** Returns the change of this one field; an empty nullable field is cleared. */
export function patchOf(field: TextField, text: string): TaskPatch {
  switch (field) {
    case 'title':
      return { title: text };
    case 'description':
      return { description: text };
    case 'analysis':
      return { analysis: text === '' ? null : text };
    case 'blocked_reason':
      return { blocked_reason: text === '' ? null : text };
  }
}

/** Returns how many characters are left; the exact count is only taken where it matters. */
export function charactersLeft(field: TextField, text: string): number {
  const limit = LIMITS[field];
  return text.length <= limit * 0.8 ? limit - text.length : limit - [...text].length;
}

/** Returns the text as it is saved: a title is one trimmed line. */
export function normalised(field: TextField, text: string): string {
  // Control characters cannot be part of a title; pasted line breaks become spaces.
  if (field === 'title') return text.replace(/\s*[\p{Cc}\u2028\u2029][\p{Cc}\s]*/gu, ' ').trim();
  return field === 'blocked_reason' ? text.trim() : text;
}

export class Edit {
  text = $state('');
  /** The editor is on screen; otherwise a changed text is an unsaved draft. */
  open = $state(false);
  saving = $state(false);
  error = $state.raw<ErrorReport | null>(null);
  /** The task as someone else left it, while the user has to choose. */
  theirs = $state.raw<Task | null>(null);
  /** False when the draft lives in this window only. */
  kept = $state(true);
  base = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly project: number,
    readonly task: number,
    readonly field: TextField,
    base: string,
  ) {
    const draft = readDraft(project, task, field);
    this.base = draft?.base ?? base;
    this.text = draft?.text ?? base;
  }

  get dirty(): boolean {
    return normalised(this.field, this.text) !== this.base;
  }

  get left(): number {
    return charactersLeft(this.field, this.text);
  }

  /** Takes what the user typed and keeps it as a draft soon. */
  type(text: string): void {
    this.text = text;
    this.error = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), KEEP_AFTER_MS);
  }

  /** Keeps the draft now, or forgets it when nothing differs. */
  keep(): void {
    clearTimeout(this.#timer);
    if (this.dirty) this.kept = keepDraft(this.project, this.task, this.field, { text: this.text, base: this.base });
    else dropDraft(this.project, this.task, this.field);
  }

  /** Ends the edit: the draft is saved or no longer wanted. */
  drop(): void {
    clearTimeout(this.#timer);
    dropDraft(this.project, this.task, this.field);
  }

  #problem(text: string): ErrorReport | null {
    if (this.field === 'title' && text === '') {
      return {
        code: 'title_empty',
        message: t.task.problem.noTitle,
        hint: t.task.problem.noTitleHint,
        retryable: false,
      };
    }
    const left = charactersLeft(this.field, text);
    if (left >= 0) return null;
    return {
      code: `${this.field}_too_long`,
      message: t.task.problem.tooLong(this.field, -left),
      hint: t.task.problem.tooLongHint(LIMITS[this.field]),
      retryable: false,
    };
  }

  /**
   * Saves over `known`, the newest state of the task that this window has. Answers the task as it is now,
   * or null when nothing was saved: then `error` says why, or `theirs` holds what to choose from. A
   * change elsewhere that left this field alone is no conflict.
   */
  async save(known: Task, send: (patch: TaskPatch) => Promise<Task>): Promise<Task | null> {
    const text = normalised(this.field, this.text);
    this.error = this.#problem(text);
    if (this.error) return null;
    this.theirs = null;
    this.keep();
    this.saving = true;
    try {
      let current = known;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const value = valueOf(current, this.field);
        if (value === text) return this.#saved(current, text);
        if (value !== this.base) {
          this.theirs = current;
          return null;
        }
        try {
          return this.#saved(await send({ ...patchOf(this.field, text), revision: current.revision }), text);
        } catch (thrown) {
          const report = toReport(thrown);
          if (report.code !== 'stale_task' || !report.task) throw report;
          current = report.task;
        }
      }
      this.error = {
        code: 'stale_task',
        message: t.task.problem.changing,
        hint: t.task.problem.changingHint,
        retryable: true,
      };
      return null;
    } catch (thrown) {
      this.error = toReport(thrown);
      return null;
    } finally {
      this.saving = false;
    }
  }

  #saved(task: Task, text: string): Task {
    this.base = text;
    this.keep(); // forgets the draft, unless more was typed meanwhile
    return task;
  }

  /** Goes on from their text: the next save replaces it with the user's own. */
  rebase(): void {
    if (!this.theirs) return;
    this.base = valueOf(this.theirs, this.field);
    this.theirs = null;
    this.keep();
  }
}
