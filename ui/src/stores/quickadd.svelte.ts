// Quick add on the board: above it, or at the top of a column. What was typed outlives the window's life
// until it is saved or cleared, one draft a project.
import { host, type Project, type Status, type Task } from '../lib/host';
import { toReport } from '../lib/errors';
import { t } from '../texts';
import { app } from './app.svelte';
import { board } from './board.svelte';
import { cursor } from './cursor.svelte';
import { panel } from './panel.svelte';
import { QuickAddLine, takeBack, type After, type Use } from './quickadd-line.svelte';
import { toasts } from './toasts.svelte';

export type Place = { kind: 'floating' } | { kind: 'column'; status: Status };

class QuickAdd implements Use {
  place = $state.raw<Place | null>(null);
  /** How many were saved since it opened. */
  saved = $state(0);
  project = $state<number | null>(null);
  readonly typed = new QuickAddLine(this);

  get status(): Status | null {
    return this.place?.kind === 'column' ? this.place.status : null;
  }

  get projects(): readonly Project[] {
    return app.projects;
  }

  /** Whether it is for the user to say which project is meant. */
  get chooses(): boolean {
    return app.all;
  }

  get draft(): string | null {
    return this.chooses ? 'quickadd.all' : this.project === null ? null : `quickadd.${this.project}`;
  }

  get line(): string {
    return this.typed.line;
  }

  set line(line: string) {
    this.typed.line = line;
  }

  /** Opens above the board, or with a status at the top of that column. */
  open(status: Status | null): void {
    const project = board.project ?? this.#usual();
    if (project === null) return;
    this.project = project;
    this.saved = 0;
    this.place = status === null ? { kind: 'floating' } : { kind: 'column', status };
    this.typed.open();
  }

  close(): void {
    this.place = null;
    this.typed.close();
  }

  /** Chooses the project on the board of all projects. */
  choose(project: number): void {
    this.project = project;
    this.typed.ask();
    app.saveSettings({ quick_add_project: project }).catch(() => {
      // It holds for this time.
    });
  }

  /** Saves the line as a task; an error keeps the text and shows why. What was closed or opened meanwhile stays so. */
  async save(after: After): Promise<void> {
    const { place } = this;
    const task = await this.typed.save((text) => this.#add(text));
    if (!task) {
      if (this.place === null && this.typed.error) toasts.error(this.typed.error);
      return;
    }
    const stayed = this.place === place;
    if (stayed) this.saved += 1;
    const hidden = this.#isHere(task) && !board.column(task.status).shown.some((row) => row.id === task.id);
    const status = t.shared.status[task.status];
    toasts.show({
      text: hidden ? t.quickadd.addedHidden(task.id, status) : t.quickadd.added(task.id, status),
      undo: () => void this.#undo(task),
    });
    if (after === 'next' || !stayed) return;
    this.close();
    if (!this.#isHere(task)) return;
    cursor.clearSelection();
    if (!hidden) cursor.place(task.id);
    if (after === 'open') panel.open(task.id);
  }

  /** Opens an existing task. */
  show(id: number): void {
    const here = app.all || this.typed.target === board.project;
    this.close();
    if (here) panel.open(id);
    else host.windowShow(id).catch((error: unknown) => toasts.error(toReport(error)));
  }

  async #undo(task: Task): Promise<void> {
    if (this.#isHere(task)) return board.undoOf([task.id], 'task_created');
    try {
      await takeBack(task);
      toasts.show({ text: t.quickadd.undone(task.id) });
    } catch (error) {
      toasts.error(toReport(error));
    }
  }

  #add(text: string): Promise<Task> {
    return board.add(text, this.status, this.project);
  }

  #isHere(task: Task): boolean {
    return app.all || task.project_id === board.project;
  }

  #usual(): number | null {
    if (!app.all) return null;
    const wanted = [app.settings.quick_add_project, app.project?.id];
    return (app.projects.find((project) => wanted.includes(project.id)) ?? app.projects[0])?.id ?? null;
  }
}

export const quickAdd = new QuickAdd();
