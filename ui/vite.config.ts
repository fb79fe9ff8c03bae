import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  build: {
    target: 'safari16',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    // The board's window and the quick-add window, each with a page of its own; the gallery is never part of the app.
    rolldownOptions: { input: ['index.html', 'quickadd.html', ...(mode === 'memory' ? ['gallery.html'] : [])] },
  },
}));
