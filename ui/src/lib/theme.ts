// Theme and density, as attributes of `html`. The shell sets `__CLAUDETASK_THEME__` before the page
// loads, so that the first frame already has the right colours.
import type { AppSettings } from './host/types';

declare global {
  interface Window {
    __CLAUDETASK_THEME__?: AppSettings['theme'];
  }
}

const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
let wanted: AppSettings['theme'] = 'system';

function show(): void {
  const isDark = wanted === 'dark' || (wanted === 'system' && (dark?.matches ?? false));
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

dark?.addEventListener('change', show);

/** Shows a theme; `system` follows the system from now on. */
export function applyTheme(theme: AppSettings['theme']): void {
  wanted = theme;
  show();
}

/** Shows a density. */
export function applyDensity(density: AppSettings['density']): void {
  document.documentElement.dataset['density'] = density;
}
