// The settings of the window, one entry each: the settings screen marks its fields with the ids, the palette
// finds them by name, and a choice among a few is changed right there.
import { app } from '../stores/app.svelte';
import { place } from '../stores/place.svelte';
import { toasts } from '../stores/toasts.svelte';
import { t } from '../texts';
import { toReport } from './errors';

export type Section = keyof typeof t.settings.sections;

export const SECTIONS: readonly Section[] = [
  'project',
  'analysis',
  'claude',
  'doctor',
  'appearance',
  'quickadd',
  'notifications',
  'keyboard',
  'data',
  'version',
];

export interface Option {
  id: string;
  label: string;
  checked: () => boolean;
  run: () => void;
}

export interface Setting {
  id: string;
  section: Section;
  label: string;
  words?: string;
  options?: Option[];
  when?: () => boolean;
}

function save(patch: Parameters<typeof app.saveSettings>[0]): void {
  app.saveSettings(patch).catch((error: unknown) => toasts.error(toReport(error)));
}

function options<K extends 'theme' | 'contrast' | 'density' | 'on_close'>(
  field: K,
  labels: Record<(typeof app.settings)[K], string>,
): Option[] {
  return (Object.entries(labels) as [(typeof app.settings)[K], string][]).map(([value, label]) => ({
    id: value,
    label,
    checked: () => app.settings[field] === value,
    run: () => save({ [field]: value }),
  }));
}

const inProject = (): boolean => app.project !== null;

export const settings: readonly Setting[] = [
  { id: 'project.name', section: 'project', label: t.settings.project.name, words: 'rename', when: inProject },
  { id: 'project.folder', section: 'project', label: t.settings.project.folder, words: 'path', when: inProject },
  { id: 'project.repository', section: 'project', label: t.settings.project.repository, words: 'git', when: inProject },
  { id: 'project.branch', section: 'project', label: t.settings.project.branch, words: 'git', when: inProject },
  { id: 'project.pattern', section: 'project', label: t.settings.project.pattern, words: 'git', when: inProject },
  { id: 'project.forget', section: 'project', label: t.settings.project.forget, words: 'remove', when: inProject },
  { id: 'analysis.trust', section: 'analysis', label: t.claude.analysis.trust, words: 'hooks mcp', when: inProject },
  { id: 'analysis.model', section: 'analysis', label: t.claude.analysis.model, when: inProject },
  {
    id: 'analysis.limits',
    section: 'analysis',
    label: t.claude.analysis.limits,
    words: 'turns cost budget minutes time',
    when: inProject,
  },
  { id: 'analysis.mcp', section: 'analysis', label: t.claude.analysis.mcp, when: inProject },
  { id: 'analysis.moves', section: 'analysis', label: t.claude.analysis.moves, words: 'column', when: inProject },
  {
    id: 'analysis.template',
    section: 'analysis',
    label: t.claude.analysis.template,
    words: 'template placeholders',
    when: inProject,
  },
  { id: 'claude.program', section: 'claude', label: t.claude.settings.program, words: 'cli path install' },
  { id: 'claude.parallel', section: 'claude', label: t.claude.settings.parallel, words: 'queue limit' },
  { id: 'claude.queue', section: 'claude', label: t.claude.settings.queue, words: 'pause resume' },
  { id: 'doctor', section: 'doctor', label: t.claude.doctor.title, words: 'check login models mcp context' },
  {
    id: 'theme',
    section: 'appearance',
    label: t.settings.theme,
    words: 'colour mode night',
    options: options('theme', t.settings.themes),
  },
  {
    id: 'contrast',
    section: 'appearance',
    label: t.settings.contrast,
    words: 'accessibility',
    options: options('contrast', t.settings.contrasts),
  },
  {
    id: 'density',
    section: 'appearance',
    label: t.settings.density,
    words: 'size',
    options: options('density', t.settings.densities),
  },
  { id: 'shortcut', section: 'quickadd', label: t.settings.shortcut, words: 'key hotkey' },
  { id: 'quickadd.project', section: 'quickadd', label: t.settings.quickAddProject },
  {
    id: 'close',
    section: 'quickadd',
    label: t.settings.onClose,
    words: 'tray background',
    options: options('on_close', t.settings.onCloseChoices),
  },
  {
    id: 'notify.review',
    section: 'notifications',
    label: t.settings.notifyReview,
    words: 'notification',
  },
  {
    id: 'notify.blocked',
    section: 'notifications',
    label: t.settings.notifyBlocked,
    words: 'notification',
  },
  { id: 'notify.runs', section: 'notifications', label: t.claude.notifyRuns, words: 'notification' },
  { id: 'keyboard', section: 'keyboard', label: t.settings.sections.keyboard, words: 'shortcuts keys remap' },
  { id: 'versions', section: 'data', label: t.settings.versions, words: 'history CLAUDE.md agents' },
  { id: 'data', section: 'data', label: t.settings.data, words: 'database backup folder' },
];

/** Shows the settings screen with the focus on a setting. */
export function jumpTo(id: string): void {
  place.wanted = id;
  app.screen = 'settings';
}
