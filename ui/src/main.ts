import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { setHost } from './lib/host';
import { tauriHost } from './lib/host/tauri';
import { applyContrast, applyDensity, applyTheme } from './lib/theme';
import { app } from './stores/app.svelte';

applyTheme(window.__CLAUDETASK_THEME__ ?? 'system');
applyDensity(window.__CLAUDETASK_DENSITY__ ?? 'comfortable');
applyContrast(window.__CLAUDETASK_CONTRAST__ ?? 'system');

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
  const started = app.start();
  mount(App, { target });
  await started;
}

void start();
