// Changes of the user's whose answer is awaited: operations laid over the row that the database last gave.
import type { TaskRow } from '../../lib/host';

/** An operation whose answer is awaited; null takes the row off the board. */
export type Operation = (row: TaskRow) => TaskRow | null;

interface Layers {
  /** The row that the database last gave. */
  base: TaskRow;
  operations: Operation[];
}

export class Pending {
  #by = new Map<number, Layers>();

  get size(): number {
    return this.#by.size;
  }

  has(id: number): boolean {
    return this.#by.has(id);
  }

  base(id: number): TaskRow | undefined {
    return this.#by.get(id)?.base;
  }

  /** The row with what is laid over it; undefined when nothing is. */
  shown(id: number): TaskRow | null | undefined {
    const layers = this.#by.get(id);
    return layers && overlaid(layers);
  }

  /** Lays an operation over a row; answers what is to be shown, or undefined for a row that is not known. */
  lay(id: number, row: TaskRow | undefined, operation: Operation): TaskRow | null | undefined {
    let layers = this.#by.get(id);
    if (!layers) {
      if (!row) return undefined;
      this.#by.set(id, (layers = { base: row, operations: [] }));
    }
    layers.operations.push(operation);
    return overlaid(layers);
  }

  /** Takes an operation off again; answers what remains, or undefined when nothing was laid over the row. */
  lift(id: number, operation: Operation): TaskRow | null | undefined {
    const layers = this.#by.get(id);
    if (!layers) return undefined;
    layers.operations = layers.operations.filter((other) => other !== operation);
    if (layers.operations.length === 0) this.#by.delete(id);
    return overlaid(layers);
  }

  /** Puts a newer row below the operations. */
  rebase(id: number, row: TaskRow): void {
    const layers = this.#by.get(id);
    if (layers) layers.base = row;
  }

  drop(id: number): void {
    this.#by.delete(id);
  }

  clear(): void {
    this.#by.clear();
  }
}

function overlaid(layers: Layers): TaskRow | null {
  let row: TaskRow | null = layers.base;
  for (const operation of layers.operations) {
    if (row === null) return null;
    row = operation(row);
  }
  return row;
}
