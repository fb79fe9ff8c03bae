import axe from 'axe-core';
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { TRUST } from '../../../tests/claude-samples';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost, type Project, type TrustReport } from '../../lib/host';
import { closeTopLayer } from '../../lib/layers';
import { app } from '../../stores/app.svelte';
import { trust, type TrustAsking } from '../../stores/trust.svelte';
import TrustQuestion from './TrustQuestion.svelte';

let host: MemoryHost;
let answered: Promise<boolean | null>;

async function ask(report: () => Promise<TrustReport>, again = false) {
  host = memoryHost({ trusted: null });
  host.projectTrustReport = report;
  setHost(host);
  await app.start();
  const project = app.projects[0] as Project;
  answered = again ? trust.review(project) : trust.ask(project);
  return render(TrustQuestion, { asking: trust.asking as TrustAsking });
}

beforeEach(() => trust.cancel());

it('says what trusting means and lists what the project would run, with counts', async () => {
  await ask(() => Promise.resolve(TRUST));
  const dialog = screen.getByRole('dialog', { name: 'Trust the project “atlas-api”?' });
  expect(document.activeElement).toBe(dialog);
  await screen.findByText('PreToolUse: ./scripts/check.sh');
  expect([...dialog.querySelectorAll('summary')].map((one) => one.textContent)).toEqual([
    'Hooks 2',
    'MCP servers 2',
    'Settings files 2',
    'Instructions 2',
  ]);
  expect(dialog.textContent).toContain('also not CLAUDE.md');
  const found = await axe.run(dialog, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations).toEqual([]);
});

it.each([
  ['trust-yes', true],
  ['trust-no', false],
])('%s answers %s and keeps it', async (button, trusted) => {
  await ask(() => Promise.resolve(TRUST));
  await screen.findByText('PreToolUse: ./scripts/check.sh');
  await fireEvent.click(screen.getByTestId(button));
  expect(await answered).toBe(trusted);
  expect(app.projects[0]?.trusted).toBe(trusted);
});

it('is cancelled by Escape, and nothing is kept', async () => {
  await ask(() => Promise.resolve(TRUST));
  expect(closeTopLayer()).toBe(true);
  expect(await answered).toBeNull();
  expect(app.projects[0]?.trusted).toBeNull();
});

it('can’t be answered with yes before it is known what would run', async () => {
  let tell: (report: TrustReport) => void = () => undefined;
  await ask(() => new Promise((resolve) => (tell = resolve)));
  expect(screen.getByTestId<HTMLButtonElement>('trust-yes').disabled).toBe(true);
  expect(screen.getByTestId<HTMLButtonElement>('trust-no').disabled).toBe(false);
  tell({ settings_files: [], hooks: [], mcp_servers: [], instructions: [], problems: [] });
  expect(await screen.findByText('The project has no settings, hooks or MCP servers of its own.')).toBeTruthy();
  expect(screen.getByTestId<HTMLButtonElement>('trust-yes').disabled).toBe(false);
});

it('says why that is not known, and tries again', async () => {
  let fails = true;
  await ask(() =>
    fails
      ? Promise.reject({ code: 'folder_gone', message: 'The folder is gone.', hint: '', retryable: true })
      : Promise.resolve(TRUST),
  );
  expect((await screen.findByRole('alert')).textContent).toContain('The folder is gone.');
  fails = false;
  await fireEvent.click(screen.getByText('Try again'));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(screen.getByText('PreToolUse: ./scripts/check.sh')).toBeTruthy();
});

it('speaks of no analysis when the settings ask', async () => {
  await ask(() => Promise.resolve(TRUST), true);
  expect(screen.getByTestId('trust-yes').textContent.trim()).toBe('Trust it');
  expect(screen.getByTestId('trust-no').textContent.trim()).toBe('Do not trust it');
});
