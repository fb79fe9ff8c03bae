// What the user orders of runs: begin, ask, resume, stop. What was asked for shows at once, before the host has answered.
import { toReport } from '../lib/errors';
import { host, type Run, type TaskRow } from '../lib/host';
import { t } from '../texts';
import { app } from './app.svelte';
import { runs } from './runs.svelte';
import { toasts } from './toasts.svelte';
import { trust } from './trust.svelte';

/** A task that can be analysed. */
export type Analysable = Pick<TaskRow, 'id' | 'project_id' | 'title'>;

class RunOrders {
  /** Runs that were told to stop and have not answered. */
  stopping = $state.raw<ReadonlySet<number>>(new Set());
  pausing = $state(false);
  /** Tasks whose analysis is being asked for, so that a second press does not ask twice. */
  #begun = new Set<number>();

  /** Analyses tasks, once each; asks first whether their project is trusted. Answers the runs that were begun. */
  async analyse(tasks: readonly Analysable[]): Promise<Run[]> {
    const idle = tasks.filter((task) => !runs.liveOf(task.id) && !this.#begun.has(task.id));
    if (idle.length === 0) {
      if (tasks.length > 0) toasts.show({ text: t.runs.active(t.actions.tasks(tasks.map((task) => task.id))) });
      return [];
    }
    for (const task of idle) this.#begun.add(task.id);
    try {
      const begun: Run[] = [];
      for (const project of new Set(idle.map((task) => task.project_id))) {
        if (!(await this.#settled(project))) continue;
        begun.push(...(await this.#begin(idle.filter((task) => task.project_id === project))));
      }
      return begun;
    } finally {
      for (const task of idle) this.#begun.delete(task.id);
    }
  }

  /** Asks a question in the session of an ended run. Rejects with the report. */
  ask(run: Run, question: string): Promise<Run> {
    return this.#follow(run, { follows: run.id, question }, () => host.runAsk(run.id, question));
  }

  /** Goes on with an ended run; null when it was refused (a toast says why). */
  async resume(run: Run): Promise<Run | null> {
    try {
      return await this.#follow(run, { follows: run.id }, () => host.runResume(run.id));
    } catch (thrown) {
      toasts.error(toReport(thrown));
      return null;
    }
  }

  async stop(run: Pick<Run, 'id'>): Promise<void> {
    if (this.stopping.has(run.id) || run.id < 0) return;
    this.stopping = new Set([...this.stopping, run.id]);
    try {
      runs.took(await host.runStop(run.id));
    } catch (thrown) {
      toasts.error(toReport(thrown));
    } finally {
      this.stopping = new Set([...this.stopping].filter((id) => id !== run.id));
    }
  }

  async pause(paused: boolean): Promise<void> {
    this.pausing = true;
    try {
      runs.queue = await host.queuePause(paused);
    } catch (thrown) {
      toasts.error(toReport(thrown));
    } finally {
      this.pausing = false;
    }
  }

  /** Whether the user has said if a project is trusted, or says so now. */
  async #settled(project: number): Promise<boolean> {
    const known = app.projects.find((one) => one.id === project);
    return known === undefined || (await trust.ask(known)) !== null;
  }

  async #begin(tasks: readonly Analysable[]): Promise<Run[]> {
    const expected = tasks.map((task) => ({ task, done: this.#expect(task) }));
    const begun: Run[] = [];
    for (const { task, done } of expected) {
      try {
        const run = await host.runAnalyze(task.project_id, task.id);
        runs.took(run);
        begun.push(run);
      } catch (thrown) {
        toasts.error(toReport(thrown));
      } finally {
        done();
      }
    }
    return begun;
  }

  #expect(task: Analysable): () => void {
    return runs.expect({ project_id: task.project_id, task_id: task.id, task_title: task.title }).done;
  }

  async #follow(run: Run, fields: Partial<Run>, send: () => Promise<Run>): Promise<Run> {
    const { project_id, task_id, task_title, kind } = run;
    const expected = runs.expect({ project_id, task_id, task_title, kind, ...fields });
    try {
      const next = await send();
      runs.took(next);
      return next;
    } catch (thrown) {
      throw toReport(thrown);
    } finally {
      expected.done();
    }
  }
}

export const runOrders = new RunOrders();
