// The host inside the desktop shell: each call is a command of the shell's, each change an event.

import { commands, events, type PageEvent } from '../bindings';
import type { Host } from './host';

/** Listens, then says so: the shell keeps until then what this page has to hear. */
async function listened(event: PageEvent, listening: Promise<() => void>): Promise<() => void> {
  const stop = await listening;
  await commands.pageListens(event);
  return stop;
}

/** Returns the host that talks to the desktop shell. */
export function tauriHost(): Host {
  return {
    ...commands,
    onChanges: (listener) => events.boardChanged.listen((event) => event.payload.forEach(listener)),
    onAttention: (listener) => events.attentionChanged.listen((event) => listener(event.payload)),
    onCloseAsked: (listener) =>
      listened(
        'close_asked',
        events.closeAsked.listen(() => listener()),
      ),
    onDesktop: (listener) => events.desktopChanged.listen((event) => listener(event.payload)),
    onDocuments: (listener) => events.documentsChanged.listen((event) => listener(event.payload)),
    onLeaving: (listener) =>
      listened(
        'leaving',
        events.leaving.listen(() => void listener().finally(() => commands.left())),
      ),
    onProjectShown: (listener) =>
      listened(
        'project_shown',
        events.projectShown.listen((event) => listener(event.payload)),
      ),
    onQuickAddShown: (listener) => events.quickAddShown.listen(() => listener()),
    onQuitAsked: (listener) =>
      listened(
        'quit_asked',
        events.quitAsked.listen((event) => listener(event.payload.runs)),
      ),
    onRuns: (listener) => events.runsChanged.listen((event) => listener(event.payload)),
    onSettings: (listener) => events.settingsChanged.listen((event) => listener(event.payload)),
    onTaskShown: (listener) =>
      listened(
        'task_shown',
        events.taskShown.listen((event) => listener(event.payload)),
      ),
  };
}
