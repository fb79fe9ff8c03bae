// What the host in memory knows of agents: their fields, tools and templates, and some agents to look at.
import type { AgentFieldKind, AgentTemplate, AgentTool, DocPath } from '../src/lib/host';

export const MODELS = ['inherit', 'haiku', 'sonnet', 'opus'];
export const COLORS = ['red', 'blue', 'green', 'yellow', 'purple', 'orange', 'pink', 'cyan'];

interface Known {
  key: string;
  kind: AgentFieldKind;
  help: string;
  choices?: string[];
  open?: boolean;
}

export const FIELDS: Known[] = [
  { key: 'name', kind: 'line', help: 'What Claude calls the agent.' },
  { key: 'description', kind: 'text', help: 'Tells Claude when to call the agent.' },
  { key: 'tools', kind: 'tools', help: 'The tools that the agent may use.' },
  { key: 'disallowedTools', kind: 'tools', help: 'Tools that are taken away from the agent.' },
  { key: 'model', kind: 'choice', open: true, choices: MODELS, help: 'The model that the agent runs on.' },
  {
    key: 'effort',
    kind: 'choice',
    choices: ['low', 'medium', 'high', 'max'],
    help: 'How much the agent thinks before it acts.',
  },
  {
    key: 'permissionMode',
    kind: 'choice',
    choices: ['default', 'acceptEdits', 'plan', 'bypassPermissions'],
    help: 'How the agent asks for permission.',
  },
  { key: 'maxTurns', kind: 'number', help: 'After so many turns the agent is stopped.' },
  { key: 'skills', kind: 'list', help: 'Skills that are loaded when the agent starts.' },
  { key: 'mcpServers', kind: 'raw', help: 'MCP servers of the agent alone.' },
  { key: 'hooks', kind: 'raw', help: 'Commands that run at points of the agent’s work.' },
  { key: 'memory', kind: 'choice', choices: ['user', 'project', 'local'], help: 'Where the agent keeps notes.' },
  { key: 'background', kind: 'flag', help: 'Claude goes on while the agent works.' },
  { key: 'isolation', kind: 'choice', choices: ['worktree'], help: 'Where the agent works.' },
  { key: 'color', kind: 'choice', choices: COLORS, help: 'The colour of the agent in the terminal.' },
];

const tool = (name: string, description: string, source = 'cli'): AgentTool => ({ name, source, description });

export const TOOLS: AgentTool[] = [
  tool('Bash', 'Runs commands'),
  tool('Edit', 'Changes parts of files'),
  tool('Glob', 'Finds files by their names'),
  tool('Grep', 'Searches the contents of files'),
  tool('NotebookEdit', 'Changes notebooks'),
  tool('Read', 'Reads files'),
  tool('Task', 'Hands work to other agents'),
  tool('TodoWrite', 'Keeps a list of what is to do'),
  tool('WebFetch', 'Reads a page'),
  tool('WebSearch', 'Searches the web'),
  tool('Write', 'Writes files'),
  tool('mcp__github__create_issue', 'Opens an issue', 'github'),
  tool('mcp__github__list_pull_requests', 'Lists pull requests', 'github'),
  tool('mcp__postgres__query', 'Asks the database', 'postgres'),
];

export const BODY = `
You look at changes as someone who has to live with them.

## How you work

1. Read the diff, then the code around it.
2. Name what is wrong, with the line, and what would be right.
3. Say nothing where nothing is to be said.
`;

const template = (id: string, title: string, summary: string, more: string): AgentTemplate => ({
  id,
  title,
  summary,
  text: `---\nname: ${id}\ndescription: ${summary}\n${more}---\n${BODY}`,
});

export const TEMPLATES: AgentTemplate[] = [
  template('architect', 'Architect', 'Plans a change before it is written.', 'tools: Read, Grep, Glob\nmodel: opus\n'),
  template('developer', 'Developer', 'Writes a change that has been planned.', 'model: inherit\n'),
  template('reviewer', 'Reviewer', 'Reads a change and says what is wrong with it.', 'tools: Read, Grep, Glob\n'),
  template('tester', 'Tester', 'Writes tests that can fail, and runs them.', 'color: green\n'),
  template('documenter', 'Documenter', 'Keeps what is written about the code true.', 'model: haiku\n'),
];

const agent = (fields: string, body = BODY): string => `---\n${fields}\n---\n${body}`;

export const SAMPLE_AGENTS: Record<DocPath, string> = {
  '.claude/agents/api-reviewer.md': agent(
    `name: api-reviewer
description: Reviews changes to the public API. Use it after every change in src/api.
# Read only: it must not repair what it finds.
tools: Read, Grep, Glob, mcp__github__create_issue, CodeSearch
model: opus
color: purple`,
  ),
  '.claude/agents/developer.md': agent(
    `name: developer
description: Writes a change that has been planned, with its tests.
model: inherit
color: blue
maxTurns: 40`,
  ),
  '.claude/agents/db/migrations.md': agent(
    `name: migrations
description: Writes migrations of the database, and says what each one locks.
tools:
  - Read
  - Write
  - mcp__postgres__query
color: orange
owner: data-team`,
  ),
  '.claude/agents/no-description.md': agent('name: no-description\ntools: Read'),
  '.claude/agents/release.md': agent('name: "release:notes"\ndescription: Writes the notes of a release.'),
  '.claude/agents/notes.md': 'An agent that was begun and never got its front matter.\n',
  '.claude/agents/translator.md.disabled': agent(
    'name: translator\ndescription: Translates texts of the interface.\ncolor: cyan',
  ),
  '.claude/agents/tester.md': agent(
    `name: tester
description: Writes tests that can fail, and runs them.
effort: extreme
color: green
hooks:
  PreToolUse:
    - matcher: Bash
      command: ./scripts/guard.sh`,
  ),
  '~/.claude/agents/developer.md': agent(
    'name: developer\ndescription: My own developer, for projects that have none.\ncolor: pink',
  ),
  '~/.claude/agents/explainer.md': agent(
    'name: explainer\ndescription: Explains code that nobody understands any more.\nmodel: haiku\ncolor: yellow',
  ),
};
