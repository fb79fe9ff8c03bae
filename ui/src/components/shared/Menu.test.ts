import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import Menu from './Menu.svelte';
import { headsFor, stepFrom, typedTo, type MenuItem } from './menu';

const chosen = vi.fn();
const pick = (label: string, more: Partial<MenuItem> = {}): MenuItem => ({
  label,
  onselect: () => chosen(label),
  ...more,
});
const items: MenuItem[] = [
  pick('Open', { kbd: 'Enter' }),
  pick('Priority', { kbd: 'P', children: [pick('High', { checked: true }), pick('Medium', { checked: 'mixed' })] }),
  pick('Move to', { children: [pick('Ready', { kbd: '3' }), pick('Done')] }),
  pick('Mark', { disabled: true, reason: 'Not now' }),
  pick('Gone', { disabled: true }),
  pick('Delete', { danger: true }),
];

beforeEach(() => chosen.mockReset());

async function open() {
  render(Menu, { props: { open: true, anchor: { x: 10, y: 10 }, items, label: 'Task' } });
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Open'));
}
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const focused = () => document.activeElement?.querySelector('.name')?.textContent;

it('goes up and down past what can not be read or chosen', async () => {
  await open();
  const seen: (string | null | undefined)[] = [];
  for (let step = 0; step < 5; step += 1) {
    await press('ArrowDown');
    seen.push(focused());
  }
  expect(seen).toEqual(['Priority', 'Move to', 'Mark', 'Delete', 'Open']);
  await press('ArrowUp');
  expect(focused()).toBe('Delete');
  expect(screen.getByText('Not now')).toBeTruthy();
});

it('goes into a submenu and out of it, and chooses there', async () => {
  await open();
  await press('ArrowDown');
  await press('ArrowRight');
  await waitFor(() => expect(focused()).toBe('High'));
  expect(screen.getAllByRole('menu')).toHaveLength(2);
  expect(screen.getByRole('menuitemcheckbox', { name: 'Medium' }).getAttribute('aria-checked')).toBe('mixed');
  await press('ArrowLeft');
  expect(focused()).toBe('Priority');
  expect(screen.getAllByRole('menu')).toHaveLength(1);
  await press('Enter');
  await waitFor(() => expect(focused()).toBe('High'));
  await press('ArrowDown');
  await press('Enter');
  expect(chosen).toHaveBeenCalledWith('Medium');
  expect(screen.queryByRole('menu')).toBeNull();
});

it('closes the submenu first, then the menu', async () => {
  await open();
  await press('p');
  await waitFor(() => expect(focused()).toBe('High'));
  await press('Escape');
  expect(screen.getAllByRole('menu')).toHaveLength(1);
  await press('Escape');
  expect(screen.queryByRole('menu')).toBeNull();
  expect(chosen).not.toHaveBeenCalled();
});

it('chooses in a submenu by its key from above', async () => {
  await open();
  await press('3');
  expect(chosen).toHaveBeenCalledWith('Ready');
  expect(screen.queryByRole('menu')).toBeNull();
});

it('leaves what is disabled alone', async () => {
  await open();
  for (const key of ['m', 'a', 'Enter']) await press(key);
  expect(focused()).toBe('Mark');
  expect(chosen).not.toHaveBeenCalled();
});

it('finds items by their keys and by letters typed after each other', () => {
  expect(typedTo(items, 0, 'p')).toEqual({ index: 1, choose: true });
  expect(typedTo(items, 0, 'm')).toEqual({ index: 2, choose: false });
  expect(typedTo(items, 2, 'mm')).toEqual({ index: 3, choose: false });
  expect(typedTo(items, 2, 'mo')).toEqual({ index: 2, choose: false });
  expect(typedTo(items, 2, 'ma')).toEqual({ index: 3, choose: false });
  expect(typedTo(items, 0, 'x')).toBeNull();
});

it('finds no place where nothing can have the focus', () => {
  expect(stepFrom([], 0, 1)).toBe(-1);
  expect(stepFrom([{ label: 'a', disabled: true }], 0, 1)).toBe(-1);
});

it('knows a pointer on its way into a submenu', () => {
  const submenu = { left: 100, right: 300, top: 50, bottom: 250 };
  expect(headsFor({ x: 50, y: 60 }, { x: 60, y: 70 }, submenu)).toBe(true);
  expect(headsFor({ x: 50, y: 60 }, { x: 52, y: 90 }, submenu)).toBe(false);
  expect(headsFor({ x: 50, y: 60 }, { x: 40, y: 62 }, submenu)).toBe(false);
  expect(headsFor({ x: 350, y: 60 }, { x: 340, y: 62 }, submenu)).toBe(true);
});
