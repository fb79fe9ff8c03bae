// Theme and density, as attributes of `html`. The shell sets both before the page loads, so
// that the first frame already looks right.
import type { AppSettings } from './host/types';

declare global {
  interface Window {
    __CLAUDETASK_THEME__?: AppSettings['theme'];
    __CLAUDETASK_DENSITY__?: AppSettings['density'];
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
