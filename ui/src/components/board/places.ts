import type { Status, TaskRow } from '../../lib/host';

/** Where a column's cards are in the window: for going across columns at about the same height. */
export interface Places {
  status: Status;
  /** The height of a card's middle, in window pixels; null where it is not in the list. */
  centre: (row: TaskRow) => number | null;
  /** The index of the card that is nearest to a height. */
  nearest: (y: number) => number | null;
}
