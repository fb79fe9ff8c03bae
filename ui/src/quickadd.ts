// The page of the quick-add window. It is its own entry, so that it carries nothing of the board.
import { mount } from 'svelte';
import './app.css';
import Page from './components/quickadd/QuickAddWindow.svelte';
import { setHost } from './lib/host';
import { tauriHost } from './lib/host/tauri';
import { applyContrast, applyDensity, applyTheme } from './lib/theme';
import { QuickAddWindow } from './stores/quickadd-window.svelte';

applyTheme(window.__CLAUDETASK_THEME__ ?? 'system');
applyDensity(window.__CLAUDETASK_DENSITY__ ?? 'comfortable');
applyContrast(window.__CLAUDETASK_CONTRAST__ ?? 'system');

// Where the window is higher than its content for a moment, it looks like more of the same.
document.body.style.background = 'var(--raised)';

async function start(): Promise<void> {
  if (import.meta.env.MODE === 'memory') {
    const { memoryHost } = await import('../tests/memory-host');
    setHost(memoryHost());
  } else {
    setHost(tauriHost());
  }
  const target = document.getElementById('app');
  if (!target) throw new Error('the page has no #app');
  // The first question is on its way while the page is built.
  const own = new QuickAddWindow();
  const started = own.start();
  mount(Page, { target, props: { own } });
  await started;
}

void start();
