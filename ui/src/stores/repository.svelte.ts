// What the status strip says of the project's repository: its HEAD and whether files are changed.
import { host, type ErrorReport, type RepositoryState } from '../lib/host';
import { toReport } from '../lib/errors';

class Repository {
  state = $state.raw<RepositoryState | null>(null);
  /** Set when the repository could not be read: then nothing is said of its state. */
  error = $state.raw<ErrorReport | null>(null);
  #turn = 0;
  #project: number | null = null;

  /** Reads the repository of a project; what is known of another project is forgotten at once. */
  async load(project: number): Promise<void> {
    const turn = ++this.#turn;
    if (this.#project !== project) {
      this.#project = project;
      this.state = null;
      this.error = null;
    }
    try {
      const { repository } = await host.branchList(project);
      if (turn !== this.#turn) return;
      this.state = repository;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = toReport(error);
    }
  }
}

export const repository = new Repository();
