// Quick add: the line that is being typed, what was understood of it, and saving it. What was typed
// outlives the window's life until it is saved or cleared, one draft a project.
import { host, type ErrorReport, type QuickAddPreview, type Status } from '../lib/host';
import { toReport } from '../lib/errors';
import { remember, remembered } from '../lib/remembered';
import { board } from './board.svelte';
import { cursor } from './cursor.svelte';
import { panel } from './panel.svelte';
import { toasts } from './toasts.svelte';

export type Place = { kind: 'floating' } | { kind: 'column'; status: Status };
export type After = 'close' | 'next' | 'open';

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

class QuickAdd {
  place = $state.raw<Place | null>(null);
  line = $state('');
  /** What was understood, of the text `previewOf`. */
  preview = $state.raw<QuickAddPreview | null>(null);
  previewOf = $state('');
  error = $state.raw<ErrorReport | null>(null);
  saving = $state(false);
  /** How many were saved since it opened. */
  saved = $state(0);
  #project: number | null = null;
  #asking = false;

  get status(): Status | null {
    return this.place?.kind === 'column' ? this.place.status : null;
  }

  /** Opens above the board, or with a status at the top of that column. */
  open(status: Status | null): void {
    const project = board.project;
    if (project === null) return;
    if (this.#project !== project) {
      this.#project = project;
      this.line = remembered(`quickadd.${project}`, '', isText);
      this.preview = null;
    }
    this.error = null;
    this.saved = 0;
    this.place = status === null ? { kind: 'floating' } : { kind: 'column', status };
    this.#ask();
  }

  close(): void {
    this.place = null;
    this.error = null;
  }

  /** Takes in what is typed and asks what it means; typing never waits for the answer. */
  type(line: string): void {
    this.line = line.replace(/[\r\n]+/g, ' ');
    this.error = null;
    if (this.#project !== null) remember(`quickadd.${this.#project}`, this.line === '' ? null : this.line);
    this.#ask();
  }

  /** Saves the line as a task; an error keeps the text and shows why. */
  async save(after: After): Promise<void> {
    if (this.saving || this.line.trim() === '') return;
    const line = this.line;
    this.saving = true;
    this.error = null;
    try {
      const task = await board.add(line, this.status);
      this.saved += 1;
      // What was typed on in the meantime stays.
      this.type(this.line.startsWith(line) ? this.line.slice(line.length).trimStart() : this.line);
      this.preview = null;
      const here = task.project_id === board.project;
      const hidden = here && !board.column(task.status).shown.some((row) => row.id === task.id);
      toasts.show({
        text: `#${task.id} added to ${task.status}${hidden ? ', hidden by the filter' : ''}`,
        undo: () => void board.undoOf([task.id], 'task_created'),
      });
      if (after === 'next') return;
      this.close();
      if (!here) return;
      cursor.clearSelection();
      if (!hidden) cursor.place(task.id);
      if (after === 'open') panel.open(task.id);
    } catch (error) {
      this.error = toReport(error);
    } finally {
      this.saving = false;
    }
  }

  /** One question at a time: while one is under way, the newest text waits. */
  #ask(): void {
    if (this.#asking || this.place === null) return;
    const project = this.#project;
    const line = this.line;
    if (project === null) return;
    if (line.trim() === '') {
      this.preview = null;
      this.previewOf = line;
      return;
    }
    this.#asking = true;
    host
      .quickAddPreview(project, line)
      .then(
        (preview) => {
          this.preview = preview;
          this.previewOf = line;
        },
        () => {
          // Without a preview the line can still be saved; the door's answer then says what is wrong.
          this.preview = null;
          this.previewOf = line;
        },
      )
      .finally(() => {
        this.#asking = false;
        if (this.line !== line) this.#ask();
      });
  }
}

export const quickAdd = new QuickAdd();
