// What can be done on the screen of agents. The keys of its list are those of the board's cards.
import { app } from '../../stores/app.svelte';
import { loaded } from '../../stores/loaded';
import { t } from '../../texts';
import type { DocPath } from '../host';
import type { Action } from './action';

const words = t.agents.action;

type Agents = NonNullable<typeof loaded.agents>;

/** The agents, while their screen shows them. */
const onScreen = (): Agents | null => (app.screen === 'agents' && loaded.agents?.list ? loaded.agents : null);

/** The agent that an action is for: where the keyboard is in the list, else the one that is open. */
function target(): DocPath | null {
  const agents = onScreen();
  if (!agents || agents.fresh) return null;
  return agents.row(agents.at)?.path ?? agents.row(agents.opened?.path ?? null)?.path ?? null;
}

type Part = Pick<Action, 'id' | 'label'> & {
  keys?: string[];
  words?: string;
  run: (agents: Agents, path: DocPath) => void;
};

const ofAgent = (part: Part): Action => ({
  ...part,
  keys: part.keys ?? [],
  group: 'agents',
  scope: 'window',
  palette: 'query',
  when: () => target() !== null,
  run: () => {
    const agents = onScreen();
    const path = target();
    if (agents && path !== null) part.run(agents, path);
  },
});

export const agentActions: Action[] = [
  {
    id: 'agents.new',
    label: words.fresh,
    group: 'agents',
    keys: ['N'],
    scope: 'window',
    words: 'subagent template create',
    when: () => onScreen() !== null,
    run: () => onScreen()?.begin(),
  },
  ofAgent({ id: 'agents.rename', label: words.rename, keys: ['F2'], run: (agents, path) => (agents.renaming = path) }),
  ofAgent({
    id: 'agents.duplicate',
    label: words.duplicate,
    words: 'copy',
    run: (agents, path) => void agents.duplicate(path),
  }),
  ofAgent({
    id: 'agents.switch',
    label: words.switch,
    words: 'enable disable',
    run: (agents, path) => void agents.setEnabled(path, agents.row(path)?.enabled === false),
  }),
  ofAgent({ id: 'agents.copyPath', label: words.copyPath, run: (agents, path) => void agents.copyPath(path) }),
  ofAgent({ id: 'agents.delete', label: words.deleteAgent, run: (agents, path) => void agents.delete(path) }),
];
