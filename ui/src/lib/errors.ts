// Every rejection of the host is an `ErrorReport`; anything else is a fault of the window's own.
import { t } from '../texts';
import type { ErrorReport } from './host/types';

/** Returns the report that a rejection carries. */
export function toReport(error: unknown): ErrorReport {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
    const report = error as Partial<ErrorReport>;
    return {
      code: String(report.code),
      message: String(report.message),
      hint: report.hint ?? '',
      retryable: report.retryable ?? false,
      task: report.task ?? null,
      document: report.document ?? null,
    };
  }
  return {
    code: 'window_fault',
    message: t.window.fault,
    hint: error instanceof Error ? error.message : String(error),
    retryable: true,
    task: null,
  };
}
