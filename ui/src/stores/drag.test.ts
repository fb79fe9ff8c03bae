import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Status } from '../lib/host';
import { GAP } from '../lib/heights.svelte';
import { layOut } from '../lib/virtual';
import { board } from './board.svelte';
import { cursor } from './cursor.svelte';
import { drag } from './drag.svelte';
import { layout } from './layout.svelte';

const HEIGHT = 60;
const PITCH = HEIGHT + GAP;
let host: MemoryHost;

function box(left: number, top: number, width: number, height: number): HTMLElement {
  const element = document.createElement('div');
  element.getBoundingClientRect = () => new DOMRect(left, top, width, height);
  return element;
}

/** A column of cards that are all equally high, at a place of the window. */
function stand(status: Status, left: number, collapsed = false): void {
  const element = box(left, 40, collapsed ? 32 : 236, 700);
  drag.register({
    status,
    element,
    scroller: collapsed ? null : box(left, 60, 236, 680),
    byHand: board.column(status).order === 'manual',
    tops: () =>
      layOut(
        board.column(status).shown.filter((row) => row.id !== drag.lead?.id),
        () => HEIGHT,
        GAP,
      ),
    inset: 0,
  });
}

const pointer = (type: string, x: number, y: number) =>
  dispatchEvent(
    new PointerEvent(type, { clientX: x, clientY: y, pointerId: 1, button: 0, pointerType: 'mouse', cancelable: true }),
  );

function press(id: number, x: number, y: number): void {
  const event = new PointerEvent('pointerdown', { clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse' });
  drag.press(event, id, box(x - 10, y - 10, 236, HEIGHT));
}

const ids = (status: Status) => board.column(status).all.map((row) => row.id);

beforeEach(async () => {
  host = memoryHost();
  setHost(host);
  board.unload();
  await board.load(1);
  cursor.reset();
  drag.scroller = box(0, 40, 1400, 700);
  stand('Backlog', 0);
  stand('Ready', 250);
  stand('Done', 500, true);
  vi.spyOn(globalThis, 'requestAnimationFrame').mockReturnValue(0);
});

it('is a click until the pointer has moved four pixels', () => {
  press(12, 20, 80);
  pointer('pointermove', 22, 82);
  expect(drag.active).toBe(false);
  pointer('pointerup', 22, 82);
  expect(drag.swallowsClick()).toBe(false);
  expect(host.calls).not.toContain('taskMove');
});

it('puts a card down where the placeholder stands, and swallows the click', async () => {
  press(12, 20, 80);
  pointer('pointermove', 300, 60 + PITCH + 10);
  expect(drag.over).toEqual({ status: 'Ready', index: 1 });
  pointer('pointerup', 300, 60 + PITCH + 10);
  expect(drag.active).toBe(false);
  expect(drag.swallowsClick()).toBe(true);
  expect(ids('Ready')).toEqual([3, 12, 4, 5]);
  await vi.waitFor(() => expect(host.task(12).status).toBe('Ready'));
});

it('moves a selection in the order of the board', async () => {
  cursor.toggle(14);
  cursor.toggle(12);
  press(14, 20, 80);
  pointer('pointermove', 300, 62);
  pointer('pointerup', 300, 62);
  expect(ids('Ready').slice(0, 3)).toEqual([12, 14, 3]);
  await vi.waitFor(() => expect(host.rows('Ready').map((row) => row.id)).toEqual(ids('Ready')));
});

it('drops into a collapsed column at its top', async () => {
  press(12, 20, 80);
  pointer('pointermove', 515, 300);
  pointer('pointerup', 515, 300);
  expect(ids('Done')[0]).toBe(12);
  await vi.waitFor(() => expect(host.task(12).status).toBe('Done'));
});

it('is cancelled by Esc, by a drop outside and when the pointer is lost', () => {
  const before = ids('Backlog');
  press(12, 20, 80);
  pointer('pointermove', 300, 100);
  dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }));
  expect(drag.active).toBe(false);

  press(12, 20, 80);
  pointer('pointermove', 300, 10);
  expect(drag.over).toBeNull();
  pointer('pointerup', 300, 10);

  press(12, 20, 80);
  pointer('pointermove', 300, 100);
  pointer('pointercancel', 300, 100);
  expect(drag.active).toBe(false);
  expect(ids('Backlog')).toEqual(before);
  expect(host.calls).not.toContain('taskMove');
});

it('changes nothing when a card is put back', () => {
  press(12, 20, 80);
  pointer('pointermove', 40, 70);
  pointer('pointerup', 40, 70);
  expect(host.calls).not.toContain('taskMove');
});

it('leaves the other cards of a selection where they are until it is dropped', async () => {
  cursor.toggle(12);
  cursor.toggle(14);
  press(12, 20, 80);
  // Without the lead, #13 stands first and #14 second; the pointer is below #15.
  pointer('pointermove', 40, 60 + 3 * PITCH - 4);
  expect(drag.over).toEqual({ status: 'Backlog', index: 3 });
  pointer('pointerup', 40, 60 + 3 * PITCH - 4);
  expect(ids('Backlog').slice(0, 5)).toEqual([13, 15, 12, 14, 16]);
  await vi.waitFor(() => expect(host.rows('Backlog').map((row) => row.id)).toEqual(ids('Backlog')));
});

it('a column that is sorted takes a card to where its order says', async () => {
  layout.setSort('Ready', 'priority');
  stand('Ready', 250);
  press(16, 20, 80);
  pointer('pointermove', 300, 60 + 2 * PITCH);
  expect(drag.over).toEqual({ status: 'Ready', index: null });
  pointer('pointerup', 300, 60 + 2 * PITCH);
  expect(board.column('Ready').shown.map((row) => row.id)).toEqual([16, 3, 4, 5]);
  await vi.waitFor(() => expect(host.task(16).status).toBe('Ready'));
  layout.setSort('Ready', 'manual');
});

it('gives the card the focus again when it is put back', () => {
  for (const putBack of [
    () => dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true })),
    () => pointer('pointerup', 300, 10),
  ]) {
    press(12, 20, 80);
    pointer('pointermove', 300, 10);
    const before = cursor.wanted;
    putBack();
    expect(drag.active).toBe(false);
    expect([cursor.id, cursor.wanted]).toEqual([12, before + 1]);
  }
});
