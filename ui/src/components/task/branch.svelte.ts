// The state of the open task's branch, read from the repository when it is shown and again when the
// window gets the focus back: git changes outside tell nobody.

import { toReport } from '../../lib/errors';
import { host, type BranchList, type ErrorReport, type Task, type TaskBranch } from '../../lib/host';
import { panel } from '../../stores/panel.svelte';
import { board } from '../../stores/board.svelte';
import { repository } from '../../stores/repository.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { t } from '../../texts';

class OpenBranch {
  state = $state.raw<TaskBranch | null>(null);
  /** The repository could not be asked. */
  error = $state.raw<ErrorReport | null>(null);
  /** A branch action was refused. */
  refusal = $state.raw<ErrorReport | null>(null);
  busy = $state(false);
  list = $state.raw<BranchList | null>(null);
  #turn = 0;
  #of: string | null = null;

  /** Reads the state; what is known of another task is forgotten at once. */
  async load(project: number, id: number): Promise<void> {
    const turn = ++this.#turn;
    const of = `${project}/${id}`;
    if (this.#of !== of) {
      this.#of = of;
      this.state = null;
      this.refusal = null;
      this.list = null;
    }
    try {
      const state = await host.branchOfTask(project, id);
      if (turn !== this.#turn) return;
      this.state = state;
      this.error = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.state = null;
      this.error = toReport(thrown);
    }
  }

  /** Reads the branches to choose from. */
  async loadList(project: number): Promise<boolean> {
    try {
      this.list = await host.branchList(project);
      return true;
    } catch (thrown) {
      this.refusal = toReport(thrown);
      return false;
    }
  }

  async #act(
    call: (project: number, id: number) => Promise<Task>,
    words: (task: Task) => string,
    kind: string,
  ): Promise<boolean> {
    const { project, taskId } = panel;
    if (project === null || taskId === null || this.busy) return false;
    this.busy = true;
    this.refusal = null;
    try {
      const task = await call(project, taskId);
      panel.took(task);
      const { description: _description, analysis, ...row } = task;
      board.receive([{ ...row, has_analysis: !!analysis, run_state: board.row(taskId)?.run_state ?? null }], []);
      toasts.show({ text: words(task), undo: () => void board.undoOf(taskId, kind) });
      void repository.load(project);
      return true;
    } catch (thrown) {
      this.refusal = toReport(thrown);
      return false;
    } finally {
      this.busy = false;
      if (panel.taskId === taskId) void this.load(project, taskId);
    }
  }

  create(): Promise<boolean> {
    return this.#act(
      (project, id) => host.branchCreate(project, id),
      (task) => t.task.branch.created(task.git_branch ?? ''),
      'branch_created',
    );
  }

  attach(name: string): Promise<boolean> {
    return this.#act(
      (project, id) => host.branchAttach(project, id, name),
      () => t.task.branch.attached(name),
      'branch_attached',
    );
  }

  detach(): Promise<boolean> {
    return this.#act(
      (project, id) => host.branchDetach(project, id),
      (task) => t.task.branch.detached(task.id),
      'branch_detached',
    );
  }

  remove(): Promise<boolean> {
    return this.#act(
      (project, id) => host.branchDelete(project, id),
      (task) => t.task.branch.deleted(task.id),
      'branch_deleted',
    );
  }
}

export const openBranch = new OpenBranch();
