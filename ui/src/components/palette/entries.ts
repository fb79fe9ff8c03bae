// What the palette offers: entries made from the table of actions, the projects, the settings, the filters.
import { actFor, actions, keyOf, type Action } from '../../lib/actions';
import { fits } from '../../lib/dispatch';
import { fold, type Folded } from '../../lib/fuzzy';
import type { TaskRow } from '../../lib/host';
import { jumpTo, settings } from '../../lib/settings';
import { app } from '../../stores/app.svelte';
import { filters } from '../../stores/filters.svelte';
import { t } from '../../texts';
import type { IconComponent } from '../shared/menu';

export type Kind = 'context' | 'action' | 'task' | 'project' | 'setting' | 'filter';

export interface Entry {
  /** Stays the same from one opening to the next. */
  key: string;
  kind: Kind;
  label: Folded;
  /** Further words, in lower case, each after a space. */
  words?: string | undefined;
  keys?: string | undefined;
  note?: string | undefined;
  icon?: IconComponent | undefined;
  iconProps?: Record<string, unknown> | undefined;
  task?: TaskRow | undefined;
  /** Shown before anything is typed. */
  atOnce: boolean;
  run: () => void;
}

const words = (...texts: (string | undefined)[]): string => fold(` ${texts.join(' ')}`).lower;

/** Whether an action can run for these tasks; where the focus was does not matter, the palette names them. */
function available(action: Action): boolean {
  if (action.palette === 'never') return false;
  if (action.scope === 'window') return fits(action, null);
  return app.screen === 'board' && fits(action, null);
}

/** What the table offers for the tasks at hand, and else. */
function fromTable(rows: readonly TaskRow[]): Entry[] {
  const ids = rows.map((row) => row.id);
  const entries: Entry[] = [];
  for (const action of actions) {
    if (!available(action)) continue;
    const ofTasks = action.scope === 'tasks' || (action.scope === 'board' && action.named !== undefined);
    if (ofTasks && rows.length === 0) continue;
    const kind: Kind = ofTasks ? 'context' : 'action';
    if (action.choices) {
      for (const choice of action.choices()) {
        if (choice.checked) continue;
        entries.push({
          key: choice.id,
          kind,
          label: fold(choice.named),
          words: words(action.label),
          keys: keyOf(action.id),
          icon: choice.icon,
          iconProps: choice.iconProps,
          atOnce: action.palette !== 'query',
          run: () => actFor(ids, choice.run),
        });
      }
      continue;
    }
    const label = action.named?.(rows) ?? action.label;
    entries.push({
      key: action.id,
      kind,
      label: fold(label),
      words: words(action.label, action.words),
      keys: keyOf(action.id),
      icon: action.menu?.icon,
      iconProps: action.menu?.iconProps,
      atOnce: action.palette !== 'query',
      run: ofTasks ? () => actFor(ids, action.run) : action.run,
    });
  }
  return entries;
}

function fromProjects(): Entry[] {
  const here = app.screen === 'board' && !app.all ? app.project?.id : undefined;
  return app.projects
    .filter((project) => project.id !== here)
    .map((project) => ({
      key: `project.${project.id}`,
      kind: 'project',
      label: fold(t.palette.switchTo(project.name)),
      words: words(project.path.replaceAll('/', ' ')),
      note: project.path,
      atOnce: true,
      run: () => void app.switchTo(project.id),
    }));
}

function fromSettings(): Entry[] {
  const entries: Entry[] = [];
  for (const setting of settings) {
    if (setting.when?.() === false) continue;
    const further = words(t.settings.title, t.settings.sections[setting.section], setting.words);
    for (const option of setting.options ?? []) {
      const checked = option.checked();
      entries.push({
        key: `setting.${setting.id}.${option.id}`,
        kind: 'setting',
        label: fold(t.palette.setting(setting.label, option.label)),
        words: further,
        note: checked ? t.palette.current : undefined,
        atOnce: false,
        run: checked ? () => jumpTo(setting.id) : option.run,
      });
    }
    if (setting.options) continue;
    const section = t.settings.sections[setting.section];
    entries.push({
      key: `setting.${setting.id}`,
      kind: 'setting',
      label: fold(section === setting.label ? section : t.palette.setting(section, setting.label)),
      words: further,
      atOnce: false,
      run: () => jumpTo(setting.id),
    });
  }
  return entries;
}

function fromFilters(): Entry[] {
  if (!app.project) return [];
  return filters.saved.map((saved) => ({
    key: `filter.${saved.name}`,
    kind: 'filter',
    label: fold(t.palette.filter(saved.name)),
    words: words(saved.filter),
    note: saved.filter,
    atOnce: false,
    run: () => {
      app.screen = 'board';
      filters.setText(saved.filter);
    },
  }));
}

/** Everything but the tasks, as it is now. */
export function collect(rows: readonly TaskRow[]): Entry[] {
  const table = actFor(
    rows.map((row) => row.id),
    () => fromTable(rows),
  );
  return [...table, ...fromProjects(), ...fromSettings(), ...fromFilters()];
}
