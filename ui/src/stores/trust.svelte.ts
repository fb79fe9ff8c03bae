// Whether a project's own settings, hooks and MCP servers may run: asked once, before the first run in it.
import { toReport } from '../lib/errors';
import { host, type ErrorReport, type Project, type TrustReport } from '../lib/host';
import { app } from './app.svelte';

/** One question that is open. */
export class TrustAsking {
  /** Null until it is known. */
  report = $state.raw<TrustReport | null>(null);
  /** Why the report could not be had. */
  unknown = $state.raw<ErrorReport | null>(null);
  /** Why the answer could not be saved. */
  error = $state.raw<ErrorReport | null>(null);
  saving = $state(false);
  readonly project: Project;
  /** What follows the answer: an analysis, or nothing but the setting. */
  readonly purpose: 'analyse' | 'setting';

  constructor(project: Project, purpose: 'analyse' | 'setting') {
    this.project = project;
    this.purpose = purpose;
  }

  /** Asks what the project would run if it were trusted. */
  async look(): Promise<void> {
    this.unknown = null;
    try {
      this.report = await host.projectTrustReport(this.project.id);
    } catch (thrown) {
      this.unknown = toReport(thrown);
    }
  }
}

class Trust {
  asking = $state.raw<TrustAsking | null>(null);
  #settle: ((trusted: boolean | null) => void) | null = null;

  /**
   * Answers whether the user trusts a project, and asks where they have not said yet; null when they cancelled.
   * The answer is saved.
   */
  ask(project: Project): Promise<boolean | null> {
    const known = app.projects.find((one) => one.id === project.id)?.trusted ?? project.trusted;
    return known === null ? this.#open(project, 'analyse') : Promise.resolve(known);
  }

  /** Asks again, whatever was said before; null when the user cancelled. */
  review(project: Project): Promise<boolean | null> {
    return this.#open(project, 'setting');
  }

  /** Saves the answer; where that fails the question stays, with the reason. */
  async answer(trusted: boolean): Promise<void> {
    const { asking } = this;
    if (!asking || asking.saving) return;
    asking.saving = true;
    asking.error = null;
    try {
      app.know(await host.projectUpdate(asking.project.id, { trusted }));
      if (this.asking === asking) this.#close(trusted);
    } catch (thrown) {
      asking.error = toReport(thrown);
    } finally {
      asking.saving = false;
    }
  }

  cancel(): void {
    this.#close(null);
  }

  #open(project: Project, purpose: TrustAsking['purpose']): Promise<boolean | null> {
    // A newer question takes the place of one that is open.
    this.#close(null);
    const asking = new TrustAsking(project, purpose);
    this.asking = asking;
    void asking.look();
    return new Promise((settle) => (this.#settle = settle));
  }

  #close(answer: boolean | null): void {
    const settle = this.#settle;
    this.#settle = null;
    this.asking = null;
    settle?.(answer);
  }
}

export const trust = new Trust();
