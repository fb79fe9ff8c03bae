// The connection to the `claude` program: whether it was found, and what the check of it says.
import { toReport } from '../lib/errors';
import { host, type ClaudeStatus, type DoctorReport, type ErrorReport } from '../lib/host';

class Claude {
  /** Null until it is known. */
  status = $state.raw<ClaudeStatus | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  looking = $state(false);
  #turn = 0;

  /** Looks for the program. The newest look counts. */
  async load(): Promise<void> {
    const mine = ++this.#turn;
    this.looking = true;
    try {
      const status = await host.claudeStatus();
      if (mine !== this.#turn) return;
      this.status = status;
      this.error = null;
    } catch (thrown) {
      if (mine === this.#turn) this.error = toReport(thrown);
    } finally {
      if (mine === this.#turn) this.looking = false;
    }
  }
}

class Doctor {
  /** The last report; it stays while a newer one is made. */
  report = $state.raw<DoctorReport | null>(null);
  /** The project that it is about. */
  project = $state<number | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  running = $state(false);
  /** How long the last check took, in milliseconds. */
  took = $state<number | null>(null);

  /** Asks Claude Code what it has loaded for a project, or for none. One check at a time. */
  async check(project: number | null): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.error = null;
    const start = performance.now();
    try {
      this.report = await host.doctor(project);
      this.project = project;
      this.took = performance.now() - start;
    } catch (thrown) {
      this.error = toReport(thrown);
    } finally {
      this.running = false;
    }
  }
}

export const claude = new Claude();
export const doctor = new Doctor();
