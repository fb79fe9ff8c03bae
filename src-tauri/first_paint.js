// Runs before the page's own script, so that the first paint has the right colours.
(() => {
  const apply = () => {
    const root = document.documentElement;
    if (!root) return;
    const chosen = window.__CLAUDETASK_THEME__;
    const dark = chosen === 'dark' || (chosen === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    root.dataset.theme = dark ? 'dark' : 'light';
    root.dataset.density = window.__CLAUDETASK_DENSITY__;
    const contrast = window.__CLAUDETASK_CONTRAST__;
    const high = contrast === 'high' || (contrast === 'system' && matchMedia('(prefers-contrast: more)').matches);
    root.dataset.contrast = high ? 'high' : 'normal';
  };
  apply();
  document.addEventListener('readystatechange', apply, { once: true });
})();
