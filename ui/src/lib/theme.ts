// Theme, density and contrast, as attributes of `html`. The shell sets them before the page loads, so
// that the first frame already looks right.
import type { AppSettings } from './host/types';

declare global {
  interface Window {
    __CLAUDETASK_THEME__?: AppSettings['theme'];
    __CLAUDETASK_DENSITY__?: AppSettings['density'];
    __CLAUDETASK_CONTRAST__?: AppSettings['contrast'];
  }
}

const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const more = globalThis.matchMedia?.('(prefers-contrast: more)');
let theme: AppSettings['theme'] = 'system';
let contrast: AppSettings['contrast'] = 'system';

function show(): void {
  const isDark = theme === 'dark' || (theme === 'system' && (dark?.matches ?? false));
  const isHigh = contrast === 'high' || (contrast === 'system' && (more?.matches ?? false));
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  document.documentElement.dataset['contrast'] = isHigh ? 'high' : 'normal';
}

dark?.addEventListener('change', show);
more?.addEventListener('change', show);

/** Shows a theme; `system` follows the system from now on. */
export function applyTheme(chosen: AppSettings['theme']): void {
  theme = chosen;
  show();
}

/** Shows a contrast; `system` follows the system from now on. */
export function applyContrast(chosen: AppSettings['contrast']): void {
  contrast = chosen;
  show();
}

/** Shows a density. */
export function applyDensity(density: AppSettings['density']): void {
  document.documentElement.dataset['density'] = density;
}
