// The agents screen: the list, the form beside the text, and what Claude Code makes of a file.

import type { AgentFinding, DocScope } from '../../lib/host/types';
import { number, plural } from '../format';

/** Fields by the key that the front matter has for them; a key that is not here is its own name. */
const fieldNames: Record<string, string> = {
  name: 'Name',
  description: 'Description',
  tools: 'Tools',
  disallowedTools: 'Tools taken away',
  model: 'Model',
  color: 'Colour',
  effort: 'Effort',
  permissionMode: 'Permission mode',
  maxTurns: 'Most turns',
  memory: 'Memory',
  isolation: 'Isolation',
  background: 'Runs in the background',
  skills: 'Skills',
  mcpServers: 'MCP servers',
  hooks: 'Hooks',
  initialPrompt: 'First prompt',
  omitClaudeMd: 'Without CLAUDE.md',
  experimental: 'Tried out',
};

export const agents = {
  title: 'Agents',
  list: 'Agents',
  detail: 'The agent',
  counts: (all: number, left: number, off: number) =>
    [
      plural(all, { one: '{} agent', other: '{} agents' }),
      left > 0 ? `${number(left)} not loaded by Claude` : '',
      off > 0 ? `${number(off)} turned off` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  search: 'Search agents',
  clearSearch: 'Clear the search',
  onlyFindings: 'With findings',
  scope: { project: 'Project', user: 'Yours' } satisfies Record<DocScope, string>,
  loading: 'Loading the agents…',
  elsewhere: {
    title: (agents: number, problems: number) =>
      [
        agents > 0 && plural(agents, { one: '{} agent of folders above', other: '{} agents of folders above' }),
        problems > 0 && plural(problems, { one: '{} file can’t be read', other: '{} files can’t be read' }),
      ]
        .filter(Boolean)
        .join(' · '),
    notUsed: 'not used: another file wins its name',
  },

  /** What a file is worth to Claude Code, in a word or two. */
  standing: {
    accepted: 'Loaded',
    warning: 'Warning',
    refused: 'Not loaded',
    disabled: 'Turned off',
    shadowed: 'Not used',
  },
  rowShadowed: (by: DocScope) =>
    by === 'project' ? 'The project’s file of this name wins' : 'Your own file of this name wins',
  rowShadowedSame: (path: string) => `${path} has this name too, and wins`,
  noDescription: 'No description',

  noMatch: {
    title: 'No agent matches',
    text: (all: number) => plural(all, { one: 'The one agent is hidden.', other: 'All {} agents are hidden.' }),
    clear: 'Show all',
  },

  empty: {
    title: 'No agents yet',
    text: 'A subagent is a specialist that Claude Code hands work to: it has its own instructions, its own tools and a context of its own. Each is one Markdown file, and its description tells Claude when to call it.',
    fresh: 'New agent',
    templates: 'Or begin with one of these',
  },
  nothingOpen: {
    title: 'No agent is open',
    text: 'Choose one in the list, or make a new one.',
  },

  folder: {
    readOnly: 'This folder is read-only: its agents can be read, not changed.',
  },

  action: {
    fresh: 'New agent',
    open: 'Open',
    rename: 'Rename',
    duplicate: 'Duplicate',
    enable: 'Turn on',
    disable: 'Turn off',
    copyPath: 'Copy path',
    delete: 'Delete',
    switch: 'Turn the agent on or off',
    deleteAgent: 'Delete the agent',
    versions: 'Versions',
    menuOf: (name: string) => `Menu of ${name}`,
  },

  done: {
    created: (name: string) => `${name} created`,
    renamed: (name: string) => `Renamed to ${name}`,
    duplicated: (name: string) => `${name} created`,
    enabled: (name: string) => `${name} turned on`,
    disabled: (name: string) => `${name} turned off; its file is kept`,
    deleted: (name: string) => `${name} deleted`,
    copied: (path: string) => `Copied ${path}`,
    copyRefused: 'The clipboard could not be written.',
    copyByHand: (path: string) => `Copy it by hand: ${path}`,
  },

  unsavedFirst: (name: string) => `${name} could not be saved, so it was left as it is.`,
  unsavedFirstHint: 'Look at what changed on disk first.',

  rename: {
    label: (name: string) => `New name of ${name}`,
    file: (file: string) => `File: ${file}`,
    empty: 'An agent needs a name.',
    colon: 'Claude Code does not load an agent with “:” in its name.',
    taken: (path: string) => `${path} is there already.`,
    takenCase: (path: string) => `${path} differs by case only: on many disks that is the same file.`,
    sameName: (path: string) => `${path} has this name too; only one of them is used.`,
    long: (most: number) => `A name has at most ${number(most)} characters.`,
  },

  fresh: {
    title: 'New agent',
    name: 'Name',
    nameHint: 'What Claude calls it.',
    namePlaceholder: 'api-reviewer',
    where: 'Where it is kept',
    whereHint: {
      project: 'In the project’s folder, for everyone who works on it.',
      user: 'In your own folder, for all your projects.',
    } satisfies Record<DocScope, string>,
    file: (file: string) => `File: ${file}`,
    description: 'Description',
    descriptionHint: 'When Claude should call it. Without one Claude Code does not load the file.',
    descriptionPlaceholder: 'Reviews changes to the public API. Use it after every change in src/api.',
    template: 'Begin with',
    blank: 'Empty',
    blankSummary: 'Only a name and a description.',
    preview: 'What the file will say',
    create: 'Create',
  },

  mode: {
    name: 'How the agent is shown',
    form: 'Form',
    both: 'Both',
    text: 'Text',
  },
  form: 'Form',
  text: (path: string) => `Text of ${path}`,
  more: (count: number) => plural(count, { one: '{} more field', other: '{} more fields' }),
  fewer: 'Fewer fields',
  fieldName: (key: string) => fieldNames[key] ?? key,
  required: 'required',
  notSet: 'Not set',
  unsetOf: (name: string) => `Take ${name} out of the file`,
  unknown: {
    title: 'Other keys',
    hint: 'Claude Code does not know these. They are kept as they are.',
  },
  editInText: 'Edit in the text',
  prompt: 'Prompt',
  promptHint: 'What the agent is told. Everything below the second line of dashes.',
  promptSize: (characters: number) => plural(characters, { one: '{} character', other: '{} characters' }),
  promptEmpty: 'Empty. Claude Code loads the agent all the same.',
  noFrontMatter: 'This file has no part that could be shown as a form.',
  noFrontMatterHint: 'Agents begin with a part between two lines of three dashes: their name, and when to call them.',
  addFrontMatter: 'Write it above the text',
  addItem: (name: string) => `Add to ${name}`,
  removeItem: (item: string) => `Remove ${item}`,
  choose: (name: string) => `Choices for ${name}`,
  customValue: 'as written',

  tools: {
    mode: 'Which tools it may use',
    all: 'All',
    none: 'None',
    some: 'Chosen',
    allHint: 'Everything that the conversation has: the field is not in the file.',
    noneHint: 'It can only think and answer.',
    someHint: 'Only these.',
    add: 'Choose…',
    addTo: (name: string) => `Choose… (${name})`,
    search: 'Search tools',
    cli: 'Claude Code’s tools',
    server: (name: string) => `MCP server ${name}`,
    other: 'In the file, not known here',
    unknown: 'not known',
    unknownHint: 'No tool of this name is known. It stays in the file.',
    as: (name: string) => `Add “${name}” as written`,
    nothing: (query: string) => `No tool matches “${query}”.`,
    remove: (name: string) => `Remove ${name}`,
  },
  colors: {
    red: 'Red',
    blue: 'Blue',
    green: 'Green',
    yellow: 'Yellow',
    purple: 'Purple',
    orange: 'Orange',
    pink: 'Pink',
    cyan: 'Cyan',
  } as Record<string, string>,

  findings: 'Findings',
  level: { refused: 'Refused:', ignored: 'Ignored:', surprising: 'Surprising:' } satisfies Record<
    AgentFinding['level'],
    string
  >,
  goTo: (line: number) => `Line ${number(line)}`,
  moreFindings: (count: number) => plural(count, { one: '{} more finding', other: '{} more findings' }),
  fewerFindings: 'Fewer findings',
  refused: (why: string) => `Claude Code does not load this file: ${why}`,
  shadowed: 'Not used: {} has the same name and wins.',
  shadows: 'Wins over {}.',
  disabledNote: 'Turned off: Claude Code does not see the file until it is turned on again.',

  unsaved: 'Unsaved changes',
  versionsTitle: 'Versions',
  closeVersions: 'Close the versions',
};
