// The host inside the desktop shell: each call is a command of the shell's, each change an event.

import { commands, events } from '../bindings';
import type { Host } from './host';

/** Returns the host that talks to the desktop shell. */
export function tauriHost(): Host {
  return {
    ...commands,
    onChanges: (listener) => events.boardChanged.listen((event) => event.payload.forEach(listener)),
  };
}
