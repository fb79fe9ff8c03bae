// Motion that explains where a card went. It looks at cards that moved and at nothing else, and draws a copy
// on its way; the cards themselves stand at their new places from the first moment.
import type { Status } from './host/types';

const TRAVEL_MS = 160;
const GLOW_MS = 700;
/** More than this at a time explains nothing. */
const MOST = 12;
/** Shorter ways need no explanation. */
const LEAST_PX = 4;

export interface Moved {
  id: number;
  from: Status;
  to: Status;
}

/** A rectangle in window pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Returns whether a part of `box` that a person would notice is inside `view`. */
export function inSight(box: Box, view: Box): boolean {
  const width = Math.min(box.right, view.right) - Math.max(box.left, view.left);
  const height = Math.min(box.bottom, view.bottom) - Math.max(box.top, view.top);
  return width > 24 && height > 12;
}

export type Play = 'travel' | 'glow' | 'header' | 'none';

/**
 * Returns what explains a move: a way between two places that are both in sight, a glow at the destination
 * where only that is, a glow of the column's header where the card went out of sight.
 */
export function explain(from: Box | null, to: Box | null, across: boolean, reduced: boolean): Play {
  if (!to) return from && across ? 'header' : 'none';
  if (!from) return across ? 'glow' : 'none';
  const way = Math.hypot(to.left - from.left, to.top - from.top);
  if (way < LEAST_PX) return 'none';
  return reduced ? 'glow' : 'travel';
}

function reducedMotion(): boolean {
  return globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** By the next frame the page is drawn anew, and the focused card scrolled into sight. */
function nextFrame(): Promise<unknown> {
  return new Promise((done) => requestAnimationFrame(done));
}

function drawn(id: number): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-card="${id}"]`);
}

/** Where a card can be seen, or null when it is scrolled away or not drawn. */
function seen(element: HTMLElement | null): Box | null {
  if (!element) return null;
  const box = element.getBoundingClientRect();
  const list = element.closest('[data-cards]')?.getBoundingClientRect();
  const window: Box = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  return inSight(box, list ?? window) && inSight(box, window) ? box : null;
}

interface Way {
  from: Status;
  to: Status;
  start: Box | null;
}

class Motion {
  /** Set while cards follow the pointer: then their way needs no explanation. */
  still = false;
  /** What moved since the last frame. */
  #ways = new Map<number, Way>();
  #running = new Set<Animation>();

  /** Ends what is under way; the cards are where they belong. */
  cancel(): void {
    for (const animation of this.#running) animation.cancel();
    this.#running.clear();
  }

  /**
   * Explains moves. To be called when the rows have changed and the page has not: it notes where the cards
   * are, and shows the ways in the next frame, when they are drawn anew and the focused one is in sight.
   */
  moved(moves: readonly Moved[]): void {
    if (this.still || moves.length === 0 || document.hidden) return;
    if (this.#ways.size === 0) requestAnimationFrame(() => this.#explain());
    for (const { id, from, to } of moves) {
      const known = this.#ways.get(id);
      if (known) known.to = to;
      // Of many, only where they went is told; then nobody need know where they were.
      else this.#ways.set(id, { from, to, start: moves.length > MOST ? null : seen(drawn(id)) });
    }
  }

  #explain(): void {
    const ways = [...this.#ways];
    this.#ways.clear();
    if (ways.length > MOST) {
      this.cancel();
      return this.#glowHeaders(new Set(ways.flatMap(([, { from, to }]) => (from === to ? [] : [to]))));
    }
    const reduced = reducedMotion();
    // All places are read before anything is drawn, so that the page is laid out once.
    const plays = ways.map(([id, { from, to, start }]) => {
      const element = drawn(id);
      const end = seen(element);
      return { element, start, end, to, play: explain(start, end, from !== to, reduced) };
    });
    if (plays.every(({ play }) => play === 'none')) return;
    this.cancel();
    for (const { element, start, end, play } of plays) {
      if (play === 'travel' && element && start && end) this.#travel(element, start, end);
      else if (play === 'glow' && element) this.#glow(element);
    }
    this.#glowHeaders(new Set(plays.flatMap(({ play, to }) => (play === 'header' ? [to] : []))));
  }

  /** Lets the cards in sight of tasks that another program changed glow once. */
  async flash(ids: ReadonlySet<number>): Promise<void> {
    if (ids.size === 0 || document.hidden) return;
    await nextFrame();
    let left = MOST;
    for (const element of document.querySelectorAll<HTMLElement>('[data-card]')) {
      if (left === 0) return;
      if (!ids.has(Number(element.dataset['card']))) continue;
      this.#glow(element);
      left -= 1;
    }
  }

  #travel(element: HTMLElement, from: Box, to: Box): void {
    const copy = element.cloneNode(true) as HTMLElement;
    for (const name of ['data-card', 'data-testid', 'role', 'tabindex', 'aria-setsize', 'aria-posinset', 'id']) {
      copy.removeAttribute(name);
    }
    copy.setAttribute('aria-hidden', 'true');
    Object.assign(copy.style, {
      position: 'fixed',
      zIndex: 'var(--z-drag)',
      top: '0',
      left: '0',
      width: `${to.right - to.left}px`,
      height: `${to.bottom - to.top}px`,
      transform: `translate(${to.left}px, ${to.top}px)`,
      pointerEvents: 'none',
    });
    document.body.append(copy);
    const way = copy.animate(
      [
        { transform: `translate(${from.left}px, ${from.top}px)`, opacity: 0.9 },
        { transform: `translate(${to.left}px, ${to.top}px)`, opacity: 1 },
      ],
      { duration: TRAVEL_MS, easing: 'cubic-bezier(0.2, 0.7, 0.3, 1)' },
    );
    this.#play(way, () => copy.remove());
    this.#play(element.animate([{ opacity: 0 }, { opacity: 0 }], { duration: TRAVEL_MS }));
  }

  #glowHeaders(columns: ReadonlySet<Status>): void {
    for (const status of columns) {
      const header = document.querySelector<HTMLElement>(`[data-column-head="${status}"]`);
      if (header) this.#glow(header);
    }
  }

  #glow(element: HTMLElement): void {
    const soft = getComputedStyle(document.documentElement).getPropertyValue('--accent-soft').trim();
    if (soft === '') return;
    this.#play(element.animate([{ backgroundColor: soft }, { backgroundColor: soft, offset: 0.4 }, {}], GLOW_MS));
  }

  #play(animation: Animation, after?: () => void): void {
    this.#running.add(animation);
    const done = (): void => {
      this.#running.delete(animation);
      after?.();
    };
    // A cancelled animation rejects; both are its end.
    animation.finished.then(done, done);
  }
}

export const motion = new Motion();
