// The desktop around the window, in memory: settings, the global shortcut, the tray, the quick-add window,
// and the events by which one window hears of another.
import type { AppSettings, DesktopState, ErrorReport, Host, TaskShown } from '../src/lib/host';

export interface DesktopOptions {
  settings: Partial<AppSettings>;
  desktop: Partial<DesktopState>;
}

/** Combinations that another program has. */
export const TAKEN_SHORTCUT = 'CommandOrControl+Alt+T';

/** Settings that null clears; of the others it names nothing. */
const CLEARED: ReadonlySet<string> = new Set(['last_project', 'quick_add_project', 'claude_program']);

export class Listeners<T> {
  #all = new Set<(value: T) => void>();

  add = (listener: (value: T) => void): Promise<() => void> => {
    this.#all.add(listener);
    return Promise.resolve(() => void this.#all.delete(listener));
  };

  tell(value: T): void {
    queueMicrotask(() => {
      for (const listener of this.#all) listener(structuredClone(value));
    });
  }
}

const TAKEN: ErrorReport = {
  code: 'shortcut_taken',
  message: 'Another program has this combination.',
  hint: 'Choose another one, or free it in that program.',
  retryable: false,
};

export function memoryDesktop(options: DesktopOptions, lastProject: number | null) {
  let settings: AppSettings = {
    theme: 'system',
    density: 'comfortable',
    contrast: 'system',
    last_project: lastProject,
    quick_add_project: null,
    on_close: 'ask',
    quick_add_shortcut: 'CommandOrControl+Alt+N',
    keymap: {},
    notifications: { review: true, blocked: true, runs: true },
    saved_filters: [],
    versions_per_file: 200,
    claude_program: null,
    parallel_runs: 2,
    ...options.settings,
  };
  let state: DesktopState = {
    tray: 'shown',
    shortcut: settings.quick_add_shortcut,
    shortcut_state: settings.quick_add_shortcut === null ? 'off' : 'registered',
    shortcut_problem: null,
    ...options.desktop,
  };
  if (state.shortcut_state === 'taken') state.shortcut_problem ??= TAKEN;

  const onSettings = new Listeners<AppSettings>();
  const onDesktop = new Listeners<DesktopState>();
  const onCloseAsked = new Listeners<void>();
  const onLeaving = new Listeners<void>();
  const onProjectShown = new Listeners<number>();
  const onQuickAddShown = new Listeners<void>();
  const onTaskShown = new Listeners<TaskShown>();

  function set(next: AppSettings): AppSettings {
    settings = next;
    onSettings.tell(settings);
    return settings;
  }

  return {
    settings: () => settings,
    update(patch: Parameters<Host['settingsUpdate']>[0]): AppSettings {
      const named = Object.entries(patch).filter(
        ([key, value]) => value !== undefined && (value !== null || CLEARED.has(key)),
      );
      return set({ ...settings, ...(Object.fromEntries(named) as Partial<AppSettings>) });
    },
    state: () => state,
    setShortcut(keys: string | null): DesktopState {
      if (keys !== null && !/^(?:[A-Za-z]+\+)+\S+$/.test(keys)) {
        const report: ErrorReport = {
          code: 'shortcut_invalid',
          message: `“${keys}” is no combination of keys.`,
          hint: 'Hold at least one of Ctrl, Alt, Shift or Super, and press a further key.',
          retryable: false,
        };
        // The host rejects with reports, as the real one does.
        throw report;
      }
      const missing = state.shortcut_state === 'unavailable';
      const taken = keys === TAKEN_SHORTCUT;
      state = {
        ...state,
        shortcut: keys,
        shortcut_state: missing ? 'unavailable' : keys === null ? 'off' : taken ? 'taken' : 'registered',
        shortcut_problem: !missing && taken ? TAKEN : null,
      };
      set({ ...settings, quick_add_shortcut: keys });
      onDesktop.tell(state);
      return state;
    },
    change(more: Partial<DesktopState>): void {
      state = { ...state, ...more };
      onDesktop.tell(state);
    },
    showQuickAdd: () => onQuickAddShown.tell(),
    askClose: () => onCloseAsked.tell(),
    showTask: (task: TaskShown) => onTaskShown.tell(task),
    showProject: (project: number) => onProjectShown.tell(project),
    leave: () => onLeaving.tell(),
    listening: {
      onSettings: onSettings.add,
      onDesktop: onDesktop.add,
      onCloseAsked: onCloseAsked.add,
      onLeaving: (listener) => onLeaving.add(() => void listener()),
      onProjectShown: onProjectShown.add,
      onQuickAddShown: onQuickAddShown.add,
      onTaskShown: onTaskShown.add,
    } satisfies Partial<Host>,
  };
}
