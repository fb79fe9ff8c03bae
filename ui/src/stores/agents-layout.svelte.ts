// How an agent is shown: as a form, as text, or both beside each other. Remembered on this machine.
import { remember, remembered } from '../lib/remembered';

export type AgentMode = 'form' | 'both' | 'text';

const MODES: readonly unknown[] = ['form', 'both', 'text'];
const isMode = (value: unknown): value is AgentMode => MODES.includes(value);

class AgentsLayout {
  #mode = $state(remembered<AgentMode>('agents.mode', 'both', isMode));
  /** The versions stand beside the agent. */
  versions = $state(false);

  get mode(): AgentMode {
    return this.#mode;
  }

  set mode(mode: AgentMode) {
    this.#mode = mode;
    remember('agents.mode', mode);
  }
}

export const agentsLayout = new AgentsLayout();
