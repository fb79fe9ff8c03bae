import { describe, expect, it } from 'vitest';
import { dropIndex, indexAt, layOut, layOutAfter, rangeInSight, scrollToShow } from './virtual';

const heights = [58, 76, 58, 99, 58];
const tops = layOut(heights, (height) => height, 6);

describe('a virtual list', () => {
  it('stands cards of various heights one below the other', () => {
    expect([...tops]).toEqual([0, 64, 146, 210, 315, 379]);
  });

  it('finds the card at a height, and stays inside at both ends', () => {
    const cases: [number, number][] = [
      [-5, 0],
      [0, 0],
      [63, 0],
      [64, 1],
      [209, 2],
      [210, 3],
      [9999, 4],
    ];
    for (const [y, index] of cases) expect(indexAt(tops, y), `at ${y}`).toBe(index);
  });

  it('draws what is in sight and what is near it', () => {
    expect(rangeInSight(tops, 150, 50, 0)).toEqual({ start: 2, end: 3 });
    expect(rangeInSight(tops, 150, 50, 40)).toEqual({ start: 1, end: 4 });
    expect(
      rangeInSight(
        layOut([], () => 0, 6),
        0,
        500,
        40,
      ),
    ).toEqual({ start: 0, end: 0 });
  });

  it('draws a few of ten thousand', () => {
    const many = layOut(Array.from({ length: 10_000 }), () => 76, 6);
    const { start, end } = rangeInSight(many, 400_000, 800, 320);
    expect(end - start).toBeLessThan(20);
    expect(many[start]).toBeLessThanOrEqual(400_000);
  });

  it('scrolls only when a card is not wholly in sight', () => {
    expect(scrollToShow(tops, 1, 0, 200, 8, 6)).toBeNull();
    expect(scrollToShow(tops, 4, 0, 200, 8, 6)).toBe(373 + 8 - 200);
    expect(scrollToShow(tops, 0, 100, 200, 8, 6)).toBe(0);
  });
});

describe('where a dragged card would go', () => {
  it('goes before the first card whose middle lies below the pointer', () => {
    const cases: [number, number][] = [
      [-20, 0],
      [10, 0],
      [40, 1],
      [90, 1],
      [120, 2],
      [360, 5],
      [2000, 5],
    ];
    for (const [y, index] of cases) expect(dropIndex(tops, y, null, 64), `at ${y}`).toBe(index);
  });

  it('stays where it is while the pointer is on the placeholder', () => {
    expect(dropIndex(tops, 70, 1, 64)).toBe(1);
    expect(dropIndex(tops, 127, 1, 64)).toBe(1);
  });

  it('takes off the placeholder below it', () => {
    // Card 1 is drawn from 128 to 204 while the placeholder stands before it; its middle is at 169.
    expect(dropIndex(tops, 150, 1, 64)).toBe(1);
    expect(dropIndex(tops, 180, 1, 64)).toBe(2);
  });

  it('goes to the start of an empty column', () => {
    expect(
      dropIndex(
        layOut([], () => 0, 6),
        300,
        null,
        64,
      ),
    ).toBe(0);
  });
});

it('lays out a changed list as anew, and asks for the heights of what changed alone', () => {
  const item = (name: string, height: number) => ({ name, height });
  const items = Array.from({ length: 40 }, (_, at) => item(`${at}`, 40 + ((at * 7) % 30)));
  const fresh = item('new', 99);
  const changes: (typeof items)[] = [
    items,
    items.slice(1),
    items.slice(0, -1),
    [fresh, ...items],
    [...items, fresh],
    items.toSpliced(7, 1, fresh),
    items.toSpliced(20, 1).toSpliced(3, 0, items[20] as (typeof items)[number]),
    items.toReversed(),
    [],
  ];
  const heightOf = (one: { height: number }) => one.height;
  let before = { items, tops: layOut(items, heightOf, 6) };
  for (const next of changes) {
    const tops = layOutAfter(before, next, heightOf, 6);
    expect([...tops]).toEqual([...layOut(next, heightOf, 6)]);
    before = { items: next, tops };
  }
  const asked: string[] = [];
  layOutAfter({ items, tops: layOut(items, heightOf, 6) }, [fresh, ...items], (one) => asked.push(one.name) && 99, 6);
  expect(asked).toEqual(['new']);
});
