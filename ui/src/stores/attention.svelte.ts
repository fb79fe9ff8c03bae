// What waits for the user: tasks that another program moved to Code Review or said to be blocked.
import { host, type Need } from '../lib/host';
import { board } from './board.svelte';

class Attention {
  /** What the user has not seen, the newest first. */
  list = $state.raw<readonly Need[]>([]);
  /** What was on the screen since, until it is looked at or no longer so: else it would go before it is read. */
  #kept = $state.raw<readonly Need[]>([]);
  #stop: (() => void) | null = null;
  #asking = false;
  /** By project: up to which event it was noted. */
  #noted = new Map<number, number>();

  /** What is worth a look now, the newest first. */
  waiting = $derived.by<readonly Need[]>(() => {
    const known = new Set(this.list.map((need) => need.seq));
    return [...this.list, ...this.#kept.filter((need) => !known.has(need.seq) && holds(need))].sort(
      (a, b) => b.seq - a.seq,
    );
  });

  /** The projects in which something waits that the user has not seen. */
  projects = $derived<ReadonlySet<number>>(new Set(this.list.map((need) => need.project_id)));

  /** Begins to follow what waits. */
  async start(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    this.#noted.clear();
    try {
      this.#stop = await host.onAttention((needs) => (this.list = needs));
      this.list = await host.attention();
    } catch {
      // It is a hint; the board itself shows the tasks.
    }
  }

  /** Notes that the board of a project, or of all, is in front of the user. */
  async seen(project: number | null): Promise<void> {
    if (this.#asking) return;
    const seen = this.list.filter(
      (need) => (project === null || need.project_id === project) && need.seq > (this.#noted.get(need.project_id) ?? 0),
    );
    if (seen.length === 0) return;
    this.#asking = true;
    this.#kept = [...seen, ...this.#kept];
    try {
      for (const id of new Set(seen.map((need) => need.project_id))) {
        const upTo = Math.max(...seen.filter((need) => need.project_id === id).map((need) => need.seq));
        this.list = await host.attentionSeen(id, upTo);
        this.#noted.set(id, upTo);
      }
    } catch {
      // The next look notes it again.
    } finally {
      this.#asking = false;
    }
  }

  /** Forgets what was on the screen, once the user has read the list. */
  read(): void {
    this.#kept = [];
  }
}

/** Whether what made the need is still so, as far as the board shows the task. */
function holds(need: Need): boolean {
  const row = board.row(need.task_id);
  if (!row) return board.project !== null && board.project !== need.project_id;
  return need.kind === 'review' ? row.status === 'Code Review' : row.blocked_reason !== null;
}

export const attention = new Attention();
