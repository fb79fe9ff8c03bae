import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { explain, inSight, motion, type Box } from './motion';

const box = (left: number, top: number, width = 200, height = 70): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
const list = box(0, 0, 240, 600);

it('sees a card of which enough is inside its list', () => {
  expect(inSight(box(10, 10), list)).toBe(true);
  expect(inSight(box(10, 580), list)).toBe(true);
  expect(inSight(box(10, 592), list)).toBe(false);
  expect(inSight(box(10, -80), list)).toBe(false);
  expect(inSight(box(230, 10), list)).toBe(false);
});

it('shows a way between places in sight, and else where the card went', () => {
  expect(explain(box(0, 0), box(260, 0), true, false)).toBe('travel');
  expect(explain(box(0, 0), box(0, 80), false, false)).toBe('travel');
  expect(explain(box(0, 0), box(2, 2), true, false)).toBe('none');
  expect(explain(null, box(260, 0), true, false)).toBe('glow');
  expect(explain(null, box(260, 0), false, false)).toBe('none');
  expect(explain(box(0, 0), null, true, false)).toBe('header');
  expect(explain(box(0, 0), null, false, false)).toBe('none');
  expect(explain(null, null, true, false)).toBe('none');
});

it('moves nothing where less motion is wanted', () => {
  expect(explain(box(0, 0), box(260, 0), true, true)).toBe('glow');
});

const frame = () => new Promise((done) => requestAnimationFrame(done));
let played: Element[] = [];

beforeEach(() => {
  played = [];
  document.body.innerHTML = '<header data-column-head="Done"></header><div data-card="1"></div>';
  document.documentElement.style.setProperty('--accent-soft', 'red');
  vi.spyOn(Element.prototype, 'animate').mockImplementation(function (this: Element) {
    played.push(this);
    return { cancel() {}, finished: Promise.resolve() } as unknown as Animation;
  });
});

afterEach(() => {
  motion.still = false;
  document.body.innerHTML = '';
});

function at(places: Box[]): void {
  const card = document.querySelector('[data-card]');
  if (!card) throw new Error('no card');
  vi.spyOn(card, 'getBoundingClientRect').mockImplementation(() => (places.shift() ?? box(0, 0)) as DOMRect);
}

it('sends a copy on its way and takes it away again', async () => {
  at([box(0, 0), box(260, 0)]);
  motion.moved([{ id: 1, from: 'Ready', to: 'Done' }]);
  await frame();
  expect(document.querySelectorAll('[data-card]')).toHaveLength(1);
  expect(played[0]?.getAttribute('aria-hidden')).toBe('true');
  await Promise.resolve();
  expect(document.querySelector('[aria-hidden]')).toBeNull();
});

it('does nothing while cards follow the pointer', async () => {
  motion.still = true;
  at([box(0, 0), box(260, 0)]);
  motion.moved([{ id: 1, from: 'Ready', to: 'Done' }]);
  await frame();
  expect(played).toEqual([]);
});

it('tells of many only where they went, and measures none of them', async () => {
  const measured = vi.spyOn(Element.prototype, 'getBoundingClientRect');
  motion.moved(Array.from({ length: 40 }, (_, id) => ({ id, from: 'Ready' as const, to: 'Done' as const })));
  await frame();
  expect(measured).not.toHaveBeenCalled();
  expect(played.map((element) => element.tagName)).toEqual(['HEADER']);
});

it('lets a card that another program changed glow', async () => {
  await motion.flash(new Set([1, 2]));
  expect(played.map((element) => element.getAttribute('data-card'))).toEqual(['1']);
});
