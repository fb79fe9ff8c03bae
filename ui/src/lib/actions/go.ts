// The areas of the window.
import { app } from '../../stores/app.svelte';
import { t } from '../../texts';
import type { Action } from './action';

export const goActions: Action[] = [
  {
    id: 'go.board',
    label: t.actions.goBoard,
    named: () => t.actions.goToBoard,
    group: 'go',
    keys: ['G then B'],
    scope: 'window',
    when: () => app.project !== null,
    run: () => {
      if (app.project) void app.switchTo(app.project.id);
    },
  },
  {
    id: 'go.all',
    label: t.actions.goAll,
    named: () => t.actions.goToAll,
    group: 'go',
    keys: ['G then P'],
    scope: 'window',
    words: 'board every',
    when: () => app.projects.length > 0,
    run: () => void app.showAll(),
  },
  {
    id: 'go.runs',
    label: t.actions.goRuns,
    named: () => t.actions.goToRuns,
    group: 'go',
    keys: ['G then R'],
    scope: 'window',
    words: 'claude analysis transcript queue',
    when: () => app.projects.length > 0,
    run: () => void (app.screen = 'runs'),
  },
  {
    id: 'go.agents',
    label: t.actions.goAgents,
    named: () => t.actions.goToAgents,
    group: 'go',
    keys: ['G then A'],
    scope: 'window',
    words: 'subagents claude',
    when: () => app.project !== null,
    run: () => void (app.screen = 'agents'),
  },
  {
    id: 'go.instructions',
    label: t.actions.goInstructions,
    named: () => t.actions.goToInstructions,
    group: 'go',
    keys: ['G then I'],
    scope: 'window',
    words: 'claude.md memory rules',
    when: () => app.project !== null,
    run: () => void (app.screen = 'instructions'),
  },
  {
    id: 'go.settings',
    label: t.actions.goSettings,
    named: () => t.actions.goToSettings,
    group: 'go',
    keys: ['G then ,'],
    scope: 'window',
    words: 'preferences options',
    run: () => void (app.screen = 'settings'),
  },
  {
    id: 'go.folder',
    label: t.actions.openFolder,
    group: 'go',
    keys: [],
    scope: 'window',
    words: 'project new',
    run: () => void app.openFolder(),
  },
];
