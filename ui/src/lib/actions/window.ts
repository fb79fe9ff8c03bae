// The window as a whole: undo, its parts, how it looks, its end.
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { layout } from '../../stores/layout.svelte';
import { loaded } from '../../stores/loaded';
import { palette } from '../../stores/palette.svelte';
import { panel } from '../../stores/panel.svelte';
import { runs } from '../../stores/runs.svelte';
import { sheet } from '../../stores/sheet.svelte';
import { strip } from '../../stores/strip.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { t } from '../../texts';
import { toReport } from '../errors';
import { host } from '../host';
import { isTyping } from '../keys';
import { closeTopLayer } from '../layers';
import type { Action } from './action';
import { onBoard } from './tasks';

const refused = (error: unknown): void => void toasts.error(toReport(error));

/** Closes the topmost thing: what floats, then leaves a field, the selection, the settings, the panel. */
function escape(): void {
  if (closeTopLayer()) return;
  const at = document.activeElement;
  const within = at?.shadowRoot?.activeElement ?? at;
  if (within instanceof HTMLElement && isTyping(within)) within.blur();
  else if (cursor.selection.size > 0) cursor.clearSelection();
  else if (app.screen === 'settings' && app.project) app.screen = 'board';
  else if (panel.taskId !== null) {
    panel.close();
    const id = cursor.entry;
    if (id !== null) cursor.place(id);
  }
}

function save(patch: Parameters<typeof app.saveSettings>[0]): void {
  app.saveSettings(patch).catch(refused);
}

export const windowActions: Action[] = [
  {
    id: 'window.palette',
    label: t.actions.palette,
    group: 'window',
    keys: ['Mod+K'],
    scope: 'window',
    always: true,
    palette: 'never',
    when: () => app.started && app.error === null,
    run: () => palette.toggle(),
  },
  {
    id: 'window.undo',
    label: t.actions.undo,
    group: 'window',
    keys: ['Mod+Z'],
    scope: 'window',
    when: onBoard,
    run: () => void board.undo(),
  },
  {
    id: 'window.redo',
    label: t.actions.redo,
    group: 'window',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    scope: 'window',
    when: onBoard,
    run: () => void board.redo(),
  },
  {
    id: 'document.save',
    label: t.actions.saveFile,
    group: 'window',
    keys: ['Mod+S'],
    scope: 'window',
    always: true,
    when: () => Boolean(loaded.documents?.current) && (app.screen === 'instructions' || app.screen === 'agents'),
    run: () => void loaded.documents?.current?.save(),
  },
  {
    id: 'window.requests',
    label: t.requests.open,
    group: 'window',
    keys: ['F8'],
    scope: 'window',
    always: true,
    words: 'claude permission question answer inbox allow',
    when: () => runs.requests.length > 0,
    run: () => strip.toggle('inbox'),
  },
  {
    id: 'window.messages',
    label: t.actions.messages,
    group: 'window',
    keys: ['F6'],
    scope: 'window',
    always: true,
    palette: 'query',
    words: 'toast notification undo',
    when: () => toasts.shown.length > 0,
    run: () => toasts.focus(),
  },
  {
    id: 'window.quickadd',
    label: t.actions.quickAddWindow,
    group: 'window',
    keys: [],
    scope: 'window',
    words: 'new task',
    when: () => app.projects.length > 0,
    run: () => void host.quickAddShow().catch(refused),
  },
  {
    id: 'window.rail',
    label: t.actions.rail,
    group: 'window',
    keys: ['Mod+B'],
    scope: 'window',
    words: 'sidebar',
    run: () => layout.toggleRail(),
  },
  {
    id: 'window.theme',
    label: t.actions.theme,
    group: 'window',
    keys: [],
    scope: 'window',
    run: () => save({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' }),
  },
  {
    id: 'window.density',
    label: t.actions.density,
    group: 'window',
    keys: [],
    scope: 'window',
    run: () => save({ density: app.settings.density === 'compact' ? 'comfortable' : 'compact' }),
  },
  {
    id: 'window.contrast',
    label: t.actions.contrast,
    group: 'window',
    keys: [],
    scope: 'window',
    words: 'accessibility',
    run: () => save({ contrast: app.settings.contrast === 'high' ? 'normal' : 'high' }),
  },
  {
    id: 'window.sheet',
    label: t.actions.sheet,
    group: 'window',
    keys: ['?'],
    scope: 'window',
    words: 'help keys',
    run: () => sheet.toggle(),
  },
  {
    id: 'window.quit',
    label: t.actions.quit,
    group: 'window',
    keys: ['Mod+Q'],
    scope: 'window',
    words: 'exit end',
    run: () => {
      loaded.documents?.keep();
      void panel
        .flush()
        .then(() => host.quit())
        .catch(refused);
    },
  },
  {
    id: 'window.close',
    label: t.actions.close,
    group: 'window',
    keys: ['Escape'],
    scope: 'window',
    always: true,
    palette: 'never',
    run: escape,
  },
];
