// A new agent while its panel is open, and what of it is kept when the panel is left.
import { toReport } from '../lib/errors';
import type { DocScope, ErrorReport } from '../lib/host';
import { checkName, freshPath } from './agents-names';
import { agents } from './agents.svelte';

class FreshAgent {
  name = $state('');
  scope = $state<DocScope>('project');
  description = $state('');
  /** Null begins empty. */
  template = $state<string | null>(null);
  saving = $state(false);
  error = $state.raw<ErrorReport | null>(null);
  /** The name was left or tried once: what is wrong with it is said from then on. */
  tried = $state(false);

  readonly wanted = $derived(this.name.trim());
  readonly check = $derived(checkName(this.wanted, freshPath(this.scope, this.wanted), agents.rows, null));
  readonly chosen = $derived(agents.templates?.find((one) => one.id === this.template) ?? null);

  /** Begins with a template; a name and a description that were not typed are the template's. */
  choose(template: string | null): void {
    const before = this.template;
    if (this.description === descriptionOf(before)) this.description = descriptionOf(template);
    this.template = template;
    if (template === null) {
      if (this.name === before) this.name = '';
    } else if (this.name === '' || this.name === before) this.name = template;
  }

  type(name: string): void {
    this.name = name;
    this.error = null;
  }

  /** Creates the agent and opens it; false when it was refused, which `error` or the name's check says. */
  async create(): Promise<boolean> {
    this.tried = true;
    if (this.check.problem !== null || this.saving) return false;
    this.saving = true;
    this.error = null;
    try {
      await agents.create({
        scope: this.scope,
        name: this.wanted,
        description: this.description.trim(),
        template: this.template,
      });
      this.clear();
      return true;
    } catch (thrown) {
      this.error = toReport(thrown);
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** Forgets what was typed. */
  clear(): void {
    this.name = '';
    this.description = '';
    this.template = null;
    this.error = null;
    this.tried = false;
  }
}

/** Returns what a template says of itself; nothing without one. */
function descriptionOf(template: string | null): string {
  const text = agents.templates?.find((one) => one.id === template)?.text ?? '';
  return /^description:[ \t]*(.*)$/m.exec(text)?.[1] ?? '';
}

export const freshAgent = new FreshAgent();
