// Runs to look at: one in every state, with transcripts that have every kind of item.
import type { ItemKind, TranscriptItem } from '../src/lib/host';
import type { MemoryRuns } from './memory-runs';

type Sample = Partial<TranscriptItem> & { kind: ItemKind };

const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

export const PROMPT = `You analyse a task of this project. Say what to change and how; change nothing.

# Task #1: Login fails on Safari

After 30 minutes on Safari 18 the user is sent to /login, and the form answers 403 until the tab is closed.

## What is wanted

- What the cause is, with the places in the code
- What to change, file by file
- How to test it`;

export const ANSWER = `## Cause

The cookie is renewed only when the path **matches** \`/api\`. Safari drops it after 30 minutes, and then \`refresh()\` in
\`src/auth/session.rs\` answers \`403\`.

## What to change

1. \`src/auth/session.rs\`: renew on every authenticated request
2. \`src/auth/cookie.rs\`: \`SameSite=Lax\` instead of \`Strict\`

\`\`\`rust
if session.age() > RENEW_AFTER { session.renew(); }
\`\`\`

| file | change |
|---|---|
| session.rs | renew |
| cookie.rs | attribute |
`;

const FILE = Array.from({ length: 60 }, (_, at) => `${String(at + 1).padStart(4)}  let line_${at} = ${at};`).join('\n');

/** A transcript with every kind of item. */
export const EVERY: Sample[] = [
  { kind: 'prompt', title: 'Prompt', text: PROMPT },
  { kind: 'notice', title: 'Session started', text: 'Claude Code 2.1.330, claude-opus-4-5, 14 tools' },
  { kind: 'thinking', title: 'Thinking', text: 'The task is about a cookie. I look for where it is *renewed* first.' },
  { kind: 'text', title: '', text: 'I look at how the session is renewed.' },
  {
    kind: 'tool_call',
    title: 'Grep renew_cookie',
    text: '{\n  "pattern": "renew_cookie",\n  "path": "src"\n}',
    tool: 'Grep',
    call: 'c1',
  },
  {
    kind: 'tool_call',
    title: 'Read src/auth/session.rs',
    text: '{\n  "file_path": "/home/dev/atlas-api/src/auth/session.rs"\n}',
    tool: 'Read',
    call: 'c2',
  },
  { kind: 'tool_result', title: 'Read src/auth/session.rs', text: FILE, tool: 'Read', call: 'c2' },
  {
    kind: 'tool_result',
    title: 'Grep renew_cookie',
    text: 'src/auth/session.rs:41\nsrc/auth/cookie.rs:12',
    tool: 'Grep',
    call: 'c1',
  },
  {
    kind: 'permission',
    title: 'Read /etc/hostname',
    text: 'Denied: not needed',
    tool: 'Read',
    call: 'c3',
    failed: true,
  },
  {
    kind: 'tool_call',
    title: 'Read /etc/hostname',
    text: '{\n  "file_path": "/etc/hostname"\n}',
    tool: 'Read',
    call: 'c3',
  },
  {
    kind: 'tool_result',
    title: 'Read /etc/hostname',
    text: 'The user does not want this tool to be used: not needed',
    tool: 'Read',
    call: 'c3',
    failed: true,
  },
  { kind: 'permission', title: 'Bash git log -5', text: 'Allowed once', tool: 'Bash', call: 'c4' },
  {
    kind: 'tool_call',
    title: 'Agent Find the tests',
    text: '{\n  "prompt": "Find the tests"\n}',
    tool: 'Agent',
    call: 'c5',
  },
  {
    kind: 'tool_call',
    title: 'Glob tests/**/*.rs',
    text: '{\n  "pattern": "tests/**/*.rs"\n}',
    tool: 'Glob',
    call: 'c6',
    parent: 'c5',
  },
  {
    kind: 'tool_result',
    title: 'Glob tests/**/*.rs',
    text: 'tests/session.rs',
    tool: 'Glob',
    call: 'c6',
    parent: 'c5',
  },
  {
    kind: 'retry',
    title: 'Overloaded, attempt 2 of 10',
    text: 'Claude’s servers are overloaded. The next attempt is in 4 s.',
  },
  { kind: 'unknown', title: 'brand_new_event', text: '{"type":"brand_new_event","value":[1,2,3]}' },
  { kind: 'text', title: '', text: ANSWER },
  {
    kind: 'error',
    title: 'The stream was cut',
    text: 'The connection to Claude was closed in the middle of an answer.',
    failed: true,
  },
  { kind: 'result', title: 'Succeeded', text: '7 turns, $0.42, 2 min 10 s' },
];

/** A transcript of so many items. */
export function many(count: number): Sample[] {
  const all: Sample[] = [EVERY[0] as Sample];
  for (let at = 1; at < count; at += 1) {
    const call = `m${Math.floor(at / 4)}`;
    const file = `src/part_${at % 97}/file_${at}.rs`;
    if (at % 4 === 0)
      all.push({ kind: 'text', text: `Step ${at}: ${'a few words of what it does. '.repeat((at % 5) + 1)}` });
    else if (at % 4 === 1) all.push({ kind: 'thinking', title: 'Thinking', text: `What is in **${file}**?` });
    else if (at % 4 === 2)
      all.push({
        kind: 'tool_call',
        title: `Read ${file}`,
        text: `{\n  "file_path": "${file}"\n}`,
        tool: 'Read',
        call,
      });
    else
      all.push({
        kind: 'tool_result',
        title: `Read ${file}`,
        text: FILE.slice(0, 200 + (at % 800)),
        tool: 'Read',
        call,
      });
  }
  return all;
}

/** Puts runs in every state there. */
export function seedRuns(runs: MemoryRuns, items: number): void {
  const ended = (task: number, minutes: number, more: object = {}) =>
    runs.start(task, {
      queued_at: ago(minutes),
      started_at: ago(minutes),
      turns: 7,
      input_tokens: 184_220,
      output_tokens: 5_310,
      cost_usd: 0.4216,
      ...more,
    }).id;
  const stopped = ended(3, 60 * 50);
  runs.push(stopped, ...EVERY.slice(0, 8));
  runs.end(stopped, 'stopped', { ended_at: ago(60 * 50 - 1) });
  const lost = ended(5, 60 * 26, { cost_usd: null });
  runs.push(lost, ...EVERY.slice(0, 7));
  runs.end(lost, 'lost', { ended_at: ago(60 * 26 - 3), survivor: true, pid: 4711 });
  const failed = ended(2, 190, { turns: 3 });
  runs.push(failed, ...EVERY.slice(0, 16));
  runs.end(failed, 'failed', { ended_at: ago(187) });
  const done = ended(1, 95);
  runs.push(done, ...(items > 0 ? many(items) : EVERY));
  runs.end(done, 'succeeded', { ended_at: ago(92) });
  const asked = ended(1, 30, { follows: done, question: 'Which test shows it?', turns: 1, cost_usd: 0.03 });
  runs.push(asked, { kind: 'prompt', title: 'Question', text: 'Which test shows it?' }, EVERY[17] as Sample);
  runs.end(asked, 'succeeded', { ended_at: ago(29) });
  const waiting = ended(7, 4, { turns: 2, cost_usd: 0.08 });
  runs.push(waiting, ...EVERY.slice(0, 6));
  runs.ask(waiting);
  const going = ended(6, 2, { turns: 4, cost_usd: 0.12, activity: 'Read src/auth/session.rs' });
  runs.push(going, ...EVERY.slice(0, 7));
  runs.change(going, { live: { kind: 'text', text: 'The cookie is renewed only when the path matches `/api`, so' } });
  runs.start(8, { state: 'queued', started_at: null, activity: null, model: null });
}
