// Runs: their list, one in full, its transcript, and what a task says of them.

import type { RunKind, RunState } from '../../lib/host/types';

export const runs = {
  title: 'Runs',
  state: {
    queued: 'Queued',
    starting: 'Starting',
    running: 'Running',
    waiting: 'Waiting for you',
    stopping: 'Stopping',
    succeeded: 'Succeeded',
    failed: 'Failed',
    stopped: 'Stopped',
    lost: 'Lost',
  } satisfies Record<RunState, string>,
  kind: { analysis: 'Analysis', implementation: 'Implementation' } satisfies Record<RunKind, string>,
};
