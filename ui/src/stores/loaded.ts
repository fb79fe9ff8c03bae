// Parts of the window whose code comes with the screens that need it. The window and its table of actions know
// them by their types alone; each puts itself here when it is loaded.
import type { agents } from './agents.svelte';
import type { documents } from './documents.svelte';

export const loaded: { agents: typeof agents | null; documents: typeof documents | null } = {
  agents: null,
  documents: null,
};
