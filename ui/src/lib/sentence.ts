import type { ErrorReport } from './host';

/** Returns the text with its full stop. */
export function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Returns a report on one line: what failed and what to do now. */
export function inOneLine(report: Pick<ErrorReport, 'message' | 'hint'>): string {
  return `${sentence(report.message)} ${report.hint}`.trim();
}
