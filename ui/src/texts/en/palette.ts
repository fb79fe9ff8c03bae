// The command palette.

import { plural } from '../format';

export const palette = {
  name: 'Command palette',
  results: 'Results',
  placeholder: 'Type a command, a task, a project or a setting',
  placeholders: {
    '>': 'Type a command',
    '#': 'Type a task’s number or words of it',
    '@': 'Type a project',
  },
  sections: {
    recent: 'Used last',
    context: (tasks: string, title: string | null) => (title === null ? `Selected: ${tasks}` : `${tasks} ${title}`),
    action: 'Commands',
    task: 'Tasks',
    project: 'Projects',
    setting: 'Settings',
    filter: 'Filters',
  },
  switchTo: (project: string) => `Switch to ${project}`,
  allProjects: 'All projects',
  filter: (name: string) => `Filter: ${name}`,
  setting: (section: string, label: string) => `${section}: ${label}`,
  current: 'now',
  nothing: (query: string) => `Nothing matches “${query}”.`,
  nothingAt: 'Nothing to show here.',
  inDescription: 'in the text',
  found: (count: number) => plural(count, { one: '{} result', other: '{} results' }),
  taskOf: (id: number, title: string, status: string) => `#${id} ${title}, ${status}`,
  run: 'run',
  open: 'open',
  goInto: 'go into it',
  take: 'save',
  only: { actions: 'commands', tasks: 'tasks', projects: 'projects' },
  answer: 'Answer',
};
