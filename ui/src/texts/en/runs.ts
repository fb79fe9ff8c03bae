// Runs: their list, one in full, its transcript, and what a task says of them.

import type { ItemKind, RunKind, RunState } from '../../lib/host/types';
import { number, plural } from '../format';

const id = (one: number) => `#${one}`;

export const runs = {
  title: 'Runs',
  list: 'Runs',
  detail: 'The run',
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
  question: 'Question',

  counts: (live: number, all: number) =>
    [live > 0 ? `${number(live)} live` : '', plural(all, { one: '{} run', other: '{} runs' })]
      .filter((part) => part !== '')
      .join(' · '),
  liveRuns: (count: number) => plural(count, { one: 'live run', other: 'live runs' }),
  scope: { label: 'Projects', project: 'This project', all: 'All projects' },
  filter: {
    label: 'Which runs',
    all: 'All',
    live: 'Live',
    succeeded: 'Succeeded',
    other: 'Not succeeded',
  },
  groups: { live: 'Live', ended: 'Ended' },
  loading: 'Reading the runs…',
  loadingMore: 'Reading older runs…',
  empty: {
    title: 'No run yet',
    text: 'Claude reads the project and writes an analysis into the task: what to change, and how. It changes nothing itself.',
    how: 'Go to a card on the board and press {}.',
    toBoard: 'Go to the board',
  },
  noMatch: { title: 'No run fits', text: 'There are runs that the filter hides.', clear: 'Show all' },
  nothingOpen: { title: 'No run is open', text: 'Choose one in the list.' },

  stop: 'Stop',
  takeOut: 'Take out of the queue',
  resume: 'Resume',
  resumeHint: 'Goes on in the same session, as a new run',
  again: 'Analyse again',
  export: 'Export as Markdown…',
  exported: (path: string) => `Saved as ${path}`,
  copyMarkdown: 'Copy as Markdown',
  markdownCopied: 'Transcript copied as Markdown',
  copySession: 'Copy session id',
  sessionCopied: 'Session id copied',
  showTask: (task: number, title: string) => `Show task ${id(task)}, ${title}`,
  showFollowed: 'Show the run before it',
  more: 'More for this run',
  active: (tasks: string) => `${tasks}: a run goes on already`,

  /** What a run that has said nothing yet is doing. */
  doing: {
    queued: 'Waits for its turn',
    queuedPaused: 'Waits; the queue is paused',
    starting: 'Starts Claude Code',
    running: 'Works',
    waiting: 'Waits for your answer',
    stopping: 'Waits for Claude Code to end',
  },
  asking: 'Waits for its turn',
  facts: {
    label: 'Facts',
    tokens: (input: number, output: number) => `${number(input)} tokens in, ${number(output)} out`,
    tokensShort: (input: string, output: string) => `${input} in, ${output} out`,
    turns: (count: number) => plural(count, { one: '{} turn', other: '{} turns' }),
    turnsOf: (count: number, most: number) => `${number(count)} of at most ${number(most)} turns`,
    costOf: (cost: string, most: string) => `${cost} of at most ${most}`,
    noCost: 'cost not known',
    elapsed: (time: string) => `Took ${time}`,
    elapsedOf: (time: string, minutes: number) =>
      `${time} of at most ${plural(minutes, { one: '{} minute', other: '{} minutes' })}`,
    untrusted: 'without the project’s settings',
    untrustedHint: 'The project is not trusted: its settings, hooks and CLAUDE.md were not loaded.',
    version: (version: string) => `Claude Code ${version}`,
    retriesAt: (time: string) => `tries again at ${time}`,
  },
  failure: {
    label: 'Why it did not succeed',
    detail: 'What the program said',
    code: (code: string) => `Code: ${code}`,
  },
  survivor: {
    title: 'Its process still runs.',
    text: (pid: number | null) =>
      `The program that watched this run is gone, but its claude process${pid === null ? '' : ` (${pid})`} lives and may cost money. Stop it.`,
  },

  transcript: {
    name: 'Transcript',
    newest: 'Jump to newest',
    newestCount: (count: number) => `${number(count)} new`,
    loading: 'Loading…',
    empty: 'Nothing has happened yet.',
    thinkingNow: 'Thinking',
    showAll: (characters: number) => plural(characters, { one: 'Show {} character', other: 'Show all {} characters' }),
    less: 'Show less',
    more: 'Show more',
    lines: (count: number) => plural(count, { one: '{} line', other: '{} lines' }),
    characters: (count: number) => plural(count, { one: '{} character', other: '{} characters' }),
    ofSubagent: 'Subagent',
    noOutput: 'No output',
    denied: 'Denied',
    failed: 'Failed',
    kinds: {
      prompt: 'Prompt',
      text: 'Claude',
      thinking: 'Thinking',
      tool_call: 'Call',
      tool_result: 'Result',
      permission: 'Permission',
      retry: 'Retry',
      notice: 'Note',
      result: 'Result of the run',
      error: 'Error',
      unknown: 'Not understood',
    } satisfies Record<ItemKind, string>,
  },
  search: {
    label: 'Search the transcript',
    placeholder: 'Search',
    open: 'Search the transcript',
    count: (at: number, all: number) => `${number(at)} of ${number(all)}`,
    many: (at: number, all: number) => `${number(at)} of ${number(all)}+`,
    none: 'Nothing found',
    next: 'Next hit',
    previous: 'Previous hit',
    close: 'Close the search',
  },
  ask: {
    label: (task: number) => `Ask Claude about ${id(task)}`,
    placeholder: 'Ask a follow-up question',
    send: 'Ask',
    live: 'The run goes on; you can ask when it has ended.',
    gone: 'Its session can’t go on. Analyse again to ask anew.',
  },

  panel: {
    title: 'Claude',
    analyse: 'Analyse',
    say: 'Claude reads the project and writes the analysis below.',
    open: 'Open run',
    openOf: (state: string, when: string) => `Open the run: ${state}, ${when}`,
    earlier: 'Earlier runs',
    allRuns: (count: number) => `Show ${number(count)} more`,
  },
};
