// What leaves the window: links are opened by the system.
import { toasts } from '../stores/toasts.svelte';
import { toReport } from './errors';
import { host } from './host';

/** Opens a link of a user's text in their browser or mail program; a toast says when it was refused. */
export function openOutside(address: string): void {
  host.openExternal(address).catch((thrown: unknown) => toasts.error(toReport(thrown)));
}
