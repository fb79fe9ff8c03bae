import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost, type ClaudeStatus } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { claude } from '../../stores/claude.svelte';
import { place } from '../../stores/place.svelte';
import ClaudeState from './ClaudeState.svelte';

const FOUND: ClaudeStatus = { state: 'found', path: '/opt/claude', version: '2.1.330', message: 'Found.', hint: '' };
const MISSING: ClaudeStatus = {
  state: 'missing',
  path: null,
  version: null,
  message: 'The program claude was not found.',
  hint: 'Install it.',
};

let host: MemoryHost;
let status: ClaudeStatus;
let asked: number;

beforeEach(async () => {
  host = memoryHost();
  asked = 0;
  status = FOUND;
  host.claudeStatus = () => {
    asked += 1;
    return Promise.resolve(status);
  };
  setHost(host);
  claude.status = null;
  claude.error = null;
  place.wanted = null;
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
});

it('looks once the board can be used, and shows the version', async () => {
  render(ClaudeState);
  expect(asked).toBe(0);
  const shown = await screen.findByTestId('strip-claude');
  expect(shown.textContent).toContain('Claude 2.1');
  expect(shown.title).toBe('Claude Code 2.1.330, /opt/claude');
});

it('says that there is none, how to get it, and looks again', async () => {
  status = MISSING;
  render(ClaudeState);
  const shown = await screen.findByTestId('strip-claude');
  expect(shown.textContent).toContain('Claude Code not found');
  await fireEvent.click(shown);
  const box = await screen.findByTestId('claude-popover');
  expect(within(box).getByText('The program claude was not found.')).toBeTruthy();
  expect(within(box).getByText('npm install -g @anthropic-ai/claude-code')).toBeTruthy();
  status = FOUND;
  await fireEvent.click(within(box).getByTestId('claude-again'));
  await waitFor(() => expect(screen.queryByTestId('claude-popover')).toBeNull());
  expect(screen.getByTestId('strip-claude').textContent).toContain('Claude 2.1');
});

it('says what is wrong with one that does not work, without telling how to install', async () => {
  status = { ...MISSING, state: 'unusable', path: '/opt/claude', message: 'Permission denied.' };
  render(ClaudeState);
  await fireEvent.click(await screen.findByTestId('strip-claude'));
  const box = await screen.findByTestId('claude-popover');
  expect(within(box).getByText('Permission denied.')).toBeTruthy();
  expect(within(box).queryByText(/npm install/)).toBeNull();
  await fireEvent.click(within(box).getByTestId('claude-settings'));
  expect(app.screen).toBe('settings');
  expect(place.wanted).toBe('claude.program');
});

it('looks anew when another program is chosen', async () => {
  render(ClaudeState);
  await screen.findByTestId('strip-claude');
  expect(asked).toBe(1);
  await app.saveSettings({ claude_program: '/opt/other' });
  await waitFor(() => expect(asked).toBe(2), { timeout: 3000 });
});
