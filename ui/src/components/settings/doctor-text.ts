// The report of the check as plain text, to be pasted where somebody can help.
import type { DoctorReport } from '../../lib/host';
import { t } from '../../texts';

const WORDS = t.claude.doctor;

/** Returns what a check is called; one that the window does not know keeps its own name. */
export function checkName(name: string): string {
  return (WORDS.names as Record<string, string>)[name] ?? name;
}

/** Returns the tokens of all categories together. */
export function contextUsed(context: readonly { tokens: number }[]): number {
  return context.reduce((sum, part) => sum + part.tokens, 0);
}

/** Returns the report, one fact a line. */
export function doctorText(report: DoctorReport): string {
  const lines = report.checks.flatMap((check) => [
    `[${WORDS.states[check.state]}] ${checkName(check.name)}: ${check.message}`,
    ...(check.hint === '' ? [] : [`    ${check.hint}`]),
  ]);
  const { claude } = report;
  if (claude) {
    lines.push(
      '',
      `${WORDS.program}: ${claude.path} ${claude.version}`,
      `${WORDS.account}: ${claude.account ?? WORDS.noAccount}`,
      `${WORDS.models}: ${claude.models.map((model) => model.id).join(', ')}`,
      `${WORDS.agents}: ${claude.agents.join(', ') || WORDS.noAgents}`,
      `${WORDS.servers}: ${claude.mcp_servers.map((one) => [`${one.name} (${one.status})`, one.error].filter(Boolean).join(' ')).join(', ') || WORDS.noServers}`,
      `${WORDS.context}:`,
      ...claude.context.map((part) => `    ${part.name}: ${part.tokens}`),
    );
  }
  return `${lines.join('\n')}\n`;
}
