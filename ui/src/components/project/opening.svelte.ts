// Opening a folder as a project: chosen in the dialog or typed, looked at first, opened at once when
// nothing speaks against it, else shown with what was found.

import { toReport } from '../../lib/errors';
import { host, type ErrorReport, type PathReport } from '../../lib/host';
import { app } from '../../stores/app.svelte';

/** Warnings that are worth a line but no second thought. */
const QUIET = new Set(['worktree']);

/** Returns whether the report asks for the user's word before the folder is opened. */
export function needsWord(report: PathReport): boolean {
  return !report.can_open || report.warnings.some((warning) => !QUIET.has(warning.code));
}

class Opening {
  report = $state.raw<PathReport | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  busy = $state(false);

  /** Lets the user choose a folder, looks at it and opens it, or leaves its report to be answered. */
  async choose(): Promise<boolean> {
    this.forget();
    this.busy = true;
    try {
      const path = await host.pickFolder();
      return path === null ? false : await this.#look(path);
    } catch (thrown) {
      this.error = toReport(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #look(path: string): Promise<boolean> {
    const report = await host.projectValidatePath(path);
    if (report.project_id !== null || !needsWord(report)) return app.openPath(report.path ?? path);
    this.report = report;
    return false;
  }

  /** Opens the folder of the report all the same. */
  async anyway(): Promise<boolean> {
    const report = this.report;
    if (!report?.can_open) return false;
    this.busy = true;
    try {
      const opened = await app.openPath(report.path ?? report.given);
      if (opened) this.forget();
      return opened;
    } finally {
      this.busy = false;
    }
  }

  /** Finds a project's folder again after it moved; its tasks stay as they are. */
  async locate(project: number): Promise<boolean> {
    this.forget();
    this.busy = true;
    try {
      const path = await host.pickFolder();
      if (path === null) return false;
      app.know(await host.projectUpdate(project, { path }));
      await app.switchTo(project);
      return true;
    } catch (thrown) {
      this.error = toReport(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }

  forget(): void {
    this.report = null;
    this.error = null;
  }
}

export const opening = new Opening();
