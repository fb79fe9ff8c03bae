import type { Host } from './host';

export type { Host } from './host';
export type * from './types';

/** What serves the window. Set once, in main.ts, before anything is mounted. */
export let host: Host;

/** Sets what serves the window. */
export function setHost(implementation: Host): void {
  host = implementation;
}
