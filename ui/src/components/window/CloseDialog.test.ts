import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost, type OnClose } from '../../lib/host';
import { closeTopLayer } from '../../lib/layers';
import { desktop } from '../../stores/desktop.svelte';
import CloseDialog from './CloseDialog.svelte';

let host: MemoryHost;
let answers: OnClose[];

beforeEach(() => {
  host = memoryHost();
  answers = [];
  host.closeAnswer = (answer) => {
    answers.push(answer);
    return Promise.resolve(null);
  };
  setHost(host);
  desktop.closing = true;
  render(CloseDialog);
});

it('asks with a name and an explanation, and the safe answer has the focus', () => {
  expect(screen.getByRole('dialog', { name: 'Keep ClaudeTask in the tray when its window closes?' })).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByTestId('close-tray'));
});

it.each([
  ['close-tray', 'tray'],
  ['close-quit', 'quit'],
] as const)('%s answers %s', async (button, answer) => {
  await fireEvent.click(screen.getByTestId(button));
  await waitFor(() => expect(answers).toEqual([answer]));
  expect(desktop.closing).toBe(false);
});

it('leaves the window open on Escape', () => {
  expect(closeTopLayer()).toBe(true);
  expect(desktop.closing).toBe(false);
  expect(answers).toEqual([]);
});
