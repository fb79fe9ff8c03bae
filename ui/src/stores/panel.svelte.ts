// The task that is open beside the board: its full state, the edits in it and their drafts. The change
// feed refreshes what is not being edited; an unfinished edit is never overwritten.

import { Edit, valueOf, type TextField } from '../components/task/edit.svelte';
import { readDraft } from '../components/task/drafts';
import { toReport } from '../lib/errors';
import { host, type ErrorReport, type Task, type TaskPatch, type TaskRow } from '../lib/host';
import { remember, remembered } from '../lib/remembered';
import { t } from '../texts';
import { app } from './app.svelte';
import { board } from './board.svelte';
import { toasts } from './toasts.svelte';

export type PanelTab = 'task' | 'analysis' | 'history';

const TEXT_FIELDS: TextField[] = ['title', 'description', 'analysis', 'blocked_reason'];
const WIDTH_KEY = 'panel.width';
export const WIDTH = { min: 320, max: 900, usual: 408 };

function withRow(task: Task, row: TaskRow): Task {
  const { has_analysis: _analysis, run_state: _run, ...slim } = row;
  return { ...task, ...slim };
}

const isWidth = (value: unknown): value is number =>
  typeof value === 'number' && value >= WIDTH.min && value <= WIDTH.max;

class Panel {
  taskId = $state<number | null>(null);
  /** The project of the open task; the current project may change before its edits are saved. */
  project = $state<number | null>(null);
  tab = $state<PanelTab>('task');
  error = $state.raw<ErrorReport | null>(null);
  /** The task was deleted while it was open. */
  gone = $state(false);
  width = $state(remembered(WIDTH_KEY, WIDTH.usual, isWidth));
  edits = $state<Partial<Record<TextField, Edit>>>({});
  /** Grows each time the focus is asked to come into the panel. */
  focusAsked = $state(0);
  /** The long text that is shown is to be edited as soon as it is there. */
  editAsked = $state(false);
  /** The task's branch is to be made as soon as the repository was looked at. */
  branchAsked = $state(false);
  #full = $state.raw<Task | null>(null);
  #loads = 0;
  #saves: Promise<unknown> = Promise.resolve();

  /** The task in full; null until it is loaded. */
  get task(): Task | null {
    return this.#full;
  }

  /** What can be shown at once: the board's row, which is also the first to show a change. */
  get head(): TaskRow | Task | null {
    if (this.taskId === null) return null;
    const row = board.row(this.taskId);
    if (row?.project_id === this.project && (!this.#full || row.revision >= this.#full.revision)) return row;
    return this.#full;
  }

  /** Some text was typed and is not saved. */
  get unsaved(): Edit[] {
    return Object.values(this.edits).filter((edit) => edit.dirty);
  }

  open(id: number): void {
    const project = board.row(id)?.project_id ?? app.project?.id;
    if (project === undefined) return;
    if (this.taskId === id && this.project === project) return;
    void this.flush();
    this.taskId = id;
    this.project = project;
    this.#full = null;
    this.error = null;
    this.gone = false;
    this.branchAsked = false;
    this.editAsked = false;
    this.edits = {};
    void this.load();
  }

  close(): void {
    void this.flush();
    this.taskId = null;
    this.project = null;
    this.#full = null;
    this.error = null;
    this.gone = false;
    this.edits = {};
    this.focusAsked = 0;
    this.branchAsked = false;
    this.editAsked = false;
    this.#loads++;
  }

  /** Moves the focus into the open panel, as Enter on a card asks for. */
  focus(): void {
    this.focusAsked += 1;
  }

  /** Opens the editor of the description, or of the analysis where that is shown, and goes into it. */
  editText(): void {
    if (this.taskId !== null && !this.gone) this.editAsked = true;
  }

  /** Opens the task and makes its branch, where it has none and the repository takes one. */
  createBranch(id: number): void {
    this.open(id);
    this.branchAsked = true;
  }

  /** Reads the task anew; an older answer never replaces a newer one. */
  async load(): Promise<void> {
    const { taskId, project } = this;
    if (taskId === null || project === null) return;
    const turn = ++this.#loads;
    try {
      const task = await host.taskGet(project, taskId);
      if (turn !== this.#loads) return;
      this.error = null;
      this.gone = false;
      this.#take(task);
      this.#restoreDrafts(task);
    } catch (thrown) {
      if (turn !== this.#loads) return;
      const report = toReport(thrown);
      if (['task_not_found', 'task_deleted'].includes(report.code) && this.#full) this.gone = true;
      else this.error = report;
    }
  }

  #take(task: Task): void {
    if (task.id !== this.taskId || task.project_id !== this.project) return;
    if (!this.#full || task.revision >= this.#full.revision) this.#full = task;
  }

  #restoreDrafts(task: Task): void {
    for (const field of TEXT_FIELDS) {
      if (this.edits[field] || !readDraft(task.project_id, task.id, field)) continue;
      const edit = new Edit(task.project_id, task.id, field, valueOf(task, field));
      if (edit.dirty && edit.text !== valueOf(task, field)) this.edits[field] = edit;
      else edit.drop();
    }
  }

  /** Returns the field's text as it should be read now: what is being saved counts as said. */
  shown(field: TextField): string {
    const edit = this.edits[field];
    if (edit?.saving) return edit.text;
    const head = this.head;
    if (head && (field === 'title' || field === 'blocked_reason')) return head[field] ?? '';
    return this.#full ? valueOf(this.#full, field) : '';
  }

  /** The field was changed elsewhere since the user began to edit it. */
  changedElsewhere(field: TextField): boolean {
    const edit = this.edits[field];
    return !!edit && !edit.saving && !edit.theirs && this.shown(field) !== edit.base;
  }

  /** Opens the field's editor, on its draft when there is one. */
  edit(field: TextField): Edit | null {
    const task = this.#full;
    if (!task || this.gone) return null;
    const edit = (this.edits[field] ??= new Edit(task.project_id, task.id, field, this.shown(field)));
    edit.open = true;
    return edit;
  }

  /** Leaves the editor without saving; what was typed stays as a draft. */
  leave(field: TextField): void {
    const edit = this.edits[field];
    if (!edit) return;
    edit.open = false;
    edit.keep();
    if (!edit.dirty) delete this.edits[field];
  }

  /** Forgets the draft; the toast brings it back. */
  discard(field: TextField, words = t.task.text.discarded): void {
    const edit = this.edits[field];
    if (!edit) return;
    edit.drop();
    delete this.edits[field];
    if (!edit.dirty) return;
    toasts.show({
      text: words,
      undo: () => {
        edit.keep();
        if (this.taskId !== edit.task || this.project !== edit.project) return;
        edit.open = false;
        edit.theirs = null;
        this.edits[field] = edit;
      },
    });
  }

  /** Saves the field and closes its editor; when it cannot be saved, the edit stays with its reason. */
  save(field: TextField): Promise<void> {
    const edit = this.edits[field];
    if (!edit) return Promise.resolve();
    if (!edit.dirty) {
      this.leave(field);
      return Promise.resolve();
    }
    const task = this.#full;
    const saved = this.#saves.then(() => this.#saveNow(edit, task));
    this.#saves = saved;
    return saved;
  }

  async #saveNow(edit: Edit, openedWith: Task | null): Promise<void> {
    const here = (): boolean => this.edits[edit.field] === edit;
    const known = here() ? this.#full : openedWith;
    if (!known) return;
    edit.open = false;
    const task = await edit.save(known, (patch) => this.#send(edit, patch));
    if (task) {
      this.#take(task);
      if (here() && !edit.dirty && !edit.open) delete this.edits[edit.field];
      return;
    }
    if (edit.theirs) this.#take(edit.theirs);
    if (edit.error && edit.field === 'title' && here()) edit.open = true;
    if (!here()) {
      toasts.error(
        edit.error ?? {
          code: 'stale_task',
          message: t.task.problem.changedElsewhere(edit.task),
          hint: t.task.problem.changedElsewhereHint,
          retryable: false,
        },
      );
    }
  }

  #send(edit: Edit, patch: TaskPatch): Promise<Task> {
    if (board.row(edit.task)?.project_id === edit.project) return board.update(edit.task, patch);
    return host.taskUpdate(edit.project, edit.task, patch);
  }

  /** Settles a conflict by the user's own text. */
  keepMine(field: TextField): Promise<void> {
    this.edits[field]?.rebase();
    return this.save(field);
  }

  /** Settles a conflict by the other text; the toast brings the own one back. */
  takeTheirs(field: TextField): void {
    const edit = this.edits[field];
    if (!edit?.theirs) return;
    this.#take(edit.theirs);
    edit.rebase();
    this.discard(field, t.task.conflict.took);
  }

  /** Goes on editing the own text over the other one. */
  editMine(field: TextField): void {
    this.edits[field]?.rebase();
    this.edit(field);
  }

  /** Saves every edit that is open; what cannot be saved stays as a draft. */
  async flush(): Promise<void> {
    for (const edit of Object.values(this.edits)) {
      if (edit.open) void this.save(edit.field);
      else edit.keep();
    }
    await this.#saves;
  }

  /** Changes properties at once and says so with an undo; a refusal is shown and nothing has changed. */
  async change(patch: TaskPatch, words: string): Promise<boolean> {
    const { taskId } = this;
    if (taskId === null) return false;
    try {
      this.#take(await board.update(taskId, patch));
      toasts.show({ text: t.task.did(taskId, words), undo: () => void board.undoOf(taskId, 'task_updated') });
      return true;
    } catch (thrown) {
      toasts.error(toReport(thrown));
      return false;
    }
  }

  /** Takes a task that a use case answered (its branch, an undo). */
  took(task: Task): void {
    this.#take(task);
  }

  /** Called by the board's feed when the open task changed, here or elsewhere. */
  applyChange(row: TaskRow): void {
    if (row.id !== this.taskId || row.project_id !== this.project) return;
    if (this.gone) {
      void this.load();
      return;
    }
    if (!this.#full || row.revision <= this.#full.revision) return;
    this.#full = { ...withRow(this.#full, row), revision: this.#full.revision };
    void this.load();
  }

  /** Called when tasks were deleted: a panel without unsaved text closes. */
  removed(ids: number[]): void {
    if (this.taskId === null || !ids.includes(this.taskId)) return;
    for (const edit of Object.values(this.edits)) edit.keep();
    if (this.unsaved.length > 0) this.gone = true;
    else this.close();
  }

  /** Sets the width in pixels and remembers it. */
  resize(width: number): void {
    this.width = Math.round(Math.min(WIDTH.max, Math.max(WIDTH.min, width)));
    remember(WIDTH_KEY, this.width);
  }
}

export const panel = new Panel();
