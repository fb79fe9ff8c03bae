// The window as a whole: settings, projects, which screen shows.
import { host, type AppSettings, type ErrorReport, type Host, type Project } from '../lib/host';
import { toReport } from '../lib/errors';
import { remember, remembered } from '../lib/remembered';
import { applyContrast, applyDensity, applyTheme } from '../lib/theme';
import { board } from './board.svelte';
import { repository } from './repository.svelte';
import { toasts } from './toasts.svelte';

export type Screen = 'board' | 'runs' | 'agents' | 'instructions' | 'settings' | 'welcome';
type SettingsPatch = Parameters<Host['settingsUpdate']>[0];

/** What holds until the first answer. */
const USUAL: AppSettings = {
  theme: 'system',
  density: 'comfortable',
  contrast: 'system',
  last_project: null,
  quick_add_project: null,
  on_close: 'ask',
  quick_add_shortcut: null,
  keymap: {},
  notifications: { review: true, blocked: true, runs: true },
  saved_filters: [],
  versions_per_file: 200,
  claude_program: null,
  parallel_runs: 2,
};

const ALL_KEY = 'board.all';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

class App {
  settings = $state.raw<AppSettings>(USUAL);
  /** Most recently opened first. */
  projects = $state.raw<Project[]>([]);
  /** The project at hand; the board of all projects leaves it as it was. */
  project = $state.raw<Project | null>(null);
  /** Whether the board shows the tasks of all projects. */
  all = $state(false);
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
  #stop: (() => void)[] = [];
  /** The settings that the host last gave, and changes of them whose answer is awaited. */
  #saved: AppSettings = USUAL;
  #saving: SettingsPatch[] = [];

  /**
   * Loads settings and projects and shows the board of the project that was shown last, or opened last; the
   * first-run screen where there is none. It listens before it reads, so that no change falls in between.
   */
  async start(): Promise<void> {
    this.error = null;
    try {
      const [boot] = await Promise.all([host.boot(), this.#listen()]);
      this.#tookSettings(boot.settings);
      this.projects = boot.projects;
      this.version = boot.version;
      this.dataDir = boot.data_dir;
      this.database = boot.database;
      const last = boot.projects.find((project) => project.id === boot.settings.last_project) ?? boot.projects[0];
      if (!last) this.screen = 'welcome';
      else if (remembered(ALL_KEY, false, isBoolean)) this.#showAll(last);
      else this.#show(last);
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
    if (this.project?.id === projectId && !this.all) {
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

  /** Shows the tasks of all projects on one board. */
  async showAll(): Promise<void> {
    const project = this.project ?? this.projects[0];
    if (!project) return;
    if (this.all) {
      this.screen = 'board';
      return;
    }
    try {
      await this.#leave();
    } catch (error) {
      toasts.error(toReport(error));
      return;
    }
    this.#showAll(project);
  }

  /** Registers what must be saved before another project is shown. */
  beforeLeaving(save: () => Promise<void>): void {
    this.#before.push(save);
  }

  /** Applies a change of settings at once; takes it back when it cannot be saved. Rejects with the report. */
  async saveSettings(patch: SettingsPatch): Promise<void> {
    this.#saving.push(patch);
    this.#applySettings();
    try {
      const saved = await host.settingsUpdate(patch);
      this.#saving = this.#saving.filter((other) => other !== patch);
      this.#tookSettings(saved);
    } catch (error) {
      this.#saving = this.#saving.filter((other) => other !== patch);
      this.#applySettings();
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
    const other = this.all ? this.projects[0] : undefined;
    if (now) {
      this.project = now;
    } else if (other) {
      this.#showAll(other);
    } else {
      this.project = null;
      this.all = false;
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
    this.#at(project, false);
    void board.load(project.id);
  }

  #showAll(project: Project): void {
    this.#at(project, true);
    void board.loadAll();
  }

  #at(project: Project, all: boolean): void {
    this.project = project;
    this.all = all;
    remember(ALL_KEY, all ? true : null);
    this.screen = 'board';
    void repository.load(project.id);
  }

  #remember(project: Project): void {
    if (this.settings.last_project === project.id) return;
    this.saveSettings({ last_project: project.id }).catch((error: unknown) => toasts.error(toReport(error)));
  }

  #tookSettings(settings: AppSettings): void {
    this.#saved = settings;
    this.#applySettings();
  }

  /** What is being saved lies over what the host last gave, so that an older answer never shows. */
  #applySettings(): void {
    const settings = { ...this.#saved };
    for (const patch of this.#saving) Object.assign(settings, named(patch));
    this.settings = settings;
    applyTheme(settings.theme);
    applyDensity(settings.density);
    applyContrast(settings.contrast);
  }

  async #leave(): Promise<void> {
    for (const save of this.#before) await save();
  }

  async #listen(): Promise<void> {
    for (const stop of this.#stop) stop();
    this.#stop = [];
    try {
      this.#stop = await Promise.all([
        host.onChanges((changes) => {
          board.apply(changes);
          if (changes.project) this.#know(changes.project);
        }),
        host.onSettings((settings) => this.#tookSettings(settings)),
      ]);
      this.connected = true;
    } catch (error) {
      this.connected = false;
      toasts.error(toReport(error));
    }
  }
}

/** The fields that a patch names. */
function named(patch: SettingsPatch): Partial<AppSettings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

export const app = new App();
