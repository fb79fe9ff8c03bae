// The quick-add window: the project that it adds to, the line, and what was added since it came up. It
// stays alive while hidden, so a show has nothing to load; it asks anew all the same.
import { host, type AppSettings, type ErrorReport, type Project, type Task } from '../lib/host';
import { toReport } from '../lib/errors';
import { applyContrast, applyDensity, applyTheme } from '../lib/theme';
import { QuickAddLine, takeBack, type After, type Use } from './quickadd-line.svelte';

export interface Added {
  task: Task;
  /** What was typed, for when it is taken back. */
  text: string;
}

const MOST_ADDED = 3;

export class QuickAddWindow implements Use {
  /** Most recently opened first. */
  projects = $state.raw<readonly Project[]>([]);
  chosen = $state.raw<Project | null>(null);
  /** A chosen project that is no longer there. */
  gone = $state<string | null>(null);
  /** False until the first answer. */
  started = $state(false);
  /** Why the projects could not be asked for. */
  trouble = $state.raw<ErrorReport | null>(null);
  added = $state.raw<readonly Added[]>([]);
  /** Grows with each show. */
  shown = $state(0);
  choosing = $state(false);
  readonly draft = 'quickadd.window';
  readonly typed = new QuickAddLine(this);

  #settings: AppSettings | null = null;
  #stop: (() => void)[] = [];
  #height = 0;
  #asked = 0;

  get project(): number | null {
    return this.chosen?.id ?? null;
  }

  /** Takes the draft up, and asks for settings and projects; it listens before it reads. */
  async start(): Promise<void> {
    this.typed.open();
    try {
      this.#stop = await Promise.all([
        host.onQuickAddShown(() => this.#show()),
        host.onSettings((settings) => this.#tookSettings(settings)),
        host.onChanges((changes) => {
          if (changes.project || changes.reload) void this.refresh();
        }),
      ]);
      const boot = await host.boot();
      this.#tookSettings(boot.settings);
      this.#tookProjects(boot.projects);
    } catch (error) {
      this.trouble = toReport(error);
    }
    this.started = true;
  }

  /** Stops listening. */
  stop(): void {
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }

  /** Asks again which projects there are. */
  async refresh(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      if (this.#settings === null) this.#tookSettings((await host.boot()).settings);
      const projects = await host.projectsList();
      // An answer that a newer question overtook says what was.
      if (asked !== this.#asked) return;
      this.#tookProjects(projects);
      this.trouble = null;
    } catch (error) {
      this.trouble = toReport(error);
    }
  }

  /** Chooses where tasks go, now and the next time. */
  choose(project: Project): void {
    this.choosing = false;
    if (this.typed.error?.code === 'project_not_found') this.typed.error = null;
    this.#take(project);
    host.settingsUpdate({ quick_add_project: project.id }).catch(() => {
      // It holds until the app ends.
    });
  }

  /** Saves the line as a task; an error keeps the text and shows why. */
  async save(after: After): Promise<void> {
    const project = this.typed.target;
    if (project === null) {
      this.choosing = this.projects.length > 0;
      return;
    }
    const text = this.typed.text;
    const task = await this.typed.save(() => host.quickAdd(this.project ?? project, text, null));
    if (!task) {
      if (this.typed.error?.code === 'project_not_found') await this.refresh();
      return;
    }
    if (after === 'next') {
      this.added = [...this.added, { task, text }].slice(-MOST_ADDED);
      return;
    }
    await this.hide();
    if (after === 'open') await this.#try(() => host.windowShow(task.id));
  }

  /** Takes an added task back; its text returns to the field, unless something else was begun there. */
  async undo(added: Added): Promise<void> {
    await this.#try(async () => {
      await takeBack(added.task);
      this.added = this.added.filter((other) => other !== added);
      if (this.typed.text.trim() === '') this.typed.type(added.text);
    });
  }

  /** Hides the window; what is typed stays for the next time. */
  async hide(): Promise<void> {
    this.choosing = false;
    // The error of a line that could not be saved stays with it.
    this.typed.completion.reset();
    await this.#try(() => host.quickAddHide());
  }

  /** Shows an existing task in the board's window; null shows the board alone. */
  async showTask(id: number | null): Promise<void> {
    await this.hide();
    await this.#try(() => host.windowShow(id));
  }

  /** Tells how much room the content needs, when that changed. */
  fit(height: number): void {
    const whole = Math.ceil(height);
    if (whole === this.#height || whole === 0) return;
    this.#height = whole;
    host.quickAddFit(whole).catch(() => {
      // The next change tells it again.
      this.#height = 0;
    });
  }

  #show(): void {
    this.added = [];
    this.choosing = false;
    this.shown += 1;
    void this.refresh();
  }

  #take(project: Project): void {
    const other = project.id !== this.project;
    this.chosen = project;
    this.gone = null;
    if (other) this.typed.ask();
  }

  #tookSettings(settings: AppSettings): void {
    this.#settings = settings;
    applyTheme(settings.theme);
    applyDensity(settings.density);
    applyContrast(settings.contrast);
  }

  #tookProjects(projects: readonly Project[]): void {
    this.projects = projects;
    const known = (id: number | null | undefined) => projects.find((project) => project.id === id);
    const chosen = this.chosen;
    if (chosen) {
      const now = known(chosen.id);
      // Where the task goes is the user's to say: no other project takes the place of one that is gone.
      if (now) this.#take(now);
      else {
        this.chosen = null;
        this.gone = chosen.name;
      }
    } else if (this.gone === null) {
      const usual = known(this.#settings?.quick_add_project) ?? known(this.#settings?.last_project) ?? projects[0];
      if (usual) this.#take(usual);
    }
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.typed.error = toReport(error);
    }
  }
}
