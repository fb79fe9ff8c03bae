// What runs ask and what Claude Code says of itself, in the shapes that the host answers: for tests, and to be looked at.
import type { DoctorReport, Run, RunRequest, TrustReport } from '../src/lib/host';

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

let changes = 0;

/** A run that goes on, but for what is said. */
export function sampleRun(fields: Partial<Run> & { id: number }): Run {
  return {
    project_id: 1,
    task_id: fields.id,
    task_title: 'Login fails on Safari after the session cookie expires',
    kind: 'analysis',
    state: 'running',
    follows: null,
    question: null,
    origin: 'user',
    model: null,
    queued_at: ago(50),
    started_at: ago(42),
    ended_at: null,
    activity: 'Read src/auth/session.rs',
    waits_until: null,
    live: null,
    open_requests: 0,
    items: 12,
    change: (changes += 1),
    cost_usd: 0.08,
    input_tokens: 41_000,
    output_tokens: 900,
    turns: 4,
    failure: null,
    survivor: false,
    resumable: false,
    ...fields,
  };
}

/** A permission that a run asks for, but for what is said. */
export function samplePermission(fields: Partial<RunRequest> = {}): RunRequest {
  return {
    id: 1,
    run_id: 1,
    project_id: 1,
    task_id: 1,
    task_title: 'Login fails on Safari after the session cookie expires',
    kind: 'permission',
    tool: 'Read',
    title: 'Read /etc/hostname',
    reason: 'The path is outside the project.',
    input: '{\n  "file_path": "/etc/hostname"\n}',
    questions: [],
    for_run: 'Read //etc/**',
    asked_at: ago(125),
    ...fields,
  };
}

/** Two questions of Claude's: one with one answer, one with several. */
export function sampleQuestion(fields: Partial<RunRequest> = {}): RunRequest {
  return samplePermission({
    id: 2,
    run_id: 2,
    task_id: 2,
    task_title: 'Rate limits per API key, with a clear answer to the caller',
    kind: 'question',
    tool: 'AskUserQuestion',
    title: 'Which store holds the counters?',
    reason: null,
    input: '',
    for_run: null,
    asked_at: ago(20),
    questions: [
      {
        question: 'Which store holds the counters?',
        header: 'Store',
        multi_select: false,
        options: [
          { label: 'Redis', description: 'Shared by all instances; it is in the compose file already.' },
          { label: 'In memory', description: 'Simple, but each instance counts for itself.' },
        ],
      },
      {
        question: 'Which routes are limited?',
        header: 'Routes',
        multi_select: true,
        options: [
          { label: '/api', description: '' },
          { label: '/login', description: 'Also slows down guessing.' },
          { label: '/webhooks', description: '' },
        ],
      },
    ],
    ...fields,
  });
}

export const TRUST: TrustReport = {
  settings_files: ['.claude/settings.json', '.claude/settings.local.json'],
  hooks: ['PreToolUse: ./scripts/check.sh', 'Stop: notify-send done'],
  mcp_servers: ['github: npx -y @modelcontextprotocol/server-github', 'docs: ./tools/docs-server --stdio'],
  instructions: ['CLAUDE.md', '.claude/rules/tests.md'],
  problems: [],
};

export const DOCTOR: DoctorReport = {
  ok: true,
  checks: [
    { name: 'claude', state: 'ok', message: 'Found in ~/.local/bin/claude.', hint: '', code: null },
    { name: 'version', state: 'ok', message: '2.1.330', hint: '', code: null },
    { name: 'login', state: 'ok', message: 'Logged in with a Max subscription.', hint: '', code: null },
    {
      name: 'billing',
      state: 'warning',
      message: 'ANTHROPIC_API_KEY is set: runs would be billed to the API.',
      hint: 'Take it out of your shell’s profile to use the subscription.',
      code: 'api_key_set',
    },
    { name: 'mcp', state: 'warning', message: '1 of 2 servers did not start.', hint: 'See below.', code: 'mcp_failed' },
    { name: 'context', state: 'ok', message: '31,200 of 200,000 tokens before the first word.', hint: '', code: null },
    { name: 'git', state: 'ok', message: '2.47.3', hint: '', code: null },
    { name: 'disk', state: 'unknown', message: 'The file system does not say.', hint: '', code: null },
    { name: 'database', state: 'ok', message: 'No damage found.', hint: '', code: null },
  ],
  claude: {
    path: '/home/dev/.local/bin/claude',
    version: '2.1.330',
    account: 'Max subscription, dev@example.test',
    models: [
      { id: 'default', name: 'Default', description: 'Opus for hard work, Sonnet for the rest' },
      { id: 'opus', name: 'Opus', description: 'Most capable' },
      { id: 'haiku', name: 'Haiku', description: 'Quickest' },
    ],
    agents: ['general-purpose', 'reviewer', 'explorer'],
    mcp_servers: [
      { name: 'docs', status: 'connected', error: null },
      { name: 'github', status: 'failed', error: 'npx: command not found' },
    ],
    context: [
      { name: 'System prompt', tokens: 3_400 },
      { name: 'System tools', tokens: 14_900 },
      { name: 'MCP tools', tokens: 9_800 },
      { name: 'Custom agents', tokens: 640 },
      { name: 'Memory files', tokens: 2_460 },
    ],
    context_window: 200_000,
  },
};

/** A check with everything wrong. */
export const DOCTOR_BAD: DoctorReport = {
  ok: false,
  checks: [
    {
      name: 'claude',
      state: 'problem',
      message: 'No claude program was found on the PATH of your login shell nor in the usual places.',
      hint: 'Install it with npm install -g @anthropic-ai/claude-code, or tell where it is above.',
      code: 'claude_not_found',
    },
    { name: 'git', state: 'ok', message: '2.47.3', hint: '', code: null },
    { name: 'database', state: 'ok', message: 'No damage found.', hint: '', code: null },
  ],
  claude: null,
};
