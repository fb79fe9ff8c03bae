// The window as a whole: settings, projects, which screen shows.
import { host, type AppSettings, type ErrorReport, type Project } from '../lib/host';
import { toReport } from '../lib/errors';
import { applyDensity, applyTheme } from '../lib/theme';
import { board } from './board.svelte';
import { repository } from './repository.svelte';
import { toasts } from './toasts.svelte';

export type Screen = 'board' | 'settings' | 'welcome';

class App {
  settings = $state.raw<AppSettings>({ theme: 'system', density: 'comfortable', last_project: null });
  /** Most recently opened first. */
  projects = $state.raw<Project[]>([]);
  project = $state.raw<Project | null>(null);
  screen = $state<Screen>('welcome');
  version = $state('');
  dataDir = $state('');
  database = $state('');
  /** False until the first answer; nothing is drawn before, so that no wrong screen flashes up. */
  started = $state(false);
  error = $state.raw<ErrorReport | null>(null);
  /** Whether the change feed answers: what other processes change shows by itself. */
  connected = $state(false);

  #before: (() => Promise<void>)[] = [];
  #stop: (() => void) | null = null;

  /**
   * Loads settings and projects and shows the board of the project that was shown last, or opened last; the
   * first-run screen where there is none. It listens before it reads, so that no change falls in between.
   */
  async start(): Promise<void> {
    this.error = null;
    try {
      const [boot] = await Promise.all([host.boot(), this.#listen()]);
      this.#setSettings(boot.settings);
      this.projects = boot.projects;
      this.version = boot.version;
      this.dataDir = boot.data_dir;
      this.database = boot.database;
      const last = boot.projects.find((project) => project.id === boot.settings.last_project) ?? boot.projects[0];
      if (last) this.#show(last);
      else this.screen = 'welcome';
    } catch (error) {
      this.error = toReport(error);
    }
    this.started = true;
  }

  /** Lets the user pick a folder and opens it as a project; false when cancelled or refused. */
  async openFolder(): Promise<boolean> {
    try {
      const path = await host.pickFolder();
      return path === null ? false : await this.openPath(path);
    } catch (error) {
      toasts.error(toReport(error));
      return false;
    }
  }

  /** Opens a folder as a project and shows its board; false when it was refused (a toast says why). */
  async openPath(path: string): Promise<boolean> {
    try {
      await this.#leave();
      const project = await host.projectOpen(path);
      this.#know(project);
      this.#remember(project);
      this.#show(project);
      return true;
    } catch (error) {
      toasts.error(toReport(error));
      return false;
    }
  }

  /** Shows the board of a known project. */
  async switchTo(projectId: number): Promise<void> {
    const project = this.projects.find((known) => known.id === projectId);
    if (!project) return;
    if (this.project?.id === projectId) {
      this.screen = 'board';
      return;
    }
    try {
      await this.#leave();
    } catch (error) {
      toasts.error(toReport(error));
      return;
    }
    this.#remember(project);
    this.#show(project);
  }

  /** Registers what must be saved before another project is shown. */
  beforeLeaving(save: () => Promise<void>): void {
    this.#before.push(save);
  }

  /** Applies a change of settings at once; takes it back when it cannot be saved. Rejects with the report. */
  async saveSettings(patch: Partial<AppSettings>): Promise<void> {
    const before = this.settings;
    this.#setSettings({ ...before, ...patch });
    try {
      this.#setSettings(await host.settingsUpdate(patch));
    } catch (error) {
      this.#setSettings(before);
      throw toReport(error);
    }
  }

  /** Asks again which projects there are, and shows the first-run screen when the open one is gone. */
  async refreshProjects(): Promise<void> {
    try {
      this.projects = await host.projectsList();
    } catch (error) {
      toasts.error(toReport(error));
      return;
    }
    const current = this.project;
    if (!current) return;
    const now = this.projects.find((project) => project.id === current.id);
    if (now) {
      this.project = now;
    } else {
      this.project = null;
      this.screen = 'welcome';
      board.unload();
    }
  }

  /** Takes in a project as it is now. */
  know(project: Project): void {
    this.#know(project);
  }

  #know(project: Project): void {
    const known = this.projects.some((other) => other.id === project.id);
    this.projects = known
      ? this.projects.map((other) => (other.id === project.id ? project : other))
      : [project, ...this.projects];
    if (this.project?.id === project.id) this.project = project;
  }

  #show(project: Project): void {
    this.project = project;
    this.screen = 'board';
    void board.load(project.id);
    void repository.load(project.id);
  }

  #remember(project: Project): void {
    if (this.settings.last_project === project.id) return;
    this.saveSettings({ last_project: project.id }).catch((error: unknown) => toasts.error(toReport(error)));
  }

  #setSettings(settings: AppSettings): void {
    this.settings = settings;
    applyTheme(settings.theme);
    applyDensity(settings.density);
  }

  async #leave(): Promise<void> {
    for (const save of this.#before) await save();
  }

  async #listen(): Promise<void> {
    this.#stop?.();
    try {
      this.#stop = await host.onChanges((changes) => {
        board.apply(changes);
        if (changes.project) this.#know(changes.project);
      });
      this.connected = true;
    } catch (error) {
      this.connected = false;
      toasts.error(toReport(error));
    }
  }
}

export const app = new App();
