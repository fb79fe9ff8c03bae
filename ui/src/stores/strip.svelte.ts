// Which list of the status strip is open: what needs an answer, or the live runs.
class Strip {
  shown = $state<'inbox' | 'live' | null>(null);

  /** Opens a list, or closes it when it is open. */
  toggle(list: 'inbox' | 'live'): void {
    this.shown = this.shown === list ? null : list;
  }
}

export const strip = new Strip();
