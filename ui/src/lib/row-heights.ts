// Heights of the rows of a very long list, by their index: a usual height until a row was measured. Only what stands
// below a change is laid out anew, so that a list that grows at its end costs nothing.
import type { Tops } from './virtual';

export class RowHeights {
  readonly #usual: number;
  #heights = new Float64Array(64);
  #tops = new Float64Array(65);
  #count = 0;
  /** The first index whose top is out of date. */
  #from = 0;

  constructor(usual: number) {
    this.#usual = usual;
  }

  /** Takes in how many rows there are; they never become fewer. */
  grow(count: number): void {
    if (count <= this.#count) return;
    if (count > this.#heights.length) {
      const room = Math.max(count, this.#heights.length * 2);
      const heights = new Float64Array(room);
      heights.set(this.#heights.subarray(0, this.#count));
      const tops = new Float64Array(room + 1);
      tops.set(this.#tops.subarray(0, this.#count + 1));
      this.#heights = heights;
      this.#tops = tops;
    }
    this.#heights.fill(this.#usual, this.#count, count);
    this.#from = Math.min(this.#from, this.#count);
    this.#count = count;
  }

  /** Notes a measured height in pixels; answers whether it differs from what was known. */
  measured(index: number, height: number): boolean {
    if (index >= this.#count || Math.abs((this.#heights[index] ?? 0) - height) < 0.5) return false;
    this.#heights[index] = height;
    this.#from = Math.min(this.#from, index);
    return true;
  }

  /** Returns the tops of all rows, and at last where the next one would start. They are right until the next change. */
  layOut(): Tops {
    let top = this.#tops[this.#from] ?? 0;
    for (let at = this.#from; at < this.#count; at += 1) {
      this.#tops[at] = top;
      top += this.#heights[at] ?? 0;
    }
    this.#tops[this.#count] = top;
    this.#from = this.#count;
    return this.#tops.subarray(0, this.#count + 1);
  }
}
