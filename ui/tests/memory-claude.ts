// What Claude Code says of itself, in memory: whether it is there, the doctor, trust, the prompt.
import type { ClaudeStatus, DoctorReport, Host, PromptPreview, TrustReport } from '../src/lib/host';
import { DOCTOR, TRUST } from './claude-samples';

export interface ClaudeOptions {
  claude: Partial<ClaudeStatus>;
  doctor: Partial<DoctorReport>;
  trustReport: Partial<TrustReport>;
}

type Answering = <A extends unknown[], T>(name: string, run: (...args: A) => T) => (...args: A) => Promise<T>;

const BUILT_IN = 'Analyse the task #{id}: {title}\n\n{description}\n\nSay what to change and how; change nothing.';
const VALUES: Record<string, string> = {
  id: '12',
  title: 'Login fails on Safari',
  description: 'After 30 minutes the form answers 403.',
};

const FOUND: ClaudeStatus = {
  state: 'found',
  path: '/home/dev/.local/bin/claude',
  version: '2.1.330',
  message: 'Claude Code 2.1.330 was found.',
  hint: '',
};

export function memoryClaude(options: ClaudeOptions, answering: Answering) {
  return {
    claudeStatus: answering('claudeStatus', (): ClaudeStatus => ({ ...FOUND, ...options.claude })),
    doctor: answering('doctor', (_project: number | null): DoctorReport => ({ ...DOCTOR, ...options.doctor })),
    pickFile: answering('pickFile', (): string | null => '/home/dev/bin/claude'),
    projectTrustReport: answering('projectTrustReport', (_project: number): TrustReport => ({
      ...TRUST,
      ...options.trustReport,
    })),
    analysisPrompt: answering(
      'analysisPrompt',
      (_project: number, _task: number | null, template: string | null): PromptPreview => {
        const text = template ?? BUILT_IN;
        return {
          prompt: text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => VALUES[name] ?? whole),
          template: text,
          built_in: BUILT_IN,
          placeholders: [
            { name: 'id', meaning: 'The task’s number' },
            { name: 'title', meaning: 'Its title' },
            { name: 'description', meaning: 'Its description' },
          ],
        };
      },
    ),
  } satisfies Partial<Host>;
}
